"""Which parcels were supplied by a day, and of which it is in doubt."""

from __future__ import annotations

from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.facts import absent_by_file

__all__ = ["in_doubt", "lacks_column", "supplied_by", "supply_day"]

_DATES = ("supply_date", "contract_date")


def supply_day(parcels: pd.DataFrame) -> pd.Series:
    """Day of the supply; of the contract where no other is recorded.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.

    Returns
    -------
    Series of datetime64
        Missing where neither is recorded.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> supply_day(make_parcels(contract_date="2018-05-01")).dt.year.tolist()
    [2018]
    """
    return parcels["supply_date"].fillna(parcels["contract_date"])


def supplied_by(parcels: GeoDataFrame, as_of: date | str) -> GeoDataFrame:
    """Parcels supplied by a day; one without any date counts as supplied.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels: what stands in the layer of supplied land.
    as_of : date or str
        The day.

    Returns
    -------
    GeoDataFrame
        Some of the rows.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(supply_date=["2018-05-01", "2018-05-02", None])
    >>> supplied_by(parcels, "2018-05-01").parcel_id.tolist()
    ['P1', 'P3']
    """
    return parcels[~(supply_day(parcels) > as_day(as_of))]


def in_doubt(parcels: pd.DataFrame, as_of: date | str) -> pd.Series:
    """Where a source has no column for the day, so that the supply may be later.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels with the attributes of a reader or a factory.
    as_of : date or str
        The day.

    Returns
    -------
    Series of bool
        On the index of the parcels. A column that is there and empty is no doubt:
        what stands in the layer of supplied land was supplied.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels()
    >>> in_doubt(parcels, "2022-09-30").tolist()
    [False]
    >>> parcels.attrs["absent_columns"] = ["supply_date"]
    >>> in_doubt(parcels, "2022-09-30").tolist()
    [True]
    """
    day = supply_day(parcels)
    supply, contract = (lacks_column(parcels, name) for name in _DATES)
    return (day.isna() & (supply | contract)) | ((day > as_day(as_of)) & supply)


def lacks_column(frame: pd.DataFrame, column: str) -> pd.Series:
    """Where the source of a row has no such column.

    Parameters
    ----------
    frame : DataFrame
        Canonical, with the attributes of a reader or a factory.
    column : str
        Name of a canonical column.

    Returns
    -------
    Series of bool
        On the index of the frame.

    Examples
    --------
    >>> from landuse.testing import make_approvals
    >>> lacks_column(make_approvals(), "compensated").tolist()
    [False]
    """
    absent = absent_by_file(frame)
    files = [file for file, names in absent.items() if column in names]
    if not files or len(files) == len(absent):
        return pd.Series(data=bool(files), index=frame.index)
    return frame["source_file"].isin(files)
