"""What land an ordinary event moves, planned before anything is changed.

Land is never created by a document about land that is already held: what a document
says beyond it is noted. Two things only let land in from outside the ledger: a parcel
of which nothing was recorded before (its past is not in the ledger), and a supply of
more than its batch has left, which is a fact that happens and must be seen
(``LEDGER_OVER_SUPPLY``). So no account but those outside is ever below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from landuse.errors import SchemaError
from landuse.ledger.kinds import BY_METHOD, Kind, accounts, methods, tolerance
from landuse.ledger.notes import Note, contradiction
from landuse.ledger.records import LedgerEvent
from landuse.ledger.state import OUTSIDE, Facts, FamilyState, Leg
from landuse.messages import joined
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = [
    "check_in_force",
    "destination",
    "drawn",
    "led_to",
    "out_of_order",
    "planned_move",
]

_NOTHING: Mapping[str, int] = MappingProxyType({})
_STOCK = "stock"  #: land of which the ledger knows no account


def check_in_force(state: FamilyState, event: LedgerEvent, parcel: str) -> None:
    """Refuse an event of a parcel that does not exist on that day.

    Parameters
    ----------
    state : FamilyState
        Before the event.
    event : LedgerEvent
        Any.
    parcel : str
        Whose event it is.

    Raises
    ------
    SchemaError
        If it was split or merged, naming the parcels that stand for it now; or if
        the split or merger that made it is reversed.
    """
    facts = state.facts.get(parcel)
    if facts is None:
        if parcel in state.orphans:
            raise contradiction("ledger_orphan", event, parcel=parcel)
    elif facts.retired is not None:
        raise contradiction(
            "ledger_retired",
            event,
            parcel=parcel,
            how=facts.retired_by,
            since=facts.retired.isoformat(),
            successors=", ".join(facts.children),
        )


def planned_move(
    state: FamilyState, event: LedgerEvent, kind: Kind, notes: list[Note]
) -> list[Leg] | None:
    """The legs of an event that leads land from account to account.

    Parameters
    ----------
    state : FamilyState
        Before the event; not changed.
    event : LedgerEvent
        Of a parcel or batch.
    kind : Kind
        Its kind.
    notes : list of Note
        Grows by what staff should know.

    Returns
    -------
    list of tuple or None
        They sum to zero; None if the land is in an account from which this event does
        not lead.
    """
    if kind.subject == "batch":
        subject = f"batch:{event.batch_id}"
    else:
        subject = f"parcel:{event.parcel_id}"
    held = state.land.get(subject)
    if held is None:
        return _opened(state, event, kind, notes)
    to = destination(event, kind)
    if to is None:
        return []
    sources = kind.sources if kind.to != BY_METHOD else accounts()
    usable = [name for name in sources if name in held and name != to]
    if not usable:
        stays = to in held or any(name in held for name in kind.stays)
        return [] if stays else None
    wanted = _wanted(event, subject, held, usable, notes)
    return drawn(subject, held, usable, wanted, to)


def destination(event: LedgerEvent, kind: Kind) -> str | None:
    """The account that an event leads land to.

    Parameters
    ----------
    event : LedgerEvent
        Any.
    kind : Kind
        Its kind.

    Returns
    -------
    str or None
        None where the land stays.
    """
    if kind.to != BY_METHOD:
        return kind.to
    method = methods().get(event.method or "")
    return None if method is None else method.to


def led_to(facts: Facts | None, event: LedgerEvent, kind: Kind) -> str | None:
    """The account of a parcel after an event, as far as facts alone tell it.

    Parameters
    ----------
    facts : Facts or None
        Of the parcel before the event.
    event : LedgerEvent
        Of a parcel.
    kind : Kind
        Its kind.

    Returns
    -------
    str or None
        None where no event has told it yet.
    """
    now = None if facts is None else facts.account
    return now if _is_beyond(now, kind) else destination(event, kind) or now


def _is_beyond(account: str | None, kind: Kind) -> bool:
    """Whether an account is one from which an event does not lead."""
    if account is None or not kind.sources or kind.draws_on is not None:
        return False
    return account not in kind.sources and account != kind.to


def _opened(
    state: FamilyState, event: LedgerEvent, kind: Kind, notes: list[Note]
) -> list[Leg] | None:
    """Land of which nothing was recorded before enters with its first area."""
    if kind.subject == "batch":
        subject, to = f"batch:{event.batch_id}", kind.to
    else:
        facts = state.facts.get(event.parcel_id or "")
        subject, to = f"parcel:{event.parcel_id}", led_to(facts, event, kind)
        now = None if facts is None else facts.account
        if _is_beyond(now, kind) and now not in kind.stays:
            return None
    if event.area_dm2 is None:
        notes.append(Note("LEDGER_AREA_UNKNOWN", event, subject))
        return []
    notes.append(Note("LEDGER_LAND_OPENED", event, subject, event.area_dm2))
    area = event.area_dm2
    return [(OUTSIDE, OUTSIDE, -area), (subject, to or _STOCK, area)]


def out_of_order(
    state: FamilyState, event: LedgerEvent, kind: Kind
) -> tuple[Note, SchemaError]:
    """What to say of an event that does not lead out of where the land is.

    Parameters
    ----------
    state : FamilyState
        Before the event.
    event : LedgerEvent
        Of a parcel or batch.
    kind : Kind
        Its kind.

    Returns
    -------
    tuple
        The note for an event that is recorded, the error for one that is new.
    """
    facts = state.facts.get(event.parcel_id or "")
    subject = f"{kind.subject}:{event.parcel_id or event.batch_id}"
    held = state.land.get(subject) or {(facts and facts.account) or _STOCK: 0}
    error = contradiction(
        "ledger_wrong_account",
        event,
        subject=subject,
        account=_named(sorted(held)),
        wanted=_named(kind.sources),
    )
    return Note("LEDGER_OUT_OF_ORDER", event, subject), error


def _named(names: Iterable[str]) -> str:
    return joined(", ", [Worded(x, label("ledger_account", x)) for x in names])


def _wanted(
    event: LedgerEvent,
    subject: str,
    held: Mapping[str, int],
    usable: list[str],
    notes: list[Note],
) -> int:
    """How much moves: the document's area, or all that can."""
    most = sum(held[name] for name in usable)
    stated = event.area_dm2
    if stated is None or stated == most:
        return most
    allowed = tolerance().of(most)
    if stated >= most - allowed:
        whole = sum(held.values())
        if stated > whole + allowed:
            notes.append(Note("LEDGER_AREA_ABOVE_HELD", event, subject, stated, whole))
        return most
    return stated


def drawn(
    subject: str, held: Mapping[str, int], usable: list[str], wanted: int, to: str
) -> list[Leg]:
    """Land of a subject led to one account, from others in their order."""
    legs: list[Leg] = []
    left = wanted
    for name in usable:
        part = min(left, held[name])
        if part:
            legs.append((subject, name, -part))
            left -= part
    legs.append((subject, to, wanted))
    return legs
