"""Tables and layers come out the same, whole, and safe to open."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.io.write import FORMULA_STARTS, write_layers, write_table

STAMP = date(2022, 9, 30)


@pytest.fixture
def parcels() -> gpd.GeoDataFrame:
    """Three records with every type of column, each with a missing value."""
    return gpd.GeoDataFrame(
        {
            "parcel_id": pd.Series(["P1", "P2", None], dtype="str"),
            "holder": pd.Series(["=1+1", "甲公司", None], dtype="str"),
            "start_date": pd.to_datetime(["2020-02-29", "1999-12-31", None]),
            "registered_area_m2": [10_000.0, 0.1, math.nan],
            "year": pd.array([2021, 2022, None], dtype="Int64"),
            "exempt": pd.array([True, False, None], dtype="boolean"),
            "evidence": [{"b": 1, "a": "中"}, [1, 2], None],
            "fid": ["a", "a", "c"],
        },
        geometry=[
            shapely.box(0, 0, 100, 100),
            shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
            None,
        ],
        crs="EPSG:4547",
    )


def csv_lines(frame: pd.DataFrame, folder: Path) -> list[str]:
    write_table(frame, folder / "table.csv")
    text = (folder / "table.csv").read_bytes().decode("utf-8-sig")
    return text.split("\n")[1:-1]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_same_table_has_the_same_bytes(parcels, tmp_path, ending):
    first, second = tmp_path / f"1{ending}", tmp_path / f"2{ending}"
    write_table(parcels, first)
    parcels.attrs = {"absent_columns": ["price_yuan"]}
    write_table(parcels.set_axis([7, 8, 9]), second)
    assert first.read_bytes() == second.read_bytes()


def test_csv_starts_with_a_mark_and_ends_lines_with_a_line_feed(parcels, tmp_path):
    write_table(parcels, tmp_path / "table.csv")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfparcel_id,")
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_csv_writes_each_type_in_its_plain_form(parcels, tmp_path):
    lines = csv_lines(parcels.drop(columns=["geometry", "fid"]), tmp_path)
    assert lines == [
        'P1,\'=1+1,2020-02-29,10000.0,2021,True,"{""a"": ""中"", ""b"": 1}"',
        'P2,甲公司,1999-12-31,0.1,2022,False,"[1, 2]"',
        ",,,,,,",
    ]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_csv_text_that_looks_like_a_formula_gets_an_apostrophe(start, tmp_path):
    frame = pd.DataFrame({"holder": [f"{start}x"]})
    write_table(frame, tmp_path / "table.csv")
    back = pd.read_csv(tmp_path / "table.csv", encoding="utf-8-sig")
    assert back.holder[0].startswith("'")


@pytest.mark.parametrize("text", ["a\rb", "\rb", "a\r", "a\r\nb", "a\nb"])
def test_csv_text_of_several_lines_is_one_cell(text, tmp_path):
    write_table(pd.DataFrame({"a": [text], "b": ["x"]}), tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    mark = "'" if text.startswith(FORMULA_STARTS) else ""
    assert rows == [["a", "b"], [mark + text, "x"]]


def test_a_negative_number_stays_a_number(tmp_path):
    assert csv_lines(pd.DataFrame({"price_yuan": [-1.5]}), tmp_path) == ["-1.5"]


def test_a_column_of_mixed_values_keeps_numbers_and_guards_text(tmp_path):
    frame = pd.DataFrame({"value": [-1, "-1", 2.5, date(2022, 9, 30)]}, dtype=object)
    assert csv_lines(frame, tmp_path) == ["-1", "'-1", "2.5", "2022-09-30"]


def test_a_heading_that_looks_like_a_formula_gets_an_apostrophe(tmp_path):
    write_table(pd.DataFrame({"=cmd()": [1]}), tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text("utf-8-sig") == "'=cmd()\n1\n"


def test_csv_has_shapes_as_text(parcels, tmp_path):
    lines = csv_lines(parcels[["geometry"]].head(1), tmp_path)
    assert lines == ['"POLYGON ((100 0, 100 100, 0 100, 0 0, 100 0))"']


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_csv_keeps_every_digit(tmp_path_factory, numbers):
    lines = csv_lines(pd.DataFrame({"x": numbers}), tmp_path_factory.mktemp("csv"))
    assert [float(line) for line in lines] == numbers


def test_parquet_keeps_shapes_types_and_the_reference_system(parcels, tmp_path):
    write_table(parcels, tmp_path / "table.parquet")
    back = gpd.read_parquet(tmp_path / "table.parquet")
    assert back.crs == parcels.crs
    assert back.geometry[0].equals(parcels.geometry[0])
    assert back.evidence[0] == '{"a": "中", "b": 1}'
    assert back.start_date[0] == pd.Timestamp("2020-02-29")


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_an_empty_table_keeps_its_columns(parcels, tmp_path, ending):
    path = tmp_path / f"empty{ending}"
    write_table(parcels.head(0), path)
    back = pd.read_csv(path) if ending == ".csv" else gpd.read_parquet(path)
    assert list(back.columns) == list(parcels.columns)


def test_another_ending_is_refused(parcels, tmp_path):
    with pytest.raises(SourceError, match=r"table\.txt.*use one of \.parquet, \.csv"):
        write_table(parcels, tmp_path / "table.txt")


def test_writing_changes_no_input(parcels, tmp_path):
    before = parcels.copy()
    write_table(parcels, tmp_path / "t.csv")
    write_table(parcels, tmp_path / "t.parquet")
    write_layers({"parcels": parcels}, tmp_path / "l.gpkg", stamp=STAMP)
    pd.testing.assert_frame_equal(parcels, before)


def test_the_same_layers_have_the_same_bytes(parcels, tmp_path):
    layers = {"parcels": parcels, "empty": parcels.head(0)}
    first, second = tmp_path / "1.gpkg", tmp_path / "2.gpkg"
    write_layers(layers, first, stamp=STAMP)
    write_layers(layers, second, stamp=STAMP)
    assert first.read_bytes() == second.read_bytes()


def test_the_stamp_is_the_day_of_the_last_change(parcels, tmp_path):
    import sqlite3

    write_layers({"parcels": parcels}, tmp_path / "l.gpkg", stamp=STAMP)
    connection = sqlite3.connect(tmp_path / "l.gpkg")
    found = connection.execute("select last_change from gpkg_contents").fetchone()
    connection.close()
    assert found == ("2022-09-30T00:00:00.000Z",)


@pytest.mark.parametrize("before", [None, "2001-02-03T00:00:00.000Z"])
def test_the_clock_of_gdal_is_set_back(parcels, tmp_path, before):
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    try:
        write_layers({"parcels": parcels}, tmp_path / "l.gpkg", stamp=STAMP)
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def test_layers_keep_dates_text_and_shapes(parcels, tmp_path):
    write_layers({"宗地": parcels}, tmp_path / "l.gpkg", stamp=STAMP)
    info = pyogrio.read_info(tmp_path / "l.gpkg", layer="宗地")
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert types["start_date"] == "datetime64[D]"
    assert info["geometry_type"] == "MultiPolygon"
    back = gpd.read_file(tmp_path / "l.gpkg")
    assert back.holder[1] == "甲公司"
    assert back.fid.tolist() == ["a", "a", "c"]
    assert back.geometry.area[0] == 10_000.0


def test_a_frame_without_shapes_becomes_a_table(tmp_path):
    table = pd.DataFrame({"code": ["ZERO_AREA"]})
    write_layers({"issues": table}, tmp_path / "l.gpkg", stamp=STAMP)
    assert pyogrio.list_layers(tmp_path / "l.gpkg").tolist() == [["issues", None]]


def test_lines_and_polygons_together_are_kept(tmp_path):
    shapes = [shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])]
    mixed = gpd.GeoDataFrame({"n": [1, 2]}, geometry=shapes, crs=4547)
    write_layers({"mixed": mixed}, tmp_path / "l.gpkg", stamp=STAMP)
    back = gpd.read_file(tmp_path / "l.gpkg")
    assert back.geom_type.tolist() == ["Polygon", "LineString"]


def test_columns_that_differ_by_capitals_are_renamed_and_said(parcels, tmp_path):
    twins = parcels.assign(Holder="乙公司")
    issues = write_layers({"parcels": twins}, tmp_path / "l.gpkg", stamp=STAMP)
    assert [(i.code, i.layer, i.field) for i in issues] == [
        ("COLUMN_RENAMED", "parcels", "Holder")
    ]
    back = gpd.read_file(tmp_path / "l.gpkg")
    assert back.Holder_2.tolist() == ["乙公司"] * 3


def test_a_layer_without_reference_system_is_refused(parcels, tmp_path):
    bare = parcels.set_crs(None, allow_override=True)
    with pytest.raises(SourceError, match="layer parcels has no CRS"):
        write_layers({"parcels": bare}, tmp_path / "l.gpkg", stamp=STAMP)
    assert list(tmp_path.iterdir()) == []


def test_layers_are_geopackages_only(parcels, tmp_path):
    with pytest.raises(SourceError, match=r"end in \.gpkg"):
        write_layers({"parcels": parcels}, tmp_path / "l.shp", stamp=STAMP)


def test_nothing_but_the_file_is_left(parcels, tmp_path):
    write_layers({"parcels": parcels}, tmp_path / "new" / "l.gpkg", stamp=STAMP)
    write_table(parcels, tmp_path / "new" / "t.csv")
    names = sorted(file.name for file in (tmp_path / "new").iterdir())
    assert names == ["l.gpkg", "t.csv"]


def test_a_failed_write_leaves_the_former_file_whole(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as draft:
            draft.write_text("half")
            msg = "disk full"
            raise OSError(msg)

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]
