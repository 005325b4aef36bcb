"""The cases: data, our way, the naive way; what the two return must be equal."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod
from shapely.validation import explain_validity

from benchmarks.generate import CRS
from benchmarks.planted import irregular, plant
from landuse.analysis.areas import geometry_area
from landuse.analysis.claims import union_area
from landuse.analysis.overlay import overlap_areas, remainders
from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.analysis.topology import overlaps
from landuse.analysis.zones import zone_of

PLANS, ZONES = 250, 9
_SEED = 4109
_TOLERANCE = 1e-3

Sums = list[float]


def _parcels(count: int) -> gpd.GeoDataFrame:
    shapes, _ = irregular(np.random.default_rng(_SEED), count)
    ids = [f"P{i}" for i in range(count)]
    return gpd.GeoDataFrame({"parcel_id": ids}, geometry=shapes, crs=CRS)


def cells(parcels: gpd.GeoDataFrame, number: int) -> gpd.GeoDataFrame:
    """Areas of many vertices that cover the parcels."""
    west, south, east, north = parcels.total_bounds
    places = np.random.default_rng(_SEED).uniform(
        (west, south), (east, north), (number, 2)
    )
    cells = shapely.voronoi_polygons(
        shapely.multipoints(places), extend_to=shapely.box(west, south, east, north)
    )
    shapes = shapely.segmentize(shapely.get_parts(cells), 50.0)
    names = [f"Z{i:03}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"zone_id": names}, geometry=shapes, crs=CRS)


def _alone(count: int) -> tuple[Any, ...]:
    return (_parcels(count),)


def _in_zones(count: int) -> tuple[Any, ...]:
    parcels = _parcels(count)
    return parcels, cells(parcels, ZONES)


def _in_plans(count: int) -> tuple[Any, ...]:
    parcels = _parcels(count)
    return parcels, cells(parcels, PLANS)


def _with_faults(count: int) -> tuple[Any, ...]:
    frame = plant(count).frame
    return (frame[frame.is_valid].reset_index(drop=True),)


def _with_all_faults(count: int) -> tuple[Any, ...]:
    return (plant(count).frame,)


def _claims(count: int) -> tuple[Any, ...]:
    """Parcels, every twentieth of them claimed a second time."""
    shapes = _parcels(count).geometry.to_numpy()
    return (np.concatenate([shapes, shapes[::20]]),)


def _wider_claims(count: int) -> tuple[Any, ...]:
    """Parcels, every twentieth of them claimed a second time and 3 m more."""
    shapes = _parcels(count).geometry.to_numpy()
    return (np.concatenate([shapes, shapely.buffer(shapes[::20], 3.0)]),)


def area(parcels: gpd.GeoDataFrame) -> Sums:
    """Ellipsoidal area, vectorised."""
    return [geometry_area(parcels.geometry.to_numpy(), CRS).sum()]


def naive_area(parcels: gpd.GeoDataFrame) -> Sums:
    """Geod, one parcel after the other."""
    geod = Geod(ellps="GRS80")
    degrees = parcels.to_crs(4490).geometry
    return [sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in degrees)]


def zone(parcels: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Sums:
    """Zone by largest overlap."""
    return list(zone_of(parcels, zones).value_counts().sort_index())


def naive_zone(parcels: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Sums:
    """Overlay, area, sort."""
    pieces = gpd.overlay(parcels, zones)
    pieces["part"] = pieces.area
    largest = pieces.sort_values("part").drop_duplicates("parcel_id", keep="last")
    return list(largest["zone_id"].value_counts().sort_index())


def plan(parcels: gpd.GeoDataFrame, plans: gpd.GeoDataFrame) -> Sums:
    """Areas of parcels x plan polygons."""
    found = overlap_areas(parcels.geometry, plans.geometry)
    return [found["area_m2"].sum(), (found["area_m2"] > _TOLERANCE).sum()]


def naive_plan(parcels: gpd.GeoDataFrame, plans: gpd.GeoDataFrame) -> Sums:
    """Overlay, then area."""
    pieces = gpd.overlay(parcels, plans)
    found = geometry_area(pieces.geometry.to_numpy(), CRS)
    return [found.sum(), (found > _TOLERANCE).sum()]


def union(claims: np.ndarray) -> Sums:
    """Each square metre once, credited to a claim."""
    return [shapely.area(union_area(claims, CRS).parts).sum()]


def naive_union(claims: np.ndarray) -> Sums:
    """union_all."""
    return [gpd.GeoSeries(claims, crs=CRS).union_all().area]


def coverage(parcels: gpd.GeoDataFrame) -> Sums:
    """Overlaps within a layer."""
    found = overlaps(parcels, tolerance_m2=_TOLERANCE)
    return [len(found), found["area_m2"].sum()]


def naive_coverage(parcels: gpd.GeoDataFrame) -> Sums:
    """The layer joined with itself, every pair intersected."""
    joined = gpd.sjoin(parcels, parcels, predicate="intersects")
    joined = joined[joined.index < joined["index_right"]]
    other = parcels.geometry.loc[joined["index_right"]].reset_index(drop=True)
    pieces = joined.geometry.reset_index(drop=True).intersection(other)
    found = geometry_area(pieces.to_numpy(), CRS)
    found = found[found > _TOLERANCE]
    return [len(found), found.sum()]


def rest(parcels: gpd.GeoDataFrame, batches: gpd.GeoDataFrame) -> Sums:
    """Batches less parcels, proved."""
    return [remainders(batches.geometry, parcels.geometry)[0].area.sum()]


def naive_rest(parcels: gpd.GeoDataFrame, batches: gpd.GeoDataFrame) -> Sums:
    """Overlay, how difference."""
    return [gpd.overlay(batches, parcels, how="difference").area.sum()]


def shapes(parcels: gpd.GeoDataFrame) -> Sums:
    """All faults of single shapes, counted where the naive script looks too."""
    limits = ShapeLimits(0.5, 0.05, 1.0, 0.0, 1.0, (114, 35, 117, 37))
    code = shape_faults(parcels, limits=limits)["code"]
    return [(code == "INVALID").sum(), (code == "DUPLICATE_VERTEX").sum()]


def naive_shapes(parcels: gpd.GeoDataFrame) -> Sums:
    """explain_validity and a loop over vertices."""
    invalid = doubled = 0
    for shape in parcels.geometry:
        invalid += explain_validity(shape) != "Valid Geometry"
        for part in getattr(shape, "geoms", [shape]):
            for ring in (part.exterior, *part.interiors):
                xy = list(ring.coords)
                doubled += sum(a == b for a, b in pairwise(xy))
    return [invalid, doubled]


Case = tuple[Callable[..., Any], Callable[..., Sums], Callable[..., Sums]]
CASES: dict[str, Case] = {
    "area": (_alone, area, naive_area),
    "zone": (_in_zones, zone, naive_zone),
    "parcels x plan": (_in_plans, plan, naive_plan),
    "union": (_claims, union, naive_union),
    "union, wider": (_wider_claims, union, naive_union),
    "coverage": (_with_faults, coverage, naive_coverage),
    "remainders": (_in_plans, rest, naive_rest),
    "shapes": (_with_all_faults, shapes, naive_shapes),
}
