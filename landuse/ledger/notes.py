"""What a fold says of an event: that it contradicts, or that staff should know."""

from __future__ import annotations

from typing import Any, NamedTuple

from landuse.errors import SchemaError
from landuse.issues import Issue
from landuse.issuewords import issue_cure
from landuse.ledger.records import LedgerEvent
from landuse.messages import worded
from landuse.units import DM2_PER_M2
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = ["Note", "contradiction", "issue_of"]

#: Code of a note -> severity and sentence.
_NOTES = {
    "LEDGER_OVER_SUPPLY": ("warning", "ledger_over_supply"),
    "LEDGER_BATCH_UNKNOWN": ("info", "ledger_batch_unknown"),
    "LEDGER_APPROVED_AGAIN": ("warning", "ledger_approved_again"),
    "LEDGER_LAND_OPENED": ("info", "ledger_land_opened"),
    "LEDGER_AREA_UNKNOWN": ("warning", "ledger_area_unknown"),
    "LEDGER_AREA_ABOVE_HELD": ("warning", "ledger_area_above_held"),
    "LEDGER_COUNTED_BEFORE": ("info", "ledger_counted_before"),
    "LEDGER_OUT_OF_ORDER": ("warning", "ledger_out_of_order"),
    "LEDGER_SEALED": ("warning", "ledger_sealed"),
}


class Note(NamedTuple):
    """Something that staff should know of an event that was taken all the same."""

    code: str
    event: LedgerEvent
    subject: str  #: ``parcel:ID`` or ``batch:ID``
    stated_dm2: int = 0
    held_dm2: int = 0


def issue_of(note: Note) -> Issue:
    """A note as a row of the issues table.

    Parameters
    ----------
    note : Note
        Of a fold.

    Returns
    -------
    Issue
        About the event, or its parcel where the event has no number yet.

    Examples
    --------
    >>> from datetime import date
    >>> event = LedgerEvent(event="supplied", valid_date=date(2021, 6, 1),
    ...                     event_id="E1", parcel_id="P1", batch_id="B1")
    >>> note = Note("LEDGER_OVER_SUPPLY", event, "batch:B1", 1_000_000, 400_000)
    >>> print(issue_of(note).message)
    supplied of 2021-06-01: 10,000.00 m2 are drawn, batch:B1 has 4,000.00 m2 left
    """
    severity, sentence = _NOTES[note.code]
    event = note.event
    name = note.subject.partition(":")[2]
    message = worded(
        sentence,
        event=_kind(event),
        day=event.valid_date.isoformat(),
        subject=note.subject,
        stated=f"{note.stated_dm2 / DM2_PER_M2:,.2f}",
        held=f"{note.held_dm2 / DM2_PER_M2:,.2f}",
    )
    return Issue(
        note.code,
        severity,
        message,
        feature=event.event_id or event.parcel_id or name,
        field="area_dm2" if note.stated_dm2 else None,
        value=str(note.stated_dm2) if note.stated_dm2 else None,
        hint=issue_cure(note.code, "en"),
    )


def contradiction(sentence: str, event: LedgerEvent, **facts: Any) -> SchemaError:
    """An event that cannot have happened as the ledger stands.

    Parameters
    ----------
    sentence : str
        Of ``messages.toml``.
    event : LedgerEvent
        The event that does not fit; where an earlier one was added or taken out, a
        later one.
    **facts
        What the sentence names beside the event.

    Returns
    -------
    SchemaError
        To be raised; its message knows itself in Chinese.
    """
    number = "" if event.event_id is None else f" {event.event_id}"
    day = event.valid_date.isoformat()
    about = {"event": _kind(event), "number": number, "day": day}
    return SchemaError(worded(sentence, **about, **facts))


def _kind(event: LedgerEvent) -> Worded:
    return Worded(event.event, label("event", event.event))
