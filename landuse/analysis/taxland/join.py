"""Tax and land of enterprises and parcels, joined once and proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum

import pandas as pd

from landuse.analysis.calendar import as_date
from landuse.analysis.taxland.allocation import allocate
from landuse.analysis.taxland.links import ALLOCATION, land_links, parcel_sites
from landuse.errors import ConservationError
from landuse.policy import Policy

__all__ = ["TaxLand", "tax_land"]

_LOOSE = 1e-6


@dataclass(frozen=True)
class TaxLand:
    """The join of one year: what is allocated and what is not."""

    links: pd.DataFrame  #: a row for each enterprise and parcel
    unallocated: pd.DataFrame  #: tax without land and land without tax, with reasons
    year: int

    @property
    def tax_yuan(self) -> float:
        """Allocated and unallocated tax: the table's total."""
        return fsum([*self.links["tax_yuan"], *self.unallocated["tax_yuan"].dropna()])

    @property
    def land_m2(self) -> float:
        """Land of the links and unallocated land: that of all parcels."""
        parts = [self.links["land_m2"], self.unallocated["land_m2"]]
        return fsum(value for part in parts for value in part.dropna())


def tax_land(
    enterprises: pd.DataFrame,
    parcels: pd.DataFrame,
    policy: Policy,
    *,
    year: int,
    as_of: date | str,
    occupancies: pd.DataFrame | None = None,
) -> TaxLand:
    """Join enterprises and parcels, many to many, and share tax and land.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises; those of other years are not looked at.
    parcels : DataFrame
        Canonical parcels with ``area_m2``, the area of record.
    policy : Policy
        ``tax.allocation``: by ``area``, by ``registered`` share of the title, or by
        ``contract``. Not configured, only enterprises of one parcel are allocated.
    year : int
        Of the tax.
    as_of : date or str
        Day of the policy.
    occupancies : DataFrame, optional
        Canonical occupancies: who uses which part of a parcel.

    Returns
    -------
    TaxLand
        Links with ``share`` and ``tax_yuan``; unallocated rows with ``reason``.

    Raises
    ------
    ConservationError
        Allocated and unallocated are not the total, of tax or of land.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> made = tax_land(
    ...     make_enterprises(enterprise_id=["E1", "E2"], tax_yuan=[9.0, 5.0]),
    ...     make_parcels(enterprise_id="E1", area_m2=[10_000.0, 20_000.0]),
    ...     load_policy("puyang"), year=2021, as_of="2022-09-30")
    >>> made.links.tax_yuan.tolist(), made.unallocated.reason.tolist()
    ([3.0, 6.0], ['no_parcel'])
    """
    day = as_date(as_of)
    of_year = enterprises[enterprises["year"] == year]
    links = land_links(parcels, policy, as_of=day, year=year, occupancies=occupancies)
    way = policy.value(ALLOCATION, day) if policy.is_configured(ALLOCATION, day) else ""
    tax = of_year["tax_yuan"].set_axis(of_year["enterprise_id"])
    named = links.rename(columns={"enterprise_id": "owner", "parcel_id": "place"})
    shared = allocate(
        tax, named[["owner", "place", "weight"]], absolute=way == "contract"
    )
    joined = _joined(links, shared)
    zones = of_year.drop_duplicates("enterprise_id").set_index("enterprise_id")
    land = _unused_land(links, parcels)
    left = pd.concat([_unplaced(shared, zones["zone_id"]), land], ignore_index=True)
    made = TaxLand(joined, left, year)
    _require_all(made, tax, parcels)
    return made


def _joined(links: pd.DataFrame, shared: pd.DataFrame) -> pd.DataFrame:
    """Links with the tax of their pair, on the first right of the pair."""
    placed = shared[shared["place"].notna()]
    keys = ["enterprise_id", "parcel_id"]
    columns = {"owner": keys[0], "place": keys[1], "amount": "tax_yuan"}
    part = placed.rename(columns=columns)[[*keys, "share", "tax_yuan"]]
    again = links.duplicated(keys)
    joined = links.merge(part, on=keys, how="left", validate="many_to_one")
    joined.loc[again.to_numpy(), ["share", "tax_yuan"]] = None, 0.0
    return joined.assign(tax_yuan=joined["tax_yuan"].fillna(0.0))


def _unplaced(shared: pd.DataFrame, zones: pd.Series) -> pd.DataFrame:
    rows = shared[shared["place"].isna()]
    return pd.DataFrame(
        {
            "enterprise_id": rows["owner"],
            "parcel_id": pd.Series(None, index=rows.index, dtype="str"),
            "zone_id": rows["owner"].map(zones).astype("str"),
            "tax_yuan": rows["amount"],
            "land_m2": float("nan"),
            "reason": rows["reason"],
        }
    )


def _unused_land(links: pd.DataFrame, parcels: pd.DataFrame) -> pd.DataFrame:
    """Land of parcels that the links leave over, or take twice (below zero)."""
    sites = parcel_sites(parcels)
    groups = links.groupby("parcel_id")["land_m2"]
    linked = groups.sum(min_count=1).reindex(sites.index)
    unknown = links["land_m2"].isna().groupby(links["parcel_id"]).any()
    rest = sites["land_m2"].fillna(0.0) - linked.fillna(0.0)
    reason = pd.Series("rest_of_parcel", index=sites.index, dtype="str")
    some = unknown.reindex(sites.index, fill_value=False)
    reason = reason.mask(rest < 0, "parcel_overused").mask(some, "part_unknown")
    reason = reason.mask(sites["land_m2"].isna(), "parcel_unmeasured")
    lone = groups.size().reindex(sites.index).isna()
    reason = reason.mask(lone, "no_enterprise")
    table = pd.DataFrame(
        {
            "enterprise_id": sites["enterprise_id"],
            "parcel_id": sites.index,
            "zone_id": sites["zone_id"],
            "tax_yuan": float("nan"),
            "land_m2": rest,
            "reason": reason,
        }
    )
    return table[rest.abs() > _LOOSE]


def _require_all(made: TaxLand, tax: pd.Series, parcels: pd.DataFrame) -> None:
    whole = fsum(tax.dropna())
    if abs(made.tax_yuan - whole) >= 0.005:  # noqa: PLR2004 - half a cent
        msg = f"allocated and unallocated tax are {made.tax_yuan}, the total {whole}"
        raise ConservationError(msg)
    land = fsum(parcel_sites(parcels)["land_m2"].dropna())
    if abs(made.land_m2 - land) > _LOOSE * max(1.0, land):
        msg = f"linked and unallocated land are {made.land_m2} m2, all is {land} m2"
        raise ConservationError(msg)
