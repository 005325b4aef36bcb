"""What the columns say of a life and what the ledger says is the same on every day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from landuse.analysis.lifecycle import life_history, life_milestones, lifecycle
from landuse.analysis.lifecycle.breaches import breach_states
from landuse.analysis.lifecycle.fromevents import life_frames
from landuse.ledger.store import create_ledger
from landuse.lifefields import STAGES
from landuse.policy import load_policy
from landuse.schema import empty_frame
from landuse.steps.ledgerevents import events_frame
from landuse.steps.ledgerfacts import events_from_facts, record_facts
from landuse.steps.ledgerimport import Entry
from tests.steps.lives import AS_OF, SEEDS, random_lives

#: What a plot may be granted anew by, which begins its life again.
GRANTS = ("supplied", "agreed", "milestone")
#: A smaller seed is no simpler life: nothing is gained by looking for one.
SEEDED = settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))
ENTRY = Entry("王", datetime(2026, 1, 1, 8, tzinfo=UTC))
EMPTY = {
    kind: empty_frame(kind)
    for kind in ("milestones", "commitments", "breaches", "transfers")
}
ANSWERS = ["lessee", "obligor", "obligor_basis"]
#: Columns that promises have a part in.
PROMISED = ("commitments_", "breach_state", "performance_")
TERMS = {
    "completion_after_start_years": (2, "year"),
    "production_after_completion_months": (3, "month"),
    "full_production_after_completion_years": (1, "year"),
    "acceptance_after_full_production_months": (6, "month"),
    "supervision_every_years": (1, "year"),
    "rectification_days": (60, "day"),
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """Gives the national policy with an example of each term; short when printed."""
    path = tmp_path_factory.mktemp("policy") / "p.toml"
    lines = ['[policy]\nid = "p"\ntitle = "试"\nextends = "national"\n']
    lines += [
        f'[[value]]\nkey = "lifecycle.{key}"\nvalue = {number}\nunit = "{unit}"\n'
        'basis = "示例"\nconfidence = "E"\n'
        for key, (number, unit) in TERMS.items()
    ]
    lines.append(
        '[[value]]\nkey = "lifecycle.score"\nbasis = "示例"\nconfidence = "E"\n'
        "value = { milestones = 2, commitments = 1, breaches = 1, done_late = 0.5, "
        "deduct = { penalised = 0.5 } }\n"
    )
    path.write_text("".join(lines), "utf-8")
    made = load_policy(path)
    return lambda: made


def _lives_of(frames, policy, day):
    """The life of each plot on a day, as one row."""
    parcels = frames["parcels"]
    rows = {kind: frames.get(kind, empty) for kind, empty in EMPTY.items()}
    promises = rows.pop("commitments")
    return lifecycle(parcels, promises, policy, day, **rows).set_axis(
        parcels["parcel_id"]
    )


def _by(parcels, day, *columns):
    """Whether the first of some columns that is there has come by a day."""
    days = parcels[columns[0]]
    for column in columns[1:]:
        days = days.fillna(parcels[column])
    return (days <= pd.Timestamp(day)).to_numpy()


def assert_same(frames, events, policy, day):
    """Columns and events give the same life of each plot, and the same breaches.

    In a table a holder and a promise have no day: the ledger has them from the grant
    and from the agreement on. And a row of a plot has no place for what was agreed,
    promised and transferred in a life that has ended.
    """
    told = life_frames(events, day)
    columns, ledger = _lives_of(frames, policy, day), _lives_of(told, policy, day)
    unknown = columns.index.difference(ledger.index)
    assert columns.loc[unknown, "lifecycle_stage"].isna().all()
    ids = ledger.index
    parcels = frames["parcels"].set_index("parcel_id", drop=False).loc[ids]
    first_life = ~ids.isin(_reborn(told))
    granted = _by(parcels, day, "supply_date") | _by(parcels, day, "contract_date")
    agreed = _by(parcels, day, "agreement_date", "contract_date", "supply_date")
    promises = [c for c in columns if c.startswith(PROMISED)]
    rest = [c for c in columns if c not in (*ANSWERS, *promises)]
    for names, known in (
        (rest, first_life | True),
        (ANSWERS, granted & first_life),
        (promises, agreed & first_life),
    ):
        pd.testing.assert_frame_equal(
            columns.loc[ids, names].loc[known],
            ledger[names].loc[known],
            check_dtype=False,
        )
    steps = [_steps(each, policy, day, ids[first_life]) for each in (frames, told)]
    pd.testing.assert_frame_equal(*steps, check_dtype=False)
    courses = [_history(each, policy, day, ids[first_life]) for each in (frames, told)]
    pd.testing.assert_frame_equal(*courses, check_dtype=False)
    both = [breach_states(each, policy, day) for each in _breaches(frames, told)]
    pd.testing.assert_frame_equal(*map(_by_id, both), check_dtype=False)


def _steps(frames, policy, day, ids):
    """All milestones of some plots, but for the papers of those that are not done."""
    rows = frames.get("milestones", EMPTY["milestones"])
    steps = life_milestones(frames["parcels"], policy, day, milestones=rows)
    steps["document_no"] = steps["document_no"].where(steps["actual_date"].notna())
    steps = steps[steps["parcel_id"].isin(ids)]
    return steps.sort_values("parcel_id", kind="stable").reset_index(drop=True)


def _history(frames, policy, day, ids):
    """The stage of some plots by day, and what comes if nothing happens."""
    rows = frames.get("milestones", EMPTY["milestones"])
    until = day + timedelta(days=500)
    found = life_history(frames["parcels"], policy, day, until=until, milestones=rows)
    found = found[found["parcel_id"].isin(ids)]
    return found.sort_values(["parcel_id", "since"]).reset_index(drop=True)


def _breaches(frames, told):
    return frames.get("breaches", EMPTY["breaches"]), told["breaches"]


def _by_id(rows):
    return rows.set_index("breach_id").sort_index()


def _reborn(told):
    """Plots with an exit in their milestones: it may have ended a life."""
    steps = told["milestones"]
    return set(steps.loc[steps["stage"] == "exited", "parcel_id"])


@settings(SEEDED, max_examples=10)
@given(SEEDS, st.integers(1, 40), AS_OF)
def test_columns_and_events_tell_the_same_life_on_every_day(rules, seed, count, day):
    frames = random_lives(seed, count)
    facts = events_from_facts(frames)
    assert [issue.code for issue in facts.issues] == []
    assert_same(frames, events_frame(facts.events, 4547), rules(), day)


@pytest.mark.slow
@settings(SEEDED, max_examples=3)
@given(seed=SEEDS, days=st.lists(AS_OF, min_size=2, max_size=2))
def test_a_ledger_tells_the_same_life(tmp_path_factory, rules, seed, days):
    """Recorded in a file, read again, on every day; nothing is refused on the way."""
    frames = random_lives(seed, 20)
    path = tmp_path_factory.mktemp("ledger") / "a.ledger"
    with create_ledger(path, policy="puyang", at=ENTRY.at, by=ENTRY.by) as ledger:
        done = record_facts(ledger, frames, ENTRY)
        assert done.outcome in ("ok", "flag")
        for day in days:
            assert_same(frames, ledger.events(), rules(), day)
            assert_same(frames, ledger.events(as_of=day), rules(), day)


def _with_reversals(events, taken, day):
    """The events, and on a day the reversal of some of them."""
    reversals = pd.DataFrame(
        {
            "event": "reversed",
            "event_id": [f"R{number}" for number in range(len(taken))],
            "reverses": taken,
            "valid_date": pd.Timestamp(day),
        }
    ).astype(events.dtypes[["event", "event_id", "reverses", "valid_date"]])
    return pd.concat([events, reversals], ignore_index=True)


def _places(frames, policy, day):
    """How far each plot has come; -1 before its first stage."""
    found = _lives_of(frames, policy, day)["lifecycle_stage"]
    codes = pd.Categorical(found, categories=STAGES).codes
    return pd.Series(codes, index=found.index)


@settings(SEEDED, max_examples=5)
@given(SEEDS, AS_OF)
def test_what_is_reversed_has_not_happened_from_that_day_on(rules, seed, day):
    """Before it nothing changes, and only plots with a reversal go back a stage."""
    facts = events_from_facts(random_lives(seed, 12))
    made = pd.DataFrame(events_frame(facts.events, 4547)).drop(columns="geometry")
    made = made.sample(frac=1, random_state=seed)  # in whatever order it is recorded
    taken = made["event_id"].sample(frac=0.1, random_state=seed)
    events = _with_reversals(made, taken.tolist(), day)
    before, later = day - timedelta(days=1), day + timedelta(days=400)
    standing = made[~made["event_id"].isin(taken)]
    for on, wanted in ((before, made), (day, standing), (later, standing)):
        found, expected = life_frames(events, on), life_frames(wanted, on)
        for kind, rows in expected.items():
            pd.testing.assert_frame_equal(found[kind], rows)
    old = _places(life_frames(events, before), rules(), before)
    new = _places(life_frames(events, day), rules(), day).reindex(
        old.index, fill_value=-1
    )
    touched = made.loc[made["event_id"].isin(taken), "parcel_id"]
    anew = made.loc[
        (made["valid_date"] == pd.Timestamp(day)) & made["event"].isin(GRANTS),
        "parcel_id",
    ]
    back = set(new.index[new < old])
    assert back <= {*touched, *anew}
