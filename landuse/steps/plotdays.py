"""What the rows of a plot's life need of the plot itself: its agreement, its zone."""

from __future__ import annotations

import pandas as pd

__all__ = ["agreement_days", "zones_of_plots"]

#: Without a day of its own a promise holds from the first of these that is stated.
_AGREED_ON = ("agreement_date", "contract_date", "supply_date")


def agreement_days(parcels: pd.DataFrame | None) -> dict[str, pd.Timestamp]:
    """The day of each plot on which what was promised with it holds at the latest.

    Parameters
    ----------
    parcels : DataFrame or None
        Canonical parcels.

    Returns
    -------
    dict
        By parcel: the supervision agreement, else the contract, else the supply;
        without a plot of which no such day is stated.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(contract_date=["2021-03-01", None])
    >>> {name: day.date().isoformat() for name, day in agreement_days(plots).items()}
    {'P1': '2021-03-01'}
    """
    if parcels is None:
        return {}
    days = pd.Series(pd.NaT, index=parcels.index, dtype="datetime64[s]")
    for column in _AGREED_ON:
        if column in parcels:
            days = days.fillna(parcels[column])
    known = pd.Series(days.to_numpy(), parcels["parcel_id"].to_numpy()).dropna()
    return known[~known.index.duplicated()].to_dict()


def zones_of_plots(parcels: pd.DataFrame | None) -> dict[str, str]:
    """The zone of each plot that has one.

    Parameters
    ----------
    parcels : DataFrame or None
        Canonical parcels; of several records of a plot the first counts.

    Returns
    -------
    dict of str to str
        By parcel.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> zones_of_plots(make_parcels(zone_id=["Z1", None]))
    {'P1': 'Z1'}
    """
    if parcels is None or "zone_id" not in parcels:
        return {}
    placed = parcels.dropna(subset=["zone_id"]).drop_duplicates("parcel_id")
    return dict(zip(placed["parcel_id"], placed["zone_id"], strict=True))
