"""Parcels and batches that events tie together, with their events in order."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from landuse.ledger.fold import (
    Entry,
    folded,
    moved_by_reversal,
    postings_between,
)
from landuse.ledger.notes import Note
from landuse.ledger.records import Posting
from landuse.ledger.state import FamilyState, Legs

__all__ = ["Family"]


class Family:
    """All events of subjects that depend on each other, and how these stand."""

    __slots__ = ("entries", "legs", "state", "subjects")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.legs: list[Legs] = []  #: of each entry
        self.state = FamilyState()
        self.subjects: list[str] = []

    def is_last(self, entry: Entry) -> bool:
        """Whether an entry comes after all that are here."""
        return not self.entries or self.entries[-1] < entry

    def put(self, entry: Entry, legs: Legs) -> None:
        """Keep an entry that moved the state already."""
        if self.is_last(entry):
            self.entries.append(entry)
            self.legs.append(legs)
        else:
            place = bisect_right(self.entries, entry)
            self.entries.insert(place, entry)
            self.legs.insert(place, legs)

    def reversed_by(self, entry: Entry) -> tuple[Posting, ...]:
        """Take in a reversal that comes after all other entries."""
        state, legs = moved_by_reversal(self.state, [*self.entries, entry])
        self.state = state
        self.put(entry, legs)
        return tuple([Posting(entry.day, *leg) for leg in legs])

    def refolded(self, entry: Entry, notes: list[Note]) -> tuple[Posting, ...]:
        """Take in an entry that may change later ones."""
        place = bisect_right(self.entries, entry)
        entries = [*self.entries[:place], entry, *self.entries[place:]]
        state, legs = folded(entries, notes)
        made = postings_between(_dated(self.entries, self.legs), _dated(entries, legs))
        self.entries, self.legs, self.state = entries, legs, state
        return made

    def absorb(self, other: Family) -> None:
        """Take over a family with which an event ties this one."""
        self.subjects += other.subjects
        self.state.absorb(other.state)
        if not other.entries:
            return
        both = [*zip(self.entries, self.legs, strict=True)]
        both += zip(other.entries, other.legs, strict=True)
        both.sort(key=lambda pair: pair[0][:2])
        self.entries = [entry for entry, _ in both]
        self.legs = [legs for _, legs in both]


def _dated(entries: list[Entry], legs: list[Legs]) -> list[tuple[date, Legs]]:
    return [(entry.day, moved) for entry, moved in zip(entries, legs, strict=True)]
