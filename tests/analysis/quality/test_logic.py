"""Dates and amounts, one step on each side of every line."""

from dataclasses import replace

import pytest

from landuse.analysis.quality import check, frame_issues
from landuse.policy import load_policy
from landuse.testing import make_enterprises, make_parcels

DAYS = ("2020-01-01", "2020-01-02")
NATIONAL = load_policy("national")
#: Rent within a table of one enterprise is never balanced; its own tests are of taxes.
UNBALANCED = "RENTED_LAND_UNBALANCED"


def codes(kind, frame):
    return check(frame, kind)["code"].tolist()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2019-12-31", ["STARTED_BEFORE_SUPPLIED"]),
        ("2020-01-01", []),
        ("2020-01-02", []),
        (None, []),
    ],
)
def test_work_before_the_supply(start, expected):
    parcels = make_parcels(supply_date="2020-01-01", start_date=start)
    assert codes("parcels", parcels) == expected


def test_agreed_dates_are_held_to_their_order_too():
    parcels = make_parcels(due_start_date=DAYS[1], due_completion_date=DAYS[0])
    found = check(parcels, "parcels")
    assert found["code"].tolist() == ["DATES_OUT_OF_ORDER"]
    assert found["message"].item() == "due_completion_date lies before due_start_date"


def test_an_end_without_a_beginning():
    parcels = make_parcels(completion_date=DAYS[0], start_date=[None, DAYS[0]])
    found = check(parcels, "parcels")
    assert found["code"].tolist() == ["COMPLETED_WITHOUT_START"]
    assert (found["feature"].item(), found["field"].item()) == ("P1", "completion_date")


def test_a_source_without_starts_is_not_blamed_for_it():
    parcels = make_parcels(completion_date=DAYS[0])
    parcels.attrs["absent_columns"] = ["start_date"]
    assert codes("parcels", parcels) == []


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (5_000.0, []),
        (5_000.5, []),
        (5_000.6, ["STARTED_AREA_TOO_LARGE"]),
        (None, []),
    ],
)
def test_more_started_than_should_have(started, expected):
    parcels = make_parcels(should_start_area_m2=5_000, started_area_m2=started)
    assert codes("parcels", parcels) == expected


@pytest.mark.parametrize("column", ["should_start_area_m2", "footprint_area_m2"])
def test_a_part_is_not_larger_than_the_parcel(column):
    areas = {column: [9_997.9, 9_998.4]}
    parcels = make_parcels(registered_area_m2=9_997.87, **areas)
    found = check(parcels, "parcels")
    assert found["code"].tolist() == ["PART_ABOVE_WHOLE"]
    assert found["message"].item() == (
        f"{column} 9,998.40 is above registered_area_m2 9,997.87"
    )


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        (100.0, []),
        (100.01, ["info"]),
        (110.0, ["info"]),
        (110.01, ["warning"]),
    ],
)
def test_a_plan_may_be_overrun_within_the_margin(paid, expected):
    parcels = make_parcels(total_investment_yuan=100, paid_investment_yuan=paid)
    found = check(parcels, "parcels")
    assert found["severity"].tolist() == expected
    assert set(found["code"]) <= {"PAID_ABOVE_TOTAL"}


def test_the_margin_is_the_policys():
    key = "quality.investment_margin_share"
    entry = replace(NATIONAL.entry(key), value=0.0)
    strict = replace(NATIONAL, values={**NATIONAL.values, key: (entry,)})
    parcels = make_parcels(total_investment_yuan=100, paid_investment_yuan=101)
    assert [i.severity for i in frame_issues(parcels, "parcels", strict)] == ["warning"]


def test_a_policy_without_tolerances_takes_the_national_ones():
    bare = replace(NATIONAL, values={})
    parcels = make_parcels(registered_area_m2=12_000)
    assert [i.code for i in frame_issues(parcels, "parcels", bare)] == ["AREA_MISMATCH"]


@pytest.mark.parametrize(
    ("rented_out", "expected"),
    [(3_000, []), (3_001, ["RENTED_OUT_ABOVE_LAND"]), (None, [])],
)
def test_an_enterprise_rents_out_what_it_holds(rented_out, expected):
    held = {"owned_area_m2": 2_000, "rented_in_area_m2": 1_000}
    enterprises = make_enterprises(rented_out_area_m2=rented_out, **held)
    found = codes("enterprises", enterprises)
    assert [code for code in found if code != UNBALANCED] == expected


def test_land_that_nobody_stated_is_not_zero():
    found = codes("enterprises", make_enterprises(rented_out_area_m2=5))
    assert found == [UNBALANCED]
