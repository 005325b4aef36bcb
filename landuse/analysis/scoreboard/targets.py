"""What the plan asks for in each of its years, as a policy says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from landuse.analysis.indicators import CITY
from landuse.analysis.scoreboard.exact import exact
from landuse.policy import Policy, Value

__all__ = ["STARS", "Target", "plan_years", "targets"]

_PREFIX = "scoreboard.target."
_STAR_KEY = "scoreboard.star_targets"
#: Indicator of the stars of a zone.
STARS = "stars"


@dataclass(frozen=True, slots=True)
class Target:
    """One goal of one year."""

    indicator: str
    year: int
    plan_year: int  #: first, second, third
    goal: Fraction
    operator: str
    unit: str | None
    basis: str
    confidence: str
    scope_id: str = CITY  #: ``city``, or the name of a zone


def plan_years(policy: Policy, day: date) -> tuple[int, ...]:
    """The years of the plan; none where a policy has no plan.

    Parameters
    ----------
    policy : Policy
        ``plan.years``.
    day : date
        Day of the policy.

    Returns
    -------
    tuple of int
        In order.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> plan_years(load_policy("puyang"), date(2022, 9, 30))
    (2020, 2021, 2022)
    """
    if not policy.is_configured("plan.years", day):
        return ()
    return tuple(policy.value("plan.years", day))


def targets(policy: Policy, day: date) -> tuple[Target, ...]:
    """All goals of all years.

    Parameters
    ----------
    policy : Policy
        ``scoreboard.target.INDICATOR`` by the plan's first, second, third year, and
        ``scoreboard.star_targets``.
    day : date
        Day of the policy.

    Returns
    -------
    tuple of Target
        In the order of the policy's files, then by year; zones last.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> found = targets(load_policy("puyang"), date(2022, 9, 30))
    >>> [(t.year, int(t.goal)) for t in found if t.indicator == "zone_tax_yuan"]
    [(2020, 2300000000), (2021, 2600000000), (2022, 3000000000)]
    """
    years = dict(enumerate(plan_years(policy, day), start=1))
    entries = [policy.entry(k, day) for k in policy.values if k.startswith(_PREFIX)]
    entries.sort(key=lambda entry: (policy.layers.index(entry.layer), entry.line or 0))
    found = [
        _target(entry, entry.key.removeprefix(_PREFIX), years, (int(number), goal))
        for entry in entries
        if entry.configured
        for number, goal in sorted(entry.value.items())
        if int(number) in years
    ]
    return (*found, *_stars(policy, day, years))


def _target(
    entry: Value, indicator: str, years: Mapping[int, int], goal: tuple[int, Any]
) -> Target:
    number, value = goal
    return Target(
        indicator=indicator,
        year=years[number],
        plan_year=number,
        goal=Fraction(exact(value) or 0),
        operator=entry.operator or ">=",
        unit=entry.unit,
        basis=entry.basis,
        confidence=entry.confidence,
    )


def _stars(policy: Policy, day: date, years: Mapping[int, int]) -> list[Target]:
    """Stars that each zone is to reach, by the name that the plan gives it."""
    if not policy.is_configured(_STAR_KEY, day):
        return []
    entry = policy.entry(_STAR_KEY, day)
    return [
        replace(
            _target(entry, STARS, years, (each["year"], each["stars"])),
            scope_id=each["zone"],
        )
        for each in entry.value
        if each["year"] in years
    ]
