"""Land supplied and not used; works suspended or late (供而未用、停建缓建)."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.rules.applies import supplied, under_construction
from landuse.analysis.rules.outcome import Condition, Outcome
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _supplied_not_started(facts: Facts, policy: Policy) -> Outcome:  # noqa: ARG001
    supplied_on = facts.frame["supply_date"].fillna(facts.frame["contract_date"])
    started = facts.stages.started
    return Outcome(
        ~started,
        supplied_on,
        derived={"days_unused": (facts.as_of - supplied_on).dt.days},
        missing={"start_date": started.isna()},
    )


def _works_suspended(facts: Facts, policy: Policy) -> Outcome:  # noqa: ARG001
    since = facts.date("suspended_since")
    unknown = facts.unknown("suspended_since")
    holds = since.notna().astype("boolean").mask(unknown)
    days = (facts.as_of - since).dt.days
    return Outcome(holds, since, {"days_suspended": days}, {"suspended_since": unknown})


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


CONDITIONS: dict[str, Condition] = {
    "supplied_not_started": Condition(
        _supplied_not_started,
        ("supply_date", "contract_date", "start_date", "completion_date"),
        supplied,
        "supplied, and no start recorded",
    ),
    "works_suspended": Condition(
        _works_suspended,
        ("start_date", "suspended_since", "completion_date"),
        under_construction,
        "started, not completed, suspension recorded",
    ),
    "completion_overdue": Condition(
        _completion_overdue,
        ("start_date", "due_completion_date", "completion_date"),
        under_construction,
        "started, not completed, due completion < as of",
    ),
}
