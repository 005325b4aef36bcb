"""Whether a batch holds on a day, how much of it, and how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import add_years, as_day

__all__ = ["STATES", "age_band", "age_years", "batch_states", "withdrawn_m2"]

#: ``undated`` may be later, ``unknown`` has a document of its lapse without a day.
STATES = ("in_force", "later", "lapsed", "unknown", "undated")


def batch_states(approvals: pd.DataFrame, as_of: date | str) -> pd.Series:
    """How each batch stands on a day.

    Parameters
    ----------
    approvals : DataFrame
        Canonical approvals.
    as_of : date or str
        The day.

    Returns
    -------
    Series of str
        One of :data:`STATES`: a batch holds from its approval until the day before
        it lapses or is withdrawn.

    Examples
    --------
    >>> from landuse.testing import make_approvals
    >>> batches = make_approvals(
    ...     approval_date=["2018-01-01", "2018-01-01", "2022-10-01", None],
    ...     lapsed_date=["2022-09-30", "2022-10-01", None, None])
    >>> batch_states(batches, "2022-09-30").tolist()
    ['lapsed', 'in_force', 'later', 'undated']
    """
    day = as_day(as_of)
    approved, lapsed = approvals["approval_date"], approvals["lapsed_date"]
    states = np.select(
        [
            lapsed <= day,
            approved > day,
            lapsed.isna() & approvals["lapse_document"].notna(),
            approved.isna(),
        ],
        ["lapsed", "later", "unknown", "undated"],
        "in_force",
    )
    return pd.Series(states, index=approvals.index, name="batch_state", dtype="str")


def withdrawn_m2(approvals: pd.DataFrame, as_of: date | str) -> pd.Series:
    """Area of each batch that had been withdrawn in part by a day.

    Parameters
    ----------
    approvals : DataFrame
        Canonical approvals; a whole batch that was withdrawn has lapsed.
    as_of : date or str
        The day.

    Returns
    -------
    Series of float
        0 where nothing was withdrawn; missing where the day or the area of a
        withdrawal is not recorded.

    Examples
    --------
    >>> from landuse.testing import make_approvals
    >>> batches = make_approvals(
    ...     withdrawn_date=["2021-06-01", "2022-10-01", None, "2021-06-01"],
    ...     withdrawn_area_m2=[6_000.0, 6_000.0, None, None])
    >>> withdrawn_m2(batches, "2022-09-30").tolist()
    [6000.0, 0.0, 0.0, nan]
    """
    day, area = approvals["withdrawn_date"], approvals["withdrawn_area_m2"]
    none = (day.isna() & area.isna()) | (day > as_day(as_of))
    return area.where(day.notna()).mask(none, 0.0)


def age_years(approved: pd.Series, as_of: date | str) -> pd.Series:
    """Full years from the approval to a day.

    Parameters
    ----------
    approved : Series of datetime64
        Days of approval.
    as_of : date or str
        The day.

    Returns
    -------
    Series of Int64
        Anniversaries reached; missing where the day is missing or later.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2020-09-30", "2020-10-01", None]))
    >>> age_years(days, "2022-09-30").tolist()
    [2, 1, <NA>]
    """
    day = as_day(as_of)
    years = (day.year - approved.dt.year).astype("Int64")
    reached = pd.Series(data=False, index=approved.index)
    for count in years.dropna().unique().tolist():
        same = (years == count).fillna(value=False)
        reached |= same & (add_years(approved, count) <= day)
    return (years - (~reached).astype("int64")).where(approved <= day)


def age_band(approved: pd.Series, as_of: date | str, edges: Sequence[int]) -> pd.Series:
    """Band of years that each batch is old.

    Parameters
    ----------
    approved : Series of datetime64
        Days of approval.
    as_of : date or str
        The day.
    edges : sequence of int
        Years at which a new band begins, rising.

    Returns
    -------
    Series of str
        ``0-1``, ``1-2`` ... ``5+``; an anniversary begins the next band. Missing
        where the day of approval is missing or later.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2021-10-01", "2021-09-30", "2010-01-01"]))
    >>> age_band(days, "2022-09-30", [1, 2, 3, 5]).tolist()
    ['0-1', '1-2', '5+']
    """
    lower = [0, *edges]
    names = [f"{one}-{two}" for one, two in zip(lower, edges, strict=False)]
    names.append(f"{lower[-1]}+")
    age = age_years(approved, as_of)
    place = np.searchsorted(np.array(edges), age.fillna(0).to_numpy(dtype=int), "right")
    bands = pd.Series(np.array(names, dtype=object)[place], index=approved.index)
    return bands.where(age.notna(), None).astype("str").rename("age_band")
