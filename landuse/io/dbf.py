"""The attribute table of a shapefile, read from its bytes.

Read here and not by GDAL, because GDAL decodes with a guessed code page, cuts
half characters, turns overflow asterisks into missing numbers and skips deleted
records, all without a word. Everything comes back as text.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from landuse.errors import SourceError
from landuse.io.arrowtext import fixed_width
from landuse.io.encoding import Sample
from landuse.messages import worded

__all__ = ["DbfField", "DbfTable", "dbf_text", "read_dbf"]

_HEADER = struct.Struct("<xxxxIHH")
_DESCRIPTOR = 32
_LDID_AT = 29
_NAME_WIDTH = 10
_SAMPLES = 4000
_DELETED = ord("*")
_TYPES = "CNFDLBGMPOIT@+0VQYX"
_FIELDS_END = 0x0D
_END = b"\x1a"


@dataclass(frozen=True, slots=True)
class DbfField:
    """One column: its name as bytes, its type letter and its place in the record."""

    name: bytes
    type: str
    offset: int
    width: int


@dataclass(frozen=True)
class DbfTable:
    """Header and records of a .dbf file."""

    fields: tuple[DbfField, ...]
    records: np.ndarray  #: bytes, one row per record
    ldid: int
    tail: bytes = b""  #: what follows the last record and should not

    @property
    def deleted(self) -> np.ndarray:
        """Which records carry the deletion mark."""
        return self.records[:, 0] == _DELETED

    def samples(self) -> list[Sample]:
        """Names and values with bytes above 127, for the encoding decision."""
        found = [(f.name, len(f.name) >= _NAME_WIDTH) for f in self.fields]
        step = max(1, len(self.records) // _SAMPLES)
        for field in self.fields:
            if field.type == "C":
                values = _stripped(self.cells_of(field)[::step], field.width)
                found += [(v, len(v) == field.width) for v in np.unique(values)]
        return [(data, full) for data, full in found if not data.isascii()]

    def bytes_of(self, field: DbfField) -> np.ndarray:
        """The values of one column as bytes without padding."""
        return _stripped(self.cells_of(field), field.width)

    def cells_of(self, field: DbfField) -> np.ndarray:
        """Values of one column as they stand, one row of bytes per record."""
        return self.records[:, field.offset : field.offset + field.width]


def _stripped(cells: np.ndarray, width: int) -> np.ndarray:
    cells = np.ascontiguousarray(cells)
    return np.char.rstrip(cells.view(f"S{width}").ravel(), b" \0")


def read_dbf(path: Path) -> DbfTable:
    """Header and records of a .dbf file, checked against its length.

    Parameters
    ----------
    path : Path
        The .dbf file.

    Returns
    -------
    DbfTable
        Every record, deleted ones included.

    Raises
    ------
    SourceError
        If the header is damaged or the file is shorter than it says.
    """
    data = path.read_bytes()
    if len(data) < _DESCRIPTOR + 1:
        msg = worded("dbf_no_header")
        raise SourceError(msg, path.name, code="TRUNCATED_FILE")
    count, header, width = _HEADER.unpack_from(data)
    fields = _fields(data, header)
    if not _is_sound(data, fields, header, width):
        msg = worded("dbf_header_damaged")
        raise SourceError(msg, path.name, code="CORRUPT_FILE")
    if header + count * width > len(data):
        held = max(0, len(data) - header) // width
        msg = worded("dbf_cut", count=count, held=held)
        raise SourceError(msg, path.name, code="TRUNCATED_FILE")
    body = np.frombuffer(data, np.uint8, count * width, header)
    tail = data[header + count * width :].removeprefix(_END).strip(b"\0\x1a")
    return DbfTable(fields, body.reshape(count, width), data[_LDID_AT], tail)


def _is_sound(
    data: bytes, fields: tuple[DbfField, ...], header: int, width: int
) -> bool:
    """Whether the descriptors end with their mark and fill the record exactly."""
    widths = [field.width for field in fields]
    at = _DESCRIPTOR * (len(fields) + 1)
    ends = data[at : at + 1] == bytes([_FIELDS_END])
    known = all(field.type in _TYPES and field.name for field in fields)
    full = bool(widths) and min(widths) > 0 and sum(widths) + 1 == width
    return ends and known and full and header > _DESCRIPTOR * (len(fields) + 1)


def _fields(data: bytes, header: int) -> tuple[DbfField, ...]:
    fields = []
    offset = 1
    for start in range(_DESCRIPTOR, header - 1, _DESCRIPTOR):
        block = data[start : start + _DESCRIPTOR]
        if len(block) < _DESCRIPTOR or block[0] == _FIELDS_END:
            break
        kind = chr(block[11])
        width = block[16] + (block[17] * 256 if kind == "C" else 0)
        fields.append(DbfField(block[:11].split(b"\0")[0], kind, offset, width))
        offset += width
    return tuple(fields)


def dbf_text(table: DbfTable, codec: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """All columns as text.

    Parameters
    ----------
    table : DbfTable
        As read.
    codec : str
        Python codec; half characters at the end of a full field are dropped.

    Returns
    -------
    DataFrame
        Text; an empty cell is missing. Repeated names get ``_2``, ``_3``.
    dict
        Number of values cut in the middle of a character, by column.
    """
    columns: dict[str, pd.Series] = {}
    cut: dict[str, int] = {}
    for field in table.fields:
        name = _unique(field.name.decode(codec, "ignore").strip(), columns)
        values, broken = _column(table, field, codec)
        columns[name] = values.mask(values == "?") if field.type == "L" else values
        if broken:
            cut[name] = broken
    return pd.DataFrame(columns, index=range(len(table.records))), cut


def _unique(name: str, taken: dict[str, pd.Series]) -> str:
    number = 1
    unique = name
    while unique in taken:
        number += 1
        unique = f"{name}_{number}"
    return unique


def _column(table: DbfTable, field: DbfField, codec: str) -> tuple[pd.Series, int]:
    quick = fixed_width(table.cells_of(field), codec)
    if quick is not None:
        return quick, 0
    return _decoded(table.bytes_of(field), codec)


def _decoded(values: np.ndarray, codec: str) -> tuple[pd.Series, int]:
    codes, uniques = pd.factorize(values)
    words: list[str | None] = []
    broken = []
    for data in uniques:
        text = data.decode(codec, "ignore").strip("\0 ")
        words.append(text or None)
        broken.append(
            not data.isascii() and len(text.encode(codec)) < len(data.strip())
        )
    taken = np.array(words, dtype=object)[codes] if len(words) else []
    cut = int(np.array(broken, dtype=bool)[codes].sum()) if any(broken) else 0
    return pd.Series(taken, dtype="str"), cut
