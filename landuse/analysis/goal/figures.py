"""The sums of a certificate: naive, union and difference, by counter and scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

import pandas as pd

from landuse.analysis.goal.attribution import EITHER, NOISE_M2, Attribution
from landuse.analysis.goal.periods import inside, with_city
from landuse.analysis.indicators import CITY
from landuse.units import to_mu

__all__ = ["SUM", "figures_table"]

#: Name of the row that adds up the counters, land that is in both twice.
SUM = "sum"
_LISTS = ("listed_m2", "new_m2", "unlisted_m2")


def figures_table(
    parts: Mapping[str, Attribution],
    periods: pd.DataFrame,
    overlaps: pd.DataFrame,
    zones: Sequence[str] | None,
) -> pd.DataFrame:
    """What the plain sum of the events says, and what the ground says.

    Parameters
    ----------
    parts : mapping of str to Attribution
        By counter, :data:`EITHER` last; its credits have ``listed_m2``, ``new_m2``
        and ``unlisted_m2``.
    periods : DataFrame
        Result of :func:`landuse.analysis.goal.periods.period_table`.
    overlaps : DataFrame
        Pairs of the events that stand.
    zones : sequence of str or None
        Ids; None where land counts wherever it lies.

    Returns
    -------
    DataFrame
        By ``scope_id`` and ``counter`` (and :data:`SUM`): ``events``, ``naive_m2``,
        ``union_m2``, ``difference_m2``, of that ``earlier_counted_m2`` (in an
        earlier quarter) and ``same_period_m2``; ``reversed_m2`` (negative) and
        ``outside_m2``; the areas on listed land; for the goal the overlapping
        ``pairs``; areas also in mu.
    """
    rows = []
    for scope in (CITY, *(zones or ())):
        mine = [_row(part, counter, scope, zones) for counter, part in parts.items()]
        rows += [*mine[:-1], _sum(mine[:-1], scope), mine[-1]]
    made = pd.DataFrame(rows)
    quarters = periods[periods["unit"] == "quarter"]
    sums = quarters.groupby(["scope_id", "counter"])
    keys = pd.MultiIndex.from_frame(made[["scope_id", "counter"]])
    for name in ("earlier_counted_m2", "reversed_m2"):
        made[name] = sums[name].sum().reindex(keys).to_numpy()
    made["difference_m2"] = made["naive_m2"] - made["union_m2"]
    made["same_period_m2"] = made["difference_m2"] - made["earlier_counted_m2"]
    shared = ["difference_m2", "earlier_counted_m2", "same_period_m2"]
    made[shared] = made[shared].mask(made[shared].abs() < NOISE_M2, 0.0)
    counts = with_city(overlaps[inside(overlaps, zones)])["scope_id"].value_counts()
    goal = made["counter"] == EITHER
    made["pairs"] = made["scope_id"].map(counts).fillna(0).where(goal).astype("Int64")
    areas = [name for name in made if name.endswith("_m2")]
    return made.assign(**{f"{name[:-3]}_mu": to_mu(made[name]) for name in areas})


def _row(
    part: Attribution, counter: str, scope: str, zones: Sequence[str] | None
) -> dict[str, object]:
    everything = part.credits
    counted = everything[inside(everything, zones)]
    outside = everything[~inside(everything, zones)]
    if scope != CITY:
        counted = counted[counted["zone_id"] == scope]
    row: dict[str, object] = {
        "scope_id": scope,
        "counter": counter,
        "events": counted["event_id"].nunique(),
        "naive_m2": fsum(counted["event_area_m2"]),
        "union_m2": fsum(counted["credited_area_m2"]),
        "outside_m2": fsum(outside["credited_area_m2"]) if scope == CITY else None,
    }
    return row | {name: counted[name].sum(min_count=1) for name in _LISTS}


def _sum(rows: list[dict[str, object]], scope: str) -> dict[str, object]:
    """All counters added: land that was assembled and revitalized is in it twice."""
    made: dict[str, object] = {"scope_id": scope, "counter": SUM}
    for name in ("naive_m2", "union_m2"):
        made[name] = fsum(float(str(row[name])) for row in rows)
    return made
