"""The geometry of one GeoJSON feature, or why it cannot be built."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from landuse.io.raw import Reject
from landuse.messages import worded

__all__ = ["build_geometry", "open_rings"]

_BUILD_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    ShapelyError,
)
_LEAST = 3  # different points of a ring
_HINT = "draw the outline again and export it"


def build_geometry(value: Any, row: int) -> tuple[Any, Reject | None]:
    """A geometry from its GeoJSON, or the reason why there is none.

    Parameters
    ----------
    value : object
        The ``geometry`` member.
    row : int
        Number of the feature.

    Returns
    -------
    geometry : shapely geometry or None
        In two dimensions.
    fault : Reject or None
        ``NON_FINITE_COORD``, ``TOO_FEW_POINTS`` or ``CORRUPT_GEOMETRY``, with the
        geometry as the file has it.

    Examples
    --------
    >>> build_geometry({"type": "Point", "coordinates": [1, 2]}, 1)
    (<POINT (1 2)>, None)
    >>> build_geometry({"type": "Point", "coordinates": [float("nan"), 2]}, 7)[1].code
    'NON_FINITE_COORD'
    """
    if value is None:
        return None, None
    try:
        fault = _fault(value)
        if fault is None:
            return shapely.force_2d(shape(value)), None
    except _BUILD_ERRORS as error:
        fault = ("CORRUPT_GEOMETRY", worded("not_built", why=error))
    code, reason = fault
    kept = json.dumps(value, ensure_ascii=True, default=str)
    return None, Reject(row, code, reason, "geometry", kept, _HINT, _first(value))


def _first(value: Any) -> tuple[float, float] | None:
    """The first position that is one, as far as the geometry can be walked."""
    try:
        for line in _lines(value):
            for east, north, *_ in line:
                if math.isfinite(east) and math.isfinite(north):
                    return float(east), float(north)
    except _BUILD_ERRORS:
        pass
    return None


def _fault(value: Any) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        msg = "geometry is not an object"
        raise TypeError(msg)
    for line in _lines(value):
        if any(not math.isfinite(number) for place in line for number in place[:2]):
            return "NON_FINITE_COORD", "a coordinate is not a finite number"
    for ring in _rings(value):
        distinct = _distinct(ring)
        if ring and distinct < _LEAST:
            text = f"a ring has {distinct} different points, 3 are needed"
            return "TOO_FEW_POINTS", text
    return None


def _distinct(ring: list) -> int:
    """How many different positions a ring has, as far as they are needed."""
    seen: set[tuple] = set()
    for place in ring:
        seen.add(tuple(place[:2]))
        if len(seen) == _LEAST:
            break
    return len(seen)


def _parts(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if value["type"] == "GeometryCollection":
        for part in value["geometries"]:
            yield from _parts(part)
    else:
        yield value


def _rings(value: dict[str, Any]) -> Iterator[list]:
    for part in _parts(value):
        if part["type"] == "Polygon":
            yield from part["coordinates"]
        elif part["type"] == "MultiPolygon":
            for polygon in part["coordinates"]:
                yield from polygon


def _lines(value: dict[str, Any]) -> Iterator[list]:
    """All lists of positions, whatever they are nested in."""
    for part in _parts(value):
        pending = [part["coordinates"]]
        while pending:
            item = pending.pop()
            if not isinstance(item, list):
                msg = f"{item!r} stands for a position"
                raise TypeError(msg)
            if item and isinstance(item[0], int | float):
                yield [item]
            elif item and item[0] and isinstance(item[0][0], int | float):
                yield item
            else:
                pending += item


def open_rings(value: Any) -> bool:
    """Whether a ring does not end where it began; it is closed in reading.

    Examples
    --------
    >>> ring = [[0, 0], [1, 0], [1, 1]]
    >>> open_rings({"type": "Polygon", "coordinates": [ring]})
    True
    """
    try:
        return any(ring and ring[0] != ring[-1] for ring in _rings(value))
    except _BUILD_ERRORS:
        return False
