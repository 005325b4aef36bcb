"""Encodings are decided from bytes, whatever the file says of itself."""

from __future__ import annotations

import pytest

from landuse.errors import SourceError
from landuse.io.dbf import dbf_text, read_dbf
from landuse.io.encoding import decide_dbf, decide_text, python_codec
from landuse.io.shapefile import read_shapefile

NAME = "濮阳市某化工有限公司"


@pytest.mark.parametrize("ldid", [0x00, 0x57, 0x4D, 0x7A])
@pytest.mark.parametrize("cpg", [None, "GBK", "936", "ANSI 936", "UTF-8", "54936"])
@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
def test_every_mix_of_encoding_cpg_and_ldid_is_read_right(
    encoding, cpg, ldid, make_layer, write_shp
):
    frame = make_layer(受让人=[NAME, "NA", None])
    raw = read_shapefile(write_shp(frame, encoding=encoding, cpg=cpg, ldid=ldid))
    assert raw.encoding.name == encoding.lower()
    assert raw.columns["受让人"].tolist()[:2] == [NAME, "NA"]


def test_a_lying_cpg_is_a_conflict():
    decision = decide_dbf([(NAME.encode("gbk"), False)], cpg="UTF-8")
    assert decision.name == "gb18030"
    assert decision.conflict


def test_rare_surnames_need_gb18030():
    rare = "\U00020bb7"
    assert decide_dbf([(rare.encode("gb18030"), False)]).name == "gb18030"


def test_a_character_cut_at_the_width_of_the_field_is_no_objection_to_utf8():
    cut = NAME.encode("utf-8")[:10]
    assert decide_dbf([(cut, True)]).name == "utf-8"
    assert decide_dbf([(cut, False)]).name != "utf-8"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("宗地".encode("gbk"), "gb18030"),
        ("宗地".encode(), "utf-8"),
        ("宗地".encode("utf-8-sig"), "utf-8-sig"),
        ("宗地".encode("utf-16"), "utf-16"),
        (b"ZDDM", "utf-8"),
    ],
)
def test_text_files(data, name):
    assert decide_text(data).name == name


def test_text_that_is_nothing_known_is_refused():
    with pytest.raises(SourceError, match="neither UTF-8 nor GB18030"):
        decide_text(b"\xff\x80\x80abc\xff")


def test_a_wrong_explicit_encoding_is_refused():
    with pytest.raises(SourceError, match="cannot be read as 'UTF-8'"):
        decide_text("宗地".encode("gbk"), "UTF-8")


def test_names_of_code_pages():
    assert python_codec("GB2312") == python_codec("OEM 936") == "gb18030"
    assert python_codec("Big-5") == "big5"
    assert python_codec("1251") == "cp1251"


def test_names_cut_by_utf8_writers_are_read(make_layer, write_shp):
    frame = make_layer(统一社会信用代码=["91350100M000100Y43"] * 3)
    raw = read_shapefile(write_shp(frame, encoding="UTF-8"))
    assert "统一社" in raw.columns
    assert raw.encoding.name == "utf-8"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("ldid/chinese.dbf", "gb18030"),
        ("gbk.dbf", "gb18030"),
        ("gb2312.dbf", "gb18030"),
        ("utf8.dbf", "utf-8"),
        ("big5.dbf", "big5"),
    ],
)
def test_dbf_files_of_mapshaper(shared_data, file, name):
    table = read_dbf(shared_data / "04_formats" / "mapshaper_dbf" / file)
    assert decide_dbf(table.samples(), None, table.ldid).name == name


@pytest.mark.parametrize("file", ["big5", "shiftjis", "euckr", "win1251"])
def test_dbf_files_with_a_true_cpg_of_mapshaper(shared_data, file):
    path = shared_data / "04_formats" / "mapshaper_dbf" / "cpg" / f"{file}.dbf"
    cpg = path.with_suffix(".cpg").read_text().strip()
    table = read_dbf(path)
    decision = decide_dbf(table.samples(), cpg, table.ldid)
    assert decision.name == python_codec(cpg)
    text, _ = dbf_text(table, decision.name)
    assert len(text) == len(table.records)
