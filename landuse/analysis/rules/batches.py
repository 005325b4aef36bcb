"""Approval batches: what is approved and not supplied (批而未供)."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.rules.outcome import Condition, Outcome
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _in_force(facts: Facts) -> pd.Series:
    """A batch that has lapsed, or is approved later, leaves nothing to supply."""
    later = facts.frame["approval_date"] > facts.as_of
    lapsed = facts.frame["lapsed_date"] <= facts.as_of
    return (~later & ~lapsed).astype("boolean")


def _unsupplied_remainder(facts: Facts, policy: Policy) -> Outcome:
    tolerance = policy.value("unsupplied.tolerance_m2", facts.as_of.date())
    approved = facts.frame["approval_date"]
    remains = facts.frame["unsupplied_area_m2"] > tolerance
    figures = [
        "batch_area_m2",
        "supplied_area_m2",
        "unsupplied_area_m2",
        "document_supplied_m2",
        "document_unsupplied_m2",
    ]
    return Outcome(
        remains.astype("boolean").mask(approved.isna() & remains),
        approved,
        derived={name: facts.frame[name] for name in figures},
        missing={"approval_date": approved.isna()},
        area_m2=facts.frame["unsupplied_area_m2"],
    )


CONDITIONS: dict[str, Condition] = {
    "unsupplied_remainder": Condition(
        _unsupplied_remainder,
        ("approval_no", "approval_date", "approved_area_m2", "lapsed_date"),
        _in_force,
        "batch outline less the parcels supplied by as of > tolerance",
        subject="batch",
    ),
}
