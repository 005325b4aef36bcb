"""The attribute table, its files, the picture and the printed sheet."""

from __future__ import annotations

import csv
import io
import re

import geopandas as gpd
import openpyxl
import pytest

from landuse.vocabulary import label
from landuse.webmap.sums import area_text, area_units
from tests.webmap.city import CRS, blocks
from tests.webmap.hostile import FEW
from tests.webmap.lifecity import AS_OF, with_lives
from tests.webmap.toolpage import MAP, in_table, saved, tool

pytestmark = pytest.mark.browser


def button(opened, name):
    return opened.page.locator(".lu-attributes").get_by_role("button", name=name)


def summed(parcels):
    area = area_text(area_units(parcels["area_mu"]))
    return f"符合筛选：{len(parcels):,} 个 / {area} 亩"


def test_the_table_lists_sorts_and_pages_what_the_filters_leave(frames, show):
    opened = show("status", frames)
    tool(opened, "attributes").click()
    parcels = frames["parcels"]
    opened.page.locator(".lu-class", has_text="正常").click()
    kept = parcels[parcels["category"] != "normal"]
    count = opened.page.locator(".lu-attributes-count")
    assert count.inner_text() == summed(kept)
    assert in_table(opened, "parcel_id") == kept["parcel_id"].tolist()[:50]
    assert button(opened, "上一页").is_disabled()
    button(opened, "下一页").click()
    button(opened, "下一页").click()
    assert in_table(opened, "parcel_id") == kept["parcel_id"].tolist()[100:150]
    assert opened.page.evaluate("document.activeElement.ariaLabel") == "上一页"
    area = button(opened, label("field", "area_mu"))
    area.click()
    area.click()
    shown = kept.assign(area_mu=kept["area_mu"].map(lambda mu: float(f"{mu:.2f}")))
    by_area = shown.sort_values("area_mu", ascending=False, kind="stable")
    assert in_table(opened, "area_mu") == [f"{a:,.2f}" for a in by_area["area_mu"]][:50]
    head = opened.page.locator(".lu-attributes th[aria-sort]")
    assert head.get_attribute("aria-sort") == "descending"
    assert area.evaluate("node => node === document.activeElement")
    opened.page.locator(".lu-attributes .lu-row-name").first.press("Enter")
    cell = opened.page.locator(".lu-card td[data-column=parcel_id]")
    assert cell.inner_text() == by_area["parcel_id"].iloc[0]
    _, made = saved(opened, button(opened, "导出 CSV").click)
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in read[1:]] == by_area["parcel_id"].tolist()
    assert opened.complaints == []


def test_missing_values_are_last_whichever_way(frames, show):
    opened = show("tax_density", frames)
    tool(opened, "attributes").click()
    column = "tax_yuan_per_mu"
    for _ in range(2):
        button(opened, label("field", column)).click()
        assert "—" not in in_table(opened, column)
    for _ in range(2):
        button(opened, "下一页").click()
    missing = frames["parcels"][column].isna().sum()
    assert in_table(opened, column)[-missing:] == ["—"] * missing


def test_hostile_values_are_text_in_the_table_and_in_its_files(show):
    shapes = blocks(range(len(FEW)), range(1))
    texts = ["=1+1", "@x", *FEW[:-2]]
    columns = {"parcel_id": texts, "holder": texts, "area_mu": 1234.5}
    parcels = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    opened = show("status", {"parcels": parcels}, title=texts[2])
    tool(opened, "attributes").click()
    assert in_table(opened, "parcel_id") == texts
    name, made = saved(opened, button(opened, "导出 CSV").click)
    assert name == "landuse-map.csv"
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert made.startswith(b"\xef\xbb\xbf")
    assert [row[0] for row in read[1:]] == ["'=1+1", "'@x", *texts[2:]]
    assert read[0][:2] == [label("field", "parcel_id"), label("field", "holder")]
    name, made = saved(opened, button(opened, "导出 Excel").click)
    assert name == "landuse-map.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells[1:3]] == ["=1+1", "@x"]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    place = cells[0].index(label("field", "area_mu"))
    assert {row[place] for row in cells[1:]} == {1234.5}
    assert opened.page.evaluate("window.__hit") is None
    assert opened.complaints == []


def test_the_picture_has_the_map_its_title_and_its_legend(frames, show):
    opened = show("status", frames)
    name, made = saved(opened, tool(opened, "picture").click)
    assert (name, made[:8]) == ("landuse-map.png", b"\x89PNG\r\n\x1a\n")
    assert opened.complaints == []
    colours = opened.page.evaluate(
        """() => {
          const panel = window.landuse.maps[0].landusePanel;
          const canvas = window.landuse.picture(panel);
          const box = panel.map.getContainer().getBoundingClientRect();
          const scale = canvas.width / (box.width + 330);
          const pen = canvas.getContext('2d');
          const inside = (x, y, w, h) => {
            const found = new Set();
            const part = pen.getImageData(x * scale, y * scale, w * scale, h * scale);
            for (let at = 0; at < part.data.length; at += 4)
              found.add(part.data.slice(at, at + 3).join());
            return found;
          };
          const wanted = panel.layers.at(-1).data.classes.filter((c) => c.count)
            .map((c) => [1, 3, 5].map((at) => parseInt(c.color.slice(at, at + 2), 16))
            .join());
          const legend = inside(box.width, 64, 330, 220);
          return {
            legend: wanted.every((colour) => legend.has(colour)),
            map: inside(0, 64, box.width, box.height).size,
            title: inside(0, 0, 300, 40).size,
            foot: inside(box.width + 180, 64 + box.height, 140, 44).size,
          };
        }"""
    )
    assert colours["legend"]
    assert colours["map"] > 50
    assert min(colours["title"], colours["foot"]) > 10


def test_the_sheet_is_one_page_of_the_paper_and_the_page_is_as_before(frames, show):
    opened = show("lifecycle", with_lives(frames), as_of=AS_OF)
    for paper, box in (("A4", [842, 595]), ("A3", [1191, 842])):
        opened.page.select_option(".lu-paper", paper)
        made = opened.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
        corners = re.findall(rb"/MediaBox\s*\[([^\]]*)\]", made)
        assert [round(float(x)) for x in corners[0].split()[2:]] == box
    place = f"[{MAP}.getCenter().lat, {MAP}.getZoom()]"
    before = opened.page.evaluate(place)
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    root = opened.page.locator(".lu-page")
    assert "lu-sheet" in root.get_attribute("class")
    assert opened.page.locator(".lu-tools").is_hidden()
    assert "内部使用" in opened.page.locator(".lu-sheet-foot").inner_text()
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert "lu-sheet" not in root.get_attribute("class")
    assert opened.page.evaluate(place) == pytest.approx(before)
