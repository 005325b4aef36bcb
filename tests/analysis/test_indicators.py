from __future__ import annotations

from datetime import date

import pytest

from landuse.analysis.indicators import (
    Indicator,
    holds,
    indicators_frame,
    note,
    note_label,
    target_of,
)
from landuse.policy import load_policy

COLUMNS = [
    *("scope", "scope_id", "indicator", "value", "unit"),
    *("numerator", "numerator_scope", "denominator", "denominator_scope"),
    *("area_basis", "target", "operator", "met", "as_of", "note"),
]


def test_the_columns_are_those_of_the_contract():
    assert indicators_frame([]).columns.tolist() == COLUMNS
    assert indicators_frame([Indicator("x", 1.0, "mu")]).columns.tolist() == COLUMNS


@pytest.mark.parametrize(
    ("value", "operator", "met"),
    [
        pytest.param(149_999.999, ">", False, id="below"),
        pytest.param(150_000.0, ">", False, id="at, strict"),
        pytest.param(150_000.0, ">=", True, id="at, reached"),
        pytest.param(150_000.001, ">", True, id="above, though it rounds to it"),
    ],
)
def test_met_compares_the_unrounded_value(value, operator, met):
    row = Indicator("x", value, "yuan/mu", target=150_000, operator=operator)
    assert indicators_frame([row]).met.tolist() == [met]


@pytest.mark.parametrize(
    "row",
    [
        Indicator("x", None, "mu", target=1, operator=">"),
        Indicator("x", 5.0, "mu"),
    ],
    ids=["no value", "no target"],
)
def test_met_is_missing_where_value_or_target_is(row):
    assert indicators_frame([row]).met.isna().all()


def test_types_are_stable_whatever_is_missing():
    full = Indicator("x", 1.0, "mu", as_of=date(2022, 9, 30), note="a=1", target=2)
    types = [indicators_frame(rows).dtypes.to_dict() for rows in ([], [full])]
    assert types[0] == types[1]
    assert str(types[0]["met"]) == "boolean"


def test_an_unknown_operator_is_refused():
    with pytest.raises(ValueError, match="operator '=>' is not known; use one of >="):
        holds(1, "=>", 2)


def test_a_goal_in_another_unit_is_not_compared():
    policy = load_policy("puyang")
    key = "target.tax_yuan_per_mu"
    assert target_of(policy, key, "yuan/mu") == {"target": 150000, "operator": ">"}
    assert target_of(policy, key, "USD/mu") == {}
    assert target_of(load_policy("national"), key, "yuan/mu") == {}


def test_a_note_is_language_neutral_and_printed_in_both_languages():
    text = note(exempt_enterprises=2, no_land=0, outside_zones_mu=0.125, no_tax=None)
    assert text == "exempt_enterprises=2; outside_zones_mu=0.13"
    assert note_label(text) == "豁免企业数：2；集聚区外（亩）：0.13"
    assert note_label(text, "en") == (
        "exempt enterprises: 2; outside the zones (mu): 0.13"
    )
    assert note(no_land=0) is None
