"""File geodatabases: their tables checked byte by byte, then read by GDAL.

GDAL reads a geodatabase whose index was cut as one without records and says
nothing. Each table ``a0000000x.gdbtable`` states its number of records, and its
index ``.gdbtablx`` where each lies: they must tell the same story.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np

from landuse.errors import SourceError
from landuse.io.gdal import layer_names, read_layer
from landuse.io.gdbrows import broken_rows
from landuse.io.raw import RawLayer, Reject
from landuse.io.vector import choose_layer, raw_layer
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["check_tables", "gdb_layers", "read_geodatabase"]

_CATALOG = "a00000001"
#: Tables of the system that a geodatabase may do without.
_OPTIONAL = ("GDB_Replica", "GDB_Tables", "GDB_Database")
_HEADER = 40
_INDEX_HEADER = 16
_BLOCK = 1024
_VERSIONS = (3, 4)
_OFFSETS = (4, 5, 6)


def read_geodatabase(path: Path, layer: str | None = None) -> RawLayer:
    """All records of one layer of a file geodatabase.

    Parameters
    ----------
    path : Path
        The .gdb folder.
    layer : str, optional
        Needed where it has several.

    Returns
    -------
    RawLayer
        One entry per record.

    Raises
    ------
    SourceError
        If a table is missing, cut, or GDAL gives another number of records.
    """
    counts = check_tables(path)
    numbers = _numbers(path, counts)
    name = choose_layer(list(layer_names(path)), layer, path.name, "layer")
    count = counts.get(numbers[name]) if name in numbers else None
    raw = raw_layer(read_layer(path, name), path, "OpenFileGDB", name, count)
    rejects = (*raw.rejects, *_damaged(path, numbers.get(name), raw.rows))
    issues = (*_lock_issues(path), *raw.issues)
    return replace(raw, issues=issues, rejects=rejects)


def _damaged(path: Path, number: int | None, rows: np.ndarray) -> list[Reject]:
    """Rows whose bytes do not come out; they lie in the order of their numbers."""
    names = {p.name.lower(): p for p in path.iterdir()}
    table = names.get(f"a{number or 0:08x}.gdbtable")
    index = names.get(f"a{number or 0:08x}.gdbtablx")
    if table is None or index is None:
        return []
    starts = _starts(index, _VERSIONS[0], path.name)
    if starts is None or len(starts) != len(rows):
        return []
    reason = "its bytes do not come out at the end of the row"
    hint = "ask for the geodatabase again"
    return [
        Reject(int(row), "CORRUPT_RECORD", reason, hint=hint)
        for row in np.sort(rows)[broken_rows(table.read_bytes(), starts)]
    ]


def gdb_layers(path: Path) -> list[str]:
    """Names of the layers of a geodatabase whose tables are whole."""
    _numbers(path, check_tables(path))
    return list(layer_names(path))


def check_tables(path: Path) -> dict[int, int]:
    """Check each table of a geodatabase against its index.

    Parameters
    ----------
    path : Path
        The .gdb folder.

    Returns
    -------
    dict
        Number of records by number of the table.

    Raises
    ------
    SourceError
        If a table or an index is missing or cut.
    """
    names = {p.name.lower(): p for p in path.iterdir()}
    if any(name.endswith(".cdf") for name in names):
        msg = "is a compressed geodatabase (CDF); uncompress it in ArcGIS first"
        raise SourceError(msg, path.name, code="FORMAT_NOT_ALLOWED")
    if f"{_CATALOG}.gdbtable" not in names:
        msg = worded("gdb_catalog", catalog=_CATALOG)
        raise SourceError(msg, path.name, code="MISSING_SIDECAR")
    counts = {}
    for name in sorted(names):
        stem, _, ending = name.partition(".")
        other = {"gdbtable": "gdbtablx", "gdbtablx": "gdbtable"}.get(ending)
        if other and f"{stem}.{other}" not in names:
            msg = worded("gdb_half", name=name, stem=stem, other=other)
            raise SourceError(msg, path.name, code="MISSING_SIDECAR")
        if ending == "gdbtable":
            rows = _checked_table(names[name], names[f"{stem}.gdbtablx"], path.name)
            if stem[1:].isalnum():
                counts[_number(stem)] = rows
    return counts


def _number(stem: str) -> int:
    try:
        return int(stem[1:], 16)
    except ValueError:
        return 0


def _checked_table(table: Path, index: Path, folder: str) -> int:
    """Number of records of a table, once its index agrees."""
    with table.open("rb") as file:
        head = file.read(_HEADER)
    size = table.stat().st_size
    if len(head) < _HEADER:
        raise _cut(folder, table, "its header is not whole")
    version, rows = struct.unpack_from("<II", head)
    if version not in _VERSIONS:
        raise _cut(folder, table, "its header is damaged")
    if version == _VERSIONS[1]:
        (rows,) = struct.unpack_from("<Q", head, 16)
    stated, fields = struct.unpack_from("<QQ", head, 24)
    if size < stated or size < fields:
        raise _cut(folder, table, f"its header says {stated} bytes, {size} are there")
    starts = _starts(index, version, folder)
    if starts is None:
        return int(rows)
    _check_records(table, starts, size, folder)
    if len(starts) != rows:
        text = f"its index has {len(starts)} records, its header {rows}"
        raise _cut(folder, table, text)
    return int(rows)


def _starts(index: Path, version: int, folder: str) -> np.ndarray | None:
    """Where the records lie; None for the 64-bit form, which is not documented."""
    data = index.read_bytes()
    if len(data) < _INDEX_HEADER:
        raise _cut(folder, index, "its header is not whole")
    found, blocks, _, width = struct.unpack_from("<IIII", data)
    if found not in _VERSIONS:
        raise _cut(folder, index, "its header is damaged")
    if version == _VERSIONS[1] or found == _VERSIONS[1]:
        return None
    if width not in _OFFSETS:
        raise _cut(folder, index, f"its offsets have {width} bytes")
    end = _INDEX_HEADER + blocks * _BLOCK * width
    if len(data) < end:
        raise _cut(folder, index, f"it needs {end} bytes, {len(data)} are there")
    cells = np.frombuffer(data[_INDEX_HEADER:end], np.uint8).reshape(-1, width)
    wide = np.zeros((len(cells), 8), np.uint8)
    wide[:, :width] = cells
    offsets = wide.view("<u8").ravel()
    return offsets[offsets != 0].astype(np.int64)


def _check_records(table: Path, starts: np.ndarray, size: int, folder: str) -> None:
    if not len(starts):
        return
    if starts.min() < _HEADER or starts.max() + 4 > size:
        raise _cut(folder, table, "its index points outside it")
    data = np.memmap(table, np.uint8, "r")
    lengths = np.ascontiguousarray(data[starts[:, None] + np.arange(4)]).view("<i4")
    wrong = (lengths.ravel() < 0) | (starts + 4 + lengths.ravel() > size)
    if wrong.any():
        place = int(np.argmax(wrong)) + 1
        raise _cut(folder, table, f"record {place} is not whole")


def _cut(folder: str, file: Path, why: str) -> SourceError:
    msg = worded("gdb_table_cut", name=file.name, why=why)
    return SourceError(msg, folder, code="TRUNCATED_FILE")


def _numbers(path: Path, counts: dict[int, int]) -> dict[str, int]:
    """Number of the table of each layer; all must be there."""
    try:
        catalog = read_layer(path, "GDB_SystemCatalog")
    except SourceError as error:
        msg = f"cannot be opened: a table is missing or damaged ({error}); ask for the "
        msg += "whole folder again"
        raise SourceError(msg, path.name, code="CORRUPT_FILE") from error
    names = catalog.columns.get("Name")
    if names is None:
        raise _cut(path.name, path / f"{_CATALOG}.gdbtable", "it lists no tables")
    if _damaged(path, 1, catalog.fids):
        raise _cut(path.name, path / f"{_CATALOG}.gdbtable", "its rows are damaged")
    numbers = dict(zip(map(str, names), catalog.fids.tolist(), strict=True))
    for name, number in numbers.items():
        if number not in counts and not name.startswith(_OPTIONAL):
            msg = worded("gdb_table_lost", number=number, name=name)
            raise SourceError(msg, path.name, code="MISSING_SIDECAR")
    return numbers


def _lock_issues(path: Path) -> list[Issue]:
    locks = sorted(p.name for p in path.glob("*.ed.lock"))
    if not locks:
        return []
    return [
        Issue(
            "IN_EDIT",
            "warning",
            "was copied while somebody edited it (.ed.lock); it may lack edits",
            file=path.name,
            hint="save the edits in ArcGIS and send it again",
        )
    ]
