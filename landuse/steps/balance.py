"""Problem land between two days: opening, new, disposed, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.balance import category_balance
from landuse.analysis.calendar import as_day
from landuse.analysis.flags import primary_category
from landuse.errors import SchemaError
from landuse.policy import Policy
from landuse.steps.judge import found_in

__all__ = ["balance_between", "stock_on"]


def balance_between(
    frames: Mapping[str, pd.DataFrame], policy: Policy, start: date, end: date
) -> pd.DataFrame:
    """Judge the same records on two days and balance the classes of land.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    policy : Policy
        The rules in force on each day.
    start, end : date
        The days; parcels supplied later than a day are not yet there on it.

    Returns
    -------
    DataFrame
        See :func:`landuse.analysis.balance.category_balance`.

    Raises
    ------
    SchemaError
        No parcels, or the second day is not later.
    ConservationError
        The stocks do not balance.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> frames = {"parcels": make_parcels(due_start_date=["2020-01-01", "2021-01-01"])}
    >>> found = balance_between(frames, load_policy("puyang"), date(2021, 6, 30),
    ...                         date(2022, 6, 30))
    >>> found[["opening_count", "new_count", "closing_count"]].to_numpy().tolist()
    [[1, 1, 2]]
    """
    if "parcels" not in frames:
        msg = "the project has no parcels"
        raise SchemaError(msg)
    if end <= start:
        msg = f"the balance ends on {end}, which is not after {start}"
        raise SchemaError(msg)
    return category_balance(
        stock_on(frames, policy, start), stock_on(frames, policy, end)
    )


def stock_on(
    frames: Mapping[str, pd.DataFrame], policy: Policy, day: date
) -> pd.DataFrame:
    """The parcels that were there on a day, with their primary category.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`, with parcels.
    policy : Policy
        The rules in force on the day.
    day : date
        The day; parcels supplied later are not yet there on it.

    Returns
    -------
    GeoDataFrame
        The parcels with their area of record and ``category``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> frames = {"parcels": make_parcels(due_start_date=["2020-01-01", "2022-01-01"])}
    >>> stock_on(frames, load_policy("puyang"), date(2021, 6, 30)).category.tolist()
    ['idle', 'normal']
    """
    parcels = frames["parcels"]
    there = ~(parcels["supply_date"].fillna(parcels["contract_date"]) > as_day(day))
    parcels = with_area_of_record(parcels[there], policy, day)
    found = found_in(
        {n: f for n, f in frames.items() if n != "approvals"} | {"parcels": parcels},
        policy,
        day,
        keep=("yes",),
    )
    return parcels.assign(category=primary_category(parcels, found, policy, day))
