"""The rows of one transaction, each tied to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from landuse.ledger.backend import Backend, Row
from landuse.ledger.reading import Tail, moment_text
from landuse.ledger.records import (
    LedgerEvent,
    Posting,
    event_hash,
)

__all__ = ["Entry", "Posted", "genesis_row", "insert_rows", "lineage_of", "text_of"]

#: As in ``canonical_json``, of which the text of a row is put together.
_encoded = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """Who records, when and from what."""

    by: str
    at: datetime
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """An event that is about to be recorded."""

    event: LedgerEvent  #: with its number
    text: str  #: canonical
    content: str  #: SHA-256 of the text as it was given
    postings: tuple[Posting, ...]
    subjects: tuple[str, ...]


def text_of(facts: dict[str, Any]) -> str:
    """Facts as one text, over which a hash is taken.

    Parameters
    ----------
    facts : dict
        What is None is left out.

    Returns
    -------
    str
        JSON with sorted keys and no spaces.

    Examples
    --------
    >>> text_of({"title": "台账", "by": None})
    '{"title":"台账"}'
    """
    return _encoded({name: told for name, told in facts.items() if told is not None})


def genesis_row(facts: dict[str, Any]) -> Row:
    """The first row of a ledger, in which the chain begins.

    Parameters
    ----------
    facts : dict
        Policy, title, who and when.

    Returns
    -------
    tuple
        Body and hash.

    Examples
    --------
    >>> genesis_row({"policy": "puyang"})[0]
    '{"policy":"puyang"}'
    """
    body = text_of(facts)
    return body, event_hash("", body)


def lineage_of(event: LedgerEvent) -> tuple[tuple[str, str, int | None], ...]:
    """Which parcel came out of which.

    Parameters
    ----------
    event : LedgerEvent
        Any.

    Returns
    -------
    tuple of (str, str, int or None)
        Parent, child, and the area that went from one to the other where it is said.

    Examples
    --------
    >>> from datetime import date
    >>> lineage_of(LedgerEvent(event="split", valid_date=date(2021, 6, 1),
    ...                        parcel_id="P1", children=(("P1a", 5), ("P1b", None))))
    (('P1', 'P1a', 5), ('P1', 'P1b', None))
    """
    if event.parents:
        return tuple(
            (parent, child, dm2)
            for parent, dm2 in event.parents
            for child, _ in event.children
        )
    if event.parcel_id is None:
        return ()
    return tuple((event.parcel_id, child, dm2) for child, dm2 in event.children)


def insert_rows(
    backend: Backend, entry: Entry, tail: Tail, posted: Sequence[Posted]
) -> str:
    """Add events to the end of a ledger.

    Parameters
    ----------
    backend : Backend
        Inside its transaction.
    entry : Entry
        Who records, and when.
    tail : Tail
        The end so far.
    posted : sequence of Posted
        At least one.

    Returns
    -------
    str
        Hash of the last row.
    """
    batch = _import_row(entry, tail, posted)
    backend.insert("imports", [batch])
    head = batch[-1]
    at, number = moment_text(entry.at), tail.import_no + 1
    who = f'"recorded_at":"{at}","recorded_by":{_encoded(entry.by)}'
    tables: dict[str, list[Row]] = {"events": [], "touches": []}
    tables |= {"postings": [], "lineage": []}
    for seq, one in enumerate(posted, tail.seq + 1):
        event, lines = one.event, _lines(one.postings)
        body = (
            f'{{"event":{one.text},"import_no":{number},"postings":{_encoded(lines)},'
            f'{who},"seq":{seq}}}'
        )
        head = event_hash(head, body)
        day = event.valid_date.isoformat()
        row = (seq, event.event_id, day, at, number, one.content, body, head)
        tables["events"].append(row)
        tables["touches"] += [(subject, seq) for subject in one.subjects]
        tables["postings"] += [(seq, n, *line) for n, line in enumerate(lines, 1)]
        ties = enumerate(lineage_of(event), 1)
        tables["lineage"] += [(seq, n, *tie) for n, tie in ties]
    for table, rows in tables.items():
        backend.insert(table, rows)
    return head


def _lines(postings: Sequence[Posting]) -> list[tuple[str, str, str, int]]:
    return [
        (p.valid_date.isoformat(), p.subject, p.account, p.area_dm2) for p in postings
    ]


def _import_row(entry: Entry, tail: Tail, posted: Sequence[Posted]) -> Row:
    content = hashlib.sha256()
    for one in posted:
        content.update(f"{one.event.event_id}\n{one.content}\n".encode())
    facts = {
        "by": entry.by,
        "at": moment_text(entry.at),
        "content_sha256": content.hexdigest(),
        "events": len(posted),
        "first_seq": tail.seq + 1,
        "import_no": tail.import_no + 1,
        "source": entry.source,
    }
    columns = ("import_no", "content_sha256", "first_seq", "events")
    body = text_of(facts)
    return (*(facts[name] for name in columns), body, event_hash(tail.hash, body))
