"""Pairs of polygons of one layer that share ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from landuse.analysis.chunks import SILENT, Watch
from landuse.analysis.edges import Edges, open_edges
from landuse.analysis.meetings import turns
from landuse.analysis.nearedges import edges_near_others, pair_numbers

__all__ = ["overlapping_pairs"]

_INTERIORS_MEET = "T********"
#: The share of an edge at each end that is taken for the vertex.
_END = 1e-6
#: Edges of a pair up to which it pays to look at each before the whole outlines.
_FEW = 4
#: Pairs whose neighbours are looked for together.
_BLOCK = 2_000
#: Neighbours up to which it pays to look at each.
_MANY = 64


def overlapping_pairs(
    geometries: np.ndarray, watch: Watch = SILENT
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of polygons that share more than their edges.

    The number of polygons on the ground changes only along edges without a twin.
    Every stretch of shared ground is bounded by such edges, so the search starts
    at their owners. From a pair that shares ground it goes on across the edges that
    have twins, to the neighbours of either; nobody else is looked at.

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
    layer = _Layer.of(geometries)
    fresh = _along_open_edges(layer, watch)
    seen = fresh
    found = [fresh[:0]]
    while len(fresh):
        one, other = layer.pair(fresh)
        meet = watch.run(_interiors_meet, layer.shapes[one], layer.shapes[other])
        found.append(fresh[meet])
        fresh = np.setdiff1d(_beside(found[-1], layer, watch), seen)
        seen = np.union1d(seen, fresh)
    earlier, later = layer.pair(np.concatenate(found))
    order = np.lexsort((earlier, later))
    return earlier[order], later[order]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Polygons, where they are, and which of their edges have no twin."""

    shapes: np.ndarray
    tree: shapely.STRtree
    edges: Edges
    joined: np.ndarray  # polygons some of whose edges have twins
    bounds: np.ndarray

    @classmethod
    def of(cls, geometries: np.ndarray) -> _Layer:
        shapes = np.asarray(geometries, dtype=object)
        edges = open_edges(shapes)
        rings = shapely.get_num_interior_rings(shapes) + 1
        parts = shapely.get_num_geometries(shapes)
        vertices = shapely.get_num_coordinates(shapes) - np.where(parts == 1, rings, 0)
        joined = np.bincount(edges.owner, minlength=len(shapes)) < vertices
        return cls(
            shapes,
            shapely.STRtree(shapes),
            edges,
            joined,
            shapely.bounds(shapes),
        )

    def keys(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """One number for each pair, whatever its order."""
        return pair_numbers(one, other, len(self.shapes))

    def pair(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The pairs of numbers, earlier first."""
        return np.divmod(keys.astype(np.intp), max(len(self.shapes), 1))


def _interiors_meet(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return shapely.relate_pattern(left, right, _INTERIORS_MEET)


def _along_open_edges(layer: _Layer, watch: Watch) -> np.ndarray:
    """Pairs of the owner of an open edge and another that it may enter.

    Where a few edges come near the other, each is looked at; the ends of an edge
    do not count, since neighbours in a row meet there.
    """
    edge, other, many = edges_near_others(layer.edges, layer.tree, layer.bounds)
    keys, pair, count = np.unique(
        layer.keys(layer.edges.owner[edge], other),
        return_inverse=True,
        return_counts=True,
    )
    few = count[pair] <= _FEW
    looked_at, place = np.unique(edge[few], return_inverse=True)
    edges = layer.edges.take(looked_at)
    inward = (edges.end - edges.start) * _END
    ends = np.stack([edges.start + inward, edges.end - inward], axis=1)
    stretches = shapely.linestrings(ends)[place]
    meet = Watch(cancel=watch.cancel).run(
        shapely.intersects, layer.shapes[other[few]], stretches
    )
    kept = count > _FEW
    kept[pair[few][meet]] = True
    return np.union1d(keys[kept], many)


def _beside(keys: np.ndarray, layer: _Layer, watch: Watch) -> np.ndarray:
    """Pairs of neighbours of pairs that share ground.

    Shared ground goes on across an edge with a twin: to the neighbour of one of
    the two, or of both at once where edges of both lie on each other.
    """
    one, other = layer.pair(keys)
    around = _Neighbours.of(np.unique(np.concatenate([one, other])), layer)
    found = [keys[:0]]
    for start in range(0, len(keys), _BLOCK):
        watch.check()
        block = slice(start, start + _BLOCK)
        found.append(_neighbours_of_both(one[block], other[block], layer, around))
    return np.unique(np.concatenate(found))


def _neighbours_of_both(
    one: np.ndarray, other: np.ndarray, layer: _Layer, around: _Neighbours
) -> np.ndarray:
    """Neighbours of one with those of the other, where all four boxes meet."""
    box = _shared(layer.bounds[one], layer.bounds[other])
    place, near = around.within(one, box, layer)
    other, box = other[place], _shared(box[place], layer.bounds[near])
    place, far = around.within(other, box, layer)
    near = near[place]
    apart = near != far
    return np.unique(layer.keys(near[apart], far[apart]))


def _shared(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    low = np.maximum(boxes[:, :2], others[:, :2])
    return np.concatenate([low, np.minimum(boxes[:, 2:], others[:, 2:])], axis=1)


def _there(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 0] <= boxes[:, 2]) & (boxes[:, 1] <= boxes[:, 3])


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Each of some polygons and, where it has twins, those whose boxes it meets."""

    first: np.ndarray  # by polygon, where its neighbours begin
    count: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, members: np.ndarray, layer: _Layer) -> _Neighbours:
        joined = members[layer.joined[members]]
        place, near = layer.tree.query(layer.shapes[joined])
        alone = members[~layer.joined[members]]
        owner = np.concatenate([joined[place], alone])
        places = np.concatenate([near, alone])
        order = np.argsort(owner, kind="stable")
        count = np.bincount(owner, minlength=len(layer.shapes))
        return cls(np.cumsum(count) - count, count, places[order])

    def expand(self, polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each polygon's place, repeated, and its neighbours."""
        place, turn = turns(self.count[polygons])
        return place, self.places[self.first[polygons][place] + turn]

    def within(
        self, polygons: np.ndarray, boxes: np.ndarray, layer: _Layer
    ) -> tuple[np.ndarray, np.ndarray]:
        """Each polygon's place, and its neighbours whose boxes meet the one given.

        Those of a polygon that has very many, such as a street, are looked up by
        the box; all others are looked at in turn.
        """
        many = self.count[polygons] > _MANY
        few = np.flatnonzero(~many)
        place, near = self.expand(polygons[few])
        met = _there(_shared(boxes[few[place]], layer.bounds[near]))
        place, near = few[place[met]], near[met]
        wide = np.flatnonzero(many)
        at, found = layer.tree.query(shapely.box(*boxes[wide].T))
        return np.concatenate([place, wide[at]]), np.concatenate([near, found])
