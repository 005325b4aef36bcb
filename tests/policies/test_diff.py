"""What a change of policy changes, on land that a person can check by hand."""

from datetime import date

import pytest

from landuse.policy import load_policy
from landuse.steps.policydiff import compare, reasons
from landuse.testing import make_approvals, make_parcels, square

AS_OF = date(2022, 9, 30)
HEAD = '[policy]\nid = "p"\ntitle = "试"\nextends = "national"\n'
TWO_YEARS = (
    '[[value]]\nkey = "idle.period_years"\nvalue = 2\nunit = "year"\n'
    'operator = ">="\nbasis = "例"\nconfidence = "E"\n'
)
ORDER = (
    '[[value]]\nkey = "primary.order"\nvalue = ["stalled", "idle"]\n'
    'basis = "例"\nconfidence = "E"\n'
)
RULE = (
    '[[rule]]\nid = "mine"\ncategory = "stalled"\nsubject = "parcel"\nbasis = "例"\n'
    'condition = "works_suspended"\nconfidence = "E"\ntitle = "停"\n'
)
SUSPENDED = {
    "start_date": "2019-01-01",
    "suspended_since": "2021-09-30",
    "started_area_m2": 1,
    "should_start_area_m2": 10_000,
    "registered_area_m2": 10_000,
}


@pytest.fixture
def changed(written):
    """The national policy with something changed."""
    return lambda text: load_policy(written(HEAD + text))


def test_a_longer_period_takes_back_what_lies_between(changed):
    """One parcel a year late, one two years: only the first changes."""
    due = ["2021-09-30", "2020-09-30", "2021-10-01"]
    parcels = make_parcels(due_start_date=due, registered_area_m2=10_000)
    found = compare(
        {"parcels": parcels}, load_policy("national"), changed(TWO_YEARS), AS_OF
    )
    row = found.findings.iloc[0]
    assert len(found.findings) == 1
    assert (row["subject_id"], row["rule"]) == ("P1", "idle-not-started")
    assert (row["verdict_before"], row["verdict_after"]) == ("yes", "no")
    moved = found.primary[["parcel_id", "before", "after"]].values.tolist()
    assert moved == [["P1", "idle", "normal"]]
    areas = found.areas.set_index("category")
    assert areas.loc["idle", ["area_m2_before", "area_m2_after"]].tolist() == [2e4, 1e4]
    assert areas.loc["normal", ["count_before", "count_after"]].tolist() == [1, 2]


def test_the_reason_is_the_value_that_the_rule_needs(changed):
    why, others = reasons(load_policy("national"), changed(TWO_YEARS), AS_OF)
    (reason,) = why["idle-not-started"]
    assert (reason.kind, reason.name) == ("value", "idle.period_years")
    assert (reason.before["value"], reason.after["value"]) == (1, 2)
    assert (reason.before["layer"], reason.after["layer"]) == ("national", "p")
    assert others == ()


def test_a_new_rule_is_named_as_the_reason(changed):
    parcels = make_parcels(**SUSPENDED)
    found = compare({"parcels": parcels}, load_policy("national"), changed(RULE), AS_OF)
    (row,) = found.findings.to_dict("records")
    assert (row["rule"], row["verdict_before"]) == ("mine", "not_in_force")
    assert row["verdict_after"] == "yes"
    assert [reason.kind for reason in found.reasons["mine"]] == ["rule_only_b"]
    back = compare({"parcels": parcels}, changed(RULE), load_policy("national"), AS_OF)
    assert [reason.kind for reason in back.reasons["mine"]] == ["rule_only_a"]


def test_a_rule_that_is_asked_otherwise_says_what_of_it_differs(changed):
    text = RULE.replace('"mine"', '"stalled-suspended"')
    other = text.replace("works_suspended", "completion_overdue")
    why, _ = reasons(load_policy("national"), changed(other), AS_OF)
    (reason,) = why["stalled-suspended"]
    assert reason.before == {"condition": "works_suspended"}
    assert reason.after == {"condition": "completion_overdue"}


def test_another_order_changes_the_category_and_no_verdict(changed):
    parcels = make_parcels(**SUSPENDED)
    found = compare(
        {"parcels": parcels}, load_policy("national"), changed(ORDER), AS_OF
    )
    assert len(found.findings) == 0
    assert found.primary["before"].tolist() == ["idle"]
    assert found.primary["after"].tolist() == ["stalled"]
    assert [reason.name for reason in found.others] == ["primary.order"]


def test_another_ground_alone_is_no_difference(changed):
    same = TWO_YEARS.replace("value = 2", "value = 1")
    why, others = reasons(load_policy("national"), changed(same), AS_OF)
    assert (why, others) == ({}, ())


def test_batches_that_change_are_named(changed):
    tolerance = TWO_YEARS.replace("idle.period_years", "unsupplied.tolerance_m2")
    tolerance = tolerance.replace("= 2", "= 50000").replace('"year"', '"m2"')
    tolerance = tolerance.replace('">="', '">"')
    frames = {
        "parcels": make_parcels(supply_date="2020-01-01"),
        "approvals": make_approvals(
            approval_date="2019-01-01", geometry=square(side=200)
        ),
    }
    found = compare(frames, load_policy("national"), changed(tolerance), AS_OF)
    about = found.findings[found.findings["category"] == "unsupplied"]
    (row,) = about.to_dict("records")
    assert (row["subject"], row["subject_id"]) == ("batch", "B1")
    areas = found.areas.set_index(["subject", "category"]).loc[("batch", "unsupplied")]
    assert (areas["count_before"], areas["count_after"]) == (1, 0)
    assert areas["area_m2_before"] == pytest.approx(30_000, rel=1e-3)


def test_a_policy_and_itself_do_not_differ():
    national = load_policy("national")
    parcels = make_parcels(due_start_date=["2020-01-01", None])
    found = compare({"parcels": parcels}, national, national, AS_OF)
    assert len(found.findings) == len(found.primary) == 0
    assert (found.reasons, found.others) == ({}, ())


def test_without_parcels_there_is_nothing_to_compare():
    national = load_policy("national")
    assert len(compare({}, national, load_policy("henan"), AS_OF).areas) == 0
