"""The outline of one event: of a file that holds one, or of a project's parcel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from landuse.errors import SchemaError, SourceError
from landuse.fields import LAYER
from landuse.io.source import Source, read_source
from landuse.messages import worded
from landuse.policy import Region
from landuse.steps.ledgerevents import to_wkb

__all__ = ["outline_of", "outline_of_parcel"]


def outline_of(
    path: Path, region: Region | None = None, epsg: int | None = None
) -> tuple[bytes, int]:
    """The one outline of a file.

    Parameters
    ----------
    path : Path
        A layer of one record, or a coordinate text of one plot.
    region : Region, optional
        May stand in for a system that the file does not state.
    epsg : int, optional
        System, where the user knows it.

    Returns
    -------
    tuple of bytes and int
        WKB, and the code of its system.

    Raises
    ------
    SourceError
        A file that cannot be used, or that holds no or several outlines.
    """
    frame = read_source(Source.of(LAYER, path, epsg=epsg), region).frame
    shapes = frame["geometry"].dropna()
    system = None if frame.crs is None else frame.crs.to_epsg()
    if len(shapes) != 1 or system is None:
        msg = worded("ledger_one_outline", count=len(shapes))
        raise SourceError(msg, path)
    found = to_wkb(shapes.iloc[0])
    if found is None:
        raise SourceError(worded("ledger_one_outline", count=0), path)
    return found, system


def outline_of_parcel(
    frames: Mapping[str, pd.DataFrame], parcel_id: str
) -> tuple[bytes, int] | None:
    """The outline of a parcel of a project.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`.
    parcel_id : str
        Parcel code.

    Returns
    -------
    tuple of bytes and int, or None
        WKB, and the code of its system; None where the project has no such parcel.

    Raises
    ------
    SchemaError
        Several records of the parcel.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> outline_of_parcel({"parcels": make_parcels()}, "P1")[1]
    4547
    """
    parcels = frames.get("parcels")
    if parcels is None:
        return None
    own = parcels[parcels["parcel_id"] == parcel_id]
    if len(own) > 1:
        raise SchemaError(worded("ledger_twice", parcel=parcel_id, count=len(own)))
    found = None if own.empty else to_wkb(own.geometry.iloc[0])
    return None if found is None else (found, parcels.crs.to_epsg())
