"""Shapes that are written twice, wherever their rings start and turn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

__all__ = ["same_shapes"]


def same_shapes(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of each group of equal shapes, and each later one.

    Parameters
    ----------
    shapes : array of shapely geometries
        Missing and empty ones equal nothing.

    Returns
    -------
    first, later : ndarray of int
        Places in the array, sorted by later.

    Examples
    --------
    >>> box = shapely.box(0, 0, 1, 1)
    >>> first, later = same_shapes(np.array([box, None, box.reverse()]))
    >>> first.tolist(), later.tolist()
    ([0], [2])
    """
    places = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    rough = pd.DataFrame(shapely.bounds(shapes[places]) + 0.0)
    rough["vertices"] = shapely.get_num_coordinates(shapes[places])
    places = places[rough.duplicated(keep=False).to_numpy()]
    exact = pd.Series(shapely.to_wkb(_plain(shapes[places])), dtype=object)
    first = exact.groupby(exact, sort=False).transform(lambda same: same.index[0])
    first = first.to_numpy(dtype=np.intp)
    later = first != np.arange(len(first))
    return places[first[later]], places[later]


def _plain(shapes: np.ndarray) -> np.ndarray:
    """One form for each shape: without minus zero, rings and parts in one order."""
    flat = shapely.transform(shapely.force_2d(shapes), lambda xy: xy + 0.0)
    return shapely.normalize(flat)
