"""The canonical columns of ledger events: one row for each act, with its document."""

from __future__ import annotations

from landuse.fieldtypes import OPTIONAL_GEOMETRY, Field
from landuse.fieldtypes import date as _date
from landuse.fieldtypes import key as _key
from landuse.fieldtypes import number as _number
from landuse.fieldtypes import text as _text

__all__ = ["EVENTS", "EVENT_KINDS"]

#: What can happen to land; the first two count toward the goal by themselves.
EVENT_KINDS = (
    "assembled",
    "revitalized",
    "reversed",
    "approved",
    "batch_withdrawn",
    "batch_lapsed",
    "supplied",
    "delivered",
    "started",
    "suspended",
    "resumed",
    "completed",
    "produced",
    "accepted",
    "determined_idle",
    "fee_decided",
    "fee_paid",
    "extended",
    "disposed",
    "split",
    "merged",
    "transferred",
    "sealed",
    "unsealed",
    "zone_boundary",
    "listed",
)

#: An event names the parcel, the batch or the zone that it is about.
EVENTS = (
    _key("event_id"),
    Field("event", key=True, required=True, choices=EVENT_KINDS),
    _text("parcel_id", required=True),
    _key("valid_date", "date"),
    _date("recorded_date", required=True),
    _text("method"),
    _text("document_no", required=True),
    _text("reverses"),
    _number("registered_area_m2"),
    _text("batch_id"),
    _text("zone_id"),
    _text("enterprise_id"),
    _date("document_date"),
    _text("evidence_sha256"),
    _text("parents"),
    _text("children"),
    _text("details"),
    _text("remark"),
    _text("recorded_at"),
    _text("recorded_by"),
    OPTIONAL_GEOMETRY,
)
