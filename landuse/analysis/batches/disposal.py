"""Sums of a balance, and how much of the opening stock was disposed of (消化处置率)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.batches.balance import AMOUNTS
from landuse.analysis.calendar import as_date
from landuse.analysis.conservation import ABSOLUTE_M2
from landuse.analysis.indicators import (
    CITY,
    UNALLOCATED,
    Indicator,
    indicators_frame,
    note,
)
from landuse.policy import Policy
from landuse.units import to_hectares, to_mu

__all__ = ["balance_totals", "disposal_rates"]

_TARGET = "unsupplied.disposal_target"


def balance_totals(table: pd.DataFrame) -> pd.DataFrame:
    """A balance summed up for the city and each zone, areas in four ways.

    Parameters
    ----------
    table : DataFrame
        Result of :func:`landuse.analysis.batches.balance.unsupplied_balance`.

    Returns
    -------
    DataFrame
        ``scope``, ``scope_id``, ``area_basis``, ``item`` (opening, new, supplied,
        withdrawn, lapsed, closing), ``batches`` (how many have an amount of it),
        ``area_m2``, ``area_ha``, ``area_mu`` and ``share`` of what there was.

    Examples
    --------
    >>> row = dict.fromkeys(AMOUNTS, 0.0) | {"opening_m2": 9.0, "closing_m2": 9.0}
    >>> table = pd.DataFrame([{**row, "area_basis": "registered"}])
    >>> totals = balance_totals(table).set_index("item")
    >>> totals.loc["closing", ["batches", "area_m2", "share"]].tolist()
    [1.0, 9.0, 1.0]
    """
    scopes = [(CITY, CITY, table)]
    if "zone_id" in table:
        named = table.assign(zone_id=table["zone_id"].fillna(UNALLOCATED))
        scopes += [("zone", str(n), part) for n, part in named.groupby("zone_id")]
    rows = [
        {
            "scope": scope,
            "scope_id": name,
            "area_basis": basis,
            "item": amount.removesuffix("_m2"),
            "batches": int((part[amount].abs() > ABSOLUTE_M2).sum()),
            "area_m2": float(part[amount].sum()),
            "whole": float(part[["opening_m2", "new_m2"]].sum().sum()),
        }
        for scope, name, rows in scopes
        for basis, part in rows.groupby("area_basis")
        for amount in AMOUNTS
    ]
    sums = pd.DataFrame(rows)
    share = sums["area_m2"] / sums["whole"].where(sums["whole"] > 0)
    return sums.drop(columns="whole").assign(
        area_ha=to_hectares(sums["area_m2"]),
        area_mu=to_mu(sums["area_m2"]),
        share=share,
    )


def disposal_rates(
    table: pd.DataFrame, policy: Policy, start: date | str, end: date | str
) -> pd.DataFrame:
    """How much of the opening stock was disposed of, by area and by count.

    Parameters
    ----------
    table : DataFrame
        Result of :func:`landuse.analysis.batches.balance.unsupplied_balance`.
    policy : Policy
        ``unsupplied.disposal_target``, where one is set.
    start, end : date or str
        The days of the balance.

    Returns
    -------
    DataFrame
        Indicators ``disposal_rate`` (what was supplied, withdrawn or lapsed of the
        batches open on the first day, over what they had) by each basis, and
        ``disposal_rate_count`` (batches closed by the last day).

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> row = dict.fromkeys(AMOUNTS, 0.0)
    >>> row |= {"opening_m2": 9.0, "supplied_m2": 3.0, "closing_m2": 6.0}
    >>> row |= {"area_basis": "registered", "is_open_before": True,
    ...         "is_open_after": True}
    >>> rates = disposal_rates(pd.DataFrame([row]), load_policy("national"),
    ...                        "2020-01-01", "2022-09-30")
    >>> rates["value"].round(3).tolist()
    [0.333, 0.0]
    """
    day = as_date(end)
    scopes = [(CITY, CITY, table)]
    if "zone_id" in table:
        named = table.assign(zone_id=table["zone_id"].fillna(UNALLOCATED))
        scopes += [("zone", str(n), part) for n, part in named.groupby("zone_id")]
    rows = []
    for scope, name, part in scopes:
        for basis, rows_of in part.groupby("area_basis"):
            rows += _rates(rows_of, policy, as_date(start), day, (scope, name, basis))
    return indicators_frame(rows)


def _rates(
    table: pd.DataFrame,
    policy: Policy,
    start: date,
    end: date,
    place: tuple[str, str, str],
) -> list[Indicator]:
    old = table[table["is_open_before"]]
    stock = float(old["opening_m2"].sum())
    gone = float(old[["supplied_m2", "withdrawn_m2", "lapsed_m2"]].sum().sum())
    closed, count = int((~old["is_open_after"]).sum()), len(old)
    undecided = int(table["opening_m2"].isna().sum())
    target: dict[str, Any] = {}
    if policy.is_configured(_TARGET, end):
        entry = policy.entry(_TARGET, end)
        target = {"target": float(entry.value), "operator": entry.operator}
    figures = (("disposal_rate", gone, stock), ("disposal_rate_count", closed, count))
    return [
        Indicator(
            indicator=name,
            value=part / whole if whole > 0 else None,
            unit="share",
            scope=place[0],
            scope_id=place[1],
            numerator=part,
            numerator_scope="opening_stock",
            denominator=whole,
            denominator_scope="opening_stock",
            area_basis=place[2],
            as_of=end,
            note=note(since=start.isoformat(), batches_undecided=undecided),
            **target,
        )
        for name, part, whole in figures
    ]
