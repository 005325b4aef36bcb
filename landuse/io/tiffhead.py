"""The directory of a TIFF, read before any library trusts it.

A few bytes can announce billions of pixels, and a file that was cut still opens.
So size and place of all blocks are held against the size of the file.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from landuse.errors import SourceError
from landuse.messages import worded

__all__ = ["check_tiff"]

_WIDTH, _HEIGHT = 256, 257
_STRIPS, _STRIP_BYTES = 273, 279
_TILES, _TILE_BYTES = 324, 325
_TYPES = {1: "u1", 2: "u1", 3: "u2", 4: "u4", 6: "i1", 8: "i2", 9: "i4", 16: "u8"}
_MOST_TAGS = 4096
_BIG = 43


def check_tiff(path: Path) -> tuple[int, int]:
    """Width and height of the first picture, once all its blocks are there.

    Parameters
    ----------
    path : Path
        A .tif file.

    Returns
    -------
    width, height : int
        In pixels.

    Raises
    ------
    SourceError
        If the directory or a block lies beyond the end of the file.
    """
    size = path.stat().st_size
    data = np.memmap(path, np.uint8, "r")
    try:
        tags = _directory(data, size)
        width, height = int(tags[_WIDTH][0]), int(tags[_HEIGHT][0])
    except (IndexError, KeyError, ValueError, struct.error, OverflowError) as error:
        msg: str = worded("tiff_directory", error=error)
        raise SourceError(msg, path.name, code="TRUNCATED_FILE") from error
    starts = tags.get(_TILES, tags.get(_STRIPS))
    lengths = tags.get(_TILE_BYTES, tags.get(_STRIP_BYTES))
    if width <= 0 or height <= 0 or starts is None:
        msg = "holds no picture; export it again"
        raise SourceError(msg, path.name, code="CORRUPT_FILE")
    if lengths is not None and len(lengths) == len(starts):
        ends = starts.astype(np.uint64) + lengths.astype(np.uint64)
        if (ends > size).any():
            at = int(np.argmax(ends > size)) + 1
            msg = worded(
                "tiff_block",
                at=at,
                starts=len(starts),
                end=ends[at - 1],
                size=size,
            )
            raise SourceError(msg, path.name, code="TRUNCATED_FILE")
    return width, height


def _directory(data: np.ndarray, size: int) -> dict[int, np.ndarray]:
    """The values of the tags that are needed, of classic and big TIFF."""
    order = "<" if bytes(data[:2]) == b"II" else ">"
    (version,) = struct.unpack(f"{order}H", bytes(data[2:4]))
    wide = version == _BIG
    pointer, number, entry, inline = ("Q", "Q", 20, 8) if wide else ("I", "H", 12, 4)
    start = _one(data, order + pointer, 8 if wide else 4)
    count = _one(data, order + number, start)
    if count > _MOST_TAGS:
        msg = f"{count} tags"
        raise ValueError(msg)
    first = start + struct.calcsize(number)
    tags = {}
    for at in range(first, first + count * entry, entry):
        tag = _one(data, f"{order}H", at)
        if tag in (_WIDTH, _HEIGHT, _STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES):
            tags[tag] = _values(data, order, at, (pointer, inline, size))
    return tags


def _values(
    data: np.ndarray, order: str, at: int, form: tuple[str, int, int]
) -> np.ndarray:
    pointer, inline, size = form
    kind = np.dtype(order + _TYPES[_one(data, f"{order}H", at + 2)])
    count = _one(data, order + pointer, at + 4)
    place = at + 4 + struct.calcsize(pointer)
    if count * kind.itemsize > inline:
        place = _one(data, order + pointer, place)
    if place + count * kind.itemsize > size:
        msg = "values lie beyond the end of the file"
        raise ValueError(msg)
    return np.frombuffer(data, kind, count, place)


def _one(data: np.ndarray, form: str, at: int) -> int:
    return int(struct.unpack(form, bytes(data[at : at + struct.calcsize(form)]))[0])
