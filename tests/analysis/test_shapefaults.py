"""Faults of single shapes on outlines whose fault one can see."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.errors import SchemaError
from landuse.testing import CRS, square

NONE = ShapeLimits()
ALL = ShapeLimits(
    sliver_width_m=0.5,
    sliver_thinness=0.05,
    spike_degrees=1.0,
    duplicate_vertex_m=0.0005,
    tiny_ring_m2=1.0,
    region=(114.0, 35.0, 117.0, 37.0),
)
X, Y = 593_000.0, 3_960_000.0


def faults(*shapes, limits=ALL, crs=CRS):
    return shape_faults(GeoDataFrame(geometry=list(shapes), crs=crs), limits=limits)


def ring(*steps, hole=None):
    holes = None if hole is None else [[(X + x, Y + y) for x, y in hole]]
    return shapely.Polygon([(X + x, Y + y) for x, y in steps], holes)


def test_a_sound_parcel_has_no_fault():
    assert faults(square(), square(east=100)).empty
    assert faults().columns.tolist() == ["place", "code", "message", "x", "y"]


BOW = ring((0, 0), (20, 20), (20, 0), (0, 24))
SLIVER = ring((0, 0), (300, 0), (300, 0.2), (0, 0.2))
SPIKE = ring((0, 0), (50, 0), (50, 50), (90, 50.1), (50, 50.2), (50, 80), (0, 80))
DOUBLE = ring((0, 0), (50, 0), (50, 0.0001), (50, 50), (0, 50))
HOLE = ring(
    (0, 0), (50, 0), (50, 50), (0, 50), hole=[(9, 9), (9, 9.5), (9.5, 9.5), (9.5, 9)]
)
BAD = shapely.Polygon([(X, Y), (X + 9, Y), (np.inf, Y + 9), (X, Y + 9)])
LINE = shapely.LineString([(X, Y), (X + 10, Y)])


@pytest.mark.parametrize(
    ("shape", "code", "at"),
    [
        (BOW, "INVALID", (120 / 11, 120 / 11)),
        (SLIVER, "SLIVER", (150, 0.1)),
        (SPIKE, "SPIKE", (90, 50.1)),
        (DOUBLE, "DUPLICATE_VERTEX", (50, 0)),
        (HOLE, "TINY_RING", (9, 9)),
        (LINE, "MIXED_TYPE", (5, 0)),
        (square(east=400_000), "OUT_OF_REGION", (400_050, 50)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_is_told_once_and_with_its_place(shape, code, at):
    found = faults(square(north=500), shape)
    assert found[["place", "code"]].to_numpy().tolist() == [[1, code]]
    assert (found.x[0] - X, found.y[0] - Y) == pytest.approx(at, abs=1e-3)


def test_a_shape_that_is_not_there_is_told_as_that_only():
    found = faults(None, shapely.Polygon(), BAD)
    assert found.code.tolist() == ["EMPTY", "EMPTY", "NOT_FINITE"]
    assert found.message.tolist()[:2] == [
        "there is no geometry",
        "the geometry is empty",
    ]
    assert np.isnan(found.x[:2]).all()
    assert np.isfinite(found.x[2])


def test_without_limits_only_what_is_wrong_anyway_is_told():
    assert faults(SLIVER, SPIKE, DOUBLE, HOLE, square(400_000), limits=NONE).empty
    assert faults(BOW, limits=NONE).code.tolist() == ["INVALID"]


def test_a_sharp_corner_at_the_start_of_a_ring_is_seen():
    turned = ring((90, 50.1), (50, 50.2), (50, 80), (0, 80), (0, 0), (50, 0), (50, 50))
    assert faults(turned).code.tolist() == ["SPIKE"]


def test_metres_are_metres_in_degrees_too():
    layer = GeoDataFrame(geometry=[SLIVER, DOUBLE, HOLE], crs=CRS).to_crs(4490)
    found = shape_faults(layer, limits=ALL)
    assert found.code.tolist() == ["SLIVER", "DUPLICATE_VERTEX", "TINY_RING"]
    assert found.x.between(115, 116.5).all()


def test_a_thin_shape_that_is_wide_is_no_sliver():
    road = ring((0, 0), (3000, 0), (3000, 10), (0, 10))
    assert faults(road).empty


def test_all_parts_and_holes_are_looked_at():
    parts = shapely.MultiPolygon([square(), square(east=200, side=0.5)])
    found = faults(parts)
    assert found.code.tolist() == ["TINY_RING"]
    assert found.message[0] == "an outer ring of 0.2500 m2"


def test_no_crs_is_an_error():
    with pytest.raises(SchemaError, match="CRS"):
        faults(square(), crs=None)
