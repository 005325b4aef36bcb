"""Unions of many groups of polygons at once."""

from __future__ import annotations

import math

import numpy as np
import shapely

from landuse.analysis.chunks import SILENT
from landuse.analysis.conservation import RELATIVE

__all__ = ["grid_of", "union_on_grid", "unions_of_groups"]

#: Share of an outline that an overlay may lose before it is done again on a grid.
_LOSS = 1e-7
#: Digits of a coordinate that the grid keeps: an overlay on it fits in a float.
_DIGITS = 13


def unions_of_groups(
    geometries: np.ndarray, group: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The union of each group of polygons.

    Parameters
    ----------
    geometries : array of polygons
        Valid.
    group : array
        To which group each belongs; sorted.

    Returns
    -------
    names : ndarray
        The groups, sorted.
    unions : ndarray of geometries
        One for each group.

    Examples
    --------
    >>> boxes = shapely.box([0, 1, 9], 0, [2, 3, 10], 1)
    >>> shapely.area(unions_of_groups(boxes, np.array([0, 0, 1]))[1]).tolist()
    [3.0, 1.0]
    """
    names, dense = np.unique(group, return_inverse=True)
    together = shapely.geometrycollections(geometries, indices=dense)
    return names, SILENT.run(_union, together)


def _union(collections: np.ndarray) -> np.ndarray:
    """The union of each collection of polygons.

    Members that fit edge to edge are joined by dropping the edges they share. That
    they do shows in the result: it is valid, and as large as all of them.
    """
    groups = collections[:, np.newaxis]
    try:
        result = shapely.coverage_union_all(groups, axis=1)
    except shapely.errors.GEOSException:  # some members are the same
        return _overlaid(collections)
    area = shapely.area(collections)
    sure = np.abs(shapely.area(result) - area) <= RELATIVE * area
    sure &= shapely.is_valid(result)
    result[~sure] = _overlaid(collections[~sure])
    return result


def _overlaid(collections: np.ndarray) -> np.ndarray:
    """The union by overlay; on a grid where that fails or loses a member's ground."""
    try:
        result = shapely.union_all(collections[:, np.newaxis], axis=1)
        wrong = _lacking(collections, result)
    except shapely.errors.GEOSException:
        if len(collections) > 1:
            parts = np.split(collections, range(1, len(collections)))
            return np.concatenate([_overlaid(part) for part in parts])
        return np.array([union_on_grid(shapely.get_parts(collections))], dtype=object)
    for place in np.flatnonzero(wrong):
        result[place] = union_on_grid(shapely.get_parts(collections[place]))
    return result


def _lacking(collections: np.ndarray, unions: np.ndarray) -> np.ndarray:
    """Whether a union lacks ground of one of its members: an overlay may lose some."""
    members, owner = shapely.get_parts(collections, return_index=True)
    area = shapely.area(members)
    inside = shapely.area(shapely.intersection(members, unions[owner]))
    lost = np.abs(area - inside) > _LOSS * area
    return np.bincount(owner[lost], minlength=len(collections)) > 0


def grid_of(geometries: np.ndarray) -> float:
    """A grid far below what a survey tells, on which an overlay is exact.

    Parameters
    ----------
    geometries : array of geometries
        In one coordinate system.

    Returns
    -------
    float
        In the unit of the coordinates; a micrometre for northings of 4,000 km.

    Examples
    --------
    >>> grid_of(shapely.box([0], [0], [593_000], [3_960_000]))
    1e-06
    """
    largest = float(np.nanmax(np.abs(shapely.total_bounds(geometries))))
    return 10.0 ** (math.ceil(math.log10(largest)) - _DIGITS)


def union_on_grid(geometries: np.ndarray) -> shapely.Geometry:
    """The union of polygons whose corners are first put on a grid.

    Parameters
    ----------
    geometries : array of polygons
        At least one.

    Returns
    -------
    Geometry
        Its corners lie at most one step of :func:`grid_of` from where they were.

    Examples
    --------
    >>> shapely.area(union_on_grid(shapely.box([0, 1], 0, [2, 3], 1)))
    np.float64(3.0)
    """
    grid = grid_of(geometries)
    placed = shapely.set_precision(geometries, grid)[np.newaxis]
    return shapely.union_all(placed, axis=1, grid_size=grid)[0]
