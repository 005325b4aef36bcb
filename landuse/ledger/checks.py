"""What each field of an event must be, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import shapely

from landuse.errors import SchemaError
from landuse.ledger.detailchecks import check_facts
from landuse.ledger.faults import fail, told
from landuse.ledger.kinds import Kind, greatest_area_dm2, method_of
from landuse.messages import worded

if TYPE_CHECKING:
    from landuse.ledger.records import LedgerEvent

__all__ = ["checked"]

_IDS = ("event_id", "parcel_id", "batch_id", "zone_id", "enterprise_id", "reverses")
_TEXTS = ("document_no", "method", "remark")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def checked(event: LedgerEvent, kind: Kind) -> dict[str, Any]:
    """Check all fields of an event.

    Parameters
    ----------
    event : LedgerEvent
        Any.
    kind : Kind
        Its kind.

    Returns
    -------
    dict
        Fields that have another form in the ledger.

    Raises
    ------
    SchemaError
        Naming kind and field.
    """
    _check_fields(event)
    _check_required(event, kind)
    _check_lineage(event)
    if event.details:
        _check_details(event, kind)
    changes: dict[str, Any] = {}
    if event.method is not None and method_of(event.method).name != event.method:
        changes["method"] = method_of(event.method).name
    if event.geometry is not None or event.epsg is not None:
        outline = _outline(event)
        if outline != event.geometry:
            changes["geometry"] = outline
    return changes


def _check_fields(event: LedgerEvent) -> None:
    _check_days(event)
    for name in _IDS:
        if (text := getattr(event, name)) is not None:
            _check_id(event, name, text)
    for name in _TEXTS:
        if (text := getattr(event, name)) is not None:
            _check_text(event, name, text)
    if event.area_dm2 is not None:
        _check_area(event, "area_dm2", event.area_dm2)
    sha256 = event.evidence_sha256
    if sha256 is not None and _SHA256.fullmatch(sha256) is None:
        fail(event, "evidence_sha256", "event_no_sha256")


def _check_days(event: LedgerEvent) -> None:
    for name in ("valid_date", "document_date"):
        day = getattr(event, name)
        if type(day) is not date and (day is not None or name == "valid_date"):
            fail(event, name, "event_no_day", value=day)


def _check_id(event: LedgerEvent, name: str, text: object) -> None:
    if not isinstance(text, str) or not text or text.strip() != text:
        fail(event, name, "event_spaces", value=text)
    if not text.isprintable():
        fail(event, name, "event_invisible", value=text)


def _check_text(event: LedgerEvent, name: str, text: object) -> None:
    if not isinstance(text, str) or not text.strip():
        fail(event, name, "event_no_text", value=text)
    if "\0" in text or not _is_unicode(text):
        fail(event, name, "event_no_character", value=text)


def _is_unicode(text: str) -> bool:
    """False for half of a surrogate pair, which cannot be stored."""
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def _check_area(event: LedgerEvent, name: str, area: object) -> None:
    if not isinstance(area, int) or isinstance(area, bool):
        fail(event, name, "event_whole_dm2", value=area)
    if area <= 0:
        fail(event, name, "event_not_above_zero", value=area)
    if area > greatest_area_dm2():
        fail(event, name, "event_too_large", value=area, most=greatest_area_dm2())


def _check_required(event: LedgerEvent, kind: Kind) -> None:
    for group in kind.required:
        if not any(_is_given(event, name) for name in group):
            fail(event, " or ".join(group), "event_field_missing")
    if kind.subject == "batch" and ";" in (event.batch_id or ""):
        fail(event, "batch_id", "event_one_batch")
    wrong = {"reverses": kind.subject != "event" and event.reverses is not None}
    wrong["parents"] = event.event != "merged" and event.parents != ()
    wrong["children"] = not kind.lineage and event.children != ()
    for name, is_wrong in wrong.items():
        if is_wrong:
            fail(event, name, "event_field_foreign")


def _is_given(event: LedgerEvent, name: str) -> bool:
    table, _, key = name.rpartition(".")
    value = event.details.get(key) if table else getattr(event, key)
    return value is not None and value not in ((), "")


def _relatives(event: LedgerEvent) -> Iterator[tuple[str, str, int | None]]:
    for name in ("parents", "children"):
        for entry in getattr(event, name):
            if not isinstance(entry, tuple) or len(entry) != 2:  # noqa: PLR2004
                fail(event, name, "event_pairs", value=entry)
            yield name, *entry


def _check_lineage(event: LedgerEvent) -> None:
    if not event.children and not event.parents:
        return
    seen = set() if event.parcel_id is None else {event.parcel_id}
    for name, parcel, area in _relatives(event):
        _check_id(event, name, parcel)
        if area is not None:
            _check_area(event, name, area)
        if parcel in seen:
            fail(event, name, "event_parcel_twice", parcel=parcel)
        seen.add(parcel)
    if event.event == "merged":
        _check_merger(event)
    elif sum(area is None for _, area in event.children) > 1:
        fail(event, "children", "event_areas_open")


def _check_merger(event: LedgerEvent) -> None:
    if event.parcel_id is not None:
        fail(event, "parcel_id", "event_merger_parcel")
    if len(event.children) != 1:
        fail(event, "children", "event_one_child", count=len(event.children))
    if len(event.parents) < 2:  # noqa: PLR2004
        fail(event, "parents", "event_two_parents")


def _check_details(event: LedgerEvent, kind: Kind) -> None:
    if not isinstance(event.details, Mapping):
        fail(event, "details", "event_no_mapping")
    for key, value in event.details.items():
        _check_id(event, "details", key)
        _check_text(event, f"details.{key}", value)
    check_facts(event, kind)


def _outline(event: LedgerEvent) -> bytes:
    """The outline as ISO WKB of two dimensions, in one byte order."""
    if event.geometry is None or not isinstance(event.epsg, int):
        fail(event, "geometry", "event_no_epsg")
    try:
        shape = shapely.from_wkb(event.geometry)
    except (shapely.GEOSException, TypeError) as error:
        what = worded("event_no_wkb", reason=error)
        raise SchemaError(told(event, "geometry", what)) from error
    if shapely.get_type_id(shape) not in _POLYGONAL:
        fail(event, "geometry", "event_no_polygon", kind=shape.geom_type)
    if shape.is_empty or not all(map(_is_finite, shape.bounds)):
        fail(event, "geometry", "event_empty_outline")
    flat = shapely.force_2d(shape)
    return bytes(shapely.to_wkb(flat, byte_order=1, flavor="iso", include_srid=False))


def _is_finite(number: float) -> bool:
    return number - number == 0
