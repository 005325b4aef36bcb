"""A column of a frame as the page needs it: short numbers that give Python's texts.

The page writes a text from the numbers and never rounds: what staff read is what
:func:`landuse.webmap.texts.value_texts` gives. Where numbers cannot give exactly
that text, the texts themselves go to the page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from landuse.units import round_half_up
from landuse.vocabulary import label
from landuse.webmap.packing import Texts
from landuse.webmap.texts import digits_of, value_texts

__all__ = ["code_array", "column_payload"]

_BYTE, _SHORT = 2**8, 2**16
_EXACT = 2**53  # above it a float is not every whole number
_FEW = 1000  # so few values are a list of words, however few rows there are
_FREE_DIGITS = 6  # decimals tried where the column prints all that it has
_SIGNIFICANT = 1e12  # such a figure is printed with twelve digits ...
_SMALLEST = 1e-4  # ... and with an exponent if it is smaller
_EPOCH = pd.Timestamp(1970, 1, 1)


def column_payload(column: pd.Series, name: str, lang: str) -> dict[str, Any]:
    """One column with its label, in the shortest form that gives its texts.

    Parameters
    ----------
    column : Series
        Any type.
    name : str
        Canonical name.
    lang : {"zh", "en"}
        Language of label and words.

    Returns
    -------
    dict
        ``label``, ``kind`` and by kind: ``code`` has ``codes`` (0 none, else the
        number of a word, from 1) and ``words``; ``text`` has ``texts``; ``number``
        has ``values`` (whole numbers of ``digits`` decimals; ``trim`` says that
        zeros at the end are not printed); ``date`` has ``values`` (days since
        1970).

    Examples
    --------
    >>> made = column_payload(pd.Series([1234.5, None]), "area_mu", "zh")
    >>> made["kind"], made["values"].tolist(), made["digits"], made["trim"]
    ('number', [123450.0, nan], 2, False)
    """
    made = _number(column, name) or _date(column) or _words(column, name, lang)
    return {"label": label("field", name, lang), **made}


def code_array(codes: np.ndarray) -> np.ndarray:
    """Codes in as few bytes as the greatest one needs.

    Parameters
    ----------
    codes : ndarray of int
        Not below zero.

    Returns
    -------
    ndarray
        Of 8, 16 or 64 bits.

    Examples
    --------
    >>> [code_array(np.array([n])).dtype.name for n in (255, 256, 65536)]
    ['uint8', 'uint16', 'int64']
    """
    most = int(codes.max(initial=0))
    small = np.uint8 if most < _BYTE else np.uint16 if most < _SHORT else np.int64
    return codes.astype(small)


def _number(column: pd.Series, name: str) -> dict[str, Any] | None:
    if not pd.api.types.is_any_real_numeric_dtype(column):
        return None
    values = column.to_numpy(float, na_value=np.nan)
    if np.isinf(values).any():
        return None
    digits = digits_of(name)
    if digits is None:
        return _free(values)
    return _scaled(_half_up(values, digits), digits, trim=False)


def _scaled(whole: np.ndarray, digits: int, *, trim: bool) -> dict[str, Any] | None:
    if (np.abs(whole[~np.isnan(whole)]) >= _EXACT).any():
        return None
    return {"kind": "number", "values": whole, "digits": digits, "trim": trim}


def _half_up(values: np.ndarray, digits: int) -> np.ndarray:
    """As :func:`landuse.units.round_half_up` rounds, in units of the last digit."""
    scale = 10.0**digits
    scaled = np.abs(values) * scale
    whole = np.floor(scaled + 0.5)
    # A float beside a half may be one in decimals: only those are worth a look.
    near = np.abs(scaled - np.floor(scaled) - 0.5) <= 1e-9 + 1e-12 * scaled
    for row in np.flatnonzero(near):
        whole[row] = np.rint(round_half_up(abs(float(values[row])), digits) * scale)
    return np.copysign(whole, values) + 0.0


def _free(values: np.ndarray) -> dict[str, Any] | None:
    """A figure that is printed as it is: whole numbers of few decimals, if exact."""
    known = values[~np.isnan(values)]
    if (np.abs(known[known != 0]) < _SMALLEST).any():
        return None
    for digits in range(_FREE_DIGITS + 1):
        whole = np.rint(known * 10.0**digits)
        if (np.abs(whole) >= _SIGNIFICANT).any():
            return None
        if (whole / 10.0**digits == known).all():
            return _scaled(np.rint(values * 10.0**digits) + 0.0, digits, trim=True)
    return None


def _date(column: pd.Series) -> dict[str, Any] | None:
    if not pd.api.types.is_datetime64_any_dtype(column):
        return None
    if getattr(column.dt, "tz", None) is not None:
        column = column.dt.tz_localize(None)
    days = (column.dt.normalize() - _EPOCH).dt.days
    return {"kind": "date", "values": days.to_numpy(float, na_value=np.nan)}


def _words(column: pd.Series, name: str, lang: str) -> dict[str, Any]:
    """Texts: each once with a number, or, where nearly all differ, row by row."""
    if _mixed(column):
        column, name = value_texts(column, name, lang), ""
    numbers, distinct = pd.factorize(column)
    texts = value_texts(pd.Series(distinct), name, lang).to_numpy(dtype=object)
    if len(distinct) > max(_FEW, len(column) // 2):
        rows = [None if n < 0 else texts[n] for n in numbers.tolist()]
        return {"kind": "text", "texts": Texts(tuple(rows))}
    again, words = pd.factorize(texts)
    codes = np.where(numbers < 0, 0, again[numbers] + 1) if len(words) else numbers + 1
    return {"kind": "code", "codes": code_array(codes), "words": Texts(tuple(words))}


def _mixed(column: pd.Series) -> bool:
    """Whether values may be equal and yet have other texts, as 1 and True are."""
    if column.dtype != object:
        return False
    return pd.api.types.infer_dtype(column, skipna=True) not in ("string", "empty")
