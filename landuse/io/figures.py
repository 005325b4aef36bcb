"""Numbers from text: units in the cell, thousands marks, full-width digits."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

from landuse.io.arrowtext import plain_numbers
from landuse.io.convert import (
    EMPTY,
    Converted,
    Note,
    Noted,
    Unreadable,
    by_distinct,
    fold,
)
from landuse.io.names import unit_word
from landuse.messages import worded
from landuse.units import UNIT_FACTORS

__all__ = ["to_integer", "to_number"]

_NUMBER = re.compile(r"^([+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:E[+-]?\d+)?)\s*(.*)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$|^[^,]*$")
_RANGE = re.compile(r"^[\d.,]+\s*(-|~|—|–|至|到)\s*[\d.,]+")


def to_number(column: pd.Series, unit: str | None = None) -> Converted:
    """Numbers in square metres or yuan.

    Parameters
    ----------
    column : Series
        Numbers, or text with thousands marks, full-width digits or a unit of
        its own, which then counts instead of ``unit``.
    unit : str, optional
        Unit of the column.

    Returns
    -------
    Converted
        ``float64`` values.

    Examples
    --------
    >>> to_number(pd.Series(["1,200.5", "２亩", "约3"]), "m2").bad.tolist()
    [False, False, True]
    """
    factor = UNIT_FACTORS[unit] if unit else 1.0
    if pd.api.types.is_numeric_dtype(column) and column.dtype != bool:
        values = column.astype("float64")
        bad = np.isinf(values.to_numpy())
        return Converted(values.mask(bad) * factor, bad)
    quick = plain_numbers(column.astype("str"))
    slow = column.notna() & quick.isna()
    values = quick * factor
    if not slow.any():
        return Converted(values, np.zeros(len(column), dtype=bool))
    bad = np.zeros(len(column), dtype=bool)
    rest = by_distinct(column[slow], lambda t: _number(t, unit, factor), "float64")
    values[slow] = rest.values
    bad[slow.to_numpy()] = rest.bad
    notes = None
    if rest.notes is not None:
        notes = np.full(len(column), None, dtype=object)
        notes[slow.to_numpy()] = rest.notes
    return Converted(values, bad, notes)


def _number(text: str, unit: str | None, factor: float) -> float | Noted | None:
    folded = fold(text).removeprefix("'").strip()
    if folded in EMPTY:
        return None
    found = _NUMBER.match(folded)
    is_range = _RANGE.match(folded)
    if is_range or not found:
        raise Unreadable(worded("why_range" if is_range else "why_no_number"))
    if not _GROUPED.match(found[1]):
        raise Unreadable(worded("why_commas"))
    value = float(found[1].replace(",", ""))
    if math.isinf(value):
        raise ValueError(text)
    if not found[2]:
        return value * factor
    return _with_own_unit(value, found[2], unit)


def _with_own_unit(value: float, word: str, unit: str | None) -> Noted:
    """A number with a unit of its own in the cell, which counts."""
    if word == "%" and unit is None:
        return Noted(value / 100, Note("PERCENT", worded("why_percent")))
    own = unit_word(word)
    if own is None:
        raise Unreadable(worded("why_unknown_unit", word=word[:20]))
    if unit is None or ("yuan" in own) != ("yuan" in unit):
        raise Unreadable(worded("why_other_unit", unit=own))
    text = worded("why_own_unit", unit=own)
    return Noted(value * UNIT_FACTORS[own], Note("UNIT_IN_CELL", text))


def to_integer(column: pd.Series) -> Converted:
    """Whole numbers such as a year, which may be written ``2021年``.

    Examples
    --------
    >>> to_integer(pd.Series(["2021年", "2020.5"])).bad.tolist()
    [False, True]
    """
    return by_distinct(column, _integer, "Int64")


def _integer(text: str) -> int | None:
    folded = fold(text).removesuffix("年度").removesuffix("年")
    if folded in EMPTY:
        return None
    value = float(folded)
    if not value.is_integer():
        raise ValueError(text)
    return int(value)
