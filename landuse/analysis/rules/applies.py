"""Which land a condition is about, in three values: yes, no, cannot be told."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from landuse.analysis.facts import Facts

__all__ = ["SCOPES", "begun", "everything", "in_use", "supplied", "under_construction"]


def everything(facts: Facts) -> pd.Series:
    """Every subject.

    Parameters
    ----------
    facts : Facts
        The ground.

    Returns
    -------
    Series of boolean
        True.
    """
    return pd.Series(data=True, index=facts.frame.index, dtype="boolean")


def supplied(facts: Facts) -> pd.Series:
    """Land supplied by the day.

    Parameters
    ----------
    facts : Facts
        The ground.

    Returns
    -------
    Series of boolean
        Missing where it cannot be told.
    """
    return facts.stages.supplied


def begun(facts: Facts) -> pd.Series:
    """Land supplied and started, whether finished or not.

    Parameters
    ----------
    facts : Facts
        The ground.

    Returns
    -------
    Series of boolean
        Missing where it cannot be told.
    """
    return facts.stages.supplied & facts.stages.begun


def under_construction(facts: Facts) -> pd.Series:
    """Land supplied and started, but neither completed nor in production.

    Parameters
    ----------
    facts : Facts
        The ground.

    Returns
    -------
    Series of boolean
        Missing where it cannot be told.
    """
    return facts.stages.supplied & facts.stages.under_construction


def in_use(facts: Facts) -> pd.Series:
    """Land supplied and completed or in production.

    Parameters
    ----------
    facts : Facts
        The ground.

    Returns
    -------
    Series of boolean
        Missing where it cannot be told.
    """
    return facts.stages.supplied & facts.stages.in_use


#: By the word that a rule of predicates uses for it.
SCOPES: dict[str, Callable[[Facts], pd.Series]] = {
    "supplied": supplied,
    "begun": begun,
    "under_construction": under_construction,
    "in_use": in_use,
}
