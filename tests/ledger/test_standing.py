"""The parcels as a frame: the same as the books have them, however it is folded."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ledger_cases import AT, HECTARE, event, small_ledger
from landuse.errors import SchemaError
from landuse.ledger.books import Books
from landuse.ledger.history import history
from landuse.ledger.standing import standing
from landuse.ledger.state import parcel_state

DAYS = [f"2021-{month:02}-01" for month in range(1, 7)]
PARCELS = ("P1", "P2", "P3", "P4")
#: Kinds that need nothing but a parcel.
KINDS = ("started", "completed", "suspended", "sealed", "unsealed", "delivered")


def told(state):
    return {parcel: parcel_state(state, parcel) for parcel in sorted(state.facts)}


@st.composite
def histories(draw):
    """Events as the books take them, with splits, mergers and reversals."""
    events = [
        event("supplied", "2020-01-01", event_id=p, parcel_id=p, area_dm2=HECTARE)
        for p in PARCELS
    ]
    for number in range(draw(st.integers(0, 9))):
        day, name = draw(st.sampled_from(DAYS)), f"E{number}"
        parcel = draw(st.sampled_from((*PARCELS, "M")))
        act = draw(st.sampled_from(("reversed", "split", "merged", *KINDS)))
        if act == "reversed":
            target = draw(st.sampled_from(events)).event_id
            made = event(act, day, event_id=name, reverses=target)
        elif act == "split":
            parts = ((f"{name}a", HECTARE // 2), (f"{name}b", HECTARE // 2))
            made = event(act, day, event_id=name, parcel_id=parcel, children=parts)
        elif act == "merged":
            parts = (("P1", HECTARE), ("P2", HECTARE))
            child = (("M", 2 * HECTARE),)
            made = event(act, day, event_id=name, parents=parts, children=child)
        else:
            made = event(act, day, event_id=name, parcel_id=parcel)
        events.append(made)
    return events


@given(histories(), st.sampled_from([None, *DAYS]))
def test_the_reading_fold_comes_to_the_same_as_the_books(events, as_of):
    writing, kept = Books(), []
    for one in events:
        try:
            writing.post(one)
        except SchemaError:
            continue
        kept.append(one)
    pairs = [
        (seq, one)
        for seq, one in enumerate(kept, 1)
        if as_of is None or one.valid_date.isoformat() <= as_of
    ]
    books = Books()
    books.load(pairs)
    assert told(standing(pairs)) == books.states()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with small_ledger(tmp_path_factory.mktemp("ledger") / "city.ledger") as made:
        extra = event("suspended", "2022-01-01", parcel_id="U", area_dm2=None)
        extended = event(
            "extended",
            "2022-01-02",
            parcel_id="P2",
            batch_id="B1",
            details={"extended_start_date": "2023-01-01"},
        )
        made.append([extra, extended], by="王", at=AT + timedelta(days=9))
        yield made


def test_the_frame_says_what_the_books_say(ledger):
    frame = ledger.state().set_index("parcel_id")
    books = Books()
    books.load(history(ledger._backend, None, None))
    states = books.states()
    assert frame.index.tolist() == list(states)
    for parcel, one in states.items():
        row = frame.loc[parcel]
        said = {name: None if pd.isna(row[name]) else row[name] for name in frame}
        assert said["account"] == one.account
        assert said["area_m2"] == (None if one.area_dm2 is None else one.area_dm2 / 100)
        assert said["revitalized_area_m2"] == one.revitalized_dm2 / 100
        assert said["assembled_area_m2"] == one.assembled_dm2 / 100
        for name in ("holder", "zone_id", "method", "determination_no", "is_sealed"):
            assert said[name] == getattr(one, name)
        for name in ("extended_start_date", "retired", "determination_date"):
            day = getattr(one, name)
            assert (said[name] and said[name].date()) == day
        for name in ("batches", "parents", "children"):
            assert said[name] == (";".join(getattr(one, name)) or None)


def test_a_parcel_of_which_no_area_is_told_has_none(ledger):
    frame = ledger.state().set_index("parcel_id")
    assert pd.isna(frame.area_m2["U"])
    assert frame.account["U"] == "suspended"
    assert frame.area_m2["P4"] == 0  # split: its children have the land
