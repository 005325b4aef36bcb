"""Each parcel's enterprise beside it: its state on a day, its tax of a full year."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.parceltax import tax_per_parcel

__all__ = ["ENTERPRISE", "last_years", "latest_year", "with_enterprises"]

#: Prefix of columns that were joined from the enterprises.
ENTERPRISE = "enterprise."
_ENTERPRISE_COLUMNS = ("year", "operating_state", "stopped_since", "tax_yuan")
_SOURCE_COLUMNS = ("source_file", "source_layer", "source_row")


def latest_year(enterprises: pd.DataFrame, as_of: pd.Timestamp) -> int | None:
    """The last year of the table that had ended by a day.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises.
    as_of : Timestamp
        The day.

    Returns
    -------
    int or None
        None where no year had ended.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> latest_year(make_enterprises(year=[2021, 2022]), pd.Timestamp("2022-09-30"))
    2021
    """
    years = enterprises["year"].dropna()
    years = years[years <= last_years(as_of, 1)[0]]
    return None if years.empty else int(years.max())


def last_years(as_of: pd.Timestamp, count: int) -> list[int]:
    """The last full years before a day, the latest first.

    Parameters
    ----------
    as_of : Timestamp
        The day; the last of December ends its year.
    count : int
        How many.

    Returns
    -------
    list of int
        Years.

    Examples
    --------
    >>> last_years(pd.Timestamp("2022-09-30"), 2)
    [2021, 2020]
    """
    ended = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    return [ended - back for back in range(count)]


def with_enterprises(
    parcels: pd.DataFrame, enterprises: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Join each parcel's enterprise: its state now, its tax of the last full year.

    Parameters
    ----------
    parcels : DataFrame
        With ``enterprise_id`` and ``area_m2``.
    enterprises : DataFrame
        Canonical enterprises; of several rows for one year the first is taken.
    as_of : Timestamp
        The day.

    Returns
    -------
    DataFrame
        With ``enterprise.*`` columns and ``tax_yuan_per_mu``: the enterprise's
        tax over the area of all its parcels.

    Examples
    --------
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> parcels = make_parcels(enterprise_id="E1").assign(area_m2=10_000.0)
    >>> joined = with_enterprises(
    ...     parcels, make_enterprises(tax_yuan=1_500_000), pd.Timestamp("2022-09-30"))
    >>> round(joined.tax_yuan_per_mu[0])
    100000
    """
    known = enterprises[enterprises["year"] <= as_of.year]
    known = known.sort_values("year", ascending=False, kind="stable")
    state = known.drop_duplicates("enterprise_id").set_index("enterprise_id")
    columns = [n for n in (*_ENTERPRISE_COLUMNS, *_SOURCE_COLUMNS) if n in state]
    joined = parcels.join(state[columns].add_prefix(ENTERPRISE), on="enterprise_id")
    joined.attrs = parcels.attrs
    year = latest_year(enterprises, as_of)
    density = pd.Series(float("nan"), index=parcels.index)
    if year is not None:
        density = tax_per_parcel(parcels, enterprises, year)
    return joined.assign(tax_yuan_per_mu=density)
