"""Which rows of a frame geometry can be asked about."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

__all__ = ["areal", "layer_of", "measurable"]

_AREAL = (3, 6)  # polygon and multipolygon, as shapely numbers them


def layer_of(frame: pd.DataFrame) -> GeoDataFrame | None:
    """The frame where it is a layer with a CRS and rows, else None.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Canonical.

    Returns
    -------
    GeoDataFrame or None
        The same object.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> layer_of(make_enterprises()) is None
    True
    """
    if not isinstance(frame, GeoDataFrame) or frame.empty:
        return None
    if "geometry" not in frame.columns or frame.crs is None:
        return None
    return frame


def areal(layer: GeoDataFrame) -> np.ndarray:
    """Whether each row has a polygon that is not empty.

    Parameters
    ----------
    layer : GeoDataFrame
        Any geometries.

    Returns
    -------
    ndarray of bool
        False for a missing one.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> areal(make_parcels(geometry=[square(), None])).tolist()
    [True, False]
    """
    shapes = layer.geometry.to_numpy()
    return np.isin(shapely.get_type_id(shapes), _AREAL) & ~shapely.is_empty(shapes)


def measurable(frame: pd.DataFrame) -> np.ndarray:
    """Positions of the rows with a valid areal outline.

    Parameters
    ----------
    frame : DataFrame
        Canonical.

    Returns
    -------
    ndarray of int
        Sorted; empty for a table or a layer without CRS.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> measurable(make_parcels(geometry=[square(), None])).tolist()
    [0]
    """
    layer = layer_of(frame)
    if layer is None:
        return np.empty(0, dtype=np.int64)
    good = areal(layer) & shapely.is_valid(layer.geometry.to_numpy())
    return np.flatnonzero(good)
