"""The attributes of a shapefile, written so that every reader gets them whole.

Names and texts are cut between characters, never inside one; dates are dates;
the bytes depend on the values alone.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landuse.io.export_columns import Column
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["NAME_BYTES", "cut", "dbf_bytes", "field_names"]

NAME_BYTES = 10
_TEXT_BYTES = 254
_NUMBER_WIDTH = 24
_LDID = {"gbk": 0x4D, "gb18030": 0x4D, "utf-8": 0x00}
_DAY = date(1980, 1, 1)  # the header wants a day; the clock is not asked


@dataclass(frozen=True)
class _Field:
    name: bytes
    type: str
    width: int
    decimals: int
    cells: list[bytes]


def cut(text: str, codec: str, width: int) -> bytes:
    """The bytes of a text, cut between two characters where they are too many.

    Parameters
    ----------
    text : str
        Any.
    codec : str
        Python codec.
    width : int
        Most bytes.

    Returns
    -------
    bytes
        Not padded.

    Examples
    --------
    >>> cut("统一社会信用代码", "utf-8", 10).decode()
    '统一社'
    """
    data = text.encode(codec, "replace")
    while len(data) > width:
        text = text[: min(len(text) - 1, width)]
        data = text.encode(codec, "replace")
    return data


def field_names(names: list[str], codec: str) -> list[str]:
    """Names of at most ten bytes, each different from the others.

    Parameters
    ----------
    names : list of str
        As wanted.
    codec : str
        Encoding of the file.

    Returns
    -------
    list of str
        One for each; two that are cut to the same get ``_1``, ``_2``.

    Examples
    --------
    >>> field_names(["统一社会信用代码", "统一社会信用编号"], "gbk")
    ['统一社会信', '统一社会_1']
    """
    found: list[str] = []
    used: set[str] = set()
    for name in names:
        short = cut(name, codec, NAME_BYTES).decode(codec) or "FIELD"
        number = 0
        while short.upper() in used:
            number += 1
            tail = f"_{number}"
            short = cut(name, codec, NAME_BYTES - len(tail)).decode(codec) + tail
        used.add(short.upper())
        found.append(short)
    return found


def dbf_bytes(
    columns: list[Column], names: list[str], count: int, codec: str
) -> tuple[bytes, list[Issue]]:
    """A whole .dbf file.

    Parameters
    ----------
    columns : list of Column
        Values.
    names : list of str
        Of the fields, from :func:`field_names`.
    count : int
        Number of records.
    codec : str
        ``"gbk"``, ``"gb18030"`` or ``"utf-8"``.

    Returns
    -------
    data : bytes
        Of the file.
    issues : list of Issue
        ``VALUE_CUT`` for texts of more than 254 bytes.
    """
    issues: list[Issue] = []
    if not columns:
        columns = [Column("FID", "integer", list(range(count)))]
        names = ["FID"]
    fields = [
        _field(column, name.encode(codec), codec, issues)
        for column, name in zip(columns, names, strict=True)
    ]
    width = 1 + sum(field.width for field in fields)
    size = 32 * (len(fields) + 1) + 1
    day = bytes((_DAY.year - 1900, _DAY.month, _DAY.day))
    head = struct.pack("<B3sIHH16xBB2x", 3, day, count, size, width, 0, _LDID[codec])
    parts = [head[:28] + bytes((0, _LDID[codec], 0, 0)), *map(_descriptor, fields)]
    rows = zip(*(field.cells for field in fields), strict=True)
    body = b"".join(b" " + b"".join(row) for row in rows)
    return b"".join((*parts, b"\x0d", body, b"\x1a")), issues


def _descriptor(field: _Field) -> bytes:
    name = field.name.ljust(11, b"\0")
    kind = field.type.encode()
    return struct.pack("<11sc4xBB14x", name, kind, field.width, field.decimals)


def _field(column: Column, name: bytes, codec: str, issues: list[Issue]) -> _Field:
    if column.kind == "date":
        cells = [_day(v) for v in column.values]
        return _Field(name, "D", 8, 0, cells)
    if column.kind == "bool":
        marks = {None: b"?", True: b"T", False: b"F"}
        return _Field(name, "L", 1, 0, [marks[v] for v in column.values])
    if column.kind in ("number", "integer"):
        return _numbers(column, name)
    return _texts(column, name, codec, issues)


def _day(value: date | None) -> bytes:
    if value is None:
        return b" " * 8
    return f"{value.year:04d}{value.month:02d}{value.day:02d}".encode()


def _numbers(column: Column, name: bytes) -> _Field:
    exact = [None if v is None else Decimal(repr(v)) for v in column.values]
    known = [v for v in exact if v is not None]
    decimals = max((_decimals(v) for v in known), default=0)
    whole = max((len(str(int(v))) + (v < 0) for v in known), default=1)
    decimals = min(decimals, max(0, _NUMBER_WIDTH - whole - 1))
    texts = [b"" if v is None else f"{v:.{decimals}f}".encode() for v in exact]
    width = max((*map(len, texts), 1))
    return _Field(name, "N", width, decimals, [t.rjust(width) for t in texts])


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _texts(column: Column, name: bytes, codec: str, issues: list[Issue]) -> _Field:
    cells = []
    for row, value in enumerate(column.values, 1):
        data = b"" if value is None else cut(value, codec, _TEXT_BYTES)
        if value is not None and len(data) < len(value.encode(codec, "replace")):
            text = worded("text_cut_bytes", length=len(value), most=_TEXT_BYTES)
            issues.append(_cut_issue(text, str(row), column.name))
        cells.append(data)
    width = max((*map(len, cells), 1))
    return _Field(name, "C", width, 0, [c.ljust(width) for c in cells])


def _cut_issue(text: str, feature: str, field: str) -> Issue:
    hint = "write a GeoPackage, which holds texts of any length"
    return Issue("VALUE_CUT", "warning", text, feature=feature, field=field, hint=hint)
