"""Areas of polygons of geodesics, as published with GeographicLib (Planimeter)."""

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


def test_geod_agrees_on_parcels_of_short_edges():
    shape = shapely.box(115.0, 35.7, 115.01, 35.71)
    shape = shapely.segmentize(shape, 1e-4)
    area = abs(EARTH.geometry_area_perimeter(shape)[0])
    ours = geometry_area(np.array([shape]), "EPSG:4326")[0]
    assert ours == pytest.approx(area, rel=1e-8)
