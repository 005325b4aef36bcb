"""Every step of each plot's life as a row: planned and actual day, result, status."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.course import Course, course_of, named
from landuse.analysis.lifecycle.dated import timeline
from landuse.analysis.lifecycle.days import NEVER, NONE, dates_of
from landuse.analysis.lifecycle.responsible import units_of
from landuse.analysis.lifecycle.steps import Steps, steps_of
from landuse.lifefields import RESULTS
from landuse.policy import Policy

__all__ = ["MILESTONE_STATUSES", "life_milestones"]

MILESTONE_STATUSES = (
    "done_on_time",
    "done_late",
    "done",
    "due",
    "overdue",
    "waiting",
    "undated",
    "skipped",
)
#: Papers of a stage in the columns of parcels.
_PAPERS = {"announced": "notice_no", "granted": "contract_no", "exited": "exit_no"}


def life_milestones(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    milestones: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The steps of the life that each plot has on a day, done and to come.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.
    policy : Policy
        ``lifecycle.stages`` and the terms that they name.
    as_of : date or str
        Facts of later days have not happened; agreements of later days are not made.
    milestones : DataFrame, optional
        Canonical milestones.

    Returns
    -------
    DataFrame
        In the order of the parcels and the stages; a row for each stage that the plot
        goes through, and of one that comes again (supervision) a row for each time
        and one for the next. ``parcel_id``, ``zone_id``, ``stage``, ``planned_date``
        (when it was or is due), ``due_basis`` (the column it comes from),
        ``actual_date``, ``result`` (of the attempt that counts; of a stage that is
        not reached, ``fail`` if the last attempt failed), ``status`` (one of
        :data:`MILESTONE_STATUSES`), ``days`` (left until due, negative when overdue;
        of a step that is done, by how many days it was before its due day, negative
        when late), ``document_no``, ``responsible_unit``, ``responsible_basis``.

        A step whose own day has passed is overdue also while an earlier one is open;
        ``waiting`` is one that is not yet due then. An exit is a row once it happened,
        and ends what is open.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> plot = make_parcels(contract_date="2021-01-10", delivery_date="2021-03-01",
    ...                     due_delivery_date="2021-02-28")
    >>> steps = life_milestones(plot, load_policy("puyang"), "2022-03-02")
    >>> steps[["stage", "status", "days"]].values.tolist()[1:3]
    [['delivered', 'done_late', -1], ['started', 'overdue', -1]]
    """
    course = course_of(timeline(parcels, policy, as_day(as_of), milestones))
    steps = steps_of(course)
    known = course.known
    index = pd.RangeIndex(len(steps.plot))
    units, unit_basis = units_of(known, steps.stage, steps.life, steps.plot)
    result = np.append(known.rows.result, NONE)[steps.row]
    return pd.DataFrame(
        {
            "parcel_id": _taken(parcels["parcel_id"], steps.plot),
            "zone_id": _taken(parcels["zone_id"], steps.plot),
            "stage": named(known.names, steps.stage, index),
            "planned_date": dates_of(steps.due),
            "due_basis": named(course.dues.bases, steps.basis, index),
            "actual_date": dates_of(steps.actual),
            "result": named(RESULTS, result, index),
            "status": named(MILESTONE_STATUSES, _status(course, steps), index),
            "days": _days(steps, known.as_of),
            "document_no": _papers(course, steps),
            "responsible_unit": units,
            "responsible_basis": unit_basis,
        },
        index=index,
    )


def _taken(column: pd.Series, rows: np.ndarray) -> pd.Series:
    return column.astype("str").take(rows).set_axis(pd.RangeIndex(len(rows)))


def _status(course: Course, steps: Steps) -> np.ndarray:
    """Place of the status of each step."""
    done, dated = steps.actual < NEVER, steps.due < NEVER
    before, next_ = course.before[steps.plot], course.next[steps.plot]
    held = {
        "done": done & ~dated,
        "done_late": done & (steps.actual > steps.due),
        "done_on_time": done,
        "skipped": (steps.stage < before) | steps.missed,
        "overdue": steps.due < course.known.as_of,
        "waiting": steps.stage != next_,
        "due": dated,
    }
    places = [MILESTONE_STATUSES.index(name) for name in held]
    undated = MILESTONE_STATUSES.index("undated")
    return np.select(list(held.values()), places, undated)


def _days(steps: Steps, as_of: int) -> pd.Series:
    """Days until it is due, or from when it was done until it was due."""
    until = np.where(steps.actual < NEVER, steps.actual, as_of)
    days = pd.Series(steps.due - until, dtype="Int64")
    return days.mask(steps.due == NEVER)


def _papers(course: Course, steps: Steps) -> pd.Series:
    """Document of the row, else of the column that gives the same day."""
    known = course.known
    pool = [pd.Series([], dtype="str")]
    place = np.full(len(steps.plot), NONE)
    for stage, spec in enumerate(known.specs):
        column = _PAPERS.get(spec.stage)
        if column not in known.parcels or not known.facts[stage]:
            continue
        days = known.facts[stage][0][steps.life]
        use = (steps.stage == stage) & (days < NEVER) & (days == steps.actual)
        place = np.where(use, sum(map(len, pool)) + steps.plot, place)
        pool.append(known.parcels[column].astype("str"))
    if known.milestones is not None:
        papers = known.milestones["document_no"].astype("str")
        row = np.append(known.rows.documented, False)[steps.row]
        position = np.append(known.rows.position, NONE)[steps.row]
        place = np.where(row, sum(map(len, pool)) + position, place)
        pool.append(papers)
    whole = pd.concat(pool, ignore_index=True)
    return named(whole, place, pd.RangeIndex(len(place)))
