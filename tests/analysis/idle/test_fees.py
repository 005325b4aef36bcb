"""The idle fee: due, decided, paid; one cent and one day each side."""

import pandas as pd
import pytest

from landuse.analysis.idle.fees import fee_statistics, fee_status
from landuse.policy import load_policy
from landuse.steps.idlecare import with_idle
from landuse.testing import make_parcels

DAY = "2022-09-30"
DETERMINED = {
    "due_start_date": "2021-01-01",
    "cause": "enterprise",
    "price_yuan": 1_000_000,
    "determination_no": "1",
    "determination_date": "2022-06-01",
}


def judged(**columns):
    parcels = make_parcels(**{**DETERMINED, **columns})
    parcels = parcels.assign(zone_id="Z", area_m2=10_000.0)
    day = pd.Timestamp(DAY).date()
    return with_idle({"parcels": parcels}, load_policy("national"), day)["parcels"]


def status(**columns):
    return judged(**columns)["fee_status"].item()


@pytest.mark.parametrize(
    ("decided_on", "paid_on", "paid", "expected"),
    [
        (None, None, None, "to_decide"),
        ("2022-10-01", None, None, "to_decide"),  # decided tomorrow
        ("2022-09-30", None, None, "decided"),
        ("2022-07-01", "2022-10-01", 200_000, "decided"),  # paid tomorrow
        ("2022-07-01", "2022-09-30", 199_999.99, "partly_paid"),
        ("2022-07-01", "2022-09-30", 200_000, "paid"),
        ("2022-07-01", "2022-09-30", 200_000.01, "paid"),
        ("2022-07-01", "2022-09-30", 0, "decided"),
        ("2022-07-01", "2022-09-30", None, "cannot_tell"),
    ],
)
def test_a_fee_is_due_then_decided_then_paid(decided_on, paid_on, paid, expected):
    found = status(
        fee_decision_date=decided_on,
        fee_decided_yuan=200_000,
        fee_paid_date=paid_on,
        fee_paid_yuan=paid,
    )
    assert found == expected


def test_a_payment_without_the_sum_that_was_decided_cannot_be_told():
    found = status(fee_paid_date="2022-07-01", fee_paid_yuan=200_000)
    assert found == "cannot_tell"


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"due_start_date": "2022-01-01"}, "none"),  # not a year yet
        ({"determination_no": None, "determination_date": None}, "none"),
        ({"cause": "government", "cause_from": "2020-06-01"}, "none"),
        ({"cause": None}, "cannot_tell"),
        ({"due_start_date": None}, "cannot_tell"),
    ],
)
def test_no_fee_where_none_follows_and_no_guess_where_facts_are_missing(
    columns, expected
):
    assert status(**columns) == expected


def test_what_was_decided_stands_even_where_no_fee_follows():
    found = status(cause="government", fee_decision_date="2022-07-01")
    assert found == "decided"


def test_statistics_add_up_and_say_what_they_lack():
    parcels = judged(
        price_yuan=[1_000_000, None, 500_000, 1_000_000],
        cause=["enterprise"] * 3 + ["government"],
        fee_decision_date=[None, None, "2022-07-01", None],
        fee_decided_yuan=[None, None, 100_000, None],
        fee_paid_date=[None, None, "2022-08-01", None],
        fee_paid_yuan=[None, None, 40_000, None],
    )
    found = fee_statistics(parcels).set_index("fee_status")
    assert found.loc["to_decide", ["count", "without_sum"]].tolist() == [2, 1]
    assert found.loc["to_decide", "computed_yuan"] == 200_000
    money = ["decided_yuan", "paid_yuan", "outstanding_yuan"]
    assert found.loc["partly_paid", money].tolist() == [100_000, 40_000, 60_000]
    assert found["area_mu"].sum() == pytest.approx(45)
    assert set(found.index) == {"to_decide", "partly_paid"}


def test_a_zone_without_fees_has_no_row():
    parcels = judged(cause="government")
    assert fee_statistics(parcels).empty
    assert fee_status(parcels, DAY).tolist() == ["none"]
