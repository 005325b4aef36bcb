"""The way to the goal: by quarter what came, what was planned, what is needed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.goal.attribution import EITHER
from landuse.analysis.indicators import CITY
from landuse.errors import PolicyError
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["Plan", "outlook", "plan_of", "trajectory"]

_TARGET, _BY_ZONE = "target.revitalized_mu", "target.revitalized_mu_by_zone"
_DEADLINE, _YEARS = "target.revitalized_deadline", "plan.years"
_SHARES = "plan.revitalized_share_by_year"
_QUARTERS = 4  # of a year


@dataclass(frozen=True, slots=True)
class Plan:
    """What the policy says of the way; what it does not say is None."""

    target_mu: float | None
    by_zone: dict[str, float]  #: targets of zones
    deadline: pd.Timestamp | None
    years: tuple[int, ...]
    shares: tuple[float, ...] | None  #: of the target, one for each year

    def target(self, scope_id: str) -> float | None:
        """The target of the city or of a zone."""
        return self.target_mu if scope_id == CITY else self.by_zone.get(scope_id)

    def planned_share(self, quarter: pd.Period) -> float | None:
        """Share of the target that is due by the end of a quarter, linear in a year."""
        if self.shares is None or quarter.year < min(self.years):
            return None
        done = sum(s for y, s in self._pairs() if y < quarter.year)
        within = sum(s for y, s in self._pairs() if y == quarter.year)
        return done + within * quarter.quarter / _QUARTERS

    def _pairs(self) -> list[tuple[int, float]]:
        return list(zip(self.years, self.shares or (), strict=True))


def plan_of(policy: Policy, on: date) -> Plan:
    """The plan that a policy holds on a day.

    Parameters
    ----------
    policy : Policy
        ``target.revitalized_mu``, ``target.revitalized_mu_by_zone``,
        ``target.revitalized_deadline``, ``plan.years`` and
        ``plan.revitalized_share_by_year``, each if configured.
    on : date
        The day.

    Returns
    -------
    Plan
        Without shares where no source gives them.

    Raises
    ------
    PolicyError
        Not a share for every year.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> plan_of(load_policy("puyang"), date(2022, 9, 30)).years
    (2020, 2021, 2022)
    """

    def of(key: str) -> Any:
        return policy.value(key, on) if policy.is_configured(key, on) else None

    deadline, shares, zones = of(_DEADLINE), of(_SHARES), of(_BY_ZONE)
    target = of(_TARGET)
    years = of(_YEARS) or []
    if shares is not None and len(shares) != len(years):
        msg = f"{len(shares)} shares for {len(years)} years; give one for each"
        raise PolicyError(msg, policy.id, _SHARES)
    return Plan(
        target_mu=None if target is None else float(target),
        by_zone={name: float(mu) for name, mu in (zones or {}).items()},
        deadline=None if deadline is None else as_day(deadline),
        years=tuple(years),
        shares=None if shares is None else tuple(shares),
    )


def trajectory(periods: pd.DataFrame, plan: Plan, as_of: pd.Timestamp) -> pd.DataFrame:
    """Every quarter from the plan's first year to the deadline.

    Parameters
    ----------
    periods : DataFrame
        Result of :func:`landuse.analysis.goal.periods.period_table`.
    plan : Plan
        Target, deadline and shares.
    as_of : Timestamp
        Quarters that begin later have no figures yet.

    Returns
    -------
    DataFrame
        ``scope_id``, ``period``, ``phase`` (``before_plan``, ``past``, ``running``,
        ``to_come``, ``after_deadline``), ``credited_mu``, ``reversed_mu``,
        ``cumulative_mu``, ``planned_mu`` (due by the end of the quarter, missing
        where no plan by years is given) and ``ahead_mu``.
    """
    mine = periods[(periods["counter"] == EITHER) & (periods["unit"] == "quarter")]
    names = set(mine["period"]) | set(_plan_quarters(plan))
    quarters = sorted(pd.Period(name, "Q") for name in names)
    scopes = mine["scope_id"].unique()
    wanted = pd.MultiIndex.from_product(
        [scopes, [str(q) for q in quarters]], names=["scope_id", "period"]
    )
    known = mine.set_index(["scope_id", "period"]).reindex(wanted)
    made = pd.DataFrame(
        {
            "phase": [_phase(q, plan, as_of) for q in quarters] * len(scopes),
            "credited_mu": to_mu(known["credited_m2"]),
            "reversed_mu": to_mu(known["reversed_m2"]),
            "cumulative_mu": to_mu(known["cumulative_m2"]),
            "planned_mu": [_planned(plan, s, q) for s in scopes for q in quarters],
        },
        index=wanted,
    ).astype({"planned_mu": "float64", "phase": "str"})
    made["ahead_mu"] = made["cumulative_mu"] - made["planned_mu"]
    return made.reset_index()


def _plan_quarters(plan: Plan) -> list[str]:
    if not plan.years or plan.deadline is None:
        return []
    start = pd.Timestamp(min(plan.years), 1, 1)
    return pd.period_range(start, plan.deadline, freq="Q").astype(str).tolist()


def _phase(quarter: pd.Period, plan: Plan, as_of: pd.Timestamp) -> str:
    if plan.years and quarter.year < min(plan.years):
        return "before_plan"
    if plan.deadline is not None and quarter.start_time > plan.deadline:
        return "after_deadline"
    if quarter.start_time > as_of:
        return "to_come"
    return "running" if quarter.end_time.normalize() > as_of else "past"


def _planned(plan: Plan, scope_id: str, quarter: pd.Period) -> float | None:
    target, share = plan.target(scope_id), plan.planned_share(quarter)
    return None if target is None or share is None else target * share


def outlook(
    trajectory_: pd.DataFrame, journal: pd.DataFrame, plan: Plan, as_of: pd.Timestamp
) -> pd.DataFrame:
    """What is left on the day, what it needs, and when the goal would be reached.

    Parameters
    ----------
    trajectory_ : DataFrame
        Result of :func:`trajectory`.
    journal : DataFrame
        Entries of the goal counter with ``scope_id``.
    plan : Plan
        Target and deadline.
    as_of : Timestamp
        The day.

    Returns
    -------
    DataFrame
        By ``scope_id``: ``target_mu``, ``reached_mu``, ``remaining_mu``,
        ``deadline``, ``lapsed`` (the deadline is past and the target not met),
        ``by_deadline_mu`` (what stood on the day of the deadline, once it is past),
        ``quarters_left`` (not over yet, the running one included),
        ``needed_mu_per_quarter``, ``pace_mu_per_quarter`` (of the last four whole
        quarters; missing where the plan is younger), ``reached_on`` and ``forecast``:
        the day on which that pace, by days, makes up the rest. Missing where the
        pace is not above zero.
    """
    rows = [
        _outlook(rows, journal[journal["scope_id"] == scope], plan, as_of)
        for scope, rows in trajectory_.groupby("scope_id", sort=False)
    ]
    made = pd.DataFrame(rows)
    days = ["deadline", "reached_on", "forecast"]
    numbers = [n for n in made if n.endswith(("_mu", "_quarter"))]
    types = dict.fromkeys(days, "datetime64[s]") | dict.fromkeys(numbers, "float64")
    return made.astype({**types, "quarters_left": "Int64", "lapsed": "boolean"})


def _outlook(
    rows: pd.DataFrame, journal: pd.DataFrame, plan: Plan, as_of: pd.Timestamp
) -> dict[str, object]:
    scope = str(rows["scope_id"].iloc[0])
    target = plan.target(scope)
    reached = to_mu(math.fsum(journal["area_m2"]))
    left = None if target is None else max(target - reached, 0.0)
    quarters = _quarters_left(plan, as_of)
    pace, days = _pace(rows, as_of)
    needed = left / quarters if left is not None and quarters else None
    over = plan.deadline is not None and as_of > plan.deadline
    in_time = journal[~(journal["day"] > plan.deadline)]["area_m2"] if over else None
    return {
        "scope_id": scope,
        "target_mu": target,
        "reached_mu": reached,
        "remaining_mu": left,
        "deadline": plan.deadline,
        "lapsed": None if left is None or plan.deadline is None else over and left > 0,
        "by_deadline_mu": None if in_time is None else to_mu(math.fsum(in_time)),
        "quarters_left": quarters,
        "needed_mu_per_quarter": needed,
        "pace_mu_per_quarter": pace,
        "reached_on": _reached_on(journal, target),
        "forecast": _forecast(as_of, left, pace, days),
    }


def _quarters_left(plan: Plan, as_of: pd.Timestamp) -> int | None:
    """Quarters up to that of the deadline whose last day is later than the day."""
    if plan.deadline is None:
        return None
    last = pd.Period(plan.deadline, "Q")
    now = pd.Period(as_of + pd.Timedelta(days=1), "Q")
    return max((last - now).n + 1, 0)


def _pace(rows: pd.DataFrame, as_of: pd.Timestamp) -> tuple[float | None, int]:
    """Mean of the last four whole quarters, and how many days they have."""
    quarters = pd.PeriodIndex(rows["period"], freq="Q")
    over = (quarters.end_time.normalize() <= as_of) & (rows["phase"] != "before_plan")
    whole, last = rows[over].tail(_QUARTERS), quarters[over][-_QUARTERS:]
    if len(whole) < _QUARTERS:
        return None, 0
    days = (last[-1].end_time.normalize() - last[0].start_time).days + 1
    return math.fsum(whole["credited_mu"]) / _QUARTERS, days


def _forecast(
    as_of: pd.Timestamp, left: float | None, pace: float | None, days: int
) -> date | None:
    if not left or pace is None or pace <= 0:
        return None
    wait = math.ceil(left * days / (pace * _QUARTERS) - 1e-9)
    room = (date.max - as_of.date()).days
    return None if wait > room else as_of.date() + timedelta(days=wait)


def _reached_on(journal: pd.DataFrame, target: float | None) -> date | None:
    """The day since which the goal has been reached without a break."""
    if target is None:
        return None
    totals = to_mu(journal.groupby("day")["area_m2"].sum().sort_index().cumsum())
    short = totals.index[totals < target]
    since = totals.index[totals.index > short[-1]] if len(short) else totals.index
    return since[0].date() if len(since) else None
