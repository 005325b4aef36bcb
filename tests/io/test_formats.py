"""GDB, GeoPackage, FlatGeobuf, GeoParquet, KML and DXF: all records or a refusal."""

from __future__ import annotations

import shutil
import sqlite3
from itertools import chain

import numpy as np
import pandas as pd
import pytest
import shapely

from landuse.errors import SourceError
from landuse.io.readers import Wanted, layers_of, read_file

SQUARE = "0,0 1,0 1,1 0,1 0,0"


def read(path, **wanted):
    return read_file(path, Wanted(**wanted))


@pytest.fixture
def gdb(tmp_path, make_layer):
    path = tmp_path / "库.gdb"
    frame = make_layer(名称=["甲", None, "丙"], 日期=pd.Timestamp("2019-03-01"))
    frame.to_file(path, layer="宗地", driver="OpenFileGDB")
    return path


def test_a_geodatabase_is_read_whole(gdb):
    raw = read(gdb)
    assert (raw.driver, raw.layer, raw.count) == ("OpenFileGDB", "宗地", 3)
    assert raw.columns["名称"].tolist()[::2] == ["甲", "丙"]
    assert raw.columns["日期"].iloc[0] == pd.Timestamp("2019-03-01")
    assert shapely.area(raw.geometry).tolist() == [10_000.0] * 3


def table_of(gdb):
    """The table of the layer is the largest of the user's."""
    return max(gdb.glob("a0000000[9a-f].gdbtable"), key=lambda p: p.stat().st_size)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("ending", [".gdbtable", ".gdbtablx"])
def test_a_cut_table_is_refused(gdb, ending, share):
    file = table_of(gdb).with_suffix(ending)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(SourceError, match=rf"\{ending} is cut or damaged"):
        read(gdb)


def test_a_table_whose_index_lost_a_record_is_refused(gdb):
    file = table_of(gdb).with_suffix(".gdbtablx")
    data = bytearray(file.read_bytes())
    data[16:21] = b"\0" * 5
    file.write_bytes(data)
    with pytest.raises(SourceError, match="index has 2 records, its header 3"):
        read(gdb)


@pytest.mark.parametrize("ending", [".gdbtable", ".gdbtablx"])
def test_a_missing_half_of_a_table_is_refused(gdb, ending):
    table_of(gdb).with_suffix(ending).unlink()
    with pytest.raises(SourceError, match=rf"not a0000000.\{ending}"):
        read(gdb)


def test_a_missing_table_is_refused(gdb):
    for file in gdb.glob(f"{table_of(gdb).stem}.*"):
        file.unlink()
    with pytest.raises(SourceError, match=r"the table of '宗地'|a table is missing"):
        read(gdb)


def test_several_layers_of_a_geodatabase_are_asked_for(gdb, make_layer):
    make_layer().to_file(gdb, layer="片区", driver="OpenFileGDB")
    assert layers_of(gdb) == ["宗地", "片区"]
    with pytest.raises(SourceError, match="several layers: 宗地, 片区"):
        read(gdb)
    assert read(gdb, layer="片区").layer == "片区"


@pytest.fixture
def gpkg(tmp_path, make_layer):
    path = tmp_path / "a.gpkg"
    make_layer().to_file(path, layer="宗地")
    return path


def alter(path, sql):
    with sqlite3.connect(path) as database:
        database.execute(sql)
    database.close()


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_journal_beside_a_geopackage_is_refused(gpkg, ending):
    beside = gpkg.with_name(gpkg.name + ending)
    beside.write_bytes(b"")
    assert read(gpkg).count == 3
    beside.write_bytes(b"x" * 100)
    before = gpkg.read_bytes()
    with pytest.raises(SourceError, match=f"has a journal beside it .*{ending}"):
        read(gpkg)
    assert gpkg.read_bytes() == before


def test_a_geopackage_in_wal_mode_is_told(gpkg):
    with sqlite3.connect(gpkg) as database:
        database.execute("pragma journal_mode=wal")
    database.close()
    assert [i.code for i in read(gpkg).issues] == ["WAL_MISSING"]


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("create view v as select load_extension('x')", "load_extension"),
        (
            "create trigger t after insert on 宗地 begin select writefile(1, 2); end",
            "writefile",
        ),
    ],
)
def test_active_content_is_refused(gpkg, sql, named):
    alter(gpkg, sql)
    with pytest.raises(SourceError, match=f"active content: .*{named}") as caught:
        read(gpkg)
    assert caught.value.code == "ACTIVE_CONTENT"


def test_virtual_tables_of_foreign_modules_are_refused(gpkg):
    sql = "CREATE VIRTUAL TABLE x USING VirtualOGR('/etc/passwd')"
    with sqlite3.connect(gpkg) as database:
        database.execute("pragma writable_schema=on")
        database.execute(
            "insert into sqlite_master values ('table', 'x', 'x', 0, ?)", (sql,)
        )
    database.close()
    with pytest.raises(SourceError, match="a virtual table of VirtualOGR"):
        read(gpkg)


def test_flatgeobuf_is_read_whole_or_refused(tmp_path, make_layer):
    path = tmp_path / "a.fgb"
    make_layer().to_file(path, driver="FlatGeobuf")
    raw = read(path)
    assert (raw.driver, raw.count, raw.declared) == ("FlatGeobuf", 3, "EPSG:4526")
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(SourceError, match=r"cannot be read|only . can be read"):
        read(path)


def test_geoparquet_is_read_whole_or_refused(tmp_path, make_layer):
    path = tmp_path / "a.parquet"
    make_layer().to_parquet(path)
    raw = read(path)
    assert raw.count == 3
    assert raw.columns["宗地代码"].tolist() == ["P1", "P2", "P3"]
    assert "4526" in str(raw.declared)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(SourceError, match="is cut: its end is missing"):
        read(path)


def test_a_parquet_table_without_geometry_is_a_table(tmp_path):
    pd.DataFrame({"a": [1, 2]}).to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").geometry is None


def kml(tmp_path, body, codec="utf-8", head=""):
    path = tmp_path / "a.kml"
    text = f"<?xml version='1.0' encoding='{codec}'?>{head}<kml>{body}</kml>"
    path.write_bytes(text.encode(codec))
    return path


PLACEMARK = (
    "<Placemark><name>甲</name><ExtendedData><Data name='宗地代码'><value>P1</value>"
    "</Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>"
    f"{SQUARE}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
)


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16"])
def test_kml_is_read_in_any_encoding(tmp_path, codec):
    body = f"<Document><Folder><name>片区</name>{PLACEMARK}</Folder></Document>"
    raw = read(kml(tmp_path, body, codec))
    assert raw.columns.iloc[0].to_dict() == {
        "folder": "片区",
        "name": "甲",
        "宗地代码": "P1",
    }
    assert raw.geometry[0].area == 1


def test_a_broken_placemark_costs_one_record(tmp_path):
    bad = PLACEMARK.replace(SQUARE, "0,0 1,x 2,2")
    raw = read(kml(tmp_path, f"<Document>{PLACEMARK}{bad}</Document>"))
    assert (raw.count, [r.row for r in raw.rejects]) == (2, [2])


def test_entities_are_refused_and_links_told(tmp_path):
    head = "<!DOCTYPE k [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    with pytest.raises(SourceError, match="ENTITY"):
        read(kml(tmp_path, PLACEMARK, head=head))
    link = "<NetworkLink><Link><href>http://h/a.kml</href></Link></NetworkLink>"
    raw = read(kml(tmp_path, f"<Document>{link}{PLACEMARK}</Document>"))
    assert [(i.code, i.value) for i in raw.issues] == [
        ("REMOTE_REFERENCE", "http://h/a.kml")
    ]


def test_xml_without_an_end_is_refused(tmp_path):
    with pytest.raises(SourceError, match="not well-formed"):
        read(kml(tmp_path, "<Document>"))
    with pytest.raises(SourceError, match="one within the other"):
        read(kml(tmp_path, "<a>" * 500 + "</a>" * 500))


def outline(layer, points, flag):
    rows = ["0", "LWPOLYLINE", "8", layer, "90", str(len(points)), "70", str(flag)]
    for x, y in points:
        rows += ["10", str(x), "20", str(y)]
    return rows


CORNERS = [(0, 0), (100, 0), (100, 100), (0, 100)]


def dxf(tmp_path, *entities, codec="gbk"):
    rows = ["0", "SECTION", "2", "ENTITIES", *chain(*entities)]
    text = "\n".join([*rows, "0", "ENDSEC", "0", "EOF", ""])
    path = tmp_path / "a.dxf"
    path.write_bytes(text.encode(codec))
    return path


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_closed_lines_of_a_drawing_become_polygons(tmp_path, codec):
    path = dxf(
        tmp_path,
        outline("宗地", CORNERS, 1),
        outline("宗地", [*CORNERS, CORNERS[0]], 0),
        codec=codec,
    )
    raw = read(path)
    assert raw.layer == "宗地"
    assert [g.geom_type for g in raw.geometry] == ["Polygon"] * 2
    assert shapely.area(raw.geometry).tolist() == [10_000.0] * 2
    assert raw.declared is None


def test_layers_of_a_drawing_are_asked_for_and_open_lines_refused(tmp_path):
    path = dxf(tmp_path, outline("宗地", CORNERS, 1), outline("路", CORNERS, 0))
    assert layers_of(path) == ["宗地", "路"]
    with pytest.raises(SourceError, match=r"宗地 \(1 LineString\); 路"):
        read(path)
    assert read(path, layer="宗地").count == 1
    with pytest.raises(SourceError, match="LineString that is not closed"):
        read(path, layer="路")


def test_a_cut_drawing_is_refused(tmp_path):
    path = dxf(tmp_path, outline("宗地", CORNERS, 1))
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(SourceError, match="does not end with EOF"):
        read(path)


def test_readers_leave_their_input_as_it_is(gdb, gpkg, tmp_path):
    copy = tmp_path / "before.gdb"
    shutil.copytree(gdb, copy)
    before = gpkg.read_bytes()
    read(gdb)
    read(gpkg)
    assert gpkg.read_bytes() == before
    names = sorted(p.name for p in gdb.iterdir())
    assert names == sorted(p.name for p in copy.iterdir())
    assert all((gdb / n).read_bytes() == (copy / n).read_bytes() for n in names)
    assert not np.any([p.suffix in (".aux", ".gfs") for p in tmp_path.iterdir()])
