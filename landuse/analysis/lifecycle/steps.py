"""The steps of lives as arrays: one for each stage, and for each time it came again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from landuse.analysis.lifecycle.course import Course
from landuse.analysis.lifecycle.dated import Timeline
from landuse.analysis.lifecycle.days import (
    ALWAYS,
    NEVER,
    NONE,
    Days,
    is_day,
    packed,
    unpacked,
)
from landuse.analysis.lifecycle.due import Due

__all__ = ["Steps", "steps_of"]

_EXIT = "exited"


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of plots, done and open."""

    plot: np.ndarray
    life: np.ndarray
    stage: np.ndarray
    due: Days
    basis: np.ndarray  #: place in ``Dues.bases``
    actual: Days  #: ``NEVER`` of an open one
    row: np.ndarray  #: of the milestones, that reached it or failed last
    missed: np.ndarray  #: a time that went by while a later one was held


def steps_of(course: Course) -> Steps:
    """All steps of the life that each plot has.

    Parameters
    ----------
    course : Course
        Of a day.

    Returns
    -------
    Steps
        In the order of the plots, the stages and the due days.
    """
    parts = []
    for stage in course.known.reviews:
        held = _held(course, stage)
        parts += [held, _missed(course, held, stage)]
    parts += [_done(course, stage) for stage in range(len(course.known.specs))]
    parts += [_open(course, stage) for stage in range(len(course.known.specs))]
    whole = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Steps)
    }
    group = whole["plot"] * len(course.known.specs) + whole["stage"]
    day = np.where(is_day(whole["due"]), whole["due"], whole["actual"])
    order = packed(group, day).argsort(kind="stable")
    return Steps(**{name: values[order] for name, values in whole.items()})


def _done(course: Course, stage: int) -> Steps:
    """The stage where it was reached and does not come again."""
    known = course.known
    once = known.specs[stage].every is None
    plot = np.flatnonzero(course.reached[stage] & once)
    life = course.life[plot]
    actual = known.dated_at(stage, life, known.as_of)
    due = course.dues.at(stage, life, known.as_of)
    return _steps(stage, plot, life, due, actual, known.first[stage][life])


def _open(course: Course, stage: int) -> Steps:
    """The stage where it is still to come, or a day for it went by unrecorded."""
    known, spec = course.known, course.known.specs[stage]
    open_ = ~course.reached[stage]
    if spec.standard_only:
        open_ &= known.standard == 1
    if spec.every is not None:
        open_ |= course.next == stage
    over = course.place > course.before
    open_ &= ~(over & (course.before <= stage))
    plot = np.flatnonzero(open_ & (spec.stage != _EXIT))
    life = course.life[plot]
    due = course.dues.at(stage, life, known.as_of)
    actual = np.full(len(plot), NEVER, np.int32)
    return _steps(stage, plot, life, due, actual, _failed(known, stage)[life])


def _held(course: Course, stage: int) -> Steps:
    """Each time that a stage was held, and when that was due as was known before."""
    known, reviews = course.known, course.known.reviews[stage]
    plot = known.lives.plot[reviews.life]
    here = np.flatnonzero(course.life[plot] == reviews.life)
    life, held, row = reviews.life[here], reviews.held[here], reviews.row[here]
    due = course.dues.at(stage, life, held - 1)
    own = known.rows.planned[row]
    due = due.filled(
        own, course.dues.bases.index("planned_date"), known.rows.foreseen[row]
    )
    return _steps(stage, plot[here], life, due, held, row)


def _missed(course: Course, held: Steps, stage: int) -> Steps:
    """Planned times of a stage that were not held before a later one was."""
    known, reviews = course.known, course.known.reviews[stage]
    plans = np.unique(reviews.plans)
    life, day = unpacked(plans)
    last = reviews.last(life, known.as_of)
    gone = day <= np.append(reviews.settled, ALWAYS)[last]
    gone &= course.life[known.lives.plot[life]] == life
    gone &= ~np.isin(plans, packed(held.life, held.due))
    life, day = life[gone], day[gone]
    basis = np.full(len(life), course.dues.bases.index("planned_date"))
    actual = np.full(len(life), NEVER, np.int32)
    row = np.full(len(life), NONE)
    plot = known.lives.plot[life]
    steps = _steps(stage, plot, life, Due(day, basis), actual, row)
    return replace(steps, missed=np.ones(len(plot), bool))


def _steps(
    stage: int,
    plot: np.ndarray,
    life: np.ndarray,
    due: Due,
    actual: Days,
    row: np.ndarray,
) -> Steps:
    places = np.full(len(plot), stage)
    missed = np.zeros(len(plot), bool)
    return Steps(plot, life, places, due.day, due.basis, actual, row, missed)


def _failed(known: Timeline, stage: int) -> np.ndarray:
    """Of each life the last row of a stage that failed; ``NONE`` after one held."""
    rows = known.rows
    found = np.full(len(known.lives.plot), NONE)
    where = np.flatnonzero((rows.stage == stage) & rows.failed)
    where = where[rows.actual[where].argsort(kind="stable")]
    life = known.happened[where]
    found[life] = where
    reviews = known.reviews.get(stage)
    if reviews is not None and len(where):
        every = np.arange(len(found))
        held = reviews.held_at(reviews.last(every, known.as_of))
        failed = np.append(rows.actual, NEVER)[found]
        found[(held < NEVER) & (failed <= held)] = NONE
    return found
