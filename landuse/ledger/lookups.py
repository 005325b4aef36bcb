"""Single questions to a ledger, answered without reading all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from landuse.ledger.backend import Backend, grouped
from landuse.ledger.descent import ancestors, descendants
from landuse.ledger.history import family_rows
from landuse.ledger.reading import (
    Moment,
    bounds_of,
    last_seq_known,
    recorded_event,
)
from landuse.ledger.records import RecordedEvent
from landuse.ledger.standing import standing
from landuse.ledger.state import parcel_state
from landuse.ledger.stateframe import parcels_frame
from landuse.ledger.store import Ledger
from landuse.units import DM2_PER_M2

__all__ = [
    "count_events",
    "event_at",
    "family_events",
    "lineage_of",
    "parcel_row",
    "parcels_by_account",
    "postings_of",
]

_COLUMNS = ["seq", "valid_date", "account", "area_m2"]


def count_events(
    ledger: Ledger, *, as_of: Moment | None = None, known_at: Moment | None = None
) -> int:
    """How many events hold by a day, of those recorded by a time.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    as_of, known_at : date, datetime or str, optional
        As for the state of a ledger.

    Returns
    -------
    int
        The count.
    """
    backend = ledger._backend
    bounds, values = _bounds(backend, as_of, known_at)
    ((count,),) = backend.rows(f"SELECT count(*) FROM events {bounds}", values)
    return int(count)


def event_at(ledger: Ledger, seq: int) -> RecordedEvent:
    """The event of one row.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    seq : int
        Number of a row that there is.

    Returns
    -------
    RecordedEvent
        With its postings; ``previous_hash`` is left empty.
    """
    query = "SELECT body, hash FROM events WHERE seq = ?"
    ((body, link),) = ledger._backend.rows(query, (seq,))
    return recorded_event(body, "", link)


def family_events(
    ledger: Ledger,
    subject: str,
    *,
    as_of: Moment | None = None,
    known_at: Moment | None = None,
) -> tuple[RecordedEvent, ...]:
    """The events of a subject and of all that it is tied to by split and merger.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    subject : str
        ``parcel:ID`` or ``batch:ID``.
    as_of, known_at : date, datetime or str, optional
        As for the state of a ledger.

    Returns
    -------
    tuple of RecordedEvent
        In the order of recording; ``previous_hash`` is left empty.
    """
    backend = ledger._backend
    bounds, values = _bounds(backend, as_of, known_at)
    found: list[RecordedEvent] = []
    for marks, part in grouped(sorted(family_rows(backend, {subject}))):
        query = (
            f"SELECT body, hash FROM events {bounds} AND seq IN ({marks}) ORDER BY seq"
        )
        rows = backend.rows(query, [*values, *part])
        found += [recorded_event(body, "", link) for body, link in rows]
    return tuple(found)


def parcel_row(
    ledger: Ledger, parcel_id: str, family: Sequence[RecordedEvent]
) -> pd.DataFrame:
    """What is known of one parcel, from the events of its family alone.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    parcel_id : str
        Id.
    family : sequence of RecordedEvent
        Result of :func:`family_events`.

    Returns
    -------
    DataFrame
        As the state of a ledger has it; no row where the events do not make it.
    """
    subject = f"parcel:{parcel_id}"
    query = "SELECT count(*) FROM touches WHERE subject = ?"
    ((version,),) = ledger._backend.rows(query, (subject,))
    state = standing([(one.seq, one.event) for one in family])
    rows = parcels_frame(state, {subject: int(version)})
    return rows[rows["parcel_id"] == parcel_id].reset_index(drop=True)


def lineage_of(
    parcel_id: str, family: Sequence[RecordedEvent]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parcels that one came out of, and those that came out of it.

    Parameters
    ----------
    parcel_id : str
        Id.
    family : sequence of RecordedEvent
        Result of :func:`family_events`; a reversed split or merger has made nothing.

    Returns
    -------
    tuple of tuples of str
        Ancestors and descendants, nearest first.

    Examples
    --------
    >>> lineage_of("P1", [])
    ((), ())
    """
    state = standing([(one.seq, one.event) for one in family])
    states = {name: parcel_state(state, name) for name in state.facts}
    return ancestors(states, parcel_id), descendants(states, parcel_id)


def parcels_by_account(
    ledger: Ledger, *, as_of: Moment | None = None, known_at: Moment | None = None
) -> dict[str, int]:
    """How many parcels have land in each account.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    as_of, known_at : date, datetime or str, optional
        As for the state of a ledger.

    Returns
    -------
    dict of str to int
        Accounts without parcels are not in it; a parcel may be in several.
    """
    backend = ledger._backend
    bounds, values = _bounds(backend, as_of, known_at)
    query = f"""
        SELECT account, count(*) FROM (
            SELECT subject, account FROM postings {bounds}
            AND substr(subject, 1, 7) = 'parcel:'
            GROUP BY subject, account HAVING sum(area_dm2) <> 0
        ) AS held GROUP BY account
    """
    return {account: int(count) for account, count in backend.rows(query, values)}


def postings_of(
    ledger: Ledger,
    subject: str,
    *,
    as_of: Moment | None = None,
    known_at: Moment | None = None,
) -> pd.DataFrame:
    """How the land of one subject moved from account to account.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    subject : str
        ``parcel:ID`` or ``batch:ID``.
    as_of, known_at : date, datetime or str, optional
        As for the state of a ledger.

    Returns
    -------
    DataFrame
        ``seq`` of the event that posted, ``valid_date``, ``account`` and signed
        ``area_m2``, in the order of recording.
    """
    backend = ledger._backend
    bounds, values = _bounds(backend, as_of, known_at)
    query = (
        "SELECT seq, valid_date, account, area_dm2 FROM postings "
        f"{bounds} AND subject = ? ORDER BY seq, line"
    )
    rows = [
        (seq, day, account, int(dm2) / DM2_PER_M2)
        for seq, day, account, dm2 in backend.rows(query, [*values, subject])
    ]
    made = pd.DataFrame(rows, columns=_COLUMNS)
    return made.assign(valid_date=pd.to_datetime(made["valid_date"]))


def _bounds(
    backend: Backend, as_of: Moment | None, known_at: Moment | None
) -> tuple[str, list[Any]]:
    return bounds_of(as_of, last_seq_known(backend, known_at))
