"""Slits: two boundaries that run along each other, a hair apart, open at an end.

An edge that faces the edge of another polygon across open ground bounds a strip
with it; strips that hang together make a slit. Corners of streets are none: there
the two boundaries do not face each other.
"""

from __future__ import annotations

import numpy as np
import shapely

from landuse.analysis.chunks import Watch
from landuse.analysis.edges import Edges

__all__ = ["slits"]

#: A slit is at least so many times as long as the widest that counts.
_ELONGATION = 10.0


def slits(edges: Edges, max_width_m: float, least_m: float, watch: Watch) -> np.ndarray:
    """Strips of open ground between facing edges of different polygons.

    Parameters
    ----------
    edges : Edges
        Without twins, in metres.
    max_width_m : float
        Strips that are wider are none.
    least_m : float
        Nor are those narrower than this: noise of the coordinates.
    watch : Watch
        Progress and cancel.

    Returns
    -------
    ndarray of polygons
        One for each slit, at least ten times as long as the widest that counts.
    """
    one, other = _near(edges, max_width_m, watch)
    strips, length = _strips(edges, one, other, max_width_m, least_m)
    if not len(strips):
        return np.empty(0, dtype=object)
    group = _touching(strips)
    long_enough = np.bincount(group, length) >= _ELONGATION * max_width_m
    order = np.argsort(group, kind="stable")
    order = order[long_enough[group[order]]]
    if not len(order):
        return np.empty(0, dtype=object)
    group = np.unique(group[order], return_inverse=True)[1]
    together = shapely.geometrycollections(strips[order], indices=group)
    return shapely.union_all(together[:, np.newaxis], axis=1)


def _near(edges: Edges, width: float, watch: Watch) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of edges of two polygons whose boxes come as near as the width."""
    watch.check()
    boxes = shapely.box(
        *(np.minimum(edges.start, edges.end) - width / 2).T,
        *(np.maximum(edges.start, edges.end) + width / 2).T,
    )
    one, other = shapely.STRtree(boxes).query(boxes)
    apart = edges.owner[one] < edges.owner[other]
    one, other = one[apart], other[apart]
    along = (edges.end - edges.start)[one]
    against = (edges.end - edges.start)[other]
    facing = (along * against).sum(axis=1) < 0
    return one[facing], other[facing]


def _strips(
    edges: Edges, one: np.ndarray, other: np.ndarray, width: float, least: float
) -> tuple[np.ndarray, np.ndarray]:
    """The ground between facing edges as quadrilaterals, and their lengths."""
    base, along = edges.start[one], (edges.end - edges.start)[one]
    length = np.hypot(*along.T)
    along = along / length[:, np.newaxis]
    right = np.stack([along[:, 1], -along[:, 0]], axis=1)
    tail, head = edges.end[other] - base, edges.start[other] - base
    low, high = (tail * along).sum(axis=1), (head * along).sum(axis=1)
    off, rise = (tail * right).sum(axis=1), ((head - tail) * right).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = rise / (high - low)
        # where the other edge lies between nothing and the width to the right
        enter, leave = np.sort(
            [-off / slope + low, (width - off) / slope + low], axis=0
        )
    level = np.abs(slope) < np.finfo(float).eps
    within = (off >= 0) & (off <= width)
    begin = np.where(level, np.where(within, low, high), np.maximum(low, enter))
    finish = np.where(level, high, np.minimum(high, leave))
    begin, finish = np.maximum(begin, 0), np.minimum(finish, length)
    span = finish - begin
    at = [off + slope * (place - low) for place in (begin, finish)]
    kept = (span > 0) & ((at[0] + at[1]) / 2 > least)
    corners = [
        (base + place[:, np.newaxis] * along + away[:, np.newaxis] * right)[kept]
        for place, away in (
            (begin, np.zeros(len(one))),
            (finish, np.zeros(len(one))),
            (finish, at[1]),
            (begin, at[0]),
        )
    ]
    return shapely.polygons(np.stack(corners, axis=1)), span[kept]


def _touching(shapes: np.ndarray) -> np.ndarray:
    """A number for each shape, the same for shapes that hang together."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    label = np.arange(len(shapes))
    while True:
        lower = label.copy()
        np.minimum.at(lower, one, label[other])
        lower = lower[lower]
        if np.array_equal(lower, label):
            return np.unique(label, return_inverse=True)[1]
        label = lower
