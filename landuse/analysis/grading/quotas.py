"""How many places a share of a pool is, in whole enterprises."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np

__all__ = ["ROUNDINGS", "places_of_share", "quota"]

ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "half_up": lambda exact: math.floor(exact + Fraction(1, 2)),
    "ceil": math.ceil,
    "floor": math.floor,
}


def quota(count: int, share: float | str, rounding: str) -> int:
    """Places of a share of so many enterprises, computed exactly.

    Parameters
    ----------
    count : int
        Enterprises evaluated.
    share : float or str
        As the policy writes it: 0.15 is fifteen hundredths, not the nearest binary
        fraction, and ``"1/3"`` a third.
    rounding : {"half_up", "ceil", "floor"}
        What becomes of a part of a place.

    Returns
    -------
    int
        Whole places.

    Examples
    --------
    >>> quota(39, 0.15, "half_up"), quota(39, 0.1, "half_up"), quota(20, 0.15, "ceil")
    (6, 4, 3)
    """
    return ROUNDINGS[rounding](Fraction(str(share)) * count)


def places_of_share(counts: np.ndarray, share: float | str, how: str) -> np.ndarray:
    """The same for many pools.

    Parameters
    ----------
    counts : array of int
        Sizes of the pools.
    share : float or str
        Of each pool.
    how : str
        Rounding.

    Returns
    -------
    array of int
        Places in each.

    Examples
    --------
    >>> places_of_share(np.array([39, 10, 39]), 0.1, "ceil").tolist()
    [4, 1, 4]
    """
    sizes, back = np.unique(counts, return_inverse=True)
    places = [quota(int(size), share, how) for size in sizes]
    return np.array(places, dtype="int64")[back]
