"""Parcels and batches that events tie together, with their events in order."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from landuse.ledger.fold import (
    Entry,
    folded,
    moved_by_reversal,
    postings_between,
)
from landuse.ledger.notes import Note
from landuse.ledger.records import Posting, subjects_of
from landuse.ledger.state import FamilyState, Legs

__all__ = ["Family"]


class Family:
    """All events of subjects that depend on each other, and how these stand."""

    __slots__ = (
        "_by_subject",
        "entries",
        "last_reversal",
        "legs",
        "state",
        "subjects",
        "unsteady",
    )

    def __init__(self) -> None:
        self.entries: list[Entry] = []  #: sorted
        self.legs: dict[int, Legs] = {}  #: of each entry, by its number
        self.state = FamilyState()
        self.subjects: list[str] = []
        self._by_subject: dict[str, list[Entry]] | None = {}  #: None: to be made
        #: Subjects that a reversal may reach: their past is folded whole.
        self.unsteady: set[str] = set()
        self.last_reversal = date.min

    def is_steady(self, subjects: Iterable[str]) -> bool:
        """Whether no reversal reaches any of these subjects."""
        return self.unsteady.isdisjoint(subjects)

    def put(self, entry: Entry, legs: Legs, subjects: Sequence[str]) -> None:
        """Keep an entry that moved the state already."""
        insort(self.entries, entry)
        self.legs[entry.seq] = legs
        if entry.event.reverses is None and self._by_subject is not None:
            for subject in subjects:
                listed = self._by_subject.get(subject)
                if listed is None:
                    self._by_subject[subject] = [entry]
                else:
                    insort(listed, entry)

    def entries_of(self, subject: str) -> list[Entry]:
        """The entries that touch a subject, sorted; without reversals."""
        if self._by_subject is None:
            made: dict[str, list[Entry]] = {}
            for entry in self.entries:
                if entry.event.reverses is None:
                    for name in subjects_of(entry.event):
                        made.setdefault(name, []).append(entry)
            self._by_subject = made
        return self._by_subject.get(subject, [])

    def put_reversal(self, entry: Entry, notes: list[Note]) -> tuple[Posting, ...]:
        """Take in a reversal that comes after all other entries."""
        if self.entries and self.entries[-1] > entry:
            return self.put_late(entry, (), notes)
        self.state, legs = moved_by_reversal(self.state, [*self.entries, entry], notes)
        self.put(entry, legs, ())
        self._unsettle()
        return tuple([Posting(entry.day, *leg) for leg in legs])

    def put_late(
        self, entry: Entry, subjects: Sequence[str], notes: list[Note]
    ) -> tuple[Posting, ...]:
        """Take in an entry that may change any other, by folding all anew."""
        place = bisect_right(self.entries, entry)
        entries = [*self.entries[:place], entry, *self.entries[place:]]
        state, legs = folded(entries, notes)
        made = postings_between(
            self._dated(), zip([e.day for e in entries], legs, strict=True)
        )
        self.put(entry, (), subjects)
        self._stand(state, legs)
        return made

    def fold(self, notes: list[Note]) -> None:
        """Fold all entries, after some were added."""
        self.entries.sort()
        self._by_subject = None
        self._stand(*folded(self.entries, notes))

    def absorb(self, other: Family) -> None:
        """Take over a family with which an event ties this one."""
        self.subjects += other.subjects
        self.state.absorb(other.state)
        self.unsteady |= other.unsteady
        self.last_reversal = max(self.last_reversal, other.last_reversal)
        if self._by_subject is None or other._by_subject is None:
            self._by_subject = None
        else:
            self._by_subject.update(other._by_subject)
        self.legs.update(other.legs)
        if other.entries:
            self.entries += other.entries
            self.entries.sort()

    def _dated(self) -> Iterator[tuple[date, Legs]]:
        return ((entry.day, self.legs[entry.seq]) for entry in self.entries)

    def _stand(self, state: FamilyState, legs: Iterable[Legs]) -> None:
        self.state = state
        self.legs = {e.seq: moved for e, moved in zip(self.entries, legs, strict=True)}
        self._unsettle()

    def _unsettle(self) -> None:
        """Mark all that the events reversed could touch, and what followed them."""
        days = [entry.day for entry in self.entries if entry.event.reverses is not None]
        if not days:
            return
        self.last_reversal = max(days)
        ids = {entry.event.reverses for entry in self.entries}
        for entry in self.entries:
            if entry.event.reverses is None:
                touched = subjects_of(entry.event)
                if entry.event.event_id in ids or not self.is_steady(touched):
                    self.unsteady.update(touched)
