"""Land supplied to a parcel: its own first, then of its batch, then from outside."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from landuse.ledger.kinds import Kind, tolerance
from landuse.ledger.moves import drawn
from landuse.ledger.notes import Note
from landuse.ledger.records import LedgerEvent, batches_of
from landuse.ledger.state import OUTSIDE, FamilyState, Leg

__all__ = ["planned_supply"]

_NOTHING: Mapping[str, int] = MappingProxyType({})
_UNSUPPLIED = "unsupplied"


def planned_supply(
    state: FamilyState, event: LedgerEvent, kind: Kind, notes: list[Note]
) -> list[Leg] | None:
    """The legs of a supply: the parcel's own land first, then the batch's.

    What neither has comes from outside, with a note where a batch was named.

    Parameters
    ----------
    state : FamilyState
        Before the event; not changed.
    event : LedgerEvent
        With its area.
    kind : Kind
        Of supplies.
    notes : list of Note
        Grows by what staff should know.

    Returns
    -------
    list of tuple or None
        They sum to zero; None if the parcel holds land that was supplied and not taken
        back, and no other batch is named, from which more could come.
    """
    subject = f"parcel:{event.parcel_id}"
    held = state.land.get(subject, _NOTHING)
    batches = batches_of(event)
    own = [name for name in kind.sources if name in held]
    if len(own) < len(held) and not _is_addition(state, event, batches):
        return None
    stated = event.area_dm2 or 0
    mine = sum(held[name] for name in own)
    if mine and abs(stated - mine) <= tolerance().of(mine):
        legs = drawn(subject, held, own, mine, "supplied")
        return legs + _residue(subject, "supplied", stated - mine)
    legs = [] if not mine else drawn(subject, held, own, min(mine, stated), "supplied")
    return legs + _from_batches(state, event, batches, max(0, stated - mine), notes)


def _is_addition(
    state: FamilyState, event: LedgerEvent, batches: tuple[str, ...]
) -> bool:
    facts = state.facts.get(event.parcel_id or "")
    drawn = () if facts is None else facts.batches
    return bool(batches) and not set(batches) & set(drawn)


def _residue(subject: str, account: str, more: int) -> list[Leg]:
    """A survey's difference, taken into the parcel and shown outside."""
    if not more:
        return []
    return [(OUTSIDE, "survey_difference", -more), (subject, account, more)]


def _from_batches(
    state: FamilyState,
    event: LedgerEvent,
    batches: tuple[str, ...],
    wanted: int,
    notes: list[Note],
) -> list[Leg]:
    legs: list[Leg] = []
    left, had = wanted, 0
    for batch in batches:
        unsupplied = state.land.get(f"batch:{batch}", _NOTHING).get(_UNSUPPLIED, 0)
        had += unsupplied
        part = min(left, unsupplied)
        if part:
            legs.append((f"batch:{batch}", _UNSUPPLIED, -part))
            left -= part
    if left:
        legs.append((OUTSIDE, OUTSIDE, -left))
    if wanted:
        legs.append((f"parcel:{event.parcel_id}", "supplied", wanted))
    if left and batches:
        known = any(f"batch:{batch}" in state.land for batch in batches)
        code = "LEDGER_OVER_SUPPLY" if known else "LEDGER_BATCH_UNKNOWN"
        notes.append(Note(code, event, f"batch:{event.batch_id}", wanted, had))
    return legs
