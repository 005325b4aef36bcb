"""The layers of the geometry cases; making them is not timed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.generate import CRS
from benchmarks.planted import irregular, plant

PLANS, ZONES = 250, 9
_SEED = 4109
_EVERY = 20
_WIDER_M = 3.0

Frames = list[gpd.GeoDataFrame]


def parcels(count: int) -> gpd.GeoDataFrame:
    """Irregular parcels in blocks, edge to edge within a block."""
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


def alone(count: int) -> Frames:
    """The parcels."""
    return [parcels(count)]


def in_zones(count: int) -> Frames:
    """The parcels and a few zones."""
    made = parcels(count)
    return [made, cells(made, ZONES)]


def in_plans(count: int) -> Frames:
    """The parcels and many plan areas."""
    made = parcels(count)
    return [made, cells(made, PLANS)]


def with_faults(count: int) -> Frames:
    """The parcels with planted faults, without the invalid ones."""
    frame = plant(count).frame
    return [frame[frame.is_valid].reset_index(drop=True)]


def with_all_faults(count: int) -> Frames:
    """The parcels with planted faults."""
    return [plant(count).frame]


def claims(count: int) -> Frames:
    """Parcels, some of them claimed a second time."""
    shapes = parcels(count).geometry.to_numpy()
    return [_claims(np.concatenate([shapes, shapes[::_EVERY]]))]


def wider_claims(count: int) -> Frames:
    """Parcels, some of them claimed a second time and 3 m more."""
    shapes = parcels(count).geometry.to_numpy()
    more = shapely.buffer(shapes[::_EVERY], _WIDER_M)
    return [_claims(np.concatenate([shapes, more]))]


def _claims(shapes: np.ndarray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapes, crs=CRS)
