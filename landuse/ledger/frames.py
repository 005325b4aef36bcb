"""The ledger as frames: events, parcels, balances."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from landuse.ledger.backend import Backend
from landuse.ledger.kinds import accounts
from landuse.ledger.reading import Moment, bounds_of, day_of, recorded_events
from landuse.ledger.records import RecordedEvent
from landuse.pause import uncollected
from landuse.schema import conform, fields_of
from landuse.units import DM2_PER_M2

__all__ = ["balances_frame", "events_frame"]

#: The bureau's own day of registering, where the source has one.
_BUREAU_DAY = "recorded_date"
#: System of coordinates where no event has an outline.
_GEOGRAPHIC = 4490


def events_frame(
    backend: Backend, as_of: Moment | None, up_to: int | None
) -> gpd.GeoDataFrame:
    """Events as a canonical frame.

    Parameters
    ----------
    backend : Backend
        Open.
    as_of : date or str, optional
        Last valid date.
    up_to : int, optional
        Last row.

    Returns
    -------
    GeoDataFrame
        In the system of most outlines.
    """
    last = day_of(as_of)
    with uncollected():
        found = [
            one
            for one in recorded_events(backend, up_to)
            if last is None or one.event.valid_date <= last
        ]
        return _events(found)


def _events(found: Sequence[RecordedEvent]) -> gpd.GeoDataFrame:
    names = [field.name for field in fields_of("events") if field.name != "geometry"]
    data: dict[str, list[Any]] = {
        name: [getattr(one.event, name, None) for one in found] for name in names
    }
    data |= _told_otherwise(found)
    frame = gpd.GeoDataFrame(data, geometry=_outlines(found))
    return gpd.GeoDataFrame(conform(frame, "events"))


def _told_otherwise(found: Sequence[RecordedEvent]) -> dict[str, list[Any]]:
    """Columns that are not fields of an event, or have another form there."""
    return {
        "recorded_date": [
            one.event.details.get(_BUREAU_DAY) or one.recorded_at.date().isoformat()
            for one in found
        ],
        "recorded_at": [one.recorded_at.isoformat() for one in found],
        "recorded_by": [one.recorded_by for one in found],
        "registered_area_m2": [_m2(one.event.area_dm2) for one in found],
        "parents": [_parts(one.event.parents) for one in found],
        "children": [_parts(one.event.children) for one in found],
        "details": [_details(one) for one in found],
        "seq": [one.seq for one in found],
        "import_no": [one.import_no for one in found],
        "hash": [one.hash for one in found],
    }


def _m2(dm2: int | None) -> float | None:
    return None if dm2 is None else dm2 / DM2_PER_M2


def _parts(parts: Sequence[tuple[str, int | None]]) -> str | None:
    """Parcels with areas in square metres, as ``P1=1200.50;P2``."""
    words = (
        name if dm2 is None else f"{name}={dm2 // 100}.{dm2 % 100:02d}"
        for name, dm2 in parts
    )
    return ";".join(words) or None


def _details(one: RecordedEvent) -> str | None:
    facts = {k: v for k, v in one.event.details.items() if k != _BUREAU_DAY}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else None


def _outlines(found: Sequence[RecordedEvent]) -> gpd.GeoSeries:
    systems = pd.Series([one.event.epsg for one in found], dtype="Int64")
    counts = Counter(systems.dropna().tolist())
    main = max(counts, key=lambda epsg: (counts[epsg], -epsg), default=_GEOGRAPHIC)
    shapes = gpd.GeoSeries(
        shapely.from_wkb([one.event.geometry for one in found]), crs=main
    )
    for epsg in sorted(counts.keys() - {main}):
        mine = (systems == epsg).fillna(False).to_numpy(dtype=bool)
        part = shapes[mine].set_crs(epsg, allow_override=True)
        shapes[mine] = part.to_crs(main).to_numpy()
    return shapes


def balances_frame(
    backend: Backend, as_of: Moment | None, up_to: int | None
) -> pd.DataFrame:
    """Area by account.

    Parameters
    ----------
    backend : Backend
        Open.
    as_of : date or str, optional
        Last valid date.
    up_to : int, optional
        Last row.

    Returns
    -------
    DataFrame
        All accounts, also those without land.
    """
    wanted, values = bounds_of(as_of, up_to)
    query = f"SELECT account, sum(area_dm2) FROM postings {wanted} GROUP BY account"
    held = {account: int(dm2) for account, dm2 in backend.rows(query, values)}
    rows = [
        (account.book, name, held.get(name, 0) / DM2_PER_M2)
        for name, account in accounts().items()
    ]
    return pd.DataFrame(rows, columns=["book", "account", "area_m2"])
