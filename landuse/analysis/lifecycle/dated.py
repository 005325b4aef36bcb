"""All dated facts of plots by life and stage: which stage was reached, and when.

Columns of parcels and rows of milestones say the same things. A stage is reached on
the first day that either of them gives; where both are known and differ, the row counts
if it names a document, else the column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.days import ALWAYS, NEVER, NONE, Days, days_of, is_day
from landuse.analysis.lifecycle.lives import Lives, lives_of
from landuse.analysis.lifecycle.rows import (
    Planned,
    Reviews,
    Rows,
    first_of,
    planned_of,
    reviews_of,
    rows_of,
)
from landuse.analysis.lifecycle.stages import StageSpec, stage_specs
from landuse.policy import Policy

__all__ = ["Timeline", "timeline"]

_BEGINS, _ENDS = "granted", "exited"


@dataclass(frozen=True)
class Timeline:
    """What is known of plots on a day, by life; days as whole numbers."""

    specs: tuple[StageSpec, ...]
    policy: Policy
    as_of: int  #: what is dated later is not known
    parcels: pd.DataFrame
    milestones: pd.DataFrame | None
    standard: np.ndarray  #: of each plot 1, 0, or -1 where it is not said
    rows: Rows
    lives: Lives
    happened: np.ndarray  #: life of each row by its actual day
    planned: np.ndarray  #: life of each row by its planned day
    plan_rows: np.ndarray  #: rows with a planned day, once for each life that has it
    plan_life: np.ndarray  #: those lives
    facts: tuple[tuple[Days, ...], ...]  #: of each stage its columns, by life
    first: np.ndarray  #: stages x lives: the row that reached it

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The stages in their order."""
        return tuple(spec.stage for spec in self.specs)

    @cached_property
    def by_row(self) -> np.ndarray:
        """Stages x lives: the day on which a row reached it."""
        days = np.append(self.rows.actual, NEVER).astype(np.int32)
        return days[self.first]  # NONE is the last place

    @cached_property
    def reached(self) -> np.ndarray:
        """Stages x lives: the first day on which anything says that it is reached."""
        days = self.by_row.copy()
        for stage, columns in enumerate(self.facts):
            for column in columns:
                np.minimum(days[stage], column, out=days[stage])
        return days

    @cached_property
    def plans(self) -> tuple[Planned, ...]:
        """What is planned of each stage."""
        count = range(len(self.specs))
        plan = self.plan_rows, self.plan_life
        return tuple(planned_of(self.rows, plan, stage) for stage in count)

    @cached_property
    def reviews(self) -> dict[int, Reviews]:
        """Of each stage that comes again and again, what was held and is planned."""
        plan = self.plan_rows, self.plan_life
        return {
            stage: reviews_of(self.rows, self.happened, plan, stage)
            for stage, spec in enumerate(self.specs)
            if spec.every is not None
        }

    def dated_at(self, stage: int, life: np.ndarray, day: np.ndarray | int) -> Days:
        """The day of a stage as it is known on a day; ``NEVER`` if not reached."""
        column = self.column_at(stage, life, day)
        row = self.by_row[stage][life]
        row = np.where(row <= day, row, NEVER)
        documented = np.append(self.rows.documented, False)[self.first[stage][life]]
        counts = (row < NEVER) & (documented | (column == NEVER))
        return np.where(counts, row, column).astype(np.int32)

    def column_at(self, stage: int, life: np.ndarray, day: np.ndarray | int) -> Days:
        """The same by the columns alone."""
        found = np.full(len(life), NEVER, np.int32)
        for column in reversed(self.facts[stage]):
            days = column[life]
            found = np.where(days <= day, days, found)
        return found


def timeline(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: pd.Timestamp,
    milestones: pd.DataFrame | None = None,
) -> Timeline:
    """Bring together what is known of the lives of plots on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.
    policy : Policy
        With the stages.
    as_of : Timestamp
        The day.
    milestones : DataFrame, optional
        Canonical milestones.

    Returns
    -------
    Timeline
        Plots in the order of the parcels.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(contract_date="2019-01-10", exit_date="2020-05-01")
    >>> day = pd.Timestamp("2022-09-30")
    >>> known = timeline(plots, load_policy("puyang"), day)
    >>> [known.names[place] for place in np.flatnonzero(known.reached[:, 0] < NEVER)]
    ['granted', 'exited']
    """
    day = int(days_of(pd.Series([as_of]))[0])
    specs = stage_specs(policy, as_of.date())
    rows = rows_of(milestones, pd.Index(parcels["parcel_id"]), specs, day)
    columns = _columns(parcels, specs, day)
    lives = _lives(len(parcels), specs, rows, columns)
    standard = _standard(parcels)
    happened = lives.of(rows.plot, rows.actual)
    agreed = rows.agreed > ALWAYS
    planned = lives.of(rows.plot, np.where(agreed, rows.agreed, rows.planned))
    plan_rows, plan_life = _plans(rows, lives, planned)
    first = first_of(rows, happened, len(lives.plot), len(specs))
    ordinary = standard[lives.plot] == 0
    for stage, spec in enumerate(specs):
        if spec.standard_only:
            first[stage][ordinary] = NONE
    facts = tuple(
        tuple(_by_life(days, lives, standard, spec) for days in given)
        for spec, given in zip(specs, columns, strict=True)
    )
    return Timeline(
        specs=specs,
        policy=policy,
        as_of=day,
        parcels=parcels,
        milestones=milestones,
        standard=standard,
        rows=rows,
        lives=lives,
        happened=happened,
        planned=planned,
        plan_rows=plan_rows,
        plan_life=plan_life,
        facts=facts,
        first=first,
    )


def _columns(
    parcels: pd.DataFrame, specs: tuple[StageSpec, ...], day: int
) -> list[list[Days]]:
    """Of each stage the days of its columns; what lies after the day is not known."""
    found = []
    for spec in specs:
        days = [days_of(parcels[name]) for name in spec.facts if name in parcels]
        found.append([np.where(d <= day, d, NEVER).astype(np.int32) for d in days])
    return found


def _standard(parcels: pd.DataFrame) -> np.ndarray:
    said = parcels["is_standard_land"].astype("boolean")
    return said.astype("Int8").fillna(NONE).to_numpy(np.int8)


def _lives(
    count: int, specs: tuple[StageSpec, ...], rows: Rows, columns: list[list[Days]]
) -> Lives:
    names = [spec.stage for spec in specs]
    exits, grants = (
        _days_of_stage(names.index(name) if name in names else NONE, rows, columns)
        for name in (_ENDS, _BEGINS)
    )
    return lives_of(count, exits, grants)


def _days_of_stage(
    stage: int, rows: Rows, columns: list[list[Days]]
) -> tuple[np.ndarray, Days]:
    """Plots and days of a stage, whatever says so."""
    where = np.flatnonzero((rows.stage == stage) & rows.passed)
    plots, days = [rows.plot[where]], [rows.actual[where]]
    for column in columns[stage] if stage != NONE else []:
        there = np.flatnonzero(column < NEVER)
        plots.append(there)
        days.append(column[there])
    return np.concatenate(plots), np.concatenate(days)


def _plans(
    rows: Rows, lives: Lives, planned: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows with a planned day and the lives that have it.

    One that was agreed on a day is of the life of that day. One without was there from
    ever: each life has it that begins before the planned day.
    """
    where = np.flatnonzero(is_day(rows.planned))
    agreed = rows.agreed[where] > ALWAYS
    first = np.where(agreed, planned[where], lives.first[rows.plot[where]])
    times = planned[where] - first + 1
    begin = np.repeat(np.cumsum(times) - times, times)
    life = np.repeat(first, times) + np.arange(len(begin)) - begin
    return np.repeat(where, times), life


def _by_life(days: Days, lives: Lives, standard: np.ndarray, spec: StageSpec) -> Days:
    """A column of plots as one of lives: each day stands in the life it belongs to."""
    found = np.full(len(lives.plot), NEVER, np.int32)
    there = days < NEVER
    if spec.standard_only:
        there &= standard != 0
    plot = np.flatnonzero(there)
    found[lives.of(plot, days[plot])] = days[plot]
    return found
