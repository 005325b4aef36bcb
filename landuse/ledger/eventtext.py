"""Events from their canonical text."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from landuse.ledger.records import LedgerEvent

__all__ = ["event_in", "event_of"]

_FIRST_KEY = '{"event":'
_DECODER = json.JSONDecoder()


def event_of(content: dict[str, Any]) -> LedgerEvent:
    """An event from its canonical content.

    Parameters
    ----------
    content : dict
        What ``canonical_json`` of an event says.

    Returns
    -------
    LedgerEvent
        The same event.

    Examples
    --------
    >>> event_of({"event": "sealed", "valid_date": "2021-06-01"}).valid_date
    datetime.date(2021, 6, 1)
    """
    values = {**content, "valid_date": date.fromisoformat(content["valid_date"])}
    if "document_date" in values:
        values["document_date"] = date.fromisoformat(values["document_date"])
    if "geometry" in values:
        values["geometry"] = bytes.fromhex(values["geometry"])
    if "children" in values:
        for name in ("parents", "children"):
            pairs = values.get(name, ())
            values[name] = tuple((parcel, dm2) for parcel, dm2 in pairs)
    return LedgerEvent(**values)


def event_in(body: str) -> LedgerEvent:
    """The event of a recorded text, without reading the rest of it.

    Parameters
    ----------
    body : str
        What ``canonical_json`` of a recorded event says; its first key is ``event``.

    Returns
    -------
    LedgerEvent
        The event.

    Examples
    --------
    >>> event_in('{"event":{"event":"sealed","valid_date":"2021-06-01"}}').event
    'sealed'
    """
    if body.startswith(_FIRST_KEY):
        content, _ = _DECODER.raw_decode(body, len(_FIRST_KEY))
    else:
        content = json.loads(body)["event"]
    return event_of(content)
