r"""Areas of intersections from pairs of edges: no geometry is built.

Above the south side of a parcel's box, a place lies in an area if the place below
it on that side does, give or take the edges of the area between the two. So the
area that a parcel shares with it is a sum over pairs of edges,

.. math:: S = \sum_e \sum_f \sigma_e \sigma_f \int \max(0, y_e - y_f)\,w\,dx

over the stretch that both have in common, with :math:`e` an edge of the parcel,
:math:`f` one of the area (or of that south side) and :math:`w` the inverse areal
scale of the Gauss-Krueger plane. There is nothing that a topology could break on.
What is too near to call (a corner of the box on a border, a shared area of a square
millimetre) is left to GEOS, and so are long outlines and other projections. One pair
in a few hundred is measured both ways, and must agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS

from landuse.analysis.areas import (
    gauss_krueger_parameters,
    geometry_area,
    inverse_curvature,
)
from landuse.analysis.chunks import SILENT, Watch
from landuse.analysis.conservation import prove
from landuse.analysis.edges import all_edges
from landuse.analysis.meetings import Meetings, prepared, turns

__all__ = ["crossing_areas"]

#: Shared areas up to this, in square metres, are measured again with GEOS.
_LEAST_M2 = 1e-6
_RELATIVE = 1e-9
#: A crossing so near the corner of a box, as share of its width, is not told from it.
_CORNER = 1e-6
#: Pairs of edges up to which it pays to look at all of them.
_MOST = 2_000
#: Of so many pairs one is measured both ways.
_EVERY = 256
_HALF_WIDTH = 0.5 * 0.6**0.5
#: Gauss-Legendre places on a stretch and their weights.
_GAUSS = ((0.5 - _HALF_WIDTH, 5 / 18), (0.5, 8 / 18), (0.5 + _HALF_WIDTH, 5 / 18))

#: Edges: their pair, both ends, and how they count.
_Edges = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def crossing_areas(
    small: np.ndarray,
    large: np.ndarray,
    met: Meetings,
    crs: object,
    watch: Watch = SILENT,
) -> np.ndarray:
    """Area that each pair of shapes shares, on the ellipsoid.

    Parameters
    ----------
    small, large : array of polygons
        Valid.
    met : Meetings
        Result of :func:`landuse.analysis.meetings.meetings`.
    crs : object
        Anything that pyproj understands.
    watch : Watch, optional
        Progress and cancel.

    Returns
    -------
    ndarray of float
        Square metres, one for each pair; 0 where the two only touch.

    Raises
    ------
    ConservationError
        If a built intersection of a sample has another area.

    Examples
    --------
    >>> from landuse.analysis.meetings import meetings
    >>> from landuse.testing import square
    >>> small, large = np.array([square()]), np.array([square(east=50, side=300)])
    >>> met = meetings(small, large)[1]
    >>> crossing_areas(small, large, met, "EPSG:4547").round(1).tolist()
    [4998.9]
    """
    known = CRS.from_user_input(crs)

    def built(places: np.ndarray) -> np.ndarray:
        one, other = small[met.left[places]], large[met.right[places]]
        area, meet = np.zeros(len(places)), shapely.intersects(one, other)
        shared = shapely.intersection(one[meet], other[meet])
        area[meet] = geometry_area(shared, known)
        return area

    places = np.arange(len(met.left))
    if gauss_krueger_parameters(known) is None or not len(places):
        return watch.run(built, places)
    engine = _Engine.of(small, large, met, known)

    def measured(places: np.ndarray) -> np.ndarray:
        area, sure = engine.areas(places)
        area[~sure] = built(places[~sure])
        return area

    areas = watch.run(measured, places)
    sample = places[::_EVERY]
    prove(built(sample), areas[sample], "pair")
    return areas


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines from west to east, one above the other in some order."""

    owner: np.ndarray
    sign: np.ndarray
    x: np.ndarray  # of the western end
    y: np.ndarray
    east: np.ndarray  # x of the eastern end
    slope: np.ndarray

    @classmethod
    def of(
        cls, owner: np.ndarray, start: np.ndarray, end: np.ndarray, sign: np.ndarray
    ) -> _Lines:
        """Lines of edges; those that go west count the other way, upright ones not."""
        level = start[:, 0] != end[:, 0]
        owner, start, end, sign = (each[level] for each in (owner, start, end, sign))
        west = end[:, 0] < start[:, 0]
        swap = west[:, np.newaxis]
        low, high = np.where(swap, end, start), np.where(swap, start, end)
        slope = (high[:, 1] - low[:, 1]) / (high[:, 0] - low[:, 0])
        sign = np.where(west, -sign, sign)
        return cls(owner, sign, low[:, 0], low[:, 1], high[:, 0], slope)

    def at(self, line: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The height of some lines over places."""
        return self.y[line] + self.slope[line] * (x - self.x[line])


@dataclass(frozen=True, slots=True)
class _Engine:
    """All that pairs need; places count from the south-western corner of a box."""

    met: Meetings
    boxes: np.ndarray  # of the shape of each pair
    covered: np.ndarray  # whether the area covers the south-western corner
    whole: np.ndarray  # area of the shape of each pair
    outlines: _Lines  # of the shapes, shape by shape
    first: np.ndarray  # where the lines of each pair's shape begin
    count: np.ndarray  # how many they are
    meridian: np.ndarray  # how far east of it each box begins
    inverse: np.ndarray  # 1 / MN at the south side of each box, and its slope

    @classmethod
    def of(
        cls, small: np.ndarray, large: np.ndarray, met: Meetings, crs: CRS
    ) -> _Engine:
        shapes, place = np.unique(met.left, return_inverse=True)
        boxes = shapely.bounds(small[shapes])
        outlines = _outlines(small[shapes], boxes)
        first = np.searchsorted(outlines.owner, np.arange(len(shapes) + 1))
        with prepared(large):
            covered = shapely.contains_xy(large[met.right], *boxes[place, :2].T)
        south, north = inverse_curvature(boxes[:, [1, 3]].ravel(), crs).reshape(-1, 2).T
        slope = (north - south) / (boxes[:, 3] - boxes[:, 1])
        zone = gauss_krueger_parameters(crs)
        easting = 0.0 if zone is None else zone.false_easting
        return cls(
            met,
            boxes[place],
            covered,
            geometry_area(small[shapes], crs)[place],
            outlines,
            first[:-1][place],
            np.diff(first)[place],
            boxes[place, 0] - easting,
            np.stack([south, slope])[:, place],
        )

    def areas(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shared areas of some pairs, and which of them are beyond doubt.

        A corner on the border, taken for the wrong side, makes the figure wrong by
        the whole shape: below nothing or above the whole.
        """
        area, sure = np.zeros(len(places)), np.zeros(len(places), dtype=bool)
        light = self.met.count[places] * self.count[places] <= _MOST
        chosen = places[light]
        borders, doubt = self._borders(chosen)
        floors = [np.concatenate(each) for each in zip(*borders, strict=True)]
        figures = self._above(chosen, _Lines.of(*floors))
        good = (figures > _LEAST_M2) & (figures <= self.whole[chosen] * (1 + _RELATIVE))
        good[doubt] = False
        area[light], sure[light] = figures, good
        return area, sure

    def _borders(self, places: np.ndarray) -> tuple[list[_Edges], np.ndarray]:
        """Edges of the area above the south side, and the stretches that it covers.

        A stretch begins or ends where the border crosses the side; all reach to its
        end, those that end count less. Second, pairs with a crossing at the corner.
        """
        boxes = self.boxes[places]
        pair, turn = turns(self.met.count[places])
        edge = self.met.edge[self.met.first[places][pair] + turn]
        start = self.met.edges.start[edge] - boxes[pair, :2]
        end = self.met.edges.end[edge] - boxes[pair, :2]
        under, over = start[:, 1] < 0, end[:, 1] < 0
        cross = np.flatnonzero(under != over)
        foot = _feet(start[cross], end[cross])
        rise = under[cross]
        start[cross[rise]], end[cross[~rise]] = foot[rise], foot[~rise]
        kept = ~(under & over)
        width = boxes[:, 2] - boxes[:, 0]
        x, owner = foot[:, 0], pair[cross]
        ahead = (x > 0) & (x < width[owner])
        begin = np.flatnonzero(self.covered[places])
        borders = [
            (pair[kept], start[kept], end[kept], np.ones(kept.sum())),
            _sides(owner[ahead], x[ahead], width, np.where(rise[ahead], -1.0, 1.0)),
            _sides(begin, np.zeros(len(begin)), width, np.ones(len(begin))),
        ]
        return borders, owner[np.abs(x) <= _CORNER * width[owner]]

    def _above(self, places: np.ndarray, floors: _Lines) -> np.ndarray:
        """Sum what lies between the lines of an area and those of the shape."""
        tops = self.outlines
        floor, turn = turns(self.count[places][floors.owner])
        top = self.first[places][floors.owner][floor] + turn
        begin = np.maximum(floors.x[floor], tops.x[top])
        finish = np.minimum(floors.east[floor], tops.east[top])
        both = begin < finish
        floor, top, begin, finish = floor[both], top[both], begin[both], finish[both]
        at = [tops.at(top, x) - floors.at(floor, x) for x in (begin, finish)]
        some = (at[0] > 0) | (at[1] > 0)
        floor, top, begin, finish = floor[some], top[some], begin[some], finish[some]
        low, high = at[0][some], at[1][some]
        begin, finish, low, high = _positive(begin, finish, low, high)
        pair = places[floors.owner[floor]]
        south, slope = self.inverse[:, pair]
        total = np.zeros(len(pair))
        for place, weight in _GAUSS:
            x = begin + place * (finish - begin)
            height = low + place * (high - low)
            middle = floors.at(floor, x) + height / 2
            u = (x + self.meridian[pair]) ** 2 * (south + slope * middle)
            total += weight * height * (1 - u * (1 - u * (2 / 3 - u * 17 / 45)))
        total *= (finish - begin) * floors.sign[floor] * tops.sign[top]
        return np.bincount(floors.owner[floor], -total, minlength=len(places))


def _outlines(shapes: np.ndarray, boxes: np.ndarray) -> _Lines:
    edges = all_edges(shapes)
    order = np.argsort(edges.owner, kind="stable")
    owner = edges.owner[order]
    start, end = edges.start[order], edges.end[order]
    corner = boxes[owner, :2]
    return _Lines.of(owner, start - corner, end - corner, np.ones(len(owner)))


def _feet(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Where edges cross the height 0."""
    share = start[:, 1] / (start[:, 1] - end[:, 1])
    x = start[:, 0] + share * (end[:, 0] - start[:, 0])
    return np.stack([x, np.zeros(len(x))], axis=1)


def _sides(
    owner: np.ndarray, x: np.ndarray, width: np.ndarray, sign: np.ndarray
) -> _Edges:
    """South sides from a place to their eastern ends."""
    level = np.zeros(len(owner))
    start, end = np.stack([x, level], axis=1), np.stack([width[owner], level], axis=1)
    return owner, start, end, sign


def _positive(
    begin: np.ndarray, finish: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The part of each stretch where a height that runs from low to high is above 0."""
    crossing = (low < 0) | (high < 0)
    span = np.where(crossing, low - high, 1.0)
    root = np.where(crossing, begin + low / span * (finish - begin), begin)
    return (
        np.where(low < 0, root, begin),
        np.where(high < 0, root, finish),
        np.maximum(low, 0.0),
        np.maximum(high, 0.0),
    )
