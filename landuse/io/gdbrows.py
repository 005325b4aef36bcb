"""Rows of a file geodatabase walked through field by field.

A row says which of its fields are missing and how long its texts and shapes are.
If that does not come out at the end of the row, its bytes are damaged, and what
GDAL makes of them is chance. The form is the one that public descriptions of
versions 9 and 10 give; a table in another form is not judged.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["broken_rows"]

_FIELDS_AT = 32
_NULLABLE = 0x1
_DEFAULT = 0x4
_HAS_M, _HAS_Z = 0x40, 0x80  # of the layer's flags, in their highest byte
#: Bytes of the types whose values have one length.
_FIXED = {0: 2, 1: 4, 2: 4, 3: 8, 5: 8, 10: 16, 11: 16, 13: 8, 14: 8, 15: 8, 16: 10}
_TEXT, _ID, _SHAPE, _BYTES, _XML = 4, 6, 7, 8, 12
_DAY = 5  #: days since 1899-12-30, which stands for none
_DAYS = (-657_434.0, 2_958_466.0)  #: the years 100 to 9999
#: Thousandths of a second of a day: most programs write no finer time.
_TICKS, _NEAR = 86_400_000, 0.01
#: A form that fewer rows than this share break is the form of the table.
_FEW = 0.1
_COUNTED = (_TEXT, _SHAPE, _BYTES, _XML)
_MORE = 0x80
_MARK = b"\xde\xad\xbe\xef"  #: behind the last field
_FIVE = 35


@dataclass(frozen=True, slots=True)
class _Field:
    type: int
    nullable: bool


class _Walker:
    """A place in some bytes."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def take(self, form: str) -> tuple[Any, ...]:
        made = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return made

    def count(self) -> int:
        """A number of seven bits a byte."""
        value = shift = 0
        while shift <= _FIVE:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & ~_MORE) << shift
            if byte < _MORE:
                return value
            shift += 7
        raise IndexError


def broken_rows(table: bytes, starts: np.ndarray) -> np.ndarray:
    """Which rows of a table do not end where their fields do.

    Parameters
    ----------
    table : bytes
        A ``.gdbtable``.
    starts : array of int
        Where each row begins.

    Returns
    -------
    array of bool
        All False for a table whose form is not known.
    """
    broken = np.zeros(len(starts), dtype=bool)
    try:
        fields = _fields(table)
    except (struct.error, IndexError, UnicodeDecodeError):
        return broken
    if fields is None:
        return broken
    odd = broken.copy()
    for place, start in enumerate(starts.tolist()):
        (length,) = struct.unpack_from("<i", table, start)
        days = _days(table[start + 4 : start + 4 + length], fields)
        broken[place] = days is None or not all(_is_day(day) for day in days)
        odd[place] = days is not None and not all(_is_tick(day) for day in days)
    few = odd.sum() <= max(1, _FEW * len(odd))
    return broken | odd if few else broken


def _days(row: bytes, fields: list[_Field]) -> list[float] | None:
    """The days in a row; None where it does not come out, or a text holds a zero."""
    nullable = sum(field.nullable for field in fields)
    flags = int.from_bytes(row[: (nullable + 7) // 8], "little")
    walker = _Walker(row, (nullable + 7) // 8)
    days: list[float] = []
    bit = 0
    try:
        for field in fields:
            missing = field.nullable and bool(flags >> bit & 1)
            bit += field.nullable
            if missing:
                continue
            if field.type in _COUNTED:
                length = walker.count()
                walker.at += length
                if field.type == _TEXT and 0 in row[walker.at - length : walker.at]:
                    return None  # GDAL would cut it there
            elif field.type == _DAY:
                days += walker.take("d")
            else:
                walker.at += _FIXED[field.type]
    except (IndexError, struct.error):
        return None
    return days if walker.at == len(row) else None


def _is_day(day: float) -> bool:
    """Whether a number is a day that a program writes: not none, not dust.

    Examples
    --------
    >>> [_is_day(day) for day in (42_000.0, 42_000.5, 0.0, 1e-30, 1e300)]
    [True, True, False, False, False]
    """
    return _DAYS[0] < day < _DAYS[1] and abs(day) * _TICKS >= 1


def _is_tick(day: float) -> bool:
    """Whether the time of a day is a whole thousandth of a second.

    Examples
    --------
    >>> [_is_tick(day) for day in (42_000.0, 42_000.5, 42_000.000_000_001)]
    [True, True, False]
    """
    ticks = day * _TICKS
    return not _is_day(day) or abs(ticks - round(ticks)) < _NEAR


def _fields(table: bytes) -> list[_Field] | None:
    """The fields of a table; None where the form is another."""
    walker = _Walker(table, struct.unpack_from("<Q", table, _FIELDS_AT)[0])
    size, _, flags, count = walker.take("iiIh")
    end = walker.at + size - 10
    fields = []
    for _ in range(count):
        for _name in range(2):
            (letters,) = walker.take("B")
            walker.at += 2 * letters
        (kind,) = walker.take("B")
        if kind not in _FIXED and kind not in (*_COUNTED, _ID):
            return None
        flag = _skip(walker, kind, flags >> 24)
        if kind != _ID:
            fields.append(_Field(kind, bool(flag & _NULLABLE)))
    return fields if table[walker.at : end] in (b"", _MARK) else None


def _skip(walker: _Walker, kind: int, layer: int) -> int:
    """Pass over the description of a field; its flags."""
    if kind == _SHAPE:
        return _skip_shape(walker, layer)
    if kind == _TEXT:
        _, flag = walker.take("iB")
        length = walker.count()
        walker.at += length if flag & _DEFAULT else 0
        return flag
    _, flag = walker.take("BB")
    if kind in _FIXED and kind not in (10, 11):
        (length,) = walker.take("B")
        walker.at += length if flag & _DEFAULT else 0
    return flag


def _skip_shape(walker: _Walker, layer: int) -> int:
    _, flag, length = walker.take("BBh")
    walker.at += length
    (extra,) = walker.take("B")
    has_m, has_z = bool(extra & 2), bool(extra & 4)
    doubles = 3 + 2 * has_m + 2 * has_z + 1 + has_m + has_z + 4
    doubles += 2 * bool(layer & _HAS_Z) + 2 * bool(layer & _HAS_M)
    walker.at += 8 * doubles + 1
    (grids,) = walker.take("i")
    walker.at += 8 * grids
    return flag
