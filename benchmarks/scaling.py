"""Time per parcel from 20,000 to 1,000,000 irregular parcels: the same, if all is well.

Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd

from benchmarks.generate import CRS
from benchmarks.geometrycases import GAP_M, GAP_M2, LIMITS
from benchmarks.geometrydata import ZONES, cells, parcels
from benchmarks.memory import forget_peak, peak_mb
from landuse.analysis.areas import geometry_area
from landuse.analysis.overlay import overlap_areas
from landuse.analysis.shapefaults import shape_faults
from landuse.analysis.shares import shares
from landuse.analysis.topology import gaps, overlaps
from landuse.analysis.zones import zone_of

SIZES = (20_000, 100_000, 1_000_000)
_FLAT = 1.5

Step = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Any]
STEPS: dict[str, Step] = {
    "area": lambda land, _: geometry_area(land.geometry.to_numpy(), CRS),
    "zone": zone_of,
    "parcels x zones": lambda land, zones: overlap_areas(land.geometry, zones.geometry),
    "shares": shares,
    "overlaps": lambda land, _: overlaps(land, tolerance_m2=1e-3),
    "gaps": lambda land, _: gaps(land, max_area_m2=GAP_M2, max_width_m=GAP_M),
    "shapes": lambda land, _: shape_faults(land, limits=LIMITS),
}


def scaling(runs: int) -> None:
    """Print CPU microseconds a parcel by size; flat is within 1.5 times."""
    sizes = [_in_process(count, runs) for count in SIZES]
    print(f"CPU us a parcel, least of {runs} runs, irregular parcels, {ZONES} zones")
    heads = "".join(f"{size:>12,}" for size in SIZES)
    print(f"{'work':<16}{heads}   last/first  goal {_FLAT:g}")
    for name in (*STEPS, "all"):
        figures = [size["cost"][name] for size in sizes]
        ratio = figures[-1] / figures[0]
        flat = "met" if ratio <= _FLAT else "MISSED"
        row = "".join(f"{figure:>12.2f}" for figure in figures)
        print(f"{name:<16}{row}   {ratio:>10.2f}  {flat}")
    row = "".join(f"{size['peak_mb']:>12,.0f}" for size in sizes)
    print(f"{'peak MB':<16}{row}")


def _in_process(count: int, runs: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scaling", str(count), str(runs)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def one_size(count: int, runs: int) -> dict[str, Any]:
    """Make the layers, then time each step."""
    land = parcels(count)
    zones = cells(land, ZONES)
    forget_peak()
    cost = {
        name: min(_seconds(step, land, zones) for _ in range(runs)) / count * 1e6
        for name, step in STEPS.items()
    }
    return {"cost": {**cost, "all": sum(cost.values())}, "peak_mb": peak_mb()}


def _seconds(step: Step, *data: gpd.GeoDataFrame) -> float:
    """Processor time: walls drift on a shared machine, and sizes run one by one."""
    began = time.process_time()
    step(*data)
    return time.process_time() - began


if __name__ == "__main__":
    print(json.dumps(one_size(int(sys.argv[1]), int(sys.argv[2]))))
