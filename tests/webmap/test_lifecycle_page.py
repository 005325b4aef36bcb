"""The life-cycle page in a real browser: slider, funnel, breaches, card."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from landuse.vocabulary import label
from landuse.webmap.build import build_map
from tests.webmap.city import CRS, blocks
from tests.webmap.hostile import FEW
from tests.webmap.lifecity import AS_OF, STAGES, on_day, with_lives
from tests.webmap.lifepage import assert_counts, bars, figures, go_to, legend

pytestmark = pytest.mark.browser
FUTURE = date(2023, 9, 30)
DAYS = (date(2021, 4, 30), AS_OF, FUTURE)


@pytest.fixture(scope="module")
def lives(frames):
    """Areas as a bureau records them: to 0.01 square metres."""
    known = with_lives(frames)
    area = known["parcels"]["registered_area_m2"].round(2) * 3 / 2000
    return {**known, "parcels": known["parcels"].assign(area_mu=area)}


@pytest.fixture
def show(tmp_path, visit):
    def build_and_open(frames, definition="lifecycle", **options):
        path = tmp_path / "map.html"
        build_map(definition, frames, **{"as_of": AS_OF, **options}).save(str(path))
        return visit(path)

    return build_and_open


def told(opened):
    return [*opened.texts(".lu-day-text"), *opened.texts(".lu-day-kind")]


def expected(lives, day):
    ids = lives["parcels"]["parcel_id"].tolist()
    return on_day(lives["life_history"], ids, day)


def test_counts_and_mu_of_three_days_are_pythons(lives, show):
    opened = show(lives)
    for day in DAYS:
        go_to(opened, day)
        known = expected(lives, day)
        assert_counts(opened, lives["parcels"], known)
        granted = (known["stage"] == "granted").to_numpy()
        total = lives["parcels"]["area_mu"][granted].sum()
        assert legend(opened)["已供地"] == f"{granted.sum()} 个 / {total:,.2f} 亩"
    assert opened.complaints == []
    assert opened.foreign_requests() == []


def test_the_day_is_told_and_the_projection_is_set_apart(lives, show):
    opened = show(lives)
    assert told(opened) == ["2022-09-30", "基准日"]
    assert not opened.page.locator(".lu-banner").is_visible()
    opened.page.locator(".lu-range").press("ArrowRight")
    assert told(opened) == ["2022-10-31", "推演"]
    assert "不是事实" in opened.page.locator(".lu-banner").inner_text()
    text = opened.page.locator(".lu-range").get_attribute("aria-valuetext")
    assert text == "2022-10-31 推演"
    opened.page.locator(".lu-range").press("End")
    assert opened.texts(".lu-day-text") == ["2023-09-30"]
    opened.page.click(".lu-now")
    assert told(opened) == ["2022-09-30", "基准日"]
    opened.page.get_by_label("上一月").click()
    assert told(opened) == ["2022-08-31", "历史"]
    assert not opened.page.locator(".lu-banner").is_visible()


def test_the_slider_can_be_dragged(lives, show):
    opened = show(lives)
    box = opened.page.locator(".lu-range").bounding_box()
    middle = box["y"] + box["height"] / 2
    knob = opened.page.evaluate(
        "(() => { const r = document.querySelector('.lu-range');"
        "return 8 + (r.clientWidth - 16) * r.value / r.max; })()"
    )
    opened.page.mouse.move(box["x"] + knob, middle)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 8, middle, steps=5)
    opened.page.mouse.up()
    assert opened.texts(".lu-day-text") == ["2020-01-31"]
    known = expected(lives, date(2020, 1, 31))["stage"]
    figure = figures(lives["parcels"], known == "prepared")
    assert legend(opened)["已完成区域评估"] == figure


def test_it_plays_to_the_reference_date_and_stops(lives, show):
    opened = show(lives)
    play = opened.page.locator(".lu-play")
    opened.page.clock.install()
    play.press("Enter")
    assert play.get_attribute("aria-pressed") == "true"
    assert opened.texts(".lu-day-text") == ["2020-01-31"]
    opened.page.clock.run_for(1000)
    assert opened.texts(".lu-day-text") == ["2020-03-31"]
    opened.page.clock.run_for(60_000)
    assert opened.texts(".lu-day-text") == ["2022-09-30"]
    assert play.get_attribute("aria-pressed") == "false"


def test_a_bar_of_the_funnel_filters_the_map_and_keeps_the_focus(lives, show):
    opened = show(lives)
    parcels, stage = lives["parcels"], expected(lives, AS_OF)["stage"].to_numpy()
    bar = opened.page.locator(".lu-bars-classes .lu-bar", has_text="已投产")
    bar.press("Enter")
    reached = pd.Series(stage).isin(STAGES[6:10]).to_numpy()
    assert opened.drawn() == reached.sum()
    assert bar.get_attribute("aria-pressed") == "true"
    assert "已投产" in opened.page.evaluate("document.activeElement.textContent")
    zone = "范县产业集聚区"
    inside = (parcels["zone"] == zone).to_numpy()
    assert bars(opened, "groups")[zone] == figures(parcels, pd.Series(reached & inside))
    opened.page.locator(".lu-bars-groups .lu-bar", has_text=zone).click()
    assert opened.drawn() == (reached & inside).sum()
    assert opened.texts(".lu-filter-text") == [f"已筛选：≥ 已投产 · {zone}"]
    go_to(opened, DAYS[0])
    earlier = expected(lives, DAYS[0])["stage"].isin(STAGES[6:10]).to_numpy()
    assert opened.drawn() == (earlier & inside).sum()
    opened.page.click(".lu-clear")
    assert opened.drawn() == len(parcels)
    opened.page.locator(".lu-bars-classes .lu-bar", has_text="已退出").click()
    gone = (expected(lives, DAYS[0])["stage"] == "exited").sum()
    assert opened.drawn() == gone


def test_a_row_of_the_table_opens_the_card_of_its_plot(lives, show):
    opened = show(lives)
    breaches = lives["life_breaches"]
    tab = opened.page.locator(".lu-tab", has_text="违约处置")
    opened.page.locator(".lu-tab").first.press("ArrowRight")
    assert tab.get_attribute("aria-selected") == "true"
    assert tab.inner_text() == f"违约处置 ({len(breaches)})"
    zone = "范县产业集聚区"
    opened.page.locator(".lu-bars-groups .lu-bar", has_text=zone).evaluate(
        "node => node.click()"
    )
    assert opened.drawn() < len(lives["parcels"])
    opened.page.locator(".lu-row-name").nth(2).press("Enter")
    assert opened.drawn() == len(lives["parcels"])  # the bar would hide the plot
    card = opened.page.locator(".lu-card")
    wanted = breaches["parcel_id"][2]
    assert card.locator("td[data-column=parcel_id]").first.inner_text() == wanted
    own = card.locator(".lu-child", has_text="违约处置").locator(
        "[data-column=breach_id]"
    )
    assert own.all_inner_texts() == ["W02"]
    number = int(wanted[-6:])
    count = (lives["life_milestones"]["parcel_id"] == wanted).sum()
    assert card.locator(".lu-child-title").first.inner_text() == f"节点 ({count})"
    inside = opened.page.evaluate(
        "(row) => { const map = window.landuse.maps[0];"
        "const layer = map.landuseLayers.at(-1);"
        "return map.getBounds().contains(layer.boxOf(row)); }",
        number,
    )
    assert inside


def test_the_table_is_sorted_by_value_with_missing_last(lives, show):
    opened = show(lives)
    opened.page.locator(".lu-tab").nth(1).click()
    sort = opened.page.locator(".lu-sort", has_text="违约金")
    sort.click()
    shown = opened.texts(".lu-rows td[data-column=penalty_yuan]")
    yuan = lives["life_breaches"]["penalty_yuan"].sort_values()
    assert shown == ["—" if pd.isna(y) else f"{y:,.2f}" for y in yuan]
    opened.page.locator(".lu-row").nth(2).click()
    chosen = opened.page.locator(".lu-chosen").inner_text()
    sort.click()
    assert opened.page.locator("th[aria-sort=descending]").count() == 1
    assert opened.page.locator(".lu-chosen").all_inner_texts() == [chosen]
    assert (
        opened.texts(".lu-rows td[data-column=penalty_yuan]")[0] == f"{yuan.max():,.2f}"
    )


def test_the_card_tells_the_state_of_the_day_shown(lives, show):
    opened = show(lives)
    select = (
        "(row) => { const map = window.landuse.maps[0];"
        "map.landusePanel.select(map.landuseLayers.at(-1), row, false); }"
    )
    opened.page.evaluate(select, 6)
    assert not opened.page.locator(".lu-card-day").is_visible()
    go_to(opened, DAYS[0])
    stage = expected(lives, DAYS[0])["stage"].iloc[6]
    line = f"所选日期 {DAYS[0]}: {label('stage', stage)}"
    assert opened.texts(".lu-card-day") == [line]
    cell = opened.page.locator(".lu-card td[data-column=lifecycle_stage]")
    assert cell.inner_text() == label("stage", STAGES[6])


def test_in_english_nothing_is_left_in_chinese(lives, show):
    parcels = lives["parcels"].assign(zone="North", holder="Co")
    plain = {**lives, "parcels": parcels.drop(columns="land_use")}
    plain["life_milestones"] = plain["life_milestones"].assign(document_no="x")
    plain["life_breaches"] = plain["life_breaches"].assign(responsible_unit="x")
    plain["zones"] = lives["zones"].assign(zone="North")
    opened = show(plain, lang="en")
    opened.page.locator(".lu-row-name").first.evaluate("node => node.click()")
    opened.page.locator(".lu-range").press("End")
    text = opened.page.evaluate("document.body.textContent.replace(/\\{.*\\}/g, '')")
    visible = " ".join(opened.texts(".lu-page")).replace("中文", "")  # the switch
    titles = opened.page.locator("[title], [aria-label]").evaluate_all(
        "n => n.map(x => x.title + x.ariaLabel)"
    )
    assert "Funnel of stages" in text
    left = [c for c in visible + " ".join(titles) if "\u4e00" <= c <= "\u9fff"]
    assert left == []


def test_no_value_is_executed_in_any_new_place(show):
    texts = list(FEW)
    shapes = blocks(range(len(texts)), range(1))
    ids = [f"P{n}" for n in range(len(texts))]
    parcels = gpd.GeoDataFrame(
        {"parcel_id": ids, "zone": texts, "lifecycle_stage": "granted", "area_mu": 1.0},
        geometry=shapes,
        crs=CRS,
    )
    rows = {
        "parcel_id": ids,
        "breach_kind": texts,
        "breach_id": texts,
        "document_no": texts,
    }
    history = {"parcel_id": ids, "since": pd.Timestamp(2022, 1, 1), "is_overdue": False}
    frames = {
        "parcels": parcels,
        "life_history": pd.DataFrame({**history, "stage": texts}),
        "life_breaches": pd.DataFrame({**rows, "responsible_unit": texts}),
        "life_milestones": pd.DataFrame({**rows, "stage": texts, "status": texts}),
        "life_commitments": pd.DataFrame({**rows, "indicator": texts, "unit": texts}),
    }
    opened = show(frames, title=texts[0])

    def shown(selector):
        return opened.page.locator(selector).evaluate_all(
            "n => n.map(x => x.textContent)"
        )

    assert sorted(shown(".lu-bars-groups .lu-bar-name")) == sorted(texts)
    for column in ("breach_id", "breach_kind", "responsible_unit"):
        assert shown(f".lu-rows td[data-column={column}]") == texts
    opened.page.locator(".lu-tab").nth(1).click()
    for number, text in enumerate(texts):
        opened.page.locator(".lu-row-name").nth(number).evaluate("node => node.click()")
        for column in ("document_no", "stage", "indicator", "unit", "breach_kind"):
            cell = shown(f".lu-child [data-column={column}]")[0]
            assert cell == text, column
    for bar in opened.page.locator(".lu-bars-groups .lu-bar").all()[:8]:
        bar.evaluate("node => node.click()")
        filtered = shown(".lu-filter-text")[0].removeprefix("已筛选：")
        assert filtered in texts
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []
    assert opened.foreign_requests() == []


def test_hostile_words_of_the_new_parts_are_text(lives, show):
    for text in (FEW[0], FEW[2], "{{7*7}}{% x"):
        words = {"zh": text, "en": text}
        rest = {"rest": True, "color": "#888888", "label": words}
        rows = {"frame": "life_breaches", "title": words, "key": "parcel_id"}
        rows |= {"columns": ["kind", text], "labels": {"kind": words}}
        layer = {
            "frame": "parcels",
            "title": words,
            "theme": {"column": "stage", "classes": [rest]},
            "funnel": {"by": text, "title": words},
            "time": {
                "frame": "life_history",
                "key": "parcel_id",
                "since": "since",
                "columns": {"stage": "stage"},
            },
            "card": [rows],
        }
        definition = {"id": "x", "title": words, "layers": [layer]}
        definition["tables"] = [{**rows, "layer": "parcels"}]
        frames = {
            **lives,
            "parcels": lives["parcels"].assign(**{text: text}),
            "life_breaches": lives["life_breaches"].assign(kind=text, **{text: text}),
        }
        opened = show(frames, definition=definition)
        opened.page.locator(".lu-tab").nth(1).click()
        opened.page.locator(".lu-row-name").first.click()
        for place in (".lu-tab", ".lu-sort", ".lu-child-title", ".lu-child th"):
            found = opened.page.locator(place).evaluate_all(
                "n => n.map(x => x.textContent)"
            )
            assert all(one.startswith(text) for one in found), place
            assert found
        assert opened.page.evaluate("window.__hit") is None
        assert opened.complaints == []


def test_a_row_of_no_plot_is_told_and_the_parts_can_be_folded(lives, show):
    lost = lives["life_breaches"].head(2).assign(parcel_id=["nowhere", "410900000010"])
    opened = show({**lives, "life_breaches": lost})
    opened.page.locator(".lu-tab").nth(1).click()
    rows = opened.page.locator(".lu-row")
    assert rows.nth(0).get_attribute("title") == "图上没有该宗地"
    rows.nth(0).click()
    assert opened.page.locator(".lu-card table").count() == 0
    rows.nth(1).click()
    assert "410900000010" in opened.page.locator(".lu-card").inner_text()
    height = opened.page.locator(".lu-map").bounding_box()["height"]
    opened.page.click(".lu-fold")
    assert not opened.page.locator(".lu-rows").is_visible()
    assert opened.page.locator(".lu-map").bounding_box()["height"] > height + 200
    assert opened.page.evaluate("window.landuse.maps[0].getSize().y") > height + 200


def test_changes_that_do_not_lead_to_the_stage_are_counted(lives, show):
    parcels = lives["parcels"].copy()
    parcels.loc[parcels.index[:3], "lifecycle_stage"] = "accepted"
    opened = show({**lives, "parcels": parcels})
    assert "不一致，宗数：3" in opened.page.locator(".lu-legend").inner_text()
    known = expected(lives, AS_OF)
    known.iloc[:3, known.columns.get_loc("stage")] = "accepted"
    assert_counts(opened, parcels, known)
