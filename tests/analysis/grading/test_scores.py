"""Scores by head: value over benchmark times weight, with cap and floor."""

import pandas as pd
import pytest

from landuse.analysis.grading import grade
from landuse.analysis.grading.measures import MEASURES, indicator
from landuse.analysis.grading.scope import rows_of_year
from landuse.testing import make_enterprises

FACTS = {
    "tax_yuan": 600.0,
    "revenue_yuan": 3_000.0,
    "value_added_yuan": 1_200.0,
    "energy_tce": 60.0,
    "pollution_t": 3.0,
    "rd_yuan": 90.0,
    "employees": 10.0,
    "owned_area_m2": 10_000.0,  # 15 mu
    "rented_out_area_m2": 2_000.0,  # 3 mu
}
VALUES = {
    "tax_yuan": 600.0,
    "tax_yuan_per_mu": 50.0,
    "revenue_yuan_per_mu": 250.0,
    "value_added_yuan_per_mu": 100.0,
    "revenue_yuan_per_tce": 50.0,
    "value_added_yuan_per_tce": 20.0,
    "tax_yuan_per_pollution_t": 200.0,
    "value_added_yuan_per_pollution_t": 400.0,
    "rd_intensity": 0.03,
    "revenue_yuan_per_employee": 300.0,
    "value_added_yuan_per_employee": 120.0,
}


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_by_head(name):
    rows = rows_of_year(make_enterprises(year=2021, **FACTS), 2021)
    assert indicator(name, rows).value.tolist() == pytest.approx([VALUES[name]])


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_without_one_of_its_facts_is_missing_not_zero(name):
    for fact in MEASURES[name].facts:
        lost = {"rented_out_area_m2": None, fact: None}
        rows = rows_of_year(make_enterprises(year=2021, **{**FACTS, **lost}), 2021)
        assert pd.isna(indicator(name, rows).value).all(), fact


def test_nothing_is_divided_by_zero():
    rows = make_enterprises(year=2021, **{**FACTS, "pollution_t": [0.0, -1.0]})
    found = indicator("tax_yuan_per_pollution_t", rows_of_year(rows, 2021))
    assert pd.isna(found.value).all()
    assert found.is_over_zero.tolist() == [True, False]


@pytest.mark.parametrize(
    ("benchmark", "expected"),
    [
        ('"ratio_of_sums"', [100.0, 20.0]),  # 3000 over 30 mu: 100 a mu
        ('"mean"', [66.666667, 13.333333]),  # (100 + 20 + 330) / 3 = 150
        ('"median"', [100.0, 20.0]),
        ("200", [50.0, 10.0]),
    ],
)
def test_a_benchmark_is_what_the_policy_says(policy, below, benchmark, expected):
    """Taxes 1500, 300, 1320 on 15, 15 and 4 mu are 100, 20 and 330 a mu."""
    land = [10_000.0, 10_000.0, 4 * 2000 / 3]
    rows = below(3, tax_yuan=[1500.0, 300.0, 1320.0], owned_area_m2=land)
    found = grade(
        rows,
        policy(
            benchmarks=f"{{ default = {benchmark} }}",
            min_land_mu="1",
            cap="{ default = 9 }",
        ),
        2021,
    )
    if benchmark == '"ratio_of_sums"':
        expected = [v / (3120 / 34) * 100 for v in (100, 20)]
    assert found["tax_yuan_per_mu"].tolist() == pytest.approx([100, 20, 330])
    assert found["composite"][:2].tolist() == pytest.approx(expected, abs=1e-5)


def test_a_score_is_capped_and_has_a_floor(policy, below):
    """Mean of 1000, 100 and -500 is 200: 500 %, 50 % and -250 % of 100 points."""
    rows = below(3, tax_yuan=[15_000.0, 1_500.0, -7_500.0])
    found = grade(rows, policy(), 2021)
    assert found["tax_yuan_per_mu_score"].tolist() == [150.0, 50.0, 0.0]
    low = grade(rows, policy(floor="-100", cap="{ default = 6 }"), 2021)
    assert low["composite"].tolist() == [500.0, 50.0, -100.0]


def test_of_equal_zeros_nobody_is_better(policy, below):
    found = grade(below(4, tax_yuan=[0.0, 0.0, 0.0, 5.0]), policy(), 2021)
    assert found["composite"].tolist() == [0.0, 0.0, 0.0, 150.0]
    nothing = grade(below(2, tax_yuan=[0.0, 0.0]), policy(), 2021)
    assert nothing["composite"].tolist() == [0.0, 0.0]


def above(**columns):
    facts = {**FACTS, "year": 2021, "zone_id": "Z1", "above_scale": True}
    return make_enterprises(**{**facts, **columns})


def test_no_emission_is_the_best_and_no_record_of_it_is_not(policy):
    rows = above(pollution_t=[0.0, 3.0, None])
    found = grade(rows, policy(), 2021)
    assert found["tax_yuan_per_pollution_t_score"].tolist() == [15.0, 10.0, 0.0]
    assert found["missing"].tolist() == ["", "", "pollution_t"]


@pytest.mark.parametrize(
    ("rule", "score", "letter"),
    [("zero", 0.0, "B"), ("median", 40.0, "B"), ("not_graded", None, "cannot_tell")],
)
def test_a_missing_fact_is_treated_as_the_policy_says(policy, rule, score, letter):
    rows = above(rd_yuan=[90.0, 90.0, None])
    rules = f'{{ default = "zero", rd_intensity = "{rule}" }}'
    found = grade(rows, policy(missing=rules), 2021).iloc[2]
    assert found["grade"] == letter
    assert found["missing"] == "rd_yuan"
    if score is None:
        assert pd.isna(found["composite"])
        assert pd.isna(found["rd_intensity_score"])
    else:
        assert found["rd_intensity_score"] == score


@pytest.mark.parametrize("rule", ["median", "not_graded"])
def test_of_facts_that_nobody_has_nothing_is_made(policy, rule):
    rows = above(rd_yuan=[None, None])
    found = grade(rows, policy(missing=f'{{ default = "{rule}" }}'), 2021)
    assert found["grade"].tolist() == ["cannot_tell"] * 2
    assert found["decided_by"].tolist() == ["facts_missing"] * 2


def test_all_indicators_missing_is_nothing_scored_never_the_middle(policy):
    """Under the usual rule all have no points and are told apart by nothing."""
    lost = dict.fromkeys(FACTS, None)
    found = grade(above(enterprise_id=["E1", "E2"], **lost), policy(), 2021)
    assert found["composite"].tolist() == [0.0, 0.0]
    facts = {"tax_yuan", "owned_area_m2", "rd_yuan", "energy_tce", "pollution_t"}
    assert facts <= set(found["missing"][0].split(";"))
    strict = policy(missing='{ default = "not_graded" }')
    assert set(grade(above(**lost), strict, 2021)["grade"]) == {"cannot_tell"}


def test_who_cannot_be_graded_takes_no_place(policy, below):
    """Of 11 one lacks its tax, by which below-scale enterprises are chosen."""
    taxes = [float(100 - i) for i in range(10)]
    found = grade(below(11, tax_yuan=[*taxes, None]), policy(), 2021)
    assert found["evaluated"][:10].eq(10).all()
    assert found["grade"].tolist() == ["A"] * 2 + ["B"] * 7 + ["C", "cannot_tell"]
    assert found["missing"].iloc[-1] == "tax_yuan"
