"""Every hostile text in every place of the pages, in a real browser.

A page holds all texts at once, a row, a class or a name for each; what it shows is
compared as `textContent`, so byte for byte. Where the browser or a format cannot
hold a text as it is, the comparison says how it becomes another one.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from urllib.parse import quote

import openpyxl
import pytest

from landuse.io.worksheet import printable
from landuse.io.write import FORMULA_STARTS
from landuse.io.xlsxbook import unescaped
from landuse.vocabulary import label
from landuse.webmap.build import build_map
from tests.webmap.hostile import GROUPS, PAYLOADS
from tests.webmap.hostilepage import (
    as_input,
    assert_harmless,
    contents,
    each,
    opened_page,
    searched,
    value_definition,
    value_frames,
)
from tests.webmap.toolpage import saved, tool

pytestmark = pytest.mark.browser
TEXTS = list(PAYLOADS)
AS_OF = date(2022, 9, 30)
#: Places that show all texts at once, and what of ours stands there too.
AT_ONCE = {
    "legend": (".lu-class-name", ["其余"]),
    "names on the map": (".lu-name", []),
    "list of zones": (".lu-zones option", [label("map", "all_zones")]),
    "bars": (".lu-stat .lu-bar-name", [label("map", "no_value")]),
    "funnel of groups": (".lu-bars-groups .lu-bar-name", []),
    "funnel of classes": (".lu-bars-classes .lu-bar-name", []),
    "table": (".lu-rows td[data-column=remark]", []),
    "file names in a table": (".lu-rows td[data-column=file]", []),
}
#: Places that show the text of one row, of two with its neighbours, by a script.
ONE_BY_ONE = {
    "card": (
        "panel.select(layer, row, false); return say('.lu-card > table td');",
        5,
    ),
    "rows of the card": (
        "panel.select(layer, row, false); return say('.lu-child [data-column]');",
        2,
    ),
    "tooltip": (
        (
            "const place = { latlng: layer.boxOf(row).getCenter(), "
            "containerPoint: { x: 0, y: 0 } }; panel.map.landusePointer.show(place); "
            "return say('.lu-tip > div');"
        ),
        2,
    ),
    "filter of the funnel": (
        (
            "const [funnel] = panel.funnels; const { words } = funnel.data.groups;"
            "funnel.group = words.indexOf(text); funnel.refreshFilter(); const start = "
            "String(panel.words.filtered); return [say('.lu-filter-text')[0]"
            ".slice(start.length)];"
        ),
        1,
    ),
}


@pytest.fixture(scope="module")
def values(browser, tmp_path_factory):
    """One page for all tests of values."""
    made = build_map(value_definition(TEXTS), value_frames(TEXTS), as_of=AS_OF)
    with opened_page(browser, tmp_path_factory.mktemp("hostile"), made) as opened:
        yield opened


def test_the_corpus_is_large_and_of_every_kind():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60
    cells = sum(times for _, times in ONE_BY_ONE.values())
    assert len(PAYLOADS) * (len(AT_ONCE) + cells) >= 60 * 18
    assert min(map(len, GROUPS.values())) >= 1


def test_lists_show_every_value_as_it_is(values):
    for place, (selector, ours) in AT_ONCE.items():
        assert sorted(contents(values, selector)) == sorted([*TEXTS, *ours]), place
    assert_harmless(values)


@pytest.mark.parametrize("place", ONE_BY_ONE)
def test_a_row_shows_its_value_as_it_is(place, values):
    script, times = ONE_BY_ONE[place]
    assert each(values, TEXTS, script) == [[text] * times for text in TEXTS]
    values.page.evaluate("window.landuse.maps[0].landusePanel.funnels[0].clear.click()")
    assert_harmless(values)


def test_cards_of_figures_show_a_zone_and_its_units(values):
    script = (
        "const { board } = panel;"
        "board.setZone(text); board.showInList(); board.refresh();"
        "return [say('.lu-scope-name')[0], say('.lu-kpi-figure .lu-muted')[0],"
        "say('.lu-way-ends > span')[0], panel.zones.selectedOptions[0].textContent];"
    )
    assert each(values, TEXTS, script) == [[text] * 4 for text in TEXTS]
    assert f"{TEXTS[-1]} 2 {TEXTS[-1]}" in contents(values, ".lu-kpi-fact")[0]
    each(values, [None], "panel.board.setZone(null); panel.refresh();")
    assert_harmless(values)


def test_the_search_takes_any_text_and_lists_it_as_it_is(values):
    script = "panel.input.value = text; panel.search(); return say('.lu-hit');"
    found = each(values, TEXTS, script)
    for text, hits in zip(TEXTS, found, strict=True):
        assert hits == [f"{one} · {one}" for one in searched(TEXTS, text)]
    own = [f"{t} · {t}" in hits for t, hits in zip(TEXTS, found, strict=True)]
    assert own.count(False) < 5  # line ends, and "0" is in many
    values.page.fill(".lu-search", "")
    assert_harmless(values)


def test_the_link_of_a_shape_opens_it_again(values):
    script = (
        "panel.select(layer, row, false); panel.input.value = text; panel.link.save();"
        "const hash = location.hash; panel.card.clear(); panel.input.value = '';"
        "panel.link.open(); const { shown } = panel.card;"
        "return [shown && shown.row, panel.input.value, hash.includes('<')];"
    )
    assert each(values, TEXTS, script) == [
        [row, as_input(text), False] for row, text in enumerate(TEXTS)
    ]
    assert_harmless(values)


def test_the_table_and_its_files_hold_every_value(values):
    tool(values, "attributes").click()
    pages = "const found = []; do { found.push(...say('.lu-attributes tbody td'));"
    pages += "} while (!panel.attributes.on.disabled && !panel.attributes.turn(1));"
    cells = each(values, TEXTS[:1], f"{pages} return found;")[0]
    assert len(cells) == 5 * len(TEXTS)
    assert cells == [text for text in TEXTS for _ in range(5)]
    csv_button, book_button = (
        values.page.locator(".lu-attributes").get_by_role("button", name=name)
        for name in (label("map", "as_csv"), label("map", "as_xlsx"))
    )
    name, made = saved(values, csv_button.click)
    assert name == "landuse-map.csv"
    lines = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    marked = [f"'{t}" if t.startswith(FORMULA_STARTS) else t for t in TEXTS]
    assert lines[1:] == [[text] * 5 for text in marked]
    name, made = saved(values, book_button.click)
    assert name == "landuse-map.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    rows = list(sheet.iter_rows(min_row=2))
    texts = [[unescaped(cell.value or "") for cell in row] for row in rows]
    assert texts == [[printable(text)[:32_767]] * 5 for text in TEXTS]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr"}
    tool(values, "attributes").click()
    assert_harmless(values)


def test_no_address_runs_or_breaks_the_page(values):
    keys = ("lang", "b", "f", "x", "off", "day", "q", "s", "c", "z")
    plain = [f"#{text[:200]}" for text in TEXTS]
    coded = ["#" + "&".join(f"{k}={quote(t[:200])}" for k in keys) for t in TEXTS]
    script = "history.replaceState(null, '', text); panel.link.open(); return 1;"
    opened = each(values, coded, script)
    opened += each(values, plain, script)
    assert len(opened) == 2 * len(TEXTS)
    assert_harmless(values)


def test_the_picture_is_lettered_with_every_class(values):
    """Letters as `fillText` was told them: spaces joined, cut for want of room."""
    script = (
        "const pen = CanvasRenderingContext2D.prototype; const own = pen.fillText;"
        "const told = []; pen.fillText = function (text, ...place) {"
        "told.push(text); return own.call(this, text, ...place); };"
        "window.landuse.picture(panel); pen.fillText = own; return told;"
    )
    told = each(values, [None], script)[0]
    for text in TEXTS:
        whole = re.sub(r"[\s\ufeff]+", " ", text)[:400]
        assert any(
            one == whole or (one.endswith("…") and whole.startswith(one[:-1]))
            for one in told
        ), text
    assert_harmless(values)
