"""How far each parcel has come on the road from normal to disposed.

Suspected is what is computed; determined is what a decision with number and date
says. Which states are told apart, and which of several counts, is policy data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.facts import Facts, gather
from landuse.analysis.idle.clock import Clock, start_clock
from landuse.analysis.idle.phases import has_phases, with_phases
from landuse.analysis.idle.states import decided
from landuse.analysis.rules.applies import supplied
from landuse.analysis.rules.idle import CONDITIONS
from landuse.analysis.rules.outcome import Outcome
from landuse.policy import Policy

__all__ = ["Account", "idle_account", "idle_state", "states_of"]


@dataclass(frozen=True)
class Account:
    """All that the idle rules say of parcels on a day."""

    facts: Facts
    policy: Policy

    def _outcome(self, name: str) -> Outcome:
        condition = CONDITIONS[name]
        outcome = condition.test(self.facts, self.policy)
        return replace(outcome, holds=condition.applies(self.facts) & outcome.holds)

    @cached_property
    def not_started(self) -> Outcome:
        """Land not started in time."""
        return self._outcome("not_started")

    @cached_property
    def suspended(self) -> Outcome:
        """Land started and then stopped."""
        return self._outcome("started_then_suspended")

    @cached_property
    def is_idle(self) -> pd.Series:
        """Whether either rule holds; missing where it cannot be told."""
        return self.not_started.holds | self.suspended.holds

    @cached_property
    def since(self) -> pd.Series:
        """The first day on which a rule held that holds."""
        first = self.not_started.since.where(self.not_started.holds.fillna(value=False))
        other = self.suspended.since.where(self.suspended.holds.fillna(value=False))
        return first.fillna(other)

    @cached_property
    def cause(self) -> pd.Series:
        """What the data state of the cause, else what the dated causes add up to."""
        stated = self.facts.frame["cause"]
        found = self.suspended.derived["cause_class"].where(
            self.suspended.holds.fillna(value=False),
            self.not_started.derived["cause_class"],
        )
        return found.where(found.notna(), stated)

    @cached_property
    def clocks(self) -> tuple[tuple[Facts, Clock], ...]:
        """Of whole parcels, and of phases beside them."""
        grounds = [self.facts]
        if self.facts.phases is not None and len(self.facts.phases.frame):
            grounds.append(self.facts.phases)
        return tuple((facts, start_clock(facts, self.policy)) for facts in grounds)

    def any_clock(self, test: str) -> pd.Series:
        """Where the clock of a parcel, or of one of its phases, is as named."""
        held = np.zeros(len(self.facts.frame), dtype=bool)
        for facts, clock in self.clocks:
            found = _CLOCKS[test](clock, self._due_soon).fillna(value=False)
            found = (found & clock.waiting & clock.running).fillna(value=False)
            if facts is self.facts:
                held |= (found & ~has_phases(facts)).to_numpy(dtype=bool)
            else:
                held[facts.frame["place"][found.to_numpy(dtype=bool)]] = True
        living = supplied(self.facts).fillna(value=False)
        return pd.Series(held, index=self.facts.frame.index) & living

    @cached_property
    def _due_soon(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        days = self.policy.value("idle.due_soon_days", self.facts.as_of.date())
        return self.facts.as_of, self.facts.as_of + pd.Timedelta(days=days)


def _soon(clock: Clock, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Series:
    return (clock.date >= window[0]) & (clock.date <= window[1])


def _late(clock: Clock, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Series:
    return (clock.date < window[0]) & (clock.idle_on > window[0])


_CLOCKS = {"soon": _soon, "late": _late}


def idle_account(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    phases: pd.DataFrame | None = None,
    causes: pd.DataFrame | None = None,
) -> Account:
    """Bring together what the idle rules say of parcels on a day.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        From :func:`landuse.policy.load_policy`.
    as_of : date or str
        The day.
    phases, causes : DataFrame, optional
        Canonical phases and causes.

    Returns
    -------
    Account
        Computed when asked for.
    """
    facts = replace(gather(parcels, policy, as_day(as_of)), causes=causes)
    return Account(with_phases(facts, phases), policy)


def idle_state(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    phases: pd.DataFrame | None = None,
    causes: pd.DataFrame | None = None,
) -> pd.Series:
    """How far each parcel has come: from ``normal`` to ``disposed``.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        Gives the states in ``idle.states``: the last one that holds counts.
    as_of : date or str
        The day; a decision without number, or of a later day, is none.
    phases, causes : DataFrame, optional
        Canonical phases and causes.

    Returns
    -------
    Series of str
        ``idle_state`` on the index of the parcels. ``determined_idle`` is followed
        by its cause: ``determined_idle_enterprise``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(
    ...     due_start_date=["2020-01-01", "2020-01-01", "2022-01-01", "2022-12-01"],
    ...     determination_no=["1", None, None, None], cause="enterprise",
    ...     determination_date="2022-06-01")
    >>> idle_state(parcels, load_policy("puyang"), "2022-09-30").tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    ['determined_idle_enterprise', 'suspected_idle', 'overdue', 'start_due_soon']
    """
    account = idle_account(parcels, policy, as_of, phases=phases, causes=causes)
    return states_of(account)


def states_of(account: Account) -> pd.Series:
    """The state of each parcel of an account.

    Parameters
    ----------
    account : Account
        From :func:`idle_account`.

    Returns
    -------
    Series of str
        As of :func:`idle_state`.
    """
    masks = _masks(account)
    order = account.policy.value("idle.states", account.facts.as_of.date())
    state = pd.Series("normal", index=account.facts.frame.index, dtype="object")
    for name in order:
        if name in masks:
            state[masks[name].fillna(value=False).to_numpy(dtype=bool)] = name
    cause = account.cause
    named = (state == "determined_idle") & cause.notna()
    state[named] = "determined_idle_" + cause[named].astype("object")
    return state.astype("str").rename("idle_state")


def _masks(account: Account) -> dict[str, pd.Series]:
    facts, idle = account.facts, account.is_idle
    held = idle.fillna(value=False)
    method = facts.frame["disposal_method"].notna() | facts.frame["disposal_no"].notna()
    done = decided(facts, "disposal")
    again = held & (account.since > facts.date("disposal_date"))
    determined = held & decided(facts, "determination")
    return {
        "start_due_soon": account.any_clock("soon"),
        "overdue": account.any_clock("late"),
        "unknown": idle.isna(),
        "suspected_idle": held,
        "under_investigation": held & decided(facts, "investigation"),
        "determined_idle": determined & ~(done & again),
        "disposing": determined & method & ~done,
        "disposed": done & ~again,
        "excluded": decided(facts, "exclusion"),
    }
