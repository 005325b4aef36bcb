"""Points of the zones: weights and rule of the policy, exact to the last digit.

A zone that lacks a figure of any weighted indicator has no points at all; the others
are held against each other only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from landuse.analysis.scoreboard.board import Figures
from landuse.analysis.scoreboard.entered import Place
from landuse.analysis.scoreboard.exact import exact
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = ["Period", "Weight", "points_frame", "weights_of"]

_BETTER = ("high", "low")


class Period(NamedTuple):
    """A year, or one of its quarters."""

    year: int
    quarter: int | None = None

    @property
    def before(self) -> Period:
        """The period that its ranks are compared with."""
        if self.quarter is None:
            return Period(self.year - 1)
        if self.quarter > 1:
            return Period(self.year, self.quarter - 1)
        return Period(self.year - 1, 4)


@dataclass(frozen=True, slots=True)
class Weight:
    """How much an indicator counts, and which way is better."""

    indicator: str
    weight: Fraction
    better: str = "high"


def weights_of(policy: Policy, period: Period, day: date) -> tuple[Weight, ...]:
    """The weights of the quarterly observation or of the yearly assessment.

    Parameters
    ----------
    policy : Policy
        ``ranking.quarter.weights`` or ``ranking.year.weights``.
    period : Period
        Says which.
    day : date
        Day of the policy.

    Returns
    -------
    tuple of Weight
        None where the policy does not configure them.

    Raises
    ------
    PolicyError
        An entry without indicator or weight, or with a direction that is not known.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> weights_of(load_policy("puyang"), Period(2021), date(2022, 9, 30))
    ()
    """
    key = (
        "ranking.year.weights" if period.quarter is None else "ranking.quarter.weights"
    )
    if not policy.is_configured(key, day):
        return ()
    entry = policy.entry(key, day)
    return tuple(_weight(each, policy, key) for each in entry.value)


def _weight(each: Any, policy: Policy, key: str) -> Weight:
    weight = exact(each.get("weight")) if isinstance(each, Mapping) else None
    if weight is None or weight <= 0 or "indicator" not in each:
        msg = f"{each!r}: give an indicator and a weight above 0"
        raise PolicyError(msg, policy.id, key)
    better = each.get("better", "high")
    if better not in _BETTER:
        msg = f"better {better!r} is not one of {', '.join(_BETTER)}"
        raise PolicyError(msg, policy.id, key)
    return Weight(str(each["indicator"]), weight, better)


def _min_max(values: Sequence[Fraction], better: str) -> list[Fraction]:
    """From the worst, 0, to the best, 1; all 1 where they are equal."""
    low, high = min(values), max(values)
    if low == high:
        return [Fraction(1)] * len(values)
    rising = [(value - low) / (high - low) for value in values]
    return rising if better == "high" else [1 - part for part in rising]


def _share_of_best(values: Sequence[Fraction], better: str) -> list[Fraction]:
    """Part of the best value; nothing for one that is not above zero."""
    if better == "low":
        low = min(values)
        return [_part(low, value) if value > 0 else Fraction(1) for value in values]
    high = max(values)
    return [_part(value, high) for value in values]


def _part(value: Fraction, whole: Fraction) -> Fraction:
    return max(value, Fraction(0)) / whole if whole > 0 else Fraction(0)


#: How values become a part of the weight, by the word of the policy.
_RULES: dict[str, Callable[[Sequence[Fraction], str], list[Fraction]]] = {
    "min_max": _min_max,
    "share_of_best": _share_of_best,
}


def points_frame(
    figures: Figures, policy: Policy, period: Period, day: date
) -> pd.DataFrame:
    """Figure and points of each zone and indicator.

    Parameters
    ----------
    figures : Figures
        Entered and computed, by zone.
    policy : Policy
        Weights, and ``ranking.score_rule``.
    period : Period
        Year or quarter.
    day : date
        Day of the policy.

    Returns
    -------
    DataFrame
        ``zone_id``, ``indicator``, ``value``, ``weight``, ``points`` (exact fractions;
        missing for a zone that lacks any); empty without weights.

    Raises
    ------
    PolicyError
        The rule is not known.
    """
    weights = weights_of(policy, period, day)
    columns = ["zone_id", "indicator", "value", "weight", "points"]
    if not weights or not policy.is_configured("ranking.score_rule", day):
        return pd.DataFrame(columns=columns)
    rule = policy.value("ranking.score_rule", day)
    if rule not in _RULES:
        msg = f"{rule!r} is not one of {', '.join(_RULES)}"
        raise PolicyError(msg, policy.id, "ranking.score_rule")
    values = {
        zone: [_value(figures, Place(w.indicator, zone, *period)) for w in weights]
        for zone in sorted(figures.zones)
    }
    points = _points(values, weights, _RULES[rule])
    rows = [
        (zone, weight.indicator, values[zone][i], weight.weight, points[zone][i])
        for zone in values
        for i, weight in enumerate(weights)
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _value(figures: Figures, place: Place) -> Fraction | None:
    """A figure that is whole: a least value ranks nobody."""
    figure = figures.of(place)
    return None if figure is None or figure.at_least else figure.value


def _points(
    values: Mapping[str, list[Fraction | None]],
    weights: Sequence[Weight],
    rule: Callable[[Sequence[Fraction], str], list[Fraction]],
) -> dict[str, list[Fraction | None]]:
    """Points of the zones that lack nothing, against each other."""
    points: dict[str, list[Fraction | None]] = {
        z: [None] * len(weights) for z in values
    }
    whole = {z: [v for v in vs if v is not None] for z, vs in values.items()}
    ranked = [zone for zone, known in whole.items() if len(known) == len(weights)]
    for place, weight in enumerate(weights if ranked else ()):
        parts = rule([whole[zone][place] for zone in ranked], weight.better)
        for zone, part in zip(ranked, parts, strict=True):
            points[zone][place] = part * weight.weight
    return points
