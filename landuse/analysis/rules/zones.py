"""The plan of each zone: its industrial share, and what is used before it grows."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.rules.applies import everything
from landuse.analysis.rules.outcome import Condition, Outcome, below, never, share
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["CONDITIONS"]


def _told(surely: pd.Series, maybe: pd.Series) -> pd.Series:
    """Yes where it is sure, no where it cannot be, else missing."""
    holds = pd.Series(pd.NA, index=surely.index, dtype="boolean")
    holds[surely.fillna(value=False)] = True
    holds[~maybe.fillna(value=True)] = False
    return holds


def _industrial_share(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    limit = share(policy, "plan.industrial_share", facts)
    unknown = frame["unknown_m2"] + frame["unplanned_m2"]
    whole = frame["planned_m2"] + frame["unplanned_m2"]
    surely = below(frame["industrial_m2"] + unknown, whole, limit)
    holds = _told(surely, below(frame["industrial_m2"], whole, limit))
    return Outcome(
        holds,
        never(facts),
        derived={
            "planned_mu": to_mu(frame["planned_m2"]),
            "industrial_mu": to_mu(frame["industrial_m2"]),
            "industrial_share": frame["industrial_m2"] / whole.where(whole > 0),
            "required_share": _limit(facts, float(limit)),
        },
        missing={"class_code": holds.isna()},
    )


def _limit(facts: Facts, limit: float) -> pd.Series:
    return pd.Series(limit, index=facts.frame.index)


def _underused(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    limit = share(policy, "plan.used_share_before_expansion", facts)
    least = policy.value("plan.expansion_tolerance_m2", facts.as_of.date())
    grows = (frame["expansion_m2"] > least).astype("boolean")
    whole = frame["current_m2"]
    maybe = below(frame["used_m2"], whole, limit)
    surely = below(frame["used_most_m2"], whole, limit)
    holds = _told(surely, maybe)
    untold = grows & holds.isna()
    return Outcome(
        grows & holds,
        never(facts),
        derived={
            "expansion_mu": to_mu(frame["expansion_m2"]),
            "current_mu": to_mu(whole),
            "used_mu": to_mu(frame["used_m2"]),
            "used_share": frame["used_m2"] / whole.where(whole > 0),
            "required_share": _limit(facts, float(limit)),
        },
        missing={
            "built_date": untold & frame["used_most_m2"].isna(),
            "start_date": untold & frame["used_most_m2"].notna() & (whole > 0),
            "class_code": untold & ~(whole > 0),
        },
        area_m2=frame["expansion_m2"].where(grows),
    )


#: Facts of the layers; the zone itself has none that counts.
_PLAN = ("class_code", "class_scheme")
CONDITIONS: dict[str, Condition] = {
    "industrial_share_low": Condition(
        _industrial_share,
        _PLAN,
        everything,
        "industrial and storage land of the plan / planned land < share",
        subject="zone",
        layers=("zone_plan",),
    ),
    "underused_expansion": Condition(
        _underused,
        (*_PLAN, "start_date", "built_date"),
        everything,
        "the revision adds land outside the zone, and used / planned land < share",
        subject="zone",
        layers=("plan", "plan_new"),
    ),
}
