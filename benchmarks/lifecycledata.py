"""Plots in all stages of their lives with their milestones, drawn by dice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.schema import conform
from landuse.testing import make_parcels

ROWS = 7.5  #: milestones of a plot
ZONES = 180
#: Of each stage its column, that of its agreed day, and days since the one before.
STAGES = {
    "prepared": ("prepared_date", None, 40),
    "announced": ("notice_date", None, 30),
    "granted": ("contract_date", None, 40),
    "delivered": ("delivery_date", "due_delivery_date", 60),
    "started": ("start_date", "due_start_date", 200),
    "completed": ("completion_date", "due_completion_date", 600),
    "producing": ("production_date", "due_production_date", 150),
    "full_production": ("full_production_date", "due_full_production_date", 500),
    "accepted": ("acceptance_date", "due_acceptance_date", 90),
    "supervised": (None, None, 360),
}
#: Those of standard land only.
STANDARD = ("prepared", "announced", "supervised")
ONCE = tuple(STAGES)[:-1]
_UNITS = ("自然资源局", "集聚区管委会", None)


def draw(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Canonical parcels, and milestones: planned, held, failed and held again."""
    dice = np.random.default_rng(8)
    begun = np.datetime64("2012-01-01") + dice.integers(0, 3_600, count)
    steps = {n: dice.integers(1, 2 * s[2], count) for n, s in STAGES.items()}
    days, day = {}, begun
    for name in ONCE:
        day = day + steps[name]
        days[name] = day
    reach = dice.integers(0, len(STAGES) + 1, count)
    parcels = _parcels(dice, count, days, reach)
    return parcels, _milestones(dice, count, days, reach)


def _parcels(
    dice: np.random.Generator,
    count: int,
    days: dict[str, np.ndarray],
    reach: np.ndarray,
) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for place, (name, (fact, due, _)) in enumerate(STAGES.items()):
        if fact is not None:
            columns[fact] = _some(dice, days[name], (reach > place), 0.9)
        if due is not None:
            agreed = days[name] + dice.integers(-90, 90, count)
            columns[due] = _some(dice, agreed, np.ones(count, bool), 0.7)
    late = dice.random(count) < 0.2
    columns["extended_start_date"] = _some(dice, days["started"] + 30, late, 1.0)
    columns["extension_date"] = _some(dice, days["started"] - 90, late, 0.8)
    columns["exit_date"] = _some(dice, days["accepted"] + 700, reach > 8, 0.1)
    columns["is_standard_land"] = pd.array(dice.random(count) < 0.5, "boolean")
    columns["zone_id"] = [f"Z{n % ZONES:03d}" for n in range(count)]
    plots = make_parcels(parcel_id=[f"P{n:07d}" for n in range(count)])
    return plots.assign(**columns)


def _milestones(
    dice: np.random.Generator,
    count: int,
    days: dict[str, np.ndarray],
    reach: np.ndarray,
) -> pd.DataFrame:
    total = int(count * ROWS)
    plot, names = dice.integers(0, count, total), np.array(list(STAGES))
    stage = dice.integers(0, len(STAGES), total)
    table = np.stack([*days.values(), days["accepted"]])
    again = 365 * dice.integers(1, 9, total)
    planned = table[stage, plot] + np.where(stage == len(STAGES) - 1, again, 0)
    held = planned + dice.integers(-60, 60, total)
    done = (reach[plot] > stage) & (dice.random(total) < 0.8)
    said = dice.random(total)
    result = np.array(["pass", "fail", "partial", None])[
        np.searchsorted([0.6, 0.8, 0.9], said)
    ]
    columns = {
        "parcel_id": [f"P{n:07d}" for n in plot],
        "stage": names[stage],
        "planned_date": _some(dice, planned, np.ones(total, bool), 0.7),
        "agreed_date": _some(dice, planned - 500, np.ones(total, bool), 0.6),
        "actual_date": _some(dice, held, done, 1.0),
        "result": np.where(done, result, None),
        "document_no": np.where(dice.random(total) < 0.5, "文1号", None),
        "responsible_unit": np.array(_UNITS)[dice.integers(0, 3, total)],
    }
    return conform(pd.DataFrame(columns), "milestones")


def _some(
    dice: np.random.Generator, days: np.ndarray, where: np.ndarray, share: float
) -> np.ndarray:
    """Days where something holds, and there only some of them."""
    shown = where & (dice.random(len(days)) < share)
    return np.where(shown, days.astype("datetime64[s]"), np.datetime64("NaT", "s"))
