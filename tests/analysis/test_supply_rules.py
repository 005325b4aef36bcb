"""The supply of parcels held against the approvals; as of 2022-09-30."""

import json

import pytest

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_parcels, square

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
OUTSIDE, BEFORE = "supply-outside-batches", "supply-before-approval"
FAR = square(east=5_000)


def told(rule, policy, *, batch=None, absent=(), **facts):
    """Verdict and missing facts of one rule on one parcel."""
    batch = {"approval_date": "2018-01-01"} | (batch or {})
    parcels = make_parcels(**{"supply_date": "2018-06-01", **facts})
    parcels.attrs["absent_columns"] = list(absent)
    approvals = make_approvals(**batch)
    approvals.attrs["absent_columns"] = list(absent)
    found = flag(parcels, policy, AS_OF, approvals=approvals, keep=ALL)
    row = found[(found["rule"] == rule) & (found["subject_id"] == "P1")].iloc[0]
    return row["verdict"], json.loads(row["missing"])


# ------------------------------------------------------------ outside every batch


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"geometry": FAR, "is_stock_land": False}, "yes"),
        ({"geometry": FAR, "is_stock_land": True}, "no"),
        ({"geometry": FAR, "batch_id": "B1"}, "no"),
        ({"geometry": square(east=99.98), "is_stock_land": False}, "no"),
        ({"geometry": square(east=99.995), "is_stock_land": False}, "yes"),
        ({"geometry": FAR, "supply_date": "2022-10-01"}, "no"),
    ],
    ids=["new land", "stock land", "cited", "2 m2 inside", "0.5 m2", "later"],
)
def test_supply_outside_every_batch(puyang, facts, verdict):
    assert told(OUTSIDE, puyang, **facts)[0] == verdict


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ["is_stock_land"]),
        ({"is_stock_land": False, "batch_id": "B9"}, ["batch_id"]),
        ({"is_stock_land": False, "absent": ["batch_id"]}, ["batch_id"]),
    ],
)
def test_without_a_fact_it_cannot_be_told_whether_it_is_outside(puyang, facts, missing):
    assert told(OUTSIDE, puyang, geometry=FAR, **facts) == ("cannot_tell", missing)


@pytest.mark.parametrize(
    ("supplied", "verdict"),
    [("2020-04-30", "no"), ("2020-05-01", "yes"), ("2020-05-02", "yes")],
    ids=["the day before", "the day of the lapse", "the day after"],
)
def test_supply_from_a_lapsed_batch_is_outside(puyang, supplied, verdict):
    batch = {"lapsed_date": "2020-05-01"}
    facts = {"batch_id": "B1", "is_stock_land": False, "supply_date": supplied}
    assert told(OUTSIDE, puyang, batch=batch, **facts)[0] == verdict


def test_a_lapse_without_a_day_cannot_be_told(puyang):
    batch = {"lapse_document": "濮自然资〔2020〕1号"}
    facts = {"batch_id": "B1", "is_stock_land": False}
    found = told(OUTSIDE, puyang, batch=batch, **facts)
    assert found == ("cannot_tell", ["lapsed_date"])


# ----------------------------------------------------------- before the approval


@pytest.mark.parametrize(
    ("supplied", "verdict"),
    [("2017-12-31", "yes"), ("2018-01-01", "no"), ("2018-01-02", "no")],
    ids=["a day before", "the day itself", "a day after"],
)
def test_supply_before_the_approval(puyang, supplied, verdict):
    facts = {"batch_id": "B1", "supply_date": supplied}
    assert told(BEFORE, puyang, **facts)[0] == verdict


def test_the_latest_of_several_batches_counts(puyang):
    batch = {
        "approval_date": ["2018-01-01", "2019-01-01"],
        "geometry": [square(), square(east=100)],
    }
    facts = {"supply_date": "2018-06-01", "geometry": square(east=50)}
    assert told(BEFORE, puyang, batch=batch, **facts)[0] == "yes"
    facts["batch_id"] = "B1"
    assert told(BEFORE, puyang, batch=batch, **facts)[0] == "no"


def test_the_contract_shows_an_early_supply_but_never_a_late_one(puyang):
    facts = {"batch_id": "B1", "supply_date": None}
    early = told(BEFORE, puyang, contract_date="2017-12-31", **facts)
    assert early[0] == "yes"
    late = told(BEFORE, puyang, contract_date="2018-01-01", **facts)
    assert late == ("cannot_tell", ["supply_date"])


def test_stock_land_in_a_later_batch_that_it_does_not_cite_is_not_early(puyang):
    facts = {"supply_date": "2017-01-01", "is_stock_land": True}
    assert told(BEFORE, puyang, **facts)[0] == "no"
    assert told(BEFORE, puyang, batch_id="B1", **facts)[0] == "yes"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"supply_date": None}, ["supply_date"]),
        ({"batch": {"approval_date": None}}, ["approval_date"]),
        ({"batch_id": "B9"}, ["batch_id"]),
        ({"absent": ["batch_id"]}, ["batch_id"]),
    ],
)
def test_without_a_fact_it_cannot_be_told_whether_it_was_early(puyang, facts, missing):
    assert told(BEFORE, puyang, **facts) == ("cannot_tell", missing)


def test_a_policy_without_rules_on_batches_needs_none_of_their_values(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[policy]\nid = "own"\ntitle = "自定"\n[[value]]\nkey = "area.basis"\n'
        'value = "registered"\nbasis = "示例"\nconfidence = "E"\n[[value]]\n'
        'key = "area.plausible_ratio"\nvalue = 100\noperator = "<="\n'
        'basis = "示例"\nconfidence = "E"\n',
        "utf-8",
    )
    own = load_policy(path)
    assert flag(make_parcels(), own, AS_OF, approvals=make_approvals()).empty


def test_without_approvals_neither_rule_is_tested(puyang):
    found = flag(make_parcels(), puyang, AS_OF, keep=ALL)
    assert not found["rule"].isin([OUTSIDE, BEFORE]).any()
