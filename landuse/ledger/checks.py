"""What each field of an event must be, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NoReturn

import shapely

from landuse.errors import SchemaError
from landuse.ledger.kinds import Kind, greatest_area_dm2, method_of

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
        _check_details(event)
    changes: dict[str, Any] = {}
    if event.method is not None and method_of(event.method).name != event.method:
        changes["method"] = method_of(event.method).name
    if event.geometry is not None or event.epsg is not None:
        outline = _outline(event)
        if outline != event.geometry:
            changes["geometry"] = outline
    return changes


def _fail(event: LedgerEvent, field: str, what: str) -> NoReturn:
    named = f" {event.event_id!r}" if event.event_id else ""
    msg = f"event{named} of kind {event.event}: field {field} {what}"
    raise SchemaError(msg)


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
        _fail(event, "evidence_sha256", "is not 64 small hexadecimal digits")


def _check_days(event: LedgerEvent) -> None:
    for name in ("valid_date", "document_date"):
        day = getattr(event, name)
        if type(day) is not date and (day is not None or name == "valid_date"):
            _fail(event, name, f"is {day!r}, not a day; give a date")


def _check_id(event: LedgerEvent, name: str, text: object) -> None:
    if not isinstance(text, str) or not text or text.strip() != text:
        _fail(event, name, f"is {text!r}; give a text without spaces around it")
    if not text.isprintable():
        _fail(event, name, f"is {text!r}, which holds an invisible character")


def _check_text(event: LedgerEvent, name: str, text: object) -> None:
    if not isinstance(text, str) or not text.strip():
        _fail(event, name, f"is {text!r}; give a text or leave it out")
    if "\0" in text or not _is_unicode(text):
        _fail(event, name, f"is {text!r}, which holds a character that is none")


def _is_unicode(text: str) -> bool:
    """False for half of a surrogate pair, which cannot be stored."""
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def _check_area(event: LedgerEvent, name: str, area: object) -> None:
    if not isinstance(area, int) or isinstance(area, bool):
        _fail(event, name, f"is {area!r}; give whole dm2 (1 m2 = 100 dm2)")
    if area <= 0:
        _fail(event, name, f"is {area}, not above zero; leave out what is not known")
    if area > greatest_area_dm2():
        _fail(event, name, f"is {area}, above {greatest_area_dm2()}; check the unit")


def _check_required(event: LedgerEvent, kind: Kind) -> None:
    for group in kind.required:
        if not any(_is_given(event, name) for name in group):
            _fail(event, " or ".join(group), "is missing; it is needed")
    if kind.subject == "batch" and ";" in (event.batch_id or ""):
        _fail(event, "batch_id", "names more than one batch; record each by itself")
    wrong = {"reverses": kind.subject != "event" and event.reverses is not None}
    wrong["parents"] = event.event != "merged" and event.parents != ()
    wrong["children"] = not kind.lineage and event.children != ()
    for name, is_wrong in wrong.items():
        if is_wrong:
            _fail(event, name, "does not belong to this kind; leave it out")


def _is_given(event: LedgerEvent, name: str) -> bool:
    table, _, key = name.rpartition(".")
    value = event.details.get(key) if table else getattr(event, key)
    return value is not None and value not in ((), "")


def _relatives(event: LedgerEvent) -> Iterator[tuple[str, str, int | None]]:
    for name in ("parents", "children"):
        for entry in getattr(event, name):
            if not isinstance(entry, tuple) or len(entry) != 2:  # noqa: PLR2004
                _fail(event, name, f"holds {entry!r}; give pairs of parcel and area")
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
            _fail(event, name, f"names parcel {parcel!r} a second time")
        seen.add(parcel)
    if event.event == "merged":
        _check_merger(event)
    elif sum(area is None for _, area in event.children) > 1:
        _fail(event, "children", "leaves more than one area open; give the areas")


def _check_merger(event: LedgerEvent) -> None:
    if event.parcel_id is not None:
        _fail(event, "parcel_id", "does not belong to a merger; name the one child")
    if len(event.children) != 1:
        _fail(event, "children", f"names {len(event.children)} parcels, not one")
    if len(event.parents) < 2:  # noqa: PLR2004
        _fail(event, "parents", "names one parcel; a merger has two or more")


def _check_details(event: LedgerEvent) -> None:
    if not isinstance(event.details, Mapping):
        _fail(event, "details", "is no mapping of names to texts")
    for key, value in event.details.items():
        _check_id(event, "details", key)
        _check_text(event, f"details.{key}", value)
        if key.endswith("_date") and not _is_day(value):
            _fail(event, f"details.{key}", f"is {value!r}; write YYYY-MM-DD")
        if key.endswith("_yuan") and not _is_amount(value):
            _fail(event, f"details.{key}", f"is {value!r}; give yuan, not below zero")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_amount(text: str) -> bool:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    return amount.is_finite() and amount >= 0


def _outline(event: LedgerEvent) -> bytes:
    """The outline as ISO WKB of two dimensions, in one byte order."""
    if event.geometry is None or not isinstance(event.epsg, int):
        _fail(event, "geometry", "goes with epsg: give both or none")
    try:
        shape = shapely.from_wkb(event.geometry)
    except (shapely.GEOSException, TypeError) as error:
        msg = f"event of kind {event.event}: field geometry is no WKB ({error})"
        raise SchemaError(msg) from error
    if shapely.get_type_id(shape) not in _POLYGONAL:
        _fail(event, "geometry", f"is a {shape.geom_type}; give a polygon")
    if shape.is_empty or not all(map(_is_finite, shape.bounds)):
        _fail(event, "geometry", "is empty or not finite; leave it out")
    flat = shapely.force_2d(shape)
    return bytes(shapely.to_wkb(flat, byte_order=1, flavor="iso", include_srid=False))


def _is_finite(number: float) -> bool:
    return number - number == 0
