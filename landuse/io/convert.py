"""Typed values from text, a whole column at a time.

Every converter returns the values and a mask of the *bad* ones: cells that hold
something which cannot be read. A bad cell is never the same as an empty one.
Only distinct texts are looked at one by one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from landuse.io.arrowtext import plain_numbers, trimmed
from landuse.io.names import unit_word
from landuse.units import UNIT_FACTORS

__all__ = [
    "EMPTY",
    "Converted",
    "by_distinct",
    "fold",
    "is_credit_code",
    "to_bool",
    "to_choice",
    "to_integer",
    "to_number",
    "to_text",
]

#: What stands in a cell that holds no value.
EMPTY = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "NULL", "<NULL>", "<空>"}
)
_TRUE = frozenset({"是", "有", "Y", "YES", "T", "TRUE", "1", "√", "已"})
_FALSE = frozenset({"否", "无", "N", "NO", "F", "FALSE", "0", "×", "未", "非"})
_NUMBER = re.compile(r"^([+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:E[+-]?\d+)?)\s*(.*)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$|^[^,]*$")
_WHOLE = 2.0**53


@dataclass(frozen=True)
class Converted:
    """Values of one column and which cells could not be read."""

    values: pd.Series
    bad: np.ndarray


def fold(text: str) -> str:
    """A text with full-width forms folded, in upper case, without blanks around.

    Examples
    --------
    >>> fold(" １２ｍ ")
    '12M'
    """
    return unicodedata.normalize("NFKC", text).replace("\x00", "").strip().upper()


def by_distinct(
    column: pd.Series, convert: Callable[[str], Any], dtype: str
) -> Converted:
    """Convert each distinct text once; missing stays missing.

    Parameters
    ----------
    column : Series
        Of any type.
    convert : callable
        From text to a value; raises ValueError for a bad one.
    dtype : str
        Of the result.

    Returns
    -------
    Converted
        On the index of the column.

    Examples
    --------
    >>> by_distinct(pd.Series(["1", "x"]), int, "Int64").bad.tolist()
    [False, True]
    """
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    values: list[Any] = []
    wrong: list[bool] = []
    for item in distinct:
        try:
            values.append(convert(_text(item)))
            wrong.append(False)
        except (ValueError, OverflowError):
            values.append(None)
            wrong.append(True)
    table = pd.Series([*values, None], dtype="object").astype(dtype)
    bad = np.array([*wrong, False], dtype=bool)[codes]
    taken = table.take(np.where(codes < 0, len(values), codes))
    return Converted(taken.set_axis(column.index), bad)


def _text(item: Any) -> str:
    if isinstance(item, float) and item.is_integer() and abs(item) < _WHOLE:
        return str(int(item))
    return str(item)


def to_text(column: pd.Series) -> Converted:
    """Text without blanks around it; whole numbers without a decimal point.

    Parameters
    ----------
    column : Series
        Of any type.

    Returns
    -------
    Converted
        ``str`` values; empty is missing; nothing is bad. ``NA`` is a name.

    Examples
    --------
    >>> to_text(pd.Series([" NA ", "", 410902.0])).values.tolist()
    ['NA', nan, '410902']
    """
    quick = trimmed(column)
    if quick is not None:
        return Converted(quick, np.zeros(len(column), dtype=bool))
    return by_distinct(column, lambda t: t.replace("\x00", "").strip() or None, "str")


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
    bad = np.zeros(len(column), dtype=bool)
    if slow.any():
        rest = by_distinct(column[slow], lambda t: _number(t, unit, factor), "float64")
        values[slow] = rest.values
        bad[slow.to_numpy()] = rest.bad
    return Converted(values, bad)


def _number(text: str, unit: str | None, factor: float) -> float | None:
    folded = fold(text)
    if folded in EMPTY:
        return None
    found = _NUMBER.match(folded)
    if not found or not _GROUPED.match(found[1]):
        raise ValueError(text)
    value = float(found[1].replace(",", ""))
    if math.isinf(value):
        raise ValueError(text)
    if not found[2]:
        return value * factor
    own = unit_word(found[2])
    if own is None or unit is None or ("yuan" in own) != ("yuan" in unit):
        raise ValueError(text)
    return value * UNIT_FACTORS[own]


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


def to_bool(column: pd.Series) -> Converted:
    """Yes and no, in Chinese, English or figures.

    Examples
    --------
    >>> to_bool(pd.Series(["是", "否", "也许", None])).bad.tolist()
    [False, False, True, False]
    """
    return by_distinct(column, _bool, "boolean")


def _bool(text: str) -> bool | None:
    folded = fold(text)
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    if folded in EMPTY:
        return None
    raise ValueError(text)


def to_choice(
    column: pd.Series, words: Mapping[str, str], choices: tuple[str, ...]
) -> Converted:
    """Canonical words for the words of the source.

    Parameters
    ----------
    column : Series
        Text.
    words : mapping
        Source word -> canonical word, compared without blanks and case.
    choices : tuple of str
        Words that are allowed; empty where any is, which is then kept.

    Returns
    -------
    Converted
        ``str`` values.

    Examples
    --------
    >>> to_choice(pd.Series(["挂牌 出让"]), {"挂牌出让": "grant"}, ()).values[0]
    'grant'
    """
    folded = {_squeezed(word): canonical for word, canonical in words.items()}

    def convert(text: str) -> str | None:
        word = text.replace("\x00", "").strip()
        if not word:
            return None
        canonical = folded.get(_squeezed(word), word)
        if choices and canonical not in choices:
            raise ValueError(text)
        return canonical

    return by_distinct(column, convert, "str")


def _squeezed(word: str) -> str:
    return re.sub(r"\s+", "", fold(word))


def is_credit_code(code: str) -> bool:
    """Whether a unified social credit code has its right check digit.

    Parameters
    ----------
    code : str
        18 characters.

    Returns
    -------
    bool
        By GB 32100.

    Examples
    --------
    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    return bool(uscc.is_valid(code))
