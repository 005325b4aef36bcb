"""What would change a verdict: one fact at a time, or the days that pass.

Nothing is argued: each change is made on a copy of the parcel and judged by the
same rules, and only what gave another verdict is reported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Change", "Judge", "Trial", "fact_changes", "replicas"]

_STEPS, _CENTS = 33, 0.01
_MARK = "~"
#: Tables that belong to a parcel or its enterprise, and the ids that bind them.
_KEYS = {
    "enterprises": ("enterprise_id",),
    "phases": ("parcel_id",),
    "causes": ("parcel_id",),
}
#: Judges frames by kind; gives findings with every verdict.
Judge = Callable[[Mapping[str, pd.DataFrame]], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact, or the day, that gives a rule another verdict."""

    rule: str
    before: str  #: verdict as it is
    after: str  #: verdict that the change gives
    field: str  #: column, or ``as_of``
    value: Any  #: what it would have to be
    how: str  #: ``is``, ``at_least`` or ``below``


@dataclass(frozen=True, slots=True)
class Trial:
    """A parcel with all that its verdicts rest on, to be judged in copies."""

    near: pd.DataFrame  #: the parcel and all others of its enterprise
    place: int  #: position of the parcel in ``near``
    others: Mapping[str, pd.DataFrame]  #: its enterprise, phases and causes
    judge: Judge

    def verdicts(self, field: str, values: Sequence[Any]) -> dict[str, list[str]]:
        """By rule: the verdict as it is, then with each value of a field."""
        count = len(values) + 1
        copies = replicas(self.near, self.others, count)
        parcels = copies["parcels"]
        column = parcels[field].copy()
        for number, value in enumerate(values, start=1):
            place = number * len(self.near) + self.place
            column.iloc[place] = pd.NaT if value is None else value
        found = self.judge(copies | {"parcels": parcels.assign(**{field: column})})
        own = found[found["subject"] == "parcel"]
        name = self.near["parcel_id"].iloc[self.place]
        ids = [f"{number}{_MARK}{name}" for number in range(count)]
        table = own.pivot_table("verdict", "rule", "subject_id", aggfunc="first")
        rows = table.reindex(columns=ids).dropna().iterrows()
        return {str(rule): row.tolist() for rule, row in rows}


def fact_changes(trial: Trial, fields: Sequence[str], as_of: date) -> list[Change]:
    """Changes of single facts of one parcel that change a verdict.

    Parameters
    ----------
    trial : Trial
        The parcel.
    fields : sequence of str
        Columns of facts that its rules rest on.
    as_of : date
        The day: an open date is tried as having come on it.

    Returns
    -------
    list of Change
        For dates: recorded on the day, or not recorded. For numbers: the least
        value from which, or below which, the verdict is another, to a hundredth.

    Examples
    --------
    >>> from landuse.analysis.flags import flag
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy, day = load_policy("puyang"), date(2022, 9, 30)
    >>> def judge(frames):
    ...     return flag(frames["parcels"], policy, day, keep=("yes", "no"))
    >>> trial = Trial(make_parcels(due_start_date="2020-01-01"), 0, {}, judge)
    >>> [(c.before, c.after, c.value) for c in fact_changes(trial, ["start_date"], day)
    ...  if c.rule == "idle-not-started"]
    [('yes', 'no', datetime.date(2022, 9, 30))]
    """
    found: list[Change] = []
    for field in fields:
        column = trial.near[field]
        if pd.api.types.is_datetime64_any_dtype(column):
            found += _dated(trial, field, as_of)
        elif pd.api.types.is_float_dtype(column):
            found += _turns(trial, field)
    return found


def _dated(trial: Trial, field: str, as_of: date) -> list[Change]:
    is_open = pd.isna(trial.near[field].iloc[trial.place])
    value = pd.Timestamp(as_of) if is_open else None
    said = as_of if is_open else None
    return [
        Change(rule, now, then, field, said, "is")
        for rule, (now, then) in trial.verdicts(field, [value]).items()
        if now != then
    ]


def _turns(trial: Trial, field: str) -> list[Change]:
    """Values at which verdicts turn, by ever finer grids."""
    numbers = trial.near.select_dtypes("float64").iloc[trial.place].abs()
    alike = numbers[[n for n in numbers.index if n.endswith(field.rpartition("_")[2])]]
    grid = _grid(0.0, 4 * float(np.nanmax([1.0, *alike])))
    found = []
    for rule, (before, *then) in trial.verdicts(field, grid).items():
        for left in range(_STEPS - 1):
            if then[left] == then[left + 1]:
                continue
            value = _narrowed(trial, field, rule, (grid[left], grid[left + 1]))
            for how, after in (("below", then[left]), ("at_least", then[left + 1])):
                if after != before:
                    found.append(Change(rule, before, after, field, value, how))
    return found


def _narrowed(trial: Trial, field: str, rule: str, span: tuple[float, float]) -> float:
    """The first hundredth in a span that has the verdict of its upper end."""
    low, high = span
    while high - low > _CENTS * _STEPS:
        grid = _grid(low, high)
        turn = _turn(trial.verdicts(field, grid)[rule][1:])
        low, high = grid[max(turn - 1, 0)], grid[turn]
    first, last = math.floor(low / _CENTS), math.ceil(high / _CENTS)
    cents = [round(n * _CENTS, 2) for n in range(first, last + 1)]
    return cents[_turn(trial.verdicts(field, cents)[rule][1:])]


def _turn(verdicts: Sequence[str]) -> int:
    """Where the last verdict stands for the first time."""
    return next(i for i, each in enumerate(verdicts) if each == verdicts[-1])


def _grid(low: float, high: float) -> list[float]:
    return [float(value) for value in np.linspace(low, high, _STEPS)]


def replicas(
    near: pd.DataFrame, others: Mapping[str, pd.DataFrame], count: int
) -> dict[str, pd.DataFrame]:
    """Copies of parcels that do not share land, tax, phases or causes.

    Parameters
    ----------
    near : DataFrame
        Parcels.
    others : mapping of str to DataFrame
        Tables of the parcels or their enterprises by kind.
    count : int
        How many copies.

    Returns
    -------
    dict of str to DataFrame
        By kind; ids with the number of the copy before them: ``0~P1``, ``1~P1``.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> replicas(make_parcels(), {}, 2)["parcels"].parcel_id.tolist()
    ['0~P1', '1~P1']
    """
    copies = {"parcels": _copies(near, count, ("parcel_id", "enterprise_id"))}
    for kind, keys in _KEYS.items():
        if kind in others:
            copies[kind] = _copies(others[kind], count, keys)
    return copies


def _copies(frame: pd.DataFrame, count: int, keys: Sequence[str]) -> pd.DataFrame:
    copies = frame.take(np.tile(np.arange(len(frame)), count)).reset_index(drop=True)
    number = pd.Series(np.repeat(np.arange(count), len(frame))).astype("str")
    for key in keys:
        copies[key] = (number + _MARK + copies[key]).astype("str")
    copies.attrs = frame.attrs
    return copies
