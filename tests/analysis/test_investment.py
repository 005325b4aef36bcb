"""Idle by investment (Hainan): two years past the agreed start, less than a quarter."""

import pytest

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.testing import make_parcels

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
FACTS = {
    "supply_date": "2019-01-01",
    "due_start_date": "2020-09-30",
    "start_date": "2020-09-30",
    "total_investment_yuan": 100_000_000,
    "paid_investment_yuan": 24_999_999,
}


@pytest.fixture(scope="module")
def judge():
    policy = load_policy("hainan")

    def run(absent=(), as_of=AS_OF, **facts):
        parcels = make_parcels(**{**FACTS, **facts})
        parcels.attrs["absent_columns"] = list(absent)
        found = flag(parcels, policy, as_of, keep=ALL)
        return found[found["rule"] == "idle-investment-behind"].iloc[0]

    return run


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "yes"),
        ({"paid_investment_yuan": 25_000_000}, "no"),
        ({"paid_investment_yuan": 25_000_001}, "no"),
        ({"due_start_date": "2020-10-01"}, "no"),
        ({"due_start_date": "2020-09-29"}, "yes"),
        ({"extended_start_date": "2020-10-01"}, "no"),
        ({"due_start_date": None, "delivery_date": "2019-09-30"}, "yes"),
        ({"due_start_date": None, "delivery_date": "2019-10-01"}, "no"),
        ({"start_date": None}, "yes"),
        ({"completion_date": AS_OF}, "no"),
        ({"completion_date": "2022-10-01"}, "yes"),
        ({"supply_date": "2022-10-01", "contract_date": "2022-10-01"}, "no"),
    ],
)
def test_one_step_each_side_of_every_line(judge, facts, verdict):
    assert judge(**facts)["verdict"] == verdict


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"paid_investment_yuan": None}, "paid_investment_yuan"),
        ({"total_investment_yuan": None}, "total_investment_yuan"),
        ({"total_investment_yuan": 0}, "total_investment_yuan"),
        ({"due_start_date": None}, "due_start_date"),
        ({"absent": ["completion_date"]}, "completion_date"),
    ],
)
def test_a_missing_fact_is_named_and_never_a_no(judge, facts, missing):
    found = judge(**facts)
    assert found["verdict"] == "cannot_tell"
    assert missing in found["missing"]


@pytest.mark.parametrize(
    ("cause", "end", "verdict"),
    [
        ("government", "2021-03-31", "no"),
        ("force_majeure", "2021-03-31", "yes"),
        ("enterprise", "2021-03-31", "yes"),
        ("government", None, "yes"),
    ],
)
def test_only_dated_government_causes_are_deducted(judge, cause, end, verdict):
    span = {"cause": cause, "cause_from": "2021-03-01", "cause_to": end}
    assert judge(**span)["verdict"] == verdict


def test_before_the_rules_came_into_force_there_is_no_such_case():
    parcels = make_parcels(**{**FACTS, "due_start_date": "2010-01-01"})
    found = flag(parcels, load_policy("hainan"), "2013-10-31", keep=ALL)
    assert "idle-investment-behind" not in set(found["rule"])


def test_the_national_measures_do_not_know_the_case():
    found = flag(make_parcels(**FACTS), load_policy("national"), AS_OF, keep=ALL)
    assert "idle-investment-behind" not in set(found["rule"])


def test_the_day_and_the_share_stand_in_the_evidence(judge):
    found = judge()
    assert str(found["since"].date()) == AS_OF
    assert "未竣工，已投资额占总投资额" in found["evidence"]
