"""Single questions say the same as the frames of the whole ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.ledger.lookups import (
    count_events,
    event_at,
    family_events,
    parcel_row,
    parcels_by_account,
    postings_of,
)
from landuse.ledger.records import LedgerEvent
from landuse.ledger.store import create_ledger

AT = datetime(2022, 10, 1, 8, tzinfo=UTC)
EVENTS = (
    ("supplied", date(2021, 1, 1), {"parcel_id": "P1", "area_dm2": 1_000_000}),
    ("supplied", date(2021, 1, 1), {"parcel_id": "P2", "area_dm2": 500_000}),
    ("started", date(2021, 6, 1), {"parcel_id": "P1"}),
    (
        "split",
        date(2022, 1, 1),
        {"parcel_id": "P1", "children": (("A", 400_000), ("B", 600_000))},
    ),
    ("completed", date(2022, 6, 1), {"parcel_id": "A"}),
)
LATE = ("delivered", date(2021, 2, 1), {"parcel_id": "P1"})
BOUNDS = [
    {},
    {"as_of": date(2021, 12, 31)},
    {"known_at": AT},
    {"as_of": date(2021, 12, 31), "known_at": AT + timedelta(hours=1)},
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Two parcels, one of them split; one event came to be known later."""
    path = tmp_path_factory.mktemp("ledger") / "city.ledger"
    with create_ledger(path, policy="puyang", at=AT, by="王") as opened:
        rows = [*EVENTS, LATE]
        made = [LedgerEvent(event=e, valid_date=d, **f) for e, d, f in rows]
        opened.append(made[:-1], by="王", at=AT)
        opened.append(made[-1:], by="李", at=AT + timedelta(hours=1))
        yield opened


@pytest.mark.parametrize("bounds", BOUNDS)
def test_a_parcel_alone_is_as_in_the_state_of_the_whole(ledger, bounds):
    state = ledger.state(**bounds).drop(columns="version")
    for parcel_id in ("P1", "P2", "A", "B"):
        family = family_events(ledger, f"parcel:{parcel_id}", **bounds)
        row = parcel_row(ledger, parcel_id, family).drop(columns="version")
        wanted = state[state["parcel_id"] == parcel_id].reset_index(drop=True)
        assert_frame_equal(row, wanted)


@pytest.mark.parametrize("bounds", BOUNDS)
def test_counts_are_those_of_the_frames(ledger, bounds):
    assert count_events(ledger, **bounds) == len(ledger.events(**bounds))
    state = ledger.state(**bounds)
    held = state[state["area_m2"] > 0]["account"].value_counts().to_dict()
    assert parcels_by_account(ledger, **bounds) == held


def test_the_postings_of_a_parcel_add_up_to_what_it_holds(ledger):
    sums = postings_of(ledger, "parcel:A").groupby("account")["area_m2"].sum()
    assert sums[sums != 0].to_dict() == {"completed": 4_000.0}
    before = postings_of(ledger, "parcel:P1", as_of=date(2021, 12, 31))
    assert before.groupby("account")["area_m2"].sum().to_dict() == {
        "building": 10_000.0,
        "supplied": 0.0,
    }
    assert before["valid_date"].max() == pd.Timestamp(2021, 6, 1)


def test_the_family_of_a_parcel_is_all_that_it_is_tied_to(ledger):
    found = family_events(ledger, "parcel:B")
    assert [one.event.event for one in found] == [
        *("supplied", "started", "split", "completed", "delivered")
    ]
    assert family_events(ledger, "parcel:X") == ()


def test_an_event_is_found_by_its_row(ledger):
    one = event_at(ledger, 6)
    assert (one.seq, one.recorded_by, one.event.event) == (6, "李", "delivered")
