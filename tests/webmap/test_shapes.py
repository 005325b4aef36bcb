"""Geometries as integers: every kind, holes, parts and nothing."""

from __future__ import annotations

import geopandas as gpd
import pytest
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
from landuse.webmap.shapes import encode_shapes, to_lonlat

STEP = 1e-6


def _square(at=0):
    return box(at * STEP, 0, (at + 2) * STEP, 2 * STEP)


def test_a_hole_is_a_second_ring_whatever_its_direction():
    hole = [(STEP, STEP), (2 * STEP, STEP), (2 * STEP, 2 * STEP)]
    shell = [(0, 0), (9 * STEP, 0), (9 * STEP, 9 * STEP), (0, 9 * STEP)]
    for ring in (hole, hole[::-1]):
        kind, rings = encode_shapes([Polygon(shell, [ring])])[0]
        assert kind == 3
        assert len(rings) == 2


def test_each_part_of_a_multipolygon_is_kept():
    assert len(encode_shapes([MultiPolygon([_square(), _square(5)])])[0]) == 3


def test_points_and_lines_have_their_own_form():
    points = encode_shapes([MultiPoint([(0, 0), (STEP, 2 * STEP)])])
    assert points == [[1, [0, 0], [1, 2]]]
    line = encode_shapes([LineString([(0, 0), (STEP, 0), (STEP, 3 * STEP)])])
    assert line == [[2, [0, 0, 1, 0, 0, 3]]]


def test_of_a_mixed_collection_the_areas_stay():
    mixed = GeometryCollection([Point(0, 0), _square(), LineString([(0, 0), (1, 1)])])
    assert [part[0] for part in encode_shapes([mixed])] == [3]
    assert len(encode_shapes([mixed])[0]) == 2


@pytest.mark.parametrize(
    "shape", [None, Polygon(), MultiPolygon(), GeometryCollection()], ids=str
)
def test_nothing_is_zero(shape):
    assert encode_shapes([shape]) == [[0]]


def test_a_frame_without_a_reference_system_is_refused():
    with pytest.raises(SchemaError, match="no coordinate reference system"):
        to_lonlat(gpd.GeoDataFrame(geometry=[Point(0, 0)]))


def test_neighbours_share_their_rounded_edge():
    left, right = encode_shapes([_square(), _square(2)])
    assert left[1][0][0] == right[1][0][0] == 2 or left != right
