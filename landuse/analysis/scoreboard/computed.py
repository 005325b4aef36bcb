"""Figures of the action plan that the enterprises' table gives: city and each zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from landuse.analysis.indicators import CITY, holds
from landuse.analysis.scoreboard.entered import Figure, Place
from landuse.analysis.scoreboard.exact import exact, total
from landuse.policy import Policy

__all__ = ["COMPUTED", "computed_figures"]

_LARGE = "scoreboard.large_revenue_yuan"
#: Indicators that can be computed.
COMPUTED = (
    "zone_tax_yuan",
    "revenue_growth",
    "large_enterprises",
    "lead_industry_share",
    "energy_intensity_change",
)


@dataclass(frozen=True)
class _Years:
    """The rows of one year and of the year before."""

    now: pd.DataFrame
    before: pd.DataFrame


def computed_figures(
    enterprises: pd.DataFrame,
    zones: pd.DataFrame | None,
    policy: Policy,
    years: Sequence[int],
    day: date,
) -> dict[Place, Figure]:
    """Whatever can be computed for the city and its zones.

    A missing figure of an enterprise is not zero: sums and counts are then said to
    be a least value, and ratios are left out.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical; those of no zone are not of the plan.
    zones : DataFrame, optional
        Canonical; give the lead industries.
    policy : Policy
        Revenue from which an enterprise is a large one.
    years : sequence of int
        Years to compute.
    day : date
        Day of the policy.

    Returns
    -------
    dict of Place to Figure
        Years without a row are left out.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> table = make_enterprises(zone_id="Z1", tax_yuan=[1.5e9, 0.8e9])
    >>> found = computed_figures(table, None, load_policy("puyang"), [2021],
    ...                          date(2022, 9, 30))
    >>> int(found[Place("zone_tax_yuan", "city", 2021)].value)
    2300000000
    """
    table = _in_zones(enterprises, zones)
    table = table.assign(is_lead=_is_lead(table, zones))
    scopes = [(CITY, table), *table.groupby("zone_id", sort=True)]
    found: dict[Place, Figure] = {}
    for scope, rows in scopes:
        for year in years:
            both = _Years(rows[rows["year"] == year], rows[rows["year"] == year - 1])
            if both.now.empty:
                continue
            for name, figure in _figures(both, policy, day).items():
                found[Place(name, str(scope), year)] = figure
    return found


def _in_zones(enterprises: pd.DataFrame, zones: pd.DataFrame | None) -> pd.DataFrame:
    """The enterprises of the zones, by the id of a zone also where its name stands."""
    if zones is None:
        return enterprises[enterprises["zone_id"].notna()]
    ids = zones.drop_duplicates("zone_id")["zone_id"]
    names = zones.drop_duplicates("zone").set_index("zone")["zone_id"]
    known = enterprises["zone_id"].where(enterprises["zone_id"].isin(ids))
    zone = known.fillna(enterprises["zone_id"].map(names))
    return enterprises.assign(zone_id=zone)[zone.notna()]


def _figures(both: _Years, policy: Policy, day: date) -> dict[str, Figure]:
    found = {
        "zone_tax_yuan": _sum(both.now["tax_yuan"]),
        "revenue_growth": _growth(both, "revenue_yuan"),
        "lead_industry_share": _lead_share(both.now),
        "energy_intensity_change": _intensity(both),
    }
    if policy.is_configured(_LARGE, day):
        found["large_enterprises"] = _large(both.now, policy, day)
    return found


def _sum(values: pd.Series) -> Figure:
    lacking = int(values.isna().sum())
    if lacking == len(values):
        return Figure(None, "computed", lacking=lacking)
    known = total(values.dropna())
    return Figure(known, "computed", lacking=lacking, at_least=lacking > 0)


def _ratio(top: Fraction, bottom: Fraction, lacking: int) -> Figure:
    value = None if lacking or bottom <= 0 else top / bottom
    return Figure(value, "computed", lacking=lacking)


def _lacking(*columns: pd.Series) -> int:
    """Rows without one of the figures."""
    missing = pd.concat([column.isna() for column in columns], axis=1)
    return int(missing.any(axis=1).sum())


def _growth(both: _Years, column: str) -> Figure:
    now, before = both.now[column], both.before[column]
    lacking = _lacking(now) + _lacking(before)
    base = total(before.dropna())
    return _ratio(total(now.dropna()) - base, base, lacking)


def _lead_share(rows: pd.DataFrame) -> Figure:
    added, lead = rows["value_added_yuan"], rows["is_lead"]
    lacking = _lacking(added, lead)
    of_lead = total(added[lead.fillna(value=False).astype(bool)].dropna())
    return _ratio(of_lead, total(added.dropna()), lacking)


def _intensity(both: _Years) -> Figure:
    """Change of energy per value added: the ratio of two ratios of sums, less one."""
    lacking, ratios = 0, []
    for rows in (both.now, both.before):
        energy, added = rows["energy_tce"], rows["value_added_yuan"]
        lacking += _lacking(energy, added)
        ratios.append((total(energy.dropna()), total(added.dropna())))
    (energy, added), (energy_before, added_before) = ratios
    top = energy * added_before - energy_before * added
    return _ratio(top, energy_before * added if added > 0 else Fraction(0), lacking)


def _large(rows: pd.DataFrame, policy: Policy, day: date) -> Figure:
    """Enterprises of the revenue; one in several zones counts with all of it."""
    entry = policy.entry(_LARGE, day)
    limit, sign = exact(entry.value), entry.operator or ">="
    revenue = rows.set_index("enterprise_id")["revenue_yuan"]
    several = revenue.index.duplicated(keep=False)
    once = revenue[~several]
    groups = [group for _, group in revenue[several].groupby(level=0)]
    short = sum(bool(group.isna().any()) for group in groups)
    lacking = int(once.isna().sum()) + short
    if lacking == len(once) + len(groups):
        return Figure(None, "computed", lacking=lacking)
    known = once.dropna().loc[lambda values: holds(values, sign, float(limit or 0))]
    sums = [total(group.dropna()) for group in groups]
    count = len(known) + sum(bool(holds(value, sign, limit)) for value in sums)
    return Figure(Fraction(count), "computed", lacking=lacking, at_least=lacking > 0)


def _is_lead(table: pd.DataFrame, zones: pd.DataFrame | None) -> pd.Series:
    """Whether each enterprise is of a lead industry: as recorded, else by its name."""
    recorded = table["is_lead_industry"]
    if zones is None or table["industry"].isna().all():
        return recorded
    lists = _lead_industries(zones)
    known = [
        _is_in(lists.get(zone), industry)
        for zone, industry in zip(table["zone_id"], table["industry"], strict=True)
    ]
    return recorded.fillna(pd.Series(known, index=table.index, dtype="boolean"))


def _lead_industries(zones: pd.DataFrame) -> Mapping[str, frozenset[str]]:
    named = zones.dropna(subset=["lead_industries"]).drop_duplicates("zone_id")
    parts = named["lead_industries"].str.split(r"[、,，;；/\s]+", regex=True)
    return {
        zone: frozenset(part for part in each if part)
        for zone, each in zip(named["zone_id"], parts, strict=True)
    }


def _is_in(listed: frozenset[str] | None, industry: Any) -> bool | None:
    if listed is None or pd.isna(industry):
        return None
    return str(industry).strip() in listed
