"""Parcels of any number that share their edges, nine zones, dates; fixed seed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ORIGIN = (580_000.0, 3_950_000.0)
SIDE = 90.0
ZONES = 9
CRS = "EPSG:4547"


def write_city(folder: Path, count: int, seed: int = 4109) -> None:
    """Write ``parcels.gpkg`` and ``zones.gpkg`` for a city of ``count`` parcels."""
    rng = np.random.default_rng(seed)
    parcels = make_parcels(rng, count)
    parcels.to_file(folder / "parcels.gpkg", layer="parcels")
    _zones(rng, parcels).to_file(folder / "zones.gpkg", layer="zones")


def make_parcels(rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    """Parcels with dates and figures that share their edges."""
    side = int(np.ceil(count**0.5))
    grid = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), axis=-1)
    corners = grid * SIDE + rng.uniform(-25, 25, grid.shape) + ORIGIN
    along = corners[:, :-1] * 0.5 + corners[:, 1:] * 0.5
    along += rng.uniform(-8, 8, along.shape)
    upward = corners[:-1] * 0.5 + corners[1:] * 0.5
    upward += rng.uniform(-8, 8, upward.shape)
    ring = [
        corners[:-1, :-1],
        along[:-1],
        corners[:-1, 1:],
        upward[:, 1:],
        corners[1:, 1:],
        along[1:],
        corners[1:, :-1],
        upward[:, :-1],
    ]
    rings = np.stack([part.reshape(-1, 2)[:count] for part in ring], axis=1)
    geometry = shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1))
    return gpd.GeoDataFrame(_facts(rng, count), geometry=geometry, crs=CRS)


def _parcel_code(number: int) -> str:
    district, serial = divmod(number, 99_999)
    return f"4109280010{district + 1:02d}GB{serial + 1:05d}"


def _facts(rng: np.random.Generator, count: int) -> pd.DataFrame:
    def days(first: str, spread: int, share: float) -> pd.Series:
        start = np.datetime64(first)
        dates = pd.Series(start + rng.integers(0, spread, count))
        return dates.where(pd.Series(rng.random(count) < share))

    start = days("2017-01-01", 1800, 0.8)
    started_area = pd.Series(rng.uniform(0, 1e4, count).round(2)).where(start.notna())
    return pd.DataFrame(
        {
            "parcel_id": [_parcel_code(i) for i in range(count)],
            "land_use": "工业用地",
            "supply_method": "挂牌出让",
            "supply_date": days("2015-01-01", 1500, 1.0),
            "contract_date": days("2015-01-01", 1500, 1.0),
            "price_yuan": rng.uniform(1e5, 1e7, count).round(2),
            "registered_area_m2": rng.uniform(5e3, 2e4, count).round(2),
            "due_delivery_date": days("2016-01-01", 1500, 1.0),
            "delivery_date": days("2016-01-01", 1500, 0.95),
            "due_start_date": days("2017-01-01", 1800, 0.97),
            "start_date": start,
            "suspended_since": days("2019-01-01", 1200, 0.05),
            "due_completion_date": days("2019-01-01", 1800, 0.97),
            "completion_date": days("2019-01-01", 1800, 0.6),
            "started_area_m2": started_area,
            "should_start_area_m2": rng.uniform(5e3, 1e4, count).round(2),
            "paid_investment_yuan": rng.uniform(0, 1e7, count).round(2),
            "total_investment_yuan": rng.uniform(5e6, 1e7, count).round(2),
        }
    )


def _zones(rng: np.random.Generator, parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, south, east, north = parcels.total_bounds
    places = rng.uniform((west, south), (east, north), (ZONES, 2))
    cells = shapely.voronoi_polygons(
        shapely.multipoints(places), extend_to=shapely.box(west, south, east, north)
    )
    shapes = shapely.segmentize(shapely.get_parts(cells), 50.0)
    names = [f"Z{i + 1}" for i in range(ZONES)]
    return gpd.GeoDataFrame({"zone_id": names, "zone": names}, geometry=shapes, crs=CRS)
