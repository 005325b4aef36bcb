"""Who gets new industrial land, and where: graded C, outside the zones, off the plan.

Each condition is about land that is supplied and industrial; a supply before the
day from which a policy restricts it is none of its business.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.rules.applies import supplied
from landuse.analysis.rules.gradesheld import grades_held
from landuse.analysis.rules.outcome import Condition, Outcome, never, share
from landuse.analysis.rules.places import (
    against_plan,
    built_against_plan,
    outside_zones,
)
from landuse.policy import Policy

__all__ = ["CONDITIONS"]

_USES = "tax.industrial_land_use"


def _supplied_on(facts: Facts) -> pd.Series:
    return facts.frame["supply_date"].fillna(facts.frame["contract_date"])


def _new_industrial(facts: Facts, policy: Policy, key: str) -> pd.Series:
    """Industrial land supplied on or after a day of the policy, in three values."""
    use, day = facts.frame["land_use"], _supplied_on(facts)
    listed = policy.value(_USES, facts.as_of.date())
    first = pd.Timestamp(policy.value(key, facts.as_of.date()))
    industrial = use.str.strip().isin(listed).astype("boolean").mask(use.isna())
    new = (day >= first).astype("boolean").mask(day.isna())
    return industrial & new.mask(_undated(facts) & ~new)


def _undated(facts: Facts) -> pd.Series:
    """No supply date, and its source has no such column: the contract may be older."""
    return facts.frame["supply_date"].isna() & facts.unknown("supply_date")


def _barred_grade(facts: Facts, policy: Policy) -> Outcome:
    day = _supplied_on(facts)
    held = grades_held(facts, day, policy.value("grade.in_force_after_months"))
    barred = held.grade.isin(policy.value("grade.no_new_land", facts.as_of.date()))
    barred = barred.astype("boolean").mask(held.grade.isna()).mask(held.exempt, False)
    about = _new_industrial(facts, policy, "grade.no_new_land_from")
    open_ = about.fillna(value=True)
    named = facts.frame["enterprise_id"].notna()
    return Outcome(
        about & barred,
        day,
        derived={
            "supplied_on": day,
            "grade": held.grade,
            "grade_year": held.year,
            "grade_ground": held.ground,
        },
        missing={
            "land_use": facts.frame["land_use"].isna(),
            "supply_date": day.isna() | (about.isna() & _undated(facts)),
            "enterprise_id": open_ & ~named,
            "enterprise.grade": open_ & named & day.notna() & barred.isna(),
        },
    )


def _outside_every_zone(facts: Facts, policy: Policy) -> Outcome:
    about = _new_industrial(facts, policy, "siting.zones_only_from")
    exempt, doubts = _exempt(facts, policy)
    open_ = about.fillna(value=True) & ~exempt.fillna(value=False)
    day = _supplied_on(facts)
    part, outside = outside_zones(facts, day, open_)
    limit = share(policy, "siting.outside_share", facts)
    out = (part * limit.denominator > limit.numerator).astype("boolean")
    out = out.mask(part.isna()).mask(~open_, False)
    away = open_ & out.fillna(value=True)
    return Outcome(
        about & ~exempt & out,
        day,
        derived={
            "supplied_on": day,
            "outside_m2": outside,
            "outside_share": part,
        },
        missing={
            "land_use": facts.frame["land_use"].isna(),
            "supply_date": away & (day.isna() | (about.isna() & _undated(facts))),
            **{name: away & where for name, where in doubts.items()},
        },
        area_m2=outside.where(out),
    )


def _exempt(facts: Facts, policy: Policy) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Whether a record exempts the land, by the policy's columns, and what is open.

    A yes-or-no column exempts where it says yes and is open where it is empty; any
    other exempts where it is filled in and is open where no source has it.
    """
    exempt = pd.Series(data=False, index=facts.frame.index, dtype="boolean")
    doubts = {}
    for name in policy.value("siting.exempt_by", facts.as_of.date()):
        values = facts.frame[name]
        if values.dtype == "boolean":
            said = values
        else:
            said = values.notna().astype("boolean")
            said = said.mask(~said & facts.unknown(name))
        exempt |= said
        doubts[name] = said.isna()
    return exempt, doubts


def _use_against_plan(facts: Facts, policy: Policy) -> Outcome:
    found = against_plan(facts, policy)
    lacking = facts.frame["land_use"].isna()
    return _off_plan(found, facts, policy, {"land_use": lacking})


def _built_use_against_plan(facts: Facts, policy: Policy) -> Outcome:
    found = built_against_plan(facts, policy)
    outcome = _off_plan(found, facts, policy, {})
    return replace(
        outcome, derived=outcome.derived | {"built_uses": found["built_uses"]}
    )


def _off_plan(
    found: pd.DataFrame, facts: Facts, policy: Policy, lacking: dict[str, pd.Series]
) -> Outcome:
    """More than the tolerance in classes that do not allow the use, in three values."""
    limit = share(policy, "plan.use_tolerance_share", facts)
    off = found["against_share"] * limit.denominator > limit.numerator
    may = (found["against_share"] + found["unknown_share"]) * limit.denominator
    unsure = ~off & ~(may <= limit.numerator)
    known = ~pd.DataFrame(lacking, index=off.index).any(axis=1)
    return Outcome(
        off.astype("boolean").mask(unsure),
        never(facts),
        derived={
            name: found[name]
            for name in ("against_m2", "against_share", "plan_classes")
        },
        missing={**lacking, "class_code": unsure & known},
        area_m2=found["against_m2"].where(off),
    )


_SUPPLY = ("land_use", "supply_date", "contract_date")
CONDITIONS: dict[str, Condition] = {
    "supplied_to_barred_grade": Condition(
        _barred_grade,
        ("enterprise_id", "enterprise.year", "enterprise.grade", *_SUPPLY),
        supplied,
        "industrial land supplied while the grade in force was one that bars it",
        of_enterprises=True,
    ),
    "outside_every_zone": Condition(
        _outside_every_zone,
        (*_SUPPLY, "is_stock_land", "siting_exemption_no"),
        supplied,
        "industrial land supplied since the day, outside every zone, not exempt",
        layers=("zones",),
    ),
    "use_against_plan": Condition(
        _use_against_plan,
        ("land_use", "class_code", "class_scheme"),
        supplied,
        "share of the parcel in plan classes that do not allow its use > tolerance",
        layers=("plan",),
    ),
    "built_use_against_plan": Condition(
        _built_use_against_plan,
        ("class_code", "class_scheme", "built_date"),
        supplied,
        "share of the parcel built for a use that its plan class does not allow",
        layers=("plan", "built"),
    ),
}
