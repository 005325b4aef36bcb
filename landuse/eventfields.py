"""The canonical columns of ledger events: one row for each act, with its document."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from landuse.fieldtypes import OPTIONAL_GEOMETRY, Field
from landuse.fieldtypes import date as _date
from landuse.fieldtypes import key as _key
from landuse.fieldtypes import number as _number
from landuse.fieldtypes import text as _text
from landuse.resources import package_path
from landuse.vocabulary import label

__all__ = ["EVENTS", "EVENT_KINDS", "method_words", "methods_to"]


@cache
def _tables() -> dict[str, Any]:
    with package_path("ledgerevents.toml").open("rb") as file:
        return tomllib.load(file)


def method_words() -> dict[str, str]:
    """The code of a method by each word that tables have for it.

    Returns
    -------
    dict of str to str
        Codes, labels and what other offices say.

    Examples
    --------
    >>> method_words()["收储"]
    'recover_paid'
    """
    found: dict[str, str] = {}
    for row in _tables()["method"]:
        words = (row["name"], label("method", row["name"]), *row.get("aliases", ()))
        found |= dict.fromkeys(words, row["name"])
    return found


def methods_to(account: str) -> list[str]:
    """The methods that lead land to an account.

    Parameters
    ----------
    account : str
        Of ``ledgerevents.toml``.

    Returns
    -------
    list of str
        Their codes.

    Examples
    --------
    >>> methods_to("supplied")
    ['resupply']
    """
    return [row["name"] for row in _tables()["method"] if row.get("to") == account]


#: What can happen to land.
EVENT_KINDS: tuple[str, ...] = tuple(row["name"] for row in _tables()["kind"])

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
