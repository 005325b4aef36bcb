"""A shapefile whose parts are cut or of two exports is refused, never half read."""

from __future__ import annotations

import struct

import pytest

from landuse.errors import SourceError
from landuse.io.shapefile import read_shapefile
from landuse.io.source import Source, read_source


@pytest.fixture
def path(make_layer, write_shp):
    return write_shp(make_layer(面积=[1.5, 2.5, 3.5]))


def cut(path, share=0.6):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def test_a_whole_set_is_read(path):
    raw = read_shapefile(path)
    assert raw.count == 3
    assert raw.columns["面积"].astype(float).tolist() == [1.5, 2.5, 3.5]


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        (".shp", r"宗地.shp: is cut: header says"),
        (".shx", r"宗地.shx: is cut"),
        (".dbf", r"宗地.dbf: .dbf is cut: header says 3 records"),
    ],
)
def test_a_cut_file_is_named(path, ending, message):
    cut(path.with_suffix(ending), 0.9)
    with pytest.raises(SourceError, match=message):
        read_shapefile(path)


@pytest.mark.parametrize("ending", [".shx", ".dbf"])
def test_a_missing_sidecar_is_named(path, ending):
    path.with_suffix(ending).unlink()
    with pytest.raises(SourceError, match=f"its {ending} file is missing"):
        read_shapefile(path)


def test_a_dbf_of_another_export_is_refused(path):
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[4:8] = struct.pack("<I", 2)
    dbf.write_bytes(data)
    with pytest.raises(SourceError, match=r"3 shapes but .dbf 2 records"):
        read_shapefile(path)


def test_a_shuffled_index_is_refused(path):
    shx = path.with_suffix(".shx")
    data = bytearray(shx.read_bytes())
    data[100:108], data[108:116] = data[108:116], data[100:108]
    shx.write_bytes(data)
    with pytest.raises(SourceError, match="disagree at record 1"):
        read_shapefile(path)


def test_deleted_records_are_kept_in_quarantine(path, region):
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    header, width = struct.unpack("<HH", data[8:12])
    data[header + width] = ord("*")
    dbf.write_bytes(data)
    loaded = read_source(Source.of("parcels", path), region)
    assert loaded.counts == {"source": 3, "loaded": 2, "quarantined": 1}
    assert loaded.quarantine.code.tolist() == ["DELETED_RECORD"]
    assert '"宗地代码": "P2"' in loaded.quarantine.record[0]


def test_numbers_that_overflowed_are_not_missing(path, region):
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    header, width = struct.unpack("<HH", data[8:12])
    start = header + width - 10
    data[start : header + width] = b"*" * 10
    dbf.write_bytes(data)
    loaded = read_source(Source.of("parcels", path), region)
    assert loaded.quarantine.code.tolist() == ["NUMBER_OVERFLOW"]


def test_endings_in_any_case(path):
    for ending in (".shp", ".shx", ".dbf", ".prj"):
        path.with_suffix(ending).rename(path.with_suffix(ending.upper()))
    assert read_shapefile(path.with_suffix(".SHP")).count == 3


def test_two_files_of_one_ending_are_refused(path):
    path.with_suffix(".DBF").write_bytes(path.with_suffix(".dbf").read_bytes())
    with pytest.raises(SourceError, match=r"there are two .dbf files"):
        read_shapefile(path)


def test_text_cut_in_the_middle_of_a_character_is_told(make_layer, write_shp):
    path = write_shp(make_layer(备注=["濮" * 84 + "ab"] * 3), encoding="UTF-8")
    dbf = path.with_suffix(".dbf")
    whole, half = ("濮" * 84).encode(), "濮".encode()[:2]
    dbf.write_bytes(dbf.read_bytes().replace(whole + b"ab", whole + half))
    raw = read_shapefile(path)
    assert [i.code for i in raw.issues] == ["TEXT_TRUNCATED"]
    assert raw.columns["备注"].str.len().tolist() == [84] * 3


def test_a_real_gbk_polygon(shared_data):
    raw = read_shapefile(shared_data / "04_formats/geotools_shapes/chinese_poly.shp")
    assert raw.encoding.name == "gb18030"
    assert raw.count == len(raw.geometry)
