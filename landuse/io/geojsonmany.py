"""Plain polygons of a GeoJSON layer built at once; whatever is odd is built singly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from landuse.io.geojsonshape import build_geometry
from landuse.io.raw import Reject

__all__ = ["build_geometries"]

_LEAST = 4  # positions of a closed ring
_PLACE = (2, 3)  # numbers of a position


def build_geometries(values: Sequence[Any]) -> tuple[np.ndarray, list[Reject]]:
    """Geometries of the features of a layer, numbered from one.

    Parameters
    ----------
    values : sequence of object
        The ``geometry`` member of each feature.

    Returns
    -------
    geometry : ndarray
        In two dimensions; None where there is none, or none can be built.
    faults : list of Reject
        As :func:`landuse.io.geojsonshape.build_geometry` gives them.

    Examples
    --------
    >>> ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    >>> geometry, faults = build_geometries(
    ...     [{"type": "Polygon", "coordinates": [ring]}, None])
    >>> float(geometry[0].area), geometry[1], faults
    (0.5, None, [])
    """
    geometry = np.full(len(values), None, dtype=object)
    plain = np.array([_is_plain(value) for value in values], dtype=bool)
    built, sound = _polygons([values[i] for i in np.flatnonzero(plain).tolist()])
    plain[np.flatnonzero(plain)[~sound]] = False
    geometry[plain] = built[sound]
    faults = []
    for index in np.flatnonzero(~plain).tolist():
        geometry[index], fault = build_geometry(values[index], index + 1)
        if fault is not None:
            faults.append(fault)
    return geometry, faults


def _is_plain(value: Any) -> bool:
    """Whether a value is a polygon of closed rings, as far as its lists tell."""
    if not isinstance(value, dict) or value.get("type") != "Polygon":
        return False
    rings = value.get("coordinates")
    return (
        isinstance(rings, list)
        and bool(rings)
        and all(
            isinstance(ring, list) and len(ring) >= _LEAST and ring[0] == ring[-1]
            for ring in rings
        )
    )


def _polygons(values: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Polygons, and which of them are beyond doubt: finite, each ring with an area."""
    none = np.full(len(values), None, dtype=object), np.zeros(len(values), dtype=bool)
    rings = [ring for value in values for ring in value["coordinates"]]
    if not rings:
        return none
    try:
        xy = np.array([place for ring in rings for place in ring])
    except ValueError:
        return none
    if xy.dtype.kind not in "fi" or xy.ndim != len(_PLACE) or xy.shape[1] not in _PLACE:
        return none
    xy = xy[:, :2].astype(np.float64)
    owner = np.repeat(np.arange(len(values)), [len(v["coordinates"]) for v in values])
    ring = np.repeat(np.arange(len(rings)), [len(r) for r in rings])
    sound = np.ones(len(values), dtype=bool)
    sound[owner[_doubtful(xy, ring)]] = False
    kept = sound[owner]
    made = shapely.linearrings(xy[kept[ring]], indices=_dense(ring[kept[ring]]))
    built = none[0]
    built[sound] = shapely.polygons(made, indices=_dense(owner[kept]))
    return built, sound


def _dense(numbers: np.ndarray) -> np.ndarray:
    """Sorted numbers as 0, 1, 2 ..."""
    return np.cumsum(np.diff(numbers, prepend=numbers[:1]) > 0)


def _doubtful(xy: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Rings with a number that is not finite, or of too few different places."""
    first = xy[np.searchsorted(ring, np.arange(ring[-1] + 1))]
    with np.errstate(invalid="ignore", over="ignore"):
        east, north = (xy - first[ring]).T
        cross = east[:-1] * north[1:] - east[1:] * north[:-1]
        cross[ring[:-1] != ring[1:]] = 0.0
    turned = np.bincount(ring[:-1], np.abs(cross), minlength=len(first))
    return np.flatnonzero(~np.isfinite(turned) | (turned == 0.0))
