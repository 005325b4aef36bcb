"""Areas against published vectors and against figures that one can check by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import Point, Polygon, box

from landuse.analysis.areas import ellipsoidal_area, geometry_area, planar_area
from landuse.errors import SchemaError
from landuse.testing import make_parcels, square

#: EPSG code, rectangle (west, south, east, north), planar and ellipsoidal m2
VECTORS = [
    (4526, (38608000, 3963500, 38608400, 3963750), 100_000.0, 99_971.166),
    (4526, (38593000, 3960000, 38594000, 3961000), 1_000_000.0, 999_784.67),
    (4527, (39399000, 3977000, 39399400, 3977250), 100_000.0, 99_974.974),
]


@pytest.mark.parametrize(("epsg", "bounds", "planar", "ellipsoidal"), VECTORS)
def test_areas_agree_with_the_reference_vectors(epsg, bounds, planar, ellipsoidal):
    frame = gpd.GeoSeries([box(*bounds)], crs=epsg)
    assert planar_area(frame).iloc[0] == planar
    assert ellipsoidal_area(frame).iloc[0] == pytest.approx(ellipsoidal, abs=0.002)


def test_a_box_of_degrees_agrees_with_the_closed_form():
    cell = box(115, 35.75, 115.125, 35.75 + 1 / 12)
    area = geometry_area(np.array([cell]), "EPSG:4490")[0]
    assert area == pytest.approx(104_483_024.1958, abs=0.001)


def test_a_hole_subtracts_whatever_its_orientation():
    hole = [(10, 10), (20, 10), (20, 20), (10, 20)]
    shell = [(0, 0), (100, 0), (100, 100), (0, 100)]
    shapes = [
        translate(Polygon(s, [h]), 593_000, 3_960_000)
        for s in (shell, shell[::-1])
        for h in (hole, hole[::-1])
    ]
    area = geometry_area(np.array(shapes), "EPSG:4547")
    assert np.ptp(area) < 1e-6
    assert area[0] == pytest.approx(9_900, rel=3e-4)


def test_parts_of_a_multipart_add_up():
    parts = [square(), square(east=500)]
    both = geometry_area(np.array([shapely.MultiPolygon(parts)]), "EPSG:4547")[0]
    assert both == pytest.approx(geometry_area(np.array(parts), "EPSG:4547").sum())


def test_missing_is_missing_and_empty_is_zero():
    shapes = np.array([None, Polygon(), Point(593_000, 3_960_000)])
    area = geometry_area(shapes, "EPSG:4547")
    assert np.isnan(area[0])
    assert area[1:].tolist() == [0.0, 0.0]


def test_the_area_does_not_depend_on_the_zone():
    """Half a kilometre seen in zones 38 and 39 is the same land within 1 ppm."""
    ragged = Polygon([(0, 0), (500, 40), (470, 330), (220, 250), (-30, 410)])
    frame = gpd.GeoSeries([translate(ragged, 635_000, 3_985_000)], crs=4547)
    here = ellipsoidal_area(frame).iloc[0]
    there = ellipsoidal_area(frame.to_crs(4548)).iloc[0]
    assert there == pytest.approx(here, rel=1e-6)


def test_planar_area_refuses_degrees_and_web_mercator():
    parcels = make_parcels()
    for crs in (4490, 3857):
        with pytest.raises(SchemaError, match="no planar area"):
            planar_area(parcels.to_crs(crs))


def test_no_area_without_a_crs():
    with pytest.raises(SchemaError, match="no area without a CRS"):
        geometry_area(np.array([square()]), None)


@given(
    cut=st.floats(1, 999),
    east=st.floats(-100_000, 150_000),
    slope=st.floats(-300, 300),
)
def test_the_two_sides_of_any_cut_add_up(cut, east, slope):
    whole = translate(square(side=1000), east, 0)
    line = shapely.LineString([(cut + slope, -10), (cut - slope, 1010)])
    parts = shapely.ops.split(whole, translate(line, whole.bounds[0], whole.bounds[1]))
    area = geometry_area(np.array([whole, *parts.geoms]), "EPSG:4547")
    assert area[1:].sum() == pytest.approx(area[0], rel=1e-9)
