"""Areas of polygons of geodesics, as published with GeographicLib (Planimeter).

Its polygons round a pole (Planimeter0, 5, 12 and 13) and across the meridian of 180
degrees (6) cannot be drawn in degrees; none of that lies in China.
"""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from landuse.analysis.areas import geometry_area

EARTH = Geod(ellps="WGS84")


def along_geodesics(*places, step=500.0):
    """A polygon whose edges follow geodesics; places are latitude, longitude."""
    ring = []
    for (lat, lon), (lat2, lon2) in zip(places, [*places[1:], places[0]], strict=True):
        number = int(EARTH.inv(lon, lat, lon2, lat2)[2] // step)
        ring += [(lon, lat), *EARTH.npts(lon, lat, lon2, lat2, number)]
    return shapely.Polygon(ring)


@pytest.mark.parametrize(
    ("places", "area"),
    [
        ([(0, -1), (-1, 0), (0, 1), (1, 0)], 24_619_419_146.0),
        ([(2, 1), (1, 2), (3, 3)], 18_454_562_325.45119),
        ([(3, 3), (1, 2), (2, 1)], 18_454_562_325.45119),
    ],
    ids=["diamond on the equator", "triangle", "the other way round"],
)
def test_published_areas_are_met(places, area):
    shape = np.array([along_geodesics(*places)])
    assert geometry_area(shape, "EPSG:4326")[0] == pytest.approx(area, rel=1e-8)


def test_an_eighth_of_the_earth():
    """Planimeter0: from the equator to the pole, a quarter round."""
    shape = shapely.box(0, 0, 90, 90)
    area = geometry_area(np.array([shape]), "EPSG:4326")[0]
    assert area == pytest.approx(63_758_202_715_511.0, rel=1e-10)


@pytest.mark.parametrize(
    "places", [[(1, 1)] * 4, [(0, 0), (1, 1), (1, 1), (0, 0)]], ids=["point", "line"]
)
def test_a_polygon_of_one_point_or_one_line_has_no_area(places):
    """Planimeter19."""
    shape = shapely.Polygon(places)
    assert geometry_area(np.array([shape]), "EPSG:4326").tolist() == [0.0]


def test_geod_agrees_on_parcels_of_short_edges():
    shape = shapely.box(115.0, 35.7, 115.01, 35.71)
    shape = shapely.segmentize(shape, 1e-4)
    area = abs(EARTH.geometry_area_perimeter(shape)[0])
    ours = geometry_area(np.array([shape]), "EPSG:4326")[0]
    assert ours == pytest.approx(area, rel=1e-8)
