"""How far each plot has come on a day, what comes next and when that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.dated import Timeline
from landuse.analysis.lifecycle.days import NEVER, NONE
from landuse.analysis.lifecycle.due import Due, Dues
from landuse.analysis.lifecycle.stages import StageSpec

__all__ = ["Course", "course_of", "following", "named", "no_due"]

_EXIT = "exited"


@dataclass(frozen=True, slots=True)
class Course:
    """Of each plot on the day of a timeline; stages as places, ``NONE`` without."""

    known: Timeline
    dues: Dues
    life: np.ndarray  #: the life that it has
    reached: np.ndarray  #: stages x plots: reached in that life
    place: np.ndarray  #: the furthest stage
    before: np.ndarray  #: the furthest but for the exit
    next: np.ndarray  #: the stage that comes next
    due: Due  #: of the next stage


def course_of(known: Timeline) -> Course:
    """The course of each plot on the day of a timeline.

    Parameters
    ----------
    known : Timeline
        From :func:`landuse.analysis.lifecycle.dated.timeline`.

    Returns
    -------
    Course
        Plots in the order of the parcels.
    """
    count = len(known.parcels)
    life = known.lives.on(np.arange(count), known.as_of)
    reached = known.reached[:, life] < NEVER
    place = _furthest(reached)
    kept = [n for n, name in enumerate(known.names) if name != _EXIT]
    before = np.append(kept, NONE)[_furthest(reached[kept])]
    next_ = following(known.specs)[(known.standard == 1).astype(int), place + 1]
    dues = Dues(known)
    due = no_due(count)
    for stage in np.unique(next_[next_ != NONE]):
        where = np.flatnonzero(next_ == stage)
        part = dues.at(int(stage), life[where], known.as_of)
        due.day[where], due.basis[where] = part.day, part.basis
    return Course(known, dues, life, reached, place, before, next_, due)


def no_due(count: int) -> Due:
    """No day is known."""
    return Due(np.full(count, NEVER, np.int32), np.full(count, NONE))


def following(specs: tuple[StageSpec, ...]) -> np.ndarray:
    """The next stage by the furthest one.

    Parameters
    ----------
    specs : tuple of StageSpec
        The stages.

    Returns
    -------
    ndarray
        For land that is not known to be standard land, and for standard land: the
        next stage where none is reached, and after each. An exit is never the next;
        a stage that comes again follows itself.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.stages import stage_specs
    >>> from landuse.policy import load_policy
    >>> following(stage_specs(load_policy("puyang"))).tolist()[0]
    [2, 2, 2, 3, 4, 5, 6, 7, 8, -1, 9, -1]
    """
    table = np.full((2, len(specs) + 1), NONE)
    for standard in (0, 1):
        open_ = [
            place
            for place, spec in enumerate(specs)
            if spec.stage != _EXIT and (standard or not spec.standard_only)
        ]
        for place in range(NONE, len(specs)):
            ended = place != NONE and specs[place].stage == _EXIT
            again = place != NONE and specs[place].every is not None
            rest = [] if ended else [each for each in open_ if each > place]
            rest += [place] if again else []
            table[standard, place + 1] = rest[0] if rest else NONE
    return table


def named(
    names: Sequence[str] | pd.Series, places: np.ndarray, index: pd.Index
) -> pd.Series:
    """Names of places as a column; missing where there is none.

    Parameters
    ----------
    names : sequence of str
        By place.
    places : ndarray
        Of each row.
    index : Index
        Of the column.

    Returns
    -------
    Series of str
        On the index.

    Examples
    --------
    >>> named(["a", "b"], np.array([1, NONE]), pd.RangeIndex(2)).tolist()
    ['b', nan]
    """
    words = pd.array(names, dtype="str")
    if not len(words):
        return pd.Series(None, index=index, dtype="str")
    return pd.Series(words.take(places, allow_fill=True), index=index)


def _furthest(reached: np.ndarray) -> np.ndarray:
    """The last place of each column that holds; ``NONE`` without one."""
    count = len(reached)
    if not count:
        return np.full(reached.shape[1], NONE)
    last = count - 1 - reached[::-1].argmax(axis=0)
    return np.where(reached.any(axis=0), last, NONE)
