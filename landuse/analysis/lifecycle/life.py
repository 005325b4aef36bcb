"""The whole life of a plot as of a day: its stage, what is due next, what was promised.

A stage is reached by a dated fact, never by a deadline; being overdue is a property
beside the stage, not a stage, and a breach is a branch.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.facts import Facts, absent_by_file
from landuse.analysis.lifecycle.care import Records, care_columns
from landuse.analysis.lifecycle.course import Course, course_of, named
from landuse.analysis.lifecycle.dated import Timeline, timeline
from landuse.analysis.lifecycle.days import NEVER, NONE, dates_of
from landuse.analysis.lifecycle.punctual import punctual_steps
from landuse.analysis.lifecycle.responsible import units_of
from landuse.lifefields import RESULTS
from landuse.policy import Policy

__all__ = ["lifecycle", "result_of", "stage_dates", "unrecorded"]


def lifecycle(  # noqa: PLR0913
    parcels: pd.DataFrame,
    commitments: pd.DataFrame | None,
    policy: Policy,
    as_of: date | str,
    *,
    milestones: pd.DataFrame | None = None,
    breaches: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
    lineage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Stage, next milestone, commitments and breaches of each parcel on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels. Land of which it is not said whether it is standard land
        is asked for no stage that only standard land has.
    commitments : DataFrame or None
        Canonical commitments; without them their counts are missing.
    policy : Policy
        ``lifecycle.stages`` and the terms that they name.
    as_of : date or str
        Facts of later days have not happened; agreements of later days are not made.
    milestones, breaches, transfers : DataFrame, optional
        Canonical; without breaches their columns are missing.
    lineage : DataFrame, optional
        Canonical parcels with those that have ended, where ``parcels`` has only
        those of the day: what was promised with a plot that was divided holds for
        what came of it.

    Returns
    -------
    DataFrame
        On the parcels' index: ``lifecycle_stage`` (the furthest reached; missing
        when nothing is dated), ``next_stage``, ``next_due_date``, ``due_basis``
        (the column it comes from), ``is_overdue`` (missing where no day is
        known), ``days_overdue``, ``skipped_stages`` and ``impossible_order``
        (``;``-joined), ``stage_since``, ``days_left`` (negative when overdue, missing
        where no day is known), ``next_unit``, ``stage_result``, ``commitments_met``,
        ``commitments_breached``, ``commitments_not_yet_due``,
        ``commitments_no_measurement``, and what
        :func:`landuse.analysis.lifecycle.care.care_columns` says of breaches, of
        the score and of who answers.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> plot = make_parcels(delivery_date="2021-03-01")
    >>> states = lifecycle(plot, None, load_policy("puyang"), "2022-03-02")
    >>> states[["lifecycle_stage", "next_stage", "days_overdue"]].values.tolist()
    [['delivered', 'started', 1]]
    """
    day = as_day(as_of)
    course = course_of(timeline(parcels, policy, day, milestones))
    stages = _stages(course, day)
    records = Records(
        lineage=parcels if lineage is None else lineage,
        commitments=commitments,
        breaches=breaches,
        transfers=transfers,
    )
    care = care_columns(
        pd.concat([stages, parcels[["parcel_id", "cause", "cause_to"]]], axis=1),
        records,
        policy,
        as_of,
        lambda: punctual_steps(course, stages["is_overdue"]),
    )
    return pd.concat([stages, care], axis=1)


def _stages(course: Course, day: pd.Timestamp) -> pd.DataFrame:
    known, due = course.known, course.due
    index = known.parcels.index
    dates = stage_dates(course)
    next_due = pd.Series(dates_of(due.day), index=index)
    has_next = course.next != NONE
    late = (next_due < day).astype("boolean").mask(next_due.isna() & has_next)
    left = (next_due - day).dt.days.astype("Int64")
    over = (-left).clip(lower=0).fillna(0).mask(late.isna())
    units, _ = units_of(known, course.next, course.life, np.arange(len(index)))
    since = np.append(dates, np.full((1, len(index)), NEVER), axis=0)
    since = since[course.place, np.arange(len(index))]
    return pd.DataFrame(
        {
            "lifecycle_stage": named(known.names, course.place, index),
            "next_stage": named(known.names, course.next, index),
            "next_due_date": next_due,
            "due_basis": named(course.dues.bases, due.basis, index),
            "is_overdue": late,
            "days_overdue": over,
            "skipped_stages": _skipped(course),
            "impossible_order": _impossible(known, dates),
            "stage_since": pd.Series(dates_of(since), index=index),
            "days_left": left,
            "next_unit": units.set_axis(index),
            "stage_result": named(RESULTS, _results(course), index),
        },
        index=index,
    )


def stage_dates(course: Course) -> np.ndarray:
    """Stages x plots: the day of each stage."""
    known = course.known
    days = [
        known.dated_at(stage, course.life, known.as_of)
        for stage in range(len(known.specs))
    ]
    return np.stack(days)


def result_of(known: Timeline, stage: int, life: np.ndarray) -> np.ndarray:
    """Place of the result of a stage that was reached; the last where it comes again.

    Parameters
    ----------
    known : Timeline
        Of a day.
    stage : int
        Its place.
    life : ndarray
        Of each row.

    Returns
    -------
    ndarray
        Place in ``RESULTS``; ``NONE`` where it was not judged.
    """
    row = known.first[stage][life]
    reviews = known.reviews.get(stage)
    if reviews is not None:
        last = reviews.last(life, known.as_of)
        row = np.append(reviews.row, NONE)[last]
    return np.append(known.rows.result, NONE)[row]


def _results(course: Course) -> np.ndarray:
    found = np.full(len(course.place), NONE)
    for stage in np.unique(course.place[course.place != NONE]):
        where = np.flatnonzero(course.place == stage)
        found[where] = result_of(course.known, int(stage), course.life[where])
    return found


def _skipped(course: Course) -> pd.Series:
    """Earlier stages of which no day is recorded, though the sources record such."""
    known = course.known
    gaps = {}
    for place, spec in enumerate(known.specs):
        missing = ~course.reached[place] & (course.before > place)
        if spec.standard_only:
            missing &= known.standard == 1
        if missing.any():
            gaps[spec.stage] = missing & ~unrecorded(known, place)
    return _joined(gaps, known.parcels.index)


def unrecorded(known: Timeline, place: int) -> np.ndarray:
    """Plots of whose sources none has a place for the day of a stage."""
    parcels = known.parcels
    if (known.rows.stage == place).any():
        return np.zeros(len(parcels), bool)
    absent = absent_by_file(parcels)
    facts = Facts(parcels, pd.Timestamp(0), absent)
    lost = np.ones(len(parcels), bool)
    for column in known.specs[place].facts:
        lost &= facts.unknown(column).to_numpy(bool)
    return lost


def _impossible(known: Timeline, dates: np.ndarray) -> pd.Series:
    """Pairs of which the later stage is dated before the earlier one."""
    wrong = {
        f"{known.names[later]}<{known.names[earlier]}": (dates[later] < dates[earlier])
        & (dates[earlier] < NEVER)
        for earlier, later in combinations(range(len(known.names)), 2)
    }
    return _joined(wrong, known.parcels.index)


def _joined(conditions: dict[str, np.ndarray], index: pd.Index) -> pd.Series:
    """Names of the conditions that hold, joined; missing where none does."""
    text = pd.Series("", index=index, dtype="str")
    for name, condition in conditions.items():
        if condition.any():
            text = text.mask(condition, text + f";{name}")
    return text.str[1:].where(text != "")
