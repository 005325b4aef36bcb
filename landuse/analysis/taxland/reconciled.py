"""Each enterprise's declared land beside its parcels, its title and its taxed area."""

from __future__ import annotations

from datetime import date

import pandas as pd

from landuse.analysis.denominators import counted_enterprises, enterprise_land
from landuse.analysis.taxland.join import TaxLand
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["enterprise_accounts", "parcel_accounts", "tax_exceptions"]

_DIGITS = 6  # square millimetres
_TOLERANCE = "tax.land_tolerance_share"
_DECLARED = {
    "owned_area_m2": "owned_area_m2",
    "unregistered_area_m2": "unregistered_area_m2",
    "rented_in_area_m2": "rented_in_area_m2",
    "rented_out_area_m2": "rented_out_area_m2",
    "taxed_area_m2": "taxed_area_m2",
}


def enterprise_accounts(
    enterprises: pd.DataFrame, made: TaxLand, policy: Policy, on: date
) -> pd.DataFrame:
    """One row for each enterprise: tax, land by four sources, tax per mu.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises; those of the year of ``made``.
    made : TaxLand
        The join.
    policy : Policy
        ``tax.land_tolerance_share``; without it ``land_differs`` is missing.
    on : date
        Day of the policy.

    Returns
    -------
    DataFrame
        Declared parts, ``declared_land_m2``, ``parcels``, ``parcel_land_m2`` (by
        area of record), ``titled_land_m2``, their difference, ``land_differs``, tax
        allocated and not, and ``tax_yuan_per_mu`` over the declared land, and over
        its parcels.

    Examples
    --------
    >>> from landuse.analysis.taxland.join import tax_land
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> made = make_enterprises(tax_yuan=3e5, owned_area_m2=10_000)
    >>> policy, day = load_policy("puyang"), date(2022, 9, 30)
    >>> parcels = make_parcels(enterprise_id="E1", area_m2=20_000.0)
    >>> joined = tax_land(made, parcels, policy, year=2021, as_of=day)
    >>> row = enterprise_accounts(made, joined, policy, day).iloc[0]
    >>> float(row.tax_yuan_per_mu), float(row.difference_m2), bool(row.land_differs)
    (20000.0, -10000.0, True)
    """
    rows = enterprises[enterprises["year"] == made.year]
    table = pd.DataFrame(rows[["enterprise_id", "enterprise", "zone_id", "tax_yuan"]])
    table[list(_DECLARED)] = rows[list(_DECLARED)]
    table["is_evaluated"] = counted_enterprises(rows)["counted"]
    table["declared_land_m2"] = enterprise_land(rows)
    ids = table["enterprise_id"]
    groups = made.links.groupby("enterprise_id")
    table["parcels"] = ids.map(groups["parcel_id"].nunique()).fillna(0).astype("int64")
    for column, name in (("land_m2", "parcel_land"), ("registered_m2", "titled_land")):
        sums = groups[column].sum(min_count=1)
        whole = groups[column].count() == groups.size()
        table[f"{name}_m2"] = ids.map(sums.where(whole)).astype("float64")
    off = table["declared_land_m2"] - table["parcel_land_m2"]
    table["difference_m2"] = off.round(_DIGITS)
    table["land_differs"] = _differs(table, policy, on)
    table["allocated_yuan"] = ids.map(groups["tax_yuan"].sum()).fillna(0.0)
    left = made.unallocated.groupby("enterprise_id")["tax_yuan"].sum(min_count=1)
    table["unallocated_yuan"] = ids.map(left).astype("float64").fillna(0.0)
    for column, name in (
        ("declared_land_m2", "tax_yuan_per_mu"),
        ("parcel_land_m2", "tax_yuan_per_parcel_mu"),
    ):
        table[name] = table["tax_yuan"] / to_mu(table[column].where(table[column] > 0))
    return table.sort_values("enterprise_id", kind="stable").reset_index(drop=True)


def _differs(table: pd.DataFrame, policy: Policy, on: date) -> pd.Series:
    """Whether declared land and parcels lie further apart than the policy allows."""
    known = table["difference_m2"].notna()
    if not policy.is_configured(_TOLERANCE, on):
        return pd.Series(None, index=table.index, dtype="boolean")
    allowed = policy.value(_TOLERANCE, on) * table["parcel_land_m2"]
    return (table["difference_m2"].abs() > allowed).astype("boolean").where(known)


def parcel_accounts(made: TaxLand) -> pd.DataFrame:
    """One row for each parcel that an enterprise uses: tax over its land.

    Parameters
    ----------
    made : TaxLand
        The join.

    Returns
    -------
    DataFrame
        ``parcel_id``, ``zone_id``, ``enterprises``, ``tax_yuan``, ``land_m2``,
        ``land_mu``, ``tax_yuan_per_mu``; missing where the land of a user is
        unknown, or none of the users has tax that could be allocated.

    Examples
    --------
    >>> from landuse.analysis.taxland.join import tax_land
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> joined = tax_land(
    ...     make_enterprises(tax_yuan=3e5),
    ...     make_parcels(enterprise_id="E1", area_m2=[10_000.0, 20_000.0]),
    ...     load_policy("puyang"), year=2021, as_of="2022-09-30")
    >>> parcel_accounts(joined).tax_yuan_per_mu.tolist()
    [6666.666666666667, 6666.666666666667]
    """
    groups = made.links.groupby(["parcel_id", "zone_id"], dropna=False)
    taxed = groups["share"].count() > 0
    whole = groups["land_m2"].count() == groups.size()
    table = pd.DataFrame(
        {
            "enterprises": groups["enterprise_id"].nunique(),
            "tax_yuan": groups["tax_yuan"].sum().where(taxed),
            "land_m2": groups["land_m2"].sum().where(whole),
        }
    ).reset_index()
    mu = to_mu(table["land_m2"].where(table["land_m2"] > 0))
    return table.assign(land_mu=mu, tax_yuan_per_mu=table["tax_yuan"] / mu)


def tax_exceptions(
    enterprises: pd.DataFrame, accounts: pd.DataFrame, made: TaxLand
) -> pd.DataFrame:
    """What a person must look at before the figures are printed, case by case.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises.
    accounts : DataFrame
        From :func:`enterprise_accounts`.
    made : TaxLand
        The join.

    Returns
    -------
    DataFrame
        ``exception``, ``enterprise_id``, ``parcel_id``, ``zones``, ``tax_yuan``,
        ``land_m2``: enterprises with sites in several zones, or in another zone than
        they declare, or taxed elsewhere; tax without a parcel; parcels of an unknown
        enterprise or of several; land that is rented; land that differs.

    Examples
    --------
    >>> from landuse.analysis.taxland.join import tax_land
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> policy, day = load_policy("puyang"), date(2022, 9, 30)
    >>> made = make_enterprises(zone_id="a", tax_yuan=1.0)
    >>> parcels = make_parcels(enterprise_id="E1", zone_id=["a", "b"], area_m2=1.0)
    >>> joined = tax_land(made, parcels, policy, year=2021, as_of=day)
    >>> accounts = enterprise_accounts(made, joined, policy, day)
    >>> tax_exceptions(made, accounts, joined)[["exception", "zones"]].values.tolist()
    [['several_zones', 'a;b']]
    """
    of_year = enterprises[enterprises["year"] == made.year]
    ids = set(of_year["enterprise_id"])
    links = made.links
    sites = _zones_of(links)
    of_parcel = links.groupby("parcel_id")["enterprise_id"].nunique()
    accounts = accounts.assign(zones=accounts["enterprise_id"].map(sites))
    elsewhere = of_year["taxed_elsewhere"].fillna(value=False).astype(bool)
    away = set(of_year.loc[elsewhere, "enterprise_id"])
    several = accounts["zones"].str.contains(";", na=False)
    one = accounts["zones"].notna() & ~several
    other = one & accounts["zone_id"].notna()
    other &= accounts["zones"] != accounts["zone_id"]
    shared = links[links["parcel_id"].map(of_parcel) > 1]
    found = {
        "several_zones": accounts[several],
        "other_zone": accounts[other],
        "taxed_elsewhere": accounts[accounts["enterprise_id"].isin(away)],
        "tax_not_allocated": accounts[accounts["unallocated_yuan"] != 0],
        "land_differs": accounts[accounts["land_differs"].fillna(value=False)],
        "unknown_enterprise": links[~links["enterprise_id"].isin(ids)],
        "shared_parcel": shared,
        "rented": links[links["relation"] == "tenant"],
    }
    return pd.concat([_case(name, rows) for name, rows in found.items()])


def _zones_of(links: pd.DataFrame) -> pd.Series:
    """The zones of the sites of each enterprise, sorted."""
    pairs = links[["enterprise_id", "zone_id"]].drop_duplicates().dropna()
    ranked = pairs.sort_values(["enterprise_id", "zone_id"])
    many = ranked["enterprise_id"].duplicated(keep=False)
    one = ranked[~many].set_index("enterprise_id")["zone_id"]
    several = ranked[many].groupby("enterprise_id")["zone_id"].agg(";".join)
    return pd.concat([one, several])


def _case(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    land = rows["land_m2"] if "land_m2" in rows else rows["parcel_land_m2"]
    zones = rows["zones"] if "zones" in rows else rows["zone_id"]
    table = pd.DataFrame(
        {
            "exception": name,
            "enterprise_id": rows["enterprise_id"],
            "parcel_id": rows.get("parcel_id"),
            "zones": zones,
            "tax_yuan": rows["tax_yuan"],
            "land_m2": land,
        }
    )
    return table.sort_values(["enterprise_id", "parcel_id"], kind="stable")
