"""Inefficient land: measures below what the city's policy asks (低效用地)."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from landuse.analysis.facts import ENTERPRISE, Facts
from landuse.analysis.rules.applies import in_use
from landuse.analysis.rules.outcome import Condition, Outcome, lacks, never
from landuse.policy import Policy

__all__ = ["CONDITIONS"]


def _low(facts: Facts, measure: pd.Series, limit: float, lacking: list[str]) -> Outcome:
    holds = (measure < limit).astype("boolean").mask(measure.isna())
    missing = {name: measure.isna() & lacks(facts, name) for name in lacking}
    return Outcome(holds, never(facts), {str(measure.name): measure}, missing)


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
    "tax_below": Condition(
        _tax_below,
        ("enterprise_id", f"{ENTERPRISE}tax_yuan", "registered_area_m2"),
        in_use,
        "tax of the last full year over the enterprise's parcels < threshold",
        of_enterprises=True,
    ),
    "floor_area_ratio_below": Condition(
        _ratio_below(
            "floor_area_m2", "floor_area_ratio", "inefficient.floor_area_ratio"
        ),
        ("floor_area_m2", "registered_area_m2"),
        in_use,
        "floor area / land area < threshold",
    ),
    "building_coverage_below": Condition(
        _ratio_below(
            "footprint_area_m2", "building_coverage", "inefficient.building_coverage"
        ),
        ("footprint_area_m2", "registered_area_m2"),
        in_use,
        "footprint / land area < threshold",
    ),
}
