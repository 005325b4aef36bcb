"""Figures as people wrote them: 15 % is met by 15 %, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["exact", "total"]

#: From the smallest to the greatest float.
_DIGITS = 700
#: Below it hundredths are whole numbers that a float and their sum an int64 hold.
_HUNDRED, _MOST = 100, 9e14


def exact(value: Any) -> Fraction | None:
    """A number by its shortest decimal text, as an exact fraction.

    Parameters
    ----------
    value : float, int, str or None
        ``"1/3"`` as well.

    Returns
    -------
    Fraction or None
        None where it is missing.

    Examples
    --------
    >>> exact(0.15), exact("1/3"), exact(float("nan"))
    (Fraction(3, 20), Fraction(1, 3), None)
    """
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return None
    return Fraction(value if isinstance(value, int | str) else repr(float(value)))


def total(values: Iterable[Any]) -> Fraction:
    """The sum of numbers that are all there, without rounding.

    Parameters
    ----------
    values : iterable of float
        Finite.

    Returns
    -------
    Fraction
        Zero without any.

    Examples
    --------
    >>> total([0.1, 0.2]) == exact(0.3), 0.1 + 0.2 == 0.3
    (True, False)
    """
    numbers = np.fromiter((float(value) for value in values), dtype="float64")
    hundredths = np.rint(numbers * _HUNDRED)
    small = np.abs(hundredths) * max(len(numbers), 1) < _MOST
    if small.all() and (hundredths / _HUNDRED == numbers).all():
        return Fraction(int(hundredths.astype("int64").sum()), _HUNDRED)
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction(sum((Decimal(repr(float(v))) for v in numbers), Decimal(0)))
