"""Days, in every way in which bureaus write them."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

from landuse.io.convert import EMPTY, Converted, by_distinct, fold

__all__ = ["to_date"]

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
    return by_distinct(column, _date, "datetime64[s]")


def _date(text: str) -> dt.date | None:
    folded = fold(text)
    if folded in EMPTY:
        return None
    parts = _parts(folded)
    if parts in _NO_DATE:
        return None
    day = dt.date(*parts)
    if not _YEARS[0] <= day.year < _YEARS[1]:
        raise ValueError(text)
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
        raise ValueError(text)
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
