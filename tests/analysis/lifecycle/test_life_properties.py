"""What holds of any plots: time goes one way, and the ways to ask agree."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.analysis.facts import gather
from landuse.analysis.idle.due import due_start
from landuse.analysis.lifecycle import STAGES, lifecycle
from landuse.analysis.lifecycle.dated import timeline
from landuse.analysis.lifecycle.days import NEVER, dates_of
from landuse.analysis.lifecycle.due import Dues
from landuse.analysis.lifecycle.history import life_history
from landuse.analysis.lifecycle.milestones import life_milestones
from landuse.testing import make_milestones, make_parcels

#: Days lie within some months of each other, so that many fall together.
BEGIN, SPAN = np.datetime64("2019-01-01"), 400
#: Nothing is dated later.
LAST = "2020-03-01"
COLUMNS = (
    *("prepared_date", "notice_date", "contract_date", "supply_date"),
    *("agreement_date", "due_delivery_date", "delivery_date", "due_start_date"),
    *("decision_start_date", "supplement_start_date", "supplement_date"),
    *("extended_start_date", "extension_date", "start_date"),
    *("due_completion_date", "completion_date", "due_production_date"),
    *("production_date", "due_full_production_date", "full_production_date"),
    *("due_acceptance_date", "acceptance_date", "exit_date"),
)
RESULTS = ("pass", "fail", "partial", None)
SEEDS = st.integers(0, 10**6)
some = settings(max_examples=4, deadline=None)


def days(dice: np.random.Generator, count: int, missing: float) -> list[str | None]:
    """Days as text, each tenth only, some of them missing."""
    drawn = BEGIN + 10 * dice.integers(0, SPAN // 10, count)
    gone = dice.random(count) < missing
    return [None if g else str(d) for d, g in zip(drawn, gone, strict=True)]


def draw(seed: int, count: int = 25) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Parcels, and six milestones for each, of any stage and in any order."""
    dice = np.random.default_rng(seed)
    columns = {name: days(dice, count, 0.6) for name in COLUMNS}
    standard = [(True, False, None)[n] for n in dice.integers(0, 3, count)]
    parcels = make_parcels(**columns, is_standard_land=standard)
    total = 6 * count
    milestones = make_milestones(
        parcel_id=[f"P{n}" for n in dice.integers(1, count + 1, total)],
        stage=[STAGES[n] for n in dice.integers(0, len(STAGES), total)],
        planned_date=days(dice, total, 0.5),
        agreed_date=days(dice, total, 0.5),
        actual_date=days(dice, total, 0.4),
        result=[RESULTS[n] for n in dice.integers(0, 4, total)],
        document_no=[(None, "文1")[n] for n in dice.integers(0, 2, total)],
    )
    return parcels, milestones


def some_days(seed: int, count: int) -> list[str]:
    """Days on and beside those that are drawn."""
    dice = np.random.default_rng(seed)
    drawn = 10 * dice.integers(0, SPAN // 10 + 30, count) + dice.integers(-1, 2, count)
    return [str(BEGIN + n) for n in drawn]


def on(history: pd.DataFrame, parcels: pd.DataFrame, day: str) -> pd.DataFrame:
    """The row of each plot that holds on a day."""
    rows = history[history["since"] <= day].groupby("parcel_id").tail(1)
    return rows.set_index("parcel_id").reindex(parcels["parcel_id"])


@some
@given(SEEDS)
def test_the_history_says_of_each_day_what_is_said_on_it(terms, seed):
    parcels, milestones = draw(seed)
    history = life_history(
        parcels, terms, LAST, until="2023-01-01", milestones=milestones
    )
    for day in [*some_days(seed, 8), "2020-05-31", "2020-06-01"]:
        then = lifecycle(parcels, None, terms, day, milestones=milestones)
        then = then.set_index(parcels["parcel_id"])
        told = on(history, parcels, day)
        begun = told["since"].notna()
        assert then.loc[~begun, "lifecycle_stage"].isna().all()
        assert not then.loc[~begun, "is_overdue"].fillna(value=False).any()
        expected = then.loc[begun, ["lifecycle_stage", "is_overdue"]]
        expected = expected.set_axis(["stage", "is_overdue"], axis=1)
        assert_frame_equal(told.loc[begun, ["stage", "is_overdue"]], expected)


@some
@given(SEEDS)
def test_what_is_not_known_yet_changes_nothing_before(terms, seed):
    """The future of a past day holds due days, and no fact of a later day."""
    parcels, milestones = draw(seed)
    day = some_days(seed, 1)[0]
    told = life_history(parcels, terms, day, until="2023-01-01", milestones=milestones)
    whole = life_history(
        parcels, terms, LAST, until="2023-01-01", milestones=milestones
    )
    assert_frame_equal(
        told[told["since"] <= day].reset_index(drop=True),
        whole[whole["since"] <= day].reset_index(drop=True),
    )
    stages = told.merge(on(told, parcels, day), on="parcel_id", suffixes=("", "_now"))
    coming = stages[(stages["since"] > day) & stages["stage_now"].notna()]
    assert (coming["stage"] == coming["stage_now"]).all()


@some
@given(SEEDS)
def test_time_moves_no_plot_back_but_a_new_grant_after_an_exit(terms, seed):
    parcels, milestones = draw(seed)
    history = life_history(parcels, terms, LAST, milestones=milestones)
    place = history["stage"].map({name: n for n, name in enumerate(STAGES)}).fillna(-1)
    same = history["parcel_id"].eq(history["parcel_id"].shift())
    back = same & (place < place.shift())
    assert (history["stage"].shift()[back] == "exited").all()


@some
@given(SEEDS)
def test_the_start_is_due_when_the_clock_of_idle_land_says(terms, seed):
    """Of plots whose contract is made, the two agree wherever the clock says a day."""
    parcels, milestones = draw(seed)
    parcels["exit_date"] = pd.NaT
    milestones = milestones[milestones["stage"] != "exited"]
    stage = STAGES.index("started")
    for day in some_days(seed, 5):
        as_of = pd.Timestamp(day)
        clock = due_start(gather(parcels, terms, as_of), terms).date
        clock = clock[~(parcels["contract_date"] > as_of) & clock.notna()]
        known = timeline(parcels, terms, as_of, milestones)
        due = Dues(known).at(stage, np.arange(len(parcels)), known.as_of)
        ours = pd.Series(dates_of(due.day), parcels.index)[clock.index]
        assert ours.tolist() == clock.tolist()


@some
@given(SEEDS)
def test_the_next_milestone_is_a_row_of_all_milestones(terms, seed):
    parcels, milestones = draw(seed)
    day = some_days(seed, 1)[0]
    life = lifecycle(parcels, None, terms, day, milestones=milestones)
    steps = life_milestones(parcels, terms, day, milestones=milestones)
    open_ = steps[steps["status"].isin(["due", "overdue", "undated"])]
    merged = (
        parcels[["parcel_id"]]
        .join(life)
        .merge(
            open_, left_on=["parcel_id", "next_stage"], right_on=["parcel_id", "stage"]
        )
    )
    assert len(merged) == life["next_stage"].notna().sum()
    assert merged["next_due_date"].equals(merged["planned_date"])
    assert merged["days_left"].equals(merged["days"])
    assert merged["next_unit"].equals(merged["responsible_unit"])
    late = merged["status"] == "overdue"
    assert merged["is_overdue"].fillna(value=False).eq(late).all()


def test_no_day_is_the_last_of_all():
    assert date.max.toordinal() - date(1970, 1, 1).toordinal() < NEVER
