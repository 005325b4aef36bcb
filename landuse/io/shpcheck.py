"""Shapes of a .shp held against what their own heads and GDAL say of them.

A record states its type, its box and the number of its points. GDAL believes
what it likes of that: a record whose type was damaged becomes no shape at all.
"""

from __future__ import annotations

import numpy as np
import shapely

from landuse.io.raw import Reject
from landuse.messages import worded

__all__ = ["damaged_shapes"]

_HINT = "compare with the original; export the layer again"
_TYPE_AT = 32
_RECORD = 8
_HEAD = 44
_NULL = 0
_NULL_LENGTH = 4
_POINTS = (1, 11, 21)
#: Types with a box and counts at the head, and where the number of points stands.
_WITH_PARTS = (3, 5, 13, 15, 23, 25)
_MULTI = (8, 18, 28)
_KNOWN = (_NULL, *_POINTS, *_WITH_PARTS, *_MULTI, 31)
_XY = 16
#: A habit that fewer shapes than this share break is the habit of the writer.
_FEW = 0.1


def damaged_shapes(
    shp: np.ndarray,
    starts: np.ndarray,
    lengths: np.ndarray,
    shapes: np.ndarray,
    asked: np.ndarray,
) -> list[Reject]:
    """Records whose head does not fit what follows it.

    Parameters
    ----------
    shp : array of uint8
        The file.
    starts, lengths : array of int
        First byte of each record's head, and bytes of its content.
    shapes : array of shapely geometries
        As GDAL reads them.
    asked : array of bool
        Which of them GDAL was to read: it passes over deleted records.

    Returns
    -------
    list of Reject
        ``CORRUPT_RECORD``, one for each damaged record.
    """
    if not len(starts):
        return []
    stated = int.from_bytes(bytes(shp[_TYPE_AT : _TYPE_AT + 4]), "little")
    heads = _heads(shp, starts + _RECORD, lengths)
    types = _numbers(heads, 0)
    faults: dict[int, str] = {}
    _note(
        faults, ~np.isin(types, (_NULL, stated)), worded("why_other_type", type=stated)
    )
    null = types == _NULL
    _note(faults, null & (lengths != _NULL_LENGTH), worded("why_null_shape"))
    missing = shapely.is_missing(shapes)
    asked = asked & ~null
    _note(faults, asked & missing, worded("why_no_shape"))
    if stated in _WITH_PARTS:
        seen = asked & ~missing
        _counts(faults, heads, lengths, shapes, seen)
        _boxes(faults, heads, shapes, seen)
    return [
        Reject(
            index + 1,
            "CORRUPT_RECORD",
            worded("shape_damaged", why=why),
            "geometry",
            hint=_HINT,
        )
        for index, why in sorted(faults.items())
    ]


def _heads(shp: np.ndarray, at: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The first bytes of each content; zeros behind a content that is shorter."""
    last = len(shp) - _HEAD
    late = at > last
    heads = np.zeros((len(at), _HEAD), dtype=np.uint8)
    if not late.all():
        windows = np.lib.stride_tricks.sliding_window_view(shp, _HEAD)
        heads[~late] = windows[at[~late]]
    for index in np.flatnonzero(late):
        found = shp[at[index] :]
        heads[index, : len(found)] = found
    if lengths.min() < _HEAD:
        heads[np.arange(_HEAD) >= lengths[:, None]] = 0
    return heads


def _numbers(heads: np.ndarray, at: int) -> np.ndarray:
    return np.ascontiguousarray(heads[:, at : at + 4]).view("<i4").ravel()


def _counts(
    faults: dict[int, str],
    heads: np.ndarray,
    lengths: np.ndarray,
    shapes: np.ndarray,
    seen: np.ndarray,
) -> None:
    parts, points = _numbers(heads, 36), _numbers(heads, 40)
    needed = _HEAD + 4 * parts.astype(np.int64) + _XY * points.astype(np.int64)
    few = (parts < 1) | (points < 1) | (needed > lengths)
    _note(faults, seen & few, worded("why_more_points"))
    read = shapely.get_num_coordinates(shapes)
    _note(faults, seen & (read != points), worded("why_other_points"))


def _boxes(
    faults: dict[int, str], heads: np.ndarray, shapes: np.ndarray, seen: np.ndarray
) -> None:
    stated = np.ascontiguousarray(heads[:, 4:36]).view("<f8").reshape(-1, 4)
    read = shapely.bounds(shapes)
    same = (stated == read).all(axis=1)
    if same[seen].all():
        return
    close = np.isclose(stated, read, rtol=1e-9, atol=1e-9).all(axis=1)
    other = seen & ~close
    if other.sum() * 2 < len(shapes):
        _note(faults, other, worded("why_other_box"))
    near = seen & close & ~same
    if near.sum() <= _FEW * seen.sum():
        why = worded("why_near_box")
        _note(faults, near, why)


def _note(faults: dict[int, str], mask: np.ndarray, why: str) -> None:
    for index in np.flatnonzero(mask):
        faults.setdefault(int(index), why)
