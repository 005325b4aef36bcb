"""Rows of a store as events again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from landuse.ledger.backend import Backend
from landuse.ledger.eventtext import event_of
from landuse.ledger.records import Posting, RecordedEvent

__all__ = [
    "Moment",
    "Tail",
    "bounds_of",
    "day_of",
    "genesis_of",
    "last_seq_known",
    "moment_text",
    "recorded_event",
    "recorded_events",
    "tail_of",
]

Moment = date | datetime | str

_TIME = "%Y-%m-%dT%H:%M:%SZ"
_LAST = """
SELECT e.seq, e.hash, e.recorded_at, e.import_no FROM events e
WHERE e.seq = (SELECT max(seq) FROM events)
"""
_SINCE = "SELECT seq, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT 5000"


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a ledger, to which the next row is tied."""

    seq: int
    hash: str
    recorded_at: str  #: empty before the first event
    import_no: int


def tail_of(backend: Backend) -> Tail:
    """The end of a ledger.

    Parameters
    ----------
    backend : Backend
        Open.

    Returns
    -------
    Tail
        That of the first row if nothing was recorded yet.
    """
    found = list(backend.rows(_LAST))
    if found:
        return Tail(*found[0])
    ((head,),) = backend.rows("SELECT hash FROM genesis")
    return Tail(0, head, "", 0)


def genesis_of(backend: Backend) -> dict[str, Any]:
    """What the first row of a ledger says.

    Parameters
    ----------
    backend : Backend
        Open.

    Returns
    -------
    dict
        Policy, title, who made it and when; empty if the row is gone or broken.
    """
    for (body,) in backend.rows("SELECT body FROM genesis"):
        with suppress(ValueError):
            told = json.loads(body)
            return told if isinstance(told, dict) else {}
    return {}


def moment_text(at: datetime) -> str:
    """A moment as the store has it.

    Parameters
    ----------
    at : datetime
        Of any time zone.

    Returns
    -------
    str
        In UTC, whole seconds.

    Examples
    --------
    >>> moment_text(datetime(2021, 6, 1, 8, tzinfo=UTC))
    '2021-06-01T08:00:00Z'
    """
    return at.astimezone(UTC).strftime(_TIME)


def recorded_events(
    backend: Backend, up_to: int | None = None
) -> Iterator[RecordedEvent]:
    """The events of a ledger in the order in which they were recorded.

    Parameters
    ----------
    backend : Backend
        Open.
    up_to : int, optional
        Last row wanted.

    Yields
    ------
    RecordedEvent
        With the hashes of the chain.
    """
    links = {
        first - 1: link
        for first, link in backend.rows("SELECT first_seq, hash FROM imports")
    }
    last, before = 0, ""
    while rows := list(backend.rows(_SINCE, (last,))):
        for seq, body, link in rows:
            if up_to is not None and seq > up_to:
                return
            yield recorded_event(body, links.get(last, before), link)
            last, before = seq, link


def recorded_event(body: str, before: str, link: str) -> RecordedEvent:
    """One row as an event.

    Parameters
    ----------
    body : str
        Canonical text of the row.
    before : str
        Hash of the row before.
    link : str
        Hash of the row.

    Returns
    -------
    RecordedEvent
        With its postings.
    """
    told = json.loads(body)
    return RecordedEvent(
        event=event_of(told["event"]),
        seq=told["seq"],
        recorded_at=datetime.strptime(told["recorded_at"], _TIME).replace(tzinfo=UTC),
        recorded_by=told["recorded_by"],
        import_no=told["import_no"],
        postings=tuple(_postings(told["postings"])),
        previous_hash=before,
        hash=link,
    )


def _postings(listed: Iterable[Sequence[Any]]) -> Iterator[Posting]:
    for day, subject, account, area in listed:
        yield Posting(date.fromisoformat(day), subject, account, area)


def last_seq_known(backend: Backend, known_at: Moment | None) -> int | None:
    """The last row that was recorded by a moment.

    Parameters
    ----------
    backend : Backend
        Open.
    known_at : date, datetime, str or None
        A day counts to its end in UTC.

    Returns
    -------
    int or None
        None for all rows, 0 if nothing was known.
    """
    if known_at is None:
        return None
    query = "SELECT max(seq) FROM events WHERE recorded_at < ?"
    ((seq,),) = backend.rows(query, (_end_of(known_at),))
    return seq or 0


def day_of(as_of: Moment | None) -> date | None:
    """A day, however it is said.

    Parameters
    ----------
    as_of : date, datetime, str or None
        None is none.

    Returns
    -------
    date or None
        Without the time.

    Examples
    --------
    >>> day_of("2021-06-01")
    datetime.date(2021, 6, 1)
    """
    if isinstance(as_of, str):
        return date.fromisoformat(as_of)
    return as_of.date() if isinstance(as_of, datetime) else as_of


def _end_of(known_at: Moment) -> str:
    """The first second that is too late."""
    if isinstance(known_at, str):
        text = known_at
        known_at = (
            datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        )
    if isinstance(known_at, datetime):
        aware = known_at if known_at.tzinfo else known_at.replace(tzinfo=UTC)
        return moment_text(aware + timedelta(seconds=1))
    return f"{known_at + timedelta(days=1)}T00:00:00Z"


def bounds_of(as_of: Moment | None, up_to: int | None) -> tuple[str, list[Any]]:
    """What holds by a day and stands by a row, as the condition of a query.

    Parameters
    ----------
    as_of : date or str, optional
        Last valid date.
    up_to : int, optional
        Last row.

    Returns
    -------
    tuple of (str, list)
        ``WHERE ...`` and its values; a query may add to it by ``AND``.

    Examples
    --------
    >>> bounds_of("2022-09-30", 7)
    ('WHERE valid_date <= ? AND seq <= ?', ['2022-09-30', 7])
    >>> bounds_of(None, None)
    ('WHERE 1 = 1', [])
    """
    day = day_of(as_of)
    bounds = {"valid_date <= ?": day and day.isoformat(), "seq <= ?": up_to}
    given = {clause: value for clause, value in bounds.items() if value is not None}
    return f"WHERE {' AND '.join(given) or '1 = 1'}", list(given.values())
