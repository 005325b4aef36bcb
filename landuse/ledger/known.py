"""Which events of a call are new, and which stand in the ledger already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from landuse.issues import Issue
from landuse.ledger.backend import Backend, Row, grouped
from landuse.ledger.eventtext import event_in
from landuse.ledger.records import LedgerEvent, canonical_json
from landuse.messages import worded

__all__ = ["Known", "Wanted", "known_of", "wanted"]


@dataclass(slots=True)
class Known:
    """The events of a call, sorted out."""

    new: list[Wanted] = field(default_factory=list)
    already: int = 0
    issues: list[Issue] = field(default_factory=list)
    touched: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Subjects of recorded events that are reversed now, by their number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event that somebody wants to record, and its text."""

    event: LedgerEvent
    text: str  #: canonical, as it was given
    content: str  #: SHA-256 of the text


def wanted(event: LedgerEvent) -> Wanted:
    """An event with what it says.

    Parameters
    ----------
    event : LedgerEvent
        Validated.

    Returns
    -------
    Wanted
        Without a number, events that say the same are the same.

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2021, 6, 1)
    >>> one = wanted(LedgerEvent(event="sealed", valid_date=day, parcel_id="P1"))
    >>> one.content[:8]
    '30d4ddff'
    """
    text = canonical_json(event)
    return Wanted(event, text, hashlib.sha256(text.encode()).hexdigest())


def known_of(backend: Backend, events: Sequence[Wanted]) -> Known:
    """Hold events against the ledger and against each other.

    Parameters
    ----------
    backend : Backend
        Open.
    events : sequence of Wanted
        In order.

    Returns
    -------
    Known
        One issue for each event that is set aside.
    """
    sorter = _Sorter(backend, events)
    for one in events:
        sorter.take(one)
    return sorter.known


class _Sorter:
    """Takes events one by one."""

    def __init__(self, backend: Backend, events: Sequence[Wanted]) -> None:
        reversed_ = {one.event.reverses for one in events if one.event.reverses}
        numbers = {one.event.event_id for one in events if one.event.event_id}
        plain = {one.content for one in events if not one.event.event_id}
        self._by_id = _by(backend, "event_id", numbers | reversed_)
        self._said = {row[0]: row[1] for row in self._by_id.values()}
        self._recorded = _by(backend, "content_sha256", plain)
        self._here: set[str] = set()
        self.known = Known()
        self.known.touched = _touched(backend, reversed_ & self._by_id.keys())

    def take(self, one: Wanted) -> None:
        """One event."""
        number = one.event.event_id
        if number is None:
            self._plain(one)
        elif number in self._said:
            self._numbered(one, number)
        else:
            self._said[number] = one.content
            self.known.new.append(one)

    def _plain(self, one: Wanted) -> None:
        if one.content in self._recorded:
            self.known.already += 1
        elif one.content in self._here:
            self.known.already += 1
            self.known.issues.append(_same(one.event))
        else:
            self._here.add(one.content)
            self.known.new.append(one)

    def _numbered(self, one: Wanted, number: str) -> None:
        recorded = self._by_id.get(number)
        if self._said[number] == one.content or _says(recorded, one.event):
            self.known.already += 1
        else:
            self.known.issues.append(_changed(one.event, recorded))


def _says(recorded: Row | None, event: LedgerEvent) -> bool:
    """Whether an event, which the store gave its number, says the same."""
    return recorded is not None and event_in(recorded[2]) == event


def _same(event: LedgerEvent) -> Issue:
    named = event.parcel_id or event.batch_id or event.zone_id or event.enterprise_id
    message = worded("ledger_same_content", other=named)
    return Issue("LEDGER_SAME_CONTENT", "warning", message, feature=named)


def _by(backend: Backend, column: str, values: Iterable[str]) -> dict[str, Row]:
    """Recorded events by a column: number, content, body."""
    place = {"event_id": 0, "content_sha256": 1}[column]
    found: dict[str, Row] = {}
    for marks, part in grouped(sorted(values)):
        query = (
            "SELECT event_id, content_sha256, body FROM events "
            f"WHERE {column} IN ({marks}) ORDER BY seq"
        )
        for row in backend.rows(query, part):
            found.setdefault(row[place], row)
    return found


def _touched(backend: Backend, numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for marks, part in grouped(sorted(numbers)):
        query = (
            "SELECT e.event_id, t.subject FROM events e "
            "JOIN touches t ON t.seq = e.seq "
            f"WHERE e.event_id IN ({marks}) ORDER BY e.seq, t.subject"
        )
        for number, subject in backend.rows(query, part):
            found[number] = (*found.get(number, ()), subject)
    return found


def _changed(event: LedgerEvent, recorded: Row | None) -> Issue:
    """An event that says something else under a number that is taken."""
    if recorded is None:
        message = worded("ledger_number_twice", event_id=event.event_id)
        return Issue("LEDGER_EVENT_CHANGED", "error", message, feature=event.event_id)
    told = json.loads(recorded[2])
    ours = json.loads(canonical_json(event))
    theirs = told["event"]
    names = sorted(
        name
        for name in ours.keys() | theirs.keys()
        if ours.get(name) != theirs.get(name)
    )
    message = worded(
        "ledger_event_changed",
        event_id=event.event_id,
        by=told["recorded_by"],
        at=told["recorded_at"],
        fields=", ".join(names),
    )
    return Issue(
        "LEDGER_EVENT_CHANGED", "error", message, feature=event.event_id, field=names[0]
    )
