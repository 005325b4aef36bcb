"""Events that the layers of a project already tell: their dates, with documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.errors import SchemaError
from landuse.issues import Issue
from landuse.ledger.records import LedgerEvent, validated
from landuse.ledger.store import Ledger
from landuse.steps.ledgerevents import to_dm2, to_wkb
from landuse.steps.ledgerimport import Entry, Imported, record_events

__all__ = ["Facts", "events_from_facts", "record_facts"]


@dataclass(frozen=True)
class Facts:
    """Events made from layers, and what could not be made into one."""

    events: tuple[LedgerEvent, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Fact:
    """One dated fact of a record: the event it is, and where it stands."""

    event: str
    date: str  #: column
    document: str | None = None  #: column
    area: str | None = None  #: column
    details: tuple[tuple[str, str], ...] = ()  #: name in details, column
    method: str | None = None  #: column


_OF_BATCHES = (
    _Fact("approved", "approval_date", "approval_no", "approved_area_m2"),
    _Fact(
        "batch_withdrawn", "withdrawn_date", "withdrawn_document", "withdrawn_area_m2"
    ),
    _Fact("batch_lapsed", "lapsed_date", "lapse_document"),
)
_OF_PARCELS = (
    _Fact(
        "supplied",
        "supply_date",
        "contract_no",
        "registered_area_m2",
        (("holder", "holder"), ("supply_method", "supply_method")),
    ),
    _Fact("delivered", "delivery_date"),
    _Fact("started", "start_date", "permit_no"),
    _Fact("suspended", "suspended_since"),
    _Fact("completed", "completion_date"),
    _Fact("produced", "production_date"),
    _Fact("accepted", "acceptance_date"),
    _Fact("determined_idle", "determination_date", "determination_no"),
    _Fact(
        "extended",
        "extension_date",
        "extension_no",
        details=(("extended_start_date", "extended_start_date"),),
    ),
    _Fact("disposed", "disposal_date", "disposal_no", method="disposal_method"),
)
#: Only the event that brings land into the ledger brings its outline.
_WITH_OUTLINE = ("approved", "supplied")


def events_from_facts(frames: Mapping[str, pd.DataFrame]) -> Facts:
    """The dated facts of approvals and parcels as events.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.

    Returns
    -------
    Facts
        Each event has an id made of kind, subject and day: the same facts give
        the same events. A fact without what its kind needs is an issue.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(supply_date="2019-01-01", start_date="2019-06-01",
    ...                        registered_area_m2=10_000.0)
    >>> [event.event for event in events_from_facts({"parcels": parcels}).events]
    ['supplied', 'started']
    """
    events: list[LedgerEvent] = []
    issues: list[Issue] = []
    for name, facts, key in (
        ("approvals", _OF_BATCHES, "batch_id"),
        ("parcels", _OF_PARCELS, "parcel_id"),
    ):
        frame = frames.get(name)
        for fact, row, epsg in _there(frame, facts):
            try:
                events.append(validated(_event(fact, row, key, epsg)))
            except SchemaError as error:
                issues.append(_issue(fact, row, key, error))
    return Facts(tuple(events), tuple(issues))


def _there(
    frame: pd.DataFrame | None, facts: tuple[_Fact, ...]
) -> Iterator[tuple[_Fact, Any, int | None]]:
    """Each fact of each record that has its date."""
    if frame is None:
        return
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    epsg = None if crs is None else crs.to_epsg()
    for row in frame.itertuples(index=False):
        for fact in facts:
            if not pd.isna(_value(row, fact.date)):
                yield fact, row, epsg


def _value(row: Any, column: str | None) -> Any:
    value = None if column is None else getattr(row, column, None)
    return None if value is None or pd.isna(value) else value


def _event(fact: _Fact, row: Any, key: str, epsg: int | None) -> LedgerEvent:
    day = _value(row, fact.date).date()
    area = _value(row, fact.area)
    outline = to_wkb(row.geometry) if fact.event in _WITH_OUTLINE else None
    subject = getattr(row, key)
    batch = _value(row, "batch_id") if fact.event == "supplied" else None
    found = ((name, _value(row, column)) for name, column in fact.details)
    return LedgerEvent(
        event=fact.event,
        event_id=f"FACT-{fact.event}-{subject}-{day}",
        valid_date=day,
        parcel_id=subject if key == "parcel_id" else None,
        batch_id=subject if key == "batch_id" else batch,
        zone_id=_value(row, "zone_id"),
        enterprise_id=_value(row, "enterprise_id"),
        area_dm2=None if area is None else to_dm2(area),
        geometry=outline,
        epsg=None if outline is None else epsg,
        method=_value(row, fact.method),
        document_no=_value(row, fact.document),
        details={name: _text(value) for name, value in found if value is not None},
    )


def _text(value: Any) -> str:
    return str(value.date() if isinstance(value, pd.Timestamp) else value)


def _issue(fact: _Fact, row: Any, key: str, error: SchemaError) -> Issue:
    return Issue(
        "LEDGER_EVENT_REFUSED",
        "error",
        error.args[0],
        file=_value(row, "source_file"),
        feature=str(getattr(row, key)),
        field=fact.date,
    )


def record_facts(
    ledger: Ledger, frames: Mapping[str, pd.DataFrame], entry: Entry
) -> Imported:
    """Record the dated facts of a project's layers.

    Parameters
    ----------
    ledger : Ledger
        Opened for writing.
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    entry : Entry
        Who records, and when.

    Returns
    -------
    Imported
        The counts are those of the facts.
    """
    facts = events_from_facts(frames)
    done = record_events(ledger, facts.events, entry, source="facts")
    refused = len(facts.issues)
    counts = {
        "source": done.counts["source"] + refused,
        "loaded": done.counts["loaded"],
        "quarantined": done.counts["quarantined"] + refused,
    }
    return Imported(done.receipt, (*facts.issues, *done.issues), counts)
