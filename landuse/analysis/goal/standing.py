"""From when to when an event of the ledger stands: reversals, and their reversals."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from landuse.errors import SchemaError

__all__ = ["REVERSED", "stands", "turning_days"]

#: Kind of the events that take another one back.
REVERSED = "reversed"


def turning_days(events: pd.DataFrame) -> np.ndarray:
    """The days on which each event begins to stand, ends, begins again.

    Parameters
    ----------
    events : DataFrame
        Canonical events; each row's ``reverses`` names what it takes back from its
        own ``valid_date`` on.

    Returns
    -------
    ndarray of datetime64[s]
        A row for each event; filled up with missing days. A row without a day never
        stands.

    Raises
    ------
    SchemaError
        Reversals that reverse each other.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> made = make_events(event=["revitalized", "reversed"], parcel_id="P1",
    ...                    valid_date=["2021-06-01", "2022-01-01"],
    ...                    reverses=[None, "V1"])
    >>> turning_days(made).astype("datetime64[D]").tolist()[0]
    [datetime.date(2021, 6, 1), datetime.date(2022, 1, 1)]
    """
    days = events["valid_date"].to_numpy(dtype="datetime64[s]")
    ids = events["event_id"].astype(object).tolist()
    reversals = _reversals(events)
    found = {row: [days[row]] for row, name in enumerate(ids) if name not in reversals}
    left = [row for row, name in enumerate(ids) if name in reversals]
    while left:
        ready = [r for r in left if all(by in found for by in reversals[ids[r]])]
        if not ready:
            named = ", ".join(sorted(str(ids[row]) for row in left))
            msg = f"reversals that reverse each other among {named}; correct the ledger"
            raise SchemaError(msg)
        made = {
            row: _turns(days[row], [found[by] for by in reversals[ids[row]]])
            for row in ready
        }
        found |= made
        left = [row for row in left if row not in made]
    return _filled([found[row] for row in range(len(ids))])


def _reversals(events: pd.DataFrame) -> dict[str, list[int]]:
    """Rows of the reversals of each event."""
    found: dict[str, list[int]] = {}
    rows = np.flatnonzero(events["event"].to_numpy() == REVERSED)
    targets = events["reverses"].astype(object).tolist()
    for row in rows.tolist():
        if not pd.isna(targets[row]):
            found.setdefault(targets[row], []).append(row)
    return found


def _turns(own: np.datetime64, ends: list[list[np.datetime64]]) -> list[np.datetime64]:
    """Days on which the event turns, from its own day and its reversals' turns."""
    later = sorted({own, *(day for end in ends for day in end if day > own)})
    states = [not any(_odd(end, day) for end in ends) for day in later]
    before = [False, *states[:-1]]
    return [
        day for day, now, was in zip(later, states, before, strict=True) if now != was
    ]


def _odd(turns: Iterable[np.datetime64], day: np.datetime64) -> bool:
    return sum(turn <= day for turn in turns) % 2 == 1


def _filled(turns: list[list[np.datetime64]]) -> np.ndarray:
    width = max(map(len, turns), default=0)
    result = np.full((len(turns), max(width, 1)), "NaT", dtype="datetime64[s]")
    for row, days in enumerate(turns):
        result[row, : len(days)] = days
    return result


def stands(turns: np.ndarray, day: np.ndarray | np.datetime64) -> np.ndarray:
    """Whether events stand on a day.

    Parameters
    ----------
    turns : ndarray of datetime64
        Rows of :func:`turning_days`.
    day : datetime64, or array of them
        One day, or one for each row.

    Returns
    -------
    ndarray of bool
        One for each row.

    Examples
    --------
    >>> turns = np.array([["2021-06-01", "2022-01-01"]], dtype="datetime64[s]")
    >>> days = ["2021-05-31", "2021-06-01", "2021-12-31", "2022-01-01"]
    >>> [bool(stands(turns, np.datetime64(day))[0]) for day in days]
    [False, True, True, False]
    """
    limit = np.asarray(day)
    passed = turns <= (limit[:, np.newaxis] if limit.ndim else limit)
    return passed.sum(axis=1) % 2 == 1
