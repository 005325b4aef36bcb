"""What has been decided about idle land: a number and a date make a decision."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.policy import Policy

__all__ = ["decided", "ended"]


def decided(facts: Facts, act: str) -> pd.Series:
    """Whether an act has its number and a date that has come.

    Parameters
    ----------
    facts : Facts
        Parcels or phases.
    act : str
        ``investigation``, ``determination``, ``disposal`` or ``exclusion``.

    Returns
    -------
    Series of bool
        On the index of the facts.

    Examples
    --------
    >>> from landuse.analysis.facts import gather
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(determination_no=["1", None],
    ...                        determination_date="2022-09-30")
    >>> facts = gather(parcels, load_policy("puyang"), pd.Timestamp("2022-09-30"))
    >>> decided(facts, "determination").tolist()
    [True, False]
    """
    return facts.date(f"{act}_date").notna() & facts.frame[f"{act}_no"].notna()


def ended(facts: Facts, policy: Policy) -> pd.Series:
    """Where land was taken from its holder, or was decided not to be idle.

    Parameters
    ----------
    facts : Facts
        Parcels or phases.
    policy : Policy
        Names the ways of disposal that end it.

    Returns
    -------
    Series of bool
        On the index of the facts.
    """
    ways = policy.value("idle.disposal_ends", facts.as_of.date())
    taken = facts.frame["disposal_method"].isin(ways) & decided(facts, "disposal")
    return taken | decided(facts, "exclusion")
