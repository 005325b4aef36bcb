"""The zones in order (季观摩、年考评): who is first, tied, last; change of rank.

A zone that lacks a figure of any weighted indicator is not ranked: it is listed
with what it lacks, never as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pandas as pd

from landuse.analysis.scoreboard.board import Figures
from landuse.analysis.scoreboard.points import Period, points_frame
from landuse.policy import Policy

__all__ = ["ranking_frame"]

_TYPES = {
    "year": "int64",
    "quarter": "Int64",
    "zone_id": "str",
    "zone": "str",
    "rank": "Int64",
    "tied": "boolean",
    "score": "float64",
    "previous_rank": "Int64",
    "rank_change": "Int64",
    "named": "str",
    "state": "str",
    "missing": "str",
}


def ranking_frame(
    figures: Figures, policy: Policy, period: Period, day: date
) -> pd.DataFrame:
    """The zones by their points; those that lack a figure at the end, without a rank.

    Zones with the same points share a rank, and the next one is left out (1, 2, 2, 4).
    The first two and the last are named; with ties, all that share the place.

    Parameters
    ----------
    figures : Figures
        Entered and computed, by zone.
    policy : Policy
        Weights, score rule, how many are named.
    period : Period
        Year or quarter; the period before gives the change of rank.
    day : date
        Day of the policy.

    Returns
    -------
    DataFrame
        One row for each zone: ``rank``, ``tied``, ``score``, ``previous_rank``,
        ``rank_change`` (up is positive), ``named`` (``first``, ``last``), ``state``
        (``ranked``, ``no_data``) and ``missing`` (indicators). Empty where the policy
        configures no weights.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> nothing = Figures({}, {}, {"Z1": "甲"})
    >>> ranking_frame(nothing, load_policy("puyang"), Period(2021), date(2022, 9, 30))
    ... # doctest: +ELLIPSIS
    Empty DataFrame
    ...
    """
    points = points_frame(figures, policy, period, day)
    if points.empty:
        return pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)
    scores, lacking = _scores(points)
    ranks = _ranks(scores)
    before, _ = _scores(points_frame(figures, policy, period.before, day))
    earlier = _ranks(before)
    named = _named(ranks, policy, day)
    rows = [
        {
            "year": period.year,
            "quarter": period.quarter,
            "zone_id": zone,
            "zone": figures.zones[zone],
            "rank": ranks.get(zone),
            "tied": list(ranks.values()).count(ranks.get(zone, 0)) > 1,
            "score": float(scores[zone]) if zone in scores else None,
            "previous_rank": earlier.get(zone),
            "rank_change": earlier[zone] - ranks[zone]
            if zone in earlier and zone in ranks
            else None,
            "named": named.get(zone),
            "state": "ranked" if zone in ranks else "no_data",
            "missing": ";".join(lacking[zone]) or None,
        }
        for zone in lacking
    ]
    table = pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)
    return table.sort_values(["rank", "zone_id"], ignore_index=True)


def _scores(
    points: pd.DataFrame,
) -> tuple[dict[str, Fraction], dict[str, list[str]]]:
    """Points of each ranked zone, and what each zone lacks."""
    scores: dict[str, Fraction] = {}
    lacking: dict[str, list[str]] = {}
    for row in points.to_dict("records"):
        zone = str(row["zone_id"])
        absent = lacking.setdefault(zone, [])
        if row["value"] is None:
            absent.append(str(row["indicator"]))
        if row["points"] is not None:
            scores[zone] = scores.get(zone, Fraction(0)) + row["points"]
    return scores, lacking


def _ranks(scores: Mapping[str, Fraction]) -> dict[str, int]:
    """One more than the zones with more points."""
    return {
        zone: 1 + sum(other > score for other in scores.values())
        for zone, score in scores.items()
    }


def _named(ranks: Mapping[str, int], policy: Policy, day: date) -> dict[str, str]:
    """Who is named: the first and the last places; nobody is both."""
    first = policy.value("ranking.first_named", day)
    last = policy.value("ranking.last_named", day)
    places = sorted(ranks.values())
    top = {zone for zone, rank in ranks.items() if rank <= first}
    lowest = places[-last:] if last else []
    bottom = {zone for zone, rank in ranks.items() if rank in lowest} - top
    return dict.fromkeys(top, "first") | dict.fromkeys(bottom, "last")
