"""The lives of 200,000 plots with 1.5 million milestones, against a plain script.

Ours computes three tables: all milestones with their status, the state of each plot,
and the history of its stage by day. The script computes the same plot by plot, on a
part of the plots; both must say the same before any time is printed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from benchmarks.lifecycledata import ROWS, draw
from benchmarks.lifecyclescript import Script
from benchmarks.memory import forget_peak, peak_mb
from landuse.analysis.lifecycle import life_history, life_milestones, lifecycle
from landuse.policy import Policy, load_policy
from landuse.resources import data_path

__all__ = ["lives"]

AS_OF, UNTIL = date(2022, 9, 30), date(2023, 9, 30)
SCRIPTED = 2_000  #: plots of the script, which would take minutes for all
STATE = ("lifecycle_stage", "next_stage", "next_due_date", "is_overdue")
STEP = ("parcel_id", "stage", "planned_date", "actual_date", "status")
LINE = ("parcel_id", "since", "stage", "is_overdue")
Frames = tuple[pd.DataFrame, pd.DataFrame]


def tables(frames: Frames, policy: Policy) -> dict[str, Callable[[], pd.DataFrame]]:
    """The three tables of ours."""
    plots, rows = frames
    return {
        "milestones": lambda: life_milestones(plots, policy, AS_OF, milestones=rows),
        "states": lambda: lifecycle(plots, None, policy, AS_OF, milestones=rows),
        "history": lambda: life_history(
            plots, policy, AS_OF, until=UNTIL, milestones=rows
        ),
    }


def scripted(frames: Frames, policy: Policy) -> dict[str, list[tuple[Any, ...]]]:
    """The three tables of the script."""
    script = Script(*frames, policy)
    return {
        "milestones": script.steps(AS_OF),
        "states": script.states(AS_OF),
        "history": script.history(AS_OF, UNTIL),
    }


def plain(frame: pd.DataFrame, columns: Iterable[str]) -> list[tuple[Any, ...]]:
    """Rows of plain values."""
    parts = []
    for name in columns:
        values = frame[name].tolist()
        values = [None if pd.isna(value) else value for value in values]
        days = [v.date() if isinstance(v, pd.Timestamp) else v for v in values]
        parts.append(days)
    return list(zip(*parts, strict=True))


def check_equal(
    ours: dict[str, pd.DataFrame], script: dict[str, list[tuple[Any, ...]]]
) -> None:
    """Stop if the two do not say the same."""
    steps = ours["milestones"]
    # Of reviews ours has a row each; the script has none.
    usual = ~steps["stage"].isin(["supervised", "exited"])
    found = {
        "milestones": plain(steps[usual], STEP),
        "states": plain(ours["states"], STATE),
        "history": plain(ours["history"], LINE),
    }
    for name, rows in found.items():
        wrong = set(rows) ^ set(script[name])
        if len(rows) != len(script[name]) or wrong or rows != script[name]:
            msg = f"the script and ours differ in {name}: {sorted(map(str, wrong))[:4]}"
            raise SystemExit(msg)
        print(f"results equal: {len(rows):,} rows of {name}")


def lives(count: int, runs: int) -> None:
    """Print seconds of both, equal results first, and the peak of memory.

    Ours is compared with the script by CPU: walls drift on a shared machine.
    """
    policy = load_policy(str(data_path("sample_data", "policy.toml")))
    few = draw(min(SCRIPTED, count))
    began = time.process_time()
    script = scripted(few, policy)
    naive = time.process_time() - began
    check_equal({name: t() for name, t in tables(few, policy).items()}, script)
    frames = draw(count)
    forget_peak()
    walls: dict[str, list[float]] = {}
    cpus: dict[str, list[float]] = {}
    for _ in range(runs):
        for name, table in tables(frames, policy).items():
            wall, cpu = time.perf_counter(), time.process_time()
            table()
            walls.setdefault(name, []).append(time.perf_counter() - wall)
            cpus.setdefault(name, []).append(time.process_time() - cpu)
    seconds = {name: median(found) for name, found in walls.items()}
    print(f"{count:,} plots, {int(count * ROWS):,} milestones, median of {runs} runs")
    for name, found in seconds.items():
        print(f"{name:<12}{found:>8.2f} s, CPU {median(cpus[name]):.2f} s")
    total, cpu = sum(seconds.values()), sum(map(median, cpus.values()))
    print(f"{'all':<12}{total:>8.2f} s, CPU {cpu:.2f} s, peak {peak_mb():,.0f} MB")
    print(f"a script of rows: CPU {naive:.2f} s for {len(few[0]):,} plots")
    print(f"per plot: {naive / len(few[0]) / (cpu / count):.0f}x of the CPU")
