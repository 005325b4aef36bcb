"""Lengths, areas and plane coordinates of the page against PROJ's."""

from __future__ import annotations

import math
import random

import pytest
from pyproj import CRS, Geod, Transformer

from tests.webmap.scripts import runner

GEOD = Geod(a=6378137, rf=298.257222101)
MU_M2 = 2000 / 3
WEST, EAST, SOUTH, NORTH = 114.8, 116.1, 35.3, 36.3  # the city and around
run = pytest.fixture(scope="module")(runner("landuse-geodesy.js"))


def polygon(area_mu, corners, turn, centre=(35.76, 115.03)):
    """A regular polygon of about so many mu, turned, so that its edges slant."""
    lat, lng = centre
    radius = math.sqrt(2 * area_mu * MU_M2 / corners / math.sin(2 * math.pi / corners))
    ring = []
    for n in range(corners):
        azimuth = turn + 360 * n / corners
        east, north, _ = GEOD.fwd(lng, lat, azimuth, radius)
        ring.append([north, east])
    return ring


def true_area(ring):
    lats, lngs = zip(*ring, strict=True)
    return abs(GEOD.polygon_area_perimeter(lngs, lats)[0])


def test_an_area_is_the_ellipsoids_within_a_ten_thousandth(run):
    rings = [
        polygon(area, corners, turn)
        for area in (1, 15, 135, 1000, 10_000)
        for corners, turn in ((3, 11), (4, 0), (4, 45), (5, 31), (12, 7))
    ]
    rings += [[*ring[::-1], ring[-1]] for ring in rings[-3:]]  # other way, closed
    lshape = [[35, 115], [35, 115.02], [35.01, 115.02], [35.01, 115.01]]
    rings.append([*lshape, [35.02, 115.013], [35.021, 115.001]])
    made = run([("ringArea", [ring]) for ring in rings])
    worst = max(
        abs(m / true_area(ring) - 1) for m, ring in zip(made, rings, strict=True)
    )
    assert worst < 2e-7  # asked for is 1e-4


def test_an_area_has_no_corner_without_three_points(run):
    rings = [[], [[35, 115]], [[35, 115], [36, 116]]]
    assert run([("ringArea", [ring]) for ring in rings]) == pytest.approx([0] * 3)


def test_a_length_is_the_geodesics_to_the_tenth_of_a_millimetre(run):
    dice = random.Random(9)
    pairs = [
        [
            [dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)],
            [dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)],
        ]
        for _ in range(200)
    ]
    pairs += [[[0, 100], [0, 101]], [[35, 115], [35, 115]], [[-40, 170], [40, -170]]]
    made = run([("distance", pair) for pair in pairs])
    for metres, (start, end) in zip(made, pairs, strict=True):
        wanted = GEOD.inv(start[1], start[0], end[1], end[0])[2]
        assert metres == pytest.approx(wanted, abs=1e-4)


def test_a_path_is_as_long_as_its_legs(run):
    path = [[35, 115], [35.01, 115.02], [35.03, 115.02]]
    whole, first, second, none = run(
        [
            ("pathLength", [path]),
            ("distance", path[:2]),
            ("distance", path[1:]),
            ("pathLength", [path[:1]]),
        ]
    )
    assert whole == pytest.approx(first + second)
    assert none == 0


def test_plane_coordinates_are_projs_within_a_millimetre(run):
    dice = random.Random(3)
    points = [
        [dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)] for _ in range(300)
    ]
    planes = {
        zone: Transformer.from_crs(
            CRS.from_epsg(4490), CRS.from_epsg(4534 + zone - 25), always_xy=True
        )
        for zone in (38, 39)
    }
    assert {CRS.from_epsg(4534 + z - 25).name.rsplit(" ", 1)[-1] for z in planes} == {
        "114E",
        "117E",
    }
    made = run([("gaussKruger", point) for point in points])
    assert {one["zone"] for one in made} == {38, 39}
    for one, (lat, lng) in zip(made, points, strict=True):
        east, north = planes[one["zone"]].transform(lng, lat)
        assert one["easting"] == pytest.approx(east, abs=1e-3)
        assert one["northing"] == pytest.approx(north, abs=1e-3)


def test_the_zone_changes_in_the_middle_between_two_meridians(run):
    made = run(
        [("gaussKruger", [35.0, lng]) for lng in (115.499999, 115.5, 115.500001)]
    )
    assert [one["zone"] for one in made] == [38, 39, 39]
    assert [one["meridian"] for one in made] == [114, 117, 117]
