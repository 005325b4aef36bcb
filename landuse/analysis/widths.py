"""How wide and how thin a polygon is, from its area and perimeter alone."""

from __future__ import annotations

import numpy as np
import shapely

__all__ = ["mean_width", "thinness"]


def mean_width(shapes: np.ndarray) -> np.ndarray:
    """The short side of the rectangle of the same area and perimeter.

    Parameters
    ----------
    shapes : array of polygons
        In metres.

    Returns
    -------
    ndarray of float
        0 for what has no area; a quarter of the perimeter for what is rounder
        than a square.

    Examples
    --------
    >>> mean_width(np.array([shapely.box(0, 0, 100, 0.5)])).round(9).tolist()
    [0.5]
    """
    half, area = shapely.length(shapes) / 2, shapely.area(shapes)
    root = np.sqrt(np.maximum(half**2 - 4 * area, 0.0))
    narrow = 2 * area / np.maximum(half + root, np.finfo(float).tiny)
    return np.minimum(narrow, half / 2)


def thinness(shapes: np.ndarray) -> np.ndarray:
    """Area over that of the circle with the same perimeter: 1 for a circle.

    Parameters
    ----------
    shapes : array of polygons
        In metres.

    Returns
    -------
    ndarray of float
        0 for what has no area.

    Examples
    --------
    >>> thinness(np.array([shapely.box(0, 0, 1, 1)])).round(4).tolist()
    [0.7854]
    """
    perimeter = shapely.length(shapes)
    whole = np.maximum(perimeter**2, np.finfo(float).tiny)
    return 4 * np.pi * shapely.area(shapes) / whole
