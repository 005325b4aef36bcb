"""Time per parcel from 20,000 to 1,000,000, and what of planted faults is found."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np

from benchmarks.generate import CRS, make_parcels
from benchmarks.geometrydata import ZONES, cells
from benchmarks.planted import gap_scores, plant
from landuse.analysis.areas import geometry_area
from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.analysis.shares import shares
from landuse.analysis.topology import gaps, overlaps
from landuse.analysis.zones import zone_of

SIZES = (20_000, 100_000, 1_000_000)
FAULTY = (20_000, 200_000)
_FLAT = 1.5
_LIMITS = ShapeLimits(0.5, 0.05, 1.0, 0.0, 1.0, (114, 35, 117, 37))

Step = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Any]
STEPS: dict[str, Step] = {
    "area": lambda parcels, _: geometry_area(parcels.geometry.to_numpy(), CRS),
    "zone": zone_of,
    "shares": shares,
    "overlaps": lambda parcels, _: overlaps(parcels, tolerance_m2=1e-3),
    "gaps": lambda parcels, _: gaps(parcels, max_area_m2=50, max_width_m=0.5),
    "shapes": lambda parcels, _: shape_faults(parcels, limits=_LIMITS),
}


def scaling(runs: int) -> None:
    """Print microseconds a parcel by size; flat is within 1.5 times."""
    cost: dict[str, list[float]] = {name: [] for name in STEPS}
    for count in SIZES:
        parcels = make_parcels(np.random.default_rng(4109), count)
        zones = cells(parcels, ZONES)
        for name, step in STEPS.items():
            times = [_seconds(step, parcels, zones) for _ in range(runs)]
            cost[name].append(min(times) / count * 1e6)
    print(
        "us a parcel   " + "".join(f"{size:>12,}" for size in SIZES) + "   most/least"
    )
    for name, figures in cost.items():
        ratio = figures[-1] / figures[0]
        flat = "flat" if ratio <= _FLAT else "NOT FLAT"
        row = "".join(f"{figure:>12.2f}" for figure in figures)
        print(f"{name:<14}{row}   {ratio:.2f} {flat}")


def _seconds(step: Step, *data: gpd.GeoDataFrame) -> float:
    began = time.perf_counter()
    step(*data)
    return time.perf_counter() - began


def planted_faults() -> None:
    """Print precision and recall of each kind of planted fault."""
    for count in FAULTY:
        made = plant(count)
        began = time.perf_counter()
        found = overlaps(made.frame, tolerance_m2=1e-3)
        holes = gaps(made.frame, max_area_m2=50, max_width_m=0.5)
        faults = shape_faults(made.frame, limits=_LIMITS)
        seconds = time.perf_counter() - began
        sound = found[~found["mended"]]
        pairs = set(zip(sound["left"], sound["right"], strict=True))
        invalid = set(faults.loc[faults["code"] == "INVALID", "place"])
        scores = {
            "bow-ties": _score(invalid, made.bow_ties),
            "overlaps": _score(pairs, made.overlaps),
            "gaps": gap_scores(made, holes),
        }
        print(f"{count:,} parcels with planted faults: {seconds:.2f} s")
        for name, (precision, recall) in scores.items():
            print(f"  {name:<10} precision {precision:.4f}  recall {recall:.4f}")


def _score(found: set[Any], planted: set[Any]) -> tuple[float, float]:
    hits = len(found & planted)
    return hits / max(len(found), 1), hits / max(len(planted), 1)
