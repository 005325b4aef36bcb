"""Outlines of one ledger lie in systems that fit each other."""

from __future__ import annotations

from functools import cache

from pyproj import CRS
from pyproj.exceptions import CRSError

from landuse.errors import SchemaError
from landuse.ledger.records import LedgerEvent
from landuse.ledger.settings import setting
from landuse.messages import worded

__all__ = ["refuse_other_datum"]


def refuse_other_datum(event: LedgerEvent) -> None:
    """Raise for an outline that would lie beside its place.

    Parameters
    ----------
    event : LedgerEvent
        Any.

    Raises
    ------
    SchemaError
        If its system is of another datum than the ledger takes.

    Examples
    --------
    >>> from datetime import date
    >>> refuse_other_datum(LedgerEvent(event="sealed", valid_date=date(2021, 6, 1)))
    """
    if event.epsg is None:
        return
    datum = _datum(event.epsg)
    if datum not in setting("coordinates", "datums"):
        number = "" if event.event_id is None else f" {event.event_id}"
        facts = {"number": number, "epsg": event.epsg, "datum": datum or "?"}
        raise SchemaError(worded("ledger_datum", **facts))


@cache
def _datum(epsg: int) -> str | None:
    try:
        found = CRS.from_epsg(epsg).datum
    except CRSError:
        return None
    return None if found is None else str(found.name)
