"""What an event adds to the goal's book: no square metre of a parcel twice."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from landuse.ledger.kinds import methods, tolerance
from landuse.ledger.notes import Note
from landuse.ledger.records import LedgerEvent
from landuse.ledger.state import OUTSIDE, FamilyState, Leg

__all__ = ["planned_credit"]

_NOTHING: Mapping[str, int] = MappingProxyType({})


def planned_credit(
    state: FamilyState,
    event: LedgerEvent,
    counter: str,
    held_dm2: int,
    notes: list[Note],
) -> list[Leg]:
    """The legs of an event in the goal's book.

    By areas alone one cannot tell which part of a parcel two documents mean:
    revitalized land is taken to be assembled land first. The certificate, which
    knows the outlines, decides; this book never holds more than the parcel.

    Parameters
    ----------
    state : FamilyState
        Before the event; not changed.
    event : LedgerEvent
        Of a counter.
    counter : str
        Account of the goal's book.
    held_dm2 : int
        Land of the parcel after the event.
    notes : list of Note
        Grows by what staff should know.

    Returns
    -------
    list of tuple
        They sum to zero.
    """
    method = methods().get(event.method or "")
    if method is not None and not method.counts:
        return []
    subject = f"parcel:{event.parcel_id}"
    credit = state.goal.get(subject, _NOTHING)
    stated = held_dm2 if event.area_dm2 is None else event.area_dm2
    if held_dm2 - stated <= tolerance().of(held_dm2):
        stated = held_dm2
    room = held_dm2 - sum(credit.values())
    before = credit.get("assembled", 0) if counter == "revitalized" else 0
    risen = min(stated, before)
    fresh = min(stated - risen, room)
    if risen + fresh < stated:
        held = stated - risen - fresh
        notes.append(Note("LEDGER_COUNTED_BEFORE", event, subject, stated, held))
    legs = [(OUTSIDE, "uncounted", -fresh), (subject, "assembled", -risen)]
    return [leg for leg in (*legs, (subject, counter, risen + fresh)) if leg[2]]
