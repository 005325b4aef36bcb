"""Two plans under one line, names in shapes, and every control by keyboard."""

from __future__ import annotations

import pytest

from landuse.errors import PolicyError
from landuse.webmap.build import build_map
from landuse.webmap.definitions import load_definition
from landuse.webmap.report import write_report
from tests.webmap.lifecity import AS_OF, with_lives
from tests.webmap.test_report import make_report
from tests.webmap.toolpage import MAP, on_screen, saved, tool

COLOUR = """([x, y]) => {
  const map = window.landuse.maps[0];
  const canvas = window.landuse.picture(map.landusePanel);
  const scale = canvas.width / (map.getSize().x + 330);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const found = {};
  const side = Math.round(24 * scale);
  const { data } = pen.getImageData(x * scale, (64 + y) * scale, side, side);
  for (let at = 0; at < data.length; at += 4) {
    const colour = [0, 1, 2].map((part) => data[at + part]).join();
    found[colour] = (found[colour] || 0) + 1;
  }
  return Object.entries(found).sort((a, b) => b[1] - a[1])[0][0].split(',').map(Number);
}"""
CENTRE = f"""row => {{
  const place = {MAP}.landuseLayers[0].boxOf(row).getCenter();
  const point = {MAP}.latLngToContainerPoint(place);
  return [point.x, point.y];
}}"""


def definition(**keys):
    words = {"zh": "图", "en": "map"}
    layer = {"frame": "parcels", "title": words, "style": {"color": "#888888"}}
    other = {**layer, "frame": "zones"}
    return {"id": "x", "title": words, "layers": [layer, other], **keys}


@pytest.mark.parametrize(
    "swipe",
    [["parcels"], ["parcels", "parcels"], ["parcels", "x"], ["parcels", "zones", "x"]],
)
def test_two_layers_of_the_map_are_compared(swipe):
    with pytest.raises(PolicyError, match="two of the frames parcels, zones"):
        load_definition(definition(swipe=swipe))
    spec = load_definition(definition(swipe=["zones", "parcels"]))
    assert spec.swipe == ("zones", "parcels")


@pytest.mark.browser
def test_the_old_plan_is_left_of_the_line_and_the_new_one_right(frames, show):
    one = {
        "plan_old": frames["plan_old"].assign(class_code="0701"),
        "plan_new": frames["plan_new"].assign(class_code="1101"),
    }
    opened = show("plan_revision", one)
    theme = load_definition("plan_revision").layers[1].theme
    colours = {p: c.style.color for c in theme.classes for p in c.prefixes}
    at = opened.page.evaluate(CENTRE, 15)
    assert at[0] < opened.page.locator(".folium-map").bounding_box()["width"] / 2

    def seen():
        """Which of the two classes has the colour of the picture at the place."""
        shown = opened.page.evaluate(COLOUR, [at[0] - 12, at[1] - 12])

        def apart(prefix):
            parts = bytes.fromhex(colours[prefix][1:])
            return sum((a - b) ** 2 for a, b in zip(parts, shown, strict=True))

        return min(("07", "11"), key=apart)

    def card():
        opened.page.mouse.click(*on_screen(opened, [at])[0])
        return opened.page.locator(".lu-card h2").inner_text()[:3]

    assert seen() == "11"
    tool(opened, "swipe").click()
    line = opened.page.locator(".lu-swipe-range")
    assert line.evaluate("node => node === document.activeElement")
    assert (seen(), card()) == ("07", "原规划")
    line.press("Home")
    assert (seen(), card()) == ("11", "新规划")
    line.press("End")
    tool(opened, "swipe").click()
    assert not opened.page.get_by_label("原规划").is_checked()
    assert (seen(), card()) == ("11", "新规划")
    assert opened.complaints == []


@pytest.mark.browser
def test_shapes_bear_their_names_where_there_is_room(frames, show):
    opened = show("status", frames)
    count = f"{MAP}.landusePanel.labels.count"
    go = "void {map}.setView({map}.getCenter(), {zoom}, {{ animate: false }})"
    numbers = {}
    for zoom in (13, 15, 17):
        opened.page.evaluate(go.format(map=MAP, zoom=zoom))
        opened.page.wait_for_timeout(120)
        numbers[zoom] = opened.page.evaluate(count)
    assert numbers[13] == 0
    assert numbers[17] > 5
    for title in ("供应宗地", "批而未供剩余范围"):
        opened.page.get_by_label(title).uncheck()
    opened.page.wait_for_timeout(120)
    assert opened.page.evaluate(count) == 0
    assert opened.complaints == []


WALK = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  window.seen = window.seen || new Set();
  const again = node !== document.body && window.seen.has(node);
  window.seen.add(node);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return { again, body: node === document.body, name: node.className || node.tagName,
    visible: outlined && box.width > 0 && box.height > 0 };
}"""
LEFT = """() => [...document.querySelectorAll('button, input, select, a[href]')]
  .filter((node) => node.checkVisibility() && !node.disabled && node.tabIndex >= 0
    && !window.seen.has(node))
  .map((node) => node.className || node.textContent)"""


@pytest.mark.browser
def test_every_control_is_reached_by_keyboard_and_seen_with_the_focus(frames, show):
    opened = show("lifecycle", with_lives(frames), as_of=AS_OF)
    tool(opened, "attributes").press("Enter")
    tool(opened, "rectangle").press("Enter")
    opened.page.get_by_role("button", name="选当前图面").press("Enter")
    opened.page.evaluate("document.activeElement.blur()")
    unseen = []
    for _ in range(400):
        opened.page.keyboard.press("Tab")
        stop = opened.page.evaluate(WALK)
        if stop["again"]:
            break
        if not stop["body"] and not stop["visible"]:
            unseen.append(stop["name"])
    assert unseen == []
    assert opened.page.evaluate(LEFT) == []


@pytest.mark.browser
def test_a_filter_leaves_the_focus_where_it_is(frames, show):
    opened = show("lifecycle", with_lives(frames), as_of=AS_OF)
    tool(opened, "attributes").press("Enter")
    for selector in (".lu-class", ".lu-layer-title input", ".lu-attributes .lu-sort"):
        node = opened.page.locator(selector).first
        node.press("Space")
        node.press("Space")
        assert node.evaluate("node => node === document.activeElement"), selector
    row = opened.page.locator(".lu-attributes .lu-row-name").nth(3)
    row.focus()
    opened.page.evaluate(f"{MAP}.landusePanel.refresh()")
    assert row.evaluate("node => node === document.activeElement")
    for status in (".lu-said", ".lu-attributes-count", ".lu-status"):
        assert opened.page.locator(status).get_attribute("role") == "status"


@pytest.mark.browser
def test_the_mark_of_the_page_is_on_the_map_and_on_the_sheet(frames, show):
    number = {"zh": "审图号：示例〔2022〕001号", "en": "Approval 2022-001 <b>"}
    opened = show(definition(mark=number), frames)
    mark = opened.page.locator(".lu-mark-of-page")
    assert mark.inner_text() == number["zh"]
    tool(opened, "language").click()
    assert mark.inner_text() == number["en"]
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert number["en"] in opened.page.locator(".lu-sheet-foot").inner_text()
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert saved(opened, tool(opened, "picture").click)[0] == "landuse-map.png"


@pytest.mark.browser
def test_in_a_report_the_map_is_a_part_of_the_page(frames, visit, tmp_path):
    report = make_report(map=build_map("status", frames))
    opened = visit(write_report(tmp_path / "index.html", report))
    page, title = opened.page, opened.page.title()
    page.locator(".lu-class").first.click()
    tool(opened, "language").click()
    assert (
        page.locator(".lu-title").inner_text() == "Stock construction land by problem"
    )
    assert page.title() == title
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.evaluate("location.hash = '#part'")
    page.wait_for_timeout(100)
    pressed = page.locator(".lu-class").first.get_attribute("aria-pressed")
    assert pressed == "false"
    page.evaluate("window.print = () => { window.printed = true; }")
    tool(opened, "print").get_by_role("button").click()
    page.wait_for_function("window.printed")
    heading = page.locator("h1", has_text=title)
    assert heading.is_hidden()
    assert page.locator(".lu-sheet .lu-map").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert heading.is_visible()
    assert opened.complaints == []
