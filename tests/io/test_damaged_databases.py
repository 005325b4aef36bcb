"""Damaged rows of a GeoPackage, a geodatabase and a coordinate text are set apart."""

from __future__ import annotations

import sqlite3
import struct
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from landuse.errors import SourceError
from landuse.io.dates import to_date
from landuse.io.gdbrows import broken_rows
from landuse.io.source import Loaded, Source, read_source
from landuse.testing import square


def frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "ZDDM": ["P1", "P2", "P3"],
            "QLR": ["濮阳市甲化工", "濮阳市乙化工", "濮阳市丙化工"],
            "GDRQ": pd.to_datetime(["2015-01-02", "2016-01-02", "2017-01-02"]),
        },
        geometry=[square(east=200.0 * i) for i in range(3)],
        crs="EPSG:4547",
    )


def read(path: Path) -> Loaded:
    return read_source(Source.of("layer", path))


def told(loaded: Loaded) -> list[tuple[str, int]]:
    return list(zip(loaded.quarantine["code"], loaded.quarantine["row"], strict=True))


@pytest.fixture
def gpkg(tmp_path: Path) -> Path:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="a")
    return path


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("QLR = cast(x'E6BFAE00E98DB3' as text)", "CORRUPT_VALUE"),
        ("QLR = cast(x'E6BFAEFFFE' as text)", "CORRUPT_VALUE"),
        ("GDRQ = '2016-01-9x'", "CORRUPT_VALUE"),
        ("geom = x'00' || substr(geom, 2)", "CORRUPT_RECORD"),
        ("geom = substr(geom, 1, 60)", "CORRUPT_RECORD"),
        ("geom = null, QLR = null, GDRQ = null, ZDDM = null", "CORRUPT_RECORD"),
    ],
)
def test_a_row_that_gdal_reads_as_less_is_set_apart(gpkg, change, code):
    with sqlite3.connect(gpkg) as database:
        for trigger in database.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            database.execute(f'drop trigger "{trigger[0]}"')
        database.execute(f"update a set {change} where ZDDM = 'P2'")
    database.close()
    loaded = read(gpkg)
    assert (code, 2) in told(loaded)
    assert loaded.counts == {"source": 3, "loaded": 2, "quarantined": 1}


def test_a_whole_database_has_nothing_to_tell(gpkg):
    assert read(gpkg).counts == {"source": 3, "loaded": 3, "quarantined": 0}


@pytest.fixture
def gdb(tmp_path: Path) -> Path:
    path = tmp_path / "a.gdb"
    frame().to_file(path, layer="a", driver="OpenFileGDB")
    return path


def test_a_whole_geodatabase_has_nothing_to_tell(gdb):
    assert read(gdb).counts == {"source": 3, "loaded": 3, "quarantined": 0}


def test_a_row_whose_lengths_do_not_come_out_is_set_apart(gdb):
    name = "濮阳市乙化工".encode()
    table = next(p for p in gdb.glob("*.gdbtable") if name in p.read_bytes())
    data = bytearray(table.read_bytes())
    data[data.index(name) - 1] -= 3
    table.write_bytes(data)
    assert told(read(gdb)) == [("CORRUPT_RECORD", 2)]


def test_a_text_with_a_zero_inside_is_no_shorter_text(gdb):
    name = "濮阳市乙化工".encode()
    table = next(p for p in gdb.glob("*.gdbtable") if name in p.read_bytes())
    table.write_bytes(table.read_bytes().replace(name, name[:6] + b"\0M\0" + name[9:]))
    assert told(read(gdb)) == [("CORRUPT_RECORD", 2)]


def test_a_list_of_tables_whose_rows_are_damaged_is_refused(gdb):
    table = gdb / "a00000001.gdbtable"
    data = bytearray(table.read_bytes())
    data[data.rindex(b"\x01a")] = 0  # the length of the name of the layer "a"
    table.write_bytes(data)
    with pytest.raises(SourceError, match=r"a00000001.gdbtable is cut or damaged"):
        read(gdb)


@pytest.mark.parametrize("damage", [b"\x38", b"\x7f"])
def test_a_day_that_no_program_writes_is_no_missing_one(gdb, damage):
    """The highest byte of 2016-01-02, as days since 1899-12-30, is 0x40."""
    day = struct.pack("<d", (date(2016, 1, 2) - date(1899, 12, 30)).days)
    table = next(p for p in gdb.glob("*.gdbtable") if day in p.read_bytes())
    table.write_bytes(table.read_bytes().replace(day, day[:7] + damage))
    assert told(read(gdb)) == [("CORRUPT_RECORD", 2)]


def test_one_time_of_day_finer_than_all_others_is_damage(gdb):
    day = struct.pack("<d", (date(2016, 1, 2) - date(1899, 12, 30)).days)
    table = next(p for p in gdb.glob("*.gdbtable") if day in p.read_bytes())
    table.write_bytes(table.read_bytes().replace(day, day[:1] + b"\x07" + day[2:]))
    assert read(gdb).counts["quarantined"] == 1


def test_times_of_day_that_all_are_fine_are_no_damage(tmp_path):
    layer = frame().assign(GDRQ=pd.to_datetime(["2015-01-02T03:04:05.678"] * 3))
    layer.to_file(tmp_path / "b.gdb", layer="b", driver="OpenFileGDB")
    assert read(tmp_path / "b.gdb").counts["quarantined"] == 0


def test_a_table_in_another_form_is_not_judged():
    rows = pd.Series([40, 50]).to_numpy()
    assert not broken_rows(bytes(100), rows).any()


def test_days_of_no_date_are_none_in_whatever_type_they_come():
    days = pd.Series(pd.to_datetime(["1899-12-30", "1900-01-01", "2020-01-02"]))
    made = to_date(days)
    assert made.values.isna().tolist() == [True, True, False]
    assert to_date(pd.Series(pd.to_datetime(["1820-01-01"]))).bad.tolist() == [True]


TEXT = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
计量单位=米
带号=38
[地块坐标]
4,0.0900,1,甲,面,,工业用地,,@
J1,1,3960000.000,38593000.000
J2,1,3960000.000,38593030.000
J3,1,3960030.000,38593030.000
J1,1,3960000.000,38593000.000
"""


def codes(path: Path, text: str) -> set[str]:
    path.write_bytes(text.encode("gb18030"))
    return {issue.code for issue in read(path).issues}


def test_a_text_that_was_cut_or_zeroed_says_so(tmp_path):
    path = tmp_path / "a.txt"
    whole = codes(path, TEXT)
    assert not whole & {"TEXT_CUT", "CONTROL_CHARACTERS"}
    assert "TEXT_CUT" in codes(path, TEXT.rstrip("0\n"))
    dos = TEXT.replace("\n", "\r\n")
    assert "TEXT_CUT" not in codes(path, dos)
    assert "TEXT_CUT" in codes(path, dos[:-1])  # between \r and \n
    assert "TEXT_CUT" not in codes(path, TEXT.replace("\n", "\r"))
    assert "CONTROL_CHARACTERS" in codes(path, TEXT.replace("1,甲", "\0\0\0"))


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("工业用地", "quarantine"), ("国家大地坐标系", "BAD_CHARACTER")],
)
def test_bytes_that_are_no_text_are_never_passed_over(tmp_path, word, outcome):
    path = tmp_path / "a.txt"
    path.write_bytes(
        TEXT.encode("gb18030").replace(
            word.encode("gb18030"), word.encode("gb18030")[:-1] + b"\xff"
        )
    )
    loaded = read(path)
    assert "BAD_CHARACTER" in {issue.code for issue in loaded.issues}
    assert loaded.counts["quarantined"] == (outcome == "quarantine")
