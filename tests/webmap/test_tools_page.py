"""Measuring, the readout and the language of a page, in a real browser."""

from __future__ import annotations

import re

import pytest
from pyproj import Geod, Transformer

from landuse.vocabulary import LANGUAGES
from tests.webmap.lifecity import AS_OF, with_lives
from tests.webmap.toolpage import MAP, on_screen, places_of, said, tool

pytestmark = pytest.mark.browser
GEOD = Geod(a=6378137, rf=298.257222101)
TEXTS = """() => {
  const words = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest('script, style, [data-tool=language], .lu-readout'))
      continue;
    if (node.nodeType === 3) words.push(node.data);
    for (const name of ['title', 'aria-label', 'placeholder', 'aria-valuetext'])
      if (node.nodeType === 1 && node.getAttribute(name))
        words.push(name + '=' + node.getAttribute(name));
  }
  return words.filter((word) => word.trim());
}"""


@pytest.fixture
def lives(frames):
    return with_lives(frames)


def figure(text, unit):
    return float(re.search(rf"([\d,.]+) {unit}", text)[1].replace(",", ""))


def test_an_area_is_measured_over_parcels_without_opening_a_card(frames, show):
    opened = show("status", frames)
    tool(opened, "area").click()
    corners = [(120, 180), (380, 215), (360, 420), (150, 400)]
    for place in on_screen(opened, corners):
        opened.page.mouse.click(*place)
    ring = places_of(opened, corners)
    lats, lngs = zip(*ring, strict=True)
    area, edge = GEOD.polygon_area_perimeter(lngs, lats)
    assert figure(said(opened), "亩") == pytest.approx(abs(area) * 3 / 2000, abs=0.01)
    assert figure(said(opened), "ha") == pytest.approx(abs(area) / 10_000, abs=1e-4)
    assert figure(said(opened), "m²") == pytest.approx(abs(area), abs=0.1)
    assert figure(said(opened), "km") == pytest.approx(edge / 1000, abs=1e-3)
    assert opened.page.locator(".lu-card table").count() == 0
    opened.page.keyboard.press("Escape")
    assert opened.page.locator(".lu-result").is_hidden()
    assert opened.page.evaluate("document.activeElement.dataset.tool") == "area"
    assert opened.complaints == []


def test_a_way_is_measured_by_the_keyboard_alone(frames, show):
    opened = show("status", frames)
    tool(opened, "length").press("Enter")
    centre = f"(() => {{ const c = {MAP}.getCenter(); return [c.lng, c.lat]; }})()"
    add = opened.page.get_by_role("button", name="在图中心加点")
    start = opened.page.evaluate(centre)
    add.press("Enter")
    opened.page.locator(".folium-map").focus()
    opened.page.keyboard.press("ArrowRight")
    opened.page.wait_for_timeout(500)
    end = opened.page.evaluate(centre)
    add.press("Enter")
    metres = GEOD.inv(*start, *end)[2]
    assert metres > 50
    assert figure(said(opened), "m") == pytest.approx(metres, abs=0.06)
    opened.page.get_by_role("button", name="撤销一点").press("Enter")
    assert "依次点击" in said(opened)


def test_the_pointer_is_read_in_degrees_and_in_its_zone(frames, show):
    opened = show("status", frames)
    box = opened.page.locator(".folium-map").bounding_box()
    opened.page.mouse.move(box["x"] + 300, box["y"] + 250)
    text = opened.page.locator(".lu-readout").inner_text()
    lng, lat, zone, x, prefix, y = (
        float(part)
        for part in re.search(
            r"经度 ([\d.]+)° 纬度 ([\d.]+)° · 3度带 (\d+) \(114°\) "
            r"X ([\d.]+) Y (\d+) ([\d.]+)",
            text,
        ).groups()
    )
    east, north = Transformer.from_crs(4490, 4547, always_xy=True).transform(lng, lat)
    assert zone == prefix == 38
    # Printed degrees are a centimetre; the figures themselves agree to 1 mm.
    assert (x, y) == (pytest.approx(north, abs=0.02), pytest.approx(east, abs=0.02))


def texts(opened):
    return opened.page.evaluate(TEXTS)


@pytest.mark.parametrize("name", ["status", "lifecycle"])
def test_the_other_language_says_all_that_a_page_built_in_it_says(name, lives, show):
    days = {"zh": "基准日 2022-09-30", "en": "As of 2022-09-30"}
    options = {"as_of": AS_OF, "subtitle": days}
    pages = {lang: show(name, lives, lang=lang, **options) for lang in LANGUAGES}
    for opened in pages.values():
        opened.page.locator(".lu-class").first.click()
        tool(opened, "attributes").click()
        opened.page.evaluate(
            f"{MAP}.landusePanel.select({MAP}.landuseLayers.at(-1), 7, false)"
        )
    wanted = {lang: texts(opened) for lang, opened in pages.items()}
    titles = {lang: opened.page.title() for lang, opened in pages.items()}
    assert wanted["zh"] != wanted["en"]
    for first, second in (LANGUAGES, LANGUAGES[::-1]):
        switched = pages[first].page
        tool(pages[first], "language").click()
        assert texts(pages[first]) == wanted[second]
        assert switched.title() == titles[second]
        tag = switched.locator("html").get_attribute("lang")
        assert tag == {"zh": "zh-CN", "en": "en"}[second]
        focus = switched.evaluate("document.activeElement.dataset.tool")
        assert focus == "language"
        first_class = switched.locator(".lu-class").first
        assert first_class.get_attribute("aria-pressed") == "false"
        assert pages[first].complaints == []


def test_a_value_that_is_a_word_of_the_page_stays_as_it_is(frames, show):
    parcels = frames["parcels"].assign(holder="查找")
    opened = show("status", {**frames, "parcels": parcels})
    opened.page.evaluate(
        f"{MAP}.landusePanel.select({MAP}.landuseLayers.at(-1), 0, false)"
    )
    tool(opened, "language").click()
    cell = opened.page.locator(".lu-card td[data-column=holder]")
    assert cell.inner_text() == "查找"
    assert opened.page.locator(".lu-card td[data-column=category]").inner_text() == (
        "Idle land"
    )


def test_the_first_stop_of_the_keyboard_leads_past_the_map(frames, show):
    opened = show("status", frames)
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "lu-skip"
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.className") == "lu-search"
