"""Events as a clerk records them, the postings they make, and their canonical text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from landuse.ledger.checks import checked
from landuse.ledger.kinds import kind_of

__all__ = [
    "LedgerEvent",
    "Posting",
    "RecordedEvent",
    "batches_of",
    "canonical_json",
    "event_hash",
    "subjects_of",
    "validated",
]

_encoded = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
#: Shared by all events without, or each would carry an empty mapping.
_NO_DETAILS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEvent:
    """What a clerk records; everything optional is None where it is missing."""

    event: str  #: a kind of ``ledgerevents.toml``
    valid_date: date  #: when it holds in the world
    event_id: str | None = None  #: the bureau's number; without it the store gives one
    parcel_id: str | None = None
    batch_id: str | None = None  #: approval batch; several with ``;``
    zone_id: str | None = None
    enterprise_id: str | None = None
    area_dm2: int | None = None  #: of the document; 1 m2 = 100 dm2
    geometry: bytes | None = None  #: ISO WKB, two dimensions, polygonal
    epsg: int | None = None  #: of the geometry
    method: str | None = None  #: code of a method
    document_no: str | None = None
    document_date: date | None = None
    evidence_sha256: str | None = None  #: of the document's file
    reverses: str | None = None  #: id of the event that is reversed
    parents: tuple[tuple[str, int | None], ...] = ()  #: (parcel, dm2) of a merger
    children: tuple[tuple[str, int | None], ...] = ()  #: (parcel, dm2)
    details: Mapping[str, str] = field(
        default_factory=lambda: _NO_DETAILS
    )  #: the kind's own facts
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of a movement of land; those of an event sum to zero in each book."""

    valid_date: date
    subject: str  #: ``parcel:ID``, ``batch:ID`` or ``external``
    account: str  #: of ``ledgerevents.toml``
    area_dm2: int  #: signed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """An event as it stands in the ledger, for good."""

    event: LedgerEvent  #: its ``event_id`` filled
    seq: int  #: number of the row, from 1
    recorded_at: datetime  #: UTC, whole seconds
    recorded_by: str
    import_no: int
    postings: tuple[Posting, ...]
    previous_hash: str
    hash: str


_EVENT_FIELDS = tuple(f.name for f in fields(LedgerEvent))


def canonical_json(record: LedgerEvent | RecordedEvent) -> str:
    """The one text of an event, over which its hash is taken.

    Parameters
    ----------
    record : LedgerEvent or RecordedEvent
        A recorded one with its number, time, recorder and postings; the hashes
        themselves are left out.

    Returns
    -------
    str
        JSON with sorted keys and no spaces; geometry in hexadecimal, days as ISO,
        times in UTC, and what is missing left out.

    Examples
    --------
    >>> event = LedgerEvent(event="sealed", valid_date=date(2021, 6, 1), parcel_id="P1")
    >>> canonical_json(event)
    '{"event":"sealed","parcel_id":"P1","valid_date":"2021-06-01"}'
    """
    if isinstance(record, LedgerEvent):
        return _encoded(_event_content(record))
    at = record.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _encoded(
        {
            "event": _event_content(record.event),
            "import_no": record.import_no,
            "postings": [
                [p.valid_date.isoformat(), p.subject, p.account, p.area_dm2]
                for p in record.postings
            ],
            "recorded_at": at,
            "recorded_by": record.recorded_by,
            "seq": record.seq,
        }
    )


def _event_content(event: LedgerEvent) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name in _EVENT_FIELDS:
        value = getattr(event, name)
        if value is None or value in ((), {}):
            continue
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, bytes):
            value = value.hex()
        elif name == "details":
            value = dict(value)
        content[name] = value
    return content


def event_hash(previous_hash: str, canonical: str) -> str:
    """The hash that ties an event to the one before it.

    Parameters
    ----------
    previous_hash : str
        Of the row before; empty for the first.
    canonical : str
        Result of :func:`canonical_json`.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Examples
    --------
    >>> event_hash("", "{}")[:8], event_hash("00", "{}")[:8]
    ('a062dd49', '97f83f00')
    """
    return hashlib.sha256(f"{previous_hash}\n{canonical}".encode()).hexdigest()


def validated(event: LedgerEvent) -> LedgerEvent:
    """An event that says what its kind must say, in one form.

    Parameters
    ----------
    event : LedgerEvent
        As recorded or read.

    Returns
    -------
    LedgerEvent
        The same; its method as a code, its outline as ISO WKB of two dimensions.

    Raises
    ------
    SchemaError
        Naming the field: unknown kind, a field that the kind needs, an area that is
        not above zero, an outline that is no polygon, parents or children that do
        not fit the kind.

    Examples
    --------
    >>> event = LedgerEvent(event="disposed", valid_date=date(2021, 6, 1),
    ...                     parcel_id="P1", document_no="D1", method="收储")
    >>> validated(event).method
    'recover_paid'
    """
    changes = checked(event, kind_of(event.event))
    return replace(event, **changes) if changes else event


def batches_of(event: LedgerEvent) -> tuple[str, ...]:
    """The approval batches that an event names.

    Parameters
    ----------
    event : LedgerEvent
        Any.

    Returns
    -------
    tuple of str
        In the order named; one cell may name several with ``;``.

    Examples
    --------
    >>> batches_of(LedgerEvent(event="supplied", valid_date=date(2021, 6, 1),
    ...                        batch_id="B1; B2"))
    ('B1', 'B2')
    """
    text = event.batch_id
    if text is None:
        return ()
    if ";" not in text:
        return (text,)
    return tuple(dict.fromkeys(p.strip() for p in text.split(";") if p.strip()))


def subjects_of(
    event: LedgerEvent, target: LedgerEvent | None = None
) -> tuple[str, ...]:
    """What an event touches: whose version it raises.

    Parameters
    ----------
    event : LedgerEvent
        Any. A batch or zone that is only named for information is not touched.
    target : LedgerEvent, optional
        What a reversal reverses; its subjects are touched too.

    Returns
    -------
    tuple of str
        ``parcel:ID``, ``batch:ID``, ``zone:ID``, ``enterprise:ID``, each once.

    Examples
    --------
    >>> subjects_of(LedgerEvent(event="supplied", valid_date=date(2021, 6, 1),
    ...                         parcel_id="P1", batch_id="B1", zone_id="Z1"))
    ('parcel:P1', 'batch:B1')
    """
    kind = kind_of(event.event)
    found = [] if event.parcel_id is None else [f"parcel:{event.parcel_id}"]
    if kind.lineage:
        found += [f"parcel:{name}" for name, _ in (*event.parents, *event.children)]
    if "batch" in (kind.subject, kind.draws_on):
        found += [f"batch:{name}" for name in batches_of(event)]
    if kind.subject == "zone" and event.zone_id is not None:
        found.append(f"zone:{event.zone_id}")
    if kind.subject == "enterprise" and event.enterprise_id is not None:
        found.append(f"enterprise:{event.enterprise_id}")
    if target is not None:
        found += subjects_of(target)
    return tuple(dict.fromkeys(found))
