"""Written and read again: formats that need a test of their own."""

from __future__ import annotations

import csv
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.io.export import Form, write_layer
from landuse.io.source import Source, read_source
from landuse.policy import Region

REGION = Region((114.8, 35.3, 116.2, 36.3), 4526)
EAST, NORTH = 38_593_000.0, 3_960_000.0

letters = st.characters(codec="gb18030", exclude_categories=("C", "Z"))
texts = st.text(letters, min_size=1, max_size=12).map(lambda text: f"企业{text}厂")
codes = st.integers(10**17, 10**18 - 1).map(str)
days = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2049, 12, 31)))
numbers = st.one_of(st.none(), st.floats(0.01, 1e7).map(lambda x: round(x, 4)))
rows = st.lists(st.tuples(codes, texts, days, numbers), min_size=1, max_size=5)
radii = st.lists(st.floats(10, 90), min_size=4, max_size=8)


def star(sizes, place=0):
    """An outline with one corner for each size, and a hole in its middle."""
    turns = np.linspace(0, 2 * np.pi, len(sizes), endpoint=False)
    x, y = EAST + 300 * place, NORTH
    ring = np.column_stack([x + sizes * np.cos(turns), y + sizes * np.sin(turns)])
    hole = np.column_stack([x + 2 * np.cos(turns), y + 2 * np.sin(turns)])
    return shapely.Polygon(ring, [hole])


def frame_of(found, sizes):
    ids, names, dates, areas = map(list, zip(*found, strict=True))
    shapes = [star(np.array(sizes), place) for place in range(len(found))]
    columns = {
        "宗地代码": ids,
        "土地使用权人": names,
        "合同签订日期": pd.to_datetime(pd.Series(dates, dtype="object")),
        "土地面积": pd.Series(areas, dtype="float64"),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4526)


def read(path, kind="layer"):
    return read_source(Source.of(kind, path, infer_crs=False), REGION)


def same_values(back, found):
    ids, names, dates, areas = map(list, zip(*found, strict=True))
    assert back["宗地代码"].tolist() == ids
    assert back["土地使用权人"].tolist() == names
    shown = pd.to_numeric(back["土地面积"]).astype("float64")
    assert shown.fillna(0).tolist() == [area or 0 for area in areas]
    shown = back["合同签订日期"].astype("str")
    stamps = pd.to_datetime(shown, format="mixed", utc=True)
    assert [None if pd.isna(d) else d.date() for d in stamps] == dates


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(found=rows, sizes=radii)
def test_a_geodatabase(tmp_path_factory, found, sizes):
    path = tmp_path_factory.mktemp("out") / "宗地.gdb"
    frame = frame_of(found, sizes)
    write_layer(frame, path)
    loaded = read(path)
    assert loaded.counts["quarantined"] == 0
    same_values(loaded.frame, found)
    for shape, wanted in zip(loaded.frame.geometry, frame.geometry, strict=True):
        assert shape.boundary.hausdorff_distance(wanted.boundary) < 1e-3


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@given(found=rows, sizes=radii)
def test_a_table_with_its_shapes_as_text(tmp_path_factory, ending, found, sizes):
    path = tmp_path_factory.mktemp("out") / f"宗地{ending}"
    frame = frame_of(found, sizes)
    write_layer(frame, path, form=Form(wkt=True))
    back = read(path).frame
    same_values(back, found)
    assert all(shapely.from_wkt(back["WKT"]) == frame.geometry.to_numpy())


@settings(max_examples=25, deadline=None)
@given(found=rows, sizes=radii)
def test_a_drawing_keeps_every_ring_and_nothing_else(tmp_path_factory, found, sizes):
    path = tmp_path_factory.mktemp("out") / "宗地.dxf"
    frame = frame_of(found, sizes)
    issues = write_layer(frame, path)
    assert {issue.code for issue in issues} == {"COLUMN_LEFT_OUT", "CRS_LEFT_OUT"}
    source = Source.of("layer", path, epsg=4526, layer="宗地")
    back = read_source(source, REGION).frame
    rings = [r for s in frame.geometry for r in (s.exterior, *s.interiors)]
    assert len(back) == len(rings)  # a drawing has no holes: each ring is an outline
    for outline, ring in zip(back.geometry, rings, strict=True):
        assert outline.equals_exact(shapely.Polygon(ring), 1e-9, normalize=True)


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(
        st.text("宗地代码土使用权人面积合同约定开竣工日期", min_size=1, max_size=12),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_cut_names_of_a_shapefile_come_back_by_the_map_beside_it(
    tmp_path_factory, names
):
    path = tmp_path_factory.mktemp("out") / "宗地.shp"
    values = {name: [f"{place}号"] for place, name in enumerate(names)}
    frame = gpd.GeoDataFrame(values, geometry=[star(np.full(4, 50.0))], crs=4526)
    write_layer(frame, path)
    back = read(path).frame
    whole = {name: name for name in names}
    beside = path.with_name("宗地_fields.csv")
    if beside.is_file():
        with beside.open(encoding="utf-8-sig", newline="") as file:
            whole = {row["field"]: row["column"] for row in csv.DictReader(file)}
    assert all(len(name.encode("gb18030")) <= 10 for name in whole)
    again = back.rename(columns=whole)
    assert {name: again[name].tolist() for name in names} == values
