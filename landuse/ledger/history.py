"""What was recorded of some subjects, or of all, as a fold takes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from landuse.ledger.backend import Backend, Row, grouped
from landuse.ledger.eventtext import event_in
from landuse.ledger.records import LedgerEvent

__all__ = ["family_history", "family_rows", "history"]

#: More rows than any ledger has; what a store takes as a whole number.
_ALL = 2**62


def family_history(
    backend: Backend, subjects: Iterable[str]
) -> list[tuple[int, LedgerEvent]]:
    """All events of some subjects and of whatever they are tied to.

    Parameters
    ----------
    backend : Backend
        Open.
    subjects : iterable of str
        ``parcel:ID`` and so on.

    Returns
    -------
    list of (int, LedgerEvent)
        In the order of recording.
    """
    seqs = family_rows(backend, set(subjects))
    bodies: list[Row] = []
    for marks, part in grouped(sorted(seqs)):
        query = f"SELECT seq, body FROM events WHERE seq IN ({marks}) ORDER BY seq"
        bodies += backend.rows(query, part)
    return [(seq, event_in(body)) for seq, body in bodies]


def history(
    backend: Backend, as_of: date | None, up_to: int | None
) -> list[tuple[int, LedgerEvent]]:
    """All events that hold by a day, as far as they were known.

    Parameters
    ----------
    backend : Backend
        Open.
    as_of : date, optional
        The day.
    up_to : int, optional
        The last row known.

    Returns
    -------
    list of (int, LedgerEvent)
        In the order of recording.
    """
    query = (
        "SELECT seq, body FROM events WHERE valid_date <= ? AND seq <= ? ORDER BY seq"
    )
    bounds = ((as_of or date.max).isoformat(), _ALL if up_to is None else up_to)
    return [(seq, event_in(body)) for seq, body in backend.rows(query, bounds)]


def family_rows(backend: Backend, subjects: set[str]) -> set[int]:
    """The rows of some subjects and of whatever they are tied to.

    Parameters
    ----------
    backend : Backend
        Open.
    subjects : set of str
        ``parcel:ID`` and so on.

    Returns
    -------
    set of int
        Numbers of rows.
    """
    seqs: set[int] = set()
    known, new = set(subjects), subjects
    while new:
        found: set[int] = set()
        for marks, part in grouped(sorted(new)):
            query = f"SELECT seq FROM touches WHERE subject IN ({marks})"
            found |= {seq for (seq,) in backend.rows(query, part)}
        found -= seqs
        seqs |= found
        new = set()
        for marks, part in grouped(sorted(found)):
            query = f"SELECT subject FROM touches WHERE seq IN ({marks})"
            new |= {subject for (subject,) in backend.rows(query, part)}
        new -= known
        known |= new
    return seqs
