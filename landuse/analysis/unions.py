"""Unions of many groups of polygons at once."""

from __future__ import annotations

import numpy as np
import shapely

from landuse.analysis.chunks import SILENT
from landuse.analysis.conservation import RELATIVE

__all__ = ["unions_of_groups"]


def unions_of_groups(
    geometries: np.ndarray, group: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The union of each group of polygons.

    Parameters
    ----------
    geometries : array of polygons
        Valid.
    group : array
        To which group each belongs; sorted.

    Returns
    -------
    names : ndarray
        The groups, sorted.
    unions : ndarray of geometries
        One for each group.

    Examples
    --------
    >>> boxes = shapely.box([0, 1, 9], 0, [2, 3, 10], 1)
    >>> shapely.area(unions_of_groups(boxes, np.array([0, 0, 1]))[1]).tolist()
    [3.0, 1.0]
    """
    names, dense = np.unique(group, return_inverse=True)
    together = shapely.geometrycollections(geometries, indices=dense)
    return names, SILENT.run(_union, together)


def _union(collections: np.ndarray) -> np.ndarray:
    """The union of each collection of polygons.

    Members that fit edge to edge are joined by dropping the edges they share. That
    they do shows in the result: it is valid, and as large as all of them.
    """
    groups = collections[:, np.newaxis]
    try:
        result = shapely.coverage_union_all(groups, axis=1)
    except shapely.errors.GEOSException:  # some members are the same
        return shapely.union_all(groups, axis=1)
    area = shapely.area(collections)
    sure = np.abs(shapely.area(result) - area) <= RELATIVE * area
    sure &= shapely.is_valid(result)
    result[~sure] = shapely.union_all(groups[~sure], axis=1)
    return result
