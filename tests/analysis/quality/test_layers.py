"""Parcels against zones, batches and counties."""

import geopandas as gpd
import pytest

from landuse.analysis.quality import cross_check, frame_issues
from landuse.analysis.zones import zone_of
from landuse.schema import conform
from landuse.testing import (
    make_approvals,
    make_parcels,
    make_phases,
    make_zones,
    square,
)

ZONES = {"zone_id": ["a", "b"], "geometry": [square(side=130), square(east=130)]}


def found(parcels, zones=None, **frames):
    if zones is not None:
        parcels = parcels.assign(zone_id=zone_of(parcels, zones))
        frames = {"zones": zones, **frames}
    return cross_check({"parcels": parcels, **frames})


def names(issues):
    return [(issue.code, issue.feature) for issue in issues]


def test_a_parcel_across_two_zones_has_its_shares():
    (issue,) = found(make_parcels(geometry=square(east=90)), make_zones(**ZONES))
    assert issue.code == "ACROSS_ZONES"
    assert issue.message.endswith("b 60.0%, a 40.0%")
    assert issue.shape.area == pytest.approx(4_000)


@pytest.mark.parametrize(
    ("east", "expected"),
    [(30, []), (30.9, []), (31.1, [("ACROSS_ZONES", "P1")])],
)
def test_one_percent_across_is_no_crossing(east, expected):
    issues = found(make_parcels(geometry=square(east=east)), make_zones(**ZONES))
    assert names(issues) == expected


def test_blocks_of_one_zone_are_one_zone():
    zones = make_zones(**{**ZONES, "zone_id": ["a", "a"]})
    assert found(make_parcels(geometry=square(east=90)), zones) == []


def test_a_zone_that_has_ended_does_not_count():
    zones = make_zones(**ZONES, valid_to=[None, "2020-01-01"])
    parcels = make_parcels(geometry=square(east=70)).assign(zone_id="a")
    frames = {"parcels": parcels, "zones": zones}
    before = cross_check(frames, as_of="2019-12-31")
    after = cross_check(frames, as_of="2020-01-01")
    assert names(before) == [("ACROSS_ZONES", "P1")]
    assert names(after) == [("PARTLY_OUTSIDE_ZONES", "P1")]


@pytest.mark.parametrize(
    ("north", "expected"),
    [
        (30, []),
        (30.9, []),
        (31.1, [("PARTLY_OUTSIDE_ZONES", "P1")]),
        (130, [("OUTSIDE_ZONES", "P1")]),
    ],
)
def test_what_leaves_the_zones(north, expected):
    parcels = make_parcels(geometry=square(north=north))
    assert names(found(parcels, make_zones(geometry=square(side=130)))) == expected


def test_the_part_outside_is_the_piece():
    parcels = make_parcels(geometry=square(north=50))
    (issue,) = found(parcels, make_zones(geometry=square(side=130)))
    assert issue.shape.area == pytest.approx(2_000)
    assert issue.message == "20.0% of the parcel (1,999.57 m2) lies in no zone"


def test_supplied_outside_any_batch():
    parcels = make_parcels(geometry=[square(), square(east=100), square(east=99)])
    batches = make_approvals(geometry=square())
    assert names(found(parcels, approvals=batches)) == [("OUTSIDE_BATCHES", "P2")]


@pytest.mark.parametrize(
    ("areas", "over"),
    [
        ([6_000, 4_000.5], False),  # half a square metre is rounding
        ([6_000, 4_000.51], True),
        ([6_000, None], False),
        ([10_000.6, None], True),
    ],
)
def test_phases_have_no_more_land_than_their_parcel(areas, over):
    frames = {
        "parcels": make_parcels(registered_area_m2=[10_000, 10_000]),
        "phases": make_phases(area_m2=areas),
    }
    issues = cross_check(frames)
    assert names(issues) == [("PHASES_ABOVE_PARCEL", "P1")] * over
    assert all(i.shape.equals(square()) for i in issues)


def test_phases_of_a_parcel_without_an_area_are_not_compared():
    phases = make_phases(area_m2=[6_000, 4_000])
    assert cross_check({"parcels": make_parcels(), "phases": phases}) == []


@pytest.mark.parametrize(("area", "over"), [(10_201, False), (10_202, True)])
def test_more_supplied_than_approved(area, over):
    batches = make_approvals(approved_area_m2=20_200, geometry=square(side=200))
    parcels = make_parcels(batch_id=["B1", "B1"], registered_area_m2=area)
    issues = found(parcels, approvals=batches)
    assert names(issues) == ([("BATCH_OVERSUPPLIED", "B1")] if over else [])


def counties():
    frame = gpd.GeoDataFrame(
        {"division_code": ["410922", "410928"]},
        geometry=[square(side=150), square(east=150, side=150)],
        crs=4547,
    )
    return conform(frame, "counties")


@pytest.mark.parametrize(
    ("east", "expected"),
    [
        (50, []),
        (50.9, []),  # 0.9 %
        (51.1, ["the parcel lies in several counties: 410922 98.9%, 410928 1.1%"]),
        (75, ["the parcel lies in several counties: 410922 75.0%, 410928 25.0%"]),
        (150, []),
    ],
)
def test_a_parcel_in_two_counties(east, expected):
    issues = found(make_parcels(geometry=square(east=east)), counties=counties())
    assert [i.message for i in issues] == expected
    assert {i.code for i in issues} <= {"ACROSS_COUNTIES"}
    assert all(i.shape.area == pytest.approx(100 * (east - 50)) for i in issues)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("410922001001GB00001", False),
        ("410928001001GB00001", True),
        ("410999001001GB00001", False),  # no county of the layer
        ("P1", False),
    ],
)
def test_a_code_of_another_county(name, wrong):
    issues = found(make_parcels(parcel_id=name), counties=counties())
    expected = "its id begins with the code of county 410928, it lies in 410922"
    assert [(i.code, i.message) for i in issues] == [
        ("CODE_OF_OTHER_COUNTY", expected)
    ] * wrong


def test_counties_do_not_lie_on_each_other():
    twice = counties().set_geometry([square(side=150), square(east=140, side=150)])
    issues = frame_issues(twice, "counties")
    assert names(issues) == [("OVERLAP", "410922 / 410928")]


@pytest.mark.parametrize(
    ("approved", "expected"),
    [
        ([9_998, 9_998], []),  # of each block
        ([19_996, 19_996], []),  # the zone's total, repeated
        ([19_996, None], []),  # the zone's total, once
        ([30_000, 30_000], ["the 2 blocks measure 19,996 m2, approved are 30,000 m2"]),
        ([9_998, 15_000], ["the 2 blocks measure 19,996 m2, approved are 24,998 m2"]),
        ([None, None], []),
    ],
)
def test_blocks_measure_what_was_approved(approved, expected):
    zones = make_zones(zone_id=["Z1", "Z1"], approved_area_m2=approved)
    issues = [i for i in found_in(zones) if i.code == "BLOCKS_DO_NOT_SUM"]
    assert [i.message for i in issues] == expected


def found_in(zones):
    return frame_issues(zones, "zones")


@pytest.mark.parametrize(("share", "wrong"), [(1.01, False), (1.0102, True)])
def test_one_percent_more_than_the_blocks(share, wrong):
    zones = make_zones(approved_area_m2=9_997.87 * share)
    assert any(i.code == "BLOCKS_DO_NOT_SUM" for i in found_in(zones)) is wrong
