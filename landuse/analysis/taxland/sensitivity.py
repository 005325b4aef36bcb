"""Tax per mu under every pair of numerator and denominator, and who meets the goal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_date
from landuse.analysis.denominators import DENOMINATORS, configured
from landuse.analysis.indicators import target_of
from landuse.analysis.tax import tax_density
from landuse.analysis.taxland.numerators import (
    DECLARED,
    numerator_names,
    tax_numerators,
)
from landuse.policy import Policy

__all__ = ["tax_sensitivity", "with_numerator"]

_KEY = "tax.numerators"
_COLUMNS = [
    "year",
    "scope",
    "scope_id",
    "numerator_kind",
    "numerator_scope",
    "denominator_scope",
    "tax_yuan",
    "land_mu",
    "tax_yuan_per_mu",
    "unit",
    "target",
    "operator",
    "met",
    "land_at_target_mu",
    "status",
    "area_basis",
    "note",
]
_NAMES = {
    "value": "tax_yuan_per_mu",
    "numerator": "tax_yuan",
    "denominator": "land_mu",
}


def with_numerator(
    enterprises: pd.DataFrame, tax: pd.Series, year: int
) -> pd.DataFrame:
    """Enterprises whose tax of a year is that of a numerator.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises; not changed.
    tax : Series
        By ``enterprise_id``; of several rows of an enterprise the first has it.
    year : int
        Rows of other years keep their tax.

    Returns
    -------
    DataFrame
        A new frame; tax that is not in the numerator is missing.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> made = make_enterprises(enterprise_id=["E1", "E2"], tax_yuan=9.0)
    >>> with_numerator(made, pd.Series({"E1": 5.0}), 2021).tax_yuan.tolist()
    [5.0, nan]
    """
    of_year = (enterprises["year"] == year).fillna(value=False).astype(bool)
    ids = enterprises["enterprise_id"]
    first = ~ids.where(of_year).duplicated()
    mine = ids.map(tax).astype("float64").where(first)
    return enterprises.assign(tax_yuan=enterprises["tax_yuan"].where(~of_year, mine))


def tax_sensitivity(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    *,
    year: int,
    as_of: date | str,
) -> pd.DataFrame:
    """What tax per mu is under each pair of scopes, for each zone and the city.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``enterprises``, ``parcels`` and ``zones`` as :func:`tax_density` takes them;
        ``tax_items`` where there are some.
    policy : Policy
        Numerators, denominators, goal.
    year : int
        Of the tax.
    as_of : date or str
        Land completed or supplied by this day counts.

    Returns
    -------
    DataFrame
        Every known denominator and every numerator, with ``met`` and
        ``land_at_target_mu``, the land on which the tax just reaches the goal.
        ``status`` is ``ok``, ``no_data`` or ``not_configured``; without it nothing
        is computed, and nothing is taken to be zero.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels, make_zones
    >>> frames = {"parcels": make_parcels(zone_id="Z1"), "zones": make_zones(),
    ...     "enterprises": make_enterprises(zone_id="Z1", tax_yuan=2.25e6,
    ...                                     owned_area_m2=10_000)}
    >>> rows = tax_sensitivity(frames, load_policy("puyang"), year=2021,
    ...                        as_of="2022-09-30").query("scope == 'city'")
    >>> first = rows.iloc[0]
    >>> first.denominator_scope, float(first.tax_yuan_per_mu), bool(first.met)
    ('evaluated_enterprises', 150000.0, False)
    >>> sorted(rows[rows.numerator_kind == "cash_all"].status.unique())
    ['no_data']
    """
    day = as_date(as_of)
    enterprises, items = frames["enterprises"], frames.get("tax_items")
    kinds: dict[str, pd.DataFrame] = {DECLARED: enterprises}
    names = numerator_names(policy, day)
    if items is not None and len(names) > 1:
        tax = tax_numerators(items, policy, year=year, as_of=day).tax
        kinds |= {n: with_numerator(enterprises, tax[n], year) for n in tax}
    rows = [
        _computed(frames, policy, kind, taxed, (year, day))
        for kind, taxed in kinds.items()
    ]
    rows.append(_open(policy, names, kinds, (year, day)))
    table = pd.concat([part for part in rows if len(part)], ignore_index=True)
    return _finished(table, policy)


def _computed(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    kind: str,
    taxed: pd.DataFrame,
    when: tuple[int, date],
) -> pd.DataFrame:
    year, day = when
    made = tax_density(
        taxed, frames["parcels"], frames["zones"], policy, year=year, as_of=day
    )
    rows = made[made["indicator"] == "tax_yuan_per_mu"].rename(columns=_NAMES)
    status = rows["tax_yuan_per_mu"].notna().map({True: "ok", False: "no_data"})
    return rows.assign(year=year, numerator_kind=kind, status=status)


def _open(
    policy: Policy,
    names: list[str],
    kinds: Mapping[str, object],
    when: tuple[int, date],
) -> pd.DataFrame:
    """City rows of the pairs that cannot be computed, each with its reason."""
    year, day = when
    rows = []
    for kind in [*names, *(() if len(names) > 1 else ("tax_items",))]:
        for name in DENOMINATORS:
            known = configured(name, policy, day) and kind != "tax_items"
            if known and kind in kinds:
                continue
            status = "no_data" if known else "not_configured"
            rows.append((year, "city", "city", kind, name, status))
    columns = ["year", "scope", "scope_id", "numerator_kind", "denominator_scope"]
    return pd.DataFrame(rows, columns=[*columns, "status"])


def _finished(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """In a fixed order, with the land on which the tax would just reach the goal."""
    unit = f"{policy.value('unit.currency')}/mu"
    goal = target_of(policy, "target.tax_yuan_per_mu", unit)
    made = table.reindex(columns=_COLUMNS)
    made["unit"] = unit
    made["target"] = goal.get("target")
    made["operator"] = goal.get("operator")
    made["met"] = made["met"].astype("boolean")
    made["land_at_target_mu"] = made["tax_yuan"] / made["target"].astype("float64")
    order = {name: place for place, name in enumerate(DENOMINATORS)}
    kind = {name: p for p, name in enumerate(dict.fromkeys(table["numerator_kind"]))}
    ranked = made.assign(
        city=made["scope"] != "city",
        kind=made["numerator_kind"].map(kind),
        place=made["denominator_scope"].map(order),
    ).sort_values(["city", "scope_id", "kind", "place"], kind="stable")
    return ranked[_COLUMNS].reset_index(drop=True)
