"""The cases: data, our way, the naive way; what the two return must be equal.

The naive way is what a geopandas user writes who knows the library: vectorised
where geopandas is, and never one feature at a time but for ``Geod``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely.validation import explain_validity

from benchmarks import geometrydata as data
from benchmarks.generate import CRS
from landuse.analysis.areas import geometry_area
from landuse.analysis.claims import union_area
from landuse.analysis.overlay import overlap_areas, remainders
from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.analysis.topology import gaps, overlaps
from landuse.analysis.zones import zone_of

_TOLERANCE = 1e-3
GAP_M2 = 50.0
GAP_M = 0.5
LIMITS = ShapeLimits(0.5, 0.05, 1.0, 0.0, 1.0, (114, 35, 117, 37))

Frame = gpd.GeoDataFrame
Sums = list[float]


def area(parcels: Frame) -> Sums:
    """Ellipsoidal area, vectorised."""
    return [geometry_area(parcels.geometry.to_numpy(), CRS).sum()]


def naive_area(parcels: Frame) -> Sums:
    """Geod, one parcel after the other."""
    geod = Geod(ellps="GRS80")
    degrees = parcels.to_crs(4490).geometry
    return [sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in degrees)]


def zone(parcels: Frame, zones: Frame) -> Sums:
    """Zone by largest overlap."""
    return _by_zone(zone_of(parcels, zones).set_axis(parcels["parcel_id"]))


def naive_zone(parcels: Frame, zones: Frame) -> Sums:
    """Overlay, area, sort."""
    pieces = gpd.overlay(parcels, zones)
    pieces["part"] = pieces.area
    largest = pieces.sort_values("part").drop_duplicates("parcel_id", keep="last")
    return _by_zone(largest.set_index("parcel_id")["zone_id"])


def _by_zone(zone: pd.Series) -> Sums:
    """How many each zone has, and which: the sum of their numbers."""
    number = zone.index.str[1:].astype(int).to_series(index=zone.index)
    table = number.groupby(zone).agg(["count", "sum"]).sort_index()
    return [float(figure) for figure in table.to_numpy().ravel()]


def plan(parcels: Frame, plans: Frame) -> Sums:
    """Areas of parcels x plan polygons."""
    found = overlap_areas(parcels.geometry, plans.geometry)
    ids = parcels["parcel_id"].to_numpy()[found["left"]]
    return _by_pair(ids, plans["zone_id"].to_numpy()[found["right"]], found["area_m2"])


def naive_plan(parcels: Frame, plans: Frame) -> Sums:
    """Overlay, then area."""
    pieces = gpd.overlay(parcels, plans)
    found = geometry_area(pieces.geometry.to_numpy(), CRS)
    return _by_pair(pieces["parcel_id"], pieces["zone_id"], found)


def _by_pair(parcel: pd.Series, zone: pd.Series, area: pd.Series) -> Sums:
    """Area, pairs, and a sum in which each pair has a weight of its own."""
    area = np.asarray(area)
    weight = pd.Series(parcel).str[1:].astype(int).to_numpy() % 1009
    weight = weight + pd.Series(zone).str[1:].astype(int).to_numpy()
    return [area.sum(), (area > _TOLERANCE).sum(), (area * weight).sum()]


def union(claims: Frame) -> Sums:
    """Each square metre once, credited to a claim."""
    return [shapely.area(union_area(claims.geometry.to_numpy(), CRS).parts).sum()]


def naive_union(claims: Frame) -> Sums:
    """union_all."""
    return [claims.union_all().area]


def coverage(parcels: Frame) -> Sums:
    """Overlaps within a layer."""
    found = overlaps(parcels, tolerance_m2=_TOLERANCE)
    places = (found["left"] + found["right"]).sum()
    return [len(found), found["area_m2"].sum(), places]


def naive_coverage(parcels: Frame) -> Sums:
    """The layer joined with itself, every pair intersected."""
    joined = gpd.sjoin(parcels, parcels, predicate="intersects")
    joined = joined[joined.index < joined["index_right"]]
    other = parcels.geometry.loc[joined["index_right"]].reset_index(drop=True)
    pieces = joined.geometry.reset_index(drop=True).intersection(other)
    found = geometry_area(pieces.to_numpy(), CRS)
    kept = found > _TOLERANCE
    places = (joined.index[kept] + joined["index_right"][kept]).sum()
    return [kept.sum(), found[kept].sum(), places]


def holes(parcels: Frame) -> Sums:
    """Gaps: small holes and hair gaps."""
    found = gaps(parcels, max_area_m2=GAP_M2, max_width_m=GAP_M)
    return [len(found), found.area.sum()]


def naive_holes(parcels: Frame) -> Sums:
    """The holes of the union that are small."""
    whole = parcels.union_all()
    rings = [ring for part in whole.geoms for ring in part.interiors]
    area = shapely.area(shapely.polygons(rings))
    small = (area > _TOLERANCE) & (area <= GAP_M2)
    return [small.sum(), area[small].sum()]


def rest(parcels: Frame, batches: Frame) -> Sums:
    """Batches less parcels, proved."""
    return [remainders(batches.geometry, parcels.geometry)[0].area.sum()]


def naive_rest(parcels: Frame, batches: Frame) -> Sums:
    """Overlay, how difference."""
    left = gpd.overlay(batches, parcels, how="difference", keep_geom_type=True)
    return [left.area.sum()]


def shapes(parcels: Frame) -> Sums:
    """All faults of single shapes, counted where the naive script looks too."""
    code = shape_faults(parcels, limits=LIMITS)["code"]
    return [(code == "INVALID").sum(), (code == "DUPLICATE_VERTEX").sum()]


def naive_shapes(parcels: Frame) -> Sums:
    """explain_validity and a loop over vertices."""
    invalid = doubled = 0
    for shape in parcels.geometry:
        invalid += explain_validity(shape) != "Valid Geometry"
        for part in getattr(shape, "geoms", [shape]):
            for ring in (part.exterior, *part.interiors):
                xy = list(ring.coords)
                doubled += sum(a == b for a, b in pairwise(xy))
    return [invalid, doubled]


@dataclass(frozen=True, slots=True)
class Case:
    """A line of the table."""

    prepare: Callable[[int], data.Frames]
    ours: Callable[..., Sums]
    naive: Callable[..., Sums]
    least: float | None  #: the ratio that is the goal
    what: str  #: the data and the naive way
    share: float = 1.0  #: of the parcels, where the naive way takes too long


CASES: dict[str, Case] = {
    "area": Case(
        data.alone,
        area,
        naive_area,
        5,
        "ellipsoidal area of each parcel; Geod in a loop",
    ),
    "zone": Case(
        data.in_zones,
        zone,
        naive_zone,
        15,
        f"zone of each parcel, {data.ZONES} zones with a vertex every 50 m; "
        "overlay, area, sort",
    ),
    "parcels x plan": Case(
        data.in_plans,
        plan,
        naive_plan,
        3,
        f"area of each parcel in each of {data.PLANS} plan areas, a vertex every "
        "50 m; overlay, area",
    ),
    "union": Case(
        data.claims,
        union,
        naive_union,
        4,
        "every 20th parcel claimed twice; union_all",
    ),
    "union, wider": Case(
        data.wider_claims,
        union,
        naive_union,
        4,
        "every 20th parcel claimed again, 3 m wider all round; union_all",
    ),
    "coverage": Case(
        data.with_faults,
        coverage,
        naive_coverage,
        4,
        "overlaps, 0.3 % of the parcels planted with each of overlap, gap and hair "
        "gap; sjoin with itself, intersection",
    ),
    "gaps": Case(
        data.with_faults,
        holes,
        naive_holes,
        None,
        f"gaps up to {GAP_M2:g} m2 or {GAP_M:g} m wide in the same layer; holes of "
        "union_all",
    ),
    "remainders": Case(
        data.in_plans,
        rest,
        naive_rest,
        None,
        f"{data.PLANS} batches less the parcels, proved; overlay, how difference",
        0.1,
    ),
    "shapes": Case(
        data.with_all_faults,
        shapes,
        naive_shapes,
        None,
        "validity, doubled vertices, ours also spikes, slivers, tiny rings, region; "
        "explain_validity and a loop",
    ),
}
