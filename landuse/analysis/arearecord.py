"""The area that counts for each parcel: the document's, or why not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import ellipsoidal_area
from landuse.policy import Policy

__all__ = ["WHY", "area_of_record", "with_area_of_record"]

_RATIO = "area.plausible_ratio"
#: Why the ellipsoidal area stands in for the registered one.
WHY = (
    "registered_area_missing",
    "repeated_parcel_ids",
    "implausible_registered_area",
)


def area_of_record(
    parcels: GeoDataFrame, policy: Policy, on: date | None = None
) -> pd.DataFrame:
    """Area of each parcel by the policy's basis, which one it is, and why.

    By ``area.basis`` the registered (document) area counts. The ellipsoidal area
    of the outline stands in where the registered one is missing or not above
    zero; where the id has several outlines, since the document's area belongs to
    all of them; and where the two differ by more than ``area.plausible_ratio``,
    as after a slip of units. Nothing stands in silently: ``why`` names the reason.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels, with ``ellipsoidal_area_m2`` or measured here.
    policy : Policy
        ``area.basis`` and, if set, ``area.plausible_ratio``.
    on : date, optional
        Day of the policy.

    Returns
    -------
    DataFrame
        ``area_m2``, ``area_basis`` and ``why`` (one of :data:`WHY`, missing where
        the basis itself was used) on the index of ``parcels``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(registered_area_m2=[10_000, None, 100_000_000])
    >>> area_of_record(parcels, load_policy("puyang")).area_basis.tolist()
    ['registered', 'ellipsoidal', 'ellipsoidal']
    """
    computed = (
        parcels["ellipsoidal_area_m2"]
        if "ellipsoidal_area_m2" in parcels
        else ellipsoidal_area(parcels)
    )
    if policy.value("area.basis", on) != "registered":
        why = pd.Series(None, index=parcels.index, dtype="str")
        return _chosen(computed, why, "ellipsoidal")
    registered = parcels["registered_area_m2"]
    why = _why(parcels, computed, policy, on)
    return _chosen(registered.where(why.isna(), computed), why, "registered")


def _why(
    parcels: pd.DataFrame, computed: pd.Series, policy: Policy, on: date | None
) -> pd.Series:
    registered = parcels["registered_area_m2"]
    why = pd.Series(None, index=parcels.index, dtype="str")
    if policy.is_configured(_RATIO, on):
        limit = policy.value(_RATIO, on)
        ratio = registered / computed.where(computed > 0)
        why = why.mask((ratio > limit) | (ratio < 1 / limit), WHY[2])
    repeated = parcels["parcel_id"].duplicated(keep=False)
    why = why.mask(repeated & computed.notna(), WHY[1])
    return why.mask(~(registered > 0), WHY[0])


def _chosen(area: pd.Series, why: pd.Series, basis: str) -> pd.DataFrame:
    used = np.where(why.isna(), basis, "ellipsoidal")
    return pd.DataFrame(
        {"area_m2": area, "area_basis": used, "why": why}, index=area.index
    )


def with_area_of_record(
    parcels: GeoDataFrame, policy: Policy, on: date | None = None
) -> GeoDataFrame:
    """Parcels with ``ellipsoidal_area_m2``, ``area_m2`` and ``area_basis``.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        See :func:`area_of_record`.
    on : date, optional
        Day of the policy.

    Returns
    -------
    GeoDataFrame
        With the three columns, computed where they were not there.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(registered_area_m2=10_000)
    >>> float(with_area_of_record(parcels, load_policy("puyang")).area_m2[0])
    10000.0
    """
    measured = parcels
    if "ellipsoidal_area_m2" not in parcels.columns:
        measured = parcels.assign(ellipsoidal_area_m2=ellipsoidal_area(parcels))
    made = area_of_record(measured, policy, on)
    result = measured.assign(area_m2=made["area_m2"], area_basis=made["area_basis"])
    result.attrs = parcels.attrs
    return result
