"""Faults of single outlines, one step each side of the policy's bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from landuse.analysis.quality import frame_issues
from landuse.testing import make_parcels, square


def shape(*places):
    return shapely.Polygon([(593_000 + x, 3_960_000 + y) for x, y in places])


def found(*shapes):
    issues = frame_issues(make_parcels(geometry=list(shapes)), "parcels")
    return [(i.code, i.feature) for i in issues]


def told(code, *shapes):
    codes = [name for name, _ in found(*shapes)]
    assert set(codes) <= {code}
    return len(codes)


@pytest.mark.parametrize(("width", "count"), [(0.499, 1), (0.501, 0)])
def test_a_sliver_is_narrower_than_half_a_metre(width, count):
    strip = shape((0, 0), (200, 0), (200, width), (0, width))
    assert told("SLIVER", strip) == count


@pytest.mark.parametrize(("length", "count"), [(31.5, 1), (29.5, 0)])
def test_a_sliver_is_thin_as_well_as_narrow(length, count):
    """4 pi area / perimeter^2 is about pi / 63 = 0.05 at 63 widths to a length."""
    width = 0.499
    strip = shape((0, 0), (length, 0), (length, width), (0, width))
    thinness = 4 * math.pi * length * width / (2 * (length + width)) ** 2
    assert (thinness <= 0.05) is bool(count)
    assert told("SLIVER", strip) == count


@pytest.mark.parametrize(("degrees", "count"), [(0.99, 1), (1.01, 0)])
def test_a_spike_is_sharper_than_a_degree(degrees, count):
    rise = 50 * math.tan(math.radians(degrees))
    outline = shape((0, 0), (50, 0), (100, 0), (50, rise), (50, 50), (0, 50))
    assert told("SPIKE", outline) == count


@pytest.mark.parametrize(("apart", "count"), [(0.0009, 1), (0.0011, 0)])
def test_two_vertices_within_a_millimetre_are_one(apart, count):
    outline = shape((0, 0), (50, 0), (50, apart), (50, 50), (0, 50))
    assert told("DUPLICATE_VERTEX", outline) == count


@pytest.mark.parametrize(("side", "count"), [(1.0, 1), (1.01, 0)])
def test_a_hole_of_a_square_metre_is_tiny(side, count):
    hole = square(east=10, north=10, side=side)
    assert told("TINY_RING", square(side=50).difference(hole)) == count


@pytest.mark.parametrize(
    ("outline", "code"),
    [
        (shapely.Polygon(), "EMPTY_GEOMETRY"),
        (None, "EMPTY_GEOMETRY"),
        (shapely.LineString([(593_000, 3_960_000), (593_009, 3_960_000)]),
         "GEOMETRY_TYPE"),
        (shape((0, 0), (20, 20), (20, 0), (0, 20)), "INVALID_GEOMETRY"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_told_as_that_only(outline, code):
    assert found(outline, square(east=500)) == [(code, "P1")]


def test_a_coordinate_that_is_no_number_is_placed_by_the_vertex_before():
    with np.errstate(invalid="ignore"):
        broken = shape((0, 0), (20, 0), (np.nan, 20), (0, 20))
    parcels = make_parcels(geometry=[broken, square(east=500)])
    (issue,) = frame_issues(parcels, "parcels")
    assert (issue.code, issue.feature) == ("NON_FINITE_COORD", "P1")
    assert shapely.get_coordinates(issue.shape).tolist() == [[593_020, 3_960_000]]


@pytest.mark.parametrize(
    ("short", "count"), [(0.0, 0), (0.003, 0), (0.01, 1), (0.3, 1)]
)
def test_a_boundary_that_stops_short_of_its_neighbour_leaves_a_gap(short, count):
    """An undershoot: one corner of the eastern parcel misses the common border."""
    east = shape((100, 0), (200, 0), (200, 100), (100 + short, 100))
    assert told("GAP", square(), east) == count
