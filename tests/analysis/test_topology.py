"""Overlaps, duplicates and gaps on squares of 100 m, and on planted faults."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.topology import duplicates, gaps, overlaps
from landuse.errors import CancelledError
from landuse.testing import CRS, square

planted = pytest.importorskip("benchmarks.planted")


def layer(*shapes):
    return GeoDataFrame(geometry=list(shapes), crs=CRS)


def pairs(frame, tolerance=1e-3):
    found = overlaps(frame, tolerance_m2=tolerance)
    return found[["left", "right"]].to_numpy().tolist()


def holes(frame, area=50.0, width=0.5):
    return gaps(frame, max_area_m2=area, max_width_m=width)


def test_neighbours_edge_to_edge_have_no_fault():
    block = layer(*(square(100 * i, 100 * j) for i in range(4) for j in range(4)))
    assert pairs(block) == []
    assert duplicates(block).empty
    assert holes(block).empty


def test_parcels_inside_a_doubled_block_overlap_too():
    block = [square(100 * i, 100 * j) for i in range(4) for j in range(4)]
    found = pairs(layer(*block, *block))
    assert found == [[i, i + 16] for i in range(16)]


def test_a_shifted_copy_of_a_block_overlaps_in_its_middle_too():
    block = [square(100 * i, 100 * j) for i in range(5) for j in range(5)]
    moved = [square(100 * i + 50, 100 * j) for i in range(5) for j in range(5)]
    assert len(pairs(layer(*block, *moved))) == 25 + 20


def test_overlaps_up_to_the_tolerance_are_noise():
    frame = layer(square(), square(east=99.99))
    assert pairs(frame, tolerance=0.9) == [[0, 1]]
    assert pairs(frame, tolerance=1.1) == []


def test_an_invalid_shape_is_measured_mended_and_says_so():
    bow = shapely.Polygon(
        [(593_050, 3_960_010), (593_060, 3_960_020), (593_060, 3_960_010),
         (593_050, 3_960_020)]
    )  # fmt: skip
    found = overlaps(layer(square(), bow), tolerance_m2=1)
    assert found.mended.tolist() == [True]
    assert found.area_m2.round(0).tolist() == [50]


@pytest.mark.parametrize(
    "other",
    [square(), square().reverse(), shapely.Polygon(np.roll(
        shapely.get_coordinates(square())[:-1], 1, axis=0))],
    ids=["same", "other direction", "other start"],
)  # fmt: skip
def test_the_same_shape_is_found_however_it_is_written(other):
    found = duplicates(layer(square(east=500), square(), other, None))
    assert found.to_numpy().tolist() == [[1, 2]]


def test_a_hole_between_parcels_is_a_gap_and_a_street_is_none():
    block = [square(100 * i, 100 * j) for i in range(3) for j in range(3)]
    block[4] = square(105, 100, 95).union(square(105, 190, 10))
    street = [square(320 + 100 * i, 100 * j) for i in range(2) for j in range(3)]
    assert holes(layer(*block, *street)).empty
    found = holes(layer(*block, *street), area=1_000)
    assert found.area_m2.round(-1).tolist() == [500, 420]
    assert set(found.neighbours[0]) >= {3, 4}


def test_a_hair_gap_open_at_both_ends_is_found():
    found = holes(layer(square(), square(east=100.05), square(east=220.05)))
    assert found.neighbours.tolist() == [(0, 1)]
    assert found.width_m.tolist() == [pytest.approx(0.05)]
    assert found.area_m2.tolist() == [pytest.approx(5, abs=0.01)]


def test_a_hair_gap_all_round_a_parcel_is_found():
    frame = shapely.box(*square(-10, -10, 120).bounds).difference(
        square(-0.1, -0.1, 100.2)
    )
    found = holes(layer(frame, square()), area=10)
    assert found.area_m2.sum() == pytest.approx(40, abs=0.5)


def test_a_lake_that_a_parcel_fills_is_no_gap():
    frame = square(-10, -10, 120).difference(square())
    halves = [shapely.box(*square().bounds).intersection(square(e)) for e in (-50, 50)]
    assert holes(layer(frame, *halves), area=20_000).empty


def test_vertices_of_one_side_only_are_neither_gap_nor_overlap():
    long_one = square(side=200)
    short = [square(200, 0, 130), square(200, 130, 70)]
    assert pairs(layer(long_one, *short)) == []
    assert holes(layer(long_one, *short)).empty


def test_degrees_are_measured_in_metres():
    frame = layer(square(), square(east=100.2)).to_crs(4490)
    assert holes(frame).width_m.round(2).tolist() == [0.2]


def test_nothing_and_one_are_fine():
    for frame in (layer(), layer(None), layer(square()), layer(shapely.Polygon())):
        assert pairs(frame) == []
        assert holes(frame).empty
        assert duplicates(frame).empty


def test_a_caller_can_stop_and_watch():
    frame = layer(square(), square(east=50))
    seen = []
    overlaps(frame, tolerance_m2=1, progress=lambda *step: seen.append(step))
    assert seen[-1] == (1, 1)
    with pytest.raises(CancelledError, match="cancelled by the caller"):
        overlaps(frame, tolerance_m2=1, cancel=lambda: True)
    with pytest.raises(CancelledError, match="cancelled by the caller"):
        gaps(frame, max_area_m2=1, max_width_m=1, cancel=lambda: True)


spots = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 6))


@settings(max_examples=60, deadline=None)
@given(st.lists(spots, max_size=12))
def test_the_fast_path_finds_what_comparing_all_finds(places):
    shapes = np.array([square(e * 10, n * 10, s * 10) for e, n, s in places])
    expected = [
        [i, j]
        for i in range(len(shapes))
        for j in range(i + 1, len(shapes))
        if shapes[i].intersection(shapes[j]).area > 1
    ]
    assert pairs(layer(*shapes), tolerance=1) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(spots, min_size=1, max_size=12))
def test_gaps_are_the_holes_of_the_union(places):
    shapes = [square(e * 10, n * 10, s * 10) for e, n, s in places]
    parts = shapely.get_parts(shapely.union_all(shapes))
    inner = [r for p in parts for r in p.interiors]
    expected = sum(shapely.Polygon(ring).area for ring in inner)
    islands = [p for p in parts if any(shapely.Polygon(r).contains(p) for r in inner)]
    expected -= sum(island.area for island in islands)
    found = holes(layer(*shapes), area=1e6, width=1e-3)
    assert found.geometry.area.sum() == pytest.approx(expected, abs=1)


def test_all_planted_faults_are_found_and_nothing_else():
    made = planted.plant(5_000)
    found = overlaps(made.frame, tolerance_m2=1e-3)
    sound = found[~found["mended"]]
    assert set(zip(sound["left"], sound["right"], strict=True)) == made.overlaps
    invalid = np.flatnonzero(~made.frame.is_valid)
    assert set(invalid) == made.bow_ties
    assert planted.gap_scores(made, holes(made.frame)) == (1.0, 1.0)
    assert duplicates(made.frame).empty


def test_two_streets_around_many_parcels_meet_each_other_once():
    """Outlines with hundreds of neighbours, two of which lie on each other."""
    x, y = 593_000, 3_960_000
    lots = [shapely.box(x + i, y, x + i + 1, y + 1) for i in range(200)]
    below = shapely.box(x, y - 5, x + 200, y)
    street = shapely.Polygon(
        [(x + i, y) for i in range(201)] + [(x + 200, y - 5), (x, y - 5)]
    )
    assert pairs(layer(*lots, street, below)) == [[200, 201]]
    assert pairs(layer(*lots, street, street, lots[7])) == [[7, 202], [200, 201]]
