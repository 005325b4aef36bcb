"""Overlays on squares of 100 m: 1 ha in the plane, 15 mu."""

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given
from hypothesis import strategies as st

from landuse.analysis.areas import geometry_area
from landuse.analysis.overlay import overlap_areas, remainders
from landuse.testing import CRS, square


def series(*shapes):
    return GeoSeries(list(shapes), crs=CRS)


def test_only_pairs_that_share_area_are_listed():
    left = series(square(), square(east=100), square(east=500))
    right = series(square(side=150))
    found = overlap_areas(left, right)
    assert found["left"].tolist() == [0, 1]
    assert found["area_m2"].round(-1).tolist() == [10_000, 5_000]


def test_the_right_layer_is_brought_to_the_crs_of_the_left():
    found = overlap_areas(series(square()), series(square()).to_crs(4548))
    assert found["area_m2"].iloc[0] == pytest.approx(9_997.9, abs=0.1)


def test_what_is_left_of_a_batch_is_its_outline_less_the_parcels():
    batch = series(square(side=200))
    rest, areas = remainders(batch, series(square(), square(east=100)))
    assert areas.round(-2).to_numpy().tolist() == [[40_000, 20_000, 20_000]]
    assert rest.iloc[0].bounds == (593_000, 3_960_100, 593_200, 3_960_200)


def test_overlapping_covers_count_once():
    _, areas = remainders(series(square()), series(square(side=60), square(side=60)))
    assert areas["covered_m2"].iloc[0] == pytest.approx(3_600, abs=1)


def test_a_shape_that_nothing_covers_stays_whole():
    rest, areas = remainders(series(square()), series(square(east=900)))
    assert areas["covered_m2"].tolist() == [0.0]
    assert rest.iloc[0].equals(square())


def test_nothing_over_nothing_is_empty():
    rest, areas = remainders(series(), series(square()))
    assert len(rest) == len(areas) == 0
    assert overlap_areas(series(), series()).empty


places = st.tuples(st.integers(0, 190), st.integers(0, 190), st.integers(5, 120))


@given(st.lists(places, min_size=1, max_size=8))
def test_covered_and_remainder_always_make_the_whole(squares):
    cover = series(*(square(e, n, s) for e, n, s in squares))
    rest, areas = remainders(series(square(side=200)), cover)
    union = shapely.intersection(square(side=200), shapely.union_all(cover.to_numpy()))
    covered = geometry_area(np.array([union]), CRS)[0]
    assert areas["covered_m2"].iloc[0] == pytest.approx(covered, abs=1e-4)
    assert geometry_area(rest.to_numpy(), CRS)[0] == areas["remainder_m2"].iloc[0]
