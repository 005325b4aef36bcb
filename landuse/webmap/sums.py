"""Areas as whole numbers, so that Python and the page sum them to the same digit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

__all__ = ["UNITS", "area_text", "area_units"]

#: Parts of a mu: an area recorded to 0.01 square metres is 150 of them, and the
#: land of a whole province in them is a number that a script holds exactly.
UNITS = 10_000_000
_CENTS = 100


def area_units(area: pd.Series) -> list[int | None]:
    """Each area as a whole number of parts of a mu; missing stays missing.

    Parameters
    ----------
    area : Series
        In mu.

    Returns
    -------
    list of int or None
        Nearest whole numbers, see :data:`UNITS`.

    Examples
    --------
    >>> area_units(pd.Series([15.0, None, 0.000015]))
    [150000000, None, 150]
    """
    parts = np.rint(pd.to_numeric(area).to_numpy(float, na_value=np.nan) * UNITS)
    return [int(part) if np.isfinite(part) else None for part in parts]


def area_text(units: Iterable[int | None]) -> str:
    """Sum of areas in mu to two places, a half rounded up; empty without any.

    Parameters
    ----------
    units : iterable of int or None
        As :func:`area_units` gives them.

    Returns
    -------
    str
        With thousands separators. The page's own script gives the same.

    Examples
    --------
    >>> area_text([12_345_650_000, None, 50_000]), area_text([None]), area_text([0])
    ('1,234.57', '', '0.00')
    """
    known = [part for part in units if part is not None]
    if not known:
        return ""
    step = UNITS // _CENTS
    total = sum(known)
    cents = (abs(total) + step // 2) // step
    sign = "-" if total < 0 and cents else ""
    return f"{sign}{cents // _CENTS:,}.{cents % _CENTS:02d}"
