"""How far ahead is looked: days, weeks or months from a day."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from landuse.analysis.calendar import add_months
from landuse.errors import SchemaError
from landuse.messages import worded

__all__ = ["days_within"]

_FORM = re.compile(r"\s*(\d{1,4})\s*(d|w|m|天|日|周|个月|月)\s*", re.ASCII)
_WEEK = 7
_MONTHS = ("m", "个月", "月")


def days_within(said: str, as_of: date) -> int:
    """A span of time as a number of days from a day.

    Parameters
    ----------
    said : str
        A whole number and ``d``, ``w`` or ``m``, or 天, 周, 个月. A month ends on the
        same day of the next month, or on its last day.
    as_of : date
        The day from which is counted.

    Returns
    -------
    int
        Days.

    Raises
    ------
    SchemaError
        It is none.

    Examples
    --------
    >>> day = date(2022, 11, 30)
    >>> days_within("90d", day), days_within("4w", day), days_within("3m", day)
    (90, 28, 90)
    """
    found = _FORM.fullmatch(said.lower())
    if found is None:
        raise SchemaError(worded("within_unreadable", said=said))
    number, unit = int(found[1]), found[2]
    if unit in _MONTHS:
        days = pd.Series([as_of]).astype("datetime64[s]")
        return int((add_months(days, number) - days).dt.days.iloc[0])
    return number * _WEEK if unit in ("w", "周") else number
