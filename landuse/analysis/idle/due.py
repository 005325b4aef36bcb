"""When the start was due: the agreement that counts, else the delivery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts
from landuse.policy import Policy

__all__ = ["AGREED", "DELIVERY", "OF_PARCEL", "Due", "due_start"]

#: Of phases, where the agreed start is that of the whole parcel.
OF_PARCEL = "start_of_parcel"

#: Ground -> column of the date, what dates and numbers the agreement itself.
AGREED: dict[str, tuple[str, tuple[str, ...]]] = {
    "extension": ("extended_start_date", ("extension_date", "extension_no")),
    "supplement": ("supplement_start_date", ("supplement_date", "supplement_no")),
    "contract": ("due_start_date", ()),
    "decision": ("decision_start_date", ()),
}
#: Ground that stands for the day of delivery and a delay.
DELIVERY = "delivery"
#: Records that many sources do not keep at all.
_SELDOM = ("decision_start_date", "supplement_start_date", "supplement_date")


@dataclass(frozen=True, slots=True)
class Due:
    """The day on which the start was due, and what it rests on."""

    date: pd.Series
    ground: pd.Series  #: extension, supplement, contract, decision or delivery
    doubts: dict[str, pd.Series]  #: absent columns that could name an earlier day

    @property
    def earlier(self) -> pd.Series:
        """Where the start could have been due earlier."""
        return pd.concat(self.doubts.values(), axis=1).any(axis=1)


def due_start(facts: Facts, policy: Policy) -> Due:
    """The start that was agreed, by the policy's order of grounds.

    An agreement that is itself dated after the day has not been made yet.

    Parameters
    ----------
    facts : Facts
        Parcels or phases.
    policy : Policy
        Gives order and delay.

    Returns
    -------
    Due
        On the index of the facts.

    Examples
    --------
    >>> from landuse.analysis.facts import gather
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> policy = load_policy("puyang")
    >>> parcels = make_parcels(due_start_date="2019-01-01",
    ...                        extended_start_date="2020-01-01",
    ...                        extension_date=["2019-06-01", "2023-01-01"])
    >>> due = due_start(gather(parcels, policy, pd.Timestamp("2022-09-30")), policy)
    >>> due.ground.tolist(), due.date.dt.year.tolist()
    (['extension', 'contract'], [2020, 2019])
    """
    day = facts.as_of.date()
    order = [str(name) for name in policy.value("idle.due_start_order", day)]
    postponed = bool(policy.value("idle.start_only_postponed", day))
    agreed = [name for name in order if name != DELIVERY]
    date, ground = _agreed(facts, agreed, postponed=postponed)
    by_delivery = date.isna()
    if DELIVERY in order:
        delay = policy.value("idle.start_after_delivery_years", day)
        delivered = add_years(facts.date("delivery_date"), delay)
        ground[(by_delivery & delivered.notna()).to_numpy()] = DELIVERY
        date = date.fillna(delivered)
    absent = {AGREED[name][0]: _absent(facts, AGREED[name][0]) for name in agreed}
    open_ = by_delivery | (not postponed)
    if OF_PARCEL in facts.frame:
        open_ |= facts.frame[OF_PARCEL]
    doubts = {name: where & open_ for name, where in absent.items()}
    doubts |= _unsigned(facts, agreed, ground)
    return Due(date, pd.Series(ground, facts.frame.index, dtype="str"), doubts)


def _agreed(
    facts: Facts, grounds: list[str], *, postponed: bool
) -> tuple[pd.Series, np.ndarray]:
    """Date and ground of the first agreement that is there."""
    index = facts.frame.index
    date = pd.Series(pd.NaT, index=index, dtype="datetime64[s]")
    ground = np.full(len(index), None, dtype=object)
    for name in grounds:
        column, signed = AGREED[name]
        value = facts.frame[column]
        if signed:
            value = value.where(~(facts.frame[signed[0]] > facts.as_of))
        counts = date.isna() & value.notna()
        if postponed:
            counts |= value > date
        date = date.where(~counts, value)
        ground[counts.to_numpy()] = name
    return date, ground


def _absent(facts: Facts, column: str) -> pd.Series:
    """Where an agreement could be, but the source has no column for it."""
    seldom = column in _SELDOM
    return facts.lost(column, _SELDOM) if seldom else facts.unknown(column)


def _unsigned(
    facts: Facts, grounds: list[str], ground: np.ndarray
) -> dict[str, pd.Series]:
    """Where the day on which the agreement that counts was made is lost."""
    return {
        signed[0]: (ground == name) & facts.lost(signed[0], signed)
        for name in grounds
        if (signed := AGREED[name][1])
    }
