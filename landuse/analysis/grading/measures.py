"""Indicators of enterprises: what one yields for what it uses, each by its name.

An indicator is a figure of the year, or one figure over another. What is not
recorded is missing; what would be divided by nothing is missing too, and the policy
says what an enterprise without any emission scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.analysis.denominators import enterprise_land
from landuse.units import to_mu

__all__ = ["LAND_FACTS", "MEASURES", "Indicator", "Measure", "indicator", "land_mu"]

_LAND = "land_mu"
#: An area in mu is stated in no more digits; 5 mu in square metres is still 5 mu.
_MU_DIGITS = 6
LAND_FACTS = (
    "owned_area_m2",
    "unregistered_area_m2",
    "rented_in_area_m2",
    "rented_out_area_m2",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Which columns an indicator is made of."""

    numerator: str
    denominator: str | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The columns, land by the first of its parts."""
        return tuple(
            LAND_FACTS[0] if name == _LAND else name
            for name in (self.numerator, self.denominator)
            if name is not None
        )


MEASURES: dict[str, Measure] = {
    "tax_yuan": Measure("tax_yuan"),
    "tax_yuan_per_mu": Measure("tax_yuan", _LAND),
    "revenue_yuan_per_mu": Measure("revenue_yuan", _LAND),
    "value_added_yuan_per_mu": Measure("value_added_yuan", _LAND),
    "revenue_yuan_per_tce": Measure("revenue_yuan", "energy_tce"),
    "value_added_yuan_per_tce": Measure("value_added_yuan", "energy_tce"),
    "tax_yuan_per_pollution_t": Measure("tax_yuan", "pollution_t"),
    "value_added_yuan_per_pollution_t": Measure("value_added_yuan", "pollution_t"),
    "rd_intensity": Measure("rd_yuan", "revenue_yuan"),
    "revenue_yuan_per_employee": Measure("revenue_yuan", "employees"),
    "value_added_yuan_per_employee": Measure("value_added_yuan", "employees"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of many enterprises, with what its ratio is made of."""

    value: np.ndarray  #: missing where it cannot be computed
    numerator: np.ndarray  #: of those with a value; else missing
    denominator: np.ndarray  #: the same; 1 where the indicator is no ratio
    is_over_zero: np.ndarray  #: something above zero over a recorded zero


def land_mu(enterprises: pd.DataFrame) -> pd.Series:
    """Land that an enterprise uses, in mu.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises.

    Returns
    -------
    Series
        ``land_mu``; missing where no part of it is recorded or it is below zero.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> land_mu(make_enterprises(owned_area_m2=[10_000, None])).tolist()
    [15.0, nan]
    """
    land = to_mu(enterprise_land(enterprises))
    return land.round(_MU_DIGITS).rename(_LAND)


def indicator(name: str, enterprises: pd.DataFrame) -> Indicator:
    """One indicator of each enterprise.

    Parameters
    ----------
    name : str
        One of :data:`MEASURES`.
    enterprises : DataFrame
        Canonical enterprises with ``land_mu``.

    Returns
    -------
    Indicator
        Arrays in the order of the rows.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> rows = make_enterprises(tax_yuan=[10, 10, None], pollution_t=[4, 0, 1])
    >>> found = indicator("tax_yuan_per_pollution_t", rows)
    >>> found.value.tolist(), found.is_over_zero.tolist()
    ([2.5, nan, nan], [False, True, False])
    """
    measure = MEASURES[name]
    above = _numbers(enterprises, measure.numerator)
    if measure.denominator is None:
        whole = np.where(np.isnan(above), np.nan, 1.0)
        return Indicator(above, above, whole, np.zeros(len(above), dtype=bool))
    below = _numbers(enterprises, measure.denominator)
    usable = (below > 0) & ~np.isnan(above)
    above_known = np.where(usable, above, np.nan)
    below_known = np.where(usable, below, np.nan)
    return Indicator(
        above_known / below_known, above_known, below_known, (above > 0) & (below == 0)
    )


def _numbers(enterprises: pd.DataFrame, column: str) -> np.ndarray:
    return enterprises[column].to_numpy(dtype="float64", na_value=np.nan)
