"""``make bench``: medians, ratios and peak memory, ours and naive turn by turn.

Walls drift on a shared machine, so the two run alternately and the ratio is the
figure to quote. Results must be equal before any time is printed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.generate import write_city
from benchmarks.geometry import geometry
from benchmarks.grading import grading
from benchmarks.ledger import ledger_speed
from benchmarks.lifecycle import lives
from benchmarks.plantedcheck import planted_check
from benchmarks.rules import rules
from benchmarks.scaling import scaling
from benchmarks.shapefile import read_shapefile

SIDES = ("ours", "naive")
CASES = (
    "geometry",
    "scaling",
    "planted",
    "city",
    "rules",
    "read_shapefile",
    "ledger",
    "grading",
    "lifecycle",
)
#: Areas differ by how an edge is read: straight in the plane, or a geodesic.
AREA_PPM = 1.0


def one_run(side: str, folder: Path) -> dict[str, Any]:
    """Run one side in this process; seconds, CPU and peak memory."""
    module = importlib.import_module(f"benchmarks.{side}")
    seconds, results, began = {}, {}, time.perf_counter()
    for name, result in module.steps(folder):
        now = time.perf_counter()
        seconds[name], began, results[name] = now - began, now, result
    usage = resource.getrusage(resource.RUSAGE_SELF)
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"seconds": seconds, "results": results, "peak_mb": peak}


def in_process(side: str, folder: Path) -> dict[str, Any]:
    """The same in a fresh process."""
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "--side",
        side,
        "--folder",
        str(folder),
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ)
    return json.loads(done.stdout)


def check_equal(ours: dict[str, Any], naive: dict[str, Any]) -> None:
    """Stop if the two sides do not say the same."""
    for name in ("read", "zones", "flags"):
        if ours[name] != naive[name]:
            sys.exit(f"results differ in {name}: {ours[name]} and {naive[name]}")
    ppm = abs(ours["areas"] / naive["areas"] - 1) * 1e6
    if ppm > AREA_PPM:
        sys.exit(f"areas differ by {ppm:.2f} ppm")
    print(f"results equal: {ours['flags']:,} idle parcels, areas within {ppm:.3f} ppm")


def report(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Print medians by step, the ratio, and peak memory."""
    check_equal(runs["ours"][0]["results"], runs["naive"][0]["results"])
    names = list(runs["ours"][0]["seconds"])
    print(f"{'step':<8}{'ours s':>10}{'naive s':>10}{'ratio':>8}")
    totals = dict.fromkeys(SIDES, 0.0)
    for name in names:
        figures = {s: median(r["seconds"][name] for r in runs[s]) for s in SIDES}
        _line(name, figures)
        totals = {side: totals[side] + figures[side] for side in SIDES}
    _line("all", totals)
    peaks = {side: max(run["peak_mb"] for run in runs[side]) for side in SIDES}
    print(f"{'peak MB':<8}{peaks['ours']:>10.0f}{peaks['naive']:>10.0f}")


def _line(name: str, figures: dict[str, float]) -> None:
    ratio = figures["naive"] / figures["ours"]
    print(f"{name:<8}{figures['ours']:>10.2f}{figures['naive']:>10.2f}{ratio:>7.1f}x")


def main() -> None:
    """Generate, run alternately, report."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--parcels", type=int, help="100,000; 200,000 to read")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.side:
        print(json.dumps(one_run(options.side, options.folder)))
        return
    for case in [options.case] if options.case else CASES:
        one_case(case, options.parcels, options.runs)


def one_case(case: str, count: int | None, runs: int) -> None:
    """Print the table of one case."""
    if case == "scaling":
        scaling(runs)
    elif case == "planted":
        planted_check(runs)
    else:
        measure, usual = {
            "geometry": (geometry, 100_000),
            "city": (whole_city, 100_000),
            "rules": (rules, 1_000_000),
            "grading": (grading, 100_000),
            "lifecycle": (lives, 200_000),
            "ledger": (ledger_speed, 100_000),
            "read_shapefile": (read_shapefile, 200_000),
        }[case]
        measure(count or usual, runs)


def whole_city(count: int, number: int) -> None:
    """From files to idle parcels, ours and naive."""
    with tempfile.TemporaryDirectory() as folder:
        write_city(Path(folder), count)
        runs: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        for _ in range(number):
            for side in SIDES:
                runs[side].append(in_process(side, Path(folder)))
    print(f"{count:,} parcels, median of {number} runs, alternately")
    report(runs)


if __name__ == "__main__":
    main()
