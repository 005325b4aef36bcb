"""Which edges of a layer come near polygons that are not their owners.

Edges in a row are looked for together, first by their boxes, then one by one, upright
and along the diagonals: neighbours in a row along a street are parted by one of them.
"""

from __future__ import annotations

import numpy as np
import shapely

from landuse.analysis.edges import Edges
from landuse.analysis.meetings import turns

__all__ = ["edges_near_others", "pair_numbers"]

#: Edges of one owner in a row that are looked for together.
_RUN = 8
#: Runs of a pair up to which it pays to look at their edges.
_RUNS = 2
#: Polygons measured at once.
_BLOCK = 2_000
#: The share of an edge at each end that is taken for the vertex.
_END = 1e-6


def pair_numbers(one: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    """One number for each pair of places, whatever its order.

    Parameters
    ----------
    one, other : array of int
        Places among ``count``.
    count : int
        How many places there are.

    Returns
    -------
    ndarray of int
        The earlier times the count, and the later.

    Examples
    --------
    >>> pair_numbers(np.array([0, 3]), np.array([3, 0]), 10).tolist()
    [3, 3]
    """
    return np.minimum(one, other) * count + np.maximum(one, other)


def edges_near_others(
    edges: Edges, tree: shapely.STRtree, bounds: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges and the polygons of the layer that they may enter.

    Parameters
    ----------
    edges : Edges
        Of some polygons of a layer.
    tree : STRtree
        Of the layer.
    bounds : array of shape (n, 4)
        Boxes of the layer's polygons.

    Returns
    -------
    edge, other : ndarray of int
        Places of edges, and of polygons near them other than their owners.
    many : ndarray of int
        Pairs of so many near edges that none needs a look; see
        :func:`pair_numbers`.

    Examples
    --------
    >>> from landuse.analysis.edges import open_edges
    >>> boxes = shapely.box([0, 1], 0, [2, 3], 1)
    >>> near = edges_near_others(
    ...     open_edges(boxes), shapely.STRtree(boxes), shapely.bounds(boxes))
    >>> sorted(set(near[1].tolist()))
    [0, 1]
    """
    order, first, count = _runs(edges.owner)
    if not len(order):
        return order, order, order
    low = np.minimum(edges.start, edges.end)[order].T.copy()
    high = np.maximum(edges.start, edges.end)[order].T.copy()
    least = np.minimum.reduceat(low, first, axis=1)
    most = np.maximum.reduceat(high, first, axis=1)
    run, other = tree.query(shapely.box(*least, *most))
    owner = edges.owner[order[first]][run]
    apart = owner != other
    run, other = run[apart], other[apart]
    keys, pair, runs = np.unique(
        pair_numbers(owner[apart], other, len(bounds)),
        return_inverse=True,
        return_counts=True,
    )
    some = runs[pair] <= _RUNS
    run, other = run[some], other[some]
    place, turn = turns(count[run])
    edge, other = first[run][place] + turn, other[place]
    for axis in range(2):
        met = low[axis][edge] <= bounds[other, axis + 2]
        met &= high[axis][edge] >= bounds[other, axis]
        edge, other = edge[met], other[met]
    edge = order[edge]
    apart = _slantwise_apart(
        edges.start[edge], edges.end[edge], _slanted_bounds(tree.geometries)[other]
    )
    return edge[~apart], other[~apart], keys[runs > _RUNS]


def _slantwise_apart(
    start: np.ndarray, end: np.ndarray, slanted: np.ndarray
) -> np.ndarray:
    """Whether edges, their ends left out, lie off the slanted boxes of polygons.

    Neighbours in a row along a street seldom do so off the upright ones.
    """
    apart = np.zeros(len(start), dtype=bool)
    for axis in range(2):
        one, other = _slantwise(start)[axis], _slantwise(end)[axis]
        low, high = np.minimum(one, other), np.maximum(one, other)
        inward = (high - low) * _END
        apart |= high - inward < slanted[:, axis]
        apart |= low + inward > slanted[:, axis + 2]
    return apart


def _slantwise(xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places along the two diagonals."""
    return xy[:, 0] + xy[:, 1], xy[:, 0] - xy[:, 1]


def _slanted_bounds(shapes: np.ndarray) -> np.ndarray:
    """The least and the most of each polygon along the two diagonals."""
    bounds = np.full((len(shapes), 4), np.nan)
    for begin in range(0, len(shapes), _BLOCK):
        xy, owner = shapely.get_coordinates(
            shapes[begin : begin + _BLOCK], return_index=True
        )
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        for axis, along in enumerate(_slantwise(xy) if len(first) else ()):
            place = begin + owner[first]
            bounds[place, axis] = np.minimum.reduceat(along, first)
            bounds[place, axis + 2] = np.maximum.reduceat(along, first)
    return bounds


def _runs(owner: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges by owner in runs of a few: their order, where runs begin, their length."""
    order = np.argsort(owner, kind="stable")
    begin = np.flatnonzero(np.diff(owner[order], prepend=-1))
    turn = np.arange(len(order)) - np.repeat(
        begin, np.diff(np.append(begin, len(order)))
    )
    first = np.flatnonzero(turn % _RUN == 0)
    return order, first, np.diff(np.append(first, len(order)))
