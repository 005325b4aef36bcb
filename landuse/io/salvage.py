"""Zip archives whose headers state wrong lengths, rebuilt where nothing is in doubt.

Some programs change the names in an archive and leave the lengths as they were.
Each entry is then found by the header that follows it, and believed only if its
contents have the size and the checksum that it states.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from landuse.io.entries import decoded_name
from landuse.io.limits import hold

__all__ = ["salvaged"]

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_HEAD = struct.Struct("<4sHHHHHIIIHH")
_TAIL = struct.Struct("<4sHHHHIIH")
#: Most bytes that a header may be longer than it says.
_SLACK = 256
_MOST = 256 * 1024**2
_UNUSUAL = 0x1 | 0x8  # encrypted, or sizes only after the data
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class _Found:
    """One entry and where the next header starts."""

    name: bytes
    data: bytes
    after: int


def salvaged(path: Path) -> io.BytesIO | None:
    """The archive rebuilt in memory, None where any entry is in doubt.

    Parameters
    ----------
    path : Path
        A .zip that cannot be opened as it is.

    Returns
    -------
    BytesIO or None
        A sound archive of the same entries.
    """
    if path.stat().st_size > _MOST:
        return None
    data = path.read_bytes()
    end = data.rfind(_END)
    if end < 0 or end + _TAIL.size > len(data):
        return None
    count = _TAIL.unpack_from(data, end)[4]
    entries = _entries(data, count, path)
    return None if entries is None else _rebuilt(entries)


def _entries(data: bytes, count: int, path: Path) -> list[_Found] | None:
    found: list[_Found] = []
    at = unpacked = 0
    while data.startswith(_LOCAL, at) and len(found) <= count:
        entry = _entry(data, at, path)
        if entry is None:
            return None
        unpacked += len(entry.data)
        hold("archive_bytes", unpacked, path.name)
        found.append(entry)
        at = entry.after
    whole = data.startswith(_CENTRAL, at) and len(found) == count
    return found if whole and found else None


def _entry(data: bytes, at: int, path: Path) -> _Found | None:
    if at + _HEAD.size > len(data):
        return None
    head = _HEAD.unpack_from(data, at)
    flags, method, checksum, packed, size, name, extra = head[2], head[3], *head[6:]
    if flags & _UNUSUAL or method not in _METHODS:
        return None
    hold("archive_bytes", size, path.name)
    expected = at + _HEAD.size + name + extra + packed
    nexts = [
        i
        for i in range(expected, expected + _SLACK)
        if data[i : i + 4] in (_LOCAL, _CENTRAL)
    ]
    for after in nexts:
        content = _content(data[after - packed : after], method, size)
        if content is not None and zlib.crc32(content) == checksum:
            called = data[at + _HEAD.size : after - packed - extra]
            return _Found(called, content, after)
    return None


def _content(packed: bytes, method: int, size: int) -> bytes | None:
    if method == zipfile.ZIP_STORED:
        return packed if len(packed) == size else None
    try:
        content = zlib.decompressobj(-15).decompress(packed, size + 1)
    except zlib.error:
        return None
    return content if len(content) == size else None


def _rebuilt(entries: list[_Found]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for entry in entries:
            name, _ = decoded_name(entry.name)
            archive.writestr(zipfile.ZipInfo(name), entry.data)
    made.seek(0)
    return made
