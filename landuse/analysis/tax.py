"""Tax per mu: one figure for each named denominator, never one without its scope.

The ratio of sums, not the mean of ratios: a one-mu workshop must not weigh as much
as a thousand-mu plant.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import ellipsoidal_area
from landuse.analysis.calendar import as_date
from landuse.analysis.denominators import (
    Frames,
    Side,
    configured,
    require_known,
    side_of,
    sized,
)
from landuse.analysis.densities import density_rows, tax_rows
from landuse.analysis.indicators import UNALLOCATED, Indicator, indicators_frame
from landuse.errors import SchemaError
from landuse.policy import Policy

__all__ = ["tax_density", "tax_density_of_rows"]


def tax_density(
    enterprises: pd.DataFrame,
    parcels: GeoDataFrame,
    zones: GeoDataFrame,
    policy: Policy,
    *,
    year: int,
    as_of: date | str,
) -> pd.DataFrame:
    """Tax per mu of each zone and the city under each denominator of the policy.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises; those of other years are not looked at.
    parcels : GeoDataFrame
        Canonical parcels with the ``zone_id`` of their place.
    zones : GeoDataFrame
        The zones in force; a zone may have several rows.
    policy : Policy
        ``tax.denominators`` and the uses that they name, ``area.basis``,
        ``unit.currency`` and, if set, ``target.tax_yuan_per_mu``.
    year : int
        Of the tax.
    as_of : date or str
        Land completed or supplied by this day is in the denominators.

    Returns
    -------
    DataFrame
        Indicators ``tax_yuan`` (zones, ``unallocated``, city) and
        ``tax_yuan_per_mu``. What is missing is left out of both sides and counted
        in the note; without land the value is missing. City figures per mu cover
        the zones only.

    Raises
    ------
    ConservationError
        Tax of the zones and unallocated tax are not the table's total.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises, make_parcels, make_zones
    >>> rows = tax_density(
    ...     make_enterprises(tax_yuan=3e6, zone_id="Z1", owned_area_m2=10_000),
    ...     make_parcels(), make_zones(), load_policy("puyang"),
    ...     year=2021, as_of="2022-09-30")
    >>> rows.query("denominator_scope == 'evaluated_enterprises'").value.tolist()
    [200000.0, 200000.0]
    """
    day = as_date(as_of)
    ids = _ids(zones)
    known = _with_known_zones(enterprises[enterprises["year"] == year], ids)
    land = _with_known_zones(parcels, ids)
    frames = sized(Frames(known, land, zones, policy, day))
    tax = known["tax_yuan"].set_axis(_zone_index(known))
    unit = policy.value("unit.currency", day)
    base = Indicator("tax_yuan", None, unit, numerator_scope="enterprises", as_of=day)
    rows = list(tax_rows(tax, ids, base))
    for name in _named(policy, day):
        rows += density_rows(side_of(name, frames), name, ids, policy, day)
    return indicators_frame(rows)


def tax_density_of_rows(
    taxes: pd.DataFrame,
    parcels: GeoDataFrame,
    zones: GeoDataFrame,
    policy: Policy,
    *,
    as_of: date | str,
) -> pd.DataFrame:
    """Tax per mu from rows that name a parcel, each row counted once.

    A join of rows and outlines would multiply the tax of every parcel that has
    several of both. Here a row goes to one zone: that in which its parcel has
    the largest area.

    Parameters
    ----------
    taxes : DataFrame
        Canonical tax rows of one year, many per parcel.
    parcels : GeoDataFrame
        Canonical parcels with the ``zone_id`` of their place; an id may have
        several outlines.
    zones : GeoDataFrame
        The zones in force.
    policy : Policy
        ``unit.currency`` and, if set, ``target.tax_yuan_per_mu``.
    as_of : date or str
        Stated in the rows.

    Returns
    -------
    DataFrame
        Indicators ``tax_yuan`` and ``tax_yuan_per_mu`` over the ellipsoidal area
        of all parcels. Rows of an unknown parcel, or of one outside all zones,
        are in ``unallocated``.

    Raises
    ------
    SchemaError
        The rows are of several years.
    ConservationError
        Tax of the zones and unallocated tax are not the table's total.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels, make_zones
    >>> taxes = pd.DataFrame({"parcel_id": ["P1", "P1", "X"], "tax_yuan": [1., 2., 4.]})
    >>> rows = tax_density_of_rows(taxes, make_parcels(zone_id="Z1"), make_zones(),
    ...                            load_policy("puyang"), as_of="2022-09-30")
    >>> rows.query("indicator == 'tax_yuan'").value.tolist()
    [3.0, 4.0, 7.0]
    """
    _require_one_year(taxes)
    day, ids = as_date(as_of), _ids(zones)
    known = _with_known_zones(parcels, ids)
    if "ellipsoidal_area_m2" not in known:
        known = known.assign(ellipsoidal_area_m2=ellipsoidal_area(known))
    zone = taxes["parcel_id"].map(_main_zone(known)).fillna(UNALLOCATED)
    index = zone.to_numpy(dtype=object)
    tax = taxes["tax_yuan"].set_axis(index)
    unit = policy.value("unit.currency", day)
    base = Indicator("tax_yuan", None, unit, numerator_scope="tax_rows", as_of=day)
    side = Side(
        tax_yuan=tax,
        land_m2=known["ellipsoidal_area_m2"].set_axis(
            known["zone_id"].to_numpy(object)
        ),
        left_out=_left_out_rows(taxes, known, index),
        numerator_scope="tax_rows",
        area_basis="ellipsoidal",
    )
    made = density_rows(side, "parcels", ids, policy, day)
    return indicators_frame([*tax_rows(tax, ids, base), *made])


def _named(policy: Policy, day: date) -> list[str]:
    """The denominators that the policy names and says enough about."""
    key = "tax.denominators"
    names = policy.value(key, day) if policy.is_configured(key, day) else []
    for name in names:
        require_known(name, policy)
    return [name for name in names if configured(name, policy, day)]


def _ids(zones: GeoDataFrame) -> list[str]:
    return sorted(zones["zone_id"].dropna().unique())


def _with_known_zones(frame: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    zone = frame["zone_id"].astype(object)
    return frame.assign(zone_id=zone.where(zone.isin(ids), UNALLOCATED))


def _zone_index(frame: pd.DataFrame) -> np.ndarray:
    return frame["zone_id"].to_numpy(dtype=object)


def _main_zone(parcels: pd.DataFrame) -> pd.Series:
    """The zone of each parcel id: that of its largest area, a zone before none."""
    area = parcels.groupby(["parcel_id", "zone_id"])["ellipsoidal_area_m2"].sum()
    sizes = area.reset_index().assign(
        is_inside=lambda frame: frame["zone_id"] != UNALLOCATED
    )
    by = ["is_inside", "ellipsoidal_area_m2", "zone_id"]
    first = sizes.sort_values(by, ascending=[False, False, True], kind="stable")
    return first.drop_duplicates("parcel_id").set_index("parcel_id")["zone_id"]


def _left_out_rows(
    taxes: pd.DataFrame, parcels: pd.DataFrame, zone: np.ndarray
) -> pd.DataFrame:
    zones_of_id = parcels.groupby("parcel_id")["zone_id"].nunique()
    untaxed = ~parcels["parcel_id"].isin(taxes["parcel_id"])
    of_rows = pd.DataFrame(
        {
            "rows_without_tax": taxes["tax_yuan"].isna(),
            "rows_of_split_parcels": taxes["parcel_id"].map(zones_of_id) > 1,
        }
    ).set_axis(zone)
    of_parcels = pd.DataFrame(
        {
            "parcels_without_tax_row": untaxed,
            "parcels_without_area": parcels["ellipsoidal_area_m2"].isna(),
        }
    ).set_axis(_zone_index(parcels))
    return pd.concat([of_rows, of_parcels]).fillna(value=False).astype(bool)


def _require_one_year(taxes: pd.DataFrame) -> None:
    years = sorted(taxes["year"].dropna().unique()) if "year" in taxes else []
    if len(years) > 1:
        listed = ", ".join(map(str, years))
        msg = f"tax rows of several years ({listed}); give the rows of one year"
        raise SchemaError(msg)
