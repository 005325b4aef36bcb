"""Number fields of asterisks, and cells that are empty where others are not."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from landuse.io.source import Loaded, Source, read_source
from landuse.testing import square

COUNT = 40


def layer(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"ZDDM": [f"P{i}" for i in range(COUNT)], **columns},
        geometry=[square(east=200.0 * i) for i in range(COUNT)],
        crs="EPSG:4547",
    )


@pytest.fixture
def written(tmp_path: Path):
    def write(**columns: object) -> Path:
        path = tmp_path / "a.shp"
        layer(**columns).to_file(path, encoding="GB18030")
        return path

    return write


def read(path: Path) -> Loaded:
    return read_source(Source.of("layer", path))


def codes(loaded: Loaded) -> dict[str, str]:
    return {issue.code: issue.message for issue in loaded.issues}


def overwrite(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes that stand once in the .dbf."""
    dbf = path.with_suffix(".dbf")
    data = dbf.read_bytes()
    assert data.count(old) == 1
    assert len(old) == len(new)
    dbf.write_bytes(data.replace(old, new))


def prices(*missing: int) -> list[float | None]:
    return [None if i in missing else 1_000_000.0 + i for i in range(COUNT)]


def test_the_nulls_of_gdal_are_missing_numbers_and_keep_their_records(written):
    loaded = read(written(JK=prices(*range(10))))
    assert loaded.counts == {"source": 40, "loaded": 40, "quarantined": 0}
    assert loaded.frame.JK.isna().sum() == 10
    assert "10 of 40 records, rows 1, 2, 3, 4" in codes(loaded)["NUMBER_ABSENT"]


def test_one_column_by_gdal_speaks_for_all_of_its_file(written):
    floors = [None if i == 4 else float(i) for i in range(COUNT)]
    loaded = read(written(JK=prices(7), LC=floors))
    assert loaded.counts["quarantined"] == 0
    assert loaded.frame.JK.isna().to_numpy().nonzero()[0].tolist() == [7]
    assert loaded.frame.LC.isna().to_numpy().nonzero()[0].tolist() == [4]


def test_a_number_too_large_for_a_field_that_is_full_is_lost_and_told(written):
    """1000039.000000000000000 fills 23 of 24 places: one digit more, and no more."""
    loaded = read(written(JK=prices(7)))
    assert loaded.quarantine.code.tolist() == ["NUMBER_OVERFLOW"]
    assert loaded.quarantine.row.tolist() == [8]


def test_a_file_that_leaves_numbers_blank_writes_asterisks_for_another_reason(written):
    path = written(JK=prices(*range(10)))
    overwrite(path, b" 1000020.000000000000000", b" " * 24)
    assert read(path).counts["quarantined"] == 10


def test_an_asterisk_among_figures_is_never_no_number(written):
    path = written(JK=prices(*range(10)))
    overwrite(path, b"1000020.0", b"10000*0.0")
    assert read(path).quarantine.row.tolist() == [21]


def test_a_blank_number_where_all_others_have_one_is_told(written):
    path = written(JK=prices())
    overwrite(path, b" 1000020.000000000000000", b" " * 24)
    loaded = read(path)
    expected = "empty where nearly all others have JK: 1 of 40 records, rows 21"
    assert codes(loaded)["EMPTY_CELLS"] == expected
    assert loaded.counts["quarantined"] == 0


def test_two_empty_texts_side_by_side_are_told_but_one_is_not(written):
    names = [None if i == 3 else f"甲{i}" for i in range(COUNT)]
    uses = [None if i == 3 else "工业用地" for i in range(COUNT)]
    assert "EMPTY_CELLS" not in codes(read(written(QLR=names)))
    told = codes(read(written(QLR=names, TDYT=uses)))["EMPTY_CELLS"]
    assert (
        told == "empty where nearly all others have QLR, TDYT: 1 of 40 records, rows 4"
    )


def test_a_column_that_is_often_empty_says_nothing(written):
    names = [None if i < 5 else f"甲{i}" for i in range(COUNT)]
    assert "EMPTY_CELLS" not in codes(read(written(QLR=names, TDYT=names)))
