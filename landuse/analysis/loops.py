"""Closed curves along open edges, the ground outside the parcels to their right.

Rings are closed, and twins leave in pairs, so that at each vertex as many open
edges end as begin: they fall into closed curves. One that turns clockwise runs
round ground that no parcel covers; the others are outer boundaries and overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from landuse.analysis.edges import Edges, vertex_keys

__all__ = ["Loops", "closed_curves"]

_CORNERS = 3
_IN, _OUT = 1, -1


@dataclass(frozen=True, slots=True)
class Loops:
    """Closed curves of at least three edges.

    Examples
    --------
    >>> from landuse.analysis.edges import open_edges
    >>> frame = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 5, 5)
    >>> closed_curves(open_edges(np.array([frame]))).area.tolist()
    [81.0, -4.0]
    """

    edges: Edges  #: curve after curve, each in its order
    curve: np.ndarray  #: the curve of each edge, from 0
    area: np.ndarray  #: of each curve, below 0 where it turns clockwise

    def __len__(self) -> int:
        """Count the curves."""
        return len(self.area)

    def polygons(self) -> np.ndarray:
        """Each curve as the shell of a polygon; it may cross itself."""
        rings = shapely.linearrings(self.edges.start, indices=self.curve)
        return shapely.polygons(rings)

    def breadth(self) -> np.ndarray:
        """The farthest that a vertex of each curve lies off its longest edge."""
        along = self.edges.end - self.edges.start
        length = np.hypot(*along.T)
        longest = np.lexsort((-length, self.curve))
        longest = longest[np.diff(self.curve[longest], prepend=-1) > 0][self.curve]
        off = self.edges.start - self.edges.start[longest]
        cross = off[:, 0] * along[longest, 1] - off[:, 1] * along[longest, 0]
        breadth = np.zeros(len(self))
        np.maximum.at(breadth, self.curve, np.abs(cross) / length[longest])
        return breadth


def closed_curves(edges: Edges) -> Loops:
    """Link open edges into closed curves.

    Parameters
    ----------
    edges : Edges
        Result of :func:`landuse.analysis.edges.open_edges`.

    Returns
    -------
    Loops
        Where several curves meet in a vertex, each keeps to the ground on its
        right.
    """
    if not len(edges):
        return Loops(edges, np.empty(0, dtype=np.intp), np.empty(0))
    following = _following(edges)
    curve, place = _ranks(following)
    count = np.bincount(curve)[curve]
    order = np.lexsort((place, curve))
    order = order[count[order] >= _CORNERS]
    kept = edges.take(order)
    dense = np.unique(curve[order], return_inverse=True)[1]
    return Loops(kept, dense, _signed_area(kept, dense))


def _signed_area(edges: Edges, curve: np.ndarray) -> np.ndarray:
    if not len(edges):
        return np.empty(0)
    first = edges.start[np.flatnonzero(np.diff(curve, prepend=-1))][curve]
    start, end = edges.start - first, edges.end - first
    cross = start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]
    return np.bincount(curve, cross) / 2


def _following(edges: Edges) -> np.ndarray:
    """The edge that goes on where each one ends."""
    begin, finish = vertex_keys(edges.start), vertex_keys(edges.end)
    outs, ins = np.argsort(begin), np.argsort(finish)
    result = np.empty(len(edges), dtype=np.intp)
    result[ins] = outs
    key = begin[outs]
    crowded = np.zeros(len(key), dtype=bool)
    crowded[1:] = key[1:] == key[:-1]
    crowded[:-1] |= crowded[1:]
    if crowded.any():
        come, go = _around(edges, ins[crowded], outs[crowded], key[crowded])
        result[come] = go
    return result


def _around(
    edges: Edges, ins: np.ndarray, outs: np.ndarray, key: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Join edges at vertices of several curves like brackets, counter-clockwise.

    Seen from the vertex, open ground begins counter-clockwise of an edge that
    comes in and ends at the edge that goes out.
    """
    back = edges.start[ins] - edges.end[ins]
    ahead = edges.end[outs] - edges.start[outs]
    toward = np.concatenate([back, ahead])
    angle = np.arctan2(toward[:, 1], toward[:, 0])
    kind = np.repeat([_IN, _OUT], len(ins))
    edge, vertex = np.concatenate([ins, outs]), np.concatenate([key, key])
    order = np.lexsort((-kind, angle, vertex))
    depth = np.empty(len(order), dtype=np.int64)
    depth[order] = np.cumsum(kind[order]) + (kind[order] == _OUT)
    order = np.lexsort((-kind, angle, depth, vertex))
    kind, edge = kind[order], edge[order]
    group = np.stack([vertex[order], depth[order].view(np.uint64)])
    first = np.flatnonzero(np.append(True, (group[:, 1:] != group[:, :-1]).any(axis=0)))
    size = np.diff(np.append(first, len(edge)))
    number = np.repeat(np.arange(len(first)), size)
    place = np.arange(len(edge)) - first[number]
    partner = first[number] + (place + 1) % size[number]
    come = np.flatnonzero(kind == _IN)
    return edge[come], edge[partner[come]]


def _ranks(following: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curve of each edge (its least edge), and the edge's place on it."""
    index = np.arange(len(following))
    curve, jump = index, following
    while True:
        nearer = np.minimum(curve, curve[jump])
        if np.array_equal(nearer, curve):
            break
        curve, jump = nearer, jump[jump]
    root = curve == index
    jump, ahead = np.where(root, index, following), np.where(root, 0, 1)
    while not root[jump].all():
        ahead, jump = ahead + ahead[jump], jump[jump]
    return curve, np.where(root, 0, np.bincount(curve)[curve] - ahead)
