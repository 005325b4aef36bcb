"""Rows of tax and of tax per mu, by zone and for the city, from one pair of sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import fsum

import pandas as pd

from landuse.analysis.denominators import Side
from landuse.analysis.indicators import UNALLOCATED, Indicator, note, target_of
from landuse.errors import ConservationError
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["density_rows", "tax_rows"]

_CENT = 0.01


def tax_rows(tax: pd.Series, ids: list[str], base: Indicator) -> Iterator[Indicator]:
    """Zones, then unallocated, then the city; the parts are the total to the cent."""
    known = tax.dropna()
    sums = _sums(known, ids)
    unallocated = fsum(known[known.index == UNALLOCATED])
    whole, parts = fsum(known), fsum([*sums.values(), unallocated])
    if abs(parts - whole) >= _CENT:
        msg = f"tax by zone is {parts}, the table's total {whole}"
        raise ConservationError(msg)
    for zone in ids:
        yield replace(base, scope="zone", scope_id=zone, value=sums.get(zone))
    yield replace(base, scope="zone", scope_id=UNALLOCATED, value=unallocated)
    missing = int(tax.isna().sum())
    yield replace(base, value=whole, note=note(rows_without_tax=missing))


def _sums(values: pd.Series, ids: list[str]) -> dict[str, float]:
    """Exact sum of each zone that has any value."""
    known = values.dropna()
    inside = known[known.index.isin(ids)]
    return {zone: fsum(group) for zone, group in inside.groupby(level=0)}


def density_rows(
    side: Side, name: str, ids: list[str], policy: Policy, day: date
) -> Iterator[Indicator]:
    """Tax per mu of each zone and the city under one denominator."""
    base = _per_mu(policy, day, side, name)
    tax, land = _sums(side.tax_yuan, ids), _sums(side.land_m2, ids)
    left_out = side.left_out.groupby(level=0).sum().astype(int)
    inside = left_out[left_out.index.isin(ids)]
    for zone in ids:
        counts = left_out.loc[zone].to_dict() if zone in left_out.index else {}
        made = replace(base, scope="zone", scope_id=zone)
        yield _ratio(made, tax.get(zone), land.get(zone), counts)
    elsewhere = side.tax_yuan[~side.tax_yuan.index.isin(ids)].dropna()
    counts = {**inside.sum().to_dict(), "unallocated_tax_yuan": fsum(elsewhere)}
    yield _ratio(base, _total(tax), _total(land), counts)


def _total(sums: dict[str, float]) -> float | None:
    return fsum(sums.values()) if sums else None


def _ratio(
    base: Indicator,
    tax_yuan: float | None,
    land_m2: float | None,
    counts: dict[str, float],
) -> Indicator:
    land_mu = None if land_m2 is None else to_mu(land_m2)
    value = tax_yuan / land_mu if tax_yuan is not None and land_mu else None
    return replace(
        base,
        value=value,
        numerator=tax_yuan,
        denominator=land_mu,
        note=note(**counts, no_tax=int(tax_yuan is None), no_land=int(not land_mu)),
    )


def _per_mu(policy: Policy, day: date, side: Side, name: str) -> Indicator:
    """The row of a denominator without its figures."""
    unit = f"{policy.value('unit.currency', day)}/mu"
    return Indicator(
        "tax_yuan_per_mu",
        None,
        unit,
        numerator_scope=side.numerator_scope,
        denominator_scope=name,
        area_basis=side.area_basis,
        as_of=day,
        **target_of(policy, "target.tax_yuan_per_mu", unit),
    )
