"""Rules of predicates: one step on each side, any and all, years, editions."""

import json

import pandas as pd
import pytest

from landuse.analysis.calendar import add_months, full_months
from landuse.analysis.flags import flag
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.testing import make_enterprises, make_parcels

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
USED = {
    "start_date": "2018-05-01",
    "completion_date": "2019-05-01",
    "production_date": "2019-09-01",
    "registered_area_m2": 10_000.0,
}
VALUE = """
[[value]]
key = "test.{key}"
{value}
operator = "{sign}"
measure = "{key}"
basis = "测试"
confidence = "E"
{more}
"""
RULE = """
[[rule]]
id = "test"
category = "inefficient"
subject = "parcel"
condition = "{how}"
title = "测试"
basis = "测试"
confidence = "E"
needs = {needs}
{more}
"""


@pytest.fixture
def policy(tmp_path):
    """A policy with one rule of the predicates given as (measure, sign, value)."""

    def made(*predicates, how="any_of", more="", rule=""):
        head = '[policy]\nid = "test"\ntitle = "测试"\nextends = "national"\n'
        text = head + "".join(
            VALUE.format(
                key=key,
                sign=sign,
                value="configured = false" if limit is None else f"value = {limit}",
                more=more,
            )
            for key, sign, limit in predicates
        )
        needs = json.dumps([f"test.{key}" for key, _, _ in predicates])
        path = tmp_path / "policy.toml"
        path.write_text(text + RULE.format(how=how, needs=needs, more=rule), "utf-8")
        return load_policy(path)

    return made


def verdict(policy, enterprises=None, **facts):
    parcels = make_parcels(**(USED | facts))
    found = flag(parcels, policy, AS_OF, enterprises=enterprises, keep=ALL)
    row = found[found["rule"] == "test"]
    return row["verdict"].item() if len(row) else None


def yearly(**columns):
    return make_enterprises(enterprise_id="E1", **columns)


@pytest.mark.parametrize(
    ("column", "measure", "amount", "expected"),
    [
        ("floor_area_m2", "floor_area_ratio", 5_999.0, "yes"),
        ("floor_area_m2", "floor_area_ratio", 6_000.0, "no"),
        ("floor_area_m2", "floor_area_ratio", 6_001.0, "no"),
        ("footprint_area_m2", "building_coverage", 5_999.0, "yes"),
        ("footprint_area_m2", "building_coverage", 6_000.0, "no"),
        ("office_area_m2", "office_share", 5_999.0, "yes"),
        ("office_area_m2", "office_share", 6_000.0, "no"),
        ("started_area_m2", "developed_share", 5_999.0, "yes"),
        ("started_area_m2", "developed_share", 6_000.0, "no"),
        ("started_area_m2", "developed_share", None, "cannot_tell"),
    ],
)
def test_a_share_of_a_hectare_one_square_metre_below_and_at(
    policy, column, measure, amount, expected
):
    """Of 10,000 m2, the share 0.6 is 6,000 m2."""
    rules = policy((measure, "<", 0.6))
    assert verdict(rules, **{column: amount}) == expected


@pytest.mark.parametrize(
    ("paid", "expected"), [(1_499_999, "yes"), (1_500_000, "no"), (1_500_001, "no")]
)
def test_a_hectare_of_15_mu_bears_its_investment_per_mu(policy, paid, expected):
    rules = policy(("investment_yuan_per_mu", "<", 100_000))
    assert verdict(rules, paid_investment_yuan=float(paid)) == expected


@pytest.mark.parametrize(
    ("taxes", "expected"),
    [
        ([599_999, 599_999], "yes"),
        ([599_999, 600_000], "no"),
        ([600_000, 599_999], "no"),
        ([None, 599_999], "cannot_tell"),
        ([None, 600_000], "no"),
    ],
    ids=["both years", "only 2020", "only 2021", "2020 unknown", "2021 suffices"],
)
def test_a_tax_must_be_low_in_every_year(policy, taxes, expected):
    """15 mu at 40,000 yuan are 600,000 yuan."""
    rules = policy(("tax_yuan_per_mu", "<", 40_000), more="years = 2")
    table = yearly(year=[2020, 2021], tax_yuan=taxes)
    assert verdict(rules, table, enterprise_id="E1") == expected


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (["C", "C"], "yes"),
        (["B", "C"], "no"),
        (["C", "B"], "no"),
        ([None, "C"], "cannot_tell"),
        ([None, "B"], "no"),
    ],
)
def test_a_grade_must_stand_two_years_in_a_row(policy, grades, expected):
    rules = policy(("grade", "in", '["C", "D"]'), more="years = 2")
    table = yearly(year=[2020, 2021], grade=grades)
    assert verdict(rules, table, enterprise_id="E1") == expected


def test_two_grades_for_one_year_are_no_grade(policy):
    rules = policy(("grade", "in", '["C"]'))
    table = yearly(year=[2021, 2021], grade=["C", "A"])
    assert verdict(rules, table, enterprise_id="E1") == "cannot_tell"


@pytest.mark.parametrize(
    ("since", "expected"),
    [("2022-04-01", "no"), ("2022-03-31", "yes"), ("2022-03-30", "yes")],
)
def test_months_stopped_are_whole_months(policy, since, expected):
    rules = policy(("months_stopped", ">=", 6))
    table = yearly(year=2022, operating_state="stopped", stopped_since=since)
    assert verdict(rules, table, enterprise_id="E1") == expected


def test_an_enterprise_that_operates_has_stopped_for_no_month(policy):
    rules = policy(("months_stopped", ">=", 6))
    table = yearly(year=2022, operating_state="operating")
    assert verdict(rules, table, enterprise_id="E1") == "no"


@pytest.mark.parametrize(
    ("floor", "cover", "any_of", "all_of"),
    [
        (5_000.0, 2_000.0, "yes", "yes"),
        (5_000.0, 4_000.0, "yes", "no"),
        (7_000.0, 4_000.0, "no", "no"),
        (None, 2_000.0, "yes", "cannot_tell"),
        (None, 4_000.0, "cannot_tell", "no"),
        (None, None, "cannot_tell", "cannot_tell"),
    ],
)
def test_any_and_all_in_three_values(policy, floor, cover, any_of, all_of):
    pair = (("floor_area_ratio", "<", 0.6), ("building_coverage", "<", 0.3))
    facts = {"floor_area_m2": floor, "footprint_area_m2": cover}
    assert verdict(policy(*pair), **facts) == any_of
    assert verdict(policy(*pair, how="all_of"), **facts) == all_of


def test_a_predicate_without_a_value_is_passed_over_by_any_and_opens_all(policy):
    pair = (("floor_area_ratio", "<", None), ("building_coverage", "<", 0.3))
    facts = {"floor_area_m2": 1.0, "footprint_area_m2": 4_000.0}
    assert verdict(policy(*pair), **facts) == "no"
    assert verdict(policy(*pair, how="all_of"), **facts) == "not_configured"
    assert verdict(policy(("floor_area_ratio", "<", None)), **facts) == "not_configured"


@pytest.mark.parametrize(
    ("contract", "coverage", "expected"),
    [
        ("2022-05-01", 2_999.0, "yes"),
        ("2022-05-01", 3_000.0, "no"),
        ("2023-05-10", 3_999.0, "no"),
        ("2023-05-11", 3_999.0, "yes"),
        ("2023-05-11", 4_000.0, "no"),
        ("2008-01-30", 0.0, "no"),
        (None, 2_000.0, "cannot_tell"),
    ],
    ids=[
        "2008 edition below",
        "2008 edition at",
        "last day of 2008",
        "first day of 2023",
        "2023 edition at",
        "before any edition",
        "no contract date",
    ],
)
def test_control_indicators_are_those_of_the_contract_day(contract, coverage, expected):
    facts = {"footprint_area_m2": coverage, "office_area_m2": 0.0}
    facts |= {"land_use": "工业用地", "contract_date": contract}
    parcels = make_parcels(**(USED | facts | {"supply_date": "2007-01-01"}))
    found = flag(parcels, load_policy("national"), "2024-09-30", keep=ALL)
    row = found[found["rule"] == "control-indicators"]
    assert row["verdict"].item() == expected


def test_control_indicators_are_about_industrial_land():
    facts = {"footprint_area_m2": 0.0, "contract_date": "2020-01-01"}
    parcels = make_parcels(
        parcel_id=["P1", "P2"], land_use=["商服用地", None], **facts, **USED
    )
    found = flag(parcels, load_policy("national"), AS_OF, keep=ALL)
    found = found[found["rule"] == "control-indicators"]
    assert found["verdict"].tolist() == ["no", "cannot_tell"]
    assert "land_use" in json.loads(found["missing"].iloc[1])


def test_the_sentence_names_figure_and_criterion(policy):
    rules = policy(("floor_area_ratio", "<", 0.6))
    found = flag(make_parcels(floor_area_m2=4_000.0, **USED), rules, AS_OF)
    row = found[found["rule"] == "test"].iloc[0]
    words = json.loads(row["evidence"])["arithmetic"]
    assert words["en"].endswith("floor area ratio 0.4 (criterion: < 0.6)")


def test_what_is_missing_is_named(policy):
    rules = policy(("grade", "in", '["C"]'), ("office_share", ">", 0.07))
    table = yearly(year=2021, grade=None)
    parcels = make_parcels(enterprise_id="E1", **USED)
    found = flag(parcels, rules, AS_OF, enterprises=table)
    row = found[found["rule"] == "test"].iloc[0]
    assert json.loads(row["missing"]) == ["enterprise.grade", "office_area_m2"]


@pytest.mark.parametrize(
    ("predicate", "rule", "match"),
    [
        (("tax_per_mu", "<", 1), "", "measure 'tax_per_mu', which is not one of"),
        (("grade", "in", '["C"]'), 'about = "used"', "about 'used' is not one of"),
    ],
)
def test_a_wrong_word_in_a_rule_is_named(policy, predicate, rule, match):
    with pytest.raises(PolicyError, match=match):
        flag(make_parcels(), policy(predicate, rule=rule), AS_OF)


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2021-04-01", "yes"), ("2022-09-30", "yes"), ("2022-10-01", "no")],
)
def test_supplied_land_without_a_start_is_unused(date, expected):
    found = flag(
        make_parcels(supply_date=date), load_policy("national"), AS_OF, keep=ALL
    )
    row = found[found["rule"] == "supplied-unused"]
    assert row["verdict"].item() == expected


@pytest.mark.parametrize(
    "since", ["2021-08-31", "2020-02-29", "2021-12-31", "2022-01-30"]
)
@pytest.mark.parametrize(
    "until", ["2022-02-27", "2022-02-28", "2022-03-30", "2022-03-31"]
)
def test_full_months_are_those_that_add_months_reaches(since, until):
    start, end = pd.Series([pd.Timestamp(since)]), pd.Timestamp(until)
    months = int(full_months(start, end).item())
    assert (
        add_months(start, months).item() <= end < add_months(start, months + 1).item()
    )


def test_a_threshold_that_nobody_set_is_not_configured():
    found = flag(make_parcels(**USED), load_policy("puyang"), AS_OF)
    rows = found[found["category"] == "inefficient"]
    assert set(rows["verdict"]) == {"not_configured"}
    assert set(rows["rule"]) == {
        "inefficient-floor-area-ratio",
        "inefficient-building-coverage",
        "inefficient-investment",
    }
