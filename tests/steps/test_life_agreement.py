"""What the columns say of a life and what the ledger says is the same on every day."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.lifecycle import lifecycle
from landuse.analysis.lifecycle.breaches import breach_states
from landuse.analysis.lifecycle.fromevents import life_frames
from landuse.analysis.lifecycle.obligations import obligors
from landuse.policy import load_policy
from landuse.schema import empty_frame
from landuse.steps.ledgerevents import events_frame
from landuse.steps.ledgerfacts import events_from_facts
from tests.steps.lives import AS_OF, LIVES

TERMS = {
    "completion_after_start_years": (2, "year"),
    "production_after_completion_months": (3, "month"),
    "full_production_after_completion_years": (1, "year"),
    "acceptance_after_full_production_months": (6, "month"),
    "supervision_every_years": (1, "year"),
    "rectification_days": (60, "day"),
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    """The national policy with an example of each term."""
    path = tmp_path_factory.mktemp("policy") / "p.toml"
    lines = ['[policy]\nid = "p"\ntitle = "试"\nextends = "national"\n']
    lines += [
        f'[[value]]\nkey = "lifecycle.{key}"\nvalue = {number}\nunit = "{unit}"\n'
        'basis = "示例"\nconfidence = "E"\n'
        for key, (number, unit) in TERMS.items()
    ]
    path.write_text("".join(lines), "utf-8")
    return load_policy(path)


def _lives_of(frames, policy, day):
    """The life of each plot on a day, as one row."""
    parcels = frames["parcels"]
    found = lifecycle(
        parcels,
        frames.get("commitments"),
        policy,
        day,
        milestones=frames.get("milestones"),
    )
    answer = obligors(parcels["parcel_id"], day, parcels, frames.get("transfers"))
    return found.join(answer).set_axis(parcels["parcel_id"])


def _is_granted(parcels, day):
    """From the supply or contract on the events know a holder."""
    days = parcels[["supply_date", "contract_date"]].min(axis=1)
    return (days <= pd.Timestamp(day)).to_numpy()


def _agreed(parcels, day):
    """From the agreement, else the contract, else the supply on, promises hold."""
    days = parcels["agreement_date"].fillna(parcels["contract_date"])
    return (days.fillna(parcels["supply_date"]) <= pd.Timestamp(day)).to_numpy()


def assert_same(frames, events, policy, day):
    """Columns and events give the same life of each plot, and the same breaches."""
    told = life_frames(events, day)
    columns, ledger = _lives_of(frames, policy, day), _lives_of(told, policy, day)
    unknown = columns.index.difference(ledger.index)
    assert columns.loc[unknown, "lifecycle_stage"].isna().all()
    ids = ledger.index
    parcels = frames["parcels"].set_index("parcel_id", drop=False).loc[ids]
    answers = ["holder_on_day", "lessee", "obligor", "obligor_basis"]
    answers += ["obligor_candidates"]
    promises = [c for c in columns if c.startswith("commitments_")]
    reborn = _reborn(told)
    for names, known in (
        ([c for c in columns if c not in (*answers, *promises)], slice(None)),
        (answers, _is_granted(parcels, day) & ~ids.isin(reborn)),
        (promises, _agreed(parcels, day) & ~ids.isin(reborn)),
    ):
        if names is promises and "commitments" not in frames:
            continue
        pd.testing.assert_frame_equal(
            columns.loc[ids, names].loc[known],
            ledger[names].loc[known],
            check_dtype=False,
        )
    assert_same_breaches(frames, told, policy, day)


def _reborn(told):
    """Plots with a life that has ended: columns have no place for its promises."""
    steps, parcels = told["milestones"], told["parcels"]
    grants = parcels.set_index("parcel_id")[["contract_date", "supply_date"]]
    ended = steps[(steps["stage"] == "exited") & (steps["result"] != "fail")]
    del grants
    return set(ended["parcel_id"])


def assert_same_breaches(frames, told, policy, day):
    columns = frames.get("breaches", empty_frame("breaches"))
    found = [
        breach_states(rows, policy, day).set_index("breach_id").sort_index()
        for rows in (columns, told["breaches"])
    ]
    pd.testing.assert_frame_equal(*found, check_dtype=False)


@settings(max_examples=60)
@given(LIVES, st.lists(AS_OF, min_size=3, max_size=3))
def test_columns_and_events_tell_the_same_life_on_every_day(policy, frames, days):
    facts = events_from_facts(frames)
    assert [issue.code for issue in facts.issues] == []
    events = events_frame(facts.events, 4547)
    for day in days:
        assert_same(frames, events, policy, day)
