"""Facts of an event that one cell or one option holds: parts with areas, key=value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from landuse.errors import SchemaError
from landuse.messages import worded
from landuse.vocabulary import label

__all__ = [
    "area_dm2_of",
    "area_parts",
    "area_parts_text",
    "details_text",
]

Parts = tuple[tuple[str, int | None], ...]

_BETWEEN = re.compile(r"[;；、\n]+")
_COMMAS = (",", "，")  # in a figure or between parcels: nobody can tell
_EQUALS = re.compile(r"[=＝:：]")
_AMOUNT = re.compile(r"([0-9.]+)\s*(.*)")
#: Square decimetres of a unit; of three mu, which have a whole number.
_DM2 = {"m2": 100, "mu": 200_000, "ha": 1_000_000}
_MOST_DIGITS = 15


def area_parts(text: str | None, field: str) -> Parts:
    """Parcels with their areas, as a table writes them.

    Parameters
    ----------
    text : str or None
        ``P1=1200.5; P2=800``: square metres, or with a unit, as in ``P1=1.5亩``; a
        parcel without an area stands alone.
    field : str
        Column, for the message.

    Returns
    -------
    tuple of (str, int or None)
        Areas in square decimetres.

    Raises
    ------
    SchemaError
        For an area that is not one.

    Examples
    --------
    >>> area_parts("P1=1200.5；P2=3亩、P3", "children")
    (('P1', 120050), ('P2', 200000), ('P3', None))
    """
    parts = (part.strip() for part in _BETWEEN.split(text or ""))
    return tuple(_part(part, field) for part in parts if part)


def _part(text: str, field: str) -> tuple[str, int | None]:
    if any(comma in text for comma in _COMMAS):
        raise _unreadable(text, field)
    name, *amounts = (word.strip() for word in _EQUALS.split(text, maxsplit=1))
    if not amounts:
        return name, None
    if not name:
        raise _unreadable(text, field)
    return name, _dm2(amounts[0], text, field) if amounts[0] else None


def _dm2(amount: str, text: str, field: str) -> int:
    match = _AMOUNT.fullmatch(amount)
    unit = None if match is None else _unit(match[2])
    if match is None or unit is None:
        raise _unreadable(text, field)
    return area_dm2_of(match[1], unit, field)


def area_dm2_of(figure: str, unit: str, field: str) -> int:
    """A figure that somebody wrote as whole square decimetres.

    Parameters
    ----------
    figure : str
        As written, such as ``22.5``; never by way of a binary fraction.
    unit : {"m2", "mu", "ha"}
        Of the figure; a mu is exactly 2000/3 square metres.
    field : str
        For the message.

    Returns
    -------
    int
        A half goes away from zero.

    Raises
    ------
    SchemaError
        For a text that is no figure above zero.

    Examples
    --------
    >>> area_dm2_of("3", "mu", "area"), area_dm2_of("0.0001", "ha", "area")
    (200000, 100)
    """
    plain = figure.strip()
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise _unreadable(plain, field) from error
    if not value.is_finite() or value <= 0 or len(plain) > _MOST_DIGITS:
        raise _unreadable(plain, field)
    dm2 = value * _DM2[unit]  # a whole number: multiplied before it is divided
    exact = dm2 / 3 if unit == "mu" else dm2
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _unit(word: str) -> str | None:
    if not word.strip():
        return "m2"
    words = {name: (name, label("unit_name", name, "zh")) for name in _DM2}
    return next((n for n, known in words.items() if word.strip() in known), None)


def _unreadable(text: str, field: str) -> SchemaError:
    return SchemaError(worded("ledger_parts", text=text[:60], field=field))


def area_parts_text(parts: Sequence[tuple[str, int | None]]) -> str | None:
    """Parcels and areas as text that :func:`area_parts` reads again.

    Parameters
    ----------
    parts : sequence of (str, int or None)
        Areas in square decimetres.

    Returns
    -------
    str or None
        None where there are none.

    Examples
    --------
    >>> area_parts_text([("P1", 120050), ("P2", None)])
    'P1=1200.50;P2'
    """
    words = (
        name if dm2 is None else f"{name}={dm2 // 100}.{dm2 % 100:02d}"
        for name, dm2 in parts
    )
    return ";".join(words) or None


def details_text(details: Mapping[str, str]) -> str | None:
    """Further facts as text that :func:`details_of` reads again.

    Parameters
    ----------
    details : mapping of str to str
        May be empty.

    Returns
    -------
    str or None
        JSON with sorted keys; None where there are none.

    Examples
    --------
    >>> details_text({"to_holder": "示例公司"})
    '{"to_holder": "示例公司"}'
    """
    if not details:
        return None
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
