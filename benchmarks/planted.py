"""Irregular parcels in blocks between streets, with known faults planted in them.

Parcels share polylines of 1 to 9 edges with their neighbours; blocks of 5 by 5 lie
12 m apart. A fault goes into a parcel inside a block, none of whose neighbours
has one, so that what must be found is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.generate import CRS, ORIGIN, SIDE

BLOCK = 5
STREET = 12.0
SHARE = 0.003
_TRIES = 10
_APART_M = 0.0015
_SHARP = 0.025  # above one degree
KINDS = ("bow-tie", "overlap", "gap", "hair gap")


@dataclass
class Planted:
    """A layer and what was planted in it."""

    frame: gpd.GeoDataFrame
    bow_ties: set[int] = field(default_factory=set)
    overlaps: set[tuple[int, int]] = field(default_factory=set)
    gaps: dict[int, shapely.Polygon] = field(default_factory=dict)
    hair_gaps: dict[int, shapely.Polygon] = field(default_factory=dict)


def plant(count: int, share: float = SHARE, seed: int = 4109) -> Planted:
    """Make ``count`` parcels, ``share`` of them with each kind of fault."""
    rng = np.random.default_rng(seed)
    shapes, side = irregular(rng, count)
    made = Planted(gpd.GeoDataFrame(geometry=[]))
    each = max(1, round(count * share))
    places = iter(_apart(rng, count, side, each * len(KINDS)).tolist())
    for kind in KINDS:
        planted = 0
        while planted < each:
            planted += _plant(rng, made, shapes, next(places), kind)
    made.frame = gpd.GeoDataFrame(
        {"parcel_id": [f"P{i}" for i in range(count)]}, geometry=shapes, crs=CRS
    )
    return made


def irregular(rng: np.random.Generator, count: int) -> tuple[np.ndarray, int]:
    """Parcels of 4 to 40 vertices that share their edges within a block."""
    side = int(np.ceil(count**0.5))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1)
    base = grid.reshape(-1, 2)[:count]
    jitter = rng.uniform(-14, 14, (side + 1, side + 1, 2))
    bends = rng.uniform(-5, 5, (2, side + 1, side + 1, 8))
    parts = rng.integers(1, 10, (2, side + 1, side + 1))
    column, row = base.T
    street = base // BLOCK * STREET
    corner = [
        base * SIDE + [dx * SIDE, dy * SIDE] + jitter[row + dy, column + dx]
        for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
    ]
    sides = [
        _side(corner[0], corner[1], bends[0, row, column], parts[0, row, column]),
        _side(
            corner[1], corner[2], bends[1, row, column + 1], parts[1, row, column + 1]
        ),
        _side(
            corner[3], corner[2], bends[0, row + 1, column], parts[0, row + 1, column]
        ),
        _side(corner[0], corner[3], bends[1, row, column], parts[1, row, column]),
    ]
    # each side without its last vertex, the third and fourth from their far end
    ring = [sides[0][:, :-1], sides[1][:, :-1], sides[2][:, :0:-1], sides[3][:, :0:-1]]
    xy = np.concatenate(ring, axis=1) + (street + ORIGIN)[:, np.newaxis]
    xy = np.round(xy, 3)
    used = ~np.isnan(xy[..., 0])
    owner = np.repeat(np.arange(count), used.sum(axis=1))
    return shapely.polygons(shapely.linearrings(xy[used], indices=owner)), side


def _side(
    start: np.ndarray, end: np.ndarray, bends: np.ndarray, parts: np.ndarray
) -> np.ndarray:
    """Polylines of 2 to 10 vertices in ten places, the rest of them NaN."""
    step = np.minimum(np.arange(10), parts[:, np.newaxis]) / parts[:, np.newaxis]
    across = (end - start) @ np.array([[0.0, 1.0], [-1.0, 0.0]]) / SIDE
    off = np.zeros(step.shape)
    off[:, 1:9] = bends
    off[:, :][np.arange(10) >= parts[:, np.newaxis]] = 0.0
    along = (end - start)[:, np.newaxis] * step[..., np.newaxis]
    points = start[:, np.newaxis] + along + across[:, np.newaxis] * off[..., np.newaxis]
    points[:, :-1][np.arange(9) >= parts[:, np.newaxis]] = np.nan
    points[:, -1] = end
    return points


def _apart(rng: np.random.Generator, count: int, side: int, wanted: int) -> np.ndarray:
    """Places of inner parcels of blocks, none the neighbour of another."""
    place = np.arange(count)
    row, column = place // side, place % side
    inner = np.isin(row % BLOCK, (1, 3)) & np.isin(column % BLOCK, (1, 3))
    inner &= (row + 1 < count // side) & (column + 1 < side)
    chosen = place[inner]
    if len(chosen) < wanted:
        msg = f"room for {len(chosen)} faults, not {wanted}"
        raise ValueError(msg)
    return rng.permutation(chosen)


def _plant(
    rng: np.random.Generator, made: Planted, shapes: np.ndarray, place: int, kind: str
) -> bool:
    """Plant a fault; whether there was room for one that brings no other."""
    shape = shapes[place]
    if kind == "bow-tie":
        shapes[place] = _crossed(shape)
        made.bow_ties.add(place)
        return True
    neighbour = shapes[place + 1]
    border = shapely.line_merge(shapely.intersection(shape, neighbour))
    for _ in range(_TRIES):
        changed, piece = _beside(rng, shape, neighbour, border, kind)
        if _plain(changed):
            break
    else:
        return False
    shapes[place] = changed
    if kind == "overlap":
        made.overlaps.add((place, place + 1))
    else:
        (made.gaps if kind == "gap" else made.hair_gaps)[place] = piece
    return True


def _beside(
    rng: np.random.Generator,
    shape: shapely.Polygon,
    neighbour: shapely.Polygon,
    border: shapely.LineString,
    kind: str,
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """A parcel with a fault at its border, and the piece that it lost or gained."""
    if kind == "hair gap":
        hair = shapely.buffer(border, rng.uniform(0.005, 0.1), cap_style="flat")
        left = _largest(shapely.difference(shape, hair))
        return left, shapely.intersection(hair, shape)
    at = rng.uniform(0.3, 0.7)
    place = shapely.line_interpolate_point(border, at, normalized=True)
    spot = shapely.buffer(place, rng.uniform(0.7, 2.0), cap_style="square")
    if kind == "overlap":
        piece = shapely.intersection(spot, neighbour)
        return shapely.union(shape, piece), piece
    return shapely.difference(shape, spot), shapely.intersection(spot, shape)


def _plain(shape: shapely.Geometry) -> bool:
    """Whether a fault brought no other: no vertices close together, no sharp corner."""
    if shape.geom_type != "Polygon":
        return False
    xy = shapely.get_coordinates(shape)[:-1]
    out = np.roll(xy, -1, axis=0) - xy
    into = np.roll(out, 1, axis=0)
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    angle = np.arctan2(np.abs(cross), -(into * out).sum(axis=1))
    return bool(np.hypot(*out.T).min() > _APART_M and angle.min() > _SHARP)


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


def _crossed(shape: shapely.Polygon) -> shapely.Polygon:
    """The parcel with two vertices in the wrong order, so that edges cross."""
    xy = shapely.get_coordinates(shape)[:-1]
    for first in range(len(xy)):
        order = np.roll(np.arange(len(xy)), -first)
        order[[1, 2]] = order[[2, 1]]
        wrong = shapely.Polygon(xy[order])
        if not wrong.is_valid:
            return wrong
    msg = "no two vertices make a bow-tie"
    raise ValueError(msg)


def gap_scores(made: Planted, found: gpd.GeoDataFrame) -> tuple[float, float]:
    """Precision and recall of gaps: a gap is found where one told lies on it."""
    planted = np.array([*made.gaps.values(), *made.hair_gaps.values()], dtype=object)
    told = found.geometry.to_numpy()
    hits, right = gap_hits(planted, told)
    return len(right) / max(len(told), 1), len(hits) / max(len(planted), 1)


def gap_hits(planted: np.ndarray, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places of gaps that are told, and of what is told of them: most of a gap."""
    one, other = shapely.STRtree(told).query(planted, predicate="intersects")
    shared = shapely.area(shapely.intersection(planted[one], told[other]))
    most = shared > shapely.area(planted[one]) / 2
    return np.unique(one[most]), np.unique(other[most])
