"""One plot of a city by its code, or what to say where there is none."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import pandas as pd

from landuse.errors import SchemaError
from landuse.messages import joined, worded

__all__ = ["parcels_of", "plot_rows"]

_CLOSE = 3  #: codes that are named where one is not known


def parcels_of(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The parcels of a city.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`.

    Returns
    -------
    GeoDataFrame
        Canonical parcels.

    Raises
    ------
    SchemaError
        There are none.

    Examples
    --------
    >>> parcels_of({})
    Traceback (most recent call last):
        ...
    landuse.errors.SchemaError: the project has no parcels
    """
    if "parcels" not in frames:
        raise SchemaError(worded("no_parcels"))
    return frames["parcels"]


def plot_rows(frames: Mapping[str, pd.DataFrame], parcel_id: str) -> pd.DataFrame:
    """The records of one parcel.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`.
    parcel_id : str
        Parcel code.

    Returns
    -------
    GeoDataFrame
        One record, or several where the code is not told once.

    Raises
    ------
    SchemaError
        No such parcel; close codes are named.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plot_rows({"parcels": make_parcels(parcel_id=["GB01", "XY"])}, "GB02")
    Traceback (most recent call last):
        ...
    landuse.errors.SchemaError: no parcel 'GB02'; did you mean GB01?
    """
    parcels = parcels_of(frames)
    own = parcels[parcels["parcel_id"] == parcel_id]
    if len(own):
        own.attrs = parcels.attrs
        return own
    ids = parcels["parcel_id"].dropna().unique().tolist()
    close = difflib.get_close_matches(parcel_id, ids, _CLOSE)
    if not close:
        raise SchemaError(worded("no_parcel", parcel=parcel_id))
    said = worded("no_parcel_but", parcel=parcel_id, close=joined(" or ", close))
    raise SchemaError(said)
