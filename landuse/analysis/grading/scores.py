"""What each indicator scores: value over benchmark times weight, with cap and floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.analysis.grading.measures import LAND_FACTS, MEASURES, Indicator, indicator
from landuse.analysis.grading.settings import Settings

__all__ = ["Scored", "benchmark_of", "missing_facts", "scored"]


@dataclass(frozen=True, slots=True)
class Scored:
    """An indicator of the rows of one track."""

    value: np.ndarray  #: as recorded, or the median where the policy says so
    benchmark: np.ndarray
    score: np.ndarray  #: missing only where the enterprise cannot be graded for it
    lacking: np.ndarray  #: where the facts are missing


def scored(
    rows: pd.DataFrame,
    group: np.ndarray,
    weights: Mapping[str, float],
    settings: Settings,
) -> dict[str, Scored]:
    """Scores of the enterprises of one track.

    Parameters
    ----------
    rows : DataFrame
        Enterprises that are evaluated on the track.
    group : array of int
        In which benchmark each stands.
    weights : mapping of str to float
        Points of each measure.
    settings : Settings
        Benchmarks, caps, what is missing.

    Returns
    -------
    dict of str to Scored
        In the order of the weights.
    """
    return {
        name: _scored(name, indicator(name, rows), group, weight, settings)
        for name, weight in weights.items()
    }


def _scored(
    name: str, found: Indicator, group: np.ndarray, weight: float, settings: Settings
) -> Scored:
    benchmark = benchmark_of(found, group, settings.benchmarks.of(name))
    cap = settings.caps.of(name) * weight
    best = found.is_over_zero & (settings.over_zero.of(name) == "cap")
    lacking = np.isnan(found.value) & ~best
    value, rule = found.value, settings.missing.of(name)
    if rule == "median":
        value = np.where(lacking, benchmark_of(found, group, "median"), value)
    points = np.where(
        benchmark > 0,
        value / np.where(benchmark > 0, benchmark, 1.0) * weight,
        np.where(value > 0, cap, settings.floor),
    )
    points = np.where(np.isnan(value), np.nan, np.clip(points, settings.floor, cap))
    points = np.where(best, cap, points)
    if rule == "zero":
        points = np.where(lacking, 0.0, points)
    return Scored(value, benchmark, np.round(points, settings.digits), lacking)


def benchmark_of(found: Indicator, group: np.ndarray, how: str | float) -> np.ndarray:
    """The benchmark that each row's value is held against.

    Parameters
    ----------
    found : Indicator
        Values, and what they are made of.
    group : array of int
        From 0.
    how : {"ratio_of_sums", "mean", "median"} or float
        Sum of the numerators over that of the denominators, mean or median of the
        values, or a fixed one. Rows without a value are left out.

    Returns
    -------
    array of float
        Missing in a group without any value.

    Examples
    --------
    >>> one = Indicator(*(np.array(a) for a in (
    ...     [10.0, 1.0], [100.0, 1.0], [10.0, 1.0], [False, False])))
    >>> group = np.array([0, 0])
    >>> [float(benchmark_of(one, group, h)[0]) for h in ("ratio_of_sums", "mean", 4)]
    [9.181818181818182, 5.5, 4.0]
    """
    if not isinstance(how, str):
        return np.full(len(group), float(how))
    known = ~np.isnan(found.value)
    if how == "ratio_of_sums":
        above = np.bincount(group, np.where(known, found.numerator, 0.0))
        below = np.bincount(group, np.where(known, found.denominator, 0.0))
        each = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
        return each[group]
    values = pd.Series(found.value).groupby(group)
    return values.transform(how).to_numpy()


def missing_facts(rows: pd.DataFrame, scores: Mapping[str, Scored]) -> np.ndarray:
    """The columns that each enterprise's indicators lack, with ``;``."""
    lost: dict[str, np.ndarray] = {}
    for name, found in scores.items():
        for fact in MEASURES[name].facts:
            empty = found.lacking & _is_lost(rows, name, fact)
            lost[fact] = lost.get(fact, False) | empty
    text = np.full(len(rows), "", dtype=object)
    for fact, where in lost.items():
        text[where] = np.where(text[where] == "", fact, text[where] + f";{fact}")
    return text


def _is_lost(rows: pd.DataFrame, measure: str, fact: str) -> np.ndarray:
    """Where a column is empty, or a zero by which nothing can be divided."""
    column = rows["land_mu" if fact == LAND_FACTS[0] else fact]
    lost = column.isna().to_numpy()
    if fact == MEASURES[measure].facts[-1] and MEASURES[measure].denominator:
        lost = lost | (column <= 0).fillna(value=False).to_numpy(dtype=bool)
    return lost
