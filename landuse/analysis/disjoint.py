"""Polygons taken apart without loss: what is shared, what is left, who was first.

Every function here works on arrays of polygons; what it returns is polygonal, so
that areas add up. The proof is in :mod:`landuse.analysis.conservation`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.chunks import SILENT
from landuse.analysis.pairs import overlapping_pairs
from landuse.analysis.unions import unions_of_groups

__all__ = [
    "first_come",
    "less_earlier",
    "outside_parts",
    "polygonal",
    "shared_parts",
    "split",
    "zone_outlines",
]

_AREAL = (3, 6)  # type ids of Polygon and MultiPolygon
_OUTSIDE = -1

Pieces = tuple[np.ndarray, np.ndarray, np.ndarray]


def polygonal(geometries: Any) -> np.ndarray:
    """Valid polygons: outlines that cross themselves mended, lines dropped.

    Parameters
    ----------
    geometries : array of shapely geometries
        Missing ones stay missing; not changed.

    Returns
    -------
    ndarray
        A new array.

    Examples
    --------
    >>> bow = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> float(polygonal([bow])[0].area)
    2.0
    """
    result = np.array(geometries, dtype=object)
    there = ~shapely.is_missing(result)
    bad = there & ~SILENT.run(shapely.is_valid, result)
    result[bad] = shapely.make_valid(
        result[bad], method="structure", keep_collapsed=False
    )
    mixed = there & ~np.isin(shapely.get_type_id(result), _AREAL)
    result[mixed] = _areal_parts(result[mixed])
    return result


def _areal_parts(geometries: np.ndarray) -> np.ndarray:
    outer, owner = shapely.get_parts(geometries, return_index=True)
    flat, place = shapely.get_parts(outer, return_index=True)
    owner = owner[place]
    areal = shapely.get_type_id(flat) == _AREAL[0]
    result = np.full(len(geometries), shapely.MultiPolygon(), dtype=object)
    if areal.any():
        shapely.multipolygons(flat[areal], indices=owner[areal], out=result)
    return result


def first_come(
    geometries: np.ndarray, pairs: tuple[np.ndarray, np.ndarray] | None = None
) -> np.ndarray:
    """What each polygon adds to those before it.

    Parameters
    ----------
    geometries : array of polygons
        Valid; the order decides who keeps a shared part.
    pairs : tuple of arrays, optional
        Result of :func:`landuse.analysis.pairs.overlapping_pairs`, where known.

    Returns
    -------
    ndarray of polygons
        Disjoint, with the same union; empty where nothing is added.

    Examples
    --------
    >>> boxes = shapely.box([0, 1, 0], 0, [2, 3, 1], 1)
    >>> shapely.area(first_come(boxes)).tolist()
    [2.0, 1.0, 0.0]
    """
    shapes = np.asarray(geometries, dtype=object)
    return less_earlier(shapes, overlapping_pairs(shapes) if pairs is None else pairs)[
        0
    ]


def less_earlier(
    geometries: np.ndarray, pairs: tuple[np.ndarray, np.ndarray]
) -> Pieces:
    """What each polygon adds to those before it, and what was taken from which.

    Parameters
    ----------
    geometries : array of polygons
        Valid; the order decides who keeps a shared part.
    pairs : tuple of arrays
        Result of :func:`landuse.analysis.pairs.overlapping_pairs`.

    Returns
    -------
    parts : ndarray of polygons
        Result of :func:`first_come`.
    places : ndarray of int
        Of the polygons that overlap an earlier one, sorted.
    covered : ndarray of polygons
        The union of those earlier ones, for each place.

    Examples
    --------
    >>> boxes = shapely.box([0, 1], 0, [2, 3], 1)
    >>> less_earlier(boxes, overlapping_pairs(boxes))[1].tolist()
    [1]
    """
    parts, (earlier, later) = geometries.copy(), pairs
    if not len(later):
        return parts, later, parts[later]
    places, covered = unions_of_groups(geometries[earlier], later)
    parts[places] = polygonal(SILENT.run(shapely.difference, parts[places], covered))
    return parts, places, covered


def shared_parts(geometries: np.ndarray, others: np.ndarray) -> Pieces:
    """The part of each polygon within each of the others.

    Parameters
    ----------
    geometries, others : array of polygons
        Valid.

    Returns
    -------
    place, other : ndarray of int
        Places in the two arrays, sorted.
    pieces : ndarray of polygons
        Only those that have an area.

    Examples
    --------
    >>> halves = shapely.box([0, 1], 0, [1, 2], 1)
    >>> shapely.area(shared_parts(np.array([shapely.box(0, 0, 1.5, 1)]), halves)[2])
    array([1. , 0.5])
    """
    tree = shapely.STRtree(others)
    place, other = tree.query(geometries, predicate="intersects")
    order = np.lexsort((other, place))
    place, other = place[order], other[order]
    shapely.prepare(others)
    pieces = geometries[place]
    cut = ~shapely.covers(others[other], pieces)
    meeting = shapely.intersection(pieces[cut], others[other[cut]])
    pieces[cut] = polygonal(meeting)
    kept = shapely.area(pieces) > 0
    return place[kept], other[kept], pieces[kept]


def outside_parts(geometries: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The part of each polygon outside all the others.

    Parameters
    ----------
    geometries, others : array of polygons
        Valid.

    Returns
    -------
    ndarray of polygons
        One for each of ``geometries``; empty where nothing is left.

    Examples
    --------
    >>> whole = np.array([shapely.box(0, 0, 3, 1)])
    >>> shapely.area(outside_parts(whole, np.array([shapely.box(1, 0, 2, 1)]))).tolist()
    [2.0]
    """
    result = np.array(geometries, dtype=object)
    tree = shapely.STRtree(others)
    place, other = tree.query(geometries, predicate="intersects")
    if len(place):
        order = np.lexsort((other, place))
        places, covered = unions_of_groups(others[other[order]], place[order])
        left = SILENT.run(shapely.difference, result[places], covered)
        result[places] = polygonal(left)
    return result


def split(geometries: np.ndarray, others: np.ndarray) -> Pieces:
    """Each polygon cut along the others, the part outside them included.

    Parameters
    ----------
    geometries : array of polygons
        Valid.
    others : array of polygons
        Valid and disjoint.

    Returns
    -------
    place, other : ndarray of int
        Places in the two arrays, in the order of ``place``; ``other`` is -1
        outside all of them.
    pieces : ndarray of polygons
        Only those that have an area.

    Examples
    --------
    >>> place, other, pieces = split(
    ...     np.array([shapely.box(0, 0, 3, 1)]), np.array([shapely.box(0, 0, 1, 1)]))
    >>> other.tolist(), shapely.area(pieces).tolist()
    ([0, -1], [1.0, 2.0])
    """
    place, other, pieces = shared_parts(geometries, others)
    rest = outside_parts(geometries, others)
    left = np.flatnonzero(shapely.area(rest) > 0)
    place = np.concatenate([place, left])
    other = np.concatenate([other, np.full(len(left), _OUTSIDE)])
    order = np.argsort(place, kind="stable")
    pieces = np.concatenate([pieces, rest[left]])
    return place[order], other[order], pieces[order]


def zone_outlines(zones: GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The outline of each zone over all its blocks, no square metre twice.

    Parameters
    ----------
    zones : GeoDataFrame
        Canonical zones. Where two zones overlap the first id keeps the part.

    Returns
    -------
    zone_id : ndarray of str
        Sorted.
    outlines : ndarray of polygons
        Disjoint, in the frame's CRS.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> ids, outlines = zone_outlines(make_zones(zone_id=["b", "a", "b"]))
    >>> ids.tolist(), shapely.area(outlines).tolist()
    (['a', 'b'], [10000.0, 20000.0])
    """
    there = zones[zones.geometry.notna()].sort_values("zone_id", kind="stable")
    if there.empty:
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    names = there["zone_id"].to_numpy(dtype=object)
    ids, outlines = unions_of_groups(polygonal(there.geometry), names)
    return ids, first_come(polygonal(outlines))
