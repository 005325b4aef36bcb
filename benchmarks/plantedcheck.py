"""The whole quality check on parcels with planted faults: what it finds, and how fast.

Every rule of the registry runs, on parcels and zones, alone and against each other,
as ``landuse check`` runs them on a project. 0.3 % of the parcels have each kind of
fault: outlines that cross themselves, overlaps, gaps and hair gaps, and faults of
ids, areas, dates and amounts in parcels apart from those. What lies across a zone's
border is not planted, and counted with GEOS beforehand.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.geometrydata import ZONES, cells
from benchmarks.memory import forget_peak, peak_mb
from benchmarks.planted import SHARE, Planted, gap_hits, plant
from landuse.analysis.areas import geometry_area
from landuse.issues import Issue
from landuse.schema import conform
from landuse.steps.judge import cross_issues

#: Parcels, and the goal in seconds.
SIZES = {20_000: 3.0, 200_000: 30.0}
_GOAL_MB = 2048
_ACROSS = 0.01
_DAY = np.timedelta64(1, "D")
_PAIR = " / "
_NO_PARTS = ("ZERO_AREA", "UNIT_SLIP_SUSPECTED")

Wanted = dict[str, set[Any]]


def planted_check(runs: int) -> None:
    """Print one line for each size, then one for each kind of fault."""
    for count, goal in SIZES.items():
        turns = [_in_process(count) for _ in range(runs)]
        seconds = sorted(turn["seconds"] for turn in turns)[len(turns) // 2]
        peak = max(turn["peak_mb"] for turn in turns)
        met = "met" if seconds < goal and peak < _GOAL_MB else "MISSED"
        print(
            f"quality check of {count:,} parcels with planted faults: {seconds:.2f} s "
            f"(CPU {min(turn['cpu'] for turn in turns):.2f} s), {peak:.0f} MB; goal "
            f"{goal:g} s, {_GOAL_MB} MB: {met}"
        )
        print(f"  {'fault':<24}{'planted':>9}{'told':>9}{'precision':>11}{'recall':>9}")
        for code, (planted, told, precision, recall) in turns[0]["scores"].items():
            print(
                f"  {code:<24}{planted:>9,}{told:>9,}{precision:>11.4f}{recall:>9.4f}"
            )


def _in_process(count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.plantedcheck", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def one_check(count: int) -> dict[str, Any]:
    """Plant, check, compare."""
    made = plant(count)
    frames, wanted = canonical(made)
    forget_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    found = cross_issues(frames)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = peak_mb()
    ids = list(frames["parcels"]["parcel_id"])
    scores = scored(found, made, wanted, ids)
    return {"seconds": wall, "cpu": cpu, "peak_mb": peak, "scores": scores}


def canonical(made: Planted) -> tuple[dict[str, pd.DataFrame], Wanted]:
    """Parcels and zones as they come from a reader, and what is wrong, by code."""
    count = len(made.frame)
    rng = np.random.default_rng(count)
    parcels = made.frame.assign(**_facts(rng, made.frame))
    wanted = _plant_facts(rng, parcels, made)
    zones = cells(made.frame, ZONES)
    zones = zones.assign(zone=zones["zone_id"])
    wanted["ACROSS_ZONES"] = _across(parcels, zones)
    frames = {
        "parcels": conform(parcels, "parcels"),
        "zones": conform(zones, "zones"),
    }
    return frames, wanted


def _facts(rng: np.random.Generator, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Dates in order, areas as measured, amounts within bounds."""
    count = len(frame)
    signed = np.datetime64("2014-01-01") + rng.integers(0, 900, count) * _DAY
    area = geometry_area(frame.geometry.to_numpy(), frame.crs).round(2)
    total = rng.uniform(1e7, 5e7, count).round(2)
    return {
        "land_use": "工业用地",
        "supply_method": "挂牌出让",
        "supply_date": signed,
        "contract_date": signed,
        "price_yuan": (area * 300).round(2),
        "registered_area_m2": area,
        "due_delivery_date": signed + 60 * _DAY,
        "delivery_date": signed + 50 * _DAY,
        "due_start_date": signed + 420 * _DAY,
        "start_date": signed + 300 * _DAY,
        "due_completion_date": signed + 1500 * _DAY,
        "completion_date": signed + 1200 * _DAY,
        "should_start_area_m2": (area * 0.8).round(2),
        "started_area_m2": (area * 0.5).round(2),
        "total_investment_yuan": total,
        "paid_investment_yuan": (total * 0.6).round(2),
    }


def _plant_facts(
    rng: np.random.Generator, parcels: gpd.GeoDataFrame, made: Planted
) -> Wanted:
    """Faults of single records, in parcels without a fault of the outline."""
    first, second = zip(*made.overlaps, strict=True)
    taken = {*first, *second, *made.bow_ties, *made.gaps, *made.hair_gaps}
    free = np.setdiff1d(np.arange(len(parcels)), list(taken))
    each = max(1, round(len(parcels) * SHARE))
    days = pd.Timedelta(days=10)
    changes: dict[str, tuple[str, Any]] = {
        "ZERO_AREA": ("registered_area_m2", 0.0),
        "UNIT_SLIP_SUSPECTED": (
            "registered_area_m2",
            lambda rows: rows["registered_area_m2"] / 10_000,
        ),
        "AREA_MISMATCH": (
            "registered_area_m2",
            lambda rows: rows["registered_area_m2"] * 1.2,
        ),
        "DATES_OUT_OF_ORDER": (
            "due_completion_date",
            lambda rows: rows["due_start_date"] - days,
        ),
        "STARTED_BEFORE_SUPPLIED": (
            "supply_date",
            lambda rows: rows["start_date"] + days,
        ),
        "COMPLETED_WITHOUT_START": ("start_date", pd.NaT),
        "STARTED_AREA_TOO_LARGE": (
            "started_area_m2",
            lambda rows: rows["should_start_area_m2"] + 5,
        ),
        "PAID_ABOVE_TOTAL": (
            "paid_investment_yuan",
            lambda rows: rows["total_investment_yuan"] * 2,
        ),
    }
    chosen = rng.choice(free, each * (len(changes) + 1), replace=False)
    groups = np.split(chosen, len(changes) + 1)
    ids = parcels["parcel_id"].to_numpy().copy()
    wanted: Wanted = {}
    for (code, (column, change)), places in zip(changes.items(), groups, strict=False):
        value = change(parcels.loc[places]) if callable(change) else change
        parcels.loc[places, column] = value
        if code in _NO_PARTS:  # a part above its whole would be a second fault
            parcels.loc[places, ["should_start_area_m2", "started_area_m2"]] = np.nan
        wanted[code] = set(ids[places])
    twice = groups[-1][: len(groups[-1]) // 2 * 2].reshape(2, -1)
    parcels.loc[twice[0], "parcel_id"] = ids[twice[1]]
    wanted["DUPLICATE_ID"] = set(ids[twice[1]])
    return wanted


def _across(parcels: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> set[str]:
    """Parcels of which two zones have a share above the tolerance, built by GEOS."""
    shapes, areas = parcels.geometry.to_numpy(), zones.geometry.to_numpy()
    zone, place = shapely.STRtree(shapes).query(shapely.boundary(areas), "intersects")
    valid = shapely.is_valid(shapes[place])
    zone, place = zone[valid], place[valid]
    shared = geometry_area(
        shapely.intersection(shapes[place], areas[zone]), parcels.crs
    )
    share = shared / geometry_area(shapes[place], parcels.crs)
    names, times = np.unique(place[share > _ACROSS], return_counts=True)
    return set(parcels["parcel_id"].to_numpy()[names[times > 1]])


def scored(
    found: Iterable[Issue], made: Planted, wanted: Wanted, ids: list[str]
) -> dict[str, tuple[int, int, float, float]]:
    """Planted and told, precision and recall of each code that is either.

    That a crossed outline, once mended, lies on its neighbours is a consequence of
    the crossing, told as such, and counts as it. A planted vertex on another's edge
    is rounded off it: the one note on overlaps within the tolerance is right.
    """
    told: dict[str, list[Issue]] = {}
    for issue in [issue for issue in found if issue.code != "OVERLAP_SLIGHT"]:
        told.setdefault(issue.code, []).append(issue)
    crossed = {ids[place] for place in made.bow_ties}
    names = {
        code: [issue.feature for issue in issues if issue.feature not in crossed]
        for code, issues in told.items()
    }
    names["INVALID_GEOMETRY"] = [i.feature for i in told.pop("INVALID_GEOMETRY", [])]
    names["OVERLAP"] = [
        name
        for name in names.get("OVERLAP", [])
        if not crossed & set(str(name).split(_PAIR))
    ]
    wanted = {
        "INVALID_GEOMETRY": crossed,
        "OVERLAP": {_PAIR.join((ids[a], ids[b])) for a, b in made.overlaps},
        **wanted,
    }
    scores = {}
    for code in dict.fromkeys([*wanted, *sorted(names)]):
        if code != "GAP":
            scores[code] = _score(set(names.get(code, [])), wanted.get(code, set()))
    for kind, gaps in (("gap", made.gaps), ("hair gap", made.hair_gaps)):
        pieces = np.array(
            [getattr(issue, "shape", None) for issue in told.get("GAP", [])],
            dtype=object,
        )
        scores[f"GAP ({kind})"] = gap_score(gaps, made, pieces)
    return scores


def _score(found: set[Any], planted: set[Any]) -> tuple[int, int, float, float]:
    hits = len(found & planted)
    return (
        len(planted),
        len(found),
        hits / len(found) if found else 1.0,
        hits / len(planted) if planted else 1.0,
    )


def gap_score(
    gaps: dict[int, shapely.Polygon], made: Planted, told: np.ndarray
) -> tuple[int, int, float, float]:
    """A gap is told where a piece lies on most of it; pieces on no gap are wrong."""
    every = np.array([*made.gaps.values(), *made.hair_gaps.values()], dtype=object)
    right = gap_hits(every, told)[1]
    hits, mine = gap_hits(np.array(list(gaps.values()), dtype=object), told)
    wrong = len(told) - len(right)
    return (
        len(gaps),
        len(mine) + wrong,
        len(mine) / max(len(mine) + wrong, 1),
        len(hits) / max(len(gaps), 1),
    )


if __name__ == "__main__":
    print(json.dumps(one_check(int(sys.argv[1]))))
