"""Geometries as columns of whole numbers: every kind, holes, parts and nothing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from landuse.errors import SchemaError
from landuse.webmap.packing import pack
from landuse.webmap.shapes import WORLD, shape_arrays, to_lonlat
from tests.webmap.decoder import corners, unpack

STEP = 360 / WORLD  # degrees of longitude; of latitude a step is less
BIG = 66_000  # more parts than 16 bits count


def drawn(shapes):
    """What a reader of the block has: kind and parts of each row."""
    return corners(unpack(pack({"shapes": shape_arrays(shapes)}))["shapes"])


def same(made, expected):
    assert len(made) == len(expected)
    assert np.abs(np.array(made) - np.array(expected)).max(initial=0) <= 0.51 * STEP


def square(x, y, size=1.0):
    return box(x, y, x + size, y + size)


def _turned(ring):
    return ring[::-1]


def test_a_hole_goes_the_other_way_round_whatever_its_direction():
    shell, hole = [(0, 0), (9, 0), (9, 9), (0, 9)], [(1, 1), (2, 1), (2, 2)]
    for outer in (shell, _turned(shell)):
        for inner in (hole, _turned(hole)):
            [(kind, [rings])] = drawn([Polygon(outer, [inner])])
            assert kind == 3
            ways = [shapely.LinearRing(ring).is_ccw for ring in rings]
            assert ways == [True, False]
            assert [len(ring) for ring in rings] == [4, 3]


def test_rows_keep_their_place_whatever_the_order_of_storage():
    shapes = [square(100, 30), None, square(-100, -30), square(100.5, 30.5)]
    order = shape_arrays(shapes)["order"].values.tolist()
    assert order.index(0) in (order.index(3) - 1, order.index(3) + 1)
    assert order[-1] == 1
    made = drawn(shapes)
    assert [kind for kind, _ in made] == [3, 0, 3, 3]
    for row in (0, 2, 3):
        same(made[row][1][0][0], shapely.get_coordinates(shapes[row])[:-1])


def test_points_and_lines_have_their_own_kind():
    made = drawn([MultiPoint([(0, 0), (1, 2)]), LineString([(0, 0), (1, 0), (1, 3)])])
    assert [kind for kind, _ in made] == [1, 2]
    same([ring[0] for [ring] in made[0][1]], [(0, 0), (1, 2)])
    same(made[1][1][0][0], [(0, 0), (1, 0), (1, 3)])


def test_of_a_mixed_collection_the_areas_stay_also_inside_another():
    mixed = GeometryCollection(
        [Point(0, 0), square(3, 3), LineString([(0, 0), (1, 1)])]
    )
    nested = GeometryCollection([mixed, MultiPolygon([square(5, 5), square(8, 8)])])
    made = drawn([mixed, nested])
    assert [(kind, len(parts)) for kind, parts in made] == [(3, 1), (3, 3)]


@pytest.mark.parametrize(
    "shape",
    [None, Polygon(), MultiPolygon(), GeometryCollection(), Point(np.inf, 1)],
    ids=["none", "polygon", "multi", "collection", "nowhere"],
)
def test_nothing_to_draw_is_kind_0(shape):
    assert drawn([shape]) == [(0, [])]
    assert [kind for kind, _ in drawn([shape, square(0, 0)])] == [0, 3]


def test_no_rows_are_no_rows():
    assert drawn([]) == []


def test_more_parts_than_two_bytes_count():
    many = MultiPoint([(n % 300 / 10, n / 1e4) for n in range(BIG)])
    [(kind, parts)] = drawn([many])
    assert (kind, len(parts)) == (1, BIG)


def test_neighbours_share_their_corners_to_the_step():
    left, right = drawn([square(0, 0, 0.1), square(0.1, 0, 0.1)])
    edge = {c for c in left[1][0][0] if c[0] > 0.05}
    assert edge <= set(right[1][0][0])


def test_a_frame_without_a_reference_system_is_refused():
    with pytest.raises(SchemaError, match="no coordinate reference system"):
        to_lonlat(gpd.GeoDataFrame(geometry=[Point(0, 0)]))


places = st.tuples(st.floats(-179, 179), st.floats(-80, 80))


@given(
    st.lists(
        st.one_of(
            st.none(),
            places.map(Point),
            st.lists(places, min_size=2, max_size=6).map(LineString),
            st.lists(places, min_size=3, max_size=6).map(Polygon),
            st.lists(places, min_size=1, max_size=4).map(MultiPoint),
        ),
        max_size=12,
    )
)
def test_every_corner_comes_back_within_a_step(shapes):
    for (kind, parts), shape in zip(drawn(shapes), shapes, strict=True):
        if shape is None:
            assert (kind, parts) == (0, [])
            continue
        oriented = shapely.orient_polygons(shape)
        expected = shapely.get_coordinates(oriented)
        if kind == 3:
            expected = expected[:-1]
        same([c for part in parts for ring in part for c in ring], expected)
