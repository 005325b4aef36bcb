"""Whole columns of text at Arrow's speed; the slow way stays where it must.

Nothing here decides anything: every function gives what the plain Python way
gives, or None where it cannot tell quickly.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["fixed_width", "matches", "plain_numbers", "trimmed", "used_width"]

_ASCII = 128
#: Codecs in which ASCII stands for itself and no character depends on the one before.
_PLAIN_CODECS = frozenset({"ascii", "utf-8", "gb18030", "big5", "cp1252", "iso8859-1"})
_NEW_LINE = 10
_BLANK = 32
_PROBE = 1000
_PADDING = " \x00"
#: Digits with one point at most: what no locale and no unit makes ambiguous.
_PLAIN = r"^[ \t]*-?[0-9]+\.?[0-9]*[ \t]*$"


def fixed_width(cells: np.ndarray, codec: str) -> pd.Series | None:
    """Text of cells of one width, without padding; empty is missing.

    Parameters
    ----------
    cells : array of uint8
        One row per record.
    codec : str
        Python codec.

    Returns
    -------
    Series of str or None
        None where a cell is not clean text of the codec.

    Examples
    --------
    >>> cells = np.frombuffer(b"P1 P22   ", np.uint8).reshape(3, 3)
    >>> fixed_width(cells, "utf-8").tolist()
    ['P1', 'P22', nan]
    """
    if not cells.size or codec not in _PLAIN_CODECS:
        return None
    cells = np.ascontiguousarray(cells[:, : used_width(cells)])
    if cells.max() < _ASCII:
        width = pa.binary(cells.shape[1])
        data = pa.Array.from_buffers(width, len(cells), [None, pa.py_buffer(cells)])
        return _text(data.cast(pa.binary()).cast(pa.string()))
    lines = _lines(cells, codec)
    return None if lines is None else _text(pa.array(lines, pa.string()))


def used_width(cells: np.ndarray) -> int:
    """How many bytes of a field its longest cell needs; the rest is blank.

    Parameters
    ----------
    cells : array of uint8
        One row per record, text to the left.

    Returns
    -------
    int
        At least 1.

    Examples
    --------
    >>> used_width(np.frombuffer(b"P1 P22   ", np.uint8).reshape(3, 3))
    3
    >>> used_width(np.full((3, 80), 32, np.uint8))
    1
    """
    some = _width(cells[:: max(1, len(cells) // _PROBE)])
    rest = cells[:, some:]
    return some if (rest == _BLANK).all() else some + _width(rest)


def _width(cells: np.ndarray) -> int:
    used = np.flatnonzero((cells != _BLANK).any(axis=0))
    return int(used[-1]) + 1 if len(used) else 1


def _lines(cells: np.ndarray, codec: str) -> list[str] | None:
    """All cells decoded at once, told apart by new lines that none of them has."""
    if (cells == _NEW_LINE).any():
        return None
    ends = np.full((len(cells), 1), _NEW_LINE, np.uint8)
    try:
        text = np.hstack([cells, ends]).tobytes().decode(codec)
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")[:-1]
    return lines if len(lines) == len(cells) else None


def _text(values: pa.Array) -> pd.Series:
    values = pc.utf8_trim(values, _PADDING)
    return _series(pc.if_else(pc.equal(values, ""), None, values))


def _series(values: pa.Array) -> pd.Series:
    dtype = pd.StringDtype(na_value=np.nan)
    return pd.Series(dtype.__from_arrow__(values.cast(pa.large_string())))


def trimmed(column: pd.Series) -> pd.Series | None:
    """Text without blanks around it; empty is missing.

    Parameters
    ----------
    column : Series
        Of any type.

    Returns
    -------
    Series of str or None
        On the index of the column; None for anything but text.

    Examples
    --------
    >>> trimmed(pd.Series([" 甲 ", " "], dtype="str")).tolist()
    ['甲', nan]
    """
    if not isinstance(column.dtype, pd.StringDtype):
        return None
    values = pc.replace_substring(pa.array(column), "\x00", "")
    values = pc.utf8_trim_whitespace(values)
    made = _series(pc.if_else(pc.equal(values, ""), None, values))
    return made.set_axis(column.index)


def matches(column: pd.Series, pattern: str) -> np.ndarray:
    """Which texts a pattern is found in; a missing one is not.

    Parameters
    ----------
    column : Series of str
        Text.
    pattern : str
        Regular expression as RE2 has them: ``[0-9]`` for figures, nothing looks around.

    Returns
    -------
    array of bool
        One per text.

    Examples
    --------
    >>> matches(pd.Series(["P1", "甲", None], dtype="str"), "^[A-Z]").tolist()
    [True, False, False]
    """
    found = pc.match_substring_regex(pa.array(column.astype("str")), pattern)
    return found.fill_null(False).to_numpy(zero_copy_only=False)


def plain_numbers(column: pd.Series) -> pd.Series:
    """Numbers of the cells that hold nothing but digits and a point; else missing.

    Parameters
    ----------
    column : Series of str
        Text.

    Returns
    -------
    Series of float64
        On the index of the column.

    Examples
    --------
    >>> plain_numbers(pd.Series(["12.50", "1,200", "1e5"], dtype="str")).tolist()
    [12.5, nan, nan]
    """
    text = pa.array(column)
    plain = pc.match_substring_regex(text, _PLAIN)
    text = pc.utf8_trim(pc.if_else(plain, text, None), " \t")
    numbers = pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False)
    return pd.Series(np.where(np.isinf(numbers), np.nan, numbers), column.index)
