"""Units of land, money and time at the edges; square metres and yuan inside.

One mu is exactly 2000/3 square metres (15 mu to the hectare). Common shortcuts
such as 666.67 are wrong by 0.125 mu on 25,000 mu and are not used anywhere.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

__all__ = [
    "DM2_PER_M2",
    "M2_PER_HECTARE",
    "M2_PER_MU",
    "UNIT_FACTORS",
    "from_unit",
    "round_half_up",
    "to_hectares",
    "to_mu",
]

M2_PER_HECTARE = 10_000.0
DM2_PER_M2 = 100
M2_PER_MU = 2000 / 3

#: Factor to the inside unit (square metres, yuan) by the name of the unit.
UNIT_FACTORS: dict[str, float] = {
    "m2": 1.0,
    "10k_m2": 10_000.0,
    "ha": M2_PER_HECTARE,
    "mu": M2_PER_MU,
    "10k_mu": 10_000 * M2_PER_MU,
    "km2": 1_000_000.0,
    "sqft": 0.09290304,
    "yuan": 1.0,
    "10k_yuan": 10_000.0,
    "100m_yuan": 100_000_000.0,
}

#: A float, a Series or an array: what comes in goes out.
Number = TypeVar("Number", bound=Any)


def to_mu(area_m2: Number) -> Number:
    """Square metres as mu.

    Parameters
    ----------
    area_m2 : float, Series or array
        Area in square metres; missing stays missing.

    Returns
    -------
    float, Series or array
        The same shape, in mu, unrounded.

    Examples
    --------
    >>> round(to_mu(10_000.0), 9)
    15.0
    """
    return area_m2 * 3 / 2000


def to_hectares(area_m2: Number) -> Number:
    """Square metres as hectares.

    Parameters
    ----------
    area_m2 : float, Series or array
        Area in square metres; missing stays missing.

    Returns
    -------
    float, Series or array
        The same shape, in hectares, unrounded.

    Examples
    --------
    >>> to_hectares(25_000.0)
    2.5
    """
    return area_m2 / M2_PER_HECTARE


def from_unit(value: Number, unit: str) -> Number:
    """A value in a named unit as square metres or yuan.

    Parameters
    ----------
    value : float, Series or array
        The figure as the source states it.
    unit : str
        A key of :data:`UNIT_FACTORS`.

    Returns
    -------
    float, Series or array
        The value in the inside unit.

    Raises
    ------
    ValueError
        For a unit that is not known; the message lists those that are.

    Examples
    --------
    >>> from_unit(1.5, "ha")
    15000.0
    """
    if unit not in UNIT_FACTORS:
        known = ", ".join(UNIT_FACTORS)
        msg = f"unit {unit!r} is not known; use one of {known}"
        raise ValueError(msg)
    return value * UNIT_FACTORS[unit]


def round_half_up(value: float, digits: int = 2) -> float:
    """Round for print as Chinese tables expect: a half goes away from zero.

    Parameters
    ----------
    value : float
        Any finite figure, or NaN, which is returned as it is.
    digits : int, default 2
        Decimal places.

    Returns
    -------
    float
        The rounded figure.

    Examples
    --------
    >>> round_half_up(0.125), round(0.125, 2), round_half_up(-0.001)
    (0.13, 0.12, 0.0)
    """
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124
        return value
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return float(rounded) + 0.0  # no zero below zero
