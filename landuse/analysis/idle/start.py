"""Whether works have started in law: permit and stage of the foundation."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.rules.outcome import share
from landuse.policy import Policy

__all__ = ["lawful", "started_in_law", "unproven"]

#: What a start is proven by. A source without any of these keeps no evidence.
_COLUMNS = {
    "permit": ("permit_date", "permit_no"),
    "foundation": ("foundation_kind", "foundation_share"),
}
_KINDS = ("deep_pit", "piles", "other")


def started_in_law(facts: Facts, policy: Policy) -> pd.Series:
    """Whether there was a lawful start, or a later stage that shows one.

    Parameters
    ----------
    facts : Facts
        Parcels or phases.
    policy : Policy
        Says what a start needs.

    Returns
    -------
    Series of boolean
        Missing where it cannot be told.
    """
    dated = facts.happened("start_date")
    return (dated & lawful(facts, policy)) | facts.stages.finished


def lawful(facts: Facts, policy: Policy) -> pd.Series:
    """Whether the evidence bears out a start; true where none is recorded.

    Parameters
    ----------
    facts : Facts
        Parcels or phases.
    policy : Policy
        Gives ``idle.started_requires`` and the stages of the foundation.

    Returns
    -------
    Series of boolean
        Missing where a part of the evidence is not recorded.

    Examples
    --------
    >>> from landuse.analysis.facts import gather
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy = load_policy("puyang")
    >>> parcels = make_parcels(permit_date=[None, "2020-01-01", "2020-01-01"],
    ...                        foundation_kind=[None, "other", "piles"],
    ...                        foundation_share=[None, 0.4, 0.4])
    >>> lawful(gather(parcels, policy, pd.Timestamp("2022-09-30")), policy).tolist()
    [True, True, False]
    """
    required = policy.value("idle.started_requires", facts.as_of.date())
    proven = pd.Series(data=True, index=facts.frame.index, dtype="boolean")
    columns = [name for part in required for name in _COLUMNS[part]]
    if not columns:
        return proven
    recorded = facts.frame[columns].notna().any(axis=1)
    if recorded.any():
        for part in required:
            proven &= _PARTS[part](facts, policy) | ~recorded
    doubt = pd.Series(data=False, index=facts.frame.index)
    for name in columns:
        doubt |= facts.lost(name, columns)
    return proven.mask(doubt & ~recorded)


def unproven(facts: Facts, policy: Policy) -> dict[str, pd.Series]:
    """Evidence for want of which a start cannot be told to be lawful.

    Parameters
    ----------
    facts : Facts
        Parcels or phases.
    policy : Policy
        Gives the stages of the foundation.

    Returns
    -------
    dict of str to Series of bool
        Column -> where it is not recorded of a start that is.
    """
    started = facts.date("start_date").notna()
    done = facts.frame["foundation_share"]
    return {
        "permit_date": started & facts.frame["permit_date"].isna(),
        "foundation_kind": started & done.notna() & _foundation(facts, policy).isna(),
        "foundation_share": started & done.isna(),
    }


def _permit(facts: Facts, policy: Policy) -> pd.Series:  # noqa: ARG001
    date = facts.frame["permit_date"]
    return (date <= facts.as_of).astype("boolean").mask(date.isna())


def _foundation(facts: Facts, policy: Policy) -> pd.Series:
    """Whether the stage of its kind is reached; of no kind, where all agree."""
    kind, done = facts.frame["foundation_kind"], facts.frame["foundation_share"]
    reached = pd.DataFrame(
        {name: _reached(facts, policy, name, done) for name in _KINDS}
    )
    result = reached.all(axis=1).astype("boolean")
    result = result.mask(reached.any(axis=1) & ~reached.all(axis=1))
    for name in _KINDS:
        result = result.where(kind != name, reached[name])
    return result.mask(done.isna())


def _reached(facts: Facts, policy: Policy, kind: str, done: pd.Series) -> pd.Series:
    least = share(policy, f"idle.foundation_share.{kind}", facts)
    return done * least.denominator >= least.numerator


_PARTS = {"permit": _permit, "foundation": _foundation}
