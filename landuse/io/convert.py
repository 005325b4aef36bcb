"""Typed values from text, a whole column at a time.

Every converter returns the values and a mask of the *bad* ones: cells that hold
something which cannot be read. A bad cell is never the same as an empty one.
Only distinct texts are looked at one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from landuse.io.arrowtext import trimmed

__all__ = [
    "EMPTY",
    "Converted",
    "Note",
    "Noted",
    "Unreadable",
    "by_distinct",
    "fold",
    "is_credit_code",
    "to_bool",
    "to_choice",
    "to_text",
]

#: What stands in a cell that holds no value.
EMPTY = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "NULL", "<NULL>", "<空>"}
)
_TRUE = frozenset({"是", "有", "Y", "YES", "T", "TRUE", "1", "√", "已"})
_FALSE = frozenset({"否", "无", "N", "NO", "F", "FALSE", "0", "×", "未", "非"})
_WHOLE = 2.0**53


class Unreadable(ValueError):
    """Why a text is no value of the type, in words that follow "the cell ..."."""

    def __init__(self, why: str, code: str = "") -> None:
        self.code = code
        self.why = why
        super().__init__(why)


class Note(NamedTuple):
    """What is to be said of a cell."""

    code: str  #: empty where the type's own code fits
    text: str


class Noted(NamedTuple):
    """A value that was read, and what is to be said of it."""

    value: Any
    note: Note


@dataclass(frozen=True)
class Converted:
    """Values of one column and which cells could not be read.

    ``notes`` has a :class:`Note` or None for each cell, or is None where nothing
    is to be said of any: of a bad cell why, of a good one how it was read.
    """

    values: pd.Series
    bad: np.ndarray
    notes: np.ndarray | None = None


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
    made = [_one(convert, item) for item in distinct]
    values = [value for value, _, _ in made]
    table = pd.Series([*values, None], dtype="object").astype(dtype)
    bad = np.array([*(wrong for _, wrong, _ in made), False], dtype=bool)[codes]
    taken = table.take(np.where(codes < 0, len(values), codes))
    notes = None
    if any(note for _, _, note in made):
        said = np.empty(len(made) + 1, dtype=object)
        said[:-1] = pd.Series([note for _, _, note in made], dtype="object")
        notes = said[codes]
    return Converted(taken.set_axis(column.index), bad, notes)


def _one(convert: Callable[[str], Any], item: Any) -> tuple[Any, bool, Note | None]:
    """Value, badness and note of one distinct text."""
    try:
        value = convert(_text(item))
    except Unreadable as error:
        return None, True, Note(error.code, error.why)
    except (ValueError, OverflowError):
        return None, True, None
    if isinstance(value, Noted):
        return value.value, False, value.note
    return value, False, None


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
