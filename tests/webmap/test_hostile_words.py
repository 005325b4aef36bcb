"""Every hostile text as a title, a name of a column or a layer, a note, an address."""

from __future__ import annotations

import csv
import io

import folium
import pytest

from landuse.io.write import FORMULA_STARTS
from landuse.vocabulary import label
from landuse.webmap.build import build_map
from landuse.webmap.layers import MapPanel
from landuse.webmap.page import Markup, Page, element, join
from tests.webmap.hostile import PAYLOADS
from tests.webmap.hostilepage import (
    assert_harmless,
    contents,
    each,
    html_text,
    opened_page,
    word_definition,
    word_frames,
)
from tests.webmap.toolpage import drag, saved, tool

pytestmark = pytest.mark.browser
TEXTS = list(PAYLOADS)
COUNTED = [f"{text} (1)" for text in TEXTS]
WORD_PLACES = {
    "layer": (".lu-layer-title > input + span", ["首", *TEXTS]),
    "note of a theme": (".lu-layer p.lu-muted", TEXTS),
    "choice of a theme": (".lu-themes option", ["首题", *TEXTS]),
    "choice of a table": (".lu-attributes-layer option", ["首", *TEXTS]),
    "card of figures": (".lu-kpi-title", TEXTS),
    "bars": (".lu-bar-title", TEXTS),
    "tabs of funnels and tables": (".lu-tab", [*TEXTS, *COUNTED]),
    "groups of a funnel": (".lu-bars-groups > p:first-child", TEXTS),
    "heads of a table": (".lu-rows th:last-child .lu-sort", TEXTS),
    "columns of the card": (".lu-card > table th", TEXTS),
    "parts of the card": (".lu-child-title", COUNTED),
    "heads of the attributes": (".lu-attributes .lu-sort", TEXTS),
}


@pytest.fixture(scope="module")
def words(browser, tmp_path_factory):
    """One page for all tests of names, the table of its first layer open."""
    made = build_map(word_definition(TEXTS), word_frames(TEXTS))
    folium.LayerControl().add_to(made)
    with opened_page(browser, tmp_path_factory.mktemp("words"), made) as opened:
        tool(opened, "attributes").click()
        opened.page.select_option(".lu-attributes-layer", label="首")
        each(opened, [None], "panel.select(panel.layers[0], 0, false);")
        yield opened


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_are_shown_as_they_are(lang, words):
    each(words, [None], f"window.landuse.speak(panel, '{lang}');")
    for place, (selector, texts) in WORD_PLACES.items():
        assert sorted(contents(words, selector)) == sorted(texts), place
    kept = contents(words, ".lu-child th:last-child, .lu-child .lu-pair-name")
    assert set(TEXTS) < set(kept)
    assert_harmless(words)


def test_a_class_and_its_emphasis_are_named_as_they_are(words):
    each(words, [None], "window.landuse.speak(panel, 'zh');")
    named = contents(words, ".lu-class-name")
    only = label("map", "only")
    wanted = [["其余", text, f"{only}{text}"] for text in TEXTS]
    assert sorted(named) == sorted(["首余", *(n for names in wanted for n in names)])


def test_the_heads_of_a_file_are_marked(words):
    name = label("map", "as_csv")
    csv_button = words.page.locator(".lu-attributes").get_by_role("button", name=name)
    made = saved(words, csv_button.click)[1].decode("utf-8-sig")
    heads = next(csv.reader(io.StringIO(made, newline="")))
    assert heads == [f"'{t}" if t.startswith(FORMULA_STARTS) else t for t in TEXTS]
    assert_harmless(words)


def test_a_card_is_headed_by_its_layer(words):
    script = "panel.select(panel.layers[row + 1], 0, false);"
    script += "const head = document.querySelector('.lu-card > h2').firstChild;"
    assert each(words, TEXTS, f"{script} return head.textContent;") == TEXTS


def test_the_control_of_folium_shows_the_layers(words):
    shown = contents(words, ".leaflet-control-layers-overlays span span")
    wanted = [html_text(text) for text in ("首", *TEXTS)]
    # Leaflet puts a space before; a script lists names that are numbers first.
    assert sorted(text[1:] for text in shown) == sorted(wanted)
    assert_harmless(words)


def test_what_is_selected_is_told_by_layer(words):
    tool(words, "attributes").click()
    for title in ("首", *TEXTS[:20]):
        each(
            words,
            [title],
            "panel.layers.find(l => String(l.data.title) === text).setShown(true);",
        )
    tool(words, "rectangle").click()
    box = words.page.locator(".folium-map").bounding_box()
    drag(words, [(60, 5), (box["width"] - 5, box["height"] - 5)])
    told = contents(words, ".lu-said")[0]
    count = label("map", "count")
    for title in TEXTS[:20]:
        assert f" · {title} 2 {count}" in f" · {told.removeprefix('已选：')}", title
    assert_harmless(words)


def test_titles_notes_and_marks_are_shown_as_they_are(browser, tmp_path):
    """Some texts behind one another, and some panels on one page."""
    made = build_map(word_definition(TEXTS[:1]), {})
    first = next(c for c in made._children.values() if isinstance(c, MapPanel))
    texts = [" ".join(TEXTS[n : n + 8]) for n in range(0, len(TEXTS), 8)]
    for text in texts:
        own = {"title": text, "note": text, "mark": text, "absent": [text]}
        data = {**first.payload, **own, "subtitle": text, "other": own}
        MapPanel({**data, "board": False}).add_to(made)
    with opened_page(browser, tmp_path, made) as opened:
        assert contents(opened, ".lu-title")[1:] == texts
        assert contents(opened, ".lu-subtitle") == texts
        notes = contents(opened, ".lu-part > .lu-muted")
        absent = [label("map", "empty") + text for text in texts]
        assert {*texts, *absent} < set(notes)
        opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        sheet = [f"{text} · {label('map', 'picture_note')}" for text in texts]
        assert set(sheet) < set(contents(opened, ".lu-sheet-foot"))
        assert_harmless(opened)


def test_a_page_of_ours_is_titled_as_it_is(browser, tmp_path):
    """A small page for each text, each in a frame of one page."""
    pages = [Page(text, element("h1", text, title=text), ()).render() for text in TEXTS]
    outer = tmp_path / "frames.html"
    body = join(element("iframe", srcdoc=page) for page in pages)
    outer.write_text(f"<!DOCTYPE html>{Markup(body)}", encoding="utf-8")
    with opened_page(browser, outer, None) as opened:
        shown = opened.page.evaluate(
            "[...document.querySelectorAll('iframe')].map(({ contentDocument: d,"
            "contentWindow: w }) => [d.querySelector('title').textContent,"
            "d.querySelector('h1').textContent, d.querySelector('h1').title,"
            "w.__hit ?? null, d.scripts.length, d.body.children.length])"
        )
        assert shown == [[html_text(text)] * 3 + [None, 0, 1] for text in TEXTS]
        assert_harmless(opened)
