"""``read_shapefile``: the accounting reader against pyogrio's fastest, turn by turn.

200,000 parcels with 25 GBK columns, as a bureau's export. Both sides run in one
process, alternately, so that walls that drift hit both; pyogrio only turns
bytes into a frame, ours also checks, converts and accounts for every record.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

import landuse
from benchmarks.generate import make_parcels

#: Field codes of the export by canonical name.
CODES = {
    "parcel_id": "ZDDM",
    "unit_no": "BDCDYH",
    "contract_no": "HTBH",
    "land_use": "TDYT",
    "supply_method": "GDFS",
    "supply_date": "GDRQ",
    "contract_date": "HTQDRQ",
    "price_yuan": "CJJK",
    "registered_area_m2": "ZDMJ",
    "due_delivery_date": "YDJDRQ",
    "delivery_date": "SJJDRQ",
    "due_start_date": "YDKGRQ",
    "start_date": "SJKGRQ",
    "suspended_since": "ZZKFRQ",
    "due_completion_date": "YDJGRQ",
    "completion_date": "SJJGRQ",
    "started_area_m2": "YKGMJ",
    "should_start_area_m2": "YDGMJ",
    "paid_investment_yuan": "YTZE",
    "total_investment_yuan": "ZTZE",
    "floor_area_m2": "JZMJ",
    "footprint_area_m2": "JDMJ",
}
_GOAL = 2.0


def write_shapefile(path: Path, count: int, seed: int = 4109) -> None:
    """Write parcels as a GBK shapefile with 25 columns."""
    rng = np.random.default_rng(seed)
    parcels = make_parcels(rng, count)
    for name in parcels.select_dtypes("datetime").columns:
        parcels[name] = parcels[name].dt.date.astype("date32[pyarrow]")
    numbers = np.arange(count)
    parcels["unit_no"] = parcels["parcel_id"] + "F00010001"
    parcels["contract_no"] = [f"濮国土让{2010 + i % 12}-{i:06d}号" for i in numbers]
    parcels["floor_area_m2"] = rng.uniform(1e3, 3e4, count).round(2)
    parcels["footprint_area_m2"] = rng.uniform(1e3, 1e4, count).round(2)
    parcels["started_area_m2"] = parcels["started_area_m2"].fillna(0.0)
    parcels = parcels.rename(columns=CODES)
    parcels["QLR"] = [f"濮阳市第{i % 5000}化工有限公司" for i in numbers]
    parcels["TDZL"] = [f"濮阳县产业集聚区经{i % 300}路" for i in numbers]
    parcels["BZ"] = pd.Series(["", "已核实"], dtype="str").take(numbers % 2).to_numpy()
    pyogrio.write_dataframe(parcels, path, encoding="GB18030", use_arrow=True)


def _arrow(path: Path) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(path, use_arrow=True, encoding="GB18030")


def _ours(path: Path) -> gpd.GeoDataFrame:
    return landuse.read_parcels(path)[0]


def read_shapefile(count: int, runs: int) -> None:
    """Time both readers alternately and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parcels.shp"
        write_shapefile(path, count)
        sides: dict[str, Callable[[Path], gpd.GeoDataFrame]] = {
            "landuse": _ours,
            "pyogrio": _arrow,
        }
        frames = {name: read(path) for name, read in sides.items()}
        _check_equal(frames["landuse"], frames["pyogrio"])
        columns = frames["pyogrio"].shape[1] - 1
        del frames
        seconds: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(runs):
            for name, read in sides.items():
                began = time.perf_counter()
                read(path)
                seconds[name].append(time.perf_counter() - began)
    _report(count, columns, {name: median(taken) for name, taken in seconds.items()})


def _check_equal(ours: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame) -> None:
    """Both must have read the same before any time counts."""
    same = len(ours) == len(theirs) and all(
        (ours[name].astype("str") == theirs[code].astype("str")).all()
        for name, code in (("parcel_id", "ZDDM"), ("contract_no", "HTBH"))
    )
    area = "registered_area_m2"
    if not same or not np.allclose(ours[area], theirs[CODES[area]]):
        msg = "the two readers did not read the same"
        raise SystemExit(msg)


def _report(count: int, columns: int, medians: dict[str, float]) -> None:
    ratio = medians["landuse"] / medians["pyogrio"]
    print(f"read_shapefile: {count:,} parcels, {columns} columns, GBK")
    for name, taken in medians.items():
        print(f"{name:<10}{taken:>8.2f} s")
    met = "met" if ratio <= _GOAL else "MISSED"
    print(f"ratio {ratio:.2f}, goal at most {_GOAL:g}: {met}")
