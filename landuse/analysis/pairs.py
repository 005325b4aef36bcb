"""Pairs of polygons of one layer that share ground."""

from __future__ import annotations

import numpy as np
import shapely

from landuse.analysis.chunks import SILENT, Watch
from landuse.analysis.edges import open_edges

__all__ = ["overlapping_pairs"]

_INTERIORS_MEET = "T********"
#: The share of an edge at each end that is taken for the vertex.
_END = 1e-6


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
    tree = shapely.STRtree(geometries)
    seen = np.zeros(len(geometries), dtype=bool)
    pairs = _along_open_edges(tree, geometries, watch)
    found = []
    while pairs.size:
        meet = watch.run(_interiors_meet, geometries[pairs[0]], geometries[pairs[1]])
        found.append(pairs[:, meet])
        partners = np.unique(found[-1])
        front = partners[~seen[partners]]
        pairs = _with(front, tree, geometries, seen)
        seen[front] = True
    if not found:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    earlier, later = np.unique(np.concatenate(found, axis=1), axis=1)
    order = np.lexsort((earlier, later))
    return earlier[order], later[order]


def _interiors_meet(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return shapely.relate_pattern(left, right, _INTERIORS_MEET)


def _along_open_edges(
    tree: shapely.STRtree, geometries: np.ndarray, watch: Watch
) -> np.ndarray:
    """Pairs of the owner of an open edge and another that meets it, earlier first.

    The ends of the edge do not count: neighbours in a row meet there.
    """
    edges = open_edges(geometries)
    inward = (edges.end - edges.start) * _END
    ends = np.stack([edges.start + inward, edges.end - inward], axis=1)
    stretches = shapely.linestrings(ends)
    edge, other = tree.query(stretches)
    owner = edges.owner[edge]
    apart = owner != other
    edge, other, owner = edge[apart], other[apart], owner[apart]
    meet = Watch(cancel=watch.cancel).run(
        shapely.intersects, geometries[other], stretches[edge]
    )
    pairs = np.sort(np.stack([owner[meet], other[meet]]), axis=0)
    return np.unique(pairs, axis=1)


def _with(
    front: np.ndarray, tree: shapely.STRtree, geometries: np.ndarray, seen: np.ndarray
) -> np.ndarray:
    """Pairs with one of the front whose boxes meet, earlier first."""
    place, other = tree.query(geometries[front])
    one = front[place]
    fresh = ~seen[other] & (one != other)
    return np.unique(np.sort(np.stack([one[fresh], other[fresh]]), axis=0), axis=1)
