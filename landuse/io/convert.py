"""Typed values from text, a whole column at a time.

Every converter returns the values and a mask of the *bad* ones: cells that hold
something which cannot be read. A bad cell is never the same as an empty one.
Only distinct texts are looked at one by one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from landuse.units import UNIT_FACTORS
from landuse.io.names import unit_word

__all__ = [
    "Converted",
    "is_credit_code",
    "to_bool",
    "to_choice",
    "to_date",
    "to_integer",
    "to_number",
    "to_text",
]

_EMPTY = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "NULL", "<NULL>", "<空>"}
)
_TRUE = frozenset({"是", "有", "Y", "YES", "T", "TRUE", "1", "√", "已"})
_FALSE = frozenset({"否", "无", "N", "NO", "F", "FALSE", "0", "×", "未", "非"})
_NUMBER = re.compile(r"^([+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:E[+-]?\d+)?)\s*(.*)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$|^[^,]*$")
_DATE = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:.*)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$")
_SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
_EPOCH_MS = re.compile(r"^\d{12,13}$")
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
#: Excel counts days from here.
_EXCEL_ZERO = dt.date(1899, 12, 30)
#: Dates that programs write where there is none.
_NO_DATE = frozenset({(1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (0, 0, 0)})
_YEARS = (1949, 2200)
_WHOLE = 2.0**53


@dataclass(frozen=True)
class Converted:
    """Values of one column and which cells could not be read."""

    values: pd.Series
    bad: np.ndarray


class _Unreadable(ValueError):
    """A text that is no value of its type."""


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\x00", "").strip().upper()


def _by_distinct(
    column: pd.Series, convert: Callable[[str], Any], dtype: str
) -> Converted:
    """Convert each distinct text once; missing stays missing."""
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    values: list[Any] = []
    wrong: list[bool] = []
    for item in distinct:
        try:
            values.append(convert(_text(item)))
            wrong.append(False)
        except (_Unreadable, ValueError, OverflowError):
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
    return _by_distinct(column, lambda t: t.replace("\x00", "").strip() or None, "str")


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
    quick = pd.to_numeric(column, errors="coerce").astype("float64")
    plain = column.astype("str").str.fullmatch(r"\s*[+-]?\d+\.?\d*\s*").fillna(False)
    plain &= quick.notna()
    slow = column.notna() & ~plain.astype(bool)
    values = quick.where(plain.astype(bool)) * factor
    bad = np.zeros(len(column), dtype=bool)
    if slow.any():
        rest = _by_distinct(column[slow], lambda t: _number(t, unit, factor), "float64")
        values[slow] = rest.values
        bad[slow.to_numpy()] = rest.bad
    return Converted(values, bad)


def _number(text: str, unit: str | None, factor: float) -> float | None:
    folded = _fold(text)
    if folded in _EMPTY:
        return None
    found = _NUMBER.match(folded)
    if not found or not _GROUPED.match(found[1]):
        raise _Unreadable(text)
    value = float(found[1].replace(",", ""))
    if not found[2]:
        return value * factor
    own = unit_word(found[2])
    if own is None or unit is None or ("yuan" in own) != ("yuan" in unit):
        raise _Unreadable(text)
    return value * UNIT_FACTORS[own]


def to_integer(column: pd.Series) -> Converted:
    """Whole numbers such as a year, which may be written ``2021年``.

    Examples
    --------
    >>> to_integer(pd.Series(["2021年", "2020.5"])).bad.tolist()
    [False, True]
    """
    return _by_distinct(column, _integer, "Int64")


def _integer(text: str) -> int | None:
    folded = _fold(text).removesuffix("年度").removesuffix("年")
    if folded in _EMPTY:
        return None
    value = float(folded)
    if not value.is_integer():
        raise _Unreadable(text)
    return int(value)


def to_date(column: pd.Series) -> Converted:
    """Days, in every way in which bureaus write them.

    ISO and other orders beginning with the year, ``2019年3月1日``,
    ``20190301``, Chinese numerals, Excel serial numbers and milliseconds. A
    year or month alone, and orders that begin with day or month, are bad: they
    would be a guess. 1900-01-01 and 0000-00-00 mean "no date".

    Parameters
    ----------
    column : Series
        Text or datetimes.

    Returns
    -------
    Converted
        ``datetime64[s]`` values.

    Examples
    --------
    >>> dates = to_date(pd.Series(["2019年3月1日", "20190301", "43525", "2019-3"]))
    >>> dates.values.dt.day.tolist(), dates.bad.tolist()
    ([1.0, 1.0, 1.0, nan], [False, False, False, True])
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        naive = column.dt.tz_localize(None) if column.dt.tz is not None else column
        values = naive.dt.normalize().astype("datetime64[s]")
        return Converted(
            values.mask(values == "1900-01-01"), np.zeros(len(column), bool)
        )
    return _by_distinct(column, _date, "datetime64[s]")


def _date(text: str) -> dt.date | None:
    folded = _fold(text)
    if folded in _EMPTY:
        return None
    parts = _parts(folded)
    if parts in _NO_DATE:
        return None
    day = dt.date(*parts)
    if not _YEARS[0] <= day.year < _YEARS[1]:
        raise _Unreadable(text)
    return day


def _parts(text: str) -> tuple[int, int, int]:
    found = _DATE.match(text) or _COMPACT.match(text)
    if not found and "年" in text:
        found = _DATE.match(_numerals(text))
    if found:
        year, month, day = (int(part) for part in found.groups())
        return year, month, day
    if _SERIAL.match(text):
        day_ = _EXCEL_ZERO + dt.timedelta(days=int(float(text)))
    elif _EPOCH_MS.match(text):
        day_ = dt.date(1970, 1, 1) + dt.timedelta(milliseconds=int(text))
    else:
        raise _Unreadable(text)
    return day_.year, day_.month, day_.day


def _numerals(text: str) -> str:
    """二〇一九年十二月三十一日 in Arabic digits.

    Examples
    --------
    >>> _numerals("二〇一九年十二月三十一日")
    '2019年12月31日'
    """
    spoken = re.sub(r"(?<![一二三])十(?![一二三四五六七八九])", "10", text)
    spoken = re.sub(r"(?<![一二三])十(?=[一二三四五六七八九])", "1", spoken)
    spoken = re.sub(r"(?<=[一二三])十(?![一二三四五六七八九])", "0", spoken)
    spoken = re.sub(r"(?<=[一二三])十(?=[一二三四五六七八九])", "", spoken)
    return spoken.translate(_CHINESE_DIGITS)


def to_bool(column: pd.Series) -> Converted:
    """Yes and no, in Chinese, English or figures.

    Examples
    --------
    >>> to_bool(pd.Series(["是", "否", "也许", None])).bad.tolist()
    [False, False, True, False]
    """
    return _by_distinct(column, _bool, "boolean")


def _bool(text: str) -> bool | None:
    folded = _fold(text)
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    if folded in _EMPTY:
        return None
    raise _Unreadable(text)


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
            raise _Unreadable(text)
        return canonical

    return _by_distinct(column, convert, "str")


def _squeezed(word: str) -> str:
    return re.sub(r"\s+", "", _fold(word))


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
