"""Drawings on paper: scale, figures of the page, hostile text, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
from shapely import LineString, Point, box

from landuse.errors import SourceError
from landuse.webmap import drawing, sheettext
from landuse.webmap.build import build_map
from landuse.webmap.definitions import load_definition
from landuse.webmap.details import RasterSpec
from landuse.webmap.drawing import SheetWords, draw_sheet
from landuse.webmap.layers import ParcelLayer
from landuse.webmap.sheet import compose, sheet_layers, sheet_style
from landuse.webmap.sheetframe import Paper
from landuse.webmap.sheetscale import bar_length, drawing_settings
from landuse.webmap.sheetshapes import HATCHES
from landuse.webmap.themes import PATTERNS
from tests.webmap.city import make_frames

A4 = drawing_settings()["papers"]["a4"]
DAY = date(2022, 9, 30)
HOSTILE = "<script>$\\frac{1}{0}$ {{7*7}} %s \u202e甲\x00\n\ud800"


@pytest.fixture(scope="module")
def frames():
    return make_frames()


def square(east, north=3_950_000, side=100, **columns):
    columns = {"parcel_id": ["1"], "category": ["idle"], "area_mu": [15.0], **columns}
    shape = box(east, north, east + side, north + side)
    return gpd.GeoDataFrame(columns, geometry=[shape], crs=4547)


def sheet(frames, name="status", words=None):
    with sheet_style():
        return compose(
            load_definition(name), frames, Paper(**A4), words or SheetWords(as_of=DAY)
        )


def texts(figure):
    return [t.get_text() for t in figure.findobj(mpl.text.Text) if t.get_text()]


def payloads(page):
    return [c.payload for c in page._children.values() if isinstance(c, ParcelLayer)]


def bar_mm(figure):
    """Length of the bar as it stands on the sheet."""
    halves = [p for p in figure.findobj(mpl.patches.Rectangle) if p.get_gid() == "bar"]
    ends = [h.get_window_extent() for h in halves]
    dots = max(e.x1 for e in ends) - min(e.x0 for e in ends)
    return dots / figure.dpi * 25.4


def test_a_bar_is_as_long_as_the_map_says():
    # A square of 10 km on a frame of 209 by 172 mm: 94 % of 172 mm are 161.7 mm, so
    # 1:61,850 would do and 1:75,000 is the next round scale; 4 km would be 53 mm, the
    # steps are 1, 2 and 5, and 2 km are 26.67 mm on the meridian of 114 degrees.
    figure = sheet({"parcels": square(495_000, side=10_000)})
    assert "比例尺 1:75,000" in texts(figure)
    assert {"0", "1", "2 km"} <= set(texts(figure))
    assert bar_mm(figure) == pytest.approx(2 / 75_000 * 1e6, abs=0.01)


def test_the_bar_is_true_away_from_the_meridian():
    # 165 km from the meridian the plane is drawn out by y^2 / 2 R^2 = 0.0335 %.
    figure = sheet({"parcels": square(660_000, side=10_000)})
    factor = 1 + 165_000**2 / (2 * 6_371_000**2)
    assert bar_mm(figure) == pytest.approx(2 / 75_000 * 1e6 * factor, rel=2e-6)
    assert bar_length(75_000, factor, 60)[0] == 2.0


def test_a_web_map_layer_is_drawn_in_its_zone():
    web = square(590_000, side=10_000).to_crs(3857)
    figure = sheet({"parcels": web})
    assert "比例尺 1:75,000" in texts(figure)
    assert any("CGCS2000 / 3-degree Gauss-Kruger CM 114E" in t for t in texts(figure))


@pytest.mark.parametrize("name", ["status", "tax_density", "quality", "plan_revision"])
def test_the_legend_has_the_figures_of_the_page(frames, name):
    spec = load_definition(name)
    page = build_map(spec, frames)
    layers = {p["title"]: p for p in payloads(page)}
    for _, _, drawn in sheet_layers(spec, frames, "zh"):
        for part in ("classes", "note", "emphasis"):
            assert str(drawn[part]) == str(layers[drawn["title"]][part])
    told = texts(sheet(frames, name))
    for layer, _, drawn in sheet_layers(spec, frames, "zh"):
        for entry in drawn["classes"]:
            area = f" · {entry['area']} 亩" if entry["area"] else ""
            assert f"{entry['count']:,} 个{area}" in told, (layer.frame, entry)


def test_one_hectare_is_fifteen_mu_on_the_sheet():
    told = texts(sheet({"parcels": square(590_000)}))
    assert "1 个 · 15.00 亩" in told


def test_a_sheet_says_day_policy_plane_and_stamp(frames):
    words = SheetWords("zh", as_of=DAY, policy="示例 0123", stamp="审图号：X")
    told = texts(sheet(frames, words=words))
    foot = next(t for t in told if "基准日" in t)
    for part in ("基准日 2022-09-30", "规则集 示例 0123", "坐标系 CGCS2000"):
        assert part in foot
    assert "审图号：X" in told
    assert "内部使用" in texts(sheet(frames))
    english = texts(sheet(frames, words=SheetWords("en")))
    assert {"For internal use", "N", "Stock construction land by problem"} <= {*english}


def test_the_same_input_gives_the_same_bytes(tmp_path):
    frames = make_frames(3, 2)
    for ending in drawing.ENDINGS:
        first, second = (
            draw_sheet("status", frames, tmp_path / f"{n}{ending}").read_bytes()
            for n in "ab"
        )
        assert first == second
        for secret in (b"CreationDate", b"Software", b"atplotlib"):
            assert secret not in first


def test_hostile_text_is_shown_as_text(tmp_path):
    value = HOSTILE.replace("\ud800", "")
    frames = {
        "zones": square(590_000, zone=[value]),
        "parcels": square(590_000, category=[value]),
    }
    words = SheetWords("zh", title=HOSTILE, policy=HOSTILE, stamp=HOSTILE)
    told = texts(sheet(frames, words=words))
    assert sum("$\\frac{1}{0}$ {{7*7}} %s" in text for text in told) >= 3
    assert not any(sign in text for text in told for sign in "\u202e\x00\ud800")
    for ending in ("png", "pdf"):
        path = tmp_path / f"a.{ending}"
        assert draw_sheet("status", frames, path, words=words).stat().st_size > 5000


def test_a_long_title_is_cut_and_shows_it():
    words = SheetWords("zh", title="长" * 10_000)
    assert any(
        t.startswith("长长") and t.endswith("…")
        for t in texts(sheet({"parcels": square(590_000)}, words=words))
    )


def test_colour_and_pattern_are_both_drawn(frames):
    assert set(HATCHES) == set(PATTERNS)
    patches = sheet(frames).findobj(mpl.patches.PathPatch)
    hatches = {p.get_hatch() for p in patches}
    fills = {
        mpl.colors.to_hex(p.get_facecolor()) for p in patches if p.get_alpha() != 0
    }
    assert {"////", "\\\\\\\\", "----", "xxxx"} <= hatches
    assert {"#d55e00", "#6a3d9a", "#f0c020", "#b8dcc0"} <= fills


def test_a_hole_stays_empty():
    frame = square(590_000, side=300)
    frame.geometry = frame.geometry.difference(
        box(590_100, 3_950_100, 590_200, 3_950_200)
    )
    figure = sheet({"parcels": frame})
    with sheet_style():
        figure.canvas.draw()
    image = np.asarray(figure.canvas.buffer_rgba())
    axes = figure.axes[0]
    x, y = axes.transData.transform((590_150, 3_950_150))
    assert image[image.shape[0] - int(y), int(x), :3].tolist() == [255, 255, 255]


def test_points_lines_and_nothing_are_drawn():
    geometry = [Point(590_000, 3_950_000), LineString([(0, 0), (9, 9)]), None]
    mixed = gpd.GeoDataFrame({"category": ["idle"] * 3}, geometry=geometry, crs=4547)
    assert "3 个" in texts(sheet({"parcels": mixed}))
    with pytest.raises(SourceError, match="no layer of the map has anything to draw"):
        sheet({"parcels": mixed.iloc[2:]})
    with pytest.raises(SourceError, match="no layer of the map has anything to draw"):
        sheet({})


def test_what_is_missing_is_told_with_its_cure(monkeypatch, tmp_path):
    with pytest.raises(SourceError, match=r"must end in one of \.png, \.pdf"):
        draw_sheet("status", {}, tmp_path / "a.svg")
    with pytest.raises(SourceError, match="paper 'a5' is not one of a4, a3"):
        draw_sheet("status", {}, tmp_path / "a.png", paper="a5")
    monkeypatch.setattr(drawing, "find_spec", lambda _name: None)
    with pytest.raises(SourceError, match=r"pip install 'landuse\[drawing\]'"):
        draw_sheet("status", {}, tmp_path / "a.png")
    with pytest.raises(SourceError, match="fonts-noto-cjk"):
        sheettext.chinese_families(["No such family"])


def test_a_picture_that_is_not_drawn_is_told():
    title = {"zh": "影像", "en": "Photo"}
    spec = replace(load_definition("status"), raster=RasterSpec("photo", title))
    frames = {"parcels": square(590_000)}
    with sheet_style():
        told = texts(compose(spec, frames, Paper(**A4), SheetWords()))
    assert "图件不含影像：影像" in told
