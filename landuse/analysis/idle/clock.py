"""The clock of land that has not started: from the due start to the anniversary."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts
from landuse.analysis.idle.causes import IdleTime, idle_time
from landuse.analysis.idle.due import Due, due_start
from landuse.analysis.idle.start import started_in_law
from landuse.analysis.idle.states import ended
from landuse.policy import Policy

__all__ = ["Clock", "start_clock", "time_figures"]

#: Signs of works without a day on which they started.
_SIGNS = ("started_area_m2", "foundation_share")


@dataclass(frozen=True, slots=True)
class Clock:
    """What is known of a start that is waited for."""

    due: Due
    date: pd.Series  #: from when time is idle
    time: IdleTime
    idle_on: pd.Series  #: when the policy's period is full
    waiting: pd.Series  #: no lawful start, in three values
    running: pd.Series  #: whether the clock runs at all, in three values


def start_clock(facts: Facts, policy: Policy) -> Clock:
    """Due start, idle time and anniversary of parcels or phases.

    Parameters
    ----------
    facts : Facts
        The ground.
    policy : Policy
        Period, order of grounds, causes.

    Returns
    -------
    Clock
        All on the index of the facts.
    """
    years = policy.value("idle.period_years", facts.as_of.date())
    due = due_start(facts, policy)
    date, running = due.date, pd.Series(True, facts.frame.index, dtype="boolean")
    if "phase" in facts.frame:
        delivered = facts.date("delivery_date")
        date = date.mask(delivered > date, delivered)
        running = facts.happened("delivery_date")
    time = idle_time(facts, date, policy)
    return Clock(
        due=due,
        date=date,
        time=time,
        idle_on=time.moved(add_years(date, years)),
        waiting=_waiting(facts, policy),
        running=running & ~ended(facts, policy),
    )


def _waiting(facts: Facts, policy: Policy) -> pd.Series:
    """No lawful start; not told where works are seen of which no start is dated."""
    waiting = ~started_in_law(facts, policy)
    signs = facts.date("suspended_since").notna()
    for column in _SIGNS:
        signs |= facts.frame[column] > 0
    signs &= facts.date("start_date").isna()
    return waiting.mask(signs & waiting.fillna(value=False))


def time_figures(facts: Facts, time: IdleTime, policy: Policy) -> dict[str, pd.Series]:
    """The idle time by cause, what was deducted, and the years that are full.

    Parameters
    ----------
    facts : Facts
        The ground.
    time : IdleTime
        Of the same parcels or phases.
    policy : Policy
        Gives the bands.

    Returns
    -------
    dict of str to Series
        ``years_full``, ``deducted_days``, days by class, ``cause_class``.
    """
    bands = policy.value("idle.band_years", facts.as_of.date())
    years = pd.Series(0, index=facts.frame.index, dtype="Int64")
    for count in sorted(bands):
        full = time.moved(add_years(time.due, count)) <= facts.as_of
        years = years.mask(full, count)
    return {
        "years_full": years.mask(time.due.isna()),
        "deducted_days": time.deducted_days,
        **{str(name): time.split[name] for name in time.split},
        "cause_class": time.cause_class(facts.frame["cause"]),
    }
