"""Whether all cells of an old Excel sheet are there; runs in the reading process.

The format has no checksum, and a reader passes over what it does not know. But a
sheet states its size, each row states its first and last cell, and between the
first and the last cell nothing else may stand: what breaks this was damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["doubts"]

_BOF, _EOF, _BOUNDSHEET, _DIMENSIONS, _ROW = 0x0809, 0x000A, 0x0085, 0x0200, 0x0208
#: Records of one cell and their length; None where it differs.
_CELL = {
    0x0201: 6,
    0x0203: 14,
    0x0205: 8,
    0x027E: 10,
    0x00FD: 10,
    0x0006: None,
    0x00D6: None,
    0x0204: None,
}
#: Records of several cells in a row, and the bytes of each.
_CELLS = {0x00BD: 6, 0x00BE: 2}
#: What else stands among cells: formulas, their texts, tables, indexes.
_BETWEEN = {0x0207, 0x0221, 0x04BC, 0x0236, 0x00D7, 0x003C, 0x005E}
_TABLE = {_ROW, *_CELL, *_CELLS}
_EXTENT, _SIZE = struct.Struct("<3H"), struct.Struct("<2I")
_SHOWN = 5
Record = tuple[int, bytes]


def doubts(stream: bytes, sheet: int) -> list[str]:
    """What shows that cells of a sheet were lost.

    Parameters
    ----------
    stream : bytes
        The workbook stream.
    sheet : int
        Number of the sheet, from 0.

    Returns
    -------
    list of str
        A few words each, with rows as Excel counts; empty where all is there.
    """
    places = [
        struct.unpack_from("<I", body)[0]
        for kind, body in _records(stream, 0)
        if kind == _BOUNDSHEET
    ]
    if sheet >= len(places):
        return ["the sheet is not listed"]
    records = list(_records(stream, places[sheet]))
    if not records or records[0][0] != _BOF or records[-1][0] != _EOF:
        return ["the sheet has no beginning or end"]
    found = [*_foreign(records), *_lengths(records), *_extents(records)]
    return found[:_SHOWN]


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records of a part of the stream up to its end; parts within it apart."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1 or (kind == _EOF and depth == 0):
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        if depth <= 0:
            return


def _foreign(records: list[Record]) -> Iterator[str]:
    """Records among the cells that have no place there."""
    places = [i for i, (kind, _) in enumerate(records) if kind in _TABLE]
    inner = records[places[0] : places[-1] + 1] if places else []
    known = _TABLE | _BETWEEN
    row = 0
    for kind, body in inner:
        if kind in _TABLE and len(body) > 1:
            row = struct.unpack_from("<H", body)[0] + 1
        elif kind not in known:
            yield f"record {kind:#06x} after row {row}"


def _lengths(records: list[Record]) -> Iterator[str]:
    for kind, body in records:
        if _CELL.get(kind) not in (None, len(body)):
            yield f"record {kind:#06x} of {len(body)} bytes"


def _extents(records: list[Record]) -> Iterator[str]:
    """Rows whose cells are not those that the row and the sheet announce."""
    stated = dict(_stated(records))
    cells: dict[int, list[int]] = {}
    for kind, body in records:
        for row, column in _places(kind, body):
            cells.setdefault(row, []).append(column)
    rows = sorted({*stated, *cells})
    for row in rows if stated else ():  # some programs write no extents of rows
        fault = _fault(cells.get(row, []), *stated.get(row, (-1, -1)))
        if fault:
            yield f"row {row + 1} {fault}"
    sizes = [b for k, b in records if k == _DIMENSIONS and len(b) >= _SIZE.size]
    end = max((_SIZE.unpack_from(body)[1] for body in sizes), default=0)
    if end > max(rows, default=-1) + 1:
        yield f"rows up to {end} are announced"


def _stated(records: list[Record]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Row, its first cell and the one behind its last."""
    for kind, body in records:
        if kind == _ROW and len(body) >= _EXTENT.size:
            row, first, end = _EXTENT.unpack_from(body)
            yield row, (first, end)


def _fault(columns: list[int], first: int, end: int) -> str:
    if columns != sorted(set(columns)):
        return "has cells out of order"
    if columns and (columns[0], columns[-1] + 1) != (first, end):
        return "has other cells than it says"
    return "has lost its cells" if not columns and end > first else ""


def _places(kind: int, body: bytes) -> Iterator[tuple[int, int]]:
    if len(body) < 4 or kind not in (*_CELL, *_CELLS):  # noqa: PLR2004 - row, column
        return
    row, column = struct.unpack_from("<2H", body)
    count = (len(body) - 6) // _CELLS[kind] if kind in _CELLS else 1
    for i in range(count):
        yield row, column + i
