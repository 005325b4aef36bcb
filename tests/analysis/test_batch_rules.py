"""Rules on batches, one step below, at and above their boundary; as of 2022-09-30."""

import json

import pandas as pd
import pytest
from shapely.geometry import box

from landuse.analysis.flags import flag
from landuse.testing import make_approvals, make_parcels, square

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
FAR = square(east=5_000)


def finding(rule, policy, *, parcels=None, as_of=AS_OF, absent=(), **batch):
    """The first batch's row of one rule: what it says of it."""
    batch = {"approval_date": "2018-01-01", **batch}
    approvals = make_approvals(**batch)
    approvals.attrs["absent_columns"] = list(absent)
    parcels = make_parcels(geometry=FAR) if parcels is None else parcels
    found = flag(parcels, policy, as_of, approvals=approvals, keep=ALL)
    return found[(found["rule"] == rule) & (found["subject_id"] == "B1")].iloc[0]


def told(row):
    return row["verdict"], json.loads(row["missing"])


# ------------------------------------------------------------------ what remains


@pytest.mark.parametrize(
    ("width", "verdict"),
    [(99.995, "no"), (99.99, "no"), (99.98, "yes")],
    ids=["0.5 m2 remain", "1 m2", "2 m2"],
)
def test_more_than_a_square_metre_must_remain(puyang, width, verdict):
    """The tolerance is 1 m2 on the ellipsoid: 0.9998 m2 of the plane's 1 m2."""
    west, south, _, north = square().bounds
    parcels = make_parcels(geometry=box(west, south, west + width, north))
    row = finding("unsupplied-remainder", puyang, parcels=parcels)
    assert row["verdict"] == verdict


def test_a_withdrawn_part_does_not_remain(puyang):
    """Of 10,000 m2, 4,000 were withdrawn: 6,000 remain; of all of it, nothing."""
    facts = {"withdrawn_date": AS_OF, "withdrawn_area_m2": 4_000.0}
    row = finding("unsupplied-remainder", puyang, **facts)
    assert row["area_m2"] == pytest.approx(5_997.87, abs=0.01)
    facts["withdrawn_area_m2"] = 9_997.0
    row = finding("unsupplied-remainder", puyang, **facts)
    assert row["verdict"] == "no"
    facts["withdrawn_date"] = "2022-10-01"
    assert finding("unsupplied-remainder", puyang, **facts)["verdict"] == "yes"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"approval_date": None}, ["approval_date"]),
        ({"lapse_document": "濮自然资〔2018〕1号"}, ["lapsed_date"]),
        ({"withdrawn_date": "2021-01-01"}, ["withdrawn_area_m2"]),
        ({"withdrawn_area_m2": 100.0}, ["withdrawn_area_m2"]),
    ],
)
def test_without_a_fact_it_cannot_be_told_whether_land_remains(puyang, facts, missing):
    row = finding("unsupplied-remainder", puyang, **facts)
    assert told(row) == ("cannot_tell", missing)


def test_a_source_without_lapses_leaves_open_what_the_law_may_have_ended(puyang):
    """Old, unused and uncompensated it may have lapsed; young or paid for it holds."""
    rule, absent = "unsupplied-remainder", ["lapsed_date"]
    row = finding(rule, puyang, absent=absent)
    assert told(row) == ("cannot_tell", ["lapsed_date"])
    young = {"approval_date": "2020-10-01"}
    assert finding(rule, puyang, absent=absent, **young)["verdict"] == "yes"
    paid = {"compensated": True}
    assert finding(rule, puyang, absent=absent, **paid)["verdict"] == "yes"
    half = make_parcels(geometry=square(east=50))
    assert finding(rule, puyang, absent=absent, parcels=half)["verdict"] == "yes"


def test_supply_whose_day_no_source_has_leaves_it_open(puyang):
    parcels = make_parcels(batch_id="B1")
    assert finding("unsupplied-remainder", puyang, parcels=parcels)["verdict"] == "no"
    parcels.attrs["absent_columns"] = ["supply_date"]
    row = finding("unsupplied-remainder", puyang, parcels=parcels)
    assert told(row) == ("cannot_tell", ["supply_date"])


# ------------------------------------------------------------------ due to lapse

UNPAID = {"compensated": False}


@pytest.mark.parametrize(
    ("approved", "verdict"),
    [("2020-10-01", "no"), ("2020-09-30", "yes"), ("2020-09-29", "yes")],
    ids=["a day short of two years", "the anniversary", "a day past"],
)
def test_an_approval_is_due_to_lapse_on_its_second_anniversary(
    puyang, approved, verdict
):
    row = finding("batch-lapse-due", puyang, approval_date=approved, **UNPAID)
    assert row["verdict"] == verdict
    if verdict == "yes":
        assert row["since"] == pd.Timestamp(approved) + pd.DateOffset(years=2)


def test_an_approval_of_29_february_is_due_on_the_28th(puyang):
    facts = {"approval_date": "2020-02-29", **UNPAID}
    rule = "batch-lapse-due"
    assert finding(rule, puyang, as_of="2022-02-27", **facts)["verdict"] == "no"
    assert finding(rule, puyang, as_of="2022-02-28", **facts)["verdict"] == "yes"


@pytest.mark.parametrize(
    "parcels",
    [
        make_parcels(geometry=square(east=99)),
        make_parcels(batch_id="B1", geometry=FAR),
    ],
    ids=["by outline", "by document"],
)
def test_a_used_approval_does_not_lapse(puyang, parcels):
    row = finding("batch-lapse-due", puyang, parcels=parcels, **UNPAID)
    assert row["verdict"] == "no"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"compensated": True}, "no"),
        ({"compensation_date": "2022-09-30"}, "no"),
        ({"compensation_date": "2022-10-01"}, "yes"),
        ({"compensated": True, "compensation_date": "2022-10-01"}, "yes"),
        ({"compensated": False, "compensation_date": "2019-01-01"}, "no"),
    ],
)
def test_compensation_keeps_an_approval_alive(puyang, facts, verdict):
    assert finding("batch-lapse-due", puyang, **facts)["verdict"] == verdict


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ["compensated"]),
        ({"approval_date": None, **UNPAID}, ["approval_date"]),
        ({"compensated": True, "absent": ["compensation_date"]}, ["compensation_date"]),
        ({"absent": ["compensated"]}, ["compensated"]),
        ({"lapse_document": "濮自然资〔2018〕1号", **UNPAID}, ["lapsed_date"]),
    ],
)
def test_without_a_fact_it_cannot_be_told_whether_it_lapses(puyang, facts, missing):
    row = finding("batch-lapse-due", puyang, **facts)
    assert told(row) == ("cannot_tell", missing)


def test_an_approval_that_has_lapsed_is_not_due_to(puyang):
    facts = {"lapsed_date": AS_OF, **UNPAID}
    assert finding("batch-lapse-due", puyang, **facts)["verdict"] == "no"
    facts["lapsed_date"] = "2022-10-01"
    assert finding("batch-lapse-due", puyang, **facts)["verdict"] == "yes"


def test_a_source_without_lapses_still_shows_what_should_lapse(puyang):
    row = finding("batch-lapse-due", puyang, absent=["lapsed_date"], **UNPAID)
    assert row["verdict"] == "yes"


def test_the_sentence_names_both_days(puyang):
    row = finding("batch-lapse-due", puyang, **UNPAID)
    words = json.loads(row["evidence"])["arithmetic"]
    assert words["zh"] == (
        "2018-01-01批准，2020-01-01满两年；至2022-09-30未供地、未补偿"
    )


# ------------------------------------------------------------------ over-supply


@pytest.mark.parametrize(
    ("registered", "verdict"),
    [(10_099.99, "no"), (10_100.0, "no"), (10_100.01, "yes")],
    ids=["a little less than 1 % over", "1 %", "a little more"],
)
def test_more_than_one_per_cent_over_the_approved_area(puyang, registered, verdict):
    parcels = make_parcels(batch_id="B1", registered_area_m2=registered)
    row = finding(
        "batch-over-supplied", puyang, parcels=parcels, approved_area_m2=10_000.0
    )
    assert row["verdict"] == verdict
    if verdict == "yes":
        assert row["area_m2"] == pytest.approx(100.01)


def test_what_was_withdrawn_cannot_be_supplied(puyang):
    parcels = make_parcels(batch_id="B1", registered_area_m2=8_000.0)
    facts = {"approved_area_m2": 10_000.0, "withdrawn_area_m2": 3_000.0}
    rule = "batch-over-supplied"
    day = {"withdrawn_date": "2022-10-01"}
    assert finding(rule, puyang, parcels=parcels, **facts, **day)["verdict"] == "no"
    day = {"withdrawn_date": AS_OF}
    assert finding(rule, puyang, parcels=parcels, **facts, **day)["verdict"] == "yes"


@pytest.mark.parametrize(
    ("batch", "parcels", "missing"),
    [
        ({"approved_area_m2": None}, {"registered_area_m2": 1.0}, ["approved_area_m2"]),
        ({}, {"registered_area_m2": None}, ["registered_area_m2"]),
        ({}, {"registered_area_m2": 1.0, "batch_id": "B9"}, ["approval_no"]),
    ],
)
def test_without_a_fact_it_cannot_be_told_whether_too_much_went(
    puyang, batch, parcels, missing
):
    batch = {"approved_area_m2": 10_000.0, **batch}
    parcels = make_parcels(**{"batch_id": "B1", **parcels})
    row = finding("batch-over-supplied", puyang, parcels=parcels, **batch)
    assert told(row) == ("cannot_tell", missing)


def test_one_area_too_large_is_enough_whatever_another_is(puyang):
    parcels = make_parcels(batch_id="B1", registered_area_m2=[12_000.0, None])
    row = finding(
        "batch-over-supplied", puyang, parcels=parcels, approved_area_m2=10_000.0
    )
    assert row["verdict"] == "yes"


def test_a_source_without_batches_does_not_say_that_all_is_well(puyang):
    parcels = make_parcels(registered_area_m2=1.0)
    parcels.attrs["absent_columns"] = ["batch_id"]
    row = finding(
        "batch-over-supplied", puyang, parcels=parcels, approved_area_m2=10_000.0
    )
    assert told(row) == ("cannot_tell", ["batch_id"])


# ---------------------------------------------------------- a negative remainder


@pytest.mark.parametrize(
    ("second", "verdict"),
    [(square(), "yes"), (square(side=9.99), "no"), (square(side=10.01), "yes")],
    ids=["the same land twice", "0.998 % twice", "1.002 %"],
)
def test_land_supplied_twice_leaves_less_than_nothing(puyang, second, verdict):
    parcels = make_parcels(geometry=[square(), second])
    row = finding("batch-outlines-exceed", puyang, parcels=parcels)
    assert row["verdict"] == verdict


def test_outlines_that_cite_the_batch_count_wherever_they_lie(puyang):
    parcels = make_parcels(batch_id="B1", geometry=[square(), FAR])
    row = finding("batch-outlines-exceed", puyang, parcels=parcels)
    assert row["verdict"] == "yes"
    derived = json.loads(row["evidence"])["derived"]
    assert derived["outline_remainder_m2"] == pytest.approx(-9_998, abs=5)
    assert derived["parcels"] == 2


# ---------------------------------------------------------------- shared ground

PAIR = {"approval_date": "2018-01-01", "geometry": [square(), square(east=75)]}


def test_two_batches_in_force_share_land(puyang):
    row = finding("batch-overlap", puyang, **PAIR)
    assert row["verdict"] == "yes"
    assert row["area_m2"] == pytest.approx(2_500, rel=3e-4)
    assert json.loads(row["evidence"])["derived"]["shared_with"] == "B2"


@pytest.mark.parametrize(
    ("east", "verdict"), [(99.995, "no"), (99.98, "yes")], ids=["0.5 m2", "2 m2"]
)
def test_slivers_are_not_shared(puyang, east, verdict):
    facts = PAIR | {"geometry": [square(), square(east=east)]}
    assert finding("batch-overlap", puyang, **facts)["verdict"] == verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"lapsed_date": [None, AS_OF]}, "no"),
        ({"lapsed_date": [None, "2022-10-01"]}, "yes"),
        ({"approval_date": ["2018-01-01", "2022-10-01"]}, "no"),
        ({"approval_date": ["2018-01-01", None]}, "cannot_tell"),
        ({"batch_id": ["B1", "B1"]}, "no"),
    ],
)
def test_only_batches_of_one_time_share(puyang, facts, verdict):
    assert finding("batch-overlap", puyang, **(PAIR | facts))["verdict"] == verdict
