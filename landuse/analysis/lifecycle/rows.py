"""The milestones of plots as arrays: what was planned, what happened, what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from landuse.analysis.lifecycle.days import (
    ALWAYS,
    NEVER,
    NONE,
    Days,
    days_of,
    is_day,
    packed,
)
from landuse.analysis.lifecycle.stages import StageSpec
from landuse.lifefields import RESULTS

__all__ = ["Planned", "Reviews", "Rows", "first_of", "planned_of", "reviews_of"]
__all__ += ["rows_of"]

_FAIL = RESULTS.index("fail")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of milestones of known plots and stages, as known on a day."""

    plot: np.ndarray
    stage: np.ndarray  #: place among the stages of the policy
    planned: Days
    agreed: Days  #: day from which the planned day is known; ``ALWAYS`` if not said
    actual: Days
    result: np.ndarray  #: place in ``RESULTS``
    documented: np.ndarray
    position: np.ndarray  #: row of the frame

    @property
    def passed(self) -> np.ndarray:
        """Where the stage was reached: it happened and did not fail."""
        return (self.actual < NEVER) & (self.result != _FAIL)

    @property
    def foreseen(self) -> np.ndarray:
        """Where the planned day was agreed by the day on which it happened."""
        return is_day(self.planned) & (self.agreed <= self.actual)

    @property
    def failed(self) -> np.ndarray:
        """Attempts that failed."""
        return (self.actual < NEVER) & (self.result == _FAIL)


@dataclass(frozen=True, slots=True)
class Planned:
    """The agreed days of one stage, by life and the day of the agreement."""

    life: np.ndarray
    agreed: Days
    planned: Days
    keys: np.ndarray  #: life and agreement, packed

    def at(self, life: np.ndarray, day: np.ndarray | int) -> tuple[Days, Days]:
        """The planned day that was agreed last by a day, and the day of that."""
        planned = np.full(len(life), NEVER, np.int32)
        agreed = np.full(len(life), NEVER, np.int32)
        if len(self.keys):
            place = np.searchsorted(self.keys, packed(life, day), "right") - 1
            there = (place >= 0) & (self.life[np.maximum(place, 0)] == life)
            planned[there] = self.planned[place[there]]
            agreed[there] = self.agreed[place[there]]
        return planned, agreed


@dataclass(frozen=True, slots=True)
class Reviews:
    """A stage that comes again and again: what was held, and what is planned."""

    life: np.ndarray
    held: Days
    row: np.ndarray
    settled: Days  #: the last planned day that is settled by then
    keys: np.ndarray
    plans: np.ndarray  #: life and planned day, packed and sorted
    agreed: Days  #: of the plans

    def last(self, life: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        """Place of the last one held by a day."""
        if not len(self.keys):
            return np.full(len(life), NONE)
        place = np.searchsorted(self.keys, packed(life, day), "right") - 1
        there = (place >= 0) & (self.life[np.maximum(place, 0)] == life)
        return np.where(there, place, NONE)

    def held_at(self, place: np.ndarray) -> Days:
        """Day of a place; ``NEVER`` of none."""
        return np.append(self.held, NEVER).astype(np.int32)[place]

    def next_planned(self, life: np.ndarray, day: np.ndarray | int) -> Days:
        """The first planned day that is agreed by a day and not yet settled."""
        if not len(self.plans):
            return np.full(len(life), NEVER, np.int32)
        day = np.broadcast_to(day, life.shape)
        last = self.last(life, day)
        settled = np.append(self.settled, ALWAYS)[last]  # NONE is the last place
        place = np.searchsorted(self.plans, packed(life, settled), "right")
        end = np.searchsorted(self.plans, packed(life, NEVER), "right")
        while True:
            unknown = place < end
            unknown[unknown] = self.agreed[place[unknown]] > day[unknown]
            if not unknown.any():
                break
            place = place + unknown
        found = np.full(len(life), NEVER, np.int32)
        there = place < end
        found[there] = self.plans[place[there]] - packed(life[there], 0)
        return found


def rows_of(
    milestones: pd.DataFrame | None,
    ids: pd.Index,
    specs: tuple[StageSpec, ...],
    day: int,
) -> Rows:
    """Milestones of the plots as they are known on a day.

    Parameters
    ----------
    milestones : DataFrame or None
        Canonical milestones.
    ids : Index
        Of the plots; one that is there twice has the rows twice.
    specs : tuple of StageSpec
        The stages.
    day : int
        What happened or was agreed later is not known.

    Returns
    -------
    Rows
        Without those of other plots and stages, and of nothing known.

    Examples
    --------
    >>> rows_of(None, pd.Index(["P1"]), (), 0).plot.tolist()
    []
    """
    if milestones is None or not len(milestones):
        none = np.zeros(0, np.int32)
        return Rows(none, none, none, none, none, none, none.astype(bool), none)
    plot, position = _plots(milestones["parcel_id"], ids)
    stage = _places(milestones["stage"], [spec.stage for spec in specs])[position]
    dates = {n: days_of(milestones[f"{n}_date"])[position] for n in _DATES}
    planned, agreed, actual = (dates[name] for name in _DATES)
    agreed = np.where(agreed == NEVER, ALWAYS, agreed).astype(np.int32)
    planned = np.where(agreed > day, NEVER, planned).astype(np.int32)
    happened = actual <= day
    nothing = (dates["actual"] == NEVER) & (dates["planned"] == NEVER)
    known = (stage != NONE) & (happened | is_day(planned) | nothing)
    result = _places(milestones["result"], list(RESULTS))[position]
    documented = milestones["document_no"].notna().to_numpy()[position]
    return Rows(
        plot[known],
        stage[known],
        planned[known],
        agreed[known],
        np.where(happened, actual, NEVER).astype(np.int32)[known],
        np.where(happened, result, NONE)[known],
        documented[known],
        position[known],
    )


_DATES = ("planned", "agreed", "actual")


def _plots(names: pd.Series, ids: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Place of the plot of each row that has one, and the row."""
    rows = np.arange(len(names))
    if ids.is_unique:
        plot = _places(names, ids)
    else:
        left = pd.DataFrame({"name": names.to_numpy(), "row": rows})
        right = pd.DataFrame({"name": ids.to_numpy(), "plot": np.arange(len(ids))})
        both = left.merge(right, on="name").sort_values(["row", "plot"])
        plot, rows = both["plot"].to_numpy(), both["row"].to_numpy()
    known = plot != NONE
    return plot[known], rows[known]


def _places(values: pd.Series, names: Sequence[str] | pd.Index) -> np.ndarray:
    """Place of each value among different names; ``NONE`` where it is not there."""
    texts = pa.array(values.astype("str").array)
    known = pa.array(pd.array(names, dtype="str"))
    found = pc.index_in(texts, value_set=known).fill_null(NONE)
    return found.to_numpy(zero_copy_only=False)


def first_of(rows: Rows, life: np.ndarray, lives: int, stages: int) -> np.ndarray:
    """Of each stage and life the first row that reached it; ``NONE`` without one.

    Parameters
    ----------
    rows : Rows
        From :func:`rows_of`.
    life : ndarray
        Of each row.
    lives, stages : int
        How many there are.

    Returns
    -------
    ndarray
        Stages x lives, places in the rows. On one day a row with a document is first.
    """
    found = np.full(stages * lives, NONE, np.int32)
    where = np.flatnonzero(rows.passed)
    group = rows.stage[where].astype(np.int64) * lives + life[where]
    order = np.lexsort((~rows.documented[where], packed(group, rows.actual[where])))
    # Backwards, so that of several the first is written last.
    found[group[order][::-1]] = where[order][::-1]
    return found.reshape(stages, lives)


def planned_of(rows: Rows, plan: tuple[np.ndarray, np.ndarray], stage: int) -> Planned:
    """What is planned of a stage; of several days agreed together the last counts.

    Parameters
    ----------
    rows : Rows
        From :func:`rows_of`.
    plan : tuple of ndarray
        Rows with a planned day, and their lives.
    stage : int
        Place of the stage.

    Returns
    -------
    Planned
        By life and agreement.
    """
    where, life = (part[rows.stage[plan[0]] == stage] for part in plan)
    keys = packed(life, rows.agreed[where])
    order = np.lexsort((rows.planned[where], keys))
    where = where[order]
    return Planned(life[order], rows.agreed[where], rows.planned[where], keys[order])


def reviews_of(
    rows: Rows,
    happened: np.ndarray,
    plan: tuple[np.ndarray, np.ndarray],
    stage: int,
) -> Reviews:
    """What was held and what is planned of a stage that comes again and again.

    Parameters
    ----------
    rows : Rows
        From :func:`rows_of`.
    happened : ndarray
        Life of each row by its actual day.
    plan : tuple of ndarray
        Rows with a planned day, and their lives.
    stage : int
        Place of the stage.

    Returns
    -------
    Reviews
        One that failed was not held; one that was held settles its planned day and
        all before it.
    """
    held = np.flatnonzero((rows.stage == stage) & rows.passed)
    keys = packed(happened[held], rows.actual[held])
    order = keys.argsort(kind="stable")
    held, keys = held[order], keys[order]
    life = happened[held]
    day = np.where(rows.foreseen[held], rows.planned[held], rows.actual[held])
    settled = np.maximum.accumulate(packed(life, day)) - packed(life, 0)
    where, lives = (part[rows.stage[plan[0]] == stage] for part in plan)
    plans = packed(lives, rows.planned[where])
    order = np.lexsort((rows.agreed[where], plans))
    return Reviews(
        life=life,
        held=rows.actual[held],
        row=held,
        settled=settled.astype(np.int32),
        keys=keys,
        plans=plans[order],
        agreed=rows.agreed[where][order],
    )
