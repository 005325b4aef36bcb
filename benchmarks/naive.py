"""What a script by hand does: read_file, Geod in a loop, gpd.overlay, iterrows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import Geod

AS_OF = pd.Timestamp("2022-09-30")


def steps(folder: Path) -> Iterator[tuple[str, object]]:
    """Do one step after the other; yield its name and what to compare."""
    parcels = gpd.read_file(folder / "parcels.gpkg")
    zones = gpd.read_file(folder / "zones.gpkg")
    yield "read", len(parcels)
    geod = Geod(ellps="GRS80")
    degrees = parcels.to_crs(4490).geometry
    area = sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in degrees)
    yield "areas", round(area, 1)
    pieces = gpd.overlay(parcels[["parcel_id", "geometry"]], zones)
    pieces["part"] = pieces.area
    largest = pieces.sort_values("part").drop_duplicates("parcel_id", keep="last")
    yield "zones", largest["zone_id"].value_counts().sort_index().to_dict()
    yield "flags", sum(_is_idle(row) for _, row in parcels.iterrows())


def _is_idle(row: pd.Series) -> bool:
    due = row["due_start_date"]
    if pd.isna(due):
        if pd.isna(row["delivery_date"]) or row["delivery_date"] > AS_OF:
            return False
        due = row["delivery_date"] + pd.DateOffset(years=1)
    started = pd.notna(row["start_date"]) and row["start_date"] <= AS_OF
    completed = pd.notna(row["completion_date"]) and row["completion_date"] <= AS_OF
    signs = row["started_area_m2"] > 0 or pd.notna(row["suspended_since"])
    waiting = not started and not completed and not signs
    return bool(waiting and due + pd.DateOffset(years=1) <= AS_OF)
