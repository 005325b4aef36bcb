"""Lists beside the findings: scattered land and legacy cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import pandas as pd

from landuse.analysis.legacy import legacy_built, legacy_parcels
from landuse.analysis.scattered import is_scattered_configured, scattered_land
from landuse.analysis.zones import zone_of
from landuse.policy import Policy

__all__ = ["candidate_lists"]


def candidate_lists(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """Scattered pieces and legacy candidates of a city.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Placed canonical frames by kind; not changed.
    policy : Policy
        Sizes, tolerances and document lists.
    as_of : date
        The day.

    Returns
    -------
    dict of str to GeoDataFrame
        ``scattered`` where zones and parcels are there and the policy says a
        size; ``legacy`` where there are parcels and the policy names the
        documents of such cases.
    """
    parcels = frames.get("parcels")
    if parcels is None:
        return {}
    lists: dict[str, pd.DataFrame] = {}
    if policy.is_configured("legacy.documents", as_of):
        lists["legacy"] = _legacy(frames, policy, as_of)
    zones = frames.get("zones")
    if zones is not None and is_scattered_configured(policy, as_of):
        taken = [parcels.geometry]
        if "approvals" in frames:
            taken.append(frames["approvals"].geometry.to_crs(parcels.crs))
        cover = gpd.GeoSeries(pd.concat(taken, ignore_index=True), crs=parcels.crs)
        lists["scattered"] = scattered_land(zones, cover, parcels, policy, as_of)
    return lists


def _legacy(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> pd.DataFrame:
    parcels = frames["parcels"]
    parts = [legacy_parcels(parcels, policy, as_of)]
    if "built" in frames:
        built = frames["built"].to_crs(parcels.crs)
        approvals = frames.get("approvals")
        parts.append(legacy_built(built, parcels, approvals, policy, as_of))
    found = pd.concat(parts, ignore_index=True)
    zones = frames.get("zones")
    if zones is not None:
        found.insert(2, "zone_id", zone_of(found, zones))
    return found
