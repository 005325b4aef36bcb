"""The pages of the sample audit in a real browser, from file://."""

import importlib.util
import struct
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from landuse.analysis.lifecycle import lifecycle
from landuse.io.project import load_project
from landuse.resources import data_path
from landuse.vocabulary import label
from landuse.webmap.build import build_map
from landuse.webmap.texts import figure_text
from landuse.workflow import audit
from tests.webmap.lifecity import on_day
from tests.webmap.lifepage import assert_counts, go_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "index.html",
    "maps/overview.html",
    "maps/status.html",
    "maps/standard_land.html",
    "maps/tax_density.html",
    "maps/revitalization.html",
    "maps/plan_revision.html",
)


@pytest.fixture(scope="module")
def drawn():
    """The frames of each map that the audit drew, by its name."""
    return {}


@pytest.fixture(scope="module")
def out(tmp_path_factory, drawn):
    folder = tmp_path_factory.mktemp("demo") / "out"

    def recorded(definition, frames, **options):
        drawn[getattr(definition, "id", definition)] = frames
        return build_map(definition, frames, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("landuse.steps.pages.build_map", recorded)
        return audit(data_path("sample_data"), out=folder).out


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_and_reports_no_error(browser, out, page):
    view = browser.new_page()
    asked, faults = [], []
    view.on("request", lambda request: asked.append(request.url))
    view.on("pageerror", lambda error: faults.append(str(error)))
    view.on(
        "console",
        lambda message: (
            faults.append(message.text) if message.type == "error" else None
        ),
    )
    view.goto((out / page).as_uri())
    view.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert faults == []
    view.close()


def test_the_status_map_shows_parcels_and_a_chinese_legend(browser, out):
    view = browser.new_page()
    view.goto((out / "maps" / "status.html").as_uri())
    view.wait_for_selector("canvas")
    text = view.inner_text("body")
    for word in ("闲置土地", "批而未供", "停建缓建", "停产半停产", "低效用地"):
        assert word in text
    drawn = view.evaluate(
        """() => [...document.querySelectorAll('canvas')].some(canvas => {
            const at = canvas.getContext('2d');
            const bytes = at.getImageData(0, 0, canvas.width, canvas.height).data;
            return bytes.some((value, i) => i % 4 === 3 && value > 0);
        })"""
    )
    assert drawn
    view.close()


def test_the_life_cycle_page_counts_as_the_analysis_does_on_three_days(
    visit, out, drawn
):
    opened = visit(out / "maps" / "standard_land.html")
    frames = drawn["standard_land"]
    plots, changes = frames["life_plots"], frames["life_history"]
    days = (date(2021, 6, 30), date(2022, 9, 30), date(2023, 3, 31))
    for day in days:
        go_to(opened, day)
        assert_counts(opened, plots, on_day(changes, plots["parcel_id"], day))
    policy = load_project(data_path("sample_data")).load_policy()
    told = {name: frames.get(name) for name in ("milestones", "breaches", "transfers")}
    for day in days[:2]:  # later facts are no facts yet on the third
        states = lifecycle(plots, frames["commitments"], policy, day, **told)
        known = states.rename(columns={"lifecycle_stage": "stage"})
        go_to(opened, day)
        late = known["is_overdue"].eq(True).fillna(False)
        assert_counts(opened, plots, known.assign(is_overdue=late))
    assert opened.texts(".lu-tab")[1] == f"违约处置 ({len(frames['life_breaches'])})"
    assert "不一致" not in opened.page.locator(".lu-legend").inner_text()
    assert opened.complaints == []


def test_the_script_of_the_pictures_finds_what_it_clicks(browser, out, tmp_path):
    maker = Path(__file__).resolve().parents[2] / "docs" / "make_pictures.py"
    spec = importlib.util.spec_from_file_location("make_pictures", maker)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    context = browser.new_context(viewport=script.SIZE, offline=True)
    context.set_default_timeout(10_000)
    for picture in script.take(context, out, tmp_path):
        head = picture.read_bytes()[:24]
        assert struct.unpack(">II", head[16:24]) == (1280, 800)
        assert (script.FOLDER / picture.name).is_file()
    context.close()


def test_the_dashboard_says_what_the_indicators_say(visit, out):
    opened = visit(out / "index.html")
    told = pd.read_parquet(out / "tables" / "indicators.parquet")
    parcels = pd.read_parquet(out / "tables" / "parcels.parquet")
    cards = opened.page.locator(".lu-kpi")
    for zone, name in ((None, None), ("fanxian", "范县产业集聚区")):
        place = told[told["scope_id"] == (zone or "city")].set_index("indicator")
        if name:
            opened.page.locator(".lu-stat", has_text=name).click()
        goal = figure_text(place.loc["revitalized_mu", "value"])
        assert cards.nth(0).locator("strong").all_inner_texts() == [goal]
        tax = place.loc[["tax_yuan_per_mu"]]
        assert cards.nth(1).locator("strong").all_inner_texts() == [
            figure_text(value, 0) for value in tax["value"]
        ]
        words = ["达到" if met else "未达到" for met in tax["met"]]
        assert cards.nth(1).locator(".lu-verdict").all_inner_texts() == words
        rows = parcels if zone is None else parcels[parcels["zone_id"] == zone]
        for category, own in rows.groupby("category"):
            line = cards.nth(2).locator(
                ".lu-kpi-line", has_text=label("category", category)
            )
            area = f"{figure_text(own['area_mu'].sum())} 亩"
            assert line.locator("strong").inner_text() == f"{len(own):,}"
            assert line.locator(".lu-kpi-area").inner_text() == area
        assert opened.drawn() == len(rows)
    assert "隔离记录" in opened.page.inner_text(".rp-report")  # the report is below
    assert opened.complaints == []
    assert opened.foreign_requests() == []
