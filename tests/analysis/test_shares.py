"""Shares, claims and distances: nothing lost, nothing twice, in any order."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.areas import geometry_area
from landuse.analysis.claims import union_area
from landuse.analysis.distances import nearest, within_distance
from landuse.analysis.overlay import overlap_areas, remainders
from landuse.analysis.shares import shares
from landuse.errors import CancelledError
from landuse.testing import CRS, make_parcels, make_zones, square

spots = st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(1, 8))
layers = st.lists(spots, min_size=1, max_size=7).map(
    lambda places: np.array([square(e * 9, n * 9, s * 9) for e, n, s in places])
)
quick = settings(max_examples=40, deadline=None)


def series(shapes):
    return GeoSeries(list(shapes), crs=CRS)


@quick
@given(layers, layers)
def test_what_is_shared_and_what_is_left_make_the_whole(left, right):
    whole = geometry_area(left, CRS)
    rest, areas = remainders(series(left), series(right))
    assert areas["whole_m2"].tolist() == whole.tolist()
    both = areas["covered_m2"] + geometry_area(rest.to_numpy(), CRS)
    assert both.tolist() == pytest.approx(whole.tolist(), abs=1e-4)


@quick
@given(layers, layers)
def test_zones_and_outside_make_the_parcel(parcels, zones):
    split = shares(make_parcels(geometry=list(parcels)), make_zones(
        zone_id=[f"z{i % 3}" for i in range(len(zones))], geometry=list(zones)
    ))  # fmt: skip
    sums = split.groupby("parcel")["area_m2"].sum()
    assert sums.tolist() == pytest.approx(geometry_area(parcels, CRS).tolist())
    assert split.groupby("parcel")["share"].sum().tolist() == pytest.approx(
        [1.0] * len(parcels)
    )
    outside = split[split["zone_id"].isna()]["area_m2"].sum()
    ground = shapely.difference(parcels, shapely.union_all(zones))
    assert outside == pytest.approx(geometry_area(ground, CRS).sum(), abs=1e-3)


@quick
@given(layers, layers, st.randoms(use_true_random=False))
def test_another_order_changes_nothing(left, right, dice):
    order = list(range(len(left)))
    dice.shuffle(order)
    there = overlap_areas(series(left), series(right)).set_index(["left", "right"])
    moved = overlap_areas(series(left[order]), series(right))
    moved["left"] = np.array(order)[moved["left"]]
    back = moved.set_index(["left", "right"]).sort_index()
    assert back.equals(there)


@quick
@given(layers, layers, st.integers(-2000, 2000))
def test_moving_both_layers_north_changes_no_share(left, right, metres):
    def plane(a, b):
        return shares(
            make_parcels(geometry=list(a)), make_zones(geometry=list(b))
        )["share"].tolist()  # fmt: skip

    moved = [
        shapely.transform(s, lambda xy: xy + np.array([0, metres]))
        for s in (left, right)
    ]
    assert plane(*moved) == pytest.approx(plane(left, right), abs=1e-6)


@quick
@given(layers, st.lists(st.integers(0, 3), min_size=7, max_size=7))
def test_credits_are_the_union_whoever_comes_first(claims, priority):
    made = union_area(claims, CRS, priority[: len(claims)])
    union = geometry_area(np.array([shapely.union_all(claims)]), CRS)[0]
    assert made.total_m2 == pytest.approx(union, abs=1e-3)
    assert made.total_m2 == pytest.approx(made.credited_m2.sum())
    first = int(np.argmin(priority[: len(claims)]))
    whole = geometry_area(claims[first : first + 1], CRS)[0]
    assert made.credited_m2[first] == pytest.approx(whole)


def test_missing_claims_and_invalid_ones():
    bow = shapely.from_wkt("POLYGON ((0 0, 20 20, 20 0, 0 20, 0 0))")
    made = union_area(np.array([None, bow, bow], dtype=object), CRS)
    assert (made.credited_m2 > 1).tolist() == [False, True, False]


def test_a_parcel_outside_all_zones_is_all_outside():
    split = shares(make_parcels(), make_zones(geometry=square(east=900)))
    assert split.share.tolist() == [1.0]
    assert split.zone_id.isna().all()


def test_a_cancelled_call_raises():
    layer = make_parcels(geometry=[square(), square(east=50)])
    with pytest.raises(CancelledError, match="nothing was kept"):
        shares(layer, make_zones(), cancel=lambda: True)


def test_distances_are_true_at_the_limit_and_in_degrees():
    homes = GeoDataFrame(geometry=[square(east=150), square(900)], crs=CRS)
    near = within_distance(series([square()]), homes.to_crs(4490).geometry, 50.001)
    assert near[["left", "right"]].to_numpy().tolist() == [[0, 0]]
    assert within_distance(series([square()]), homes.geometry, 49.9).empty
    found = nearest(series([None, square()]).to_crs(4490), homes.geometry)
    assert found["left"].tolist() == [1]
    assert found["distance_m"].tolist() == [pytest.approx(50, abs=0.05)]
