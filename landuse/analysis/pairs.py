"""Pairs of polygons of one layer that share ground."""

from __future__ import annotations

import numpy as np
import shapely

from landuse.analysis.chunks import SILENT, Watch
from landuse.analysis.edges import open_edges

__all__ = ["overlapping_pairs"]

_INTERIORS_MEET = "T********"


def overlapping_pairs(
    geometries: np.ndarray, watch: Watch = SILENT
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of polygons that share more than their edges.

    The number of polygons on the ground changes only along edges without a twin.
    Every stretch of shared ground is bounded by such edges, so the search starts
    at their owners and goes on from whatever they overlap; nobody else is looked at.

    Parameters
    ----------
    geometries : array of polygons
        Valid; missing and empty ones overlap nothing.
    watch : Watch, optional
        Progress and cancel.

    Returns
    -------
    earlier, later : ndarray of int
        Places in the array, ``earlier < later``, sorted by later, then earlier.

    Raises
    ------
    CancelledError
        If the watch says so.

    Examples
    --------
    >>> boxes = shapely.box([0, 1, 1.5], 0, [1, 2, 3], 1)
    >>> [place.tolist() for place in overlapping_pairs(boxes)]
    [[1], [2]]
    """
    geometries = np.asarray(geometries, dtype=object)
    tree, bounds = shapely.STRtree(geometries), shapely.bounds(geometries)
    seen = np.zeros(len(geometries), dtype=bool)
    front = np.unique(open_edges(geometries).owner)
    found = []
    while len(front):
        pairs = _candidates(tree, geometries, bounds, front, seen)
        meet = watch.run(_interiors_meet, geometries[pairs[0]], geometries[pairs[1]])
        found.append(pairs[:, meet])
        seen[front] = True
        partners = np.unique(found[-1])
        front = partners[~seen[partners]]
    if not found:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    earlier, later = np.concatenate(found, axis=1)
    order = np.lexsort((earlier, later))
    return earlier[order], later[order]


def _interiors_meet(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return shapely.relate_pattern(left, right, _INTERIORS_MEET)


def _candidates(
    tree: shapely.STRtree,
    geometries: np.ndarray,
    bounds: np.ndarray,
    front: np.ndarray,
    seen: np.ndarray,
) -> np.ndarray:
    """Pairs with one of the front whose boxes overlap, each once, earlier first."""
    place, other = tree.query(geometries[front])
    one = front[place]
    in_front = np.zeros(len(geometries), dtype=bool)
    in_front[front] = True
    fresh = ~seen[other] & ((one < other) | (~in_front[other] & (one != other)))
    one, other = one[fresh], other[fresh]
    low = np.maximum(bounds[one, :2], bounds[other, :2])
    high = np.minimum(bounds[one, 2:], bounds[other, 2:])
    wide = (low < high).all(axis=1)
    one, other = one[wide], other[wide]
    return np.stack([np.minimum(one, other), np.maximum(one, other)])
