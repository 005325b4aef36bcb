"""Which shapes of a layer are polygons that can be measured against each other."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries

from landuse.analysis.chunks import SILENT

__all__ = ["sound_shapes"]


def sound_shapes(shapes: GeoSeries) -> np.ndarray:
    """Valid polygons in their places, missing where a shape is no such.

    Parameters
    ----------
    shapes : GeoSeries
        Any geometries.

    Returns
    -------
    ndarray
        A new array; missing for invalid shapes, lines, points and collections.

    Examples
    --------
    >>> bow = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> sound_shapes(GeoSeries([bow, shapely.box(0, 0, 1, 1)]))[0] is None
    True
    """
    result = shapes.to_numpy().astype(object)
    sound = np.isin(shapely.get_type_id(result), (3, 6))
    sound &= SILENT.run(shapely.is_valid, result)
    result[~sound] = None
    return result
