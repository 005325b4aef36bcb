"""Frames of a life from events: what is reversed has not happened, what is late has."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from landuse.analysis.lifecycle import lifecycle
from landuse.analysis.lifecycle.commitments import commitment_table
from landuse.analysis.lifecycle.fromevents import life_frames
from landuse.errors import SchemaError
from landuse.fields import FRAMES
from landuse.policy import load_policy
from landuse.testing import make_events

POLICY = load_policy("puyang")


def told(event, day, parcel="P1", /, *, doc=None, method=None, **facts):
    """One event; its id is made of all that tells it from others."""
    return {
        "event": event,
        "valid_date": day,
        "parcel_id": parcel,
        "document_no": doc,
        "method": method,
        "details": json.dumps(facts, ensure_ascii=False) if facts else None,
        "event_id": f"{event}-{parcel}-{day}-{'-'.join(facts.values())}",
        "reverses": None,
        "parents": None,
        "children": None,
    }


def split(parcel, day, *children):
    return told("split", day, parcel) | {"children": ";".join(children)}


def undo(event, day, number="R1"):
    return told("reversed", day, None) | {
        "event_id": number,
        "reverses": event["event_id"],
    }


def frame(*events):
    names = list(events[0])
    return make_events(**{name: [event[name] for event in events] for name in names})


def plot(events, day=None, parcel="P1"):
    parcels = life_frames(events, day)["parcels"]
    (row,) = parcels[parcels["parcel_id"] == parcel].to_dict("records")
    return {
        k: str(v)[:10] if isinstance(v, pd.Timestamp) else v
        for k, v in row.items()
        if k != "geometry" and not pd.isna(v)
    }


def stage(events, day, parcel="P1"):
    frames = life_frames(events, day)
    states = lifecycle(
        frames["parcels"], None, POLICY, day, milestones=frames["milestones"]
    )
    ids = frames["parcels"]["parcel_id"].tolist()
    return states["lifecycle_stage"].iloc[ids.index(parcel)] if parcel in ids else None


START = told("started", "2021-03-01", doc="许1号")
DONE = told("completed", "2022-03-01")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-02-28", "started"),
        ("2022-03-01", "completed"),
        ("2022-05-31", "completed"),
        ("2022-06-01", "started"),
        ("2022-07-31", "started"),
        ("2022-08-01", "completed"),
    ],
)
def test_a_reversal_moves_a_plot_back_until_it_is_itself_reversed(day, expected):
    first = undo(DONE, "2022-06-01")
    events = frame(START, DONE, first, undo(first, "2022-08-01", "R2"))
    assert stage(events, day) == expected


def test_nothing_but_a_reversal_moves_a_plot_back():
    events = frame(START, DONE, undo(DONE, "2022-06-01"))
    order = ["started", "completed"]
    days = pd.date_range("2021-03-01", "2022-12-31", freq="3MS")
    places = [order.index(stage(events, str(day.date()))) for day in days]
    back = [d for d, a, b in zip(days[1:], places, places[1:], strict=False) if b < a]
    assert [str(day.date()) for day in back] == ["2022-06-01"]


def test_what_is_recorded_late_stands_on_its_own_day():
    """The completion was recorded first, the start a year too late."""
    events = frame(DONE, START).assign(seq=[1, 2])
    assert plot(events, "2021-03-01")["start_date"] == "2021-03-01"
    assert "completion_date" not in plot(events, "2021-03-01")


def test_of_two_starts_the_first_counts_and_of_two_agreements_the_last():
    contract = {"paper": "contract"}
    events = frame(
        told(
            "agreed", "2021-01-01", doc="合1", due_start_date="2021-06-01", **contract
        ),
        told(
            "agreed", "2021-02-01", doc="合2", due_start_date="2021-09-01", **contract
        ),
        START,
        told("started", "2021-05-01", doc="许2号"),
    )
    row = plot(events)
    assert (row["start_date"], row["permit_no"]) == ("2021-03-01", "许1号")
    assert (row["contract_date"], row["contract_no"]) == ("2021-01-01", "合1")
    assert row["due_start_date"] == "2021-09-01"


def test_work_that_goes_on_is_not_suspended():
    stopped = told("suspended", "2021-05-01")
    again = told("resumed", "2021-08-01")
    assert plot(frame(stopped))["suspended_since"] == "2021-05-01"
    assert "suspended_since" not in plot(frame(stopped, again))
    later = told("suspended", "2021-09-01")
    row = plot(frame(stopped, again, later))
    assert row["suspended_since"] == "2021-09-01"


def test_a_completion_that_was_put_off_is_due_on_the_later_day():
    contract = told(
        "agreed", "2021-01-01", paper="contract", due_completion_date="2022-01-01"
    )
    put_off = told("extended", "2021-06-01", extended_completion_date="2022-07-01")
    assert plot(frame(contract, put_off), "2021-05-31")["due_completion_date"] == (
        "2022-01-01"
    )
    assert plot(frame(contract, put_off))["due_completion_date"] == "2022-07-01"


def test_children_have_the_life_of_their_parent_up_to_the_split():
    events = frame(
        told("filed", "2021-01-01", is_standard_land="true"),
        START,
        split("P1", "2021-06-01", "A=5000.00", "B"),
        told("completed", "2021-09-01", "A"),
        told("milestone", "2021-02-01", stage="prepared"),
    )
    assert plot(events, "2021-05-31").get("valid_to") is None
    parent = plot(events, "2021-06-01")
    assert (parent["valid_to"], parent["successor"]) == ("2021-06-01", "A;B")
    for child in "AB":
        row = plot(events, "2021-06-01", child)
        assert (row["start_date"], row["valid_from"]) == ("2021-03-01", "2021-06-01")
        assert row["is_standard_land"] is True
        assert row.get("registered_area_m2") == {"A": 5000.0}.get(child)
    assert (stage(events, "2021-09-01", "A"), stage(events, "2021-09-01", "B")) == (
        "completed",
        "started",
    )
    steps = life_frames(events)["milestones"]
    assert steps["parcel_id"].tolist() == ["P1", "A", "B"]


def test_a_child_of_a_child_has_both_lives_and_none_without_the_split():
    first, second = split("P1", "2021-06-01", "A", "B"), split("A", "2022-01-01", "C")
    later = told("delivered", "2021-07-01", "A")
    events = frame(START, first, later, second)
    row = plot(events, parcel="C")
    assert (row["start_date"], row["delivery_date"]) == ("2021-03-01", "2021-07-01")
    undone = frame(START, first, undo(first, "2021-08-01"))
    assert life_frames(undone, "2021-07-31")["parcels"]["parcel_id"].tolist() == [
        "A",
        "B",
        "P1",
    ]
    assert life_frames(undone)["parcels"]["parcel_id"].tolist() == ["P1"]
    assert "valid_to" not in plot(undone)


def test_a_merged_plot_has_what_its_parents_had_alike():
    merged = told("merged", "2021-06-01", None) | {
        "parents": "P1;P2",
        "children": "M=20000.00",
    }
    both = [told("started", "2021-03-01", name) for name in ("P1", "P2")]
    one = told("completed", "2021-05-01", "P2")
    events = frame(*both, one, merged)
    row = plot(events, parcel="M")
    assert row["start_date"] == "2021-03-01"
    assert "completion_date" not in row
    assert plot(events, parcel="P2")["successor"] == "M"


def test_promises_of_a_divided_plot_are_judged_with_its_children():
    promise = {"indicator": "tax_per_mu", "operator": ">=", "committed": "20"}
    events = frame(
        told("committed", "2021-01-01", due_date="2021-12-31", **promise),
        split("P1", "2021-06-01", "A", "B"),
    )
    frames = life_frames(events, "2022-01-01")
    table = commitment_table(
        frames["commitments"], "2022-01-01", parcels=frames["parcels"]
    )
    assert table[["parcel_id", "state"]].to_numpy().tolist() == [
        ["A", "no_measurement"],
        ["B", "no_measurement"],
    ]


@pytest.mark.parametrize(
    "end",
    [
        told("exited", "2021-06-01", doc="收1号", exit_kind="recovered"),
        told("milestone", "2021-06-01", doc="收1号", stage="exited"),
        told("disposed", "2021-06-01", doc="收1号", method="recover_free"),
    ],
)
def test_a_plot_that_is_supplied_anew_begins_a_new_life(end):
    promise = {"indicator": "tax", "operator": ">=", "committed": "20"}
    events = frame(
        told("supplied", "2020-01-01", holder="甲公司"),
        told("committed", "2020-01-01", **promise),
        told("transferred", "2020-05-01", to_holder="乙公司"),
        START,
        end,
        told("prepared", "2021-09-01"),
        told("supplied", "2022-01-01", holder="丙公司"),
    )
    before, after = life_frames(events, "2021-12-31"), life_frames(events, "2022-01-01")
    assert plot(events, "2021-12-31")["start_date"] == "2021-03-01"
    assert [len(before[name]) for name in ("commitments", "transfers")] == [1, 1]
    row = plot(events, "2022-01-01")
    assert (row["supply_date"], row["holder"]) == ("2022-01-01", "丙公司")
    assert row["prepared_date"] == "2021-09-01"
    assert "start_date" not in row
    assert [len(after[name]) for name in ("commitments", "transfers")] == [0, 0]
    assert stage(events, "2022-01-01") == "granted"
    steps = after["milestones"].sort_values("actual_date")
    assert steps["stage"].tolist() == ["granted", "started", "exited"]
    assert steps["document_no"].tolist()[1:] == ["许1号", "收1号"]


def test_what_goes_to_the_reserve_and_stays_there_is_told_as_its_columns_are():
    events = frame(
        START, told("disposed", "2021-06-01", doc="收1", method="recover_free")
    )
    row = plot(events)
    assert (row["disposal_method"], row["disposal_date"]) == ("recovery", "2021-06-01")
    assert stage(events, "2021-06-01") == "started"


def test_a_plan_is_a_row_until_what_was_planned_is_done():
    plan = {"stage": "completed", "planned_date": "2022-06-01"}
    events = frame(
        told("planned", "2021-01-01", **plan, agreed_date="2021-01-01"),
        told("milestone", "2022-05-01", **plan, agreed_date="2021-01-01"),
        told("planned", "2021-02-01", stage="accepted", planned_date="2023-01-01"),
    )
    for day, done in (
        ("2022-04-30", [None, None]),
        ("2022-05-01", ["2022-05-01", None]),
    ):
        rows = life_frames(events, day)["milestones"].sort_values("planned_date")
        assert rows["agreed_date"].astype(str).tolist() == ["2021-01-01", "2021-02-01"]
        days = [None if pd.isna(d) else str(d.date()) for d in rows["actual_date"]]
        assert days == done


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"due_date": "2022-12-31", "operator": ">="}, [7.0, None]),
        ({"due_date": "2023-12-31"}, [None, 7.0]),
        ({}, [None, None]),
    ],
)
def test_a_measurement_belongs_to_the_promise_that_it_names(facts, expected):
    promise = {"indicator": "tax", "operator": ">=", "committed": "20"}
    events = frame(
        told("committed", "2021-01-01", due_date="2022-12-31", **promise),
        told("committed", "2021-01-01", due_date="2023-12-31", **promise),
        told("measured", "2022-02-01", indicator="tax", measured="5", **facts),
        told("measured", "2022-03-01", indicator="tax", measured="7", **facts),
    )
    found = life_frames(events)["commitments"]["measured"]
    assert [None if pd.isna(v) else v for v in found] == expected


def test_a_measurement_without_a_day_is_that_of_the_only_promise():
    promise = {"indicator": "tax", "operator": ">=", "committed": "20"}
    events = frame(
        told("committed", "2021-01-01", due_date="2022-12-31", **promise),
        told("measured", "2022-02-01", indicator="tax", measured="5"),
    )
    (row,) = life_frames(events)["commitments"].to_dict("records")
    assert (row["measured"], str(row["measured_date"].date())) == (5.0, "2022-02-01")


def test_of_each_step_against_a_breach_the_last_word_holds():
    """The first rectification failed; the notice set a second period."""
    events = frame(
        told("breach", "2021-02-01", breach_id="W1", step="found", kind="tax_short"),
        told("breach", "2021-02-05", doc="通1", breach_id="W1", step="noticed",
             rectify_by_date="2021-05-01"),
        told("breach", "2021-05-01", breach_id="W1", step="rectified",
             rectification_result="fail"),
        told("breach", "2021-05-05", doc="通2", breach_id="W1", step="noticed",
             rectify_by_date="2021-08-01"),
        told("breach", "2021-07-31", breach_id="W1", step="rectified",
             rectification_result="pass"),
        told("breach", "2021-03-01", "P2", breach_id="W2", step="found"),
    )  # fmt: skip
    first, second = life_frames(events)["breaches"].to_dict("records")
    assert (first["kind"], first["notice_no"]) == ("tax_short", "通2")
    assert str(first["rectify_by_date"].date()) == "2021-08-01"
    assert first["rectification_result"] == "pass"
    assert (second["parcel_id"], second["breach_id"]) == ("P2", "W2")


def test_facts_are_read_in_either_form():
    events = frame(told("milestone", "2021-02-01", stage="completed"))
    plain = events.assign(details="stage=completed; result=pass")
    (row,) = life_frames(plain)["milestones"].to_dict("records")
    assert (row["stage"], row["result"]) == ("completed", "pass")


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            told("planned", "2021-02-01", stage="started", planned_date="soon"),
            "planned_date is 'soon', which cannot be read",
        ),
        (
            told("measured", "2021-02-01", indicator="tax", measured="many"),
            "measured is 'many', which cannot be read",
        ),
    ],
)
def test_a_fact_that_cannot_be_read_is_told_with_its_event(event, message):
    with pytest.raises(SchemaError, match=message) as caught:
        life_frames(frame(START, event))
    assert event["event_id"] in str(caught.value)


def test_no_events_make_empty_frames_with_all_columns():
    frames = life_frames(frame(START), "2021-02-28")
    for name, found in frames.items():
        wanted = [field.name for field in FRAMES[name] if field.name != "geometry"]
        assert found.empty
        assert [c for c in found.columns if c != "geometry"] == wanted
