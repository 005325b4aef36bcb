"""Rows of a GeoPackage held against what SQLite itself says of them.

GDAL reads a value that it does not understand as none: a date with a damaged
figure, a shape whose bytes make no polygon. The database knows better.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from landuse.errors import SourceError
from landuse.io.raw import RawLayer, Reject
from landuse.messages import worded

__all__ = ["damaged_rows"]

_HINT = "compare with the original; ask for the file again"
_GEOMETRY = "select column_name from gpkg_geometry_columns where table_name = ?"
#: Least bytes of a shape's head: magic, version, flags, system.
_HEAD = 8
_DAY = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]*"
_BOX = 32
_ENVELOPE = 0b1110
_XY_BOX = 0b0010
_EMPTY = 0b10000
_LITTLE = 0b1
#: A habit that fewer shapes than this share break is the habit of the writer.
_FEW = 0.1


def damaged_rows(path: Path, table: str, read: RawLayer) -> list[Reject]:
    """Rows with a value or a shape that the database has and GDAL does not give.

    Parameters
    ----------
    path : Path
        The .gpkg file; opened read-only and without locks.
    table : str
        The layer.
    read : RawLayer
        Its rows as GDAL gives them.

    Returns
    -------
    list of Reject
        ``CORRUPT_VALUE`` or ``CORRUPT_RECORD``.

    Raises
    ------
    SourceError
        If pages of the database are damaged.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = bytes
            key = _key(database, table)
            if key is None:
                return []
            found = list(_values(database, (table, key), read.rows, read.columns))
            if read.geometry is not None:
                found += _shapes(database, (table, key), read.rows, read.geometry)
                found += _nothing(read.rows, read.columns, read.geometry)
    except sqlite3.Error as error:
        msg = f"is damaged ({error}); ask for the file again"
        raise SourceError(msg, path.name, code="DAMAGED_FILE") from error
    return found


def _key(database: sqlite3.Connection, table: str) -> str | None:
    """The column of a table's row numbers; a view has none."""
    for row in database.execute(f"pragma table_info({_quoted(table)})"):
        if row[5]:
            return str(row[1].decode("utf-8"))
    return None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _values(
    database: sqlite3.Connection,
    place: tuple[str, str],
    fids: np.ndarray,
    columns: pd.DataFrame,
) -> Iterator[Reject]:
    table, key = (_quoted(name) for name in place)
    for name in columns.columns:
        column = _quoted(str(name))
        here = columns[name].isna().to_numpy()
        zeros = f"typeof({column}) = 'text' and instr(cast({column} as blob), x'00')"
        ask = f"select count({column}), total({zeros}) from {table}"
        count, bad = database.execute(ask).fetchone()
        rows = f"select {key} from {table} where {column} is not null"
        if count != len(here) - here.sum():
            have = np.array([row[0] for row in database.execute(rows)], np.int64)
            for fid in fids[here & np.isin(fids, have)]:
                yield _value(fid, name, worded("why_unreadable"))
        if pd.api.types.is_datetime64_any_dtype(columns[name].dtype):
            for row in database.execute(f"{rows} and {column} not glob '{_DAY}'"):
                yield _value(row[0], name, worded("why_no_format_day"))
        if bad:
            for row in database.execute(f"{rows} and {zeros}"):
                yield _value(row[0], name, worded("why_zero_bytes"))


def _value(fid: int, name: str, why: str) -> Reject:
    reason = worded("value_damaged", column=name, why=why)
    return Reject(int(fid), "CORRUPT_VALUE", reason, name, hint=_HINT)


def _shapes(
    database: sqlite3.Connection,
    place: tuple[str, str],
    fids: np.ndarray,
    geometry: np.ndarray,
) -> Iterator[Reject]:
    table, key = (_quoted(name) for name in place)
    named = database.execute(_GEOMETRY, (place[0],)).fetchone()
    if named is None:
        return
    column = _quoted(named[0].decode("utf-8"))
    blob = f"cast({column} as blob)"
    query = (
        f"select {key}, substr({blob}, 1, {_HEAD + _BOX}), length({blob}) "
        f"from {table} where {column} is not null"
    )
    heads = {row[0]: (bytes(row[1]), row[2]) for row in database.execute(query)}
    known = [heads.get(fid, (b"", 0)) for fid in fids.tolist()]
    bounds = shapely.bounds(geometry)
    missing = shapely.is_missing(geometry)
    boxes = [_stated(head) if size else None for head, size in known]
    unfilled = _unfilled(boxes, bounds)
    for row, (fid, (head, size)) in enumerate(zip(fids.tolist(), known, strict=True)):
        why = _fault(head, size, none=bool(missing[row])) if size else None
        if why is None and unfilled[row]:
            why = "does not fill the box that it states"
        if why:
            reason = worded("shape_damaged", why=why)
            yield Reject(int(fid), "CORRUPT_RECORD", reason, "geometry", hint=_HINT)


def _nothing(
    fids: np.ndarray, columns: pd.DataFrame, geometry: np.ndarray
) -> Iterator[Reject]:
    """Records of which nothing is left: a record of length zero reads like this."""
    empty = columns.isna().all(axis=1).to_numpy() & shapely.is_missing(geometry)
    if not len(columns.columns) or empty.all():
        return
    for fid in fids[empty]:
        reason = worded("record_holds_nothing")
        yield Reject(int(fid), "CORRUPT_RECORD", reason, "geometry", hint=_HINT)


def _fault(head: bytes, size: int, *, none: bool) -> str | None:
    """What is wrong with a shape by its head; None if nothing is."""
    if head[:2] != b"GP" or size < _HEAD:
        return "does not begin as a shape does"
    if none and not head[3] & _EMPTY:
        return "has bytes but cannot be read"
    return None


def _stated(head: bytes) -> np.ndarray | None:
    """The box that a shape states; None without one."""
    flags = head[3] if len(head) == _HEAD + _BOX else _EMPTY
    if flags & _EMPTY or flags & _ENVELOPE != _XY_BOX:
        return None
    order = "<f8" if flags & _LITTLE else ">f8"
    west, east, south, north = np.frombuffer(head[_HEAD:], order)
    return np.array([west, south, east, north])


def _unfilled(boxes: list[np.ndarray | None], bounds: np.ndarray) -> np.ndarray:
    """Which shapes do not fill their boxes: exactly, where most do so exactly."""
    have = np.array([box is not None for box in boxes], dtype=bool)
    wrong = np.zeros(len(boxes), dtype=bool)
    if not have.any():
        return wrong
    stated = np.array([box for box in boxes if box is not None])
    exact = (stated == bounds[have]).all(axis=1)
    close = np.isclose(stated, bounds[have], rtol=1e-9, atol=1e-9).all(axis=1)
    near = close & ~exact
    few = near.sum() <= _FEW * len(near)
    wrong[have] = ~close | (near if few else False)
    return wrong
