"""Select by rectangle and lasso, and the link to a state of the page."""

from __future__ import annotations

import html
from urllib.parse import parse_qs, quote

import pytest
from shapely import Polygon

from landuse.webmap.build import build_map
from landuse.webmap.sums import area_text, area_units
from tests.webmap.hostile import FEW
from tests.webmap.lifecity import AS_OF, with_lives
from tests.webmap.toolpage import MAP, drag, in_table, places_of, said, tool

pytestmark = pytest.mark.browser
LASSO = [(100, 120), (420, 140), (430, 330), (260, 250), (110, 420)]


def inside(frame, ring):
    """Rows whose middle is in a ring of latitude and longitude."""
    area = Polygon([(lng, lat) for lat, lng in ring])
    return frame[frame.to_crs(4326).centroid.within(area).to_numpy()]


def line(frames, chosen):
    parts = []
    for name, title in (("parcels", "供应宗地"), ("unsupplied", "批而未供剩余范围")):
        rows = chosen(frames[name])
        column = "area_mu" if name == "parcels" else "unsupplied_area_mu"
        if len(rows):
            area = area_text(area_units(rows[column]))
            parts.append(f"{title} {len(rows)} 个 / {area} 亩")
    return "已选：" + " · ".join(parts)


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_a_rectangle_and_a_lasso_count_shapes_and_mu(frames, show):
    opened = show("status", frames)
    before = opened.page.evaluate(f"{MAP}.getCenter().lat")
    tool(opened, "rectangle").click()
    drag(opened, [(90, 130), (480, 400)])
    west_north, east_south = places_of(opened, [(90, 130), (480, 400)])
    (north, west), (south, east) = west_north, east_south
    box = [(south, west), (south, east), (north, east), (north, west)]
    chosen = line(frames, lambda frame: inside(frame, box))
    assert said(opened) == chosen
    assert "批而未供" in chosen
    tool(opened, "lasso").click()
    drag(opened, [*LASSO, LASSO[0]])
    ring = places_of(opened, LASSO)
    assert said(opened) == line(frames, lambda frame: inside(frame, ring))
    assert opened.page.evaluate(f"{MAP}.getCenter().lat") == before
    assert opened.page.locator(".lu-card table").count() == 0
    opened.page.keyboard.press("Escape")
    assert opened.page.evaluate(f"{MAP}.dragging.enabled()")
    assert opened.complaints == []


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_a_selection_becomes_a_filter_of_map_and_table(frames, show):
    opened = show("status", frames)
    whole = opened.drawn()
    opened.page.locator(".lu-class", has_text="正常").click()
    tool(opened, "lasso").click()
    drag(opened, [*LASSO, LASSO[0]])
    ring = places_of(opened, LASSO)
    parcels = frames["parcels"]
    wanted = inside(parcels[parcels["category"] != "normal"], ring)
    only = opened.page.get_by_role("button", name="只显示所选")
    only.click()
    extra = len(inside(frames["unsupplied"], ring))
    assert opened.drawn() == len(wanted) + extra
    assert only.get_attribute("aria-pressed") == "true"
    tool(opened, "attributes").click()
    opened.page.select_option(".lu-attributes-layer", label="供应宗地")
    assert in_table(opened, "parcel_id") == wanted["parcel_id"].tolist()[:50]
    opened.page.keyboard.press("Escape")
    normal = (parcels["category"] == "normal").sum()
    assert opened.drawn() == whole - normal


def test_all_that_the_map_shows_can_be_selected_by_keys(frames, show):
    opened = show("status", frames)
    tool(opened, "rectangle").press("Enter")
    opened.page.get_by_role("button", name="选当前图面").press("Enter")
    assert said(opened) == line(frames, lambda frame: frame)


# ---- the link ------------------------------------------------------------


def hash_of(opened):
    opened.page.wait_for_timeout(350)
    return opened.page.evaluate("location.hash")


def state(opened):
    """What the page shows, by the texts and marks that a reader sees."""
    return opened.page.evaluate(
        f"""() => {{
          const map = {MAP};
          const texts = (selector) => [...document.querySelectorAll(selector)]
            .map((node) => node.textContent + node.getAttribute('aria-pressed')
              + node.checked);
          return [
            map.getZoom(),
            map.getCenter().lat.toFixed(5) + ',' + map.getCenter().lng.toFixed(5),
            texts('.lu-layer-title input, .lu-class, .lu-bar, .lu-day-text'),
            texts('.lu-title, .lu-hit, .lu-card td, .lu-filter-text'),
            document.querySelector('.lu-search').value,
          ];
        }}"""
    )


def test_a_link_opens_what_was_seen(frames, show):
    lives = with_lives(frames)
    first = show("lifecycle", lives, as_of=AS_OF)
    page = first.page
    fresh = state(first)
    page.locator(".lu-class", has_text="已投产").click()
    page.locator(".lu-only").click()
    page.get_by_label("产业集聚区范围").uncheck()
    page.locator(".lu-bars-groups .lu-bar").first.click()
    page.get_by_role("button", name="上一月").click()
    page.fill(".lu-search", "企业04")
    page.locator(".lu-hit").nth(2).click()
    tool(first, "language").click()
    page.evaluate(f"void {MAP}.setView([35.6881, 115.0052], 15.5)")
    wanted, address = state(first), hash_of(first)
    assert wanted != fresh
    assert parse_qs(address[1:])["z"] == ["15.5"]
    second = show("lifecycle", lives, as_of=AS_OF)
    second.page.evaluate(f"location.hash = {address!r}")
    second.page.wait_for_function("window.landuse.lang === 'en'")
    # The suggestions close with a choice; a link opens them anew.
    seen = state(second)
    seen[3] = [text for text in seen[3] if "合成企业04" not in text or "·" not in text]
    assert seen == wanted
    third = first.page.context.new_page()
    third.goto(page.url)
    third.wait_for_selector("html[data-ready='1']", state="attached")
    assert third.evaluate("window.landuse.lang") == "en"
    second.page.evaluate("location.hash = '#z=' + " + f"{fresh[0]}")
    second.page.wait_for_function("window.landuse.lang === 'zh'")
    assert state(second)[2:] == fresh[2:]
    assert first.complaints == second.complaints == []


BROKEN = (
    "z=x&c=,&x=9-9.only-.-&f=7-1-1-1.0-99-x-&day=1999-13-45&s=9.x&lang=fr",
    "z=1e999&c=999,999&off=-1.99&s=0.&q=&f=&x=&lang=",
    *(f"z=&q={quote(text[:60])}&s=0.{quote(text[:60])}" for text in FEW[:3]),
    "%%%&=&&#&z=",
)


def test_a_broken_link_leaves_the_page_as_it_opens(frames, show):
    opened = show("status", frames)
    fresh = opened.drawn()
    for address in BROKEN:
        opened.page.evaluate("text => { location.hash = text; }", address)
        opened.page.wait_for_timeout(60)
        assert opened.drawn() == fresh, address
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []


def test_a_frame_without_an_address_works_without_a_link(frames, visit, tmp_path):
    inner = build_map("status", frames).get_root().render()
    outer = tmp_path / "frame.html"
    outer.write_text(
        f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(inner)}"'
        ' width="1200" height="700"></iframe>',
        encoding="utf-8",
    )
    opened = visit(outer, wait=False)
    frame = opened.page.frame_locator("iframe")
    frame.locator("html[data-ready='1']").wait_for(state="attached")
    frame.locator(".lu-class").first.click()
    opened.page.wait_for_timeout(400)
    assert frame.locator(".lu-class").first.get_attribute("aria-pressed") == "false"
    assert opened.complaints == []
