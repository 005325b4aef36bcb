"""Approval batches: what is not supplied of them, lapsed, shared or supplied twice."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts
from landuse.analysis.rules.outcome import Condition, Outcome, never, share
from landuse.policy import Policy

__all__ = ["CONDITIONS"]

_UNTOLD = ("unknown", "undated")


def _in_force(facts: Facts) -> pd.Series:
    """A batch that has lapsed, or is approved later, leaves nothing to supply."""
    return facts.frame["in_force"]


def _not_lapsed(facts: Facts) -> pd.Series:
    """As ``_in_force``, but a lapse that no source could record is none."""
    states = facts.frame["batch_state"]
    holds = (states == "in_force").astype("boolean")
    return holds.mask(states.isin(_UNTOLD))


def _standing(facts: Facts, holds: pd.Series) -> dict[str, pd.Series]:
    """Facts for want of which it is not known whether a batch holds."""
    undated = facts.frame["batch_state"] == "undated"
    return {"approval_date": undated, "lapsed_date": holds.isna() & ~undated}


def _unsupplied_remainder(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    tolerance = policy.value("unsupplied.tolerance_m2", facts.as_of.date())
    gone = frame["withdrawn_m2"]
    least = frame["left_at_least_m2"] - gone > tolerance
    most = frame["left_at_most_m2"] - gone.fillna(0.0) > tolerance
    figures = [
        "batch_area_m2",
        "supplied_area_m2",
        "unsupplied_area_m2",
        "withdrawn_m2",
        "document_supplied_m2",
        "document_unsupplied_m2",
    ]
    return Outcome(
        least.astype("boolean").mask(~least & most),
        frame["approval_date"],
        derived={name: frame[name] for name in figures},
        missing={
            **_standing(facts, frame["in_force"]),
            "supply_date": frame["left_at_most_m2"] > frame["left_at_least_m2"],
            "withdrawn_area_m2": gone.isna(),
        },
        area_m2=(frame["unsupplied_area_m2"] - gone.fillna(0.0)).clip(lower=0.0),
    )


def _lapse_due(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    years = policy.value("unsupplied.lapse_years", facts.as_of.date())
    due = add_years(frame["approval_date"], years)
    old = (due <= facts.as_of).astype("boolean").mask(due.isna())
    paid, used = frame["compensated_by"], frame["used"]
    open_ = paid.isna() & ~used.fillna(value=False)
    return Outcome(
        old & ~used & ~paid,
        due,
        derived={"lapse_due": due, "supplied_area_m2": frame["supplied_area_m2"]},
        missing={
            **_standing(facts, _not_lapsed(facts)),
            "compensated": open_ & frame["compensated"].isna(),
            "compensation_date": open_ & frame["compensated"].notna(),
            "supply_date": used.isna(),
        },
    )


def _over_supplied(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    approved = frame["approved_area_m2"] - frame["withdrawn_m2"]
    known = frame["document_known_m2"]
    over = _above(known, approved, share(policy, "unsupplied.over_supply_share", facts))
    doubts = {
        "approved_area_m2": frame["approved_area_m2"].isna(),
        "withdrawn_area_m2": frame["withdrawn_m2"].isna(),
        "registered_area_m2": frame["lacks_area"],
        "batch_id": frame["lacks_citation"],
        "approval_no": frame["lacks_number"],
        "supply_date": frame["lacks_day"],
    }
    return Outcome(
        _unless(over, doubts),
        never(facts),
        derived={
            "document_supplied_m2": known,
            "over_supplied_m2": (known - approved).where(over),
            "withdrawn_m2": frame["withdrawn_m2"],
            "parcels": frame["parcels"],
        },
        missing={**_standing(facts, _not_lapsed(facts)), **doubts},
        area_m2=(known - approved).where(over),
    )


def _outlines_exceed(facts: Facts, policy: Policy) -> Outcome:
    frame = facts.frame
    drawn, whole = frame["outlines_supplied_m2"], frame["batch_area_m2"]
    over = _above(drawn, whole, share(policy, "unsupplied.over_supply_share", facts))
    doubts = {
        "batch_id": frame["lacks_citation"],
        "approval_no": frame["lacks_number"],
        "supply_date": frame["lacks_day"],
    }
    return Outcome(
        _unless(over, doubts),
        never(facts),
        derived={
            "batch_area_m2": whole,
            "outlines_supplied_m2": drawn,
            "outline_remainder_m2": whole - drawn,
            "parcels": frame["parcels"],
        },
        missing={**_standing(facts, _not_lapsed(facts)), **doubts},
        area_m2=(drawn - whole).where(over),
    )


def _batches_overlap(facts: Facts, policy: Policy) -> Outcome:
    del policy
    frame = facts.frame
    shares = frame["shared_m2"] > 0
    unsure = frame["may_share"] & ~shares
    missing = _standing(facts, _not_lapsed(facts))
    return Outcome(
        shares.astype("boolean").mask(unsure),
        never(facts),
        derived={
            "shared_m2": frame["shared_m2"],
            "shared_with": frame["shared_with"],
        },
        missing={**missing, "approval_date": missing["approval_date"] | unsure},
        area_m2=frame["shared_m2"],
    )


def _above(part: pd.Series, whole: pd.Series, margin: Fraction) -> pd.Series:
    """Whether part > whole * (1 + margin), without rounding."""
    factor = 1 + margin
    over = part * factor.denominator > whole * factor.numerator
    return over.astype("bool")


def _unless(holds: pd.Series, doubts: dict[str, pd.Series]) -> pd.Series:
    """What holds, holds; what does not, is not told where a fact is missing."""
    doubt = pd.DataFrame(doubts).any(axis=1)
    return holds.astype("boolean").mask(~holds & doubt)


_DOCUMENT = ("approval_no", "approval_date", "approved_area_m2", "lapsed_date")
CONDITIONS: dict[str, Condition] = {
    "unsupplied_remainder": Condition(
        _unsupplied_remainder,
        (*_DOCUMENT, "withdrawn_date", "withdrawn_area_m2"),
        _in_force,
        "batch outline less the parcels supplied by as of > tolerance",
        subject="batch",
    ),
    "lapse_due": Condition(
        _lapse_due,
        (*_DOCUMENT, "compensated", "compensation_date"),
        _not_lapsed,
        "as of >= approval + years, nothing supplied and nothing compensated",
        subject="batch",
    ),
    "over_supplied": Condition(
        _over_supplied,
        (*_DOCUMENT, "withdrawn_area_m2"),
        _not_lapsed,
        "registered area of the parcels that cite the batch > approved area + margin",
        subject="batch",
    ),
    "outlines_exceed_batch": Condition(
        _outlines_exceed,
        _DOCUMENT,
        _not_lapsed,
        "outlines supplied from the batch > outline of the batch + margin",
        subject="batch",
    ),
    "batches_overlap": Condition(
        _batches_overlap,
        _DOCUMENT,
        _not_lapsed,
        "shares land with another batch in force > tolerance",
        subject="batch",
    ),
}
