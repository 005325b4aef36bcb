"""Whose tax stands over whose land: the sides of tax per mu, one by one.

Each named denominator of the policy gives a :class:`Side`: tax, land and what had
to be left out, all by zone. Tax and land of a side always cover the same zones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.arearecord import WHY, area_of_record
from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_day
from landuse.analysis.disjoint import zone_outlines
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = ["Frames", "Side", "enterprise_land", "side_of"]

_LAND = {
    "owned_area_m2": 1.0,
    "unregistered_area_m2": 1.0,
    "rented_in_area_m2": 1.0,
    "rented_out_area_m2": -1.0,
}


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames that a side is drawn from; zones already known by id."""

    enterprises: pd.DataFrame  #: of one year
    parcels: GeoDataFrame
    zones: GeoDataFrame
    policy: Policy
    as_of: date


@dataclass(frozen=True, slots=True)
class Side:
    """Tax and land of one denominator, each on an index of zone ids."""

    tax_yuan: pd.Series
    land_m2: pd.Series
    left_out: pd.DataFrame  #: one boolean column per fact of the note
    numerator_scope: str
    area_basis: str


def enterprise_land(enterprises: pd.DataFrame) -> pd.Series:
    """Land that an enterprise uses: owned + unregistered + rented in - rented out.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises.

    Returns
    -------
    Series
        ``land_m2``; a part that is missing counts as none, all four missing is
        missing, and so is a figure below zero, which no land can have.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> made = make_enterprises(owned_area_m2=[20_000, None], rented_out_area_m2=5_000)
    >>> enterprise_land(made).tolist()
    [15000.0, nan]
    """
    parts = enterprises[list(_LAND)] * pd.Series(_LAND)
    land = parts.sum(axis=1, min_count=1)
    return land.where(land >= 0).rename("land_m2")


def side_of(name: str, frames: Frames) -> Side:
    """Tax and land under a named denominator.

    Parameters
    ----------
    name : str
        One of the policy's ``tax.denominators``.
    frames : Frames
        The frames.

    Returns
    -------
    Side
        By zone id; missing ids are those that lie in no known zone.

    Raises
    ------
    PolicyError
        For a denominator that is not known; the message lists those that are.
    """
    if name not in _SIDES:
        msg = f"{name!r} is not a denominator; use {', '.join(_SIDES)}"
        raise PolicyError(msg, frames.policy.id, "tax.denominators")
    return _SIDES[name](frames)


def _evaluated_enterprises(frames: Frames) -> Side:
    enterprises = frames.enterprises
    land, tax = enterprise_land(enterprises), enterprises["tax_yuan"]
    exempt = enterprises["exempt"].fillna(value=False).astype(bool)
    counted = ~exempt & land.notna() & tax.notna()
    left_out = pd.DataFrame(
        {
            "exempt_enterprises": exempt,
            "enterprises_without_land": ~exempt & land.isna(),
            "enterprises_without_tax": ~exempt & land.notna() & tax.isna(),
        }
    )
    zone = enterprises["zone_id"]
    return Side(
        tax_yuan=_by_zone(tax.where(counted), zone),
        land_m2=_by_zone(land.where(counted), zone),
        left_out=left_out.set_axis(zone.to_numpy(dtype=object)),
        numerator_scope="evaluated_enterprises",
        area_basis="declared",
    )


def _industrial_supplied(frames: Frames) -> Side:
    return _industrial(frames, "supply_date")


def _industrial_in_use(frames: Frames) -> Side:
    return _industrial(frames, "completion_date")


def _industrial(frames: Frames, dated: str) -> Side:
    parcels, policy = frames.parcels, frames.policy
    uses = policy.value("tax.industrial_land_use", frames.as_of)
    industrial = parcels["land_use"].str.strip().isin(uses)
    then = parcels[dated] <= as_day(frames.as_of)
    basis = policy.value("area.basis", frames.as_of)
    sizes = area_of_record(parcels, policy, frames.as_of)[industrial & then]
    zone = parcels.loc[sizes.index, "zone_id"]
    undated = industrial & parcels[dated].isna()
    left_out = pd.DataFrame(
        {
            **{reason: sizes["why"] == reason for reason in WHY},
            "parcels_without_area": sizes["area_m2"].isna(),
            "parcels_without_date": undated,
        },
        index=parcels.index,
    ).fillna(value=False)
    return Side(
        tax_yuan=_all_tax(frames),
        land_m2=_by_zone(sizes["area_m2"], zone),
        left_out=left_out.set_axis(parcels["zone_id"].to_numpy(dtype=object)),
        numerator_scope="enterprises",
        area_basis=basis,
    )


def _zone_total(frames: Frames) -> Side:
    ids, outlines = zone_outlines(frames.zones)
    return Side(
        tax_yuan=_all_tax(frames),
        land_m2=pd.Series(geometry_area(outlines, frames.zones.crs), index=ids),
        left_out=pd.DataFrame(index=ids),
        numerator_scope="enterprises",
        area_basis="ellipsoidal",
    )


def _all_tax(frames: Frames) -> pd.Series:
    return _by_zone(frames.enterprises["tax_yuan"], frames.enterprises["zone_id"])


def _by_zone(values: pd.Series, zone: pd.Series) -> pd.Series:
    return values.set_axis(zone.to_numpy(dtype=object))


_SIDES: dict[str, Callable[[Frames], Side]] = {
    "evaluated_enterprises": _evaluated_enterprises,
    "industrial_in_use": _industrial_in_use,
    "industrial_supplied": _industrial_supplied,
    "zone_total": _zone_total,
}
