"""Geometry, ours against the naive geopandas way: equal results first, then time.

Each side of a case runs in a process of its own, turn by turn, so that its peak
memory is its own; the layers are made once, before, and read by both.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median
from typing import Any

import geopandas as gpd

from benchmarks.geometrycases import CASES
from benchmarks.memory import forget_peak, peak_mb

_RELATIVE = 1e-6
_SIDES = ("ours", "naive")
_HEAD = (
    f"{'case':<15}{'parcels':>9}{'ours s':>8}{'naive s':>8}{'ratio':>8}  "
    f"{'goal':<13}{'CPU s':>7}{'naive':>7}{'ratio':>8}{'peak MB':>9}{'naive':>7}"
)


def geometry(count: int, runs: int, only: str | None = None) -> None:
    """Print one line for each case, then what each of them is."""
    print(f"geometry, ours against a naive script in turn, median of {runs} runs")
    print(_HEAD)
    for name in [only] if only else CASES:
        with tempfile.TemporaryDirectory() as folder:
            print(_line(name, count, runs, Path(folder)), flush=True)
    for name in [only] if only else CASES:
        print(f"  {name}: {CASES[name].what}")
    print("  parcels: 4 to 40 vertices, edge to edge in blocks of 25, streets of 12 m")


def _line(name: str, count: int, runs: int, folder: Path) -> str:
    case = CASES[name]
    count = max(1, round(count * case.share))
    for number, frame in enumerate(case.prepare(count)):
        frame.to_parquet(folder / f"{number}.parquet")
    turns: dict[str, list[dict[str, Any]]] = {side: [] for side in _SIDES}
    for _ in range(runs):
        for side, done in turns.items():
            done.append(_in_process(name, side, folder))
    for ours, naive in zip(turns["ours"], turns["naive"], strict=True):
        _check_equal(name, ours["result"], naive["result"])
    wall, cpu = (
        [median(turn[key] for turn in turns[side]) for side in _SIDES]
        for key in ("seconds", "cpu")
    )
    peak = [max(turn["peak_mb"] for turn in turns[side]) for side in _SIDES]
    return (
        f"{name:<15}{count:>9,}{wall[0]:>8.2f}{wall[1]:>8.2f}"
        f"{wall[1] / wall[0]:>7.1f}x  {_goal(case.least, wall):<13}"
        f"{cpu[0]:>7.2f}{cpu[1]:>7.2f}{cpu[1] / cpu[0]:>7.1f}x"
        f"{peak[0]:>9.0f}{peak[1]:>7.0f}"
    )


def _goal(least: float | None, wall: list[float]) -> str:
    if least is None:
        return ""
    return f"{least:g}x {'met' if wall[1] >= least * wall[0] else 'MISSED'}"


def _check_equal(case: str, ours: list[float], naive: list[float]) -> None:
    close = len(ours) == len(naive) and all(
        abs(a - b) <= _RELATIVE * max(abs(a), abs(b), 1)
        for a, b in zip(ours, naive, strict=True)
    )
    if not close:
        sys.exit(f"results differ in {case}: {ours} and {naive}")


def _in_process(case: str, side: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.geometry", case, side, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def one_side(case: str, side: str, folder: Path) -> dict[str, Any]:
    """Read the layers, then time one side."""
    warnings.filterwarnings("ignore", message=".*keep_geom_type.*")
    layers = [gpd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))]
    run = getattr(CASES[case], side)
    forget_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    result = run(*layers)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "seconds": wall,
        "cpu": cpu,
        "result": [float(x) for x in result],
        "peak_mb": peak_mb(),
    }


if __name__ == "__main__":
    print(json.dumps(one_side(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
