"""Each rule one step below, at and above its boundary; as of 2022-09-30."""

import json

import pandas as pd
import pytest

from landuse.analysis.findings import COLUMNS
from landuse.analysis.flags import flag, primary_category
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.testing import (
    assert_findings_equal,
    make_approvals,
    make_built,
    make_enterprises,
    make_parcels,
    make_plan,
    make_zones,
    square,
)

AS_OF = "2022-09-30"
LAYERS = dict.fromkeys(("plan", "plan_new"), make_plan(class_code="1001"))
LAYERS["built"] = make_built()
ALL = ("yes", "no", "cannot_tell", "not_configured")


def verdict(rule, policy, *, as_of=AS_OF, enterprises=None, **facts):
    """Verdict of one rule on one parcel; "no" where the rule is not about it."""
    found = flag(make_parcels(**facts), policy, as_of, enterprises=enterprises)
    row = found[found["rule"] == rule]
    return "no" if row.empty else row["verdict"].item()


# ------------------------------------------------------------------ not started


@pytest.mark.parametrize(
    ("due", "expected"),
    [("2021-10-01", "no"), ("2021-09-30", "yes"), ("2021-09-29", "yes")],
    ids=["a day short of a year", "the anniversary", "a day past"],
)
def test_land_not_started_is_idle_on_the_anniversary(puyang, due, expected):
    assert verdict("idle-not-started", puyang, due_start_date=due) == expected


def test_land_due_on_29_february_is_idle_on_28_february(puyang):
    facts = {"due_start_date": "2020-02-29"}
    rule = "idle-not-started"
    assert verdict(rule, puyang, as_of="2021-02-27", **facts) == "no"
    assert verdict(rule, puyang, as_of="2021-02-28", **facts) == "yes"


def test_without_an_agreed_start_the_delivery_counts_one_year_later(puyang):
    rule = "idle-not-started"
    assert verdict(rule, puyang, delivery_date="2020-09-30") == "yes"
    assert verdict(rule, puyang, delivery_date="2020-10-01") == "no"


def test_an_extension_moves_the_start(puyang):
    facts = {"due_start_date": "2020-01-01", "extended_start_date": "2021-10-01"}
    assert verdict("idle-not-started", puyang, **facts) == "no"


def test_a_start_after_the_day_has_not_happened_yet(puyang):
    facts = {"due_start_date": "2020-01-01", "start_date": "2022-10-01"}
    assert verdict("idle-not-started", puyang, **facts) == "yes"


def test_land_that_started_late_is_not_idle(puyang):
    facts = {"due_start_date": "2018-01-01", "start_date": "2022-09-30"}
    assert verdict("idle-not-started", puyang, **facts) == "no"


def test_without_any_date_it_cannot_be_told(puyang):
    found = flag(make_parcels(), puyang, AS_OF)
    row = found[found["rule"] == "idle-not-started"].iloc[0]
    assert row["verdict"] == "cannot_tell"
    assert json.loads(row["missing"]) == ["due_start_date", "delivery_date"]
    assert pd.isna(row["state"])


def test_signs_of_works_without_a_start_date_cannot_be_told(puyang):
    facts = {"due_start_date": "2020-01-01", "started_area_m2": 10.0}
    assert verdict("idle-not-started", puyang, **facts) == "cannot_tell"


def test_completed_land_without_a_start_date_is_not_idle(puyang):
    facts = {"due_start_date": "2018-01-01", "completion_date": "2020-01-01"}
    assert verdict("idle-not-started", puyang, **facts) == "no"


def test_a_source_without_the_column_does_not_say_not_started(puyang):
    parcels = make_parcels(due_start_date="2020-01-01")
    parcels.attrs["absent_columns"] = ["start_date"]
    found = flag(parcels, puyang, AS_OF)
    row = found[found["rule"] == "idle-not-started"].iloc[0]
    assert row["verdict"] == "cannot_tell"
    assert json.loads(row["missing"]) == ["start_date"]


def test_of_two_sources_only_the_one_without_the_column_is_in_doubt(puyang):
    parcels = make_parcels(due_start_date=["2020-01-01"] * 2, source_file=["a", "b"])
    parcels.attrs["absent_in"] = {"a": ["start_date"], "b": []}
    found = flag(parcels, puyang, AS_OF)
    rows = found[found["rule"] == "idle-not-started"]
    assert rows["verdict"].tolist() == ["cannot_tell", "yes"]


def test_land_supplied_after_the_day_is_not_judged(puyang):
    found = flag(make_parcels(supply_date="2022-10-01"), puyang, AS_OF)
    assert found.empty


def test_idle_land_is_suspected_until_a_determination_is_named(puyang):
    parcels = make_parcels(
        due_start_date=["2020-01-01"] * 3,
        determination_no=[None, "濮自然资认〔2022〕1号", "濮自然资认〔2022〕2号"],
        determination_date=[None, "2022-09-30", "2022-10-01"],
    )
    found = flag(parcels, puyang, AS_OF)
    found = found[found["category"] == "idle"]
    assert found["state"].tolist() == ["suspected", "determined", "suspected"]


# ---------------------------------------------------------- started then stopped

SUSPENDED = {
    "start_date": "2019-01-01",
    "due_start_date": "2019-01-01",
    "suspended_since": "2021-09-30",
    "should_start_area_m2": 9_000.0,
    "started_area_m2": 9_000.0,
    "total_investment_yuan": 4_000_000.0,
    "paid_investment_yuan": 4_000_000.0,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"started_area_m2": 2_999.99}, "yes"),
        ({"started_area_m2": 3_000.0}, "no"),
        ({"started_area_m2": 3_000.01}, "no"),
        ({"paid_investment_yuan": 999_999.99}, "yes"),
        ({"paid_investment_yuan": 1_000_000.0}, "no"),
        ({"started_area_m2": 1.0, "suspended_since": "2021-10-01"}, "no"),
        ({"started_area_m2": 1.0, "suspended_since": "2021-09-29"}, "yes"),
        ({"started_area_m2": None}, "cannot_tell"),
        ({"started_area_m2": None, "paid_investment_yuan": 1.0}, "yes"),
        ({"paid_investment_yuan": None}, "cannot_tell"),
        ({"suspended_since": None, "started_area_m2": 1.0}, "no"),
        ({"completion_date": "2022-01-01", "started_area_m2": 1.0}, "no"),
        ({"should_start_area_m2": 0.0}, "cannot_tell"),
    ],
)
def test_started_then_suspended(puyang, changes, expected):
    assert verdict("idle-suspended", puyang, **{**SUSPENDED, **changes}) == expected


def test_one_third_is_exact(puyang):
    """10,000.01 / 3 is a little over 3,333.33: the strict comparison must see it."""
    facts = {**SUSPENDED, "should_start_area_m2": 10_000.01}
    rule = "idle-suspended"
    assert verdict(rule, puyang, **facts) == "no"
    assert verdict(rule, puyang, **{**facts, "started_area_m2": 3_333.33}) == "yes"


# --------------------------------------------------------------- stalled, stopped

BUILDING = {"start_date": "2020-01-01", "due_start_date": "2020-01-01"}


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2022-09-29", "yes"),
        ("2022-09-30", "no"),
        ("2022-10-01", "no"),
        (None, "cannot_tell"),
    ],
)
def test_works_past_the_agreed_completion_are_delayed(puyang, due, expected):
    facts = {**BUILDING, "due_completion_date": due}
    assert verdict("stalled-completion-overdue", puyang, **facts) == expected


def test_suspended_works_are_stalled_at_once(puyang):
    facts = {**BUILDING, "suspended_since": AS_OF}
    assert verdict("stalled-suspended", puyang, **facts) == "yes"


STOPPED = {"enterprise_id": "E1", "operating_state": "stopped", "tax_yuan": 1.0}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stopped_since": "2022-03-30"}, "yes"),
        ({"stopped_since": "2022-03-31"}, "yes"),
        ({"stopped_since": "2022-04-01"}, "no"),
        ({"stopped_since": None}, "cannot_tell"),
        ({"stopped_since": "2020-01-01", "operating_state": "operating"}, "no"),
        ({"stopped_since": "2020-01-01", "operating_state": "partial"}, "yes"),
        ({"operating_state": None}, "cannot_tell"),
    ],
)
def test_stopped_for_six_months(example, changes, expected):
    """Six months after 31 March is 30 September: the last day of the month."""
    enterprises = make_enterprises(**{**STOPPED, **changes})
    facts = {"completion_date": "2019-01-01", "enterprise_id": "E1"}
    rule = "stopped-enterprise"
    assert verdict(rule, example, enterprises=enterprises, **facts) == expected


def test_without_enterprises_no_rule_about_them_is_tested(example):
    found = flag(make_parcels(completion_date="2019-01-01"), example, AS_OF, keep=ALL)
    found = found[found["verdict"] != "no"]
    assert not set(found["rule"]) & {"stopped-enterprise", "inefficient-tax"}


# --------------------------------------------------------------------- inefficient

USED = {
    "completion_date": "2019-01-01",
    "enterprise_id": "E1",
    "registered_area_m2": 10_000.0,
}


@pytest.mark.parametrize(
    ("tax", "expected"),
    [(749_999.0, "yes"), (750_000.0, "no"), (None, "cannot_tell")],
)
def test_tax_per_mu_below_the_example_threshold(example, tax, expected):
    """15 mu at 50,000 yuan a mu are 750,000 yuan."""
    enterprises = make_enterprises(tax_yuan=tax)
    assert (
        verdict("inefficient-tax", example, enterprises=enterprises, **USED) == expected
    )


def test_the_tax_of_the_last_full_year_counts(example):
    enterprises = make_enterprises(
        enterprise_id=["E1", "E1"], year=[2021, 2022], tax_yuan=[750_000.0, 1.0]
    )
    assert verdict("inefficient-tax", example, enterprises=enterprises, **USED) == "no"


@pytest.mark.parametrize(
    ("rule", "column", "limit"),
    [
        ("inefficient-floor-area-ratio", "floor_area_m2", 6_000.0),
        ("inefficient-building-coverage", "footprint_area_m2", 3_000.0),
    ],
)
def test_ratios_below_the_example_thresholds(example, rule, column, limit):
    for value, expected in ((limit - 1, "yes"), (limit, "no"), (None, "cannot_tell")):
        assert verdict(rule, example, **USED, **{column: value}) == expected


# ---------------------------------------------------------------------- unsupplied


def batch_row(policy, *, as_of=AS_OF, parcels=None, **batch):
    batch = {"approval_date": "2018-01-01", "geometry": square(side=200), **batch}
    parcels = make_parcels(batch_id="B1") if parcels is None else parcels
    found = flag(
        parcels, policy, as_of, approvals=make_approvals(**batch), zones=make_zones()
    )
    return found[found["rule"] == "unsupplied-remainder"]


def test_a_batch_less_its_parcels_is_unsupplied(puyang):
    """200 m x 200 m approved, 100 m x 100 m supplied: 30,000 m2 = 45 mu remain."""
    row = batch_row(puyang).iloc[0]
    assert row["verdict"] == "yes"
    assert row["area_m2"] == pytest.approx(30_000, rel=3e-4)
    assert row["since"] == pd.Timestamp("2018-01-01")
    assert row["zone_id"] == "Z1"


def test_a_batch_wholly_supplied_is_not(puyang):
    assert batch_row(puyang, geometry=square()).empty


def test_a_lapsed_or_later_batch_is_not(puyang):
    assert batch_row(puyang, lapsed_date="2022-09-30").empty
    assert not batch_row(puyang, lapsed_date="2022-10-01").empty
    assert batch_row(puyang, approval_date="2022-10-01").empty


def test_a_batch_without_a_date_cannot_be_told(puyang):
    row = batch_row(puyang, approval_date=None).iloc[0]
    assert (row["verdict"], row["missing"]) == ("cannot_tell", '["approval_date"]')


def test_a_parcel_supplied_later_does_not_count_yet(puyang):
    parcels = make_parcels(batch_id="B1", supply_date="2022-10-01")
    assert batch_row(puyang, parcels=parcels)["area_m2"].item() == pytest.approx(
        40_000, rel=3e-4
    )


# -------------------------------------------------------------------- the findings


def test_findings_have_the_columns_of_the_contract(puyang):
    found = flag(make_parcels(due_start_date="2020-01-01"), puyang, AS_OF)
    assert tuple(found.columns) == COLUMNS
    assert tuple(flag(make_parcels(parcel_id=[]), puyang, AS_OF).columns) == COLUMNS


def test_the_evidence_names_fact_file_row_and_column(puyang):
    parcels = make_parcels(
        due_start_date="2020-01-01", source_file="a.shp", source_row=7
    )
    parcels.attrs["source_columns"] = {"a.shp": {"due_start_date": "约定开工时"}}
    found = flag(parcels, puyang, AS_OF).set_index("rule")
    evidence = json.loads(found.loc["idle-not-started", "evidence"])
    assert evidence["facts"]["due_start_date"] == {
        "value": "2020-01-01",
        "file": "a.shp",
        "row": 7,
        "column": "约定开工时",
    }
    assert evidence["derived"]["idle_on"] == "2021-01-01"
    assert evidence["thresholds"]["idle.period_years"] == {
        "value": 1,
        "operator": ">=",
        "unit": "year",
    }


def test_the_registered_area_counts_and_is_said_to(puyang):
    parcels = make_parcels(
        due_start_date=["2020-01-01"] * 2, registered_area_m2=[12_345.0, None]
    )
    found = flag(parcels, puyang, AS_OF)
    found = found[found["category"] == "idle"]
    assert found["area_basis"].tolist() == ["registered", "ellipsoidal"]
    assert found["area_m2"].iloc[0] == 12_345.0
    assert found["area_m2"].iloc[1] == pytest.approx(9_997.9, abs=0.1)


def test_neither_order_nor_index_nor_input_changes(puyang):
    parcels = make_parcels(due_start_date=["2020-01-01", None, "2022-01-01"])
    before = parcels.copy()
    turned = parcels.iloc[::-1].set_index(pd.Index([5, 6, 7]))
    assert_findings_equal(
        flag(parcels, puyang, AS_OF, keep=ALL), flag(turned, puyang, AS_OF, keep=ALL)
    )
    pd.testing.assert_frame_equal(parcels, before)


def test_every_rule_is_tested_when_no_verdict_is_left_out(example):
    enterprises = make_enterprises()
    found = flag(
        make_parcels(),
        example,
        AS_OF,
        approvals=make_approvals(),
        enterprises=enterprises,
        zones=make_zones(),
        layers=LAYERS,
        keep=ALL,
    )
    assert set(found["rule"]) == {rule.id for rule in example.rules}


def test_one_primary_category_in_the_order_of_the_policy(puyang):
    """Idle and stalled at once is idle; nothing at all is normal."""
    parcels = make_parcels(
        **{**SUSPENDED, "started_area_m2": [1.0, 9_000.0, 9_000.0]}
        | {"suspended_since": ["2020-01-01", "2020-01-01", None]}
        | {"due_completion_date": "2023-01-01"}
    )
    found = flag(parcels, puyang, AS_OF)
    category = primary_category(parcels, found, puyang, AS_OF)
    assert category.tolist() == ["idle", "stalled", "normal"]


def test_a_bad_day_is_named(puyang):
    with pytest.raises(ValueError, match="write it as YYYY-MM-DD"):
        flag(make_parcels(), puyang, "30/09/2022")


def test_a_rule_with_an_unknown_condition_is_named(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(
        '[policy]\nid = "p"\ntitle = "p"\nextends = "national"\n[[rule]]\nid = "r"\n'
        'category = "idle"\nsubject = "parcel"\ncondition = "moonlit"\nbasis = "b"\n'
        'confidence = "E"\ntitle = "t"\n',
        "utf-8",
    )
    with pytest.raises(PolicyError, match=r"p: r: condition 'moonlit' is not one of"):
        flag(make_parcels(), load_policy(path), AS_OF)
