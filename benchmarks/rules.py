"""All rules about parcels over a million of them, against a loop over rows.

Of the parcels about one in fifty is idle, as in the worst zones that were published;
the rest is in use or not yet due. Evidence is built for the kept findings only.
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from benchmarks.memory import forget_peak, peak_mb
from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.resources import data_path
from landuse.testing import make_enterprises, make_parcels

AS_OF = "2022-09-30"
LOOPED = 50_000  #: rows of the loop, which would take minutes for all


def draw(count: int) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Parcels, most of them in use, and their enterprises."""
    dice = np.random.default_rng(1)
    one = make_parcels()
    frame = pd.DataFrame(
        {
            name: pd.Series([None], dtype=one[name].dtype).repeat(count).array
            for name in one.columns.drop("geometry")
        }
    )
    idle, young = dice.random(count) < 0.02, dice.random(count) < 0.05
    started = ~idle & ~young
    due = _days(dice, 0, 1500, count)
    frame["parcel_id"] = np.arange(count).astype(str)
    frame["supply_date"] = due - pd.Timedelta(days=200)
    frame["contract_date"] = frame["supply_date"]
    frame["due_start_date"] = due.where(~young, pd.Timestamp("2022-06-01"))
    frame["start_date"] = (due + pd.Timedelta(days=90)).where(started)
    frame["completion_date"] = (due + pd.Timedelta(days=700)).where(started)
    frame["due_completion_date"] = due + pd.Timedelta(days=900)
    for name, low, high in (
        ("registered_area_m2", 9_000, 11_000),
        ("floor_area_m2", 9_000, 20_000),
        ("footprint_area_m2", 5_000, 8_000),
    ):
        frame[name] = dice.uniform(low, high, count)
    frame["enterprise_id"] = (np.arange(count) // 2).astype(str)
    square = one.geometry.iloc[0]
    parcels = gpd.GeoDataFrame(frame, geometry=np.full(count, square), crs=one.crs)
    half = count // 2
    enterprises = make_enterprises(
        enterprise_id=np.arange(half).astype(str).tolist(),
        tax_yuan=dice.uniform(2e6, 5e6, half).tolist(),
        operating_state="operating",
    )
    return parcels, enterprises


def _days(dice: np.random.Generator, low: int, high: int, count: int) -> pd.Series:
    days = pd.to_timedelta(dice.integers(low, high, count), unit="D")
    return pd.Series(pd.Timestamp("2016-01-01") + days).astype("datetime64[s]")


def loop(parcels: pd.DataFrame) -> set[str]:
    """Idle land as a script finds it: row by row."""
    day = pd.Timestamp(AS_OF)
    found = set()
    for _, row in parcels.iterrows():
        due = row["due_start_date"]
        if pd.isna(due) or pd.notna(row["start_date"]):
            continue
        if due + relativedelta(years=1) <= day:
            found.add(row["parcel_id"])
    return found


def rules(count: int, runs: int) -> None:
    """Print seconds and peak memory, equal results first."""
    parcels, enterprises = draw(count)
    policy = load_policy(str(data_path("sample_data", "policy.toml")))
    few = parcels.iloc[:LOOPED]
    began = time.perf_counter()
    looped = loop(few)
    naive = time.perf_counter() - began
    times: list[float] = []
    busy: list[float] = []
    forget_peak()
    found: Any = None
    for _ in range(runs):
        began, cpu = time.perf_counter(), time.process_time()
        found = flag(parcels, policy, AS_OF, enterprises=enterprises, keep=("yes",))
        times.append(time.perf_counter() - began)
        busy.append(time.process_time() - cpu)
    ours = set(found.loc[found["rule"] == "idle-not-started", "subject_id"])
    if looped != ours & set(few["parcel_id"]):
        msg = "the loop and the rules do not find the same idle land"
        raise SystemExit(msg)
    tested = sum(rule.subject == "parcel" for rule in policy.rules)
    seconds = median(times)
    ratio = (naive / len(few)) / (seconds / count)
    print(f"results equal: {len(looped):,} idle of {len(few):,} parcels")
    print(
        f"{count:,} parcels, {tested} rules: {seconds:.2f} s "
        f"({median(busy):.2f} s of the processor), kept {len(found):,}"
    )
    print(f"one rule in a loop over rows: {naive:.2f} s for {len(few):,} parcels")
    print(f"per parcel, all rules against one in a loop: {ratio:.0f}x")
    print(f"peak memory {peak_mb():.0f} MB")
