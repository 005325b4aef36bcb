"""What each kind of event leaves behind as a fact of its parcel."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from landuse.ledger.kinds import kinds
from landuse.ledger.records import LedgerEvent, batches_of
from landuse.ledger.state import Facts, FamilyState

__all__ = ["remember"]


def remember(state: FamilyState, event: LedgerEvent, account: str | None) -> None:
    """Keep the facts of an event of a parcel.

    Parameters
    ----------
    state : FamilyState
        Changed.
    event : LedgerEvent
        Of a parcel.
    account : str or None
        Where the event led.
    """
    parcel = event.parcel_id or ""
    facts = state.facts.get(parcel)
    if facts is None:
        facts = state.facts[parcel] = Facts()
    facts.account = account
    facts.dates[event.event] = event.valid_date
    if event.details and not kinds()[event.event].own:
        facts.details.update(event.details)
        facts.holder = event.details.get("holder", facts.holder)
    if event.zone_id is not None:
        facts.zone_id = event.zone_id
    if event.enterprise_id is not None:
        facts.enterprise_id = event.enterprise_id
    if event.method is not None:
        facts.method = event.method
    special = _SPECIAL.get(event.event)
    if special is not None:
        special(facts, event)


def _supplied(facts: Facts, event: LedgerEvent) -> None:
    facts.batches = tuple(dict.fromkeys((*facts.batches, *batches_of(event))))


def _determined(facts: Facts, event: LedgerEvent) -> None:
    facts.determination_no = event.document_no
    facts.determination_date = event.document_date or event.valid_date


def _fee_decided(facts: Facts, event: LedgerEvent) -> None:
    fee = Decimal(event.details["fee_yuan"])
    facts.fee_decided_yuan = (facts.fee_decided_yuan or Decimal(0)) + fee


def _fee_paid(facts: Facts, event: LedgerEvent) -> None:
    fee = Decimal(event.details["fee_yuan"])
    facts.fee_paid_yuan = (facts.fee_paid_yuan or Decimal(0)) + fee


def _transferred(facts: Facts, event: LedgerEvent) -> None:
    facts.holder = event.details["to_holder"]


def _sealed(facts: Facts, event: LedgerEvent) -> None:
    facts.is_sealed = event.event == "sealed"


_SPECIAL: dict[str, Callable[[Facts, LedgerEvent], None]] = {
    "supplied": _supplied,
    "determined_idle": _determined,
    "fee_decided": _fee_decided,
    "fee_paid": _fee_paid,
    "transferred": _transferred,
    "sealed": _sealed,
    "unsealed": _sealed,
}
