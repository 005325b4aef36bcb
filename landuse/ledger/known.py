"""Which events of a call are new, and which stand in the ledger already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from landuse.issues import Issue
from landuse.ledger.backend import Backend, Row, grouped
from landuse.ledger.reading import event_of
from landuse.ledger.records import LedgerEvent, canonical_json
from landuse.messages import worded

__all__ = ["Known", "content_sha256", "known_of"]


@dataclass(slots=True)
class Known:
    """The events of a call, sorted out."""

    new: list[tuple[LedgerEvent, str]] = field(default_factory=list)  #: with content
    already: int = 0
    issues: list[Issue] = field(default_factory=list)
    targets: dict[str, LedgerEvent] = field(default_factory=dict)  #: recorded before


def content_sha256(event: LedgerEvent) -> str:
    """What an event says, whatever its number.

    Parameters
    ----------
    event : LedgerEvent
        Validated.

    Returns
    -------
    str
        SHA-256 of its canonical text without ``event_id``.

    Examples
    --------
    >>> from datetime import date
    >>> one = LedgerEvent(event="sealed", valid_date=date(2021, 6, 1), parcel_id="P1")
    >>> content_sha256(one) == content_sha256(replace(one, event_id="E1"))
    True
    """
    plain = event if event.event_id is None else replace(event, event_id=None)
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()


def known_of(backend: Backend, events: Sequence[tuple[LedgerEvent, str]]) -> Known:
    """Hold events against the ledger and against each other.

    Parameters
    ----------
    backend : Backend
        Open.
    events : sequence of (LedgerEvent, str)
        With their contents, in order.

    Returns
    -------
    Known
        One issue for each event that is set aside.
    """
    sorter = _Sorter(backend, events)
    for event, content in events:
        sorter.take(event, content)
    return sorter.known


class _Sorter:
    """Takes events one by one."""

    def __init__(
        self, backend: Backend, events: Sequence[tuple[LedgerEvent, str]]
    ) -> None:
        reversed_ = {event.reverses for event, _ in events if event.reverses}
        named = {event.event_id for event, _ in events if event.event_id}
        by_content = _by(backend, "content_sha256", {said for _, said in events})
        self._by_id = _by(backend, "event_id", named | reversed_)
        self._said = {row[0]: row[1] for row in self._by_id.values()}
        self._recorded = {row[1]: row[0] for row in by_content.values()}
        self._here: dict[str, str | None] = {}  # content -> number
        self.known = Known()
        for event_id in sorted(reversed_ & self._by_id.keys()):
            told = json.loads(self._by_id[event_id][2])
            self.known.targets[event_id] = event_of(told["event"])

    def take(self, event: LedgerEvent, content: str) -> None:
        """One event, with its content."""
        if event.event_id in self._said:
            self._numbered(event, content)
        elif event.event_id is None and content in self._recorded:
            self.known.already += 1
        elif event.event_id is None and content in self._here:
            self.known.already += 1
            self._doubt(event, self._here[content])
        else:
            self._new(event, content)

    def _numbered(self, event: LedgerEvent, content: str) -> None:
        number = event.event_id or ""
        if self._said[number] == content:
            self.known.already += 1
        else:
            self.known.issues.append(_changed(event, self._by_id.get(number)))

    def _new(self, event: LedgerEvent, content: str) -> None:
        for numbers in (self._recorded, self._here):
            if content in numbers:
                self._doubt(event, numbers[content])
        self.known.new.append((event, content))
        self._here.setdefault(content, event.event_id)
        if event.event_id:
            self._said[event.event_id] = content

    def _doubt(self, event: LedgerEvent, other: str | None) -> None:
        named = event.event_id or event.parcel_id or event.batch_id
        message = worded("ledger_same_content", other=other or named)
        issue = Issue("LEDGER_SAME_CONTENT", "warning", message, feature=named)
        self.known.issues.append(issue)


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
