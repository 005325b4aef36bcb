"""Tax per mu of each parcel, from its enterprise or from rows that name it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.units import to_mu

__all__ = ["tax_of_rows_per_parcel", "tax_per_parcel"]


def tax_per_parcel(
    parcels: pd.DataFrame, enterprises: pd.DataFrame, year: int
) -> pd.Series:
    """Tax per mu of the enterprise on each parcel.

    An enterprise's tax is shared among its parcels by area, so each of them has
    the same tax per mu and no yuan is counted twice.

    Parameters
    ----------
    parcels : DataFrame
        With ``enterprise_id`` and ``area_m2``, the area of record.
    enterprises : DataFrame
        Canonical enterprises.
    year : int
        Of the tax.

    Returns
    -------
    Series
        ``tax_yuan_per_mu`` on the parcels' index; missing without an enterprise,
        its tax, or the area of any of its parcels.

    Examples
    --------
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> parcels = make_parcels(enterprise_id="E1").assign(area_m2=10_000.0)
    >>> tax_per_parcel(parcels, make_enterprises(tax_yuan=1.5e6), 2021).tolist()
    [100000.0]
    """
    of_year = enterprises[enterprises["year"] == year]
    tax = of_year.groupby("enterprise_id", sort=False)["tax_yuan"].sum(min_count=1)
    place = tax.index.get_indexer(parcels["enterprise_id"])
    held = place >= 0
    area = parcels["area_m2"].to_numpy(dtype=float)[held]  # missing stays so in a sum
    total = np.bincount(place[held], area, minlength=len(tax))
    density = tax.to_numpy(dtype=float) / to_mu(_above_zero(total))
    found = np.append(density, np.nan)[place]  # -1, nobody, takes the last
    return pd.Series(found, parcels.index, name="tax_yuan_per_mu")


def _above_zero(area: np.ndarray) -> np.ndarray:
    return np.where(area > 0, area, np.nan)


def tax_of_rows_per_parcel(parcels: pd.DataFrame, taxes: pd.DataFrame) -> pd.Series:
    """Tax per mu of each parcel from rows that name a parcel.

    Parameters
    ----------
    parcels : DataFrame
        With ``parcel_id`` and ``ellipsoidal_area_m2``; the outlines of one id
        count together.
    taxes : DataFrame
        Canonical tax rows of one year, many per parcel.

    Returns
    -------
    Series
        ``tax_yuan_per_mu`` on the index of ``parcels``; missing where no row
        names the parcel or it has no area.

    Examples
    --------
    >>> parcels = pd.DataFrame({"parcel_id": ["P", "Q"],
    ...                         "ellipsoidal_area_m2": [10_000.0, 10_000.0]})
    >>> taxes = pd.DataFrame({"parcel_id": ["P", "P"], "tax_yuan": [100.0, 50.0]})
    >>> tax_of_rows_per_parcel(parcels, taxes).tolist()
    [10.0, nan]
    """
    tax = taxes.groupby("parcel_id")["tax_yuan"].sum(min_count=1)
    area = parcels.groupby("parcel_id")["ellipsoidal_area_m2"].sum()
    density = tax / to_mu(area.where(area > 0))
    return parcels["parcel_id"].map(density).rename("tax_yuan_per_mu")
