"""What is known about each zone on a day: its plan, its industrial and used land."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.disjoint import (
    first_come,
    outside_parts,
    polygonal,
    shared_parts,
    zone_outlines,
)
from landuse.analysis.facts import Facts, absent_by_file
from landuse.analysis.planclasses import UNKNOWN_SCHEME, class_rows
from landuse.analysis.quality.time import in_force
from landuse.policy import Policy

__all__ = ["gather_zones"]


def gather_zones(ground: Facts, policy: Policy) -> Facts:
    """Bring together what is known about the zones that hold on a day.

    Parameters
    ----------
    ground : Facts
        Of the parcels, with the layer ``zones``; with ``plan`` (in force),
        ``plan_new`` (its revision) and ``built`` where they are known.
    policy : Policy
        Industrial classes, and how near to a zone land outside belongs to it.

    Returns
    -------
    Facts
        One row for each zone: ``planned_m2``, ``industrial_m2`` and ``unknown_m2`` of
        the revision, else of the plan in force; with both plans ``expansion_m2``,
        ``current_m2``, ``used_m2`` and ``used_most_m2`` (missing where none can be
        told).

    Examples
    --------
    >>> from landuse.analysis.facts import gather
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels, make_plan, make_zones
    >>> policy = load_policy("puyang")
    >>> layers = {"zones": make_zones(), "plan": make_plan(class_code="1001")}
    >>> ground = gather(make_parcels(), policy, pd.Timestamp("2022-09-30"))
    >>> from dataclasses import replace
    >>> facts = gather_zones(replace(ground, layers=layers), policy)
    >>> (facts.frame["industrial_m2"] / facts.frame["planned_m2"]).tolist()
    [1.0]
    """
    layers = dict(ground.layers)
    zones = layers["zones"]
    zones = zones[in_force(zones, ground.as_of)]
    ids, outlines = zone_outlines(zones)
    frame = pd.DataFrame({"zone_id": pd.Series(ids, dtype="str")})
    frame["area_m2"] = geometry_area(outlines, zones.crs)
    frame["area_basis"] = "ellipsoidal"
    plan = layers.get("plan_new", layers.get("plan"))
    if plan is not None:
        layers["zone_plan"] = plan
        frame = frame.join(_shares(plan.to_crs(zones.crs), outlines, policy, ground))
    if {"plan", "plan_new"} <= layers.keys():
        old, new = (layers[n].to_crs(zones.crs) for n in ("plan", "plan_new"))
        frame["expansion_m2"] = _expansion(old, new, outlines, policy)
        frame["current_m2"] = _within(_shapes(old), outlines, zones.crs)
        frame = frame.join(_used(ground, outlines, zones.crs))
    frame.attrs = zones.attrs
    return Facts(
        frame, ground.as_of, absent_by_file(zones), key="zone_id", layers=layers
    )


def _shapes(layer: GeoDataFrame) -> np.ndarray:
    return first_come(polygonal(layer.geometry[layer.geometry.notna()]))


def _shares(
    plan: GeoDataFrame, outlines: np.ndarray, policy: Policy, ground: Facts
) -> pd.DataFrame:
    """Planned and industrial land of each zone, and what no class is known of."""
    plan = plan[plan.geometry.notna()]
    listed = policy.value("plan.industrial_classes", ground.as_of.date())
    rows = class_rows(plan, [{"classes": listed}], policy, ground.as_of.date())
    place, zone, parts = shared_parts(_shapes(plan), outlines)
    area = pd.Series(geometry_area(parts, plan.crs))
    zones = pd.RangeIndex(len(outlines))

    def summed(where: np.ndarray) -> pd.Series:
        return area[where].groupby(zone[where]).sum().reindex(zones).fillna(0.0)

    planned = summed(np.full(len(place), fill_value=True))
    bare = pd.Series(geometry_area(outlines, plan.crs)) - planned
    return pd.DataFrame(
        {
            "planned_m2": planned,
            "industrial_m2": summed(rows[place] == 0),
            "unknown_m2": summed(rows[place] == UNKNOWN_SCHEME),
            "unplanned_m2": bare.clip(lower=0.0),
        }
    )


def _within(shapes: np.ndarray, outlines: np.ndarray, crs: object) -> np.ndarray:
    """Square metres of disjoint shapes within each outline."""
    _, zone, parts = shared_parts(shapes, outlines)
    return np.bincount(zone, geometry_area(parts, crs), len(outlines))


def _expansion(
    old: GeoDataFrame, new: GeoDataFrame, outlines: np.ndarray, policy: Policy
) -> np.ndarray:
    """Land of the revision outside zones and the old plan, by the zone it joins."""
    rest = outside_parts(_shapes(new), outlines)
    rest = outside_parts(rest, _shapes(old))
    rest = rest[shapely.area(rest) > 0]
    near = policy.value("plan.expansion_near_m")
    piece, zone = shapely.STRtree(outlines).query_nearest(rest, max_distance=near)
    first = np.unique(piece, return_index=True)[1]
    piece, zone = piece[first], zone[first]
    return np.bincount(zone, geometry_area(rest[piece], new.crs), len(outlines))


def _used(ground: Facts, outlines: np.ndarray, crs: object) -> pd.DataFrame:
    """Land that is used for certain, and at most: started parcels and built land."""
    stages = ground.stages.supplied & ground.stages.started
    shapes = ground.frame.geometry.to_crs(crs)
    sure = shapes[stages.fillna(value=False).to_numpy(dtype=bool)]
    most = shapes[stages.fillna(value=True).to_numpy(dtype=bool)]
    built = ground.layers.get("built")
    if built is None:
        used = _union_within([sure], outlines, crs)
        return pd.DataFrame({"used_m2": used, "used_most_m2": np.nan})
    later = built["built_date"] > ground.as_of
    there = built.geometry[~later].to_crs(crs)
    return pd.DataFrame(
        {
            "used_m2": _union_within([sure, there], outlines, crs),
            "used_most_m2": _union_within([most, there], outlines, crs),
        }
    )


def _union_within(
    layers: list[pd.Series], outlines: np.ndarray, crs: object
) -> np.ndarray:
    every = pd.concat([layer.reset_index(drop=True) for layer in layers])
    return _within(first_come(polygonal(every[every.notna()])), outlines, crs)
