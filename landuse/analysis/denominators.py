"""Whose tax stands over whose land: the sides of tax per mu, one by one.

Each named denominator of the policy gives a :class:`Side`: tax, land and what had
to be left out, all by zone. Tax and land of a side always cover the same zones.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from landuse.analysis.arearecord import WHY
from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_day
from landuse.analysis.disjoint import zone_outlines
from landuse.analysis.taxsides import Frames, Side, sized, sizes_of
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = [
    "DENOMINATORS",
    "Frames",
    "Side",
    "configured",
    "counted_enterprises",
    "counted_parcels",
    "enterprise_land",
    "require_known",
    "side_of",
    "sized",
]

_INDUSTRIAL = "tax.industrial_land_use"
_STORAGE = "tax.storage_land_use"

_LAND = {
    "owned_area_m2": 1.0,
    "unregistered_area_m2": 1.0,
    "rented_in_area_m2": 1.0,
    "rented_out_area_m2": -1.0,
}


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


def configured(name: str, policy: Policy, on: date) -> bool:
    """Whether the policy has all that a denominator is made of.

    Parameters
    ----------
    name : str
        One of :data:`DENOMINATORS`.
    policy : Policy
        Any.
    on : date
        Day of the policy.

    Returns
    -------
    bool
        False also where ``tax.denominators`` does not name it.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> configured("industrial_built", load_policy("puyang"), date(2022, 9, 30))
    True
    """
    key = "tax.denominators"
    if not policy.is_configured(key, on) or name not in policy.value(key, on):
        return False
    return all(policy.is_configured(need, on) for need in _NEEDS[name])


def counted_enterprises(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Which enterprises are evaluated, and why the others are not.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises of one year.

    Returns
    -------
    DataFrame
        Boolean columns ``counted``, ``exempt_enterprises``,
        ``enterprises_without_land`` and ``enterprises_without_tax``.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> made = make_enterprises(owned_area_m2=[1, None], tax_yuan=1)
    >>> counted_enterprises(made).counted.tolist()
    [True, False]
    """
    land, tax = enterprise_land(enterprises), enterprises["tax_yuan"]
    exempt = enterprises["exempt"].fillna(value=False).astype(bool)
    return pd.DataFrame(
        {
            "counted": ~exempt & land.notna() & tax.notna(),
            "exempt_enterprises": exempt,
            "enterprises_without_land": ~exempt & land.isna(),
            "enterprises_without_tax": ~exempt & land.notna() & tax.isna(),
        }
    )


def counted_parcels(name: str, frames: Frames) -> pd.Series:
    """Which parcels are land of a denominator that is made of parcels.

    Parameters
    ----------
    name : str
        ``industrial_in_use``, ``industrial_supplied`` or ``industrial_built``.
    frames : Frames
        The frames; parcels and the policy are looked at.

    Returns
    -------
    Series of bool
        On the index of the parcels.
    """
    dated, uses = _PARCEL_RULES[name]
    then = frames.parcels[dated] <= as_day(frames.as_of)
    return _of_use(frames.parcels, frames, uses) & then


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
    require_known(name, frames.policy)
    return _SIDES[name](frames)


def require_known(name: str, policy: Policy) -> None:
    """Refuse a denominator that is not known; the message lists those that are."""
    if name not in _SIDES:
        msg = f"{name!r} is not a denominator; use {', '.join(_SIDES)}"
        raise PolicyError(msg, policy.id, "tax.denominators")


def _evaluated_enterprises(frames: Frames) -> Side:
    enterprises = frames.enterprises
    facts = counted_enterprises(enterprises)
    counted, zone = facts.pop("counted"), enterprises["zone_id"]
    return Side(
        tax_yuan=_by_zone(enterprises["tax_yuan"].where(counted), zone),
        land_m2=_by_zone(enterprise_land(enterprises).where(counted), zone),
        left_out=facts.set_axis(zone.to_numpy(dtype=object)),
        numerator_scope="evaluated_enterprises",
        area_basis="declared",
    )


def _of_use(rows: pd.DataFrame, frames: Frames, keys: tuple[str, ...]) -> pd.Series:
    """Whether the use of each row is among those of some values of the policy."""
    uses = [use for key in keys for use in frames.policy.value(key, frames.as_of)]
    return rows["land_use"].str.strip().isin(uses)


def _industrial(name: str) -> Callable[[Frames], Side]:
    return lambda frames: _of_parcels(name, frames)


def _of_parcels(name: str, frames: Frames) -> Side:
    parcels, policy = frames.parcels, frames.policy
    dated, uses = _PARCEL_RULES[name]
    counted = counted_parcels(name, frames)
    sizes = sizes_of(frames)[counted]
    zone = parcels.loc[sizes.index, "zone_id"]
    undated = _of_use(parcels, frames, uses) & parcels[dated].isna()
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
        left_out=_with_untaxed(left_out, parcels["zone_id"], frames),
        numerator_scope="enterprises",
        area_basis=policy.value("area.basis", frames.as_of),
    )


def _zone_total(frames: Frames) -> Side:
    ids, outlines = zone_outlines(frames.zones)
    return Side(
        tax_yuan=_all_tax(frames),
        land_m2=pd.Series(geometry_area(outlines, frames.zones.crs), index=ids),
        left_out=_with_untaxed(pd.DataFrame(index=ids), pd.Series(ids), frames),
        numerator_scope="enterprises",
        area_basis="ellipsoidal",
    )


def _with_untaxed(
    left_out: pd.DataFrame, zone: pd.Series, frames: Frames
) -> pd.DataFrame:
    """What is left out of the land, and the enterprises whose tax is missing."""
    untaxed = frames.enterprises["tax_yuan"].isna()
    rows = untaxed.rename("enterprises_without_tax").to_frame()
    of = frames.enterprises["zone_id"].to_numpy(dtype=object)
    placed = left_out.set_axis(zone.to_numpy(dtype=object))
    return pd.concat([placed, rows.set_axis(of)]).fillna(value=False).astype(bool)


def _all_tax(frames: Frames) -> pd.Series:
    return _by_zone(frames.enterprises["tax_yuan"], frames.enterprises["zone_id"])


def _by_zone(values: pd.Series, zone: pd.Series) -> pd.Series:
    return values.set_axis(zone.to_numpy(dtype=object))


#: The date by which a parcel counts, and the uses, of denominators made of parcels.
_PARCEL_RULES = {
    "industrial_in_use": ("completion_date", (_INDUSTRIAL,)),
    "industrial_supplied": ("supply_date", (_INDUSTRIAL,)),
    "industrial_built": ("completion_date", (_INDUSTRIAL, _STORAGE)),
}
_NEEDS: dict[str, tuple[str, ...]] = {
    "evaluated_enterprises": (),
    "industrial_in_use": (_INDUSTRIAL,),
    "industrial_supplied": (_INDUSTRIAL,),
    "industrial_built": (_INDUSTRIAL, _STORAGE),
    "zone_total": (),
}
_SIDES: dict[str, Callable[[Frames], Side]] = {
    "evaluated_enterprises": _evaluated_enterprises,
    "industrial_in_use": _industrial("industrial_in_use"),
    "industrial_supplied": _industrial("industrial_supplied"),
    "industrial_built": _industrial("industrial_built"),
    "zone_total": _zone_total,
}
#: All that there are, from the narrowest.
DENOMINATORS = tuple(_SIDES)
