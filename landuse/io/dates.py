"""Days, in every way in which bureaus write them."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import pandas as pd

from landuse.io.convert import (
    EMPTY,
    Converted,
    Note,
    Noted,
    Unreadable,
    by_distinct,
    fold,
)
from landuse.messages import worded

__all__ = ["OPEN_END", "to_date"]

_DATE = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[ T](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+\-]\d{2}:?\d{2})?.*)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$")
_SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
_EPOCH_MS = re.compile(r"^\d{12,13}$")
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
#: Excel counts days from here, or from four years later.
_EXCEL_ZERO = dt.date(1899, 12, 30)
_DAYS_1904 = 1462
#: Moments are days of China.
_CHINA = dt.timezone(dt.timedelta(hours=8))
#: Dates that programs write where there is none.
_NO_DATE = frozenset({(1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (0, 0, 0)})
_YEARS = (1949, 2200)
_OPEN_WORDS = frozenset({"长期", "至今", "永久", "无限期", "长期有效", "无固定期限"})
_OPEN_YEAR = 9999

#: Code of the note of a date that means "without an end".
OPEN_END = "OPEN_ENDED_DATE"
_NO_DATE_NOTE = Note("PLACEHOLDER_DATE", worded("why_no_date_given"))
_OPEN = worded("why_open_end")
_WHY = (
    (
        re.compile(r"民国|^\d{2,3}[年./-]\d"),
        worded("why_short_year"),
    ),
    (
        re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"),
        worded("why_day_month"),
    ),
    (
        re.compile(
            r"^\d{4}([-/.年]\d{0,2}[月日]?|\d{0,2})$|季度|半年|[上中下]旬|底$|初$"
        ),
        worded("why_no_full_date"),
    ),
)


def to_date(column: pd.Series, epoch: int = 1900) -> Converted:
    """Days, in every way in which bureaus write them.

    ISO and other orders beginning with the year, ``2019年3月1日``,
    ``20190301``, Chinese numerals, Excel serial numbers and milliseconds. A
    year or month alone, and orders that begin with day or month, are bad: they
    would be a guess. 1900-01-01 and 0000-00-00 mean "no date"; 9999-12-31 and
    长期 mean "no end": bad, with a note of the code :data:`OPEN_END`.

    Parameters
    ----------
    column : Series
        Text or datetimes.
    epoch : int, default 1900
        Year from which the workbook counts days, or 1904.

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
        naive = column
        if column.dt.tz is not None:
            naive = column.dt.tz_convert(_CHINA).dt.tz_localize(None)
        days = naive.dt.normalize()
        return by_distinct(days, partial(_date, shift=0), "datetime64[s]")
    shift = _DAYS_1904 if epoch == 1904 else 0  # noqa: PLR2004 - the other system
    return by_distinct(column, partial(_date, shift=shift), "datetime64[s]")


def _date(text: str, shift: int) -> dt.date | Noted | None:
    folded = fold(text).removeprefix("'")
    if folded in EMPTY:
        return None
    if folded in _OPEN_WORDS:
        raise Unreadable(_OPEN, OPEN_END)
    parts = _parts(folded, shift)
    return Noted(None, _NO_DATE_NOTE) if parts in _NO_DATE else _day(parts)


def _day(parts: tuple[int, int, int]) -> dt.date:
    if parts[0] == _OPEN_YEAR:
        raise Unreadable(_OPEN, OPEN_END)
    try:
        day = dt.date(*parts)
    except ValueError:
        raise Unreadable(worded("why_no_day")) from None
    if not _YEARS[0] <= day.year < _YEARS[1]:
        raise Unreadable(worded("why_year", year=day.year))
    return day


def _parts(text: str, shift: int) -> tuple[int, int, int]:
    found = _DATE.match(text)
    if not found and "年" in text:
        found = _DATE.match(_numerals(text))
    if found:
        return _written(found)
    compact = _COMPACT.match(text)
    if compact:
        return int(compact[1]), int(compact[2]), int(compact[3])
    day = _counted(text, shift)
    return day.year, day.month, day.day


def _written(found: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day; a moment of another zone as a day of China."""
    year, month, day = (int(found[i]) for i in (1, 2, 3))
    zone = found[6]
    if zone in (None, "+08:00", "+0800"):
        return year, month, day
    clock = f"{int(found[4]):02d}:{found[5]}"
    moment = dt.datetime.fromisoformat(
        f"{year:04d}-{month:02d}-{day:02d}T{clock}{zone}"
    )
    moved = moment.astimezone(_CHINA)
    return moved.year, moved.month, moved.day


def _counted(text: str, shift: int) -> dt.date:
    """A day counted by a spreadsheet or, in milliseconds, by a program."""
    if _SERIAL.match(text):
        return _EXCEL_ZERO + dt.timedelta(days=int(float(text)) + shift)
    if _EPOCH_MS.match(text):
        return dt.datetime.fromtimestamp(int(text) / 1000, _CHINA).date()
    why = next((why for form, why in _WHY if form.search(text)), None)
    raise Unreadable(why or worded("why_no_date"))


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
