"""The conditions that rules name: pure functions of facts, policy and day.

Each gives, for every parcel, whether it holds, does not hold or cannot be told,
since when, and which facts were used and which are missing. A fact that its
source leaves empty is "not recorded"; one whose column no source has is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from landuse.analysis.calendar import add_months, add_years
from landuse.analysis.facts import ENTERPRISE, Facts
from landuse.policy import Policy

__all__ = ["CONDITIONS", "Condition", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one condition says of each parcel."""

    holds: pd.Series  #: boolean, missing where it cannot be told
    since: pd.Series  #: first day on which it held
    derived: dict[str, pd.Series] = field(default_factory=dict)  #: the arithmetic
    missing: dict[str, pd.Series] = field(default_factory=dict)  #: fact -> where


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, the facts that it quotes, and the parcels it is about."""

    test: Callable[[Facts, Policy], Outcome]
    facts: tuple[str, ...]
    applies: Callable[[Facts], pd.Series]
    formula: str  #: the arithmetic in words, for the evidence
    of_enterprises: bool = False  #: cannot be tested without enterprises


def _supplied(facts: Facts) -> pd.Series:
    return facts.supplied


def _building(facts: Facts) -> pd.Series:
    return facts.supplied & facts.under_construction


def _used(facts: Facts) -> pd.Series:
    return facts.supplied & facts.in_use


def _lacks(facts: Facts, column: str) -> pd.Series:
    return facts.frame[column].isna()


def _nowhere(facts: Facts) -> pd.Series:
    return pd.Series(data=False, index=facts.frame.index)


def _share(policy: Policy, key: str, facts: Facts) -> Fraction:
    return Fraction(str(policy.value(key, facts.as_of.date())))


def _below(part: pd.Series, whole: pd.Series, share: Fraction) -> pd.Series:
    """Whether part / whole < share, exactly; missing where either is."""
    low = part * share.denominator < whole * share.numerator
    return low.astype("boolean").mask(part.isna() | whole.isna() | (whole <= 0))


def _not_started(facts: Facts, policy: Policy) -> Outcome:
    due, by_delivery = _due_start(facts, policy)
    idle_on = add_years(due, policy.value("idle.period_years", facts.as_of.date()))
    waiting = ~facts.started
    signs = facts.date("suspended_since").notna()
    signs |= facts.frame["started_area_m2"] > 0
    waiting = waiting.mask(signs & waiting.fillna(value=False))
    reached = (idle_on <= facts.as_of).astype("boolean").mask(due.isna())
    reached = reached.mask(~reached & by_delivery & facts.unknown("due_start_date"))
    return Outcome(
        waiting & reached,
        idle_on,
        derived={"due_start": due, "idle_on": idle_on},
        missing={
            "due_start_date": reached.isna(),
            "delivery_date": due.isna(),
            "start_date": waiting.isna() & facts.date("start_date").isna(),
            "completion_date": waiting.isna() & facts.unknown("completion_date"),
        },
    )


def _due_start(facts: Facts, policy: Policy) -> tuple[pd.Series, pd.Series]:
    """The agreed start, the later of contract and extension, else by delivery."""
    delay = policy.value("idle.start_after_delivery_years", facts.as_of.date())
    agreed = facts.frame[["due_start_date", "extended_start_date"]].max(axis=1)
    agreed = agreed.astype("datetime64[s]")
    delivered = add_years(facts.date("delivery_date"), delay)
    return agreed.fillna(delivered), agreed.isna()


def _started_then_suspended(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    years = policy.value("idle.suspension_years", facts.as_of.date())
    idle_on = add_years(facts.date("suspended_since"), years)
    area = _below(
        frame["started_area_m2"],
        frame["should_start_area_m2"],
        _share(policy, "idle.started_area_share", facts),
    )
    money = _below(
        frame["paid_investment_yuan"],
        frame["total_investment_yuan"],
        _share(policy, "idle.invested_share", facts),
    )
    rested = (idle_on <= facts.as_of).astype("boolean")
    rested = rested.mask(facts.unknown("suspended_since"))
    holds = rested & (area | money)
    return Outcome(
        holds,
        idle_on,
        derived={
            "idle_on": idle_on,
            "developed_share": frame["started_area_m2"] / frame["should_start_area_m2"],
            "invested_share": frame["paid_investment_yuan"]
            / frame["total_investment_yuan"],
        },
        missing={
            "suspended_since": rested.isna(),
            "started_area_m2": area.isna() & _lacks(facts, "started_area_m2"),
            "should_start_area_m2": area.isna() & ~(frame["should_start_area_m2"] > 0),
            "paid_investment_yuan": money.isna()
            & _lacks(facts, "paid_investment_yuan"),
            "total_investment_yuan": money.isna()
            & ~(frame["total_investment_yuan"] > 0),
        },
    )


def _works_suspended(facts: Facts, policy: Policy) -> Outcome:  # noqa: ARG001
    since = facts.date("suspended_since")
    unknown = facts.unknown("suspended_since")
    holds = since.notna().astype("boolean").mask(unknown)
    return Outcome(holds, since, missing={"suspended_since": unknown})


def _completion_overdue(facts: Facts, policy: Policy) -> Outcome:  # noqa: ARG001
    due = facts.frame["due_completion_date"]
    unknown = due.isna() | facts.unknown("completion_date")
    holds = (due < facts.as_of).astype("boolean").mask(unknown)
    return Outcome(
        holds,
        due + pd.Timedelta(days=1),
        derived={"days_overdue": (facts.as_of - due).dt.days.where(due < facts.as_of)},
        missing={
            "due_completion_date": due.isna(),
            "completion_date": facts.unknown("completion_date"),
        },
    )


def _enterprise_stopped(facts: Facts, policy: Policy) -> Outcome:
    months = policy.value("stopped.months", facts.as_of.date())
    state = facts.frame[f"{ENTERPRISE}operating_state"]
    since = facts.date(f"{ENTERPRISE}stopped_since")
    reached = add_months(since, months)
    idle = state.isin(["stopped", "partial"])
    holds = (idle & (reached <= facts.as_of)).astype("boolean")
    holds = holds.mask(state.isna() | (idle & since.isna()))
    return Outcome(
        holds,
        since,
        derived={"reached_on": reached},
        missing={
            "enterprise_id": _lacks(facts, "enterprise_id"),
            f"{ENTERPRISE}operating_state": state.isna(),
            f"{ENTERPRISE}stopped_since": idle & since.isna(),
        },
    )


def _low(facts: Facts, measure: pd.Series, limit: float, lacking: list[str]) -> Outcome:
    holds = (measure < limit).astype("boolean").mask(measure.isna())
    never = facts.frame["supply_date"].where(_nowhere(facts))
    missing = {name: measure.isna() & _lacks(facts, name) for name in lacking}
    return Outcome(holds, never, {str(measure.name): measure}, missing)


def _tax_below(facts: Facts, policy: Policy) -> Outcome:
    limit = policy.value("inefficient.tax_yuan_per_mu", facts.as_of.date())
    names = ["enterprise_id", "tax_yuan_per_mu"]
    return _low(facts, facts.frame["tax_yuan_per_mu"], limit, names)


def _ratio_below(
    column: str, name: str, key: str
) -> Callable[[Facts, Policy], Outcome]:
    def test(facts: Facts, policy: Policy) -> Outcome:
        area = facts.frame["area_m2"]
        ratio = (facts.frame[column] / area.where(area > 0)).rename(name)
        limit = policy.value(key, facts.as_of.date())
        return _low(facts, ratio, limit, [column])

    return test


CONDITIONS: dict[str, Condition] = {
    "not_started": Condition(
        _not_started,
        (
            "due_start_date",
            "extended_start_date",
            "delivery_date",
            "start_date",
            "cause",
            "determination_no",
            "determination_date",
        ),
        _supplied,
        "due start + period <= as of, and no start recorded",
    ),
    "started_then_suspended": Condition(
        _started_then_suspended,
        (
            "start_date",
            "suspended_since",
            "started_area_m2",
            "should_start_area_m2",
            "paid_investment_yuan",
            "total_investment_yuan",
            "cause",
            "determination_no",
            "determination_date",
        ),
        _building,
        "suspension + period <= as of, and (developed share or invested share below)",
    ),
    "works_suspended": Condition(
        _works_suspended,
        ("start_date", "suspended_since", "completion_date"),
        _building,
        "started, not completed, suspension recorded",
    ),
    "completion_overdue": Condition(
        _completion_overdue,
        ("start_date", "due_completion_date", "completion_date"),
        _building,
        "started, not completed, due completion < as of",
    ),
    "enterprise_stopped": Condition(
        _enterprise_stopped,
        (
            "enterprise_id",
            f"{ENTERPRISE}year",
            f"{ENTERPRISE}operating_state",
            f"{ENTERPRISE}stopped_since",
        ),
        _used,
        "stopped or partly stopped since + months <= as of",
        of_enterprises=True,
    ),
    "tax_below": Condition(
        _tax_below,
        ("enterprise_id", f"{ENTERPRISE}tax_yuan", "registered_area_m2"),
        _used,
        "tax of the last full year over the enterprise's parcels < threshold",
        of_enterprises=True,
    ),
    "floor_area_ratio_below": Condition(
        _ratio_below(
            "floor_area_m2", "floor_area_ratio", "inefficient.floor_area_ratio"
        ),
        ("floor_area_m2", "registered_area_m2"),
        _used,
        "floor area / land area < threshold",
    ),
    "building_coverage_below": Condition(
        _ratio_below(
            "footprint_area_m2", "building_coverage", "inefficient.building_coverage"
        ),
        ("footprint_area_m2", "registered_area_m2"),
        _used,
        "footprint / land area < threshold",
    ),
}
