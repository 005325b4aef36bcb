"""What is wrong with the dates of lives: gaps, impossible orders, two days for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.course import Course, course_of
from landuse.analysis.lifecycle.dated import timeline
from landuse.analysis.lifecycle.days import NEVER, dates_of
from landuse.analysis.lifecycle.life import stage_dates, unrecorded
from landuse.issues import Issue
from landuse.messages import joined, worded
from landuse.policy import Policy
from landuse.qualityrules import quality_rule
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = ["life_issues"]


def life_issues(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    milestones: pd.DataFrame | None = None,
) -> list[Issue]:
    """What staff must look at in the dates of the lives that plots have on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.
    policy : Policy
        ``lifecycle.stages``.
    as_of : date or str
        Facts of later days have not happened.
    milestones : DataFrame, optional
        Canonical milestones; one of a plot that is not there is told by the check of
        references.

    Returns
    -------
    list of Issue
        ``STAGE_SKIPPED`` (warning): an earlier stage has no day; once for all plots
        (``STAGE_NOT_RECORDED``, info) where no source has a place for it.
        ``STAGE_ORDER_IMPOSSIBLE`` (error): a stage is dated before an earlier one,
        unless two columns say so that the check of the parcels compares anyway.
        ``MILESTONE_DISAGREES`` (warning): parcel and milestone give different days.
        ``MILESTONE_PLAN_UNUSED`` (warning): another day than the planned one counts for
        a stage that is still to come. ``STAGE_NOT_IN_POLICY`` (info): milestones of a
        stage that the policy does not have.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> plot = make_parcels(contract_date="2019-01-01", start_date="2020-01-01")
    >>> [str(issue.message) for issue in life_issues(plot, load_policy("puyang"),
    ...                                              "2022-09-30")]
    ['Started is dated, but not: Delivered']
    """
    course = course_of(timeline(parcels, policy, as_day(as_of), milestones))
    found = [*_skipped(course), *_orders(course), *_disagreeing(course)]
    return [*found, *_unused(course), *_strange(course)]


def _skipped(course: Course) -> Iterator[Issue]:
    known = course.known
    gaps = np.zeros((len(known.specs), len(known.parcels)), bool)
    for place, spec in enumerate(known.specs):
        gap = ~course.reached[place] & (course.before > place)
        if spec.standard_only:
            gap &= known.standard == 1
        lost = gap & unrecorded(known, place)
        if lost.any():
            yield _not_recorded(spec.stage, int(lost.sum()))
        gaps[place] = gap & ~lost
    for plot in np.flatnonzero(gaps.any(axis=0)):
        names = [_stage(known.names[n]) for n in np.flatnonzero(gaps[:, plot])]
        reached = _stage(known.names[course.before[plot]])
        message = worded("stage_skipped", reached=reached, stages=joined(", ", names))
        yield _issue(course, "STAGE_SKIPPED", "warning", message, int(plot))


def _not_recorded(stage: str, count: int) -> Issue:
    message = worded("stage_not_recorded", stage=_stage(stage), count=count)
    return Issue("STAGE_NOT_RECORDED", "info", message, field=stage)


def _orders(course: Course) -> Iterator[Issue]:
    known, dates = course.known, stage_dates(course)
    pairs = set(quality_rule("DATES_OUT_OF_ORDER").pairs)
    for earlier, later in combinations(range(len(known.specs)), 2):
        wrong = (dates[later] < dates[earlier]) & (dates[earlier] < NEVER)
        if not wrong.any():
            continue
        columns = (known.specs[n].facts[:1] for n in (earlier, later))
        if tuple(name for names in columns for name in names) in pairs:
            both = [
                known.column_at(n, course.life, known.as_of) for n in (earlier, later)
            ]
            wrong &= (both[0] != dates[earlier]) | (both[1] != dates[later])
        for plot in np.flatnonzero(wrong):
            message = worded(
                "stage_order_impossible",
                later=_stage(known.names[later]),
                later_day=_day(dates[later][plot]),
                earlier=_stage(known.names[earlier]),
                earlier_day=_day(dates[earlier][plot]),
            )
            field = known.names[later]
            yield _issue(
                course, "STAGE_ORDER_IMPOSSIBLE", "error", message, int(plot), field
            )


def _disagreeing(course: Course) -> Iterator[Issue]:
    known, dates = course.known, stage_dates(course)
    for place, name in enumerate(known.names):
        column = known.column_at(place, course.life, known.as_of)
        row = known.by_row[place][course.life]
        differ = (column < NEVER) & (row < NEVER) & (column != row)
        for plot in np.flatnonzero(differ):
            message = worded(
                "milestone_disagrees",
                stage=_stage(name),
                column_day=_day(column[plot]),
                row_day=_day(row[plot]),
                counts=_day(dates[place][plot]),
            )
            yield _issue(
                course, "MILESTONE_DISAGREES", "warning", message, int(plot), name
            )


def _unused(course: Course) -> Iterator[Issue]:
    """Planned days in whose place another one counts."""
    known = course.known
    for place, spec in enumerate(known.specs):
        if spec.every is not None:
            continue
        planned, _ = known.plans[place].at(course.life, known.as_of)
        due = course.dues.at(place, course.life, known.as_of)
        open_ = ~course.reached[place] & (course.place < place)
        for plot in np.flatnonzero(open_ & (planned < NEVER) & (planned != due.day)):
            basis = course.dues.bases[due.basis[plot]]
            message = worded(
                "milestone_plan_unused",
                stage=_stage(spec.stage),
                planned=_day(planned[plot]),
                basis=Worded(label("field", basis, "en"), label("field", basis)),
                due=_day(due.day[plot]),
            )
            yield _issue(
                course,
                "MILESTONE_PLAN_UNUSED",
                "warning",
                message,
                int(plot),
                spec.stage,
            )


def _strange(course: Course) -> Iterator[Issue]:
    """Stages of milestones that the policy does not have."""
    milestones = course.known.milestones
    if milestones is None:
        return
    stages = milestones["stage"]
    strange = stages[~stages.isin(list(course.known.names))]
    for stage, count in strange.value_counts(sort=False).sort_index().items():
        message = worded(
            "stage_not_in_policy", stage=_stage(str(stage)), count=int(count)
        )
        yield Issue("STAGE_NOT_IN_POLICY", "info", message, field=str(stage))


def _issue(
    course: Course,
    code: str,
    severity: str,
    message: Worded,
    plot: int,
    field: str | None = None,
) -> Issue:
    parcels = course.known.parcels
    file = parcels["source_file"].iloc[plot] if "source_file" in parcels else None
    return Issue(
        code,
        severity,
        message,
        file=None if pd.isna(file) else str(file),
        feature=str(parcels["parcel_id"].iloc[plot]),
        field=field,
    )


def _stage(name: str) -> Worded:
    return Worded(label("stage", name, "en"), label("stage", name))


def _day(day: np.integer) -> str:
    return str(dates_of(np.array([day]))[0].astype("datetime64[D]"))
