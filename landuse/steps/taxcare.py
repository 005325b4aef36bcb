"""Taxes in the audit: the numerator in use, every pair of scopes, joins and doubts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.joined import latest_year
from landuse.analysis.tax import tax_density, tax_density_of_rows
from landuse.analysis.taxland.groups import tax_years
from landuse.analysis.taxland.join import tax_land
from landuse.analysis.taxland.numerators import (
    DECLARED,
    numerator_names,
    tax_numerators,
)
from landuse.analysis.taxland.reconciled import (
    enterprise_accounts,
    parcel_accounts,
    tax_exceptions,
)
from landuse.analysis.taxland.sensitivity import tax_sensitivity, with_numerator
from landuse.policy import Policy

__all__ = ["numerator_in_use", "tax_indicators", "with_numerator_in_use", "with_taxes"]

_IN_USE = "tax.numerator"
_TAXED = ("tax_yuan", "tax_yuan_per_mu")


def numerator_in_use(policy: Policy, as_of: date) -> str:
    """The numerator on which findings, indicators and maps rest.

    Parameters
    ----------
    policy : Policy
        ``tax.numerator``; without it the declared tax.
    as_of : date
        The day.

    Returns
    -------
    str
        A name of :func:`landuse.analysis.taxland.numerators.numerator_names`.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> numerator_in_use(load_policy("puyang"), date(2022, 9, 30))
    'declared'
    """
    if not policy.is_configured(_IN_USE, as_of):
        return DECLARED
    return str(policy.value(_IN_USE, as_of))


def with_numerator_in_use(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """The same frames; the tax of the enterprises is that of the numerator in use.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Canonical.
    policy : Policy
        ``tax.numerator`` and the numerator that it names.
    as_of : date
        Day of the policy.

    Returns
    -------
    dict of str to DataFrame
        With the declared tax under ``declared_enterprises`` where it was replaced.

    Raises
    ------
    ValueError
        The policy has no numerator of that name.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> with_numerator_in_use({}, load_policy("puyang"), date(2022, 9, 30))
    {}
    """
    known, name = dict(frames), numerator_in_use(policy, as_of)
    names = numerator_names(policy, as_of)
    if name not in names:
        msg = f"{_IN_USE} is {name!r}; use {', '.join(names)}"
        raise ValueError(msg)
    if name == DECLARED or "enterprises" not in known:
        return known
    enterprises, items = known["enterprises"], known.get("tax_items")
    taxed = enterprises
    for year in sorted(enterprises["year"].unique()):
        tax = pd.Series(dtype="float64")
        if items is not None:
            tax = tax_numerators(items, policy, year=year, as_of=as_of).tax[name]
        taxed = with_numerator(taxed, tax, year)
    taxed.attrs = enterprises.attrs
    return known | {"enterprises": taxed, "declared_enterprises": enterprises}


def tax_indicators(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> list[pd.DataFrame]:
    """Indicators of tax per mu, from enterprises and from rows that name parcels.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Placed; what is absent gives nothing.
    policy : Policy
        Numerator, denominators, goal.
    as_of : date
        The day.

    Returns
    -------
    list of DataFrame
        Whose ``numerator_scope`` also names a numerator that is not the declared tax.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> tax_indicators({}, load_policy("puyang"), date(2022, 9, 30))
    []
    """
    if "parcels" not in frames or "zones" not in frames:
        return []
    parcels, zones = (GeoDataFrame(frames[name]) for name in ("parcels", "zones"))
    parts = []
    year = _year(frames, as_of)
    if year is not None:
        made = tax_density(
            frames["enterprises"], parcels, zones, policy, year=year, as_of=as_of
        )
        name = numerator_in_use(policy, as_of)
        if name != DECLARED:
            made["numerator_scope"] = made["numerator_scope"] + f";{name}"
        parts.append(made)
    if "taxes" in frames:
        taxes = frames["taxes"]
        parts.append(tax_density_of_rows(taxes, parcels, zones, policy, as_of=as_of))
    return parts


def with_taxes(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """The same frames with what a bureau needs to defend tax per mu.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Placed, parcels with their area of record.
    policy : Policy
        Numerators, denominators, how tax is allocated.
    as_of : date
        The day; the tax is that of the last full year.

    Returns
    -------
    dict of str to DataFrame
        With ``tax_sensitivity``, ``tax_years``, ``tax_enterprises``, ``tax_parcels``,
        ``tax_links``, ``tax_unallocated``, ``tax_exceptions`` and, with tax items,
        ``tax_composition``; nothing without enterprises, parcels and zones.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> with_taxes({}, load_policy("puyang"), date(2022, 9, 30))
    {}
    """
    known, year = dict(frames), _year(frames, as_of)
    if year is None or "parcels" not in known or "zones" not in known:
        return known
    declared = known.pop("declared_enterprises", known["enterprises"])
    scoped = {**known, "enterprises": declared}
    known["tax_sensitivity"] = tax_sensitivity(scoped, policy, year=year, as_of=as_of)
    known["tax_years"] = tax_years(known, policy, as_of=as_of)
    if "tax_items" in known and len(numerator_names(policy, as_of)) > 1:
        made = tax_numerators(known["tax_items"], policy, year=year, as_of=as_of)
        known["tax_composition"] = made.shown
    enterprises = known["enterprises"]
    joined = tax_land(
        enterprises,
        known["parcels"],
        policy,
        year=year,
        as_of=as_of,
        occupancies=known.get("occupancies"),
    )
    accounts = enterprise_accounts(enterprises, joined, policy, as_of)
    return known | {
        "tax_enterprises": accounts,
        "tax_parcels": parcel_accounts(joined),
        "tax_links": joined.links.drop(columns="weight"),
        "tax_unallocated": joined.unallocated,
        "tax_exceptions": tax_exceptions(enterprises, accounts, joined),
    }


def _year(frames: Mapping[str, pd.DataFrame], as_of: date) -> int | None:
    if "enterprises" not in frames:
        return None
    return latest_year(frames["enterprises"], as_day(as_of))
