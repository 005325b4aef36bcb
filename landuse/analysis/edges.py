"""Edges of a layer that no neighbour shares exactly.

In a clean layer an edge between two parcels is stored twice, with the same two
vertices in opposite directions. Such pairs are found by numpy alone, from a hash
of the coordinates, and dropped. Along what remains the number of parcels on
the two sides differs: the outer boundary, gaps, overlaps, and edges whose vertices
do not match. Only there can anything be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from landuse.analysis.rings import Rings

__all__ = ["Edges", "open_edges", "vertex_keys"]

#: Polygons whose edges are compared at once: they stay in the processor's cache.
_BLOCK = 2_000
_ODD = tuple(
    np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed edges; the land of their owner lies to their left.

    Examples
    --------
    >>> edges = all_edges(np.array([shapely.box(0, 0, 1, 1)]))
    >>> edges.start[0].tolist(), edges.end[0].tolist(), len(edges)
    ([1.0, 0.0], [1.0, 1.0], 4)
    """

    start: np.ndarray  #: shape (n, 2)
    end: np.ndarray  #: shape (n, 2)
    owner: np.ndarray  #: position of the polygon

    def __len__(self) -> int:
        """Count the edges."""
        return len(self.owner)

    def take(self, places: np.ndarray) -> Edges:
        """Some of the edges, by mask or position."""
        return Edges(self.start[places], self.end[places], self.owner[places])


def open_edges(geometries: np.ndarray) -> Edges:
    """Edges that have no twin in the opposite direction.

    Parameters
    ----------
    geometries : array of polygons
        Missing and empty ones have no edges.

    Returns
    -------
    Edges
        Empty only for a layer without polygons: the outer boundary is open.

    Examples
    --------
    >>> pair = shapely.box([0, 1], 0, [1, 2], 1)
    >>> len(open_edges(pair)), len(open_edges(pair[:1]))
    (6, 4)
    """
    order = _nearby_first(geometries)
    left = []
    for start in range(0, len(order), _BLOCK):
        members = order[start : start + _BLOCK]
        edges = _without_twins(all_edges(geometries[members]))
        left.append(Edges(edges.start, edges.end, members[edges.owner]))
    if not left:
        return _none()
    return left[0] if len(left) == 1 else _without_twins(_joined(left))


def _nearby_first(geometries: np.ndarray) -> np.ndarray:
    """Places in strips from west to east, each from south to north.

    Neighbours come near each other, in whatever order the polygons are.
    """
    if len(geometries) <= _BLOCK:
        return np.arange(len(geometries))
    west, south, east, north = shapely.bounds(geometries).T
    strip = np.empty(len(geometries), dtype=np.intp)
    size = int((len(geometries) * _BLOCK) ** 0.5)
    strip[np.argsort(west + east, kind="stable")] = np.arange(len(strip)) // size
    return np.lexsort((south + north, strip))


def all_edges(geometries: np.ndarray) -> Edges:
    """All edges of an array of polygons, of some length, land to the left."""
    rings = Rings(np.asarray(geometries, dtype=object))
    xy, joined = rings.xy + 0.0, rings.joined  # no minus zero
    if not len(xy):
        return _none()
    joined = joined & ((xy[:-1, 0] != xy[1:, 0]) | (xy[:-1, 1] != xy[1:, 1]))
    place = np.flatnonzero(joined)
    ring, start, end = rings.ring[place], xy[place], xy[place + 1]
    turned = _clockwise(rings) != (rings.sign < 0)
    if turned.any():
        swap = turned[ring, np.newaxis]
        start, end = np.where(swap, end, start), np.where(swap, start, end)
    return Edges(start, end, rings.owner[ring])


def _clockwise(rings: Rings) -> np.ndarray:
    xy = rings.xy - rings.xy[0]
    cross = xy[:-1, 0] * xy[1:, 1] - xy[1:, 0] * xy[:-1, 1]
    cross = np.where(rings.joined, cross, 0.0)
    return np.bincount(rings.ring[:-1], cross, minlength=len(rings.sign)) < 0


def vertex_keys(xy: np.ndarray) -> np.ndarray:
    """A number of 64 bits for each vertex, equal where both coordinates are.

    Parameters
    ----------
    xy : array of shape (n, 2)
        Coordinates; no minus zero.

    Returns
    -------
    ndarray of uint64
        Spread evenly; two vertices share a number about once in 10^19 pairs.

    Examples
    --------
    >>> keys = vertex_keys(np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))
    >>> bool(keys[0] == keys[2]), bool(keys[0] == keys[1])
    (True, False)
    """
    bits = np.ascontiguousarray(xy, dtype=np.float64).view(np.uint64)
    return _mixed(_mixed(bits[:, 0] + _ODD[0]) + bits[:, 1])


def _mixed(bits: np.ndarray) -> np.ndarray:
    bits = (bits ^ (bits >> _SHIFTS[0])) * _ODD[1]
    bits = (bits ^ (bits >> _SHIFTS[1])) * _ODD[2]
    return bits ^ (bits >> _SHIFTS[2])


def _without_twins(edges: Edges) -> Edges:
    begin, finish = vertex_keys(edges.start), vertex_keys(edges.end)
    key = begin + finish  # the same in both directions
    order = np.argsort(key)
    key = key[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    length = np.diff(np.append(first, len(key)))
    one = order[first[length == _PAIR]]
    other = order[first[length == _PAIR] + 1]
    twins = edges.owner[one] != edges.owner[other]
    for axis in range(2):  # by column: the rows of a comparison are slow to join
        start, end = edges.start[:, axis], edges.end[:, axis]
        twins &= (start[one] == end[other]) & (end[one] == start[other])
    kept = np.ones(len(edges), dtype=bool)
    kept[one[twins]] = kept[other[twins]] = False
    return edges.take(kept)


def _joined(parts: list[Edges]) -> Edges:
    return Edges(
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        np.concatenate([part.owner for part in parts]),
    )


def _none() -> Edges:
    return Edges(np.empty((0, 2)), np.empty((0, 2)), np.empty(0, dtype=np.intp))


def lines(edges: Edges) -> np.ndarray:
    """The edges as geometries, one line each."""
    return shapely.linestrings(np.stack([edges.start, edges.end], axis=1))
