"""What a fold of events knows: land by account, and the facts of each parcel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from landuse.ledger.kinds import accounts

__all__ = [
    "OUTSIDE",
    "Facts",
    "FamilyState",
    "Leg",
    "Legs",
    "ParcelState",
    "parcel_state",
]

#: Subject, account, signed dm2.
Leg = tuple[str, str, int]
#: Of one event; they sum to zero in each book.
Legs = tuple[Leg, ...]
#: Subject of the accounts that lie outside the ledger's land.
OUTSIDE = "external"


@dataclass(slots=True)
class Facts:
    """What is known of a parcel beside its area."""

    account: str | None = None  #: where the last event led, even without an area
    holder: str | None = None
    zone_id: str | None = None
    enterprise_id: str | None = None
    batches: tuple[str, ...] = ()
    is_sealed: bool = False
    fee_decided_yuan: Decimal | None = None
    fee_paid_yuan: Decimal | None = None
    determination_no: str | None = None
    determination_date: date | None = None
    method: str | None = None
    dates: dict[str, date] = field(default_factory=dict)  #: last day of each kind
    details: dict[str, str] = field(default_factory=dict)  #: last word on each
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    retired: date | None = None
    retired_by: str | None = None


class FamilyState:
    """Land and facts of parcels that belong together; only a fold changes it."""

    __slots__ = ("facts", "goal", "land", "orphans")

    def __init__(self) -> None:
        self.land: dict[str, dict[str, int]] = {}  #: subject -> account -> dm2
        self.goal: dict[str, dict[str, int]] = {}
        self.facts: dict[str, Facts] = {}  #: by parcel id
        self.orphans: set[str] = set()  #: children of a split that is reversed

    def post(self, legs: Iterable[Leg]) -> None:
        """Move land as planned."""
        for subject, account, dm2 in legs:
            book = self.goal if account in _GOAL else self.land
            held = book.get(subject)
            if held is None:
                held = book[subject] = {}
            left = held.get(account, 0) + dm2
            if left:
                held[account] = left
            else:
                del held[account]

    def area(self, parcel: str) -> int:
        """Land that a parcel holds, in dm2."""
        return sum(self.land.get(f"parcel:{parcel}", _NOTHING).values())

    def absorb(self, other: FamilyState) -> None:
        """Take over another family, which has nothing in common but the outside."""
        for mine, theirs in ((self.land, other.land), (self.goal, other.goal)):
            outside = theirs.pop(OUTSIDE, {})
            mine.update(theirs)
            self.post((OUTSIDE, name, dm2) for name, dm2 in outside.items())
        self.facts.update(other.facts)
        self.orphans |= other.orphans


_GOAL = frozenset(name for name, a in accounts().items() if a.book == "goal")
_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelState:
    """A parcel on a day, as the ledger knows it."""

    parcel_id: str
    account: str | None  #: where most of its land is
    accounts: Mapping[str, int]  #: all of its land, dm2 by account
    area_dm2: int | None  #: None where no document has told it; 0 for a retired one
    assembled_dm2: int
    revitalized_dm2: int
    holder: str | None
    zone_id: str | None
    enterprise_id: str | None
    batches: tuple[str, ...]
    is_sealed: bool
    agreed_start_date: date | None
    extended_start_date: date | None
    extended_completion_date: date | None
    fee_decided_yuan: Decimal | None
    fee_paid_yuan: Decimal | None
    determination_no: str | None
    determination_date: date | None
    method: str | None  #: the last one
    category: str | None  #: with which it was listed
    dates: Mapping[str, date]  #: last day of each kind of event
    details: Mapping[str, str]  #: the last word on each fact, a grade among them
    parents: tuple[str, ...]
    children: tuple[str, ...]
    retired: date | None  #: since when its children stand for it


def parcel_state(state: FamilyState, parcel: str) -> ParcelState:
    """What a family knows of one of its parcels.

    Parameters
    ----------
    state : FamilyState
        With the parcel.
    parcel : str
        Id.

    Returns
    -------
    ParcelState
        A copy: later events do not change it.

    Examples
    --------
    >>> family = FamilyState()
    >>> family.facts["P1"] = Facts(account="supplied")
    >>> family.land["parcel:P1"] = {"supplied": 1_000_000}
    >>> parcel_state(family, "P1").area_dm2
    1000000
    """
    facts = state.facts[parcel]
    held = dict(state.land.get(f"parcel:{parcel}", _NOTHING))
    credit = state.goal.get(f"parcel:{parcel}", _NOTHING)
    known = held or facts.retired is not None
    most = max(held, key=lambda name: (held[name], name)) if held else facts.account
    return ParcelState(
        parcel_id=parcel,
        account=most,
        accounts=MappingProxyType(held),
        area_dm2=sum(held.values()) if known else None,
        assembled_dm2=credit.get("assembled", 0),
        revitalized_dm2=credit.get("revitalized", 0),
        holder=facts.holder,
        zone_id=facts.zone_id,
        enterprise_id=facts.enterprise_id,
        batches=facts.batches,
        is_sealed=facts.is_sealed,
        agreed_start_date=_day(facts, "agreed_start_date"),
        extended_start_date=_day(facts, "extended_start_date"),
        extended_completion_date=_day(facts, "extended_completion_date"),
        fee_decided_yuan=facts.fee_decided_yuan,
        fee_paid_yuan=facts.fee_paid_yuan,
        determination_no=facts.determination_no,
        determination_date=facts.determination_date,
        method=facts.method,
        category=facts.details.get("category"),
        dates=MappingProxyType(dict(facts.dates)),
        details=MappingProxyType(dict(facts.details)),
        parents=facts.parents,
        children=facts.children,
        retired=facts.retired,
    )


def _day(facts: Facts, name: str) -> date | None:
    text = facts.details.get(name)
    return None if text is None else date.fromisoformat(text)
