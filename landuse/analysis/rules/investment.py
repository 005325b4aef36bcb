"""Idle land by investment: years after the start was due, too little was invested."""

from __future__ import annotations

from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts
from landuse.analysis.idle.causes import idle_time
from landuse.analysis.idle.due import due_start
from landuse.analysis.idle.states import ended
from landuse.analysis.rules.applies import supplied
from landuse.analysis.rules.outcome import Condition, Outcome, below, lacks, share
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _investment_behind(facts: Facts, policy: Policy) -> Outcome:
    """Some provinces ask this besides the two cases of the national measures."""
    frame, day = facts.frame, facts.as_of.date()
    due = due_start(facts, policy)
    time = idle_time(facts, due.date, policy)
    years = policy.value("idle.investment_years", day)
    idle_on = time.moved(add_years(due.date, years))
    reached = (idle_on <= facts.as_of).astype("boolean").mask(due.date.isna())
    reached = reached.mask(~reached & due.earlier)
    paid, total = frame["paid_investment_yuan"], frame["total_investment_yuan"]
    low = below(paid, total, share(policy, "idle.investment_share", facts))
    open_ = ~facts.stages.finished
    return Outcome(
        open_ & reached & low & ~ended(facts, policy),
        idle_on,
        derived={
            "due_start": due.date,
            "due_start_ground": due.ground,
            "idle_on": idle_on,
            "invested_share": paid / total,
            "deducted_days": time.deducted_days,
        },
        missing={
            **{name: reached.isna() & where for name, where in due.doubts.items()},
            "due_start_date": reached.isna(),
            "delivery_date": due.date.isna(),
            "completion_date": open_.isna() & facts.unknown("completion_date"),
            "paid_investment_yuan": low.isna() & lacks(facts, "paid_investment_yuan"),
            "total_investment_yuan": low.isna() & ~(total > 0),
        },
    )


CONDITIONS: dict[str, Condition] = {
    "investment_behind": Condition(
        _investment_behind,
        (
            "due_start_date",
            "decision_start_date",
            "supplement_start_date",
            "extended_start_date",
            "delivery_date",
            "completion_date",
            "paid_investment_yuan",
            "total_investment_yuan",
            "cause",
            "cause_from",
            "cause_to",
            "determination_no",
            "determination_date",
        ),
        supplied,
        "due start + period <= as of, not completed, and invested share below",
    ),
}
