"""State as a fold of events, by day and then by number.

A reversal takes its event out from the day of the reversal on: until then the event
held, and a report of that time keeps it. What a reversal moves is the difference
between the land with the event and without it on that day. A reversed reversal no
longer stands.

What is posted for a new event is the legs of the fold with it less those of the fold
without it. So an earlier event that is recorded late, posts its corrections on the
later days that it changes, nothing that was posted is touched, and the state of any
day as known at any time is a sum of postings.

An event that does not follow from where the land is, is refused when it is recorded.
One that is recorded already, and no longer follows because of what was recorded late,
moves no land, and is noted (``LEDGER_OUT_OF_ORDER``), until what lies between is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from landuse.ledger.credit import planned_credit
from landuse.ledger.kinds import Kind, kinds
from landuse.ledger.lineage import inherit, parents_of, planned_lineage
from landuse.ledger.moves import (
    check_in_force,
    led_to,
    out_of_order,
    planned_move,
)
from landuse.ledger.notes import Note
from landuse.ledger.parcelfacts import remember
from landuse.ledger.records import LedgerEvent, Posting
from landuse.ledger.state import OUTSIDE, FamilyState, Leg, Legs
from landuse.ledger.supply import planned_supply

__all__ = [
    "Entry",
    "applied",
    "folded",
    "moved_by_reversal",
    "postings_between",
    "standing_reversals",
]


class Entry(NamedTuple):
    """An event in its order: by day, then by number."""

    day: date
    seq: int
    event: LedgerEvent


def applied(
    state: FamilyState,
    event: LedgerEvent,
    notes: list[Note],
    *,
    is_new: bool = False,
) -> Legs:
    """Lead a state over one event that is no reversal.

    Parameters
    ----------
    state : FamilyState
        Before the event; changed unless the event is refused.
    event : LedgerEvent
        As validated.
    notes : list of Note
        Grows by what staff should know.
    is_new : bool, default False
        Refuse an event that does not follow from where the land is.

    Returns
    -------
    tuple
        The land that the event moves.

    Raises
    ------
    SchemaError
        If it contradicts what is in the ledger.
    """
    kind = kinds()[event.event]
    if kind.lineage:
        return tuple(_applied_lineage(state, event, notes))
    if kind.subject in ("zone", "enterprise"):
        return ()
    parcel = event.parcel_id or ""
    if kind.subject == "parcel":
        check_in_force(state, event, parcel)
        if kind.sealed:
            _note_seal(state, event, parcel, notes)
    legs = _planned(state, event, kind, notes)
    if legs is None:
        note, error = out_of_order(state, event, kind)
        if is_new:
            raise error
        notes.append(note)
        legs = []
    state.post(legs)
    if kind.subject == "parcel":
        remember(state, event, led_to(state.facts.get(parcel), event, kind))
    return tuple(legs)


def _planned(
    state: FamilyState, event: LedgerEvent, kind: Kind, notes: list[Note]
) -> list[Leg] | None:
    if kind.draws_on is not None:
        return planned_supply(state, event, kind, notes)
    if kind.subject == "batch" and not kind.sources:
        return _approved(state, event, kind, notes)
    if kind.to is None:
        return []
    legs = planned_move(state, event, kind, notes)
    if legs is not None and kind.counter is not None:
        subject = f"parcel:{event.parcel_id}"
        held = state.area(event.parcel_id or "")
        held += sum(dm2 for name, _, dm2 in legs if name == subject)
        legs += planned_credit(state, event, kind.counter, held, notes)
    return legs


def _approved(
    state: FamilyState, event: LedgerEvent, kind: Kind, notes: list[Note]
) -> list[Leg]:
    subject, area = f"batch:{event.batch_id}", event.area_dm2 or 0
    if subject in state.land:
        notes.append(Note("LEDGER_APPROVED_AGAIN", event, subject))
    return [(OUTSIDE, OUTSIDE, -area), (subject, kind.to or "", area)]


def _applied_lineage(
    state: FamilyState, event: LedgerEvent, notes: list[Note]
) -> list[Leg]:
    for parent, _ in parents_of(event):
        check_in_force(state, event, parent)
        _note_seal(state, event, parent, notes)
    legs = planned_lineage(state, event, notes)
    state.post(legs)
    inherit(state, event)
    return legs


def _note_seal(
    state: FamilyState, event: LedgerEvent, parcel: str, notes: list[Note]
) -> None:
    facts = state.facts.get(parcel)
    if facts is not None and facts.is_sealed:
        notes.append(Note("LEDGER_SEALED", event, f"parcel:{parcel}"))


def folded(
    entries: Sequence[Entry], notes: list[Note], new: Entry | None = None
) -> tuple[FamilyState, list[Legs]]:
    """Fold events from nothing.

    Parameters
    ----------
    entries : sequence of Entry
        Of whole families, sorted.
    notes : list of Note
        Grows by what staff should know.
    new : Entry, optional
        The one that is refused where it does not follow.

    Returns
    -------
    tuple
        The last state, and the legs of each entry.

    Raises
    ------
    SchemaError
        If an event contradicts those before it.
    """
    state = FamilyState()
    reversed_ids: set[str] = set()
    legs: list[Legs] = []
    for place, entry in enumerate(entries, 1):
        event = entry.event
        if event.reverses is not None:
            reversed_ids.add(event.reverses)
        elif event.event_id not in reversed_ids:
            legs.append(applied(state, event, notes, is_new=entry is new))
            continue
        state, moved = moved_by_reversal(state, entries[:place], notes)
        legs.append(moved)
    return state, legs


def moved_by_reversal(
    state: FamilyState, entries: Sequence[Entry], notes: list[Note]
) -> tuple[FamilyState, Legs]:
    """The state after a reversal, and the land that it moves.

    Parameters
    ----------
    state : FamilyState
        Before it; not changed.
    entries : sequence of Entry
        All so far, sorted, the reversal or what it reverses last.
    notes : list of Note
        Grows by what staff should know.

    Returns
    -------
    tuple
        State and legs.

    Raises
    ------
    SchemaError
        If an event cannot have happened without what is reversed.
    """
    after = _standing_state(entries, notes)
    return after, _difference(state, after)


def _standing_state(entries: Sequence[Entry], notes: list[Note]) -> FamilyState:
    """The state without what stands reversed."""
    gone = standing_reversals(entries)
    state = FamilyState()
    for entry in entries:
        event = entry.event
        if event.event_id in gone:
            state.orphans.update(child for child, _ in event.children)
        elif event.reverses is None:
            applied(state, event, notes)
    return state


def standing_reversals(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The reversals that are not reversed themselves, by what they take out.

    Parameters
    ----------
    entries : iterable of Entry
        In any order. A reversal has a higher number than what it reverses.

    Returns
    -------
    dict
        Id of the event that is out -> its reversal.
    """
    gone: dict[str, Entry] = {}
    reversals = [entry for entry in entries if entry.event.reverses is not None]
    for entry in sorted(reversals, key=lambda entry: -entry.seq):
        if entry.event.event_id not in gone:
            gone[entry.event.reverses or ""] = entry
    return gone


def _difference(before: FamilyState, after: FamilyState) -> Legs:
    """The legs that lead from one state to another."""
    changes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for sign, state in ((-1, before), (1, after)):
        for book in (state.land, state.goal):
            for subject, held in book.items():
                for account, dm2 in held.items():
                    changes[subject, account] += sign * dm2
    return tuple([(s, a, dm2) for (s, a), dm2 in sorted(changes.items()) if dm2])


def postings_between(
    before: Iterable[tuple[date, Legs]],
    after: Iterable[tuple[date, Legs]],
) -> tuple[Posting, ...]:
    """What has to be posted so that the legs posted before become others.

    Parameters
    ----------
    before, after : iterable of tuple
        Day and legs of each event.

    Returns
    -------
    tuple of Posting
        By day, subject and account; none of zero.

    Examples
    --------
    >>> day = date(2021, 6, 1)
    >>> half = (("external", "external", -5), ("parcel:P1", "supplied", 5))
    >>> whole = (("external", "external", -9), ("parcel:P1", "supplied", 9))
    >>> [p.area_dm2 for p in postings_between([(day, half)], [(day, whole)])]
    [-4, 4]
    """
    changes: defaultdict[tuple[date, str, str], int] = defaultdict(int)
    for sign, listed in ((-1, before), (1, after)):
        for day, legs in listed:
            for subject, account, dm2 in legs:
                changes[day, subject, account] += sign * dm2
    found = sorted(changes.items())
    return tuple(Posting(*place, dm2) for place, dm2 in found if dm2)
