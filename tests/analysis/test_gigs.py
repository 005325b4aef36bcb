"""Transverse Mercator against the published points of GIGS (test 5101, part 1).

The British zone of the test has another meridian, scale and origin than a
Gauss-Krueger zone; taken off, what remains is the same projection, on an ellipsoid
0.1 mm away from that of CGCS2000.
"""

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from landuse.analysis.areas import gauss_krueger_parameters, geometry_area
from landuse.analysis.surveyarea import _series
from landuse.ellipsoids import survey_ellipsoids

ZONE = (
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k_0=0.9996012717 +x_0=400000 +y_0=-100000 "
    "+ellps=WGS84 +units=m +type=crs"
)
SCALE, EAST, EQUATOR = 0.9996012717, 400_000, -5_527_462.686
TOLERANCE_M = 0.03
METRES = 111_320.0


def _numbers(text, word):
    rows = [line.split()[1:3] for line in text.splitlines() if line.startswith(word)]
    return np.array(rows, dtype=float)


@pytest.fixture
def points(shared_data):
    """Longitude, latitude and the published east and north."""
    path = shared_data / "07_reference" / "proj_gigs" / "5101.1-jhs.gie"
    if not path.is_file():
        pytest.skip("no GIGS points beside the checkout (../shared/data)")
    forward = path.read_text().split("operation ")[1]
    degrees, metres = _numbers(forward, "accept"), _numbers(forward, "expect")
    assert len(degrees) == len(metres) == 59
    return degrees, metres


@pytest.fixture(scope="module")
def project():
    return Transformer.from_crs("EPSG:4326", ZONE, always_xy=True)


def test_published_points_are_met_there_and_back(points, project):
    degrees, metres = points
    made = np.column_stack(project.transform(*degrees.T))
    assert np.abs(made - metres).max() <= TOLERANCE_M
    back = np.column_stack(project.transform(*metres.T, direction="INVERSE"))
    off = (back - degrees) * METRES * np.cos(np.radians(degrees[:, [1]]) * [1, 0])
    assert np.abs(off).max() <= TOLERANCE_M


def test_a_thousand_ways_there_and_back_stay_within_six_millimetres(points, project):
    degrees, _ = points
    first = there = np.column_stack(project.transform(*degrees.T))
    for _ in range(1000):
        back = project.transform(*there.T, direction="INVERSE")
        there = np.column_stack(project.transform(*back))
    assert np.abs(there - first).max() <= 0.006


def test_the_survey_series_meets_the_points_within_three_degrees(points):
    degrees, metres = points
    near = (np.abs(degrees[:, 0] + 2) <= 3) & (np.abs(degrees[:, 1]) <= 60)
    assert near.sum() == 30
    east, north = ((metres[near] - [EAST, EQUATOR]) / SCALE).T
    cgcs2000 = survey_ellipsoids()[0]
    latitude, longitude = _series(north, east, cgcs2000)
    off = np.degrees(np.column_stack([longitude, latitude])) - degrees[near] - [2, 0]
    off *= METRES * np.cos(np.radians(degrees[near][:, [1]]) * [1, 0])
    assert np.abs(off).max() <= TOLERANCE_M


@pytest.mark.parametrize("epsg", [4526, 4527, 4547, 4548, 4498])
def test_the_survey_series_is_the_zones_inverse(epsg):
    """In all of China, to the edge of a zone of three degrees, below 0.4 mm."""
    zone = gauss_krueger_parameters(epsg)
    away, latitude = np.meshgrid(np.linspace(-1.7, 1.7, 18), np.linspace(18, 54, 37))
    degrees = np.column_stack([zone.central_meridian + away.ravel(), latitude.ravel()])
    there = Transformer.from_crs(4490, epsg, always_xy=True).transform(*degrees.T)
    back = _series(there[1], there[0] - zone.false_easting, survey_ellipsoids()[0])
    made = np.degrees(np.column_stack(back[::-1]))
    made[:, 0] += zone.central_meridian
    assert np.abs(made - degrees).max() * METRES < 4e-4


def test_a_cell_of_the_zone_has_the_area_of_its_degrees(project):
    """A quarter of a degree, edges cut finely: plane and ellipsoid agree to 1e-8."""
    cell = shapely.segmentize(shapely.box(-2, 52, -1.75, 52.25), 0.0005)
    plain = CRS.from_proj4(
        "+proj=tmerc +lat_0=0 +lon_0=-2 +k=1 +x_0=500000 +ellps=WGS84 +type=crs"
    )
    assert gauss_krueger_parameters(plain) is not None
    to_plane = Transformer.from_crs("EPSG:4326", plain, always_xy=True)
    plane = shapely.transform(cell, to_plane.transform, interleaved=False)
    here = geometry_area(np.array([plane]), plain)[0]
    scaled = shapely.transform(cell, project.transform, interleaved=False)
    there = geometry_area(np.array([scaled]), ZONE)[0]
    degrees = geometry_area(np.array([cell]), "EPSG:4326")[0]
    assert here == pytest.approx(degrees, rel=1e-8)
    assert there == pytest.approx(degrees, rel=1e-8)
