"""Whether the tables say of an event what its hashed row says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from landuse.ledger.backend import Row
from landuse.ledger.eventtext import event_of
from landuse.ledger.kinds import accounts
from landuse.ledger.records import subjects_of
from landuse.ledger.rows import lineage_of, text_of

__all__ = ["row_faults"]


def row_faults(
    row: Row,
    told: Mapping[str, Any],
    found: Mapping[str, Sequence[Row]],
    reversed_: Sequence[str],
) -> list[str]:
    """Names of what differs between a hashed row and the tables.

    Parameters
    ----------
    row : tuple
        Of ``events``.
    told : mapping
        What its hashed text says.
    found : mapping of str to sequence of tuple
        Rows of the other tables that belong to it.
    reversed_ : sequence of str
        What the event touches that it reverses.

    Returns
    -------
    list of str
        Empty if nothing differs.
    """
    event = told["event"]
    record = event_of(event)
    ties = [(n, *tie) for n, tie in enumerate(lineage_of(record), 1)]
    lines = [(n, *line) for n, line in enumerate(told["postings"], 1)]
    subjects = sorted({*reversed_, *subjects_of(record)})
    said = (told["seq"], event["event_id"], event["valid_date"], told["recorded_at"])
    same = {
        "events": (*said, told["import_no"]) == row[:5],
        "content_sha256": _is_content(row[5], row[6], event),
        "postings": lines == found["postings"],
        "balance": not any(_sums(told["postings"]).values()),
        "touches": subjects == [name for (name,) in found["touches"]],
        "lineage": ties == found["lineage"],
    }
    return [name for name, is_same in same.items() if not is_same]


def _sums(postings: Sequence[Sequence[Any]]) -> dict[tuple[str, str], int]:
    """By book and day."""
    books = _books()
    sums: dict[tuple[str, str], int] = {}
    for day, _, account, area in postings:
        place = books[account], day
        sums[place] = sums.get(place, 0) + area
    return sums


@cache
def _books() -> dict[str, str]:
    return {name: account.book for name, account in accounts().items()}


def _is_content(content: str, body: str, event: Mapping[str, Any]) -> bool:
    """Whether it is of the event as it was given: with its number, or without."""
    text = body[len('{"event":') : body.rindex(',"import_no":')]
    if hashlib.sha256(text.encode()).hexdigest() == content:
        return True
    plain = text_of({name: told for name, told in event.items() if name != "event_id"})
    return hashlib.sha256(plain.encode()).hexdigest() == content
