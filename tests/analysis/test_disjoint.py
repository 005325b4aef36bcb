from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.disjoint import (
    first_come,
    outside_parts,
    polygonal,
    shared_parts,
    split,
)
from landuse.analysis.pairs import overlapping_pairs

NONE = np.empty(0, dtype=object)


def boxes(*places):
    return np.array([shapely.box(*place) for place in places], dtype=object)


def test_edges_and_corners_in_common_are_no_overlap():
    earlier, later = overlapping_pairs(boxes((0, 0, 1, 1), (1, 0, 2, 1), (2, 1, 3, 2)))
    assert len(earlier) == len(later) == 0


def test_a_meeting_of_edge_and_area_keeps_the_area():
    bent = shapely.from_wkt("POLYGON ((0 0, 3 0, 3 1, 1 1, 1 2, 0 2, 0 0))")
    over = shapely.box(0.5, 1, 3, 2)  # along an edge and into the corner
    place, other, pieces = shared_parts(np.array([bent]), np.array([over]))
    assert (place.tolist(), other.tolist()) == ([0], [0])
    assert shapely.get_dimensions(pieces).tolist() == [2]
    assert shapely.area(pieces).tolist() == [0.5]


def test_lines_and_points_have_no_polygon_left():
    made = polygonal([shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), None])
    assert shapely.area(made[:2]).tolist() == [0, 0]
    assert made[2] is None


def test_empty_sides_are_fine():
    one = boxes((0, 0, 1, 1))
    assert len(first_come(NONE)) == 0
    assert len(shared_parts(one, NONE)[2]) == 0
    assert shapely.area(outside_parts(one, NONE)).tolist() == [1]
    assert split(one, NONE)[1].tolist() == [-1]
    assert len(split(NONE, one)[2]) == 0


spots = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 9)).map(
    lambda spot: (spot[0], spot[1], spot[0] + spot[2], spot[1] + spot[2])
)


@settings(max_examples=50, deadline=None)
@given(st.lists(spots, min_size=1, max_size=9))
def test_first_come_is_disjoint_and_has_the_same_union(places):
    whole = boxes(*places)
    parts = first_come(whole)
    assert shapely.area(parts).sum() == pytest.approx(shapely.union_all(whole).area)
    assert len(overlapping_pairs(parts)[0]) == 0
    assert (shapely.covers(whole, parts) | shapely.is_empty(parts)).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(spots, min_size=1, max_size=6), st.lists(spots, max_size=6))
def test_a_split_loses_nothing(places, others):
    whole = boxes(*places)
    place, _, pieces = split(whole, first_come(boxes(*others) if others else NONE))
    sums = np.bincount(place, shapely.area(pieces), minlength=len(whole))
    assert sums.tolist() == pytest.approx(shapely.area(whole).tolist())


@pytest.mark.parametrize(
    "earlier",
    [
        [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 2, 2)],  # a vertex on one side only
        [(0, 0, 2, 2), (0, 0, 2, 2)],  # the same twice
        [(0, 0, 2, 2), (1, 1, 2, 2)],  # one in the corner of the other
        [(0, 0, 3, 3), (1, 1, 2, 2)],  # one inside the other
        [(0, 0, 2, 1), (0, 1, 2, 2)],  # edge to edge
    ],
)
def test_the_last_one_gets_what_no_earlier_one_has(earlier):
    """16 square metres less those of the union of the others."""
    parts = first_come(boxes(*earlier, (0, 0, 4, 4)))
    union = shapely.union_all(boxes(*earlier))
    assert parts[-1].area == 16 - union.area
    assert parts[-1].is_valid
