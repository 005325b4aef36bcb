"""Pages in a real browser, opened from a file, without a network."""

from __future__ import annotations

import geopandas as gpd
import pytest

from landuse.webmap.build import build_map
from landuse.webmap.definitions import definition_names, load_definition
from tests.webmap.city import CRS, blocks
from tests.webmap.hostile import FEW

pytestmark = pytest.mark.browser


@pytest.fixture
def show(tmp_path, visit):
    """Build a map, save it and open it."""

    def build_and_open(definition, frames, **options):
        path = tmp_path / "map.html"
        build_map(definition, frames, **options).save(str(path))
        return visit(path)

    return build_and_open


def legend(opened):
    return {
        name.strip(): figures.strip()
        for name, figures in zip(
            opened.texts(".lu-class .lu-class-name"),
            opened.texts(".lu-class .lu-figures"),
            strict=True,
        )
    }


def card(opened):
    names = opened.texts(".lu-card th")
    cells = opened.page.locator(".lu-card td")
    values = cells.evaluate_all("nodes => nodes.map(node => node.textContent)")
    return dict(zip(names, values, strict=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", definition_names())
def test_a_page_opens_without_a_request_or_a_complaint(name, lang, frames, show):
    opened = show(name, frames, lang=lang)
    assert opened.foreign_requests() == []
    assert opened.complaints == []
    assert opened.texts(".lu-title") == [load_definition(name).title[lang]]
    assert opened.drawn() > 0
    assert opened.texts(".leaflet-control-attribution") == ["Leaflet"]
    assert all("mi" not in text for text in opened.texts(".leaflet-control-scale"))


def test_the_legend_counts_parcels_and_mu_in_chinese(frames, show):
    opened = show("status", frames)
    parcels = frames["parcels"]
    idle = parcels[parcels["category"] == "idle"]
    assert (
        legend(opened)["闲置土地"]
        == f"{len(idle)} 个 / {idle['area_mu'].sum():,.2f} 亩"
    )
    assert opened.drawn() == len(parcels) + len(frames["unsupplied"])


def test_colours_are_on_the_map(frames, show):
    opened = show("status", frames)
    colors = opened.page.evaluate(
        """() => {
          const found = new Set();
          for (const canvas of document.querySelectorAll('.lu-tiles canvas')) {
            const { width, height } = canvas;
            const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
            for (let at = 0; at < data.length; at += 4)
              if (data[at + 3] > 200)
                found.add([0, 1, 2].map((part) => data[at + part] >> 4).join());
          }
          return found.size;
        }"""
    )
    assert colors > 5


def test_a_legend_entry_filters_and_says_so(frames, show):
    opened = show("status", frames)
    whole = opened.drawn()
    entry = opened.page.locator(".lu-class", has_text="闲置土地")
    assert entry.get_attribute("aria-pressed") == "true"
    entry.click()
    assert entry.get_attribute("aria-pressed") == "false"
    idle = (frames["parcels"]["category"] == "idle").sum()
    assert opened.drawn() == whole - idle
    entry.press("Enter")
    assert opened.drawn() == whole


def test_only_the_determined_can_be_shown(frames, show):
    opened = show("status", frames)
    opened.page.locator(".lu-only").click()
    determined = (frames["parcels"]["state"] == "determined").sum()
    assert opened.drawn() == determined + len(frames["unsupplied"])


def test_a_layer_can_be_switched_on_and_off(frames, show):
    opened = show("plan_revision", frames)
    before = opened.drawn()
    box = opened.page.get_by_label("原规划")
    assert not box.is_checked()
    box.check()
    assert opened.drawn() == before + len(frames["plan_old"])
    opened.page.get_by_label("新规划").uncheck()
    assert opened.drawn() == before


def test_search_finds_by_holder_and_opens_the_card(frames, show):
    opened = show("status", frames)
    opened.page.fill(".lu-search", "企业045")
    assert opened.texts(".lu-hit") == ["410900000045 · 合成企业045有限公司"]
    opened.page.press(".lu-search", "Enter")
    shown = card(opened)
    row = frames["parcels"].iloc[45]
    assert shown["宗地代码"] == row["parcel_id"]
    assert shown["面积（亩）"] == f"{row['area_mu']:,.2f}"
    assert shown["起始日期"] == "2020-04-15"
    opened.page.click(".lu-close")
    assert opened.page.locator(".lu-card table").count() == 0


def test_search_says_when_nothing_is_found(frames, show):
    opened = show("status", frames)
    opened.page.fill(".lu-search", "没有这个")
    assert opened.texts(".lu-hits li") == ["没有找到"]


def click_parcel(opened, row):
    place = opened.page.evaluate(
        """(row) => {
          const layer = window.landuse.maps[0].landuseLayers.at(-1);
          const map = window.landuse.maps[0];
          const point = map.latLngToContainerPoint(layer.boxOf(row).getCenter());
          const box = map.getContainer().getBoundingClientRect();
          return [box.left + point.x, box.top + point.y];
        }""",
        row,
    )
    opened.page.mouse.move(*place)
    opened.page.mouse.click(*place)


def test_a_click_opens_the_card_and_a_pointer_the_tooltip(frames, show):
    opened = show("status", frames)
    click_parcel(opened, 17)
    assert card(opened)["宗地代码"] == frames["parcels"]["parcel_id"][17]
    opened.page.wait_for_selector(".lu-tip:not([hidden])")
    assert frames["parcels"]["holder"][17] in opened.texts(".lu-tip")[0]


def test_a_zone_can_be_chosen(frames, show):
    opened = show("status", frames)
    zoom = "window.landuse.maps[0].getZoom()"
    before = opened.page.evaluate(zoom)
    opened.page.select_option(".lu-zones", label="濮阳经济技术产业集聚区")
    opened.page.wait_for_timeout(500)
    assert opened.page.evaluate(zoom) > before
    opened.page.click(".lu-home")
    assert opened.page.evaluate(zoom) == before
    assert sorted(opened.texts(".lu-name")) == [
        "濮阳经济技术产业集聚区",
        "范县产业集聚区",
    ]


def test_no_value_is_executed_and_each_is_shown_as_it_is(show):
    shapes = blocks(range(len(FEW)), range(1))
    texts = list(FEW)
    columns = dict.fromkeys(
        ("parcel_id", "holder", "zone", "category", "land_use", "rules", "cause"), texts
    )
    parcels = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    zones = gpd.GeoDataFrame({"zone": texts}, geometry=shapes, crs=CRS)
    batches = gpd.GeoDataFrame({"batch_name": texts}, geometry=shapes, crs=CRS)
    frames = {"parcels": parcels, "zones": zones, "unsupplied": batches}
    opened = show("status", frames, title=texts[0], subtitle=texts[2])
    for row, text in enumerate(texts):
        opened.page.evaluate(
            "(row) => { const map = window.landuse.maps[0];"
            "map.landusePanel.select(map.landuseLayers.at(-1), row, true); }",
            row,
        )
        shown = card(opened)
        assert [shown[name] for name in ("宗地代码", "土地使用权人", "命中规则")] == [
            text
        ] * 3
    for text in texts[:16]:
        opened.page.fill(".lu-search", text)
    names = opened.page.locator(".lu-name").evaluate_all(
        "n => n.map(x => x.textContent)"
    )
    assert names == texts
    click_parcel(opened, 0)
    assert opened.page.locator(".lu-title").evaluate("n => n.textContent") == texts[0]
    assert opened.page.title() == texts[0]
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []
    assert opened.foreign_requests() == []


def test_hostile_words_of_a_definition_are_text(frames, show):
    for text in (FEW[0], FEW[2], FEW[4], "{{7*7}}", "{% x", "`${1}`"):
        words = {"zh": text, "en": text}
        rest = {"rest": True, "color": "#888888", "label": words}
        theme = {"column": text, "classes": [rest], "note": words}
        layer = {"frame": "parcels", "title": words, "popup": [text], "theme": theme}
        parcels = frames["parcels"].assign(**{text: text})
        definition = {"id": text, "title": words, "note": words, "layers": [layer]}
        opened = show(definition, {"parcels": parcels})
        click_parcel(opened, 3)
        assert card(opened) == {text: text}
        assert opened.texts(".lu-title") == [text]
        assert opened.page.evaluate("window.__hit") is None
        assert opened.complaints == []


def test_a_map_without_any_data_still_opens(show):
    opened = show("status", {})
    assert opened.complaints == []
    assert opened.drawn() == 0
    assert "批而未供剩余范围" in opened.texts(".lu-side")[0]


def test_the_keyboard_reaches_the_controls_in_order(frames, show):
    opened = show("status", frames)
    reached = []
    for _ in range(40):
        opened.page.keyboard.press("Tab")
        reached.append(opened.page.evaluate("document.activeElement.className"))
    places = [reached.index(name) for name in ("lu-search", "lu-zones", "lu-class")]
    assert places == sorted(places)
