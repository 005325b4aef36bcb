"""Pairs on the same ground: the search finds what comparing all pairs finds."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis import pairs
from landuse.analysis.chunks import Watch
from landuse.analysis.pairs import overlapping_pairs
from landuse.errors import CancelledError


def fabric(size, step=1000.0, east=0.0, north=0.0):
    """A block of squares of 100 m, a vertex every ``step`` metres."""
    places = [
        (100.0 * i + east, 100.0 * j + north) for i in range(size) for j in range(size)
    ]
    squares = [shapely.box(x, y, x + 100, y + 100) for x, y in places]
    return shapely.segmentize(np.array(squares, dtype=object), step)


def all_pairs(shapes):
    one, other = np.triu_indices(len(shapes), 1)
    meet = shapely.relate_pattern(shapes[one], shapes[other], "T********")
    return set(zip(one[meet].tolist(), other[meet].tolist(), strict=True))


def found_pairs(shapes):
    earlier, later = overlapping_pairs(shapes)
    return set(zip(earlier.tolist(), later.tolist(), strict=True))


def test_a_block_drawn_again_with_more_vertices_overlaps_in_its_middle_too():
    """All edges inside either block have twins, and the two sets lie on each other."""
    shapes = np.concatenate([fabric(5), fabric(5, step=50)])
    assert found_pairs(shapes) == {(i, i + 25) for i in range(25)}


def test_a_block_three_times_over_makes_three_pairs_a_place():
    shapes = np.concatenate([fabric(3), fabric(3, step=50), fabric(3, step=30)])
    assert len(found_pairs(shapes)) == 3 * 9


def test_an_outline_of_many_edges_meets_all_that_lies_under_it():
    """A circle of 250 m about the middle of 36 squares."""
    circle = shapely.buffer(shapely.Point(300, 300), 250, quad_segs=64)
    shapes = np.append(fabric(6), circle)
    assert found_pairs(shapes) == all_pairs(shapes)
    assert len(found_pairs(shapes)) == 32  # all but the four corners


def test_a_small_one_inside_and_one_that_fills_a_hole():
    ring = shapely.box(0, 0, 100, 100) - shapely.box(40, 40, 60, 60)
    filling, inside = shapely.box(40, 40, 60, 60), shapely.box(5, 5, 9, 9)
    assert found_pairs(np.array([ring, filling, inside])) == {(0, 2)}


def test_parts_of_a_multipart_count():
    both = shapely.MultiPolygon([shapely.box(0, 0, 9, 9), shapely.box(100, 0, 109, 9)])
    shapes = np.array([shapely.box(105, 5, 120, 20), both, None, shapely.Polygon()])
    assert found_pairs(shapes) == {(0, 1)}


def test_nothing_has_no_pairs():
    assert found_pairs(np.empty(0, dtype=object)) == set()


@pytest.mark.parametrize("after", range(1, 4))
def test_the_search_stops_whenever_it_is_told(after):
    shapes = np.concatenate([fabric(5), fabric(5, step=50)])
    asked = []

    def enough():
        asked.append(1)
        return len(asked) >= after

    with pytest.raises(CancelledError, match="cancelled by the caller"):
        overlapping_pairs(shapes, Watch(cancel=enough))
    assert len(asked) == after


steps = st.sampled_from([1000.0, 50.0, 40.0, 7.0])
moves = st.sampled_from([0.0, 50.0, 100.0, 33.0])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), steps, moves, moves), max_size=3),
    st.randoms(use_true_random=False),
)
def test_blocks_over_blocks_are_found_like_comparing_all(blocks, dice):
    shapes = [shape for block in blocks for shape in fabric(*block)]
    dice.shuffle(shapes)
    shapes = np.array(shapes, dtype=object)
    assert found_pairs(shapes) == all_pairs(shapes)


def test_neighbours_looked_for_in_blocks_are_the_same(monkeypatch):
    monkeypatch.setattr(pairs, "_BLOCK", 3)
    shapes = np.concatenate([fabric(5), fabric(5, step=50), fabric(5, 30, 50, 50)])
    assert found_pairs(shapes) == all_pairs(shapes)
