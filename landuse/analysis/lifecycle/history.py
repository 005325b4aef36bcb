"""The stage of each plot day by day: what it was, and what comes if nothing happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.course import following, named
from landuse.analysis.lifecycle.dated import Timeline, timeline
from landuse.analysis.lifecycle.days import (
    ALWAYS,
    NEVER,
    NONE,
    Days,
    dates_of,
    days_of,
    packed,
    unpacked,
)
from landuse.analysis.lifecycle.due import Dues
from landuse.policy import Policy

__all__ = ["life_history"]

#: Overdue, not overdue, and no day is known by which to tell.
_NO, _YES, _UNKNOWN = 0, 1, 2


def life_history(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    until: date | str | None = None,
    milestones: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Stage of each plot and whether it is overdue, by the days on which that changes.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.
    policy : Policy
        ``lifecycle.stages`` and the terms that they name.
    as_of : date or str
        The last day of which anything is known.
    until : date or str, optional
        Later day: rows after ``as_of`` are what comes if nothing happens, which is
        that due days go by.
    milestones : DataFrame, optional
        Canonical milestones.

    Returns
    -------
    DataFrame
        In the order of the parcels and the days: ``parcel_id``, ``since``, ``stage``
        (missing where none is reached), ``is_overdue`` (missing where no day is
        known). Of the rows of a plot up to a day the last holds on it, as
        :func:`~landuse.analysis.lifecycle.life.lifecycle` says of that day; before its
        first row a plot has no stage and nothing is overdue.

    Raises
    ------
    ValueError
        ``until`` is before ``as_of``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> plot = make_parcels(delivery_date="2021-03-01")
    >>> policy = load_policy("puyang")
    >>> rows = life_history(plot, policy, "2021-09-30", until="2022-09-30")
    >>> rows["since"].dt.date.astype(str).tolist(), rows["is_overdue"].tolist()
    (['2021-03-01', '2022-03-02'], [False, True])
    """
    day = as_day(as_of)
    last = day if until is None else as_day(until)
    if last < day:
        msg = f"until {last.date()} lies before {day.date()}; name a later day"
        raise ValueError(msg)
    known = timeline(parcels, policy, day, milestones)
    spells = _spells(known)
    rows = _changes(known, spells, int(days_of(pd.Series([last]))[0]))
    return _frame(known, spells, rows)


@dataclass(frozen=True, slots=True)
class _Spells:
    """Times that a life spends in one stage."""

    life: np.ndarray
    stage: np.ndarray  #: place, ``NONE`` before the first
    next: np.ndarray
    first: Days
    end: Days  #: the day after its last


@dataclass(frozen=True, slots=True)
class _Changes:
    """Days on which something changes in a spell."""

    spell: np.ndarray
    day: Days
    overdue: np.ndarray


def _spells(known: Timeline) -> _Spells:
    """A stage lasts until a later one is reached, whatever earlier one comes after."""
    lives = known.lives
    reached = known.reached
    table = following(known.specs)
    standard = (known.standard[lives.plot] == 1).astype(int)
    every = np.arange(len(lives.plot))
    end = np.full(len(every), NEVER, np.int32)
    parts = []
    for place in range(len(known.specs) - 1, NONE - 1, -1):
        begin = np.full(len(every), ALWAYS) if place == NONE else reached[place]
        first = np.maximum(begin, lives.since)
        last = np.minimum(end, lives.until)
        there = np.flatnonzero(first < last)
        stage = np.full(len(there), place)
        next_ = table[standard[there], place + 1]
        parts.append(_Spells(there, stage, next_, first[there], last[there]))
        end = np.minimum(end, begin).astype(np.int32)
    names = ("life", "stage", "next", "first", "end")
    whole = {n: np.concatenate([getattr(p, n) for p in parts]) for n in names}
    order = packed(whole["life"], whole["first"]).argsort(kind="stable")
    return _Spells(**{name: values[order] for name, values in whole.items()})


def _changes(known: Timeline, spells: _Spells, last: int) -> _Changes:
    """Days on which the due day of the next stage changes or goes by, up to a day."""
    dues, none = Dues(known), np.zeros(0, np.int32)
    parts = [_Changes(none, none, none)]
    for stage in np.unique(spells.next):
        where = np.flatnonzero((spells.next == stage) & (spells.first <= last))
        spell, day = _turns(known, dues, spells, where, int(stage))
        parts.append(_overdue(dues, spells, spell, day, int(stage)))
    names = ("spell", "day", "overdue")
    whole = {n: np.concatenate([getattr(p, n) for p in parts]) for n in names}
    order = packed(whole["spell"], whole["day"]).argsort(kind="stable")
    kept = order[whole["day"][order] <= last]
    return _Changes(**{name: values[kept] for name, values in whole.items()})


def _turns(
    known: Timeline, dues: Dues, spells: _Spells, where: np.ndarray, stage: int
) -> tuple[np.ndarray, Days]:
    """Spells with the days in them on which another due day may be known."""
    keys = [packed(where, spells.first[where])]
    if stage == NONE:
        return where, spells.first[where]
    turns = list(dues.turns(stage))
    # A life waits for a stage in a spell or a few: its first ones, its second ones ...
    rest = where
    while len(rest):
        lives = spells.life[rest]
        place = np.flatnonzero(np.diff(lives, prepend=NONE))
        of_life = np.full(len(known.lives.plot), NONE)
        of_life[lives[place]] = rest[place]
        keys += [_inside(spells, of_life[life], day) for life, day in turns]
        rest = np.delete(rest, place)
    whole = np.sort(np.concatenate(keys))
    return unpacked(whole[np.diff(whole, prepend=-1) > 0])


def _inside(spells: _Spells, spell: np.ndarray, day: Days) -> np.ndarray:
    """Packed spells and days, of those days that lie in their spell."""
    there = spell != NONE
    spell, day = spell[there], day[there]
    inside = (day > spells.first[spell]) & (day < spells.end[spell])
    return packed(spell[inside], day[inside])


def _overdue(
    dues: Dues, spells: _Spells, spell: np.ndarray, day: Days, stage: int
) -> _Changes:
    """Whether the next stage is overdue from each turn on, and when it becomes so."""
    count = len(spell)
    if stage == NONE:
        return _Changes(spell, day, np.full(count, _NO))
    due = dues.at(stage, spells.life[spell], day).day
    state = np.where(due == NEVER, _UNKNOWN, np.where(due < day, _YES, _NO))
    until = spells.end[spell].copy()
    same = spell[1:] == spell[:-1]
    until[:-1][same] = day[1:][same]
    late = np.flatnonzero((state == _NO) & (due + 1 < until))
    return _Changes(
        np.concatenate([spell, spell[late]]),
        np.concatenate([day, due[late] + 1]).astype(np.int32),
        np.concatenate([state, np.full(len(late), _YES)]),
    )


def _frame(known: Timeline, spells: _Spells, rows: _Changes) -> pd.DataFrame:
    """Rows of plots, without those on which nothing changes."""
    plot = known.lives.plot[spells.life[rows.spell]]
    stage = spells.stage[rows.spell]
    changed = np.ones(len(plot), bool)
    changed[1:] = (
        (plot[1:] != plot[:-1])
        | (stage[1:] != stage[:-1])
        | (rows.overdue[1:] != rows.overdue[:-1])
    )
    # What held from ever is no change.
    changed &= rows.day > ALWAYS
    plot, stage = plot[changed], stage[changed]
    index = pd.RangeIndex(len(plot))
    overdue = rows.overdue[changed]
    return pd.DataFrame(
        {
            "parcel_id": named(known.parcels["parcel_id"], plot, index),
            "since": dates_of(rows.day[changed]),
            "stage": named(known.names, stage, index),
            "is_overdue": pd.array(overdue == _YES, "boolean"),
        },
        index=index,
    ).assign(is_overdue=lambda f: f["is_overdue"].mask(overdue == _UNKNOWN))
