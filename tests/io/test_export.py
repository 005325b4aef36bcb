"""Layers written and read back: shapes, Chinese names, long codes, dates, gaps."""

from __future__ import annotations

import hashlib
import os
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapefile
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.errors import SourceError
from landuse.io import export
from landuse.io.export import WRITABLE, Form, write_layer
from landuse.io.preflight import FORMATS
from landuse.io.source import Source, read_source
from landuse.policy import Region

REGION = Region((114.8, 35.3, 116.2, 36.3), 4526)
EAST, NORTH = 38_593_000.0, 3_960_000.0
#: How far a point may be from where it was, in metres.
EXACT = {".gpkg": 0, ".shp": 0, ".fgb": 0, ".parquet": 0, ".gdb": 1e-3}
EXACT |= {".geojson": 1e-4, ".kml": 1e-4, ".txt": 1e-3}
TABLES = (".xlsx", ".csv")


def has_reader(ending):
    if ending not in FORMATS:
        pytest.skip(f"{ending} is written, and nothing reads it yet")


def parcels(count=2, **columns):
    """Squares with a hole, an id of 18 digits, a date, a gap."""
    square = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    hole = shapely.box(EAST + 20, NORTH + 20, EAST + 30, NORTH + 30)
    shape = square.difference(hole)
    shapes = [shapely.affinity.translate(shape, 200 * i) for i in range(count)]
    data = {
        "宗地代码": [f"41090200100{i}000001" for i in range(count)],
        "土地使用权人": ["濮阳市某化工有限公司", None][:count],
        "合同签订日期": pd.to_datetime(["2019-03-01", None][:count]),
        "土地面积": [9_900.25, np.nan][:count],
        "是否标准地": pd.array([True, None][:count], dtype="boolean"),
    }
    return gpd.GeoDataFrame({**data, **columns}, geometry=shapes, crs=4526)


def read(path, kind="parcels", **said):
    return read_source(Source.of(kind, path, **said), REGION)


def digests(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def distance(found, wanted):
    return found.boundary.hausdorff_distance(wanted.boundary)


@pytest.mark.parametrize("ending", sorted(EXACT))
def test_a_layer_is_read_back_as_it_was(tmp_path, ending):
    has_reader(ending)
    frame = parcels()
    write_layer(frame, tmp_path / f"宗地{ending}")
    loaded = read(tmp_path / f"宗地{ending}")
    assert loaded.counts == {"source": 2, "loaded": 2, "quarantined": 0}
    back = loaded.frame
    assert back.parcel_id.tolist() == frame["宗地代码"].tolist()
    for found, wanted in zip(back.to_crs(4526).geometry, frame.geometry, strict=True):
        assert distance(found, wanted) <= EXACT[ending]
    if ending != ".txt":
        assert back.holder.fillna("-").tolist() == ["濮阳市某化工有限公司", "-"]
        assert back.contract_date.dt.date.tolist()[0] == date(2019, 3, 1)
        assert back.contract_date.isna().tolist() == [False, True]
        assert back.registered_area_m2.isna().tolist() == [False, True]
        assert back.registered_area_m2[0] == 9_900.25
        assert back.is_standard_land.fillna(False).tolist() == [True, False]


@pytest.mark.parametrize("ending", TABLES)
def test_a_table_is_read_back_as_it_was(tmp_path, ending):
    frame = pd.DataFrame(
        {
            "宗地编号": ["410902001001000001", "000123"],
            "年度": pd.array([2021, None], dtype="Int64"),
            "税收": [12.5, 0.1],
        }
    )
    assert write_layer(frame, tmp_path / f"t{ending}") == ()
    back = read(tmp_path / f"t{ending}", "taxes").frame
    assert back.parcel_id.tolist() == frame["宗地编号"].tolist()
    assert back.tax_yuan.tolist() == [12.5, 0.1]
    assert back.year.fillna(0).tolist() == [2021, 0]


_texts = st.text(
    st.characters(codec="gb18030", exclude_categories=("C", "Z")),
    min_size=1,
    max_size=12,
).map(lambda text: f"企业{text}厂")
_days = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2049, 12, 31)))
_numbers = st.one_of(st.none(), st.floats(0.01, 1e7).map(lambda x: round(x, 4)))
_codes = st.integers(10**17, 10**18 - 1).map(str)
_rows = st.lists(st.tuples(_codes, _texts, _days, _numbers), min_size=1, max_size=5)
_corners = st.lists(st.floats(10, 90), min_size=4, max_size=8)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize(
    "ending", [".gpkg", ".shp", ".geojson", ".fgb", ".parquet", ".kml"]
)
@given(rows=_rows, radii=_corners)
def test_any_values_survive(tmp_path_factory, ending, rows, radii):
    has_reader(ending)
    turns = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    xy = np.column_stack([EAST + radii * np.cos(turns), NORTH + radii * np.sin(turns)])
    shape = shapely.Polygon(xy)
    codes, texts, days, numbers = map(list, zip(*rows, strict=True))
    frame = gpd.GeoDataFrame(
        {
            "宗地代码": codes,
            "土地使用权人": texts,
            "合同签订日期": pd.to_datetime(pd.Series(days, dtype="object")),
            "土地面积": pd.Series(numbers, dtype="float64"),
        },
        geometry=[shape] * len(rows),
        crs=4526,
    )
    path = tmp_path_factory.mktemp("out") / f"宗地{ending}"
    write_layer(frame, path)
    back = read(path, "layer", infer_crs=False).frame
    if ending == ".kml":  # a placemark has no place for a column of gaps
        gone = {name for name in frame if frame[name].isna().all()}
        back = back.assign(**dict.fromkeys(gone - {*back.columns}))
    names = ["宗地代码", "土地使用权人", "合同签订日期", "土地面积"]
    if ending == ".shp":
        names = ["宗地代码", "土地使用权", "合同签订日", "土地面积"]
    assert back[names[0]].tolist() == codes
    assert back[names[1]].tolist() == texts
    shown = back[names[3]].astype("float64")
    assert shown.fillna(0).tolist() == [number or 0 for number in numbers]
    found = pd.to_datetime(back[names[2]].astype("str"), format="mixed", utc=True)
    assert [None if pd.isna(d) else d.date() for d in found] == days
    tolerance = EXACT[ending]
    assert all(distance(g, shape) <= tolerance for g in back.to_crs(4526).geometry)


@pytest.mark.parametrize("ending", sorted(WRITABLE))
def test_the_same_frame_gives_the_same_bytes(tmp_path, ending):
    for name in ("a", "b"):
        write_layer(parcels(), tmp_path / name / f"宗地{ending}")
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


@pytest.mark.parametrize("ending", sorted(WRITABLE))
def test_nothing_is_replaced_unless_it_is_said(tmp_path, ending):
    path = tmp_path / f"宗地{ending}"
    write_layer(parcels(1), path)
    before = digests(tmp_path)
    with pytest.raises(SourceError, match="already there; add --overwrite"):
        write_layer(parcels(), path)
    assert digests(tmp_path) == before
    write_layer(parcels(), path, overwrite=True)
    assert digests(tmp_path) != before
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".gdb", ".xlsx"])
def test_a_failed_run_leaves_the_former_output(tmp_path, ending, monkeypatch):
    path = tmp_path / f"宗地{ending}"
    write_layer(parcels(1), path)
    before = digests(tmp_path)
    replace = os.replace

    def broken(source, target):
        if str(target) == str(path) and ".part" in str(source) and not failed:
            failed.append(target)
            raise OSError("disk full")
        replace(source, target)

    failed = []
    monkeypatch.setattr(export.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_layer(parcels(), path, overwrite=True)
    assert digests(tmp_path) == before
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"end in one of \.gpkg \.shp"):
        write_layer(parcels(), tmp_path / "a.dwg")


@pytest.mark.parametrize("ending", [".shp", ".geojson", ".fgb", ".txt", ".kml", ".dxf"])
def test_a_table_is_no_layer(tmp_path, ending):
    with pytest.raises(SourceError, match="table without shapes"):
        write_layer(pd.DataFrame({"a": [1]}), tmp_path / f"a{ending}")


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".parquet", ".gdb"])
def test_a_layer_without_system_is_refused(tmp_path, ending):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)])
    with pytest.raises(SourceError, match="no coordinate system"):
        write_layer(frame, tmp_path / f"a{ending}")


def test_columns_are_chosen_and_must_be_there(tmp_path):
    write_layer(parcels(), tmp_path / "a.csv", columns=["土地面积", "宗地代码"])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("土地面积,宗地代码\n")
    with pytest.raises(SourceError, match="'亩' is not there"):
        write_layer(parcels(), tmp_path / "b.csv", columns=["亩"])


def test_shapes_of_a_table_are_told_or_kept(tmp_path):
    (issue,) = write_layer(parcels(), tmp_path / "a.csv")
    assert issue.code == "GEOMETRY_LEFT_OUT"
    assert write_layer(parcels(), tmp_path / "b.csv", form=Form(wkt=True)) == ()
    assert "POLYGON ((38593000 3960000" in (tmp_path / "b.csv").read_text("utf-8-sig")


def test_a_shapefile_has_safe_names_dates_and_a_map_of_its_names(tmp_path):
    frame = parcels(
        统一社会信用代码=["91350100M000100Y43"] * 2, 统一社会信用编号=["a", "b"]
    ).assign(registered_area_m2=[1.5, 2.5], employees_count=[1, 2])
    issues = write_layer(frame, tmp_path / "宗地.shp")
    with shapefile.Reader(str(tmp_path / "宗地.dbf"), encoding="gbk") as reader:
        fields = {field[0]: field[1] for field in reader.fields[1:]}
        records = [list(record) for record in reader.records()]
    assert list(fields)[5:] == ["统一社会信", "统一社会_1", "ZDMJ", "employees_"]
    assert fields["合同签订日"] == "D"
    assert fields["employees_"] == "N"
    assert records[0][2] == date(2019, 3, 1)
    assert records[1][1:5] == ["", None, None, None]
    rows = (tmp_path / "宗地_fields.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "field,column,label,type"
    assert "统一社会_1,统一社会信用编号,统一社会信用编号,text" in rows
    assert {i.code for i in issues} == {"COLUMN_RENAMED"}
    assert (tmp_path / "宗地.cpg").read_text() == "GBK"
    assert (tmp_path / "宗地.dbf").read_bytes()[29] == 0x4D


@pytest.mark.parametrize(
    ("encoding", "holder", "cpg"),
    [(None, "濮阳", "GBK"), (None, "㛃𠀀", "GB18030"), ("UTF-8", "濮阳", "UTF-8")],
)
def test_a_shapefile_is_in_an_encoding_that_holds_its_texts(
    tmp_path, encoding, holder, cpg
):
    frame = parcels(1).assign(土地使用权人=[holder])
    write_layer(frame, tmp_path / "a.shp", form=Form(encoding))
    assert (tmp_path / "a.cpg").read_text() == cpg
    assert read(tmp_path / "a.shp").frame.holder.tolist() == [holder]
    assert pyogrio.read_dataframe(tmp_path / "a.shp").iloc[0, 1] == holder


def test_a_shapefile_refuses_other_encodings(tmp_path):
    with pytest.raises(SourceError, match="use GBK or UTF-8"):
        write_layer(parcels(), tmp_path / "a.shp", form=Form("koi8-r"))


def test_shapes_of_another_dimension_are_left_out_and_named(tmp_path):
    frame = parcels()
    frame.loc[1, "geometry"] = shapely.Point(EAST, NORTH)
    frame = pd.concat([frame, parcels(1)], ignore_index=True)
    issues = write_layer(frame, tmp_path / "a.shp")
    (left,) = [i for i in issues if i.code == "ROW_LEFT_OUT"]
    assert (left.severity, left.feature) == ("error", "2")
    assert read(tmp_path / "a.shp").counts["loaded"] == 2


def test_long_texts_are_cut_between_characters_and_told(tmp_path):
    issues = write_layer(parcels(1).assign(备注=["濮" * 200]), tmp_path / "a.shp")
    assert "VALUE_CUT" in {i.code for i in issues}
    back = pyogrio.read_dataframe(tmp_path / "a.shp")
    assert back["备注"][0] == "濮" * 127


def test_stale_indexes_of_a_shapefile_go(tmp_path):
    (tmp_path / "a.sbn").write_bytes(b"old")
    write_layer(parcels(1), tmp_path / "a.shp")
    assert not (tmp_path / "a.sbn").exists()


def test_whole_numbers_of_many_digits_are_written_as_text(tmp_path):
    frame = parcels(1).assign(监管号=[4109022019000000123])
    write_layer(frame, tmp_path / "a.geojson")
    assert '"监管号":"4109022019000000123"' in (tmp_path / "a.geojson").read_text()
    write_layer(frame, tmp_path / "a.shp")
    assert (
        pyogrio.read_dataframe(tmp_path / "a.shp")["监管号"][0] == "4109022019000000123"
    )


def test_geojson_states_its_datum_and_ten_decimals(tmp_path):
    write_layer(parcels(1), tmp_path / "a.geojson")
    text = (tmp_path / "a.geojson").read_text("utf-8")
    assert "urn:ogc:def:crs:EPSG::4490" in text
    write_layer(parcels(1).to_crs(4326), tmp_path / "b.geojson")
    assert "CRS84" in (tmp_path / "b.geojson").read_text("utf-8")
    back = pyogrio.read_dataframe(tmp_path / "a.geojson").to_crs(4526)
    assert distance(back.geometry[0], parcels(1).geometry[0]) < 1e-4


def test_kml_is_read_by_others(tmp_path):
    frame = parcels().assign(土地使用权人=["<甲> & \x07乙", None])
    (issue,) = write_layer(frame, tmp_path / "a.kml")
    assert issue.code == "CONTROL_CHARACTERS"
    back = pyogrio.read_dataframe(tmp_path / "a.kml")
    assert back["土地使用权人"].tolist()[0] == "<甲> & 乙"
    assert back["宗地代码"].tolist() == frame["宗地代码"].tolist()
    assert distance(back.to_crs(4526).geometry[0], frame.geometry[0]) < 1e-4


def test_old_datums_are_never_moved_by_a_writer(tmp_path):
    old = parcels(1).set_crs(2362, allow_override=True)
    with pytest.raises(SourceError, match="Xian 1980"):
        write_layer(old, tmp_path / "a.kml")
    write_layer(old, tmp_path / "a.geojson")
    assert "EPSG::4610" in (tmp_path / "a.geojson").read_text("utf-8")


def test_dxf_has_closed_outlines_on_layers_and_labels(tmp_path):
    frame = parcels().assign(land_use=["工业用地", "仓储/用地㛃"])
    issues = write_layer(frame, tmp_path / "a.dxf")
    assert {i.code for i in issues} == {"CRS_LEFT_OUT", "COLUMN_LEFT_OUT"}
    back = pyogrio.read_dataframe(tmp_path / "a.dxf")
    outlines = back[back.geom_type == "LineString"]
    assert len(outlines) == 4  # two shells, two holes
    assert outlines.is_closed.all()
    assert sorted(set(outlines.Layer))[1] == "工业用地"
    texts = back[back.geom_type == "Point"]
    assert texts.Text.tolist() == frame["宗地代码"].tolist()


def test_a_drawing_is_read_back_as_land(tmp_path):
    write_layer(parcels(), tmp_path / "宗地.dxf")
    loaded = read(tmp_path / "宗地.dxf", "layer", layer="宗地", epsg=4526)
    areal = loaded.frame[loaded.frame.geom_type.str.endswith("Polygon")]
    shells = areal[areal.area == 10_000]
    holes = areal[areal.area == 100]
    whole = areal[areal.area == 9_900]
    assert len(whole) == 2 or (len(shells), len(holes)) == (2, 2)


def test_flatgeobuf_and_geodatabase_are_read_by_others(tmp_path):
    for ending in (".fgb", ".gdb", ".parquet"):
        write_layer(parcels(), tmp_path / f"宗地{ending}")
        if ending == ".parquet":
            back = gpd.read_parquet(tmp_path / "宗地.parquet")
        else:
            back = pyogrio.read_dataframe(tmp_path / f"宗地{ending}")
        assert back.crs.to_epsg() == 4526
        assert back["宗地代码"].tolist() == parcels()["宗地代码"].tolist()
        assert back.geometry[0].equals(parcels().geometry[0])


def test_a_sheet_holds_no_formula(tmp_path):
    import openpyxl

    frame = pd.DataFrame({"a": ["=1+1", "@x"], "d": pd.to_datetime(["2020-01-02"] * 2)})
    write_layer(frame, tmp_path / "a.xlsx", layer="表[1]")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.active
    assert sheet.title == "表_1_"
    assert [cell.data_type for cell in sheet[2]] == ["s", "d"]
