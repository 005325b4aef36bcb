"""Records of different times: a retired parcel and its successors."""

from __future__ import annotations

import datetime as dt

import pytest

from landuse.analysis.quality import cross_check, frame_issues
from landuse.policy import load_policy
from landuse.steps.judge import judge
from landuse.testing import make_approvals, make_parcels, make_zones, square

DAY = "2022-09-30"


def found(frame, kind="parcels", **options):
    return [(i.code, i.feature) for i in frame_issues(frame, kind, **options)]


def divided(**columns):
    """P1 was divided into P2 and P3, which lie on its ground."""
    given = {"geometry": [square(side=200), square(), square(east=100)], **columns}
    return make_parcels(**given)


def test_a_retired_parcel_does_not_overlap_its_successors():
    parcels = divided(
        valid_to=["2020-01-01", None, None],
        valid_from=[None, "2020-01-01", "2020-01-01"],
    )
    assert found(parcels) == []
    assert found(divided())[0] == ("OVERLAP", "P1 / P2")


@pytest.mark.parametrize(
    ("begins", "expected"),
    [("2019-12-31", [("OVERLAP", "P1 / P2")]), ("2020-01-01", [])],
)
def test_a_day_together_is_an_overlap(begins, expected):
    parcels = make_parcels(
        geometry=[square(), square(east=50)],
        valid_to=["2020-01-01", None],
        valid_from=[None, begins],
    )
    assert found(parcels) == expected


@pytest.mark.parametrize("named", ["P2;P3", "P2； P3"])
def test_a_parcel_without_an_end_gives_way_to_those_it_names(named):
    parcels = divided(successor=[named, None, None])
    assert found(parcels) == [("SUCCEEDED_WITHOUT_END", "P1")]


def test_a_parcel_gives_way_to_nobody_else():
    parcels = divided(successor=["P2", None, None], valid_to=["2022-01-01", None, None])
    assert found(parcels) == [("OVERLAP", "P1 / P3")]


def test_a_zone_gives_way_to_the_zone_that_succeeds_it():
    zones = make_zones(zone_id=["old", "new"], successor=["new", None])
    zones = zones.set_geometry([square(), square()], crs=zones.crs)
    assert found(zones, "zones") == [("SUCCEEDED_WITHOUT_END", "old")]


@pytest.mark.parametrize(
    ("named", "unknown"), [("P2", False), ("P2;P9", True), (None, False)]
)
def test_a_successor_is_a_record_that_is_there(named, unknown):
    parcels = make_parcels(parcel_id=["P1", "P2"], successor=[named, None])
    issues = [(i.code, i.feature) for i in cross_check({"parcels": parcels})]
    assert issues == [("UNKNOWN_REFERENCE", "P1")] * unknown


@pytest.mark.parametrize(
    ("day", "count"),
    [("2019-12-31", 2), ("2020-01-01", 1), ("2022-09-30", 1), (None, 0)],
)
def test_what_is_not_in_force_is_told(day, count):
    parcels = divided(
        valid_to=["2020-01-01", None, None],
        valid_from=[None, "2020-01-01", "2020-01-01"],
    ).assign(source_file="a.shp")
    issues = frame_issues(parcels, "parcels", as_of=day)
    told = f"{count} parcels are not in force on {day};"
    assert [i.message.startswith(told) for i in issues] == [True] * (count > 0)


def test_a_batch_is_not_oversupplied_by_a_parcel_and_its_successors():
    batches = make_approvals(approved_area_m2=20_000, geometry=square(side=200))
    parcels = divided(
        batch_id="B1",
        registered_area_m2=[20_000, 10_000, 10_000],
        valid_to=["2020-01-01", None, None],
    )
    frames = {"approvals": batches, "parcels": parcels}
    assert cross_check(frames, as_of=DAY) == []
    assert [i.code for i in cross_check(frames, as_of="2019-12-31")] == [
        "BATCH_OVERSUPPLIED"
    ]


def test_a_retired_parcel_has_no_place_in_zones_and_batches():
    parcels = make_parcels(
        geometry=[square(), square(east=900)], valid_to=[None, "2020-01-01"]
    ).assign(zone_id=["Z1", None])
    frames = {
        "parcels": parcels,
        "zones": make_zones(geometry=square(side=200)),
        "approvals": make_approvals(geometry=square(side=200)),
    }
    assert cross_check(frames, as_of=DAY) == []
    codes = {i.code for i in cross_check(frames, as_of="2019-12-31")}
    assert codes == {"OUTSIDE_ZONES", "OUTSIDE_BATCHES"}


def test_the_figures_of_a_day_leave_retired_parcels_out():
    parcels = divided(valid_to=["2020-01-01", None, None])
    judged = judge({"parcels": parcels}, load_policy("national"), dt.date(2022, 9, 30))
    assert judged.frames["parcels"]["parcel_id"].tolist() == ["P2", "P3"]
    assert "P1" not in set(judged.findings["subject_id"])
    assert "NOT_IN_FORCE" in {i.code for i in judged.issues}
