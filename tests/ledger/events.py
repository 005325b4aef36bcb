"""Events that a person can check: a parcel is 100 m by 100 m, 1 ha, 15 mu."""

from __future__ import annotations

from datetime import UTC, date, datetime

import shapely

from landuse.ledger.records import LedgerEvent

NOW = datetime(2022, 9, 30, 8, tzinfo=UTC)
HECTARE = 1_000_000  #: in dm2


def square(column):
    """A square of 100 m in zone 38, one of a row."""
    west = 38_500_000 + 100 * column
    return shapely.to_wkb(
        shapely.box(west, 3_950_000, west + 100, 3_950_100), flavor="iso"
    )


def supplied(parcel, day="2021-06-01", **facts):
    """A parcel supplied."""
    told = {"area_dm2": HECTARE, "document_no": f"{parcel}-1"} | facts
    return LedgerEvent(
        event="supplied", valid_date=date.fromisoformat(day), parcel_id=parcel, **told
    )
