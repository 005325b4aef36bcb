"""Parcels that come out of parcels: what the children take over."""

from __future__ import annotations

from typing import Any

from landuse.ledger.kinds import tolerance
from landuse.ledger.notes import Note, contradiction
from landuse.ledger.records import LedgerEvent
from landuse.ledger.shares import shared, spread
from landuse.ledger.state import OUTSIDE, Facts, FamilyState, Leg

__all__ = ["inherit", "parents_of", "planned_lineage"]

_STOCK = "stock"
_GOAL = ("assembled", "revitalized")
#: Of a parent, what a child has from its first day.
_INHERITED = (
    "account",
    "holder",
    "zone_id",
    "enterprise_id",
    "determination_no",
    "determination_date",
    "method",
)


def parents_of(event: LedgerEvent) -> tuple[tuple[str, int | None], ...]:
    """The parcels that end with a split or merger.

    Parameters
    ----------
    event : LedgerEvent
        A split or merger.

    Returns
    -------
    tuple
        Id and area, as far as the document tells it.

    Examples
    --------
    >>> from datetime import date
    >>> parents_of(LedgerEvent(event="split", valid_date=date(2021, 6, 1),
    ...                        parcel_id="P1", children=(("P2", None),)))
    (('P1', None),)
    """
    if event.parcel_id is not None:
        return ((event.parcel_id, event.area_dm2),)
    return event.parents


def planned_lineage(
    state: FamilyState, event: LedgerEvent, notes: list[Note]
) -> list[Leg]:
    """The legs of a split or merger, in both books.

    Each child takes of every account, and of the goal's credit, in proportion to its
    area. What the children have more or less than the parents, within the tolerance,
    goes to account ``survey_difference``.

    Parameters
    ----------
    state : FamilyState
        Before the event; not changed.
    event : LedgerEvent
        A split or merger.
    notes : list of Note
        Grows by what staff should know.

    Returns
    -------
    list of tuple
        They sum to zero in each book.

    Raises
    ------
    SchemaError
        If a child is in the ledger already, or areas differ beyond the tolerance.
    """
    for child, _ in event.children:
        if child in state.facts or f"parcel:{child}" in state.land:
            raise contradiction("ledger_child_exists", event, child=child)
    held, opened = _held(state, event)
    whole = sum(held.values())
    parts = _parts(event, whole)
    if parts is None:
        name = parents_of(event)[0][0]
        notes.append(Note("LEDGER_AREA_UNKNOWN", event, f"parcel:{name}"))
        return []
    if not whole:
        held = {_account(state, event): sum(parts)}
        opened = [(OUTSIDE, OUTSIDE, -sum(parts))]
    else:
        opened += _left(state, event)
    residue = whole - sum(parts) if whole else 0
    if abs(residue) > tolerance().of(whole):
        raise contradiction(
            "ledger_area_not_kept",
            event,
            parents=", ".join(name for name, _ in parents_of(event)),
            before=f"{whole / 100:,.2f}",
            after=f"{sum(parts) / 100:,.2f}",
            allowed=f"{tolerance().of(whole) / 100:,.2f}",
        )
    return [
        *opened,
        *_taken(event, shared(held, parts)),
        *([(OUTSIDE, "survey_difference", residue)] if residue else []),
        *_credit(state, event, parts),
    ]


def _held(state: FamilyState, event: LedgerEvent) -> tuple[dict[str, int], list[Leg]]:
    """Land by account that the children share, and the legs that bring in the rest."""
    held: dict[str, int] = {}
    opened: list[Leg] = []
    for parent, stated in parents_of(event):
        own = state.land.get(f"parcel:{parent}")
        if own:
            _check_whole(event, parent, (stated, sum(own.values())))
        elif stated is not None:
            own = {_account(state, event, parent): stated}
            opened.append((OUTSIDE, OUTSIDE, -stated))
        for name, dm2 in (own or {}).items():
            held[name] = held.get(name, 0) + dm2
    return held, opened


def _check_whole(
    event: LedgerEvent, parent: str, areas: tuple[int | None, int]
) -> None:
    """A parent goes whole: for a part of it, record a split first."""
    stated, held = areas
    if stated is not None and abs(stated - held) > tolerance().of(held):
        raise contradiction(
            "ledger_parent_not_whole",
            event,
            parcel=parent,
            stated=f"{stated / 100:,.2f}",
            held=f"{held / 100:,.2f}",
        )


def _account(state: FamilyState, event: LedgerEvent, parent: str | None = None) -> str:
    facts = state.facts.get(parent or parents_of(event)[0][0])
    return (facts and facts.account) or _STOCK


def _parts(event: LedgerEvent, whole: int) -> list[int] | None:
    """Area of each child; one that is left open takes the rest."""
    stated = [dm2 for _, dm2 in event.children if dm2 is not None]
    if len(stated) == len(event.children):
        return stated
    if not whole:
        return None
    rest = whole - sum(stated)
    if rest <= 0:
        raise contradiction("ledger_nothing_left", event, held=f"{whole / 100:,.2f}")
    return [rest if dm2 is None else dm2 for _, dm2 in event.children]


def _left(state: FamilyState, event: LedgerEvent) -> list[Leg]:
    return [
        (f"parcel:{parent}", name, -dm2)
        for parent, _ in parents_of(event)
        for name, dm2 in state.land.get(f"parcel:{parent}", {}).items()
    ]


def _taken(event: LedgerEvent, shares: list[dict[str, int]]) -> list[Leg]:
    return [
        (f"parcel:{child}", name, dm2)
        for (child, _), own in zip(event.children, shares, strict=True)
        for name, dm2 in own.items()
    ]


def _credit(state: FamilyState, event: LedgerEvent, parts: list[int]) -> list[Leg]:
    """The goal's credit passes to the children; none has more than its area."""
    legs: list[Leg] = []
    room = list(parts)
    for counter in reversed(_GOAL):
        left = 0
        for parent, _ in parents_of(event):
            dm2 = state.goal.get(f"parcel:{parent}", {}).get(counter, 0)
            left += dm2
            legs.append((f"parcel:{parent}", counter, -dm2))
        pieces = spread(left, room)
        legs.append((OUTSIDE, "uncounted", left - sum(pieces)))
        names = [child for child, _ in event.children]
        legs += [
            (f"parcel:{n}", counter, p) for n, p in zip(names, pieces, strict=True)
        ]
    return [leg for leg in legs if leg[2]]


def inherit(state: FamilyState, event: LedgerEvent) -> None:
    """Retire the parents and give the children what they take over.

    A fact on which the parents of a merger differ is not inherited; a seizure of one
    is a seizure of the child. Fees stay with the parent, where they were decided.

    Parameters
    ----------
    state : FamilyState
        After its land was moved; changed.
    event : LedgerEvent
        A split or merger.
    """
    names = tuple(name for name, _ in parents_of(event))
    children = tuple(name for name, _ in event.children)
    old = [state.facts.setdefault(name, Facts()) for name in names]
    for facts in old:
        facts.retired = event.valid_date
        facts.retired_by = event.event
        facts.children = children
        facts.dates[event.event] = event.valid_date
    for child in children:
        state.facts[child] = _born(old, names, event)


def _born(old: list[Facts], parents: tuple[str, ...], event: LedgerEvent) -> Facts:
    same = {name: _common([getattr(f, name) for f in old]) for name in _INHERITED}
    made = Facts(
        **same,
        batches=tuple(dict.fromkeys(b for f in old for b in f.batches)),
        is_sealed=any(facts.is_sealed for facts in old),
        parents=parents,
    )
    made.dates[event.event] = event.valid_date
    for key in old[0].details:
        word = _common([facts.details.get(key) for facts in old])
        if word is not None and not key.startswith("fee_"):
            made.details[key] = word
    return made


def _common(values: list[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else None
