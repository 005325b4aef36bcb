"""How all parcels stand after a history: one fold, for reading only.

It comes to the same as the books, which keep besides what a next event needs to know.
Events that no reversal reaches are folded in one go; only parcels with a reversal are
folded family by family, for each reversal folds its family anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from landuse.ledger.fold import Entry, folded
from landuse.ledger.notes import Note
from landuse.ledger.records import LedgerEvent, subjects_of
from landuse.ledger.state import FamilyState

__all__ = ["standing"]

_Family = list[Entry]


def standing(history: Iterable[tuple[int, LedgerEvent]]) -> FamilyState:
    """Fold a history.

    Parameters
    ----------
    history : iterable of (int, LedgerEvent)
        Number and event, in any order; all of the ledger, or all of it up to a day.

    Returns
    -------
    FamilyState
        Of all parcels.

    Examples
    --------
    >>> from datetime import date
    >>> event = LedgerEvent(event="supplied", valid_date=date(2021, 6, 1),
    ...                     parcel_id="P1", area_dm2=1_000_000)
    >>> standing([(1, event)]).area("P1")
    1000000
    """
    entries = sorted(Entry(event.valid_date, seq, event) for seq, event in history)
    plain, families = _apart(entries)
    notes: list[Note] = []
    state, _ = folded(plain, notes)
    for family in families:
        state.absorb(folded(family, notes)[0])
    return state


def _apart(entries: Sequence[Entry]) -> tuple[list[Entry], list[_Family]]:
    """Events that no reversal reaches; the others by family."""
    reversals = [entry for entry in entries if entry.event.reverses is not None]
    if not reversals:
        return list(entries), []
    touched = {
        entry.seq: subjects_of(entry.event)
        for entry in entries
        if entry.event.reverses is None
    }
    wanted = {entry.event.reverses for entry in reversals}
    reached = {
        subject
        for entry in entries
        if entry.event.event_id in wanted
        for subject in touched.get(entry.seq, ())
    }
    _spread(reached, touched.values())
    plain = [e for e in entries if e.seq in touched]
    mine = [e for e in plain if not reached.isdisjoint(touched[e.seq])]
    plain = [e for e in plain if reached.isdisjoint(touched[e.seq])]
    return plain, _families(mine, touched, reversals)


def _spread(reached: set[str], touched: Iterable[Sequence[str]]) -> None:
    """Whatever an event ties to what is reached, is reached too."""
    ties = [subjects for subjects in touched if len(subjects) > 1]
    size = -1
    while size != len(reached):
        size = len(reached)
        for subjects in ties:
            if not reached.isdisjoint(subjects):
                reached.update(subjects)


def _families(
    entries: Sequence[Entry],
    touched: dict[int, tuple[str, ...]],
    reversals: Sequence[Entry],
) -> list[_Family]:
    home: dict[str, _Family] = {}
    members: dict[int, list[str]] = {}
    by_number: dict[str | None, str] = {}
    for entry in entries:
        subjects = touched[entry.seq]
        by_number[entry.event.event_id] = subjects[0]
        found = {id(home[name]): home[name] for name in subjects if name in home}
        family, *others = sorted(found.values(), key=len, reverse=True) or [[]]
        mine = members.setdefault(id(family), [])
        for other in others:
            family += other
            mine += members.pop(id(other))
        mine += [name for name in subjects if name not in home]
        family.append(entry)
        home.update(dict.fromkeys(mine if others else subjects, family))
    for entry in sorted(reversals, key=lambda entry: entry.seq):
        name = by_number.get(entry.event.reverses)
        if name is not None:  # of an event of a later day there is nothing to reverse
            by_number[entry.event.event_id] = name
            home[name].append(entry)
    return [sorted(family) for family in {id(f): f for f in home.values()}.values()]
