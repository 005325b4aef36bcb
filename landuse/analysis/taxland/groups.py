"""Tax per mu of groups: zones, industries, enterprises, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.calendar import as_date
from landuse.analysis.denominators import DENOMINATORS, Frames, configured, side_of
from landuse.analysis.indicators import CITY, UNALLOCATED
from landuse.analysis.taxland.industries import (
    division_of,
    industries_of,
    section_of,
)
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["DIMENSIONS", "tax_groups", "tax_years"]

#: What tax per mu can be told of; a whole zone has no industry and no enterprise.
DIMENSIONS = ("city", "zone", "section", "division", "enterprise")
_WITHIN_ZONES = ("city", "section", "division")
_UNKNOWN = "unknown"
_WHOLE = "zone_total"


def tax_groups(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    *,
    by: str,
    year: int,
    as_of: date | str,
) -> pd.DataFrame:
    """Sums of tax over sums of land of each group under each denominator.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``enterprises``, ``parcels`` and ``zones``, placed.
    policy : Policy
        ``tax.denominators``; those that it leaves open are not there.
    by : {"city", "zone", "section", "division", "enterprise"}
        Industries are those of the enterprise for its tax and declared land, of the
        parcel, else of its enterprise, for the parcel's land.
    year : int
        Of the tax.
    as_of : date or str
        Land completed or supplied by this day counts.

    Returns
    -------
    DataFrame
        ``year``, ``dimension``, ``key``, ``denominator_scope``, ``tax_yuan``,
        ``land_mu`` and ``tax_yuan_per_mu``; missing without tax or land. What has no
        group is in ``unknown``, what lies in no zone in ``unallocated``; city and
        industries cover the zones, so that industries add up to the city.

    Raises
    ------
    ValueError
        For another dimension.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels, make_zones
    >>> frames = {"parcels": make_parcels(), "zones": make_zones(), "enterprises":
    ...     make_enterprises(industry_code=["C26", "13"], tax_yuan=[3e5, 6e5],
    ...                      zone_id="Z1", owned_area_m2=10_000)}
    >>> rows = tax_groups(frames, load_policy("puyang"), by="division", year=2021,
    ...                   as_of="2022-09-30")
    >>> rows = rows[rows.denominator_scope == "evaluated_enterprises"]
    >>> dict(zip(rows.key, rows.tax_yuan_per_mu))
    {'13': 40000.0, '26': 20000.0}
    """
    if by not in DIMENSIONS:
        msg = f"{by!r} is no dimension of tax per mu; use {', '.join(DIMENSIONS)}"
        raise ValueError(msg)
    day = as_date(as_of)
    zones = GeoDataFrame(frames["zones"])
    enterprises, parcels = frames["enterprises"], GeoDataFrame(frames["parcels"])
    of_year = enterprises[enterprises["year"] == year]
    if by in _WITHIN_ZONES:
        of_year = of_year[of_year["zone_id"].isin(zones["zone_id"])]
        parcels = parcels[parcels["zone_id"].isin(zones["zone_id"])]
    taxed, land = _keys(of_year, parcels, by)
    if by == "zone":
        taxed, land = (key.where(key.isin(zones["zone_id"])) for key in (taxed, land))
    rest = UNALLOCATED if by == "zone" else _UNKNOWN
    known = Frames(
        of_year.assign(zone_id=taxed.fillna(rest).to_numpy()),
        parcels.assign(zone_id=land.fillna(rest).to_numpy()),
        zones,
        policy,
        day,
    )
    parts = [
        _summed(known, name).assign(denominator_scope=name)
        for name in DENOMINATORS
        if configured(name, policy, day) and (name != _WHOLE or by in DIMENSIONS[:2])
    ]
    table = pd.concat(parts) if parts else pd.DataFrame()
    table = table.reset_index(names="key").assign(year=year, dimension=by)
    land_mu = to_mu(table["land_m2"])
    table = table.assign(
        land_mu=land_mu, tax_yuan_per_mu=table["tax_yuan"] / land_mu.where(land_mu > 0)
    )
    columns = ["year", "dimension", "key", "denominator_scope"]
    return table[[*columns, "tax_yuan", "land_mu", "tax_yuan_per_mu"]]


def tax_years(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    *,
    as_of: date | str,
    by: Iterable[str] = ("city", "zone", "section", "division"),
) -> pd.DataFrame:
    """Tax per mu of every full year of the table, over the land at its end.

    Parameters
    ----------
    frames, policy
        See :func:`tax_groups`.
    as_of : date or str
        Years that had not ended by this day are left out.
    by : iterable of str, optional
        Dimensions.

    Returns
    -------
    DataFrame
        As of :func:`tax_groups`, for each year and dimension.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels, make_zones
    >>> frames = {"parcels": make_parcels(), "zones": make_zones(), "enterprises":
    ...     make_enterprises(enterprise_id="E1", year=[2020, 2021, 2022], tax_yuan=3e5,
    ...                      zone_id="Z1", owned_area_m2=[10_000, 20_000, 1])}
    >>> rows = tax_years(frames, load_policy("puyang"), as_of="2022-09-30", by=["city"])
    >>> rows[rows.denominator_scope == "evaluated_enterprises"].land_mu.tolist()
    [15.0, 30.0]
    """
    day = as_date(as_of)
    parcels = with_area_of_record(GeoDataFrame(frames["parcels"]), policy, day)
    known = {**frames, "parcels": parcels}
    years = sorted(frames["enterprises"]["year"].dropna().unique())
    ends = {int(year): date(int(year), 12, 31) for year in years}
    tables = [
        tax_groups(known, policy, by=one, year=year, as_of=end)
        for year, end in ends.items()
        if end <= day
        for one in by
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _keys(
    enterprises: pd.DataFrame, parcels: pd.DataFrame, by: str
) -> tuple[pd.Series, pd.Series]:
    """The group of each enterprise and of each parcel."""
    if by == "zone":
        return enterprises["zone_id"].astype(object), parcels["zone_id"].astype(object)
    if by == "enterprise":
        pair = enterprises["enterprise_id"], parcels["enterprise_id"]
        return pair[0].astype(object), pair[1].astype(object)
    if by == "city":
        return (_constant(enterprises), _constant(parcels))
    of = section_of if by == "section" else division_of
    codes = industries_of(enterprises, parcels)
    by_id = codes.set_axis(enterprises["enterprise_id"])
    by_id = by_id[~by_id.index.duplicated()]
    own = parcels["industry_code"]
    land = own.where(own.notna(), parcels["enterprise_id"].map(by_id))
    return of(codes).astype(object), of(land).astype(object)


def _constant(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(CITY, index=frame.index, dtype=object)


def _summed(frames: Frames, name: str) -> pd.DataFrame:
    """Tax and land of each group; land of a whole city is that of all zones."""
    side = side_of(name, frames)
    land = side.land_m2
    if name == _WHOLE and set(frames.enterprises["zone_id"]) <= {CITY}:
        land = land.set_axis(np.full(len(land), CITY, dtype=object))
    sums = [s.groupby(level=0).sum(min_count=1) for s in (side.tax_yuan, land)]
    return pd.concat(sums, axis=1, keys=["tax_yuan", "land_m2"]).sort_index()
