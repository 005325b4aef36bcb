"""Damaged bytes of a shapefile: named, never read over, and forgiven once mended."""

from __future__ import annotations

import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from landuse.errors import SourceError
from landuse.io.source import Loaded, Source, read_source
from landuse.testing import square

HEADER = 100
FIRST = HEADER + 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {
            "ZDDM": ["P1", "P2", "P3", "P4"],
            "QLR": ["濮阳市甲化工", "濮阳市乙化工", "濮阳市丙化工", "濮阳市丁化工"],
            "ZDMJ": [10_000.0] * 4,
        },
        geometry=[square(east=200.0 * i) for i in range(4)],
        crs="EPSG:4547",
    )
    path = tmp_path / "宗地.shp"
    frame.to_file(path, encoding="GB18030")
    return path


def read(path: Path, kind: str = "layer") -> Loaded:
    return read_source(Source.of(kind, path))


def change(path: Path, at: int, data: bytes) -> bytes:
    """Write bytes into a file; those that stood there."""
    whole = bytearray(path.read_bytes())
    before = bytes(whole[at : at + len(data)])
    whole[at : at + len(data)] = data
    path.write_bytes(whole)
    return before


def record(path: Path, text: bytes) -> int:
    """Where a value of the .dbf stands."""
    return path.with_suffix(".dbf").read_bytes().index(text)


def told(loaded: Loaded) -> list[tuple[str, str]]:
    return list(
        zip(loaded.quarantine["code"], loaded.quarantine["feature"], strict=True)
    )


def test_a_sound_file_has_nothing_to_tell(path):
    loaded = read(path)
    assert loaded.counts == {"source": 4, "loaded": 4, "quarantined": 0}
    assert loaded.issues == ()


@pytest.mark.parametrize(
    ("value", "damage", "why"),
    [
        ("濮阳市乙化工".encode("gbk"), b"\0\0\0\0", "zero bytes inside"),
        ("濮阳市乙化工".encode("gbk"), b"    ", "blanks before the text"),
        ("濮阳市乙化工".encode("gbk"), b"\x01\x02", "control characters"),
        (b"10000.0", b"1x", "no number"),
        (b"10000.0", b"\0\0", "zero bytes"),
    ],
)
def test_a_damaged_cell_sends_its_record_to_quarantine(path, value, damage, why):
    change(path.with_suffix(".dbf"), record(path, value), damage)
    loaded = read(path)
    assert [code for code, _ in told(loaded)] == ["CORRUPT_VALUE"]
    assert why in loaded.quarantine["reason"].iloc[0]


def test_a_record_must_begin_with_its_mark(path):
    change(path.with_suffix(".dbf"), record(path, b"P3") - 1, b"x")
    assert told(read(path)) == [("CORRUPT_RECORD", "3")]


@pytest.mark.parametrize("fields", [1, 2, 3])
def test_a_dbf_cut_behind_any_of_its_fields_is_refused(path, fields):
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[: 32 * (fields + 1)])
    with pytest.raises(SourceError, match=r"\.dbf"):
        read(path)


@pytest.mark.parametrize("length", [-1, -(2**31), 2**31 - 1])
def test_an_index_with_an_impossible_length_is_refused(path, length):
    shx = path.with_suffix(".shx")
    change(shx, HEADER, struct.pack(">ii", 2**30 - 1, length))
    with pytest.raises(SourceError, match="points outside"):
        read(path)


def test_a_dbf_with_bytes_too_many_is_refused(path):
    dbf = path.with_suffix(".dbf")
    data = dbf.read_bytes()
    dbf.write_bytes(data[:-20] + data[-30:])
    with pytest.raises(SourceError, match="longer than its header says"):
        read(path)


@pytest.mark.parametrize(
    ("at", "data", "why"),
    [
        (FIRST, b"\x03", "not of the file's type 5"),
        (FIRST, b"\x00", "says that it has no shape, but has"),
        (FIRST + 4, b"\x01\x01\x01\x01\x01", "does not fill the box"),
        (FIRST + 40, b"\x04", "no readable shape"),
        (FIRST + 48, bytes(8), "no readable shape"),
        (FIRST + 64, bytes(8), "does not fill the box"),
    ],
)
def test_a_shape_that_contradicts_its_head_goes_to_quarantine(path, at, data, why):
    change(path, at, data)
    loaded = read(path)
    assert told(loaded) == [("CORRUPT_RECORD", "1")]
    assert why in loaded.quarantine["reason"].iloc[0]


def test_one_figure_in_the_last_place_shows_where_all_others_fit(tmp_path):
    frame = gpd.GeoDataFrame(
        {"ZDDM": [f"P{i}" for i in range(20)]},
        geometry=[square(east=200.0 * i + 0.3) for i in range(20)],
        crs="EPSG:4547",
    )
    path = tmp_path / "a.shp"
    frame.to_file(path)
    top = struct.pack("<d", frame.geometry[0].bounds[3])
    at = path.read_bytes().index(top, FIRST + 44)  # behind the box: of a corner
    change(path, at, bytes([top[0] ^ 1]))
    assert told(read(path)) == [("CORRUPT_RECORD", "1")]


def test_boxes_that_a_writer_never_fills_in_say_nothing(path):
    length = 8 + 44 + 4 + 5 * 16
    for number in range(4):
        change(path, FIRST + number * length + 4, bytes(32))
    assert read(path).counts["quarantined"] == 0


def test_a_file_that_is_mended_and_sent_again_clears_its_issues(path):
    dbf = path.with_suffix(".dbf")
    name = record(path, b"P2")
    whole = [
        (path, FIRST + 48, change(path, FIRST + 48, bytes(8))),
        (dbf, name, change(dbf, name, b"\0\0")),
        (dbf, name + 120, change(dbf, name + 120, b"\x07")),
    ]
    broken = read(path, "parcels")
    assert broken.counts["loaded"] < 4
    for file, at, data in whole:
        change(file, at, data)
    mended = read(path, "parcels")
    assert mended.counts == {"source": 4, "loaded": 4, "quarantined": 0}
    assert not [i for i in mended.issues if i.code.startswith("CORRUPT")]
    assert len(mended.quarantine) == 0
    shapes = shapely.area(np.asarray(mended.frame.geometry))
    assert shapes.tolist() == [10_000.0] * 4


def test_shapes_of_a_few_bytes_at_the_end_of_a_file_are_read(tmp_path):
    """A record without a shape has four bytes, fewer than the head of an outline."""
    shapes = [*(square(east=200.0 * i) for i in range(3)), None, None]
    frame = gpd.GeoDataFrame({"ZDDM": list("abcde")}, geometry=shapes, crs=4547)
    path = tmp_path / "a.shp"
    frame.to_file(path)
    loaded = read(path)
    assert loaded.counts == {"source": 5, "loaded": 5, "quarantined": 0}
    assert loaded.frame.geometry.isna().tolist() == [False] * 3 + [True] * 2
    change(path, path.stat().st_size - 4, b"\x05")
    assert told(read(path)) == [("CORRUPT_RECORD", "5")]
