"""The dashboard: cards of indicators, bars that filter each other, map and legend."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd
import pytest

from landuse.errors import PolicyError
from landuse.vocabulary import label
from landuse.webmap.bars import bars_payload
from landuse.webmap.boardspec import BarsSpec, KpiSpec
from landuse.webmap.build import build_map
from landuse.webmap.definitions import load_definition
from landuse.webmap.kpi import kpi_payload
from landuse.webmap.sums import area_text, area_units
from landuse.webmap.texts import figure_text
from tests.webmap.city import CRS, blocks
from tests.webmap.hostile import FEW

TITLE = {"zh": "题", "en": "title"}
ZONES = {"z1": "濮阳经济技术产业集聚区", "z2": "范县产业集聚区"}


def indicators():
    """City and zones: the goal, and tax under two denominators."""
    rows = [
        ("city", "city", "revitalized_mu", 13_695.995, "mu", None, 25_000, ">=", False),
        ("zone", "z2", "revitalized_mu", 1_200.5, "mu", None, None, None, None),
        ("city", "city", "supply_rate", 0.725, "share", "all", 0.6, ">=", True),
    ]
    for scope, place, value in (
        ("city", "city", 149_999.5),
        ("zone", "z1", 1_000_000.4),
    ):
        for over in ("evaluated_enterprises", "zone_total"):
            got = value if over == "zone_total" else None
            met = None if got is None else got > 150_000
            rows.append(
                (
                    scope,
                    place,
                    "tax_yuan_per_mu",
                    got,
                    "yuan/mu",
                    over,
                    150_000,
                    ">",
                    met,
                )
            )
    names = ("scope", "scope_id", "indicator", "value", "unit", "denominator_scope")
    frame = pd.DataFrame(rows, columns=[*names, "target", "operator", "met"])
    note = "deadline=2022-12-31; overlapping_pairs=1"
    return frame.assign(
        note=[note, *[None] * (len(rows) - 1)], met=frame["met"].astype("boolean")
    )


def trajectory():
    way = {"scope_id": ["city"] * 3, "period": ["2022Q2", "2022Q3", "2022Q4"]}
    way |= {"cumulative_mu": [9_000.0, 13_695.995, None]}
    return pd.DataFrame({**way, "planned_mu": [20_625.0, 22_812.5, 25_000.0]})


@pytest.fixture(scope="module")
def board(frames):
    parcels = frames["parcels"].copy()
    parcels["grade"] = [("A", "B", None)[n % 3] for n in range(len(parcels))]
    parcels.loc[parcels.index[5], "zone"] = None
    parcels.loc[parcels.index[6], "area_mu"] = None
    more = {"indicators": indicators(), "goal_trajectory": trajectory()}
    return {**frames, "parcels": parcels, **more}


# ---- figures ------------------------------------------------------------------


def test_a_card_has_the_figures_of_the_indicators():
    specs = load_definition("overview").kpi[:2]
    zones = pd.DataFrame({"zone_id": list(ZONES), "zone": list(ZONES.values())})
    frames = {
        "indicators": indicators(),
        "zones": zones,
        "goal_trajectory": trajectory(),
    }
    made = kpi_payload(specs, frames, "zh")
    assert made["zones"] == list(ZONES.values())
    goal, tax = made["cards"]
    (line,) = goal["lines"][0]
    assert (line["figure"], line["unit"], line["target"]) == (
        "13,696.00",
        "亩",
        "≥ 25,000",
    )
    assert (line["share"], line["deadline"]) == ("54.78%", "2022-12-31")
    assert (line["verdict"], line["met"]) == ("未达到", False)
    assert goal["lines"][1] == []  # a zone without the indicator has no figure
    assert goal["lines"][2][0]["figure"] == "1,200.50"
    assert goal["lines"][2][0]["target"] == ""
    assert goal["way"][0]["reached"] == [9_000.0, 13_696.0, None]
    assert goal["way"][0]["texts"][1] == line["figure"]
    assert goal["way"][1:] == [None, None]
    assert [(n["figure"], n["verdict"]) for n in tax["lines"][0]] == [
        ("—", "无法判断"),  # missing is not zero, and not "not met"
        ("150,000", "未达到"),
    ]
    assert tax["lines"][1][1]["figure"] == "1,000,000"
    assert tax["lines"][1][1]["met"] is True


def test_a_share_is_printed_in_percent():
    specs = [KpiSpec(TITLE, indicator="supply_rate")]
    (line,) = kpi_payload(specs, {"indicators": indicators()}, "en")["cards"][0][
        "lines"
    ][0]
    assert (line["figure"], line["unit"], line["target"]) == ("72.50%", "", "≥ 60.00%")
    assert line["verdict"] == "met"


def test_counts_by_kind_add_up_with_those_without_a_value():
    frame = pd.DataFrame(
        {"category": ["idle", None, "idle"], "area_mu": [1.5, 2, None]}
    )
    spec = KpiSpec(TITLE, count="parcels", by="category", area="area_mu")
    made = kpi_payload([spec], {"parcels": frame}, "en")["cards"][0]["lines"][0]
    assert [(n["label"], n["figure"], n["area"]) for n in made] == [
        ("All", "3", "3.50 mu"),
        ("Idle land", "2", "1.50 mu"),
        ("not recorded", "1", "2.00 mu"),
    ]


def test_nothing_to_show_leaves_the_card_out(frames):
    assert kpi_payload([KpiSpec(TITLE, indicator="x")], {}, "zh") is None
    page = build_map("overview", {"parcels": frames["parcels"]}).get_root().render()
    assert "亩均税收（各分母口径）" in page  # named among what is absent


def test_bars_stand_in_the_order_of_the_vocabulary():
    frame = pd.DataFrame(
        {"category": ["normal", "idle", None], "zone": ["乙", "甲", "乙"]}
    )
    specs = [BarsSpec(name, TITLE) for name in ("category", "zone", "absent")]
    first, second = bars_payload(frame, specs, "en")
    assert first["words"] == ["Idle land", "Normal", "not recorded"]
    assert first["numbers"].tolist() == [1, 0, 2]
    assert second["words"] == ["乙", "甲", "not recorded"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kpi": [{"title": TITLE}]}, r"kpi\[1\].indicator: give either"),
        ({"kpi": [{"title": TITLE, "count": "a"}]}, r"kpi\[1\].by: is missing"),
        (
            {"kpi": [{"title": TITLE, "indicator": "a", "by": "b"}]},
            r"kpi\[1\].by: goes with 'count' only",
        ),
        (
            {"kpi": [{"title": TITLE, "count": "a", "by": "b", "way": "c"}]},
            r"kpi\[1\].way: goes with 'indicator' only",
        ),
        (
            {"kpi": [{"title": TITLE, "indicater": "a"}]},
            r"indicater: unknown key \(did you mean 'indicator'\?\); allowed are title",
        ),
        (
            {"bars": [{"by": "a", "title": TITLE, "zom": True}]},
            r"layers\[1\].bars\[1\].zom: unknown key .*allowed are by, title, zoom",
        ),
    ],
)
def test_a_wrong_key_of_the_dashboard_is_named(change, message):
    layer = {"frame": "p", "title": TITLE, "style": {"color": "#000000"}}
    whole = {"id": "x", "title": TITLE, "layers": [layer]}
    for key, value in change.items():
        (layer if key == "bars" else whole)[key] = value
    with pytest.raises(PolicyError, match=message):
        load_definition(whole)


# ---- the page -----------------------------------------------------------------


def bar(opened, text):
    return opened.page.locator(".lu-stat", has_text=text)


def figures(rows):
    area = area_text(area_units(rows["area_mu"]))
    return f"{len(rows):,} 个" + (f" / {area} 亩" if area else "")


def assert_bars(opened, parcels, chosen):
    """Every bar counts the plots that the other groups leave."""
    groups = opened.page.locator(".lu-bar-group").all()
    for group, column in zip(groups, ("zone", "category", "grade"), strict=False):
        others = [parcels[name].eq(v) for name, v in chosen.items() if name != column]
        left = parcels
        for keep in others:
            left = left[keep.fillna(False).reindex(left.index)]
        for node in group.locator(".lu-stat:not([hidden])").all():
            name = node.locator(".lu-bar-name").inner_text()
            texts = left[column].map(lambda v, group=column: label(group, v))
            texts = texts.mask(left[column].isna(), "未录入")
            own = left[texts == name]
            assert node.locator(".lu-bar-figures").inner_text() == figures(own), name


@pytest.mark.browser
def test_the_bars_filter_each_other_the_map_and_the_legend(board, show):
    opened = show("overview", board)
    parcels = board["parcels"]
    assert opened.drawn() == len(parcels)
    assert_bars(opened, parcels, {})
    bar(opened, "停建缓建").click()
    assert opened.drawn() == (parcels.category == "stalled").sum()
    bar(opened, "B").last.press("Enter")
    assert opened.page.evaluate("document.activeElement.textContent").startswith("B")
    chosen = {"category": "stalled", "grade": "B"}
    assert_bars(opened, parcels, chosen)
    both = parcels[(parcels.category == "stalled") & (parcels.grade == "B")]
    assert opened.drawn() == len(both)
    legend = opened.page.locator(".lu-class", has_text="停建缓建")
    assert legend.locator(".lu-figures").inner_text() == figures(both)
    legend.click()  # the legend filters the bars too
    assert opened.drawn() == 0
    legend.click()
    opened.page.click(".lu-stats .lu-clear:not(.lu-back)")
    assert opened.drawn() == len(parcels)
    assert_bars(opened, parcels, {})
    assert opened.complaints == []
    assert opened.foreign_requests() == []


@pytest.mark.browser
def test_a_zone_is_shown_everywhere_and_the_way_back_leads_to_the_city(board, show):
    opened = show("overview", board)
    zoom = "window.landuse.maps[0].getZoom()"
    before = opened.page.evaluate(zoom)
    zone = ZONES["z2"]
    bar(opened, zone).press("Enter")
    opened.page.wait_for_timeout(400)
    assert opened.page.evaluate("document.activeElement.textContent").startswith(zone)
    inside = board["parcels"][board["parcels"].zone == zone]
    assert opened.drawn() == len(inside)
    assert opened.page.evaluate(zoom) > before
    assert opened.texts(".lu-scope-name") == [zone]
    assert opened.texts(".lu-kpi-place") == [zone] * 3
    assert opened.texts(".lu-kpi-figure strong")[0] == "1,200.50"
    first = opened.page.locator(".lu-kpi").last.locator(".lu-kpi-line").first
    assert first.locator("strong").inner_text() == f"{len(inside):,}"
    area = area_text(area_units(inside["area_mu"]))
    assert first.locator(".lu-kpi-area").inner_text() == f"{area} 亩"
    assert opened.page.locator(".lu-zones option:checked").inner_text() == zone
    assert_bars(opened, board["parcels"], {"zone": zone})
    opened.page.locator(".lu-back").press("Enter")
    assert opened.drawn() == len(board["parcels"])
    assert opened.page.evaluate("document.activeElement.className") == "lu-stat"
    assert opened.texts(".lu-kpi-figure strong")[0] == "13,696.00"
    opened.page.select_option(".lu-zones", label=ZONES["z1"])
    assert opened.texts(".lu-scope-name") == [ZONES["z1"]]
    opened.page.click(".lu-home")
    assert opened.texts(".lu-scope-name") == ["全市"]
    opened.page.evaluate(
        "name => window.landuse.maps[0].fire('landuse:zone', { name })", zone
    )
    opened.page.locator(".lu-legend input").first.uncheck()
    assert opened.texts(".lu-scope-name") == [zone]


@pytest.mark.browser
def test_the_cards_say_what_the_indicators_say_in_both_languages(board, show):
    opened = show("overview", board)
    city = board["indicators"].query("scope == 'city'").set_index("indicator")
    value = city.loc["revitalized_mu", "value"]
    assert opened.texts(".lu-kpi-figure strong") == [figure_text(value)]
    facts = " ".join(opened.texts(".lu-kpi-facts"))
    assert "目标 ≥ 25,000 亩" in facts
    assert "期限 2022-12-31" in facts
    tax = opened.page.locator(".lu-kpi").nth(1)
    assert tax.locator("strong").all_inner_texts() == ["—", figure_text(149_999.5, 0)]
    way = opened.page.locator(".lu-way")
    assert way.get_attribute("aria-label") == "已完成: 2022Q3 13,696.00 亩"
    assert way.locator("polyline").count() == 2
    opened.page.evaluate(
        "window.landuse.speak(window.landuse.maps[0].landusePanel, 'en')"
    )
    assert "by 2022-12-31" in " ".join(opened.texts(".lu-kpi-facts"))
    assert "Idle land" in " ".join(opened.texts(".lu-stat"))
    assert opened.texts(".lu-scope-name") == ["Whole city"]
    assert opened.complaints == []


@pytest.mark.browser
def test_a_link_opens_the_same_zone_and_bars(board, show):
    opened = show("overview", board)
    bar(opened, ZONES["z2"]).click()
    bar(opened, "闲置土地").first.click()
    opened.page.wait_for_url(re.compile(r"b=0-\d+\.1-\d+"))
    drawn, address = opened.drawn(), opened.page.url
    other = opened.page.context.new_page()
    other.goto(address)
    other.wait_for_selector("html[data-ready='1']", state="attached")
    assert other.locator(".lu-status").get_attribute("data-drawn") == str(drawn)
    assert other.locator(".lu-scope-name").inner_text() == ZONES["z2"]
    other.close()


@pytest.mark.browser
def test_no_value_is_executed_in_cards_and_bars(board, show):
    texts = list(FEW)
    shapes = blocks(range(len(texts)), range(1))
    columns = dict.fromkeys(
        ("parcel_id", "zone_id", "zone", "category", "grade"), texts
    )
    parcels = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    told = board["indicators"].head(1)
    rows = [told.assign(scope="zone", scope_id=text, unit=text) for text in texts]
    rows.append(told.assign(denominator_scope=texts[0], operator=texts[1]))
    way = pd.concat([trajectory().assign(scope_id=text, period=text) for text in texts])
    frames = {"parcels": parcels, "zones": parcels, "indicators": pd.concat(rows)}
    frames["goal_trajectory"] = way
    opened = show("overview", frames)
    zones = opened.page.locator(".lu-bar-group").first
    names = zones.locator(".lu-bar-name").evaluate_all("n => n.map(x => x.textContent)")
    assert sorted(names[:-1]) == sorted(texts)
    for node, name in zip(zones.locator(".lu-stat").all(), names[:-1], strict=False):
        node.evaluate("node => node.click()")
        scope = opened.page.locator(".lu-scope-name").evaluate("n => n.textContent")
        unit = opened.page.locator(".lu-kpi-figure .lu-muted").first
        assert (scope, unit.evaluate("n => n.textContent")) == (name, name)
        assert opened.drawn() == 1
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []
    assert opened.foreign_requests() == []
