"""Land whose enterprise has stopped, wholly or in part (停产半停产)."""

from __future__ import annotations

from landuse.analysis.calendar import add_months
from landuse.analysis.facts import ENTERPRISE, Facts
from landuse.analysis.rules.applies import in_use
from landuse.analysis.rules.outcome import Condition, Outcome, lacks
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


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
            "enterprise_id": lacks(facts, "enterprise_id"),
            f"{ENTERPRISE}operating_state": state.isna(),
            f"{ENTERPRISE}stopped_since": idle & since.isna(),
        },
    )


CONDITIONS: dict[str, Condition] = {
    "enterprise_stopped": Condition(
        _enterprise_stopped,
        (
            "enterprise_id",
            f"{ENTERPRISE}year",
            f"{ENTERPRISE}operating_state",
            f"{ENTERPRISE}stopped_since",
        ),
        in_use,
        "stopped or partly stopped since + months <= as of",
        of_enterprises=True,
    ),
}
