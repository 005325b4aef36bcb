"""Idle land: not started in time, or started and then stopped (闲置土地)."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts
from landuse.analysis.rules.applies import supplied, under_construction
from landuse.analysis.rules.outcome import Condition, Outcome, below, lacks, share
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _not_started(facts: Facts, policy: Policy) -> Outcome:
    due, by_delivery = _due_start(facts, policy)
    idle_on = add_years(due, policy.value("idle.period_years", facts.as_of.date()))
    waiting = ~facts.stages.started
    signs = facts.date("suspended_since").notna()
    signs |= facts.frame["started_area_m2"] > 0
    waiting = waiting.mask(signs & waiting.fillna(value=False))
    reached = (idle_on <= facts.as_of).astype("boolean").mask(due.isna())
    reached = reached.mask(~reached & by_delivery & facts.unknown("due_start_date"))
    return Outcome(
        waiting & reached,
        idle_on,
        derived={
            "due_start": due,
            "idle_on": idle_on,
            "days_overdue": (facts.as_of - due).dt.days,
        },
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
    area = below(
        frame["started_area_m2"],
        frame["should_start_area_m2"],
        share(policy, "idle.started_area_share", facts),
    )
    money = below(
        frame["paid_investment_yuan"],
        frame["total_investment_yuan"],
        share(policy, "idle.invested_share", facts),
    )
    rested = (idle_on <= facts.as_of).astype("boolean")
    rested = rested.mask(facts.unknown("suspended_since"))
    holds = rested & (area | money)
    return Outcome(
        holds,
        idle_on,
        derived={
            "idle_on": idle_on,
            "days_suspended": (facts.as_of - facts.date("suspended_since")).dt.days,
            "developed_share": frame["started_area_m2"] / frame["should_start_area_m2"],
            "invested_share": frame["paid_investment_yuan"]
            / frame["total_investment_yuan"],
        },
        missing={
            "suspended_since": rested.isna(),
            "started_area_m2": area.isna() & lacks(facts, "started_area_m2"),
            "should_start_area_m2": area.isna() & ~(frame["should_start_area_m2"] > 0),
            "paid_investment_yuan": money.isna() & lacks(facts, "paid_investment_yuan"),
            "total_investment_yuan": money.isna()
            & ~(frame["total_investment_yuan"] > 0),
        },
    )


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
        supplied,
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
        under_construction,
        "suspension + period <= as of, and (developed share or invested share below)",
    ),
}
