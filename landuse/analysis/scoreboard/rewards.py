"""Rewards and deductions that the policy ties to ranks and stars.

An amount that the policy does not give is not zero: it is not configured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from landuse.analysis.scoreboard.board import Figures
from landuse.analysis.scoreboard.entered import Place
from landuse.analysis.scoreboard.exact import exact
from landuse.analysis.scoreboard.targets import STARS
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = ["EVENTS", "PROVINCE_RANK", "rewards_frame"]

_KEY = "ranking.rewards"
#: Indicator of the rank of a zone in the province, as entered.
PROVINCE_RANK = "province_rank"
#: What a reward or deduction may follow from.
EVENTS = (
    "named_first",
    "named_last",
    "province_rank_up",
    "province_rank_down",
    "star_up",
    "star_down",
)
_KINDS = ("reward", "deduction")
_TYPES = {
    "year": "int64",
    "zone_id": "str",
    "zone": "str",
    "reward_event": "str",
    "reward_kind": "str",
    "steps": "int64",
    "amount_yuan": "float64",
    "amount_state": "str",
}


def rewards_frame(
    ranking: pd.DataFrame, figures: Figures, policy: Policy, day: date
) -> pd.DataFrame:
    """What each zone is to receive or lose for a year.

    Parameters
    ----------
    ranking : DataFrame
        Of one year; see :func:`landuse.analysis.scoreboard.ranking.ranking_frame`.
    figures : Figures
        Entered stars and ranks in the province, of the year and the year before.
    policy : Policy
        ``ranking.rewards``: event, kind and, where it is known, the amount.
    day : date
        Day of the policy.

    Returns
    -------
    DataFrame
        One row for each zone and event; ``amount_yuan`` is missing and
        ``amount_state`` ``not_configured`` where the policy gives no amount. ``steps``:
        stars or places moved; the amount counts once, or for each of them where the
        policy says ``per_step = true``.

    Raises
    ------
    PolicyError
        An event or kind that is not known.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> ranking = pd.DataFrame({"year": [2021], "zone_id": "Z1", "zone": "甲",
    ...                         "named": "first"})
    >>> found = rewards_frame(ranking, Figures({}, {}, {"Z1": "甲"}),
    ...                       load_policy("puyang"), date(2022, 9, 30))
    >>> found[["reward_event", "amount_yuan", "amount_state"]].values.tolist()
    [['named_first', nan, 'not_configured']]
    """
    if not policy.is_configured(_KEY, day):
        return pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)
    entries = [_checked(each, policy) for each in policy.value(_KEY, day)]
    rows = [
        _row(zone, entry, steps)
        for zone in ranking.to_dict("records")
        for event, steps in _events(zone, figures)
        for entry in entries
        if entry["event"] == event
    ]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _checked(each: Any, policy: Policy) -> Mapping[str, Any]:
    if not isinstance(each, Mapping) or each.get("event") not in EVENTS:
        msg = f"{each!r}: event is not one of {', '.join(EVENTS)}"
        raise PolicyError(msg, policy.id, _KEY)
    if each.get("kind") not in _KINDS:
        msg = f"{each!r}: kind is not one of {', '.join(_KINDS)}"
        raise PolicyError(msg, policy.id, _KEY)
    return each


def _events(zone: Mapping[Any, Any], figures: Figures) -> Iterator[tuple[str, int]]:
    """What happened to a zone in the year, and by how many steps."""
    if isinstance(zone["named"], str):
        yield f"named_{zone['named']}", 1
    places = _change(zone, figures, PROVINCE_RANK)
    if places:
        yield ("province_rank_up" if places < 0 else "province_rank_down"), abs(places)
    stars = _change(zone, figures, STARS)
    if stars:
        yield ("star_up" if stars > 0 else "star_down"), abs(stars)


def _change(zone: Mapping[Any, Any], figures: Figures, indicator: str) -> int:
    """Change of an entered figure since the year before; 0 where it cannot be told."""
    year, name = int(zone["year"]), str(zone["zone_id"])
    found = [figures.of(Place(indicator, name, y)) for y in (year - 1, year)]
    values = [figure.value for figure in found if figure is not None]
    if len(values) != len(found) or None in values:
        return 0
    before, now = (value or Fraction(0) for value in values)
    return int(now - before)


def _row(
    zone: Mapping[Any, Any], entry: Mapping[str, Any], steps: int
) -> dict[str, Any]:
    amount = exact(entry.get("amount_yuan"))
    times = steps if entry.get("per_step") is True else 1
    return {
        "year": zone["year"],
        "zone_id": zone["zone_id"],
        "zone": zone["zone"],
        "reward_event": entry["event"],
        "reward_kind": entry["kind"],
        "steps": steps,
        "amount_yuan": None if amount is None else float(amount * times),
        "amount_state": "not_configured" if amount is None else "configured",
    }
