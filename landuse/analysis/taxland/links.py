"""Which enterprise uses how much of which parcel, and by what right."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from landuse.policy import Policy

__all__ = ["ALLOCATION", "land_links", "parcel_sites"]

ALLOCATION = "tax.allocation"
#: The column of the links that weighs by each way of the policy.
_WEIGHTS = {"area": "land_m2", "registered": "registered_m2", "contract": "tax_share"}
_LISTED = {"used_area_m2": "land_m2", "titled_area_m2": "registered_m2"}
_COLUMNS = [
    "enterprise_id",
    "parcel_id",
    "zone_id",
    "relation",
    "landlord_id",
    "land_m2",
    "registered_m2",
    "tax_share",
    "how",
]
#: Of the rows, whatever that of the tables; two leases on one parcel may be alike.
_ORDER = ["enterprise_id", "parcel_id", "how", *_COLUMNS[3:-1]]


def parcel_sites(parcels: pd.DataFrame) -> pd.DataFrame:
    """Each parcel id once: its area, title, enterprise and zone.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels with ``area_m2``, the area of record; an id may have
        several outlines, whose areas count together.

    Returns
    -------
    DataFrame
        By ``parcel_id``: ``land_m2`` (missing if any outline has none),
        ``registered_m2``, ``enterprise_id``, ``zone_id`` and ``industry_code`` of the
        largest outline.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(parcel_id="P", zone_id=["a", "b"], area_m2=[1.0, 2.0])
    >>> parcel_sites(parcels)[["zone_id", "land_m2"]].values.tolist()
    [['b', 3.0]]
    """
    facts = ["enterprise_id", "zone_id", "industry_code"]
    plain = pd.DataFrame(parcels[["parcel_id", "registered_area_m2", *facts]])
    plain["land_m2"] = parcels["area_m2"].to_numpy()
    if plain["parcel_id"].is_unique:
        sites = plain.rename(columns={"registered_area_m2": "registered_m2"})
        return sites.set_index("parcel_id").sort_index()
    order = ["parcel_id", "land_m2", "zone_id", "enterprise_id"]
    ranked = plain.sort_values(order, ascending=[True, False, True, True])
    first = ranked.drop_duplicates("parcel_id").set_index("parcel_id")
    groups = plain.groupby("parcel_id")
    whole = ~plain["land_m2"].isna().groupby(plain["parcel_id"]).any()
    sites = first[facts].assign(
        land_m2=groups["land_m2"].sum().where(whole),
        registered_m2=groups["registered_area_m2"].max(),
    )
    return sites.sort_index()


def land_links(
    parcels: pd.DataFrame,
    policy: Policy,
    *,
    as_of: date,
    year: int | None = None,
    occupancies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The join of enterprises and parcels, one row for each pair and right.

    A parcel that no occupancy names is used by its enterprise alone. Where
    occupancies name others, its enterprise has what they leave: the area of record
    less theirs, unknown if one of theirs is.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels with ``area_m2``.
    policy : Policy
        ``tax.allocation``; not configured, every weight is missing.
    as_of : date
        Day of the policy.
    year : int, optional
        Occupancies of another year are left out; those without a year hold always.
    occupancies : DataFrame, optional
        Canonical occupancies.

    Returns
    -------
    DataFrame
        ``enterprise_id``, ``parcel_id``, ``zone_id``, ``relation``, ``landlord_id``,
        ``land_m2``, ``registered_m2``, ``tax_share``, ``how`` (``parcel``,
        ``occupancy`` or ``remainder``) and ``weight``.

    Raises
    ------
    ValueError
        The policy names another way to allocate.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_occupancies, make_parcels
    >>> parcels = make_parcels(enterprise_id="E1", area_m2=10_000.0)
    >>> tenant = make_occupancies(enterprise_id="E2", used_area_m2=4_000)
    >>> links = land_links(parcels, load_policy("puyang"),
    ...                    as_of=date(2022, 9, 30), occupancies=tenant)
    >>> links[["enterprise_id", "land_m2", "how"]].values.tolist()
    [['E1', 6000.0, 'remainder'], ['E2', 4000.0, 'occupancy']]
    """
    sites = parcel_sites(parcels)
    listed = _listed(sites, occupancies, year)
    links = pd.concat([_held(sites, listed), listed], ignore_index=True)
    links = links.sort_values(_ORDER, kind="stable")
    return _weighed(links.reset_index(drop=True), policy, as_of)


def _listed(
    sites: pd.DataFrame, occupancies: pd.DataFrame | None, year: int | None
) -> pd.DataFrame:
    """Occupancies of the year on parcels that there are."""
    if occupancies is None:
        return pd.DataFrame(columns=_COLUMNS)
    known = occupancies["parcel_id"].isin(sites.index)
    if year is not None:
        known &= (occupancies["year"] == year).fillna(value=True).astype(bool)
    rows = pd.DataFrame(occupancies[known]).rename(columns=_LISTED)
    zone = rows["parcel_id"].map(sites["zone_id"])
    return rows.assign(zone_id=zone, how="occupancy")[_COLUMNS]


def _held(sites: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """What the enterprise of each parcel has beside the occupancies."""
    mine = sites[sites["enterprise_id"].notna()].reset_index()
    pairs = pd.MultiIndex.from_frame(mine[["enterprise_id", "parcel_id"]])
    told = pd.MultiIndex.from_frame(listed[["enterprise_id", "parcel_id"]])
    mine = mine[~pairs.isin(told)]
    shared = mine["parcel_id"].isin(listed["parcel_id"])
    for column in ("land_m2", "registered_m2"):
        groups = listed.groupby("parcel_id")[column]
        taken = groups.sum().where(groups.count() == groups.size())
        rest = mine[column] - mine["parcel_id"].map(taken).astype("float64")
        mine[column] = mine[column].where(~shared, rest.clip(lower=0))
    how = np.where(shared, "remainder", "parcel")
    return mine.assign(how=how, relation="owner").reindex(columns=_COLUMNS)


def _weighed(links: pd.DataFrame, policy: Policy, as_of: date) -> pd.DataFrame:
    if not policy.is_configured(ALLOCATION, as_of):
        return links.assign(weight=np.nan)
    way = policy.value(ALLOCATION, as_of)
    if way not in _WEIGHTS:
        msg = f"{ALLOCATION} is {way!r}; use {', '.join(_WEIGHTS)}"
        raise ValueError(msg)
    return links.assign(weight=links[_WEIGHTS[way]].astype("float64"))
