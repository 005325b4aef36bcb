"""What a ledger says: where the land is, and the whole file of one parcel."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from landuse.errors import SchemaError
from landuse.ledger.lookups import (
    count_events,
    family_events,
    lineage_of,
    parcel_row,
    parcels_by_account,
    postings_of,
)
from landuse.ledger.records import RecordedEvent, subjects_of
from landuse.ledger.store import Ledger
from landuse.messages import worded
from landuse.resources import defaults
from landuse.steps.ledgerevents import events_frame

__all__ = ["Overview", "ParcelFile", "overview", "parcel_file"]

Moment = date | datetime | None


@dataclass(frozen=True)
class Overview:
    """A ledger on a day, as it was known at a time."""

    about: Mapping[str, str]  #: policy, title, when it was made and by whom
    head: str
    events: int
    balances: pd.DataFrame  #: book, account, area_m2
    parcels: Mapping[str, int]  #: how many have land in an account


@dataclass(frozen=True)
class ParcelFile:
    """All that a ledger holds of one parcel."""

    parcel_id: str
    state: Mapping[str, Any] | None  #: None before its first event
    ancestors: tuple[str, ...]  #: parcels that it comes from, nearest first
    descendants: tuple[str, ...]  #: parcels that it became
    events: pd.DataFrame  #: of the parcel itself, by row
    postings: pd.DataFrame  #: valid_date, seq, account, area_m2


def overview(ledger: Ledger, as_of: Moment = None, known_at: Moment = None) -> Overview:
    """The state of a ledger.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    as_of : date, optional
        Events of later days have not happened.
    known_at : date or datetime, optional
        Events recorded later are not known.

    Returns
    -------
    Overview
        Balances, and parcels by account.
    """
    return Overview(
        about=asdict(ledger.meta),
        head=ledger.head,
        events=count_events(ledger, as_of=as_of, known_at=known_at),
        balances=ledger.balances(as_of=as_of, known_at=known_at),
        parcels=parcels_by_account(ledger, as_of=as_of, known_at=known_at),
    )


def parcel_file(
    ledger: Ledger, parcel_id: str, as_of: Moment = None, known_at: Moment = None
) -> ParcelFile:
    """The file of one parcel: events, lineage up and down, postings.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    parcel_id : str
        Parcel code, also of one that was split or merged since.
    as_of, known_at : date or datetime, optional
        As in :func:`overview`.

    Returns
    -------
    ParcelFile
        Events of its ancestors are theirs; their ids are named.

    Raises
    ------
    SchemaError
        The ledger has no such parcel; close codes are named.
    """
    subject = f"parcel:{parcel_id}"
    family = family_events(ledger, subject, as_of=as_of, known_at=known_at)
    if not family:
        raise _unknown(parcel_id, ledger.state()["parcel_id"].tolist())
    mine = parcel_row(ledger, parcel_id, family)
    return ParcelFile(
        parcel_id,
        None if mine.empty else mine.iloc[0].to_dict(),
        *lineage_of(parcel_id, family),
        _frame([one for one in family if _touches(one, parcel_id, family)]),
        postings_of(ledger, subject, as_of=as_of, known_at=known_at),
    )


def _frame(found: Sequence[RecordedEvent]) -> pd.DataFrame:
    """Events without outlines, and where they stand in the ledger."""
    plain = [replace(one.event, geometry=None, epsg=None) for one in found]
    frame = pd.DataFrame(events_frame(plain, defaults("working_system")["epsg"]))
    return frame.drop(columns="geometry").assign(
        recorded_at=[one.recorded_at.isoformat() for one in found],
        recorded_by=[one.recorded_by for one in found],
        seq=[one.seq for one in found],
        hash=[one.hash for one in found],
    )


def _touches(
    one: RecordedEvent, parcel_id: str, family: Sequence[RecordedEvent]
) -> bool:
    target = next(
        (o.event for o in family if o.event.event_id == one.event.reverses), None
    )
    return f"parcel:{parcel_id}" in subjects_of(one.event, target)


def _unknown(parcel_id: str, known: Sequence[str]) -> SchemaError:
    close = difflib.get_close_matches(parcel_id, known, 3)
    if not close:
        return SchemaError(worded("ledger_no_parcel", parcel=parcel_id))
    listed = ", ".join(close)
    return SchemaError(worded("ledger_no_parcel_but", parcel=parcel_id, close=listed))
