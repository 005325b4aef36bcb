"""Periods of days: where two overlap, and where none reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

__all__ = ["Period", "first_gap", "first_overlap", "period_of", "period_text"]

#: First and last day, both included.
Period = tuple[date, date]


def period_of(start: date | None, end: date | None) -> Period:
    """A period from dates that may be left out.

    Parameters
    ----------
    start, end : date or None
        First and last day; without them the period is open.

    Returns
    -------
    tuple of date
        With the earliest and latest day that a calendar knows for open ends.

    Examples
    --------
    >>> period_of(None, date(2020, 12, 31))[1]
    datetime.date(2020, 12, 31)
    """
    return start or date.min, end or date.max


def period_text(period: Period) -> str:
    """A period for a message.

    Parameters
    ----------
    period : tuple of date
        First and last day.

    Returns
    -------
    str
        Two dots for an open end.

    Examples
    --------
    >>> period_text((date(2012, 7, 1), date.max))
    '2012-07-01 to ..'
    """
    start, end = period
    first = ".." if start == date.min else start.isoformat()
    return f"{first} to {'..' if end == date.max else end.isoformat()}"


def first_overlap(periods: Iterable[Period]) -> Period | None:
    """The first days that two periods share.

    Parameters
    ----------
    periods : iterable of tuple of date
        In any order.

    Returns
    -------
    tuple of date or None
        None where they are apart.

    Examples
    --------
    >>> year = date(2020, 1, 1), date(2020, 12, 31)
    >>> first_overlap([year, (date(2020, 12, 31), date.max)])[0]
    datetime.date(2020, 12, 31)
    """
    for (_, end), (start, later) in pairwise(sorted(periods)):
        if start <= end:
            return start, min(end, later)
    return None


def first_gap(wanted: Period, periods: Iterable[Period]) -> Period | None:
    """The first days of a period that no other reaches.

    Parameters
    ----------
    wanted : tuple of date
        What must be covered.
    periods : iterable of tuple of date
        What covers it, in any order.

    Returns
    -------
    tuple of date or None
        None where all days are covered.

    Examples
    --------
    >>> year = date(2020, 1, 1), date(2020, 12, 31)
    >>> first_gap(year, [(date.min, date(2020, 6, 30))])[0]
    datetime.date(2020, 7, 1)
    """
    day, last = wanted
    for start, end in sorted(periods):
        if start > day:
            return day, min(last, start - timedelta(days=1))
        if end >= last:
            return None
        day = max(day, end + timedelta(days=1))
    return day, last
