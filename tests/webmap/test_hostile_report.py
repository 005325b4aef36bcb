"""Every hostile text in every part of the report page, and none in a template."""

from __future__ import annotations

import dataclasses
import os
from datetime import date

import folium
import jinja2
import pandas as pd
import pytest

from landuse.errors import SourceError
from landuse.webmap.basemap import read_basemap
from landuse.webmap.build import build_map
from landuse.webmap.page import data_block
from landuse.webmap.report import Goal, Link, Report, render_report
from landuse.webmap.split import write_split
from tests.webmap.hostile import CANARY, FEW, PAYLOADS, SURROGATES, TEMPLATES
from tests.webmap.hostilepage import (
    assert_harmless,
    contents,
    each,
    html_text,
    opened_page,
    value_definition,
    value_frames,
    word_definition,
    word_frames,
)

TEXTS = list(PAYLOADS)
#: Tables of the report, one or several in each section.
TABLES = (
    "goal_zones",
    "land_balance",
    "scoreboard",
    "ranking",
    "rewards",
    "tax_pairs",
    "zones",
    "findings",
    "idle_forecast",
    "issues",
    "scorecard",
    "not_configured",
)
LISTS = ("score_notes", "weights", "notes")


def report(texts, **more):
    """Column and cells of every table, lines, titles, links: all are the texts."""
    own = pd.Series(texts, dtype=object)
    frame = pd.DataFrame({texts[0]: own, "category": own, "severity": own})
    way = {"period": own, "net_mu": 1.0, "cumulative_mu": 2.0, "planned_mu": 3.0}
    links = tuple(Link(text, f"maps/{n}.html") for n, text in enumerate(texts))
    fields = {
        "title": " ".join(texts),
        "as_of": date(2022, 9, 30),
        "policy_title": " ".join(texts),
        "policy_hash": texts[1],
        "goal": Goal(1.0, 2.0, 3.0, 4.0, 5.0),
        "certificate": tuple(zip(texts, texts, strict=True)),
        "trajectory": pd.DataFrame(way),
        "tax": pd.DataFrame({"denominator": own, "operator": own, "target": 1.0}),
        "unsupplied": (frame, frame),
        "life": tuple((text, frame.head(1)) for text in texts),
        "maps": links,
        "tables": links,
        **dict.fromkeys(TABLES, frame),
        **dict.fromkeys(LISTS, tuple(texts)),
    }
    return Report(**{**fields, **more})


@pytest.mark.browser
def test_every_part_of_the_report_shows_texts_as_they_are(browser, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(render_report(report(TEXTS)), encoding="utf-8", newline="\n")
    shown = [html_text(text) for text in TEXTS]
    with opened_page(browser, path, None) as opened:
        assert_harmless(opened)
        columns = contents(opened, ".rp-table td:first-child")
        tables = len(TABLES) + 2 + 1 + 1  # two of land not supplied, tax, the quarters
        for text in shown:
            assert columns.count(text) >= tables - 1, text
        heads = contents(opened, ".rp-table th:first-child")
        assert heads.count(shown[0]) == len(TABLES) + 2 + len(TEXTS)
        for selector, times in (
            (".rp-facts th", 1),
            (".rp-facts td", 1),
            (".rp-quarter", 1),
            (".rp-links a", 2),
            ("h3", 1),
            ("ul:not(.rp-links) > li", len(LISTS)),
        ):
            found = contents(opened, selector)
            assert all(found.count(text) == times for text in shown), selector
        whole = html_text(" ".join(TEXTS))
        assert contents(opened, "title") == [whole, *contents(opened, "svg title")]
        assert contents(opened, "h1") == [whole]
        assert whole in contents(opened, "header p")[0]


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_link_is_relative_or_refused(text):
    made = report([TEXTS[0], "x"], maps=(Link("x", text),))
    if ":" in text or text.startswith(("/", "\\")):
        with pytest.raises(ValueError, match="must be relative"):
            render_report(made)
    else:
        assert "<script" not in render_report(made)


def test_a_template_engine_would_have_run_the_texts():
    """Without this the next test could not fail."""
    told = [text for text in TEMPLATES if CANARY in text]
    assert len(told) >= 1
    for text in told:
        jinja2.Template(text).render()
    assert os.environ.pop(CANARY) == "1"


def test_no_text_reaches_a_template(monkeypatch, tmp_path):
    """What is compiled while maps and the report are made and written."""
    compiled = []
    compile_one = jinja2.Environment.compile

    def listen(self, source, *rest, **more):
        compiled.append(source if isinstance(source, str) else "")
        return compile_one(self, source, *rest, **more)

    monkeypatch.setattr(jinja2.Environment, "compile", listen)
    for definition, frames in (
        (value_definition(list(FEW)), value_frames(list(FEW))),
        (word_definition(TEXTS), word_frames(TEXTS)),
    ):
        made = build_map(definition, frames, title=TEXTS[0], subtitle=" ".join(TEXTS))
        folium.LayerControl().add_to(made)
        made.save(str(tmp_path / "map.html"))
        made._repr_html_()
        render_report(dataclasses.replace(report(list(FEW)), map=made))
    assert compiled
    whole = "\n".join(compiled)
    told = [text for text in TEXTS if len(text) > 8 and not text.isidentifier()]
    assert len(told) > 60
    assert [text for text in told if text in whole] == []
    assert CANARY not in os.environ


@pytest.mark.parametrize("text", TEMPLATES[:3])
def test_an_element_of_folium_is_not_compiled_again(text):
    made = build_map("status", {})
    made.get_root().html.add_child(folium.Element(text))
    assert text in made.get_root().render()
    assert CANARY not in os.environ


@pytest.mark.browser
def test_scripts_of_data_beside_a_page_hold_texts(browser, tmp_path):
    texts, half = list(FEW), SURROGATES[-1]
    made = build_map(word_definition(texts), word_frames(texts), subtitle=half)
    for name in write_split(made, tmp_path)[1:]:
        assert (tmp_path / name).read_bytes().isascii()
    with opened_page(browser, tmp_path / "index.html", None) as opened:
        opened.page.wait_for_selector("html[data-ready='1']", state="attached")
        assert contents(opened, ".lu-bar-title") == texts
        assert contents(opened, ".lu-subtitle") == [half]
        assert_harmless(opened)


@pytest.mark.parametrize("start", ["", "http://h/{z}/{x}/{y}", "http://"])
def test_no_text_widens_what_a_ground_may_load(start):
    for text in (*PAYLOADS, *SURROGATES):
        for said in (f"{start}{text}", f"{text}/{{z}}/{{x}}/{{y}}"):
            try:
                origins = read_basemap(said).origins
            except SourceError:
                continue
            assert origins in (("http://h",), ("'self'",)), said


@pytest.mark.browser
def test_half_a_pair_of_unicode_breaks_nothing(browser, tmp_path):
    texts = list(SURROGATES)
    frames = value_frames(["甲", "乙", "丙"])
    own = pd.Series(texts, dtype=object)
    frames["parcels"] = frames["parcels"].assign(holder=own, source_file=own)
    frames["rows"] = frames["rows"].assign(remark=own, file=own)
    made = build_map(value_definition(["甲", "乙", "丙"]), frames, subtitle=texts[2])
    with opened_page(browser, tmp_path, made) as opened:
        script = "panel.select(layer, row, false); return say('.lu-card > table td');"
        cells = each(opened, texts, script)
        binary = [text.encode("utf-8", "replace").decode() for text in texts]
        assert [[row[1], row[-1]] for row in cells] == [[text] * 2 for text in binary]
        # JSON can write the half, so the script has it as it is.
        found = contents(opened, ".lu-rows td[data-column=remark]")
        assert sorted(found) == sorted(texts)
        assert_harmless(opened)
    assert "\ud800" not in data_block("x", texts)
