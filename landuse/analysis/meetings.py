"""Which shapes lie wholly inside the areas of a second layer, and which meet a border.

A shape whose box no edge of an area comes near lies inside the area or outside:
one corner of the box tells. All others are met by edges, and those are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import shapely

from landuse.analysis.edges import Edges, all_edges

__all__ = ["Meetings", "meetings", "prepared", "turns"]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Pairs of a shape and an area some of whose edges come near it.

    Examples
    --------
    >>> small = shapely.box([1, 9], 1, [2, 11], 2)
    >>> inside, met = meetings(small, np.array([shapely.box(0, 0, 10, 10)]))
    >>> inside.tolist(), met.left.tolist(), len(met.edge)
    ([[0], [0]], [1], 1)
    """

    left: np.ndarray  #: place of the shape, sorted
    right: np.ndarray  #: place of the area
    first: np.ndarray  #: where the edges of each pair begin in ``edge``
    count: np.ndarray  #: how many they are
    edge: np.ndarray  #: places in ``edges``
    edges: Edges  #: of all areas


def meetings(small: np.ndarray, large: np.ndarray) -> tuple[np.ndarray, Meetings]:
    """Find the pairs of a layer of shapes and a layer of areas.

    Parameters
    ----------
    small, large : array of polygons
        Valid; missing and empty ones are in no pair.

    Returns
    -------
    inside : ndarray of int, shape (2, n)
        Places of shapes and of the areas that they lie in, no edge near.
    met : Meetings
        All pairs that edges may part; some of them share nothing.
    """
    tree = shapely.STRtree(small)
    edges = all_edges(large)
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    edge, left = tree.query(shapely.box(*low.T, *high.T))
    number = left * max(len(large), 1) + edges.owner[edge]
    order = np.argsort(number, kind="stable")
    keys, first, count = np.unique(number[order], return_index=True, return_counts=True)
    near = np.divmod(keys, max(len(large), 1))
    right, left = tree.query(large)
    far = ~np.isin(left * max(len(large), 1) + right, keys)
    left, right = left[far], right[far]
    corner = shapely.bounds(small)[left, :2]
    with prepared(large):
        inside = shapely.contains_xy(large[right], *corner.T)
    return np.stack([left[inside], right[inside]]), Meetings(
        *near, first, count, edge[order], edges
    )


@contextmanager
def prepared(geometries: np.ndarray) -> Iterator[None]:
    """Polygons prepared for many questions, and as they were afterwards.

    Parameters
    ----------
    geometries : array of shapely geometries
        A prepared one must not be shared between threads.
    """
    fresh = geometries[~shapely.is_prepared(geometries)]
    shapely.prepare(fresh)
    try:
        yield
    finally:
        shapely.destroy_prepared(fresh)


def turns(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each place as often as counted, and 0, 1, 2 ... for each.

    Parameters
    ----------
    count : array of int
        How often.

    Returns
    -------
    place, turn : ndarray of int
        Of the length of the sum.

    Examples
    --------
    >>> [each.tolist() for each in turns(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    place = np.repeat(np.arange(len(count)), count)
    return place, np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
