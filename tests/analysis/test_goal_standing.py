"""From when to when an event stands, and what the pages say of its parcel."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from landuse.analysis.goal.standing import stands, turning_days
from landuse.errors import SchemaError
from landuse.policy import load_policy
from landuse.steps.enrich import enriched
from landuse.steps.judge import found_in
from landuse.testing import make_parcels
from tests.analysis.goalcase import back, done, ledger, prepared

DAYS = [f"2021-0{month}-01" for month in range(1, 8)]


def months(events, row=0):
    """In which of the months the event stands, 1 to 7."""
    turns = turning_days(events)
    on = [stands(turns, np.datetime64(day))[row] for day in DAYS]
    return [month for month, holds in enumerate(on, start=1) if holds]


@pytest.mark.parametrize(
    ("reversals", "expected"),
    [
        ([], [2, 3, 4, 5, 6, 7]),
        ([("2021-04-01", "V1")], [2, 3]),
        ([("2021-02-01", "V1")], []),
        ([("2021-01-01", "V1")], []),
        ([("2021-04-01", "V1"), ("2021-05-01", "V2")], [2, 3, 5, 6, 7]),
        ([("2021-04-01", "V1"), ("2021-05-01", "V1"), ("2021-06-01", "V2")], [2, 3]),
        ([("2021-04-01", "V1"), ("2021-03-01", "V2")], [2, 3, 4, 5, 6, 7]),
        (
            [("2021-04-01", "V1"), ("2021-05-01", "V2"), ("2021-06-01", "V3")],
            [2, 3, 5],
        ),
    ],
    ids=[
        "none",
        "once",
        "on its own day",
        "before its own day",
        "and back",
        "twice, one of them back",
        "a reversal reversed before its day never stands",
        "a chain of three",
    ],
)
def test_an_event_stands_from_its_day_until_a_reversal_that_stands(reversals, expected):
    events = ledger(done("2021-02-01"), *(back(*each) for each in reversals))
    assert months(events) == expected


def test_a_long_chain_of_reversals_is_no_matter():
    rows = [back("2021-02-01", f"V{number}") for number in range(1, 2001)]
    assert months(ledger(done("2021-02-01"), *rows)) == [2, 3, 4, 5, 6, 7]


def test_reversals_in_a_circle_are_refused_with_their_names():
    events = ledger(back("2021-02-01", "V2"), back("2021-02-01", "V1"))
    with pytest.raises(SchemaError, match="reverse each other among V1, V2"):
        turning_days(events)


def test_a_parcel_whose_reversal_was_reversed_is_revitalized_on_the_map():
    events = ledger(
        done("2021-02-01", parcel_id="P1"),
        back("2021-03-01", "V1"),
        back("2021-04-01", "V2"),
        prepared("2021-02-01", parcel_id="P2"),
        back("2021-03-01", "V4"),
    )
    frames = {"parcels": make_parcels(parcel_id=["P1", "P2"]), "events": events}
    frames["parcels"] = frames["parcels"].assign(area_m2=10_000.0)
    policy, day = load_policy("puyang"), date(2022, 9, 30)
    made = enriched(frames, found_in(frames, policy, day), policy, day)
    assert made["revitalization"].tolist() == ["revitalized", "none"]
