"""Record events: all of a call in one transaction, or nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from landuse.errors import LedgerConflictError, LedgerError, SchemaError
from landuse.issues import Issue
from landuse.ledger.backend import Backend
from landuse.ledger.books import Books
from landuse.ledger.datums import refuse_other_datum
from landuse.ledger.history import family_history
from landuse.ledger.known import Known, Wanted, known_of, wanted
from landuse.ledger.reading import Tail, moment_text, tail_of
from landuse.ledger.records import LedgerEvent, subjects_of, validated
from landuse.ledger.rows import Entry, Posted, insert_rows
from landuse.messages import worded
from landuse.pause import uncollected

__all__ = ["Receipt", "record"]

_LAST_TOUCH = """
SELECT body FROM events WHERE seq = (SELECT max(seq) FROM touches WHERE subject = ?)
"""
_IDS_BETWEEN = "SELECT event_id FROM events WHERE event_id >= ? AND event_id <= ?"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the events of one call."""

    added: int
    already: int  #: were there with the same content
    first_seq: int | None  #: of those added
    last_seq: int | None
    head: str  #: hash of the last row, to be printed
    issues: tuple[Issue, ...] = ()


def record(
    backend: Backend,
    events: Iterable[LedgerEvent],
    entry: Entry,
    expected: Mapping[str, int] | None = None,
) -> Receipt:
    """Record events.

    Parameters
    ----------
    backend : Backend
        Open to write.
    events : iterable of LedgerEvent
        In any order; recorded by valid date and then as given.
    entry : Entry
        With ``source`` an event that cannot be recorded is set aside with an issue;
        without it nothing is recorded.
    expected : mapping of str to int, optional
        Versions of subjects that the events rest on.

    Returns
    -------
    Receipt
        With one issue for each event set aside.

    Raises
    ------
    SchemaError
        An event that cannot be, without ``source``.
    LedgerConflictError
        Somebody else recorded something of a subject.
    LedgerError
        The store failed, or the clock was set back.
    """
    with uncollected():
        return _recorded(backend, events, entry, expected or {})


def _recorded(
    backend: Backend,
    events: Iterable[LedgerEvent],
    entry: Entry,
    expected: Mapping[str, int],
) -> Receipt:
    asked, notes = _sorted_out(events, entry)
    _copy_before_import(backend, asked, entry)
    with backend.writing():
        tail = tail_of(backend)
        _hold_time(backend, entry, tail)
        known = known_of(backend, asked)
        receipt = Receipt(0, known.already, None, None, tail.hash)
        if known.new:
            _hold_versions(backend, expected)
            posted, refused = _posted(backend, known, entry, tail)
            notes += refused
            if posted:
                head = insert_rows(backend, entry, tail, posted)
                first, last = tail.seq + 1, tail.seq + len(posted)
                receipt = Receipt(len(posted), known.already, first, last, head)
    return replace(receipt, issues=(*backend.issues, *known.issues, *notes))


def _sorted_out(
    events: Iterable[LedgerEvent], entry: Entry
) -> tuple[list[Wanted], list[Issue]]:
    """Valid events by day, with their texts."""
    if not entry.by.strip() or not entry.by.isprintable():
        raise SchemaError(worded("ledger_by", by=repr(entry.by)))
    if entry.at.tzinfo is None:
        raise SchemaError(worded("ledger_at", at=entry.at.isoformat()))
    good, notes = [], []
    for event in events:
        try:
            refuse_other_datum(event)
            good.append(validated(event))
        except SchemaError as error:
            notes.append(_set_aside(event, error, entry))
    good.sort(key=lambda event: event.valid_date)
    return [wanted(event) for event in good], notes


def _set_aside(event: LedgerEvent, error: SchemaError, entry: Entry) -> Issue:
    if entry.source is None:
        raise error
    return Issue(
        "LEDGER_EVENT_REFUSED",
        "error",
        error.args[0],
        file=entry.source,
        feature=event.event_id or event.parcel_id or event.batch_id,
    )


def _copy_before_import(
    backend: Backend, asked: Sequence[Wanted], entry: Entry
) -> None:
    tail = tail_of(backend)
    if entry.source is not None and tail.seq and known_of(backend, asked).new:
        backend.keep_copy(tail.import_no + 1)


def _hold_time(backend: Backend, entry: Entry, tail: Tail) -> None:
    if moment_text(entry.at) < tail.recorded_at:
        facts = {"at": moment_text(entry.at), "last": tail.recorded_at}
        raise LedgerError(worded("ledger_clock_back", **facts), backend.place)


def _hold_versions(backend: Backend, expected: Mapping[str, int]) -> None:
    query = "SELECT count(*) FROM touches WHERE subject = ?"
    stale = []
    for subject, version in expected.items():
        ((found,),) = backend.rows(query, (subject,))
        if found != version:
            stale.append(subject)
    if not stale:
        return
    told: dict[str, Any] = {"recorded_by": "?", "recorded_at": "?", "event": {}}
    for (body,) in backend.rows(_LAST_TOUCH, (stale[0],)):
        told = json.loads(body)
    message = worded(
        "ledger_conflict",
        subject=stale[0],
        by=told["recorded_by"],
        at=told["recorded_at"],
        event_id=told["event"].get("event_id", "?"),
        event=told["event"].get("event", "?"),
    )
    raise LedgerConflictError(message, backend.place, tuple(stale))


def _posted(
    backend: Backend, known: Known, entry: Entry, tail: Tail
) -> tuple[list[Posted], list[Issue]]:
    """Give each new event its number and postings."""
    touched = _touched(known)
    books = Books()
    books.load(family_history(backend, {s for each in touched for s in each}))
    taken = _taken(backend, known, tail)
    posted: list[Posted] = []
    notes: list[Issue] = []
    for one, subjects in zip(known.new, touched, strict=True):
        named = one
        if one.event.event_id is None:
            number = _free(tail.seq + len(posted) + 1, taken)
            named = wanted(replace(one.event, event_id=number))
        try:
            postings = books.post(named.event)
        except SchemaError as error:
            notes.append(_set_aside(one.event, error, entry))
        else:
            line = Posted(named.event, named.text, one.content, postings, subjects)
            posted.append(line)
    return posted, [*notes, *books.issues()]


def _touched(known: Known) -> list[tuple[str, ...]]:
    """The subjects of each new event; of a reversal also those of its event."""
    by_number = dict(known.touched)
    found = []
    for event in (one.event for one in known.new):
        reversed_ = by_number.get(event.reverses or "", ())
        subjects = tuple(dict.fromkeys((*reversed_, *subjects_of(event))))
        if event.event_id:
            by_number[event.event_id] = subjects
        found.append(subjects)
    return found


def _taken(backend: Backend, known: Known, tail: Tail) -> set[str]:
    """Numbers that the store cannot give any more."""
    bounds = (_number(tail.seq + 1), f"{_number(tail.seq + len(known.new))}~")
    taken = {event_id for (event_id,) in backend.rows(_IDS_BETWEEN, bounds)}
    return taken | {o.event.event_id for o in known.new if o.event.event_id}


def _free(seq: int, taken: set[str]) -> str:
    """The number of a row; with a mark behind it if a clerk has used it."""
    number = _number(seq)
    return number if number not in taken else _free_marked(number, taken)


def _free_marked(number: str, taken: set[str]) -> str:
    mark = 2
    while f"{number}.{mark}" in taken:
        mark += 1
    return f"{number}.{mark}"


def _number(seq: int) -> str:
    return f"E{seq:08}"
