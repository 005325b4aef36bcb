"""Spans of whole days: unions without counting a day twice, and what they move."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["covered_days", "day_numbers", "disjoint", "moved_by"]

_DAY = np.timedelta64(1, "D")


def day_numbers(dates: pd.Series) -> np.ndarray:
    """Dates as numbers of days; NaN for missing.

    Parameters
    ----------
    dates : Series of datetime64
        Days.

    Returns
    -------
    ndarray of float
        Days since 1970-01-01.

    Examples
    --------
    >>> day_numbers(pd.Series(pd.to_datetime(["1970-01-02", None]))).tolist()
    [1.0, nan]
    """
    days = dates.to_numpy(dtype="datetime64[D]")
    numbers = days.astype("int64").astype("float64")
    return np.where(np.isnat(days), np.nan, numbers)


def disjoint(spans: pd.DataFrame) -> pd.DataFrame:
    """The same days of each owner as spans that do not share a day.

    Parameters
    ----------
    spans : DataFrame
        ``place`` of the owner, ``first`` and ``last`` day as numbers, both counted.

    Returns
    -------
    DataFrame
        The same columns, sorted by place and first day; spans without a day of
        their own are gone.

    Examples
    --------
    >>> spans = pd.DataFrame({"place": [0, 0], "first": [5, 1], "last": [9, 6]})
    >>> disjoint(spans).values.tolist()
    [[0, 1, 6], [0, 7, 9]]
    """
    ordered = spans.sort_values(["place", "first", "last"], ignore_index=True)
    reach = ordered.groupby("place")["last"].cummax()
    before = reach.groupby(ordered["place"]).shift()
    first = ordered["first"].where(before.isna(), before + 1)
    own = ordered.assign(first=np.maximum(first, ordered["first"]))
    own = own.astype({"first": ordered["first"].dtype})
    return own[own["last"] >= own["first"]].reset_index(drop=True)


def covered_days(spans: pd.DataFrame, count: int) -> np.ndarray:
    """How many days the spans of each owner cover, each day once.

    Parameters
    ----------
    spans : DataFrame
        As for :func:`disjoint`.
    count : int
        Number of owners.

    Returns
    -------
    ndarray of int
        By place.

    Examples
    --------
    >>> spans = pd.DataFrame({"place": [1, 1], "first": [5, 1], "last": [9, 6]})
    >>> covered_days(spans, 2).tolist()
    [0, 9]
    """
    own = disjoint(spans)
    days = own["last"] - own["first"] + 1
    return np.bincount(own["place"], days, count).astype("int64")


def moved_by(days: pd.Series, spans: pd.DataFrame) -> pd.Series:
    """Days moved by the spans that begin before they are reached.

    Parameters
    ----------
    days : Series of datetime64
        One for each owner, by position.
    spans : DataFrame
        Disjoint and sorted, as :func:`disjoint` gives them.

    Returns
    -------
    Series of datetime64
        Each later by the whole length of every span that begins by then; missing
        stays missing.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2021-01-01"]))
    >>> spans = pd.DataFrame({"place": [0], "first": [18628], "last": [18631]})
    >>> moved_by(days, spans)[0].date().isoformat()
    '2021-01-05'
    """
    moved = day_numbers(days)
    turn = spans.groupby("place").cumcount()
    for number in range(int(turn.max()) + 1 if len(spans) else 0):
        part = spans[turn == number]
        place = part["place"].to_numpy()
        due = part["first"].to_numpy() <= moved[place]
        moved[place] += np.where(due, part["last"] - part["first"] + 1, 0)
    shift = pd.Series(moved - day_numbers(days), index=days.index)
    return days + pd.to_timedelta(shift.fillna(0), unit="D").astype("timedelta64[s]")
