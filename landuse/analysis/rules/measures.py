"""Measures that a policy's predicates compare: what a parcel yields, bears, holds.

Each gives one series per year asked for, or a single one where it has no year. A
measure that cannot be computed is missing; it is never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from landuse.analysis.calendar import full_months
from landuse.analysis.facts import ENTERPRISE, Facts
from landuse.analysis.joined import last_years
from landuse.analysis.parceltax import tax_per_parcel
from landuse.units import to_mu

__all__ = ["MEASURES", "Measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared, and the facts that it rests on."""

    series: Callable[[Facts, int], list[pd.Series]]  #: latest year first
    facts: tuple[str, ...]
    of_enterprises: bool = False


def _per_area(column: str) -> Callable[[Facts, int], list[pd.Series]]:
    def series(facts: Facts, years: int) -> list[pd.Series]:  # noqa: ARG001
        area = facts.frame["area_m2"]
        return [facts.frame[column] / area.where(area > 0)]

    return series


def _investment(facts: Facts, years: int) -> list[pd.Series]:  # noqa: ARG001
    area = facts.frame["area_m2"]
    return [facts.frame["paid_investment_yuan"] / to_mu(area.where(area > 0))]


def _tax(facts: Facts, years: int) -> list[pd.Series]:
    if facts.enterprises is None:
        return [pd.Series(float("nan"), index=facts.frame.index)] * years
    if years == 1:
        return [facts.frame["tax_yuan_per_mu"]]
    return [
        tax_per_parcel(facts.frame, facts.enterprises, year)
        for year in last_years(facts.as_of, years)
    ]


def _grade(facts: Facts, years: int) -> list[pd.Series]:
    nothing = pd.Series(None, index=facts.frame.index, dtype="str")
    known = facts.enterprises
    if known is None:
        return [nothing] * years
    ids = facts.frame["enterprise_id"]
    result = []
    for year in last_years(facts.as_of, years):
        of_year = known[known["year"] == year].dropna(subset=["grade"])
        if of_year.empty:
            result.append(nothing)
            continue
        once = of_year.drop_duplicates("enterprise_id", keep=False)
        result.append(ids.map(once.set_index("enterprise_id")["grade"]).astype("str"))
    return result


def _months_stopped(facts: Facts, years: int) -> list[pd.Series]:  # noqa: ARG001
    """Full months since the stop; none for an enterprise that operates."""
    if not facts.has_enterprises:
        return [pd.Series(float("nan"), index=facts.frame.index)]
    months = full_months(facts.date(f"{ENTERPRISE}stopped_since"), facts.as_of)
    state = facts.frame[f"{ENTERPRISE}operating_state"]
    return [months.astype("float64").mask(state == "operating", 0.0)]


MEASURES: dict[str, Measure] = {
    "tax_yuan_per_mu": Measure(
        _tax, ("enterprise_id", f"{ENTERPRISE}tax_yuan", "registered_area_m2"), True
    ),
    "grade": Measure(_grade, ("enterprise_id", f"{ENTERPRISE}grade"), True),
    "months_stopped": Measure(
        _months_stopped,
        (
            "enterprise_id",
            f"{ENTERPRISE}operating_state",
            f"{ENTERPRISE}stopped_since",
        ),
        True,
    ),
    "floor_area_ratio": Measure(
        _per_area("floor_area_m2"), ("floor_area_m2", "registered_area_m2")
    ),
    "building_coverage": Measure(
        _per_area("footprint_area_m2"), ("footprint_area_m2", "registered_area_m2")
    ),
    "office_share": Measure(
        _per_area("office_area_m2"), ("office_area_m2", "registered_area_m2")
    ),
    "developed_share": Measure(
        _per_area("started_area_m2"), ("started_area_m2", "registered_area_m2")
    ),
    "investment_yuan_per_mu": Measure(
        _investment, ("paid_investment_yuan", "registered_area_m2")
    ),
}
