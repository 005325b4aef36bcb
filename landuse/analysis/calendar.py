"""Calendar anniversaries of whole columns of dates."""

from __future__ import annotations

from datetime import date

import pandas as pd

__all__ = ["add_months", "add_years", "as_date", "as_day", "full_months"]


def as_day(value: date | str) -> pd.Timestamp:
    """A day given as a date or as ISO text.

    Parameters
    ----------
    value : date or str
        ``datetime.date`` or ``"YYYY-MM-DD"``.

    Returns
    -------
    Timestamp
        Midnight of the day, without time zone.

    Raises
    ------
    ValueError
        For text that is not an ISO date.

    Examples
    --------
    >>> as_day("2022-09-30").day
    30
    """
    return pd.Timestamp(as_date(value)).as_unit("s")


def as_date(value: date | str) -> date:
    """A day as ``datetime.date``.

    Parameters
    ----------
    value : date or str
        ``datetime.date`` or ``"YYYY-MM-DD"``.

    Returns
    -------
    date
        The day.

    Raises
    ------
    ValueError
        For text that is not an ISO date.

    Examples
    --------
    >>> as_date("2022-09-30")
    datetime.date(2022, 9, 30)
    """
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        msg = f"{value!r} is not a day; write it as YYYY-MM-DD"
        raise ValueError(msg) from error


def add_months(dates: pd.Series, months: int) -> pd.Series:
    """The same day of a later month; the last day where it has no such day.

    Parameters
    ----------
    dates : Series of datetime64
        Missing stays missing.
    months : int
        Whole months.

    Returns
    -------
    Series of datetime64[s]
        On the index of ``dates``.

    Examples
    --------
    >>> add_months(pd.Series(pd.to_datetime(["2021-08-31"])), 6).dt.day.tolist()
    [28]
    """
    return (dates + pd.DateOffset(months=months)).astype("datetime64[s]")


def add_years(dates: pd.Series, years: int) -> pd.Series:
    """The anniversary; of 29 February the 28th in a year without one.

    Parameters
    ----------
    dates : Series of datetime64
        Missing stays missing.
    years : int
        Whole years.

    Returns
    -------
    Series of datetime64[s]
        On the index of ``dates``.

    Examples
    --------
    >>> add_years(pd.Series(pd.to_datetime(["2020-02-29"])), 1).dt.day.tolist()
    [28]
    """
    return add_months(dates, 12 * years)


def full_months(since: pd.Series, until: pd.Timestamp) -> pd.Series:
    """Whole months between days: as many as :func:`add_months` finds room for.

    Parameters
    ----------
    since : Series of datetime64
        First days; missing stays missing.
    until : Timestamp
        Last day.

    Returns
    -------
    Series of float
        Negative where ``since`` is later.

    Examples
    --------
    >>> since = pd.Series(pd.to_datetime(["2021-08-31", "2021-09-01", None]))
    >>> full_months(since, pd.Timestamp("2022-02-28")).tolist()
    [6.0, 5.0, nan]
    """
    months = (until.year - since.dt.year) * 12 + until.month - since.dt.month
    last = until.days_in_month
    short = since.dt.day.clip(upper=last) > until.day
    return (months - short).astype("float64").where(since.notna())
