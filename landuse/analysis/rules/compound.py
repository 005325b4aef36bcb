"""Rules made of predicates: any of them, or all, each a value of the policy.

A predicate is a policy value that names a ``measure`` and an ``operator``. Under
``any_of`` a predicate without a value is no criterion of that city and is passed
over; under ``all_of`` it leaves the whole rule open.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from typing import Any

import pandas as pd

from landuse.analysis.facts import ENTERPRISE, Facts
from landuse.analysis.gradeground import grade_ground
from landuse.analysis.joined import last_years
from landuse.analysis.rules.applies import SCOPES
from landuse.analysis.rules.measures import MEASURES
from landuse.analysis.rules.outcome import Compared, Condition, Outcome, never
from landuse.errors import PolicyError
from landuse.policy import Policy, Rule, Value

__all__ = ["COMPOUNDS", "compound", "is_set"]

#: Conditions that join the predicates that a rule needs.
COMPOUNDS: dict[str, Callable[[pd.Series, pd.Series], pd.Series]] = {
    "any_of": operator.or_,
    "all_of": operator.and_,
}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


def compound(rule: Rule, policy: Policy) -> Condition:
    """The condition of a rule of predicates.

    Parameters
    ----------
    rule : Rule
        With ``any_of`` or ``all_of`` as its condition, predicates in ``needs``
        and the land that it is about in ``about`` (by default land in use).
    policy : Policy
        Says what each predicate measures.

    Returns
    -------
    Condition
        Tested like any other.

    Raises
    ------
    PolicyError
        A predicate names no measure, or one that does not exist; ``about`` is
        unknown.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> policy = load_policy("puyang")
    >>> rule = next(r for r in policy.rules if r.condition == "any_of")
    >>> compound(rule, policy).formula.split()[:2]
    ['any', 'of:']
    """
    names = [_measure(key, rule, policy) for key in rule.needs]
    scope = rule.about or "in_use"
    if scope not in SCOPES:
        msg = f"about {scope!r} is not one of {', '.join(SCOPES)}"
        raise PolicyError(msg, policy.id, rule.id)
    facts = dict.fromkeys(fact for name in names for fact in MEASURES[name].facts)
    facts |= dict.fromkeys(entry.by for entry in _entries(rule, policy) if entry.by)
    word = rule.condition.replace("_", " ")
    facts |= {"land_use": None} if rule.land_use else {}
    return Condition(
        lambda facts, policy: _test(facts, policy, rule),
        tuple(facts),
        lambda facts: _applies(facts, policy, rule, scope),
        f"{word}: {', '.join(rule.needs)}",
        of_enterprises=all(MEASURES[name].of_enterprises for name in names),
    )


def _applies(facts: Facts, policy: Policy, rule: Rule, scope: str) -> pd.Series:
    about = SCOPES[scope](facts)
    if rule.land_use is None:
        return about
    use = facts.frame["land_use"]
    listed = policy.value(rule.land_use, facts.as_of.date())
    return about & use.isin(listed).astype("boolean").mask(use.isna())


def _entries(rule: Rule, policy: Policy) -> list[Value]:
    return [policy.entry(key) for key in rule.needs]


def _measure(key: str, rule: Rule, policy: Policy) -> str:
    name = policy.entry(key).measure
    if name not in MEASURES:
        known = ", ".join(MEASURES)
        msg = f"{key} has measure {name!r}, which is not one of {known}"
        raise PolicyError(msg, policy.id, rule.id)
    return name


def _test(facts: Facts, policy: Policy, rule: Rule) -> Outcome:
    parts = [
        _predicate(facts, policy, key)
        for key in rule.needs
        if is_set(policy, key, facts.as_of.date())
    ]
    holds = reduce(COMPOUNDS[rule.condition], [part.holds for part in parts])
    derived = {part.name: part.latest for part in parts}
    for part in parts:
        if isinstance(part.limit, pd.Series):
            derived[f"{part.name}_limit"] = part.limit
    if "grade" in derived:
        derived["grade_ground"] = grade_ground(facts, last_years(facts.as_of, 1)[0])
    missing: dict[str, pd.Series] = {}
    for part in parts:
        untold = part.holds.isna()
        for fact in part.facts if untold.any() else ():
            lacking = untold & _unrecorded(facts, fact, part.latest)
            missing[fact] = missing.get(fact, False) | lacking
    if rule.land_use is not None:
        missing["land_use"] = facts.frame["land_use"].isna()
    return Outcome(holds, never(facts), derived, missing, predicates=tuple(parts))


def _unrecorded(facts: Facts, fact: str, latest: pd.Series) -> pd.Series:
    """Where a fact is missing; of an unknown enterprise it is the enterprise."""
    joined = facts.frame.get(f"{ENTERPRISE}year", facts.frame["enterprise_id"])
    if fact == "enterprise_id":
        return joined.isna()
    if fact.startswith(ENTERPRISE):
        return joined.notna() & facts.frame.get(fact, latest).isna()
    return facts.frame[fact].isna()


def is_set(policy: Policy, key: str, day: date) -> bool:
    """Whether a key has a value: on a day, or in any edition that a date chooses.

    Parameters
    ----------
    policy : Policy
        Holds the value.
    key : str
        Its name.
    day : date
        The day of the audit.

    Returns
    -------
    bool
        False where the policy leaves it open.
    """
    if policy.entry(key).by is not None:
        return any(edition.configured for edition in policy.values[key])
    return policy.is_configured(key, day)


def _predicate(facts: Facts, policy: Policy, key: str) -> Compared:
    day = None if policy.entry(key).by else facts.as_of.date()
    entry = policy.entry(key, day)
    measure = MEASURES[str(entry.measure)]
    years = measure.series(facts, entry.years or 1)
    if entry.by is None:
        limit: Any = entry.value
        verdicts = [_compared(values, entry.operator, limit) for values in years]
    else:
        dates = facts.frame[entry.by]
        limit = policy.values_by_date(key, dates)
        none = dates.notna() & limit.isna()
        verdicts = [
            _compared(values, entry.operator, limit)
            .mask(none, False)
            .mask(dates.isna())
            for values in years
        ]
    extra = () if entry.by is None else (entry.by,)
    return Compared(
        name=str(entry.measure),
        holds=reduce(operator.and_, verdicts),
        latest=years[0],
        operator=str(entry.operator),
        limit=limit,
        facts=(*measure.facts, *extra),
    )


def _compared(values: pd.Series, sign: str | None, limit: Any) -> pd.Series:
    if sign == "in":
        allowed: Sequence[Any] = limit if isinstance(limit, list) else [limit]
        held = values.isin(allowed)
    else:
        held = _OPERATORS[sign or "=="](values, limit)
    unknown = values.isna()
    if isinstance(limit, pd.Series):
        unknown = unknown | limit.isna()
    return held.astype("boolean").mask(unknown)
