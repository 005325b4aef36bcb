"""Canonical frames as events of the ledger, and events as a canonical frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import geopandas as gpd
import pandas as pd
import shapely

from landuse.errors import SchemaError
from landuse.eventdetails import details_of
from landuse.io.datum import reproject
from landuse.issues import Issue
from landuse.ledger.records import LedgerEvent, validated
from landuse.schema import conform, fields_of
from landuse.steps.ledgertexts import area_parts, area_parts_text, details_text
from landuse.units import DM2_PER_M2

__all__ = [
    "Converted",
    "events_frame",
    "events_of",
    "records_of",
    "to_dm2",
    "to_wkb",
]

#: The bureau's own day of registering is a fact of the event, not the time at which
#: the ledger recorded it.
_BUREAU_DAY = "recorded_date"
_SAME = (
    *("event", "event_id", "parcel_id", "batch_id", "zone_id", "enterprise_id"),
    *("method", "document_no", "evidence_sha256", "reverses", "remark"),
)
_Makers: TypeAlias = dict[str, Callable[[LedgerEvent], Any]]


@dataclass(frozen=True)
class Converted:
    """Rows of a frame as events; what cannot be one is told."""

    events: tuple[LedgerEvent, ...]
    rows: tuple[int, ...]  #: place of each event in the frame
    issues: tuple[Issue, ...]  #: one for each row that is set aside
    aside: tuple[int, ...]  #: their places


def events_of(frame: pd.DataFrame) -> Converted:
    """The rows of a canonical frame of events as events of the ledger.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Of kind ``events``; not changed.

    Returns
    -------
    Converted
        Every row is an event, or set aside with its reason.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> made = events_of(make_events(event="sealed", parcel_id=["P1", None],
    ...                              valid_date="2021-06-01", registered_area_m2=1.005))
    >>> [(event.parcel_id, event.area_dm2) for event in made.events], made.aside
    ([('P1', 101)], (1,))
    """
    crs = getattr(frame, "crs", None)
    epsg = None if crs is None else crs.to_epsg()
    events, rows, issues, aside = [], [], [], []
    for place, row in enumerate(records_of(frame)):
        try:
            event = validated(_event(row, epsg))
        except SchemaError as error:
            issues.append(_refused(row, error))
            aside.append(place)
        else:
            events.append(event)
            rows.append(place)
    return Converted(tuple(events), tuple(rows), tuple(issues), tuple(aside))


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for what is missing.

    Parameters
    ----------
    frame : DataFrame
        Any.

    Returns
    -------
    list of dict
        By column; numbers, days and texts of Python.

    Examples
    --------
    >>> records_of(pd.DataFrame({"a": [1.5, None], "b": ["x", None]}))
    [{'a': 1.5, 'b': 'x'}, {'a': None, 'b': None}]
    """
    columns = {
        str(name): [None if gone else value for value, gone in _pairs(frame[name])]
        for name in frame.columns
    }
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _pairs(values: pd.Series) -> Iterable[tuple[Any, bool]]:
    return zip(values.tolist(), values.isna().tolist(), strict=True)


def _event(row: dict[str, Any], epsg: int | None) -> LedgerEvent:
    shape, area = row.get("geometry"), row.get("registered_area_m2")
    geometry = to_wkb(shape)
    day = row.get(_BUREAU_DAY)
    facts = details_of(row.get("details"))
    if day is not None:
        facts = {_BUREAU_DAY: _day(day).isoformat(), **facts}
    plain: dict[str, Any] = {name: row.get(name) for name in _SAME}
    document_date = row.get("document_date")
    return LedgerEvent(
        **plain,
        valid_date=_day(row["valid_date"]),
        area_dm2=None if area is None else to_dm2(area),
        geometry=geometry,
        epsg=None if geometry is None else epsg,
        document_date=None if document_date is None else _day(document_date),
        parents=area_parts(row.get("parents"), "parents"),
        children=area_parts(row.get("children"), "children"),
        details=facts,
    )


def _day(value: Any) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else value


def to_dm2(area_m2: float) -> int:
    """Square metres as whole square decimetres, of which a hundred are one.

    Parameters
    ----------
    area_m2 : float
        Finite.

    Returns
    -------
    int
        A half goes away from zero.

    Examples
    --------
    >>> to_dm2(1.005), to_dm2(15.0)
    (101, 1500)
    """
    exact = Decimal(repr(float(area_m2))) * DM2_PER_M2
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_wkb(shape: Any) -> bytes | None:
    """A shape as the ledger keeps it: ISO WKB in two dimensions.

    Parameters
    ----------
    shape : shapely geometry or None
        An empty one is none.

    Returns
    -------
    bytes or None
        Little-endian.

    Examples
    --------
    >>> shapely.from_wkb(to_wkb(shapely.Point(1, 2, 3))).wkt, to_wkb(None)
    ('POINT (1 2)', None)
    """
    if shape is None or shape.is_empty:
        return None
    flat: bytes = shapely.to_wkb(shape, output_dimension=2, byte_order=1, flavor="iso")
    return flat


def _refused(row: dict[str, Any], error: SchemaError) -> Issue:
    return Issue(
        "LEDGER_EVENT_REFUSED",
        "error",
        error.args[0],
        file=row.get("source_file"),
        layer=row.get("source_layer"),
        feature=row.get("event_id"),
    )


def events_frame(events: Sequence[LedgerEvent], epsg: int) -> gpd.GeoDataFrame:
    """Events as a canonical frame, which :func:`events_of` reads again.

    Parameters
    ----------
    events : sequence of LedgerEvent
        With an id; outlines in other systems are brought into that of the frame.
    epsg : int
        Of the frame.

    Returns
    -------
    GeoDataFrame
        Of kind ``events``, in the order given.

    Raises
    ------
    SourceError
        An outline on another datum (see ``datum.reproject``).

    Examples
    --------
    >>> event = LedgerEvent(event="started", valid_date=date(2021, 6, 1),
    ...                     event_id="E1", parcel_id="P1", area_dm2=150)
    >>> events_frame([event], 4547).registered_area_m2.tolist()
    [1.5]
    """
    names = [f.name for f in fields_of("events") if f.name != "geometry"]
    values: _Makers = {
        "recorded_date": lambda e: e.details.get(_BUREAU_DAY),
        "registered_area_m2": _area_m2,
        "parents": lambda e: area_parts_text(e.parents),
        "children": lambda e: area_parts_text(e.children),
        "details": _other_details,
    }
    data = {n: [_value(e, n, values) for e in events] for n in names}
    frame = gpd.GeoDataFrame(data, geometry=_shapes(events, epsg))
    return gpd.GeoDataFrame(conform(frame, "events"))


def _value(event: LedgerEvent, name: str, made: _Makers) -> Any:
    return made[name](event) if name in made else getattr(event, name, None)


def _area_m2(event: LedgerEvent) -> float | None:
    return None if event.area_dm2 is None else event.area_dm2 / DM2_PER_M2


def _other_details(event: LedgerEvent) -> str | None:
    """The facts that have no column of their own."""
    return details_text({k: v for k, v in event.details.items() if k != _BUREAU_DAY})


def _shapes(events: Sequence[LedgerEvent], epsg: int) -> gpd.GeoSeries:
    shapes = pd.Series([e.geometry for e in events], dtype=object).map(
        shapely.from_wkb, na_action="ignore"
    )
    systems = pd.Series([e.epsg for e in events], dtype="Int64")
    made = gpd.GeoSeries(shapes.where(shapes.notna(), None).tolist(), crs=epsg)
    for system in systems.dropna().unique():
        if system != epsg:
            mine = (systems == system).fillna(False).to_numpy(dtype=bool)
            part = gpd.GeoSeries(made[mine].to_numpy(), crs=int(system))
            moved = reproject(gpd.GeoDataFrame(geometry=part), epsg)
            made[mine] = moved.geometry.to_numpy()
    return made
