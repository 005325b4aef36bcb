"""What the rings of a plot are: parts or holes, by what lies in what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from landuse.io.coordinates_txt import Plot, Point, Ring
from landuse.io.oddvalues import rare
from landuse.messages import worded

__all__ = [
    "check_plot",
    "north_first",
    "odd_decimals",
    "plot_counts",
    "plot_geometry",
]

_CORNERS = 3
_LINE = 2
_SLIVER = 1e-9  # share of the smaller ring that may overlap by rounding
_NORTHING, _LATITUDE = (1.8e6, 6.1e6), (3.0, 54.0)
_EASTINGS, _LONGITUDE = ((1e5, 1e6), (13e6, 46e6)), (73.0, 136.0)


def north_first(plots: Sequence[Plot]) -> bool | None:
    """Whether the first coordinate column is the northing, by magnitude.

    Parameters
    ----------
    plots : sequence of Plot
        One plot, or all of a file.

    Returns
    -------
    bool or None
        None if the numbers do not tell.

    Examples
    --------
    >>> ring = Ring("1", 1, [("J1", 3_960_000.0, 38_593_000.0)])
    >>> north_first([Plot(1, [], [ring])])
    True
    """
    points = [p[1:] for plot in plots for ring in plot.rings for p in ring.points]
    if not points:
        return None
    first, second = np.median(np.array(points), axis=0)
    if _is_north(first) and _is_east(second):
        return True
    return False if _is_east(first) and _is_north(second) else None


def _is_north(value: float) -> bool:
    return any(low <= value <= high for low, high in (_NORTHING, _LATITUDE))


def _is_east(value: float) -> bool:
    return any(low <= value < high for low, high in (*_EASTINGS, _LONGITUDE))


def check_plot(plot: Plot) -> None:
    """Split rings whose labels begin again, and note what is wrong with a plot.

    Parameters
    ----------
    plot : Plot
        Its ``rings`` and ``faults`` are completed.

    Examples
    --------
    >>> plot = Plot(1, ["3", "", "P1", "甲", "面", "", "", ""])
    >>> check_plot(plot)
    >>> plot.faults[0][0]
    'NO_POINTS'
    """
    plot.rings = [part for ring in plot.rings for part in _split(ring, plot)]
    if not plot.rings:
        plot.faults.append(("NO_POINTS", worded("no_points")))
    needed = {"面": _CORNERS, "线": _LINE, "点": 1}[plot.kind]
    for ring in plot.rings:
        corners = len({point[1:] for point in ring.points})
        if corners < needed:
            facts = {"ring": ring.name, "line": ring.line, "found": corners}
            text = worded("ring_short", needed=needed, **facts)
            plot.faults.append(("RING_TOO_SHORT", text))
    _check_order(plot)
    _check_numbers(plot)


def _split(ring: Ring, plot: Plot) -> list[Ring]:
    """The ring, cut where its first label comes again at another place."""
    labels = [point[0] for point in ring.points]
    start, parts = 0, []
    for place in range(_CORNERS, len(labels)):
        if labels[place] != labels[start] or place - start < _CORNERS:
            continue
        if ring.points[place][1:] == ring.points[start][1:]:
            continue
        if place == len(labels) - 1:
            plot.faults.append(("RING_NOT_CLOSED", _gap(ring, start)))
            continue
        parts.append(Ring(ring.name, ring.line + start, ring.points[start:place]))
        start = place
    return [*parts, Ring(ring.name, ring.line + start, ring.points[start:])]


def _gap(ring: Ring, start: int) -> str:
    first, last = ring.points[start], ring.points[-1]
    gap = float(np.hypot(first[1] - last[1], first[2] - last[2]))
    facts = {"ring": ring.name, "line": ring.line}
    return worded("ring_gap", point=first[0], gap=gap, **facts)


def _check_order(plot: Plot) -> None:
    """A ring that goes on after another one cannot be told from two rings."""
    seen: dict[str, Ring] = {}
    before = ""
    for ring in plot.rings:
        former = seen.get(ring.name)
        if former is not None and ring.name != before and not former.is_closed:
            facts = {"ring": ring.name, "line": ring.line}
            text = worded("ring_order", before=before, **facts)
            plot.faults.append(("RING_ORDER", text))
        seen[ring.name] = ring
        before = ring.name


def _check_numbers(plot: Plot) -> None:
    numbers = {int(ring.name) for ring in plot.rings if ring.name.isdecimal()}
    if not numbers:
        return
    gaps = sorted(set(range(min(numbers), max(numbers) + 1)) - numbers)
    if gaps:
        plot.faults.append(("MISSING_RING", worded("ring_missing", ring=gaps[0])))


def odd_decimals(plots: Sequence[Plot]) -> list[Plot]:
    """Plots with an ordinate of other decimals than nearly all of the file.

    Parameters
    ----------
    plots : sequence of Plot
        All of a file.

    Returns
    -------
    list of Plot
        None where plots differ at will.

    Examples
    --------
    >>> plots = [Plot(1, [], decimals=[3] * 30), Plot(9, [], decimals=[3, 4])]
    >>> [plot.line for plot in odd_decimals(plots)]
    [9]
    """
    found = np.array([n for plot in plots for n in plot.decimals], dtype=int)
    usual = int(np.bincount(found).argmax()) if len(found) else 0
    if not rare(found != usual):
        return []
    return [plot for plot in plots if any(n != usual for n in plot.decimals)]


def plot_counts(plot: Plot) -> tuple[int, int]:
    """Points as they stand in the file, and without those that close a ring.

    Examples
    --------
    >>> ring = Ring("1", 1, [("1", 0, 0), ("2", 0, 9), ("3", 9, 0), ("1", 0, 0)])
    >>> plot_counts(Plot(1, [], [ring]))
    (4, 3)
    """
    found = sum(len(ring.points) for ring in plot.rings)
    return found, found - sum(ring.is_closed for ring in plot.rings)


def plot_geometry(plot: Plot, *, north: bool = True, area: bool = True) -> Any:
    """The shape of a plot: rings inside rings are holes, others are parts.

    Parameters
    ----------
    plot : Plot
        Its ring numbers are labels only; open rings are closed.
    north : bool, default True
        Whether the first column is the northing.
    area : bool, default True
        Whether the rings bound an area; else they are lines or points, as the
        header says.

    Returns
    -------
    geometry or None
        In (east, north); None where a ring is too short. Rings that cross
        themselves or each other stay as they are, invalid.

    Examples
    --------
    >>> ring = Ring("1", 1, [("1", 0.0, 0.0), ("2", 0.0, 9.0), ("3", 9.0, 0.0)])
    >>> plot_geometry(Plot(1, [""] * 8, [ring])).area
    40.5
    """
    lines = [_xy(ring.points, north) for ring in plot.rings]
    if plot.kind == "点" and not area:
        points = [xy for line in lines for xy in line]
        return _single(shapely.points(points), shapely.multipoints)
    least = _CORNERS if area else _LINE
    if not lines or any(len(set(line)) < least for line in lines):
        return None
    if not area:
        made = [shapely.linestrings(line) for line in lines]
        return _single(np.array(made), shapely.multilinestrings)
    return _outline([shapely.Polygon(line) for line in lines])


def _xy(points: list[Point], north: bool) -> list[tuple[float, float]]:
    return [(p[2], p[1]) if north else (p[1], p[2]) for p in points]


def _single(parts: np.ndarray, several: Any) -> Any:
    if not len(parts):
        return None
    return parts[0] if len(parts) == 1 else several(parts)


def _outline(rings: list[shapely.Polygon]) -> Any:
    if len(rings) == 1:
        return rings[0]
    if not all(ring.is_valid for ring in rings):
        return shapely.multipolygons(rings)
    built = _nested(rings)
    if built.is_valid or _cross(rings):
        return built
    outline = rings[0]  # rings share edges: the same area, edges dissolved
    for ring in rings[1:]:
        outline = outline.symmetric_difference(ring)
    return outline


def _nested(rings: list[shapely.Polygon]) -> Any:
    """Polygons by depth: a ring in an even number of rings is a part."""
    areas = shapely.area(rings)
    inside = shapely.point_on_surface(rings)
    tree = shapely.STRtree(inside)
    holders: list[list[int]] = [[] for _ in rings]
    for outer, inner in tree.query(rings, predicate="intersects").T:
        if (areas[outer], -outer) > (areas[inner], -inner) and outer != inner:
            holders[inner].append(int(outer))
    holes: dict[int, list[Any]] = {}
    for ring, outer in enumerate(holders):
        if len(outer) % 2:
            holder = min(outer, key=lambda o: areas[o])
            holes.setdefault(holder, []).append(rings[ring].exterior)
    parts = [
        shapely.Polygon(rings[ring].exterior, holes.get(ring, []))
        for ring, outer in enumerate(holders)
        if not len(outer) % 2
    ]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _cross(rings: list[shapely.Polygon]) -> bool:
    """Whether two rings overlap in part, or are the same."""
    for place, one in enumerate(rings):
        for other in rings[place + 1 :]:
            shared = shapely.area(shapely.intersection(one, other))
            least, most = sorted((one.area, other.area))
            partly = _SLIVER * least < shared < least * (1 - _SLIVER)
            if partly or shared > most * (1 - _SLIVER):
                return True
    return False
