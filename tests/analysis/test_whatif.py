"""What would change a verdict, found by trying it; all checkable by hand."""

from datetime import date

import pytest

from landuse.analysis.flags import flag
from landuse.analysis.whatif import Trial, fact_changes, replicas
from landuse.testing import make_enterprises, make_parcels, make_phases

DAY = date(2022, 9, 30)
ALL = ("yes", "no", "cannot_tell", "not_configured")
SUSPENDED = {
    "start_date": "2019-01-01",
    "suspended_since": "2020-01-01",
    "should_start_area_m2": 9_000.0,
    "started_area_m2": 2_000.0,
    "total_investment_yuan": 1_000_000.0,
    "paid_investment_yuan": 900_000.0,
    "registered_area_m2": 10_000.0,
}


def changes(policy, fields, rule, others=None, **facts):
    def judge(frames):
        given = {name: frames[name] for name in frames if name != "parcels"}
        return flag(frames["parcels"], policy, DAY, keep=ALL, **given)

    trial = Trial(make_parcels(**facts), 0, others or {}, judge)
    found = fact_changes(trial, fields, DAY)
    return {(c.field, c.how, c.value, c.after) for c in found if c.rule == rule}


def test_a_start_ends_what_has_not_started(puyang):
    found = changes(
        puyang, ["start_date"], "idle-not-started", due_start_date="2020-01-01"
    )
    assert found == {("start_date", "is", DAY, "no")}


def test_the_share_that_is_missing_is_found_to_the_square_metre(puyang):
    """A third of 9,000 m2 are 3,000 m2."""
    found = changes(puyang, ["started_area_m2"], "idle-suspended", **SUSPENDED)
    assert found == {("started_area_m2", "at_least", 3_000.0, "no")}


def test_or_the_whole_that_would_make_the_part_enough(puyang):
    """2,000 m2 are a third of 6,000 m2; of nothing no share can be told."""
    found = changes(puyang, ["should_start_area_m2"], "idle-suspended", **SUSPENDED)
    assert ("should_start_area_m2", "below", 6_000.01, "no") in found


def test_a_suspension_that_never_was(puyang):
    found = changes(puyang, ["suspended_since"], "idle-suspended", **SUSPENDED)
    assert found == {("suspended_since", "is", None, "no")}


def test_what_is_missing_could_go_either_way(puyang):
    facts = SUSPENDED | {"started_area_m2": None}
    found = changes(puyang, ["started_area_m2"], "idle-suspended", **facts)
    assert found == {
        ("started_area_m2", "below", 3_000.0, "yes"),
        ("started_area_m2", "at_least", 3_000.0, "no"),
    }


def test_copies_do_not_share_the_tax_of_the_enterprise(example):
    """15 mu and 600,000 yuan: 40,000 a mu in every copy, below the 50,000."""
    facts = {"start_date": "2018-01-01", "completion_date": "2019-01-01"}
    facts |= {"enterprise_id": "E1", "registered_area_m2": 10_000.0}
    table = {"enterprises": make_enterprises(year=2021, tax_yuan=600_000.0)}
    found = changes(example, ["floor_area_m2"], "inefficient-tax", table, **facts)
    assert found == set()
    found = changes(example, ["completion_date"], "inefficient-tax", table, **facts)
    assert found == {("completion_date", "is", None, "no")}


def test_a_verdict_that_no_fact_changes_has_no_change(puyang):
    facts = SUSPENDED | {"paid_investment_yuan": 0.0}
    found = changes(puyang, ["started_area_m2"], "idle-suspended", **facts)
    assert found == set()


def test_phases_and_causes_are_copied_with_their_parcel(puyang):
    """The second of two phases lies idle, whatever date the parcel itself names."""
    phases = make_phases(
        parcel_id="P1", phase=["1", "2"], due_start_date=["2022-01-01", "2020-01-01"]
    )
    facts = {"due_start_date": "2022-01-01", "registered_area_m2": 10_000.0}
    found = changes(
        puyang, ["due_start_date"], "idle-not-started", {"phases": phases}, **facts
    )
    assert found == set()


@pytest.mark.parametrize("count", [1, 3])
def test_copies_have_ids_of_their_own(count):
    parcels = make_parcels(enterprise_id=["E1", None])
    copies = replicas(parcels, {"enterprises": make_enterprises()}, count)
    assert copies["parcels"]["parcel_id"].is_unique
    assert len(copies["parcels"]) == 2 * count
    assert copies["parcels"]["enterprise_id"].notna().sum() == count
    assert copies["enterprises"]["enterprise_id"].nunique() == count
    assert parcels["parcel_id"].tolist() == ["P1", "P2"]
