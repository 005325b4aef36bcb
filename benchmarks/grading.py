"""Grading of 100,000 enterprises in three years, against a script that applies rows.

The script does what such scripts do: a function for each row, a loop over zones. Both
must give the same grades before any time is printed.
"""

from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from landuse.analysis.grading import grade
from landuse.policy import Policy, load_policy
from landuse.resources import data_path
from landuse.testing import make_enterprises

YEARS = (2020, 2021, 2022)
ZONES = 180
LOOPED = 10_000  #: enterprises of the script, which would take minutes for all
RATIOS = {
    "tax_yuan_per_mu": ("tax_yuan", "land_mu"),
    "value_added_yuan_per_mu": ("value_added_yuan", "land_mu"),
    "revenue_yuan_per_tce": ("revenue_yuan", "energy_tce"),
    "tax_yuan_per_pollution_t": ("tax_yuan", "pollution_t"),
    "rd_intensity": ("rd_yuan", "revenue_yuan"),
    "value_added_yuan_per_employee": ("value_added_yuan", "employees"),
}
RANGES = {
    "tax_yuan": (1e5, 1e7),
    "revenue_yuan": (1e7, 1e8),
    "value_added_yuan": (1e6, 1e7),
    "energy_tce": (1, 100),
    "pollution_t": (0.01, 1),
    "rd_yuan": (0, 1e6),
    "employees": (10, 100),
    "owned_area_m2": (5_000, 100_000),
}


def draw(count: int) -> pd.DataFrame:
    """Enterprises of three years, three in four above scale."""
    dice = np.random.default_rng(1)
    parts = [
        make_enterprises(
            enterprise_id=[f"E{i:06d}" for i in range(count)],
            year=year,
            zone_id=[f"Z{i % ZONES:03d}" for i in range(count)],
            above_scale=[i % 4 > 0 for i in range(count)],
            **{
                name: np.round(dice.uniform(low, high, count), 2).tolist()
                for name, (low, high) in RANGES.items()
            },
        )
        for year in YEARS
    ]
    return pd.concat(parts, ignore_index=True)


def script(enterprises: pd.DataFrame, policy: Policy, year: int) -> dict[str, str]:
    """Grades of a year, a row at a time."""
    rows = enterprises[enterprises["year"] == year].copy()
    rows["land_mu"] = rows["owned_area_m2"] * 3 / 2000
    found: dict[str, str] = {}
    for (_, above), zone in rows.groupby(["zone_id", "above_scale"]):
        track = "above_scale" if above else "below_scale"
        weights = policy.value(f"grading.{track}.weights")
        means = {
            name: zone[over].sum() / zone[under].sum()
            for name, (over, under) in RATIOS.items()
        }
        scored = zone.join(
            zone.apply(lambda row: _scores(row, weights, means), axis=1)  # noqa: B023
        )
        found |= _graded(scored, above=bool(above))
    return found


def _scores(
    row: pd.Series, weights: dict[str, float], means: dict[str, float]
) -> pd.Series:
    scores = {}
    for name, weight in weights.items():
        over, under = RATIOS[name]
        points = row[over] / row[under] / means[name] * weight
        scores[f"{name}_score"] = round(max(0.0, min(1.5 * weight, points)), 6)
    return pd.Series({**scores, "composite": round(sum(scores.values()), 6)})


def _graded(zone: pd.DataFrame, *, above: bool) -> dict[str, str]:
    ranked = zone.sort_values(
        ["composite", "tax_yuan", "land_mu"], ascending=[False, False, True]
    )
    count = len(ranked)
    half, first, last = (_half_up(count, share) for share in ("0.5", "0.15", "0.1"))
    best = ["tax_yuan_per_mu_score", "rd_intensity_score"]
    worst = ["revenue_yuan_per_tce_score", "tax_yuan_per_pollution_t_score"]
    grades = dict.fromkeys(ranked["enterprise_id"], "B")
    pools = (
        (ranked[:half], best, slice(0, first), "A"),
        (ranked[half:], worst, slice(max(count - half - last, 0), None), "C"),
    )
    for pool, names, places, letter in pools:
        score = pool[names].sum(axis=1).round(6) if above else pool["tax_yuan"]
        order = pool.assign(score=score).sort_values(
            ["score", "tax_yuan", "land_mu"], ascending=[False, False, True]
        )
        grades |= dict.fromkeys(order["enterprise_id"].iloc[places], letter)
    return grades


def _half_up(count: int, share: str) -> int:
    return int((Decimal(share) * count).quantize(Decimal(1), ROUND_HALF_UP))


def grading(count: int, runs: int) -> None:
    """Print seconds of both, equal grades first."""
    policy = load_policy(str(data_path("sample_data", "policy.toml")))
    few = draw(min(LOOPED, count))
    began = time.perf_counter()
    scripted = {year: script(few, policy, year) for year in YEARS}
    naive = time.perf_counter() - began
    for year, grades in scripted.items():
        ours = grade(few, policy, year).set_index("enterprise_id")["grade"].to_dict()
        if ours != grades:
            wrong = [name for name, letter in ours.items() if grades[name] != letter]
            msg = f"the script and the scorer differ on {len(wrong)}: {wrong[:3]}"
            raise SystemExit(msg)
    print(f"results equal: {len(few):,} grades")
    enterprises = draw(count)
    times: list[float] = []
    found: Any = None
    for _ in range(runs):
        began = time.perf_counter()
        found = [grade(enterprises, policy, year) for year in YEARS]
        times.append(time.perf_counter() - began)
    total = sum(map(len, found))
    seconds = median(times)
    print(f"{count:,} enterprises x {len(YEARS)} years: {seconds:.2f} s")
    print(f"a script of rows: {naive:.2f} s for {len(few):,}")
    print(f"per enterprise and year: {naive / len(few) / (seconds / total):.0f}x")
