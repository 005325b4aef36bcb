"""What is set apart keeps its original values, and a cell is told once."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import shapely

from landuse.io.quarantine import quarantined
from landuse.io.raw import QUARANTINE_COLUMNS, RawLayer, Reject
from landuse.io.source import Source, read_source


def layer() -> RawLayer:
    columns = pd.DataFrame(
        {
            "ZDDM": pd.Series(["P1", "P2", '濮阳"\n'], dtype="str"),
            "LC": [1, 2, 3],
            "MJ": [0.1, np.nan, 2.0],
            "GDRQ": pd.to_datetime(["2020-01-02", None, "2021-01-02"]),
        }
    )
    return RawLayer("GPKG", "a", columns, np.array([7, 9, 4]), count=3)


NAMES = {7: "P1", 9: "P2", 4: "P3"}


def test_values_stand_as_they_were_in_the_order_of_the_rows():
    rejects = [Reject(9, "A", "first"), Reject(4, "B", "why", "MJ", "2.0", "mend it")]
    shapes = np.array([None, None, shapely.Point(0.1, 1 / 3)])
    table = quarantined(layer(), rejects, "a.gpkg", NAMES, shapes)
    assert list(table.columns) == list(QUARANTINE_COLUMNS)
    assert table.row.tolist() == [4, 9]
    assert table.feature.tolist() == ["P3", "P2"]
    assert json.loads(table.record[0]) == {
        "ZDDM": '濮阳"\n',
        "LC": "3",
        "MJ": "2.0",
        "GDRQ": "2021-01-02 00:00:00",
        "geometry": "POINT (0.1 0.3333333333333333)",
    }
    assert json.loads(table.record[1]) == {
        "ZDDM": "P2",
        "LC": "2",
        "MJ": None,
        "GDRQ": None,
    }
    assert table.field.isna().tolist() == [False, True]


def test_the_first_reason_of_a_record_counts():
    rejects = [Reject(9, "A", "first"), Reject(9, "B", "second")]
    table = quarantined(layer(), rejects, "a.gpkg", NAMES)
    assert table.code.tolist() == ["A"]


def test_nothing_rejected_is_a_table_without_rows():
    table = quarantined(layer(), [], "a.gpkg", NAMES)
    assert list(table.columns) == list(QUARANTINE_COLUMNS)
    assert table.row.dtype == "int64"
    assert len(table) == 0


def test_a_cell_that_the_reader_named_is_not_named_again(make_layer, write_shp):
    path = write_shp(make_layer(宗地面积=[1000.0, 2000.0, 3000.0]))
    dbf = path.with_suffix(".dbf")
    data = dbf.read_bytes()
    assert data.count(b"2000.0000") == 1
    dbf.write_bytes(data.replace(b"2000.0000", b"2x00.0000"))
    loaded = read_source(Source.of("parcels", path))
    assert loaded.quarantine.code.tolist() == ["CORRUPT_VALUE"]
    errors = [i.code for i in loaded.issues if i.severity == "error"]
    assert errors == ["CORRUPT_VALUE"]
