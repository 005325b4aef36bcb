"""Days as whole numbers, so that many of them are compared and moved at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.stages import Term

__all__ = ["ALWAYS", "NEVER", "NONE", "Days", "dates_of", "days_of", "is_day", "later"]
__all__ += ["packed", "unpacked"]

Days = np.ndarray  #: of int32, days since 1970-01-01
#: Later than every day: what has not happened, or is not known.
NEVER = 1 << 22
#: Earlier than every day.
ALWAYS = -NEVER
#: Place of what is not there.
NONE = -1
_BITS, _OFFSET = 24, 1 << 23
_MONTHS = {"year": 12, "month": 1}


def days_of(dates: pd.Series) -> Days:
    """Whole numbers of a column of dates; :data:`NEVER` where one is missing.

    Parameters
    ----------
    dates : Series of datetime64
        Days without time zone.

    Returns
    -------
    ndarray of int32
        In the order of the rows.

    Examples
    --------
    >>> days_of(pd.Series(pd.to_datetime(["1970-01-02", None]))).tolist()
    [1, 4194304]
    """
    values = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(values), NEVER, values.astype(np.int64)).astype(np.int32)


def dates_of(days: Days) -> np.ndarray:
    """Dates of whole numbers; missing where there is no day.

    Parameters
    ----------
    days : ndarray of int
        As of :func:`days_of`.

    Returns
    -------
    ndarray of datetime64[s]
        In the same order.

    Examples
    --------
    >>> dates_of(np.array([1, NEVER])).astype(str).tolist()
    ['1970-01-02T00:00:00', 'NaT']
    """
    found = days.astype("datetime64[D]").astype("datetime64[s]")
    found[~is_day(days)] = np.datetime64("NaT")
    return found


def is_day(days: Days) -> np.ndarray:
    """Where there is a day: neither :data:`NEVER` nor :data:`ALWAYS`."""
    return (days < NEVER) & (days > ALWAYS)


def later(days: Days, term: Term) -> Days:
    """The days on which a term is over, by the calendar.

    Parameters
    ----------
    days : ndarray of int
        Days from which it runs; where there is none, none stays.
    term : Term
        Years, months or days.

    Returns
    -------
    ndarray of int32
        The last day of the month where it has no such day.

    Examples
    --------
    >>> leap = days_of(pd.Series(pd.to_datetime(["2020-02-29"])))
    >>> dates_of(later(leap, Term(1, "year"))).astype(str).tolist()
    ['2021-02-28T00:00:00']
    """
    moved = days.astype(np.int32)
    there = is_day(moved)
    if term.unit == "day":
        moved[there] += term.number
        return moved
    dates = moved[there].astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    place = (dates - months.astype("datetime64[D]")).astype(np.int64)
    months = months + term.number * _MONTHS[term.unit]
    first = months.astype("datetime64[D]").astype(np.int64)
    last = (months + 1).astype("datetime64[D]").astype(np.int64) - 1
    moved[there] = np.minimum(first + place, last)
    return moved


def packed(group: np.ndarray, day: np.ndarray | int) -> np.ndarray:
    """One number by which a group and a day in it are sorted and sought.

    Parameters
    ----------
    group : ndarray of int
        Not negative.
    day : ndarray of int or int
        Between :data:`ALWAYS` and :data:`NEVER`.

    Returns
    -------
    ndarray of int64
        Groups in their order, in each the days in theirs.

    Examples
    --------
    >>> keys = packed(np.array([1, 1, 0]), np.array([5, -5, NEVER]))
    >>> keys.argsort().tolist()
    [2, 1, 0]
    """
    return (group.astype(np.int64) << _BITS) + (np.asarray(day, np.int64) + _OFFSET)


def unpacked(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Groups and days of numbers that :func:`packed` made."""
    days = (keys & ((1 << _BITS) - 1)) - _OFFSET
    return keys >> _BITS, days.astype(np.int32)
