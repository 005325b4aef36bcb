"""Outlines of records that were set aside, and overlaps within the tolerance."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from landuse.analysis.quality import frame_issues
from landuse.issues import Issue
from landuse.steps.run import without_twins
from landuse.testing import make_parcels, square


def aside(*shapes):
    frame = make_parcels(geometry=list(shapes)).drop(columns="parcel_id")
    return frame.assign(feature=[f"Q{i}" for i in range(1, len(shapes) + 1)])


def found(parcels, apart):
    issues = frame_issues(parcels, "parcels", aside=apart)
    return [(i.code, i.feature) for i in issues]


@pytest.mark.parametrize(
    ("east", "expected"),
    [
        (100, []),
        (99.9, [("OVERLAP", "P1 / Q1")]),
        (0, [("DUPLICATE_GEOMETRY", "P1 / Q1")]),
    ],
)
def test_what_was_set_aside_still_lies_on_its_ground(east, expected):
    assert found(make_parcels(), aside(square(east=east))) == expected


def test_two_records_set_aside_overlap_each_other():
    apart = aside(square(east=500), square(east=550))
    assert found(make_parcels(), apart) == [("OVERLAP", "Q1 / Q2")]


def test_faults_of_an_outline_set_aside_are_the_readers_to_tell():
    bow = shapely.Polygon(
        [
            (594_000, 3_960_000),
            (594_020, 3_960_020),
            (594_020, 3_960_000),
            (594_000, 3_960_020),
        ]
    )
    assert found(make_parcels(), aside(bow)) == []


def test_no_gap_where_a_record_set_aside_lies():
    parcels = make_parcels(geometry=[square(), square(east=100.3)])
    assert found(parcels, None) == [("GAP", "P1 / P2")]
    filling = shapely.box(593_100, 3_960_000, 593_100.3, 3_960_100)
    assert found(parcels, aside(filling)) == []


def test_what_lies_in_another_system_is_not_compared():
    apart = aside(square(east=50)).to_crs(4490)
    assert found(make_parcels(), apart) == []


@pytest.mark.parametrize(
    ("easts", "expected"),
    [
        ((0, 100, 200), None),
        (
            (0, 99.9995, 199.9995),
            "1 pairs of outlines meet within 0.1 m2: 1 share 0.05",
        ),
        ((0, 99.9995, 199.999), "2 pairs of outlines meet within 0.1 m2: 2 share 0.10"),
    ],
)
def test_slight_overlaps_are_one_line_with_their_sum(easts, expected):
    parcels = make_parcels(geometry=[square(east=east) for east in easts])
    issues = frame_issues(parcels, "parcels")
    assert [i.code for i in issues] == ["OVERLAP_SLIGHT"] * (expected is not None)
    if expected is not None:
        (issue,) = issues
        assert issue.message == f"{expected} m2 in all, 0 no area"
        assert (issue.severity, issue.feature) == ("info", None)
        assert issue.shape.geom_type == "MultiPolygon"


def test_slight_overlaps_are_told_for_each_file():
    easts = (0, 99.9995, 500, 599.9995)
    parcels = make_parcels(geometry=[square(east=east) for east in easts])
    parcels = parcels.assign(source_file=["a.shp", "a.shp", "b.shp", "b.shp"])
    issues = frame_issues(parcels, "parcels")
    assert [(i.code, i.file) for i in issues] == [
        ("OVERLAP_SLIGHT", "a.shp"),
        ("OVERLAP_SLIGHT", "b.shp"),
    ]


def test_a_line_that_runs_into_a_neighbour_shares_no_area():
    x, y = 593_000, 3_960_000
    run = [(x, y), (x + 150, y), (x + 150, y + 50), (x + 150, y), (x, y), (x, y - 90)]
    spiked = shapely.Polygon([*run, (x + 90, y - 90), (x + 90, y)])
    assert not spiked.is_valid
    parcels = make_parcels(geometry=[spiked, square(east=100)])
    slight = [i for i in frame_issues(parcels, "parcels") if i.code == "OVERLAP_SLIGHT"]
    assert [i.message for i in slight] == [
        "1 pairs of outlines meet within 0.1 m2: 0 share 0.00 m2 in all, 1 no area"
    ]


def test_reading_tells_of_what_the_analysis_never_saw(quarantined):
    read = Issue("INVALID_GEOMETRY", "error", "bow-tie", file="a.shp", feature="P1")
    also = Issue(
        "INVALID_GEOMETRY", "error", "in the plane", file="a.shp", feature="P2"
    )
    assert without_twins([read], [also]) == [also]
    assert without_twins([read], [also], quarantined) == [read, also]


@pytest.fixture
def quarantined():
    return pd.DataFrame({"file": ["a.shp"], "feature": ["P1"]})
