"""Geometry, ours against the naive geopandas way: equal results first, then time.

Each side of a case runs in a process of its own, turn by turn, so that its peak
memory is its own; making the data is not timed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from statistics import median
from typing import Any

from benchmarks.geometrycases import CASES

_RELATIVE = 1e-6
_MB = 1024 if sys.platform != "darwin" else 1024**2


def geometry(count: int, runs: int) -> None:
    """Print one line for each case."""
    print(f"geometry of {count:,} parcels, median of {runs} runs, alternately")
    print(f"{'case':<14}{'ours s':>9}{'naive s':>9}{'ratio':>8}{'MB':>7}{'naive':>7}")
    for case in CASES:
        turns: dict[str, list[dict[str, Any]]] = {"ours": [], "naive": []}
        for _ in range(runs):
            for side, done in turns.items():
                done.append(_in_process(case, side, count))
        _check_equal(case, turns["ours"][0]["result"], turns["naive"][0]["result"])
        ours, naive = (median(t["seconds"] for t in turns[s]) for s in turns)
        peaks = [max(turn["peak_mb"] for turn in turns[s]) for s in turns]
        print(
            f"{case:<14}{ours:>9.2f}{naive:>9.2f}{naive / ours:>7.1f}x"
            f"{peaks[0]:>7.0f}{peaks[1]:>7.0f}",
            flush=True,
        )


def _check_equal(case: str, ours: list[float], naive: list[float]) -> None:
    close = len(ours) == len(naive) and all(
        abs(a - b) <= _RELATIVE * max(abs(a), abs(b), 1)
        for a, b in zip(ours, naive, strict=True)
    )
    if not close:
        sys.exit(f"results differ in {case}: {ours} and {naive}")


def _in_process(case: str, side: str, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.geometry", case, side, str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def one_side(case: str, side: str, count: int) -> dict[str, Any]:
    """Make the data, then time one side."""
    prepare, *sides = CASES[case]
    data = prepare(count)
    run = sides[side == "naive"]
    began = time.perf_counter()
    result = run(*data)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB
    return {
        "seconds": seconds,
        "result": [float(x) for x in result],
        "peak_mb": peak,
    }


if __name__ == "__main__":
    print(json.dumps(one_side(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
