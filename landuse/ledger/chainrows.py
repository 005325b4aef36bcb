"""Whether the tables say of an event what its hashed row says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from landuse.ledger.backend import Row
from landuse.ledger.kinds import accounts
from landuse.ledger.reading import event_of
from landuse.ledger.records import subjects_of
from landuse.ledger.rows import lineage_of, text_of

__all__ = ["row_faults"]


def row_faults(
    row: Row,
    told: Mapping[str, Any],
    found: Mapping[str, Sequence[Row]],
    target: Mapping[str, Any] | None,
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
    target : mapping, optional
        The event that it reverses.

    Returns
    -------
    list of str
        Empty if nothing differs.
    """
    event = dict(told["event"])
    record = event_of(event)
    other = None if target is None else event_of(dict(target))
    subjects = sorted((name,) for name in subjects_of(record, other))
    ties = [(n, *tie) for n, tie in enumerate(lineage_of(record), 1)]
    lines = [(n, *line) for n, line in enumerate(told["postings"], 1)]
    same = {
        "seq": told["seq"] == row[0],
        "event_id": event.pop("event_id") == row[1],
        "valid_date": event["valid_date"] == row[2],
        "recorded_at": told["recorded_at"] == row[3],
        "import_no": told["import_no"] == row[4],
        "content_sha256": _sha256(text_of(event)) == row[5],
        "postings": lines == list(found["postings"]),
        "balance": not any(_sums(told["postings"]).values()),
        "touches": subjects == list(found["touches"]),
        "lineage": ties == list(found["lineage"]),
    }
    return [name for name, is_same in same.items() if not is_same]


def _sums(postings: Sequence[Sequence[Any]]) -> Counter[tuple[str, str]]:
    """By book and day."""
    known = accounts()
    sums: Counter[tuple[str, str]] = Counter()
    for day, _, account, area in postings:
        sums[known[account].book, day] += area
    return sums


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
