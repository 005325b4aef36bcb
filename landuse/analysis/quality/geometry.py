"""What the topology check needs of geometry: functions on whole layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

__all__ = ["measurable"]

_AREAL = (3, 6)  # polygon and multipolygon, as shapely numbers them


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
    if not isinstance(frame, GeoDataFrame) or frame.crs is None:
        return np.empty(0, dtype=np.int64)
    shapes: np.ndarray[Any, Any] = frame.geometry.to_numpy()
    good = np.isin(shapely.get_type_id(shapes), _AREAL) & ~shapely.is_empty(shapes)
    good &= shapely.is_valid(shapes)
    return np.flatnonzero(good)
