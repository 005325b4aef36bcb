"""When a step of a life is due: agreed days first, then the policy's terms.

The start is due on the day from which the clock of idle land runs, so that the two
never disagree. Of any other stage the columns of the contract count; a planned day of
the milestones that was agreed after the contract stands in their place, another one
stands where the contract says nothing. Where nothing is agreed, the policy's term runs
from the stage that it names. What is agreed later than a day is not known on it, nor
are the days of a contract that is made later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from landuse.analysis.idle.due import AGREED, DELIVERY
from landuse.analysis.lifecycle.dated import Timeline
from landuse.analysis.lifecycle.days import (
    ALWAYS,
    NEVER,
    NONE,
    Days,
    days_of,
    is_day,
    later,
)
from landuse.analysis.lifecycle.terms import Terms, terms_of

__all__ = ["Due", "Dues"]

_CONTRACT = "contract_date"
_DELIVERED = "delivery_date"
_PLANNED, _HELD = "planned_date", "actual_date"


@dataclass(frozen=True, slots=True)
class Due:
    """Days, and the place in ``Dues.bases`` of the column that each comes from."""

    day: Days
    basis: np.ndarray

    def filled(self, day: Days, basis: int, where: np.ndarray) -> Due:
        """With other days where a condition holds."""
        return Due(
            np.where(where, day, self.day).astype(np.int32),
            np.where(where, basis, self.basis),
        )


@dataclass(frozen=True)
class Dues:
    """The due days of all stages, on any day up to the one of the timeline."""

    known: Timeline

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """What the policy says, by period."""
        return terms_of(self.known.policy, self.known.specs)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """Columns that a due day can come from."""
        names = [
            _PLANNED,
            _HELD,
            _DELIVERED,
            *(column for column, _ in AGREED.values()),
        ]
        for spec in self.known.specs:
            names += [*spec.due, *spec.facts[:1]]
        return tuple(dict.fromkeys(names))

    def at(self, stage: int, life: np.ndarray, day: np.ndarray | int) -> Due:
        """When a stage is due, as it is known on a day.

        Parameters
        ----------
        stage : int
            Its place.
        life, day : ndarray
            Of each row.

        Returns
        -------
        Due
            ``NEVER`` where no day is known.
        """
        days = np.broadcast_to(np.asarray(day, np.int32), life.shape)
        found = Due(np.full(len(life), NEVER, np.int32), np.full(len(life), NONE))
        for terms in self.terms:
            where = (days >= terms.first) & (days <= terms.last)
            if where.all():
                return self._at(terms, stage, life, days)
            part = self._at(terms, stage, life[where], days[where])
            found.day[where], found.basis[where] = part.day, part.basis
        return found

    def turns(self, stage: int) -> Iterator[tuple[np.ndarray, Days]]:
        """Lives and days on which another due day of a stage may become known.

        Parameters
        ----------
        stage : int
            Its place.

        Yields
        ------
        tuple of ndarray
            Lives and days, among them all on which it changes, and others.
        """
        known, spec = self.known, self.known.specs[stage]
        every = np.arange(len(known.lives.plot))
        clock = spec.clock is not None
        days = [self._signed(stage)]
        days += [np.full(len(every), terms.first) for terms in self.terms[1:]]
        signed = [name for _, names in AGREED.values() for name in names[:1] if clock]
        days += [self._since(name) for name in signed]
        for place, each in enumerate(known.specs):
            if each.stage == spec.after or (clock and _DELIVERED in each.facts):
                days += [*known.facts[place], known.by_row[place]]
        yield from ((every, each) for each in days)
        yield known.plans[stage].life, known.plans[stage].agreed
        if spec.every is not None:
            yield known.reviews[stage].life, known.reviews[stage].held

    def _at(self, terms: Terms, stage: int, life: np.ndarray, day: Days) -> Due:
        spec = self.known.specs[stage]
        if spec.clock is None:
            due = self._agreed(stage, life, day)
        else:
            due = self._clock(terms, life, day)
        due = self._planned(due, stage, life, day)
        return self._again(
            self._after(due, terms, stage, life, day), terms, stage, life, day
        )

    def _after(
        self, due: Due, terms: Terms, stage: int, life: np.ndarray, day: Days
    ) -> Due:
        """So long after another stage, where nothing is agreed."""
        spec = self.known.specs[stage]
        term = terms.terms.get(spec.after_key or "")
        if term is None or spec.after is None:
            return due
        place = self.known.names.index(spec.after)
        since = self.known.dated_at(place, life, day)
        basis = self._basis(self.known.specs[place].facts[:1])
        return due.filled(later(since, term), basis, (due.day == NEVER) & is_day(since))

    def _again(
        self, due: Due, terms: Terms, stage: int, life: np.ndarray, day: Days
    ) -> Due:
        """From the last time on, where it comes again and nothing is planned."""
        term = terms.terms.get(self.known.specs[stage].every or "")
        if term is None:
            return due
        reviews = self.known.reviews[stage]
        held = reviews.held_at(reviews.last(life, day))
        where = (due.basis != self.bases.index(_PLANNED)) & (held < NEVER)
        return due.filled(later(held, term), self.bases.index(_HELD), where)

    def _agreed(self, stage: int, life: np.ndarray, day: Days) -> Due:
        """By the columns, the strongest first."""
        due = Due(np.full(len(life), NEVER, np.int32), np.full(len(life), NONE))
        known = self._signed(stage)[life] <= day
        for name in self.known.specs[stage].due:
            value = self._by_life(name)[life]
            where = known & (due.day == NEVER) & (value < NEVER)
            due = due.filled(value, self.bases.index(name), where)
        return due

    def _clock(self, terms: Terms, life: np.ndarray, day: Days) -> Due:
        """By the clock of idle land: the same day as of ``idle.due.due_start``."""
        due = Due(np.full(len(life), NEVER, np.int32), np.full(len(life), NONE))
        made = self.contract[life] <= day
        for ground in terms.grounds:
            if ground == DELIVERY:
                continue
            column, signed = AGREED[ground]
            value = self._by_life(column)[life]
            known = made & (value < NEVER)
            if signed:
                known &= self._since(signed[0])[life] <= day
            where = known & (due.day == NEVER)
            if terms.postponed:
                where |= known & (value > due.day)
            due = due.filled(value, self.bases.index(column), where)
        if DELIVERY not in terms.grounds or terms.delay is None:
            return due
        since = self._delivered(life, day)
        where = (due.day == NEVER) & is_day(since)
        delivered = self.bases.index(_DELIVERED)
        return due.filled(later(since, terms.delay), delivered, where)

    def _delivered(self, life: np.ndarray, day: Days) -> Days:
        """By the column alone, as the clock of idle land has it."""
        specs = enumerate(self.known.specs)
        places = [place for place, spec in specs if _DELIVERED in spec.facts]
        if not places:
            return np.full(len(life), NEVER, np.int32)
        return self.known.column_at(places[0], life, day)

    def _planned(self, due: Due, stage: int, life: np.ndarray, day: Days) -> Due:
        """By the milestones, where they were agreed later or nothing else is."""
        spec, place = self.known.specs[stage], self.bases.index(_PLANNED)
        if spec.every is not None:
            planned = self.known.reviews[stage].next_planned(life, day)
            return due.filled(planned, place, planned < NEVER)
        planned, agreed = self.known.plans[stage].at(life, day)
        contract = self.contract[life]
        anew = (agreed > contract) & is_day(agreed) & is_day(contract)
        if spec.clock is not None:
            anew = np.zeros(len(life), bool)
        return due.filled(
            planned, place, (planned < NEVER) & (anew | (due.day == NEVER))
        )

    def _basis(self, columns: tuple[str, ...]) -> int:
        return self.bases.index(columns[0] if columns else _HELD)

    @cached_property
    def contract(self) -> Days:
        """Day of the contract of each life's plot; ``ALWAYS`` where it is not said."""
        return self._since(_CONTRACT)

    def _signed(self, stage: int) -> Days:
        """Day from which the columns of a stage are known."""
        return np.maximum(self.contract, self._since(self.known.specs[stage].signed))

    def _column(self, name: str) -> Days:
        return days_of(self.known.parcels[name])

    def _since(self, name: str) -> Days:
        """A day from which something is known; from ever where it is not said."""
        days = self._column(name)
        days = np.where(
            days > self.known.as_of, np.where(days == NEVER, ALWAYS, NEVER), days
        )
        return days[self.known.lives.plot]

    @cached_property
    def _home(self) -> np.ndarray:
        """Of each plot, the life of its contract; ``NONE`` where it has no day."""
        days = self._column(_CONTRACT)
        life = self.known.lives.of(np.arange(len(days)), days)
        return np.where(days == NEVER, NONE, life)

    def _by_life(self, name: str) -> Days:
        """Agreed days; where the contract is dated, they are of its life alone."""
        lives = self.known.lives
        days = self._column(name)[lives.plot]
        home = self._home[lives.plot]
        strange = (home != NONE) & (home != np.arange(len(days)))
        return np.where(strange, NEVER, days)
