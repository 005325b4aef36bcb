"""Public facilities built inside a batch and never supplied (公共设施未供)."""

from __future__ import annotations

from datetime import date

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_date, as_day
from landuse.analysis.disjoint import polygonal, shared_parts
from landuse.policy import Policy

__all__ = ["public_unsupplied"]


def public_unsupplied(
    left: GeoDataFrame, built: GeoDataFrame, policy: Policy, as_of: date | str
) -> GeoDataFrame:
    """Roads, green and the like that stand on what remains of the batches.

    Such land is in use, and still counts as unsupplied until its supply is done.

    Parameters
    ----------
    left : GeoDataFrame
        What remains of the batches that hold: ``batch_id`` and outline, and
        ``zone_id`` where known.
    built : GeoDataFrame
        Canonical ``built``: what a survey or imagery shows.
    policy : Policy
        ``unsupplied.public_land_use``: names and codes of public uses;
        ``unsupplied.tolerance_m2``: smaller pieces are slivers.
    as_of : date or str
        What is built later is left out.

    Returns
    -------
    GeoDataFrame
        ``batch_id``, ``zone_id``, ``built_id``, ``land_use``, ``built_date``,
        ``area_m2`` and the piece, sorted.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_built, square
    >>> road = make_built(land_use="城镇村道路用地", geometry=square(east=75))
    >>> found = public_unsupplied(make_approvals(), road, load_policy("national"),
    ...                           "2022-09-30")
    >>> found.batch_id.tolist(), found.area_m2.round(-2).tolist()
    (['B1'], [2500.0])
    """
    day = as_date(as_of)
    uses = policy.value("unsupplied.public_land_use", day)
    public = built[built["land_use"].isin(uses)].to_crs(left.crs)
    public = public[~(public["built_date"] > as_day(day))]
    shapes = polygonal(left.geometry)
    place, other, pieces = shared_parts(polygonal(public.geometry), shapes)
    area = geometry_area(pieces, left.crs)
    zone = left["zone_id"] if "zone_id" in left else pd.Series(None, left.index)
    found = GeoDataFrame(
        {
            "batch_id": left["batch_id"].to_numpy()[other],
            "zone_id": zone.to_numpy(dtype=object)[other],
            "built_id": public["built_id"].to_numpy()[place],
            "land_use": public["land_use"].to_numpy()[place],
            "built_date": public["built_date"].to_numpy()[place],
            "area_m2": area,
        },
        geometry=GeoSeries(pieces, crs=left.crs),
    )
    found = found[area > policy.value("unsupplied.tolerance_m2", day)]
    return found.sort_values(["batch_id", "built_id"], ignore_index=True)
