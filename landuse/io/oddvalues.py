"""Values in another form than nearly all others of their column.

What a flipped bit leaves of a number or a day is mostly a sound number or day, but
seldom one with as few decimals as those around it, or without a time of day. It is
kept, and told.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["SHOWN", "odd_issue", "odd_values", "rare"]

_LEAST = 20  #: values from which on one in another form is an exception
_RARE = 0.01
_DECIMALS = range(5)
#: So many more decimals than the others are no finer figure.
_MORE = 4
#: Rows that a message names.
SHOWN = 20


def rare(mask: np.ndarray, of: int | None = None) -> bool:
    """Whether something holds for some of many, but for hardly any.

    Parameters
    ----------
    mask : array of bool
        Where it holds.
    of : int, optional
        Of how many; by default of all.

    Returns
    -------
    bool
        For one of at least 20, or one in a hundred.

    Examples
    --------
    >>> one = np.arange(20) == 3
    >>> rare(one), rare(one[:19]), rare(~one), rare(one & False)
    (True, False, False, False)
    """
    count, total = int(mask.sum()), len(mask) if of is None else of
    return total >= _LEAST and 0 < count <= max(1, _RARE * total)


def odd_values(columns: pd.DataFrame, rows: np.ndarray) -> list[Issue]:
    """Numbers with many more decimals than others, days with a time of day.

    Parameters
    ----------
    columns : DataFrame
        With the types that the file gives them.
    rows : array of int
        Number of each record.

    Returns
    -------
    list of Issue
        ``ODD_VALUE``, one for each column.

    Examples
    --------
    >>> areas = pd.DataFrame({"MJ": [100.25] * 19 + [100.25000000001]})
    >>> odd_values(areas, np.arange(1, 21))[0].message
    'has decimals that nearly all others do not have: 1 of 20 records, rows 20'
    """
    found = []
    for name, column in columns.items():
        if pd.api.types.is_float_dtype(column.dtype):
            odd, what = _odd_numbers(column), worded("has_decimals")
        elif pd.api.types.is_datetime64_any_dtype(column.dtype):
            odd, what = _odd_times(column), worded("has_time")
        else:
            continue
        if odd.any():
            text = worded("odd_alone", what=what)
            found.append(odd_issue(text, str(name), odd, rows))
    return found


def odd_issue(what: str, name: str | None, odd: np.ndarray, rows: np.ndarray) -> Issue:
    """The issue that tells in which rows something is odd."""
    found = rows[odd]
    shown = ", ".join(map(str, found[:SHOWN].tolist()))
    more = " ..." if len(found) > SHOWN else ""
    facts = {"count": len(found), "total": len(rows), "names": shown + more}
    text = worded("odd_values", what=what, **facts)
    hint = "compare with the original"
    return Issue("ODD_VALUE", "warning", text, field=name, hint=hint)


def _odd_numbers(column: pd.Series) -> np.ndarray:
    values = column.to_numpy(dtype="float64", na_value=np.nan)
    known = np.isfinite(values) & (np.abs(values) < 1e9)  # noqa: PLR2004 - exact there
    odd = np.zeros(len(values), dtype=bool)
    for decimals in _DECIMALS:
        finer = known & (np.round(values, decimals) != values)
        if finer.sum() <= max(1, _RARE * known.sum()):
            finer &= np.round(values, decimals + _MORE) != values
            return finer if rare(finer, int(known.sum())) else odd
    return odd


def _odd_times(column: pd.Series) -> np.ndarray:
    timed = (column.notna() & (column.dt.normalize() != column)).to_numpy()
    few = rare(timed, int(column.notna().sum()))
    return timed if few else np.zeros(len(timed), dtype=bool)
