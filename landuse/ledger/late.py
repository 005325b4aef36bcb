"""An event recorded late: only what it changes is folded anew.

From the day of the event on, the events of its subjects are led over the changed state
in their order. One that moves the same land as before changes nothing beyond; one that
does not, or that makes parcels out of parcels, carries the change to all its subjects.
The state of a subject on a day is the sum of the legs before it, and its facts are
those of the events before it, its ancestors' among them. Where a reversal reaches, the
whole family is folded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any

from landuse.ledger.families import Family
from landuse.ledger.fold import Entry, applied, postings_between
from landuse.ledger.kinds import kinds
from landuse.ledger.lineage import inherit, parents_of
from landuse.ledger.moves import led_to
from landuse.ledger.notes import Note
from landuse.ledger.parcelfacts import remember
from landuse.ledger.records import Posting, subjects_of
from landuse.ledger.state import OUTSIDE, Facts, FamilyState, Legs

__all__ = ["put_late"]

_PARCEL = "parcel:"


def put_late(family: Family, entry: Entry, notes: list[Note]) -> tuple[Posting, ...]:
    """Take an event into a family that has later ones of its subjects.

    Parameters
    ----------
    family : Family
        Changed, unless the event is refused.
    entry : Entry
        Of an event that is no reversal.
    notes : list of Note
        Grows by what staff should know.

    Returns
    -------
    tuple of Posting
        On the day of the event and on the days that it changes.

    Raises
    ------
    SchemaError
        If it contradicts the events before it, or makes a later one contradict.
    """
    subjects = subjects_of(entry.event)
    walk = _Walk(family)
    if not walk.lead(entry, subjects, notes):
        return family.put_late(entry, subjects, notes)
    moved = walk.moved
    days = {one.seq: one.day for one in walk.seen}
    made = postings_between(
        [(days[seq], family.legs.get(seq, ())) for seq in moved],
        [(days[seq], legs) for seq, legs in moved.items()],
    )
    _commit(family, walk, made)
    family.put(entry, moved[entry.seq], subjects)
    family.legs.update(moved)
    return made


class _Walk:
    """The changed state of some subjects, led on in time."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.state = FamilyState()
        self.changed: set[str] = set()  #: subjects that are not as they were
        self.moved: dict[int, Legs] = {}  #: legs of the entries that changed
        self.seen: list[Entry] = []
        self._waiting: list[Entry] = []

    def lead(self, entry: Entry, subjects: Sequence[str], notes: list[Note]) -> bool:
        """Lead the state over an entry and all that it changes; False if too far."""
        if not self._bring(entry, subjects):
            return False
        self._step(entry, subjects, notes)
        while self._waiting:
            later = heappop(self._waiting)
            if self.seen[-1].seq == later.seq:
                continue
            touched = subjects_of(later.event)
            fresh = [one for one in touched if one not in self.changed]
            if not self._bring(later, fresh):
                return False
            self._step(later, fresh, notes)
        return True

    def _step(self, entry: Entry, fresh: Sequence[str], notes: list[Note]) -> None:
        """Apply an entry; what it brought in goes again if it changes nothing."""
        self.seen.append(entry)
        before = self.family.legs.get(entry.seq)
        legs = applied(self.state, entry.event, notes, is_new=before is None)
        if legs != before:
            self.moved[entry.seq] = legs
        if legs != before or kinds()[entry.event.event].lineage:
            self.changed.update(fresh)
            for subject in fresh:
                listed = self.family.entries_of(subject)
                for later in listed[bisect_right(listed, entry) :]:
                    heappush(self._waiting, later)
        else:
            for subject in fresh:
                _move(subject, None, self.state)

    def _bring(self, entry: Entry, subjects: Sequence[str]) -> bool:
        """Set up subjects as they stood before an entry; False if a reversal may."""
        if not self.family.is_steady(subjects):
            return False
        for subject in subjects:
            for one in self._before(subject, entry):
                legs = self.family.legs[one.seq]
                self.state.post([leg for leg in legs if leg[0] == subject])
            if subject.startswith(_PARCEL):
                parcel = subject.removeprefix(_PARCEL)
                events = self._told(parcel, entry)
                if events is None:
                    return False
                facts = _facts(parcel, events)
                if facts is not None:
                    self.state.facts[parcel] = facts
        return True

    def _before(self, subject: str, entry: Entry) -> list[Entry]:
        listed = self.family.entries_of(subject)
        return listed[: bisect_left(listed, entry)]

    def _told(self, parcel: str, entry: Entry) -> list[Entry] | None:
        """The events that tell the facts of a parcel; None if a reversal may too."""
        found: dict[int, Entry] = {}
        waiting = [(parcel, entry)]
        while waiting:
            name, end = waiting.pop()
            subject = f"{_PARCEL}{name}"
            if not self.family.is_steady((subject,)):
                return None
            for one in self._before(subject, end):
                if one.seq not in found:
                    found[one.seq] = one
                    if any(child == name for child, _ in one.event.children):
                        waiting += [(p, one) for p, _ in parents_of(one.event)]
        return sorted(found.values())


def _facts(parcel: str, entries: list[Entry]) -> Facts | None:
    """The facts of a parcel after events of it and its ancestors."""
    state = FamilyState()
    for entry in entries:
        event = entry.event
        kind = kinds()[event.event]
        if kind.lineage:
            inherit(state, event)
        else:
            facts = state.facts.get(event.parcel_id or "")
            remember(state, event, led_to(facts, event, kind))
    return state.facts.get(parcel)


def _commit(family: Family, walk: _Walk, made: Sequence[Posting]) -> None:
    for subject in walk.changed:
        _move(subject, walk.state, family.state)
    family.state.post(
        [(p.subject, p.account, p.area_dm2) for p in made if p.subject == OUTSIDE]
    )


def _move(subject: str, source: FamilyState | None, target: FamilyState) -> None:
    """Put a subject of one state into another; out of it without one."""
    empty = FamilyState() if source is None else source
    parcel = subject.removeprefix(_PARCEL) if subject.startswith(_PARCEL) else ""
    _replace(target.land, empty.land, subject)
    _replace(target.goal, empty.goal, subject)
    _replace(target.facts, empty.facts, parcel)


def _replace(old: dict[str, Any], new: dict[str, Any], key: str) -> None:
    if key in new:
        old[key] = new[key]
    else:
        old.pop(key, None)
