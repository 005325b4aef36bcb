"""What a condition is and what it says: the shapes that all conditions share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.policy import Policy

__all__ = ["Compared", "Condition", "Outcome", "below", "lacks", "never", "share"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One predicate of a rule, compared for every subject."""

    name: str  #: of the measure
    holds: pd.Series  #: boolean, missing where it cannot be told
    latest: pd.Series  #: the measure, of the latest year
    operator: str
    limit: Any  #: of the policy; a series where it depends on a date
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one condition says of each subject."""

    holds: pd.Series  #: boolean, missing where it cannot be told
    since: pd.Series  #: first day on which it held
    derived: dict[str, pd.Series] = field(default_factory=dict)  #: the arithmetic
    missing: dict[str, pd.Series] = field(default_factory=dict)  #: fact -> where
    area_m2: pd.Series | None = None  #: where not the whole subject is meant
    predicates: tuple[Compared, ...] = ()  #: of a rule made of several


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, the facts that it quotes, and the subjects it is about."""

    test: Callable[[Facts, Policy], Outcome]
    facts: tuple[str, ...]
    applies: Callable[[Facts], pd.Series]
    formula: str  #: the arithmetic in words, for the evidence
    of_enterprises: bool = False  #: cannot be tested without enterprises
    subject: str = "parcel"
    of_batches: bool = False  #: cannot be tested without approvals
    layers: tuple[str, ...] = ()  #: cannot be tested without these layers


def lacks(facts: Facts, column: str) -> pd.Series:
    """Where a fact is not recorded.

    Parameters
    ----------
    facts : Facts
        The ground.
    column : str
        Name of the fact.

    Returns
    -------
    Series of bool
        On the index of the facts.
    """
    return facts.frame[column].isna()


def never(facts: Facts) -> pd.Series:
    """No date at all: for a measure that has no first day.

    Parameters
    ----------
    facts : Facts
        The ground.

    Returns
    -------
    Series of datetime64[s]
        Missing everywhere.
    """
    return pd.Series(pd.NaT, index=facts.frame.index, dtype="datetime64[s]")


def share(policy: Policy, key: str, facts: Facts) -> Fraction:
    """A share of the policy as an exact fraction: "1/3" is not 0.333.

    Parameters
    ----------
    policy : Policy
        Holds the value.
    key : str
        Its name.
    facts : Facts
        Give the day.

    Returns
    -------
    Fraction
        The value on that day.
    """
    return Fraction(str(policy.value(key, facts.as_of.date())))


def below(part: pd.Series, whole: pd.Series, least: Fraction) -> pd.Series:
    """Whether part / whole < least, without rounding.

    Parameters
    ----------
    part, whole : Series of float
        Two amounts of one unit.
    least : Fraction
        The share that is not reached.

    Returns
    -------
    Series of boolean
        Missing where an amount is, or the whole is not above zero.

    Examples
    --------
    >>> below(pd.Series([3.0, 1.0]), pd.Series([9.0, 0.0]), Fraction(1, 3)).tolist()
    [False, <NA>]
    """
    low = part * least.denominator < whole * least.numerator
    return low.astype("boolean").mask(part.isna() | whole.isna() | ~(whole > 0))
