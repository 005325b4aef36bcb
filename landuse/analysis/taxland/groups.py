"""Tax per mu of groups: zones, industries, enterprises, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.calendar import as_date
from landuse.analysis.denominators import (
    DENOMINATORS,
    Frames,
    Side,
    configured,
    side_of,
    sized,
)
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
_SUMS = ["tax_yuan", "land_m2"]
_COLUMNS = [
    "year",
    "dimension",
    "key",
    "denominator_scope",
    "tax_yuan",
    "land_mu",
    "tax_yuan_per_mu",
]


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
    return _grouped(_sides(frames, policy, year, day), by)


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
    tables = []
    for year, end in ends.items():
        if end <= day:
            sides = _sides(known, policy, year, end)
            tables += [_grouped(sides, one) for one in by]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


@dataclass(frozen=True)
class _Sides:
    """Tax and land of a year under each denominator, row by row, still ungrouped."""

    year: int
    enterprises: pd.DataFrame  #: of the year
    parcels: pd.DataFrame
    zones: pd.Series
    sides: dict[str, Side]  #: on row numbers, those of the parcels after the others


def _sides(
    frames: Mapping[str, pd.DataFrame], policy: Policy, year: int, day: date
) -> _Sides:
    zones = GeoDataFrame(frames["zones"])
    enterprises, parcels = frames["enterprises"], GeoDataFrame(frames["parcels"])
    of_year = enterprises[enterprises["year"] == year]
    count = len(of_year)
    known = Frames(
        of_year.assign(zone_id=np.arange(count)),
        parcels.assign(zone_id=np.arange(count, count + len(parcels))),
        zones,
        policy,
        day,
    )
    known = sized(known)
    names = [name for name in DENOMINATORS if configured(name, policy, day)]
    sides = {name: side_of(name, known) for name in names}
    return _Sides(year, of_year, parcels, zones["zone_id"], sides)


def _grouped(made: _Sides, by: str) -> pd.DataFrame:
    """The sums of each group, and their ratio."""
    keys = pd.concat(_keys(made, by), ignore_index=True)
    rest = UNALLOCATED if by == "zone" else _UNKNOWN
    inside = pd.concat(
        [f["zone_id"].isin(made.zones) for f in (made.enterprises, made.parcels)]
    ).to_numpy()
    if by == "zone":
        keys = keys.where(inside)
    names = keys.fillna(rest).to_numpy(dtype=object)
    if by in _WITHIN_ZONES:
        names = np.where(inside, names, None)
    parts = [
        _summed(side, name, names, by).assign(denominator_scope=name)
        for name, side in made.sides.items()
        if name != _WHOLE or by in DIMENSIONS[:2]
    ]
    table = pd.concat(parts) if parts else pd.DataFrame(columns=_SUMS)
    table = table.reset_index(names="key").assign(year=made.year, dimension=by)
    land_mu = to_mu(table["land_m2"])
    table = table.assign(
        land_mu=land_mu, tax_yuan_per_mu=table["tax_yuan"] / land_mu.where(land_mu > 0)
    )
    return table.reindex(columns=_COLUMNS)


def _keys(made: _Sides, by: str) -> list[pd.Series]:
    """The group of each enterprise and of each parcel."""
    enterprises, parcels = made.enterprises, made.parcels
    if by == "city":
        return [pd.Series(CITY, frame.index) for frame in (enterprises, parcels)]
    if by in ("zone", "enterprise"):
        return [frame[f"{by}_id"] for frame in (enterprises, parcels)]
    of = section_of if by == "section" else division_of
    codes = industries_of(enterprises, parcels)
    by_id = codes.set_axis(enterprises["enterprise_id"])
    by_id = by_id[~by_id.index.duplicated()]
    own = parcels["industry_code"]
    land = own.where(own.notna(), parcels["enterprise_id"].map(by_id))
    return [of(codes), of(land)]


def _summed(side: Side, name: str, names: np.ndarray, by: str) -> pd.DataFrame:
    """Tax and land of each group; land of a whole city is that of all zones."""
    land = side.land_m2
    if name != _WHOLE:
        land = land.set_axis(names[land.index.to_numpy(dtype="int64")])
    elif by == "city":
        land = land.set_axis(np.full(len(land), CITY, dtype=object))
    tax = side.tax_yuan.set_axis(names[side.tax_yuan.index.to_numpy(dtype="int64")])
    sums = [part.groupby(level=0).sum(min_count=1) for part in (tax, land)]
    return pd.concat(sums, axis=1, keys=_SUMS).sort_index()
