"""Which shapes of a layer are polygons that can be measured against each other."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries

from landuse.analysis.chunks import SILENT
from landuse.analysis.disjoint import polygonal

__all__ = ["mended_shapes", "sound_shapes"]

_LINEAR = (1, 2)  # type ids of LineString and LinearRing


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


def mended_shapes(shapes: GeoSeries) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Polygons, invalid outlines mended so that they can be measured, and their lines.

    What an invalid outline encloses is not known: the two ways of repair differ. It
    is taken to be all that either of them gives, so that no neighbour is missed.

    Parameters
    ----------
    shapes : GeoSeries
        Any geometries.

    Returns
    -------
    mended : ndarray
        Polygons in their places; missing for lines, points, collections and what has
        a coordinate that is not finite.
    owner : ndarray of int
        Place of the outline of each line.
    lines : ndarray of lines
        On which an invalid outline runs out and back, and encloses nothing; sorted
        by owner.

    Examples
    --------
    >>> flag = shapely.from_wkt("POLYGON ((0 0, 2 0, 2 2, 2 5, 2 2, 0 2, 0 0))")
    >>> mended, _, lines = mended_shapes(GeoSeries([flag]))
    >>> float(mended[0].area), [str(line) for line in lines]
    (4.0, ['LINESTRING (2 2, 2 5)'])
    """
    result = shapes.to_numpy().astype(object)
    xy, owner = shapely.get_coordinates(result, return_index=True)
    result[owner[~np.isfinite(xy).all(axis=1)]] = None
    result[~np.isin(shapely.get_type_id(result), (3, 6))] = None
    there = np.flatnonzero(~shapely.is_missing(result))
    bad = there[~SILENT.run(shapely.is_valid, result[there])]
    linework = shapely.make_valid(result[bad], method="linework")
    parts, owner = shapely.get_parts(linework, return_index=True)
    parts, place = shapely.get_parts(parts, return_index=True)
    linear = np.isin(shapely.get_type_id(parts), _LINEAR)
    result[bad] = _either(polygonal(result[bad]), polygonal(linework))
    return result, bad[owner[place]][linear], parts[linear]


def _either(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What one or the other covers; most often they are the same."""
    result = shapely.normalize(one)
    differ = ~shapely.equals_exact(result, shapely.normalize(other))
    result[differ] = shapely.union(one[differ], other[differ])
    return result
