"""Idle land: not started in time, or started and then stopped (闲置土地)."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts
from landuse.analysis.idle.causes import idle_time
from landuse.analysis.idle.clock import start_clock, time_figures
from landuse.analysis.idle.phases import by_phase, has_phases
from landuse.analysis.idle.start import unproven
from landuse.analysis.idle.states import ended
from landuse.analysis.rules.applies import supplied
from landuse.analysis.rules.outcome import Condition, Outcome, below, lacks, share
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _not_started(facts: Facts, policy: Policy) -> Outcome:
    clock = start_clock(facts, policy)
    waiting, evidence = clock.waiting, unproven(facts, policy)
    reached = (clock.idle_on <= facts.as_of).astype("boolean").mask(clock.date.isna())
    reached = reached.mask(~reached & clock.due.earlier) & clock.running
    doubts = clock.due.doubts
    return Outcome(
        waiting & reached,
        clock.idle_on,
        derived={
            "due_start": clock.date,
            "due_start_ground": clock.due.ground,
            "idle_on": clock.idle_on,
            "days_overdue": (facts.as_of - clock.date).dt.days,
            **time_figures(facts, clock.time, policy),
        },
        missing={
            **{name: reached.isna() & where for name, where in doubts.items()},
            "due_start_date": reached.isna(),
            "delivery_date": clock.date.isna() | clock.running.isna(),
            "start_date": waiting.isna() & facts.date("start_date").isna(),
            **{n: waiting.isna() & where for n, where in evidence.items()},
            "completion_date": waiting.isna() & facts.unknown("completion_date"),
        },
    )


def _started_then_suspended(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    years = policy.value("idle.suspension_years", facts.as_of.date())
    since = facts.date("suspended_since")
    time = idle_time(facts, since, policy)
    idle_on = time.moved(add_years(since, years))
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
    building = facts.stages.under_construction
    return Outcome(
        building & rested & (area | money) & ~ended(facts, policy),
        idle_on,
        derived={
            "idle_on": idle_on,
            "days_suspended": (facts.as_of - since).dt.days,
            "developed_share": frame["started_area_m2"] / frame["should_start_area_m2"],
            "invested_share": frame["paid_investment_yuan"]
            / frame["total_investment_yuan"],
            **time_figures(facts, time, policy),
        },
        missing={
            "start_date": building.isna() & lacks(facts, "start_date"),
            "completion_date": building.isna() & facts.unknown("completion_date"),
            "suspended_since": rested.isna(),
            "started_area_m2": area.isna() & lacks(facts, "started_area_m2"),
            "should_start_area_m2": area.isna() & ~(frame["should_start_area_m2"] > 0),
            "paid_investment_yuan": money.isna() & lacks(facts, "paid_investment_yuan"),
            "total_investment_yuan": money.isna()
            & ~(frame["total_investment_yuan"] > 0),
        },
    )


def _building(facts: Facts) -> pd.Series:
    """Supplied and under construction; of phases each is asked by itself."""
    begun = facts.stages.under_construction.mask(has_phases(facts), True)
    return supplied(facts) & begun


_CAUSE = ("cause", "cause_from", "cause_to")
_DECIDED = ("determination_no", "determination_date")

CONDITIONS: dict[str, Condition] = {
    "not_started": Condition(
        by_phase(_not_started),
        (
            "due_start_date",
            "decision_start_date",
            "supplement_start_date",
            "supplement_date",
            "extended_start_date",
            "extension_date",
            "delivery_date",
            "start_date",
            "permit_no",
            "permit_date",
            "foundation_kind",
            "foundation_share",
            *_CAUSE,
            *_DECIDED,
        ),
        supplied,
        "due start + period <= as of, and no lawful start recorded",
    ),
    "started_then_suspended": Condition(
        by_phase(_started_then_suspended),
        (
            "start_date",
            "suspended_since",
            "started_area_m2",
            "should_start_area_m2",
            "paid_investment_yuan",
            "total_investment_yuan",
            *_CAUSE,
            *_DECIDED,
        ),
        _building,
        "suspension + period <= as of, and (developed share or invested share below)",
    ),
}
