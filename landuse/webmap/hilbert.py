"""Places along a Hilbert curve: what is near on the map is near in the file."""

from __future__ import annotations

import numpy as np

__all__ = ["hilbert"]

_BITS = 16


def hilbert(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Distance along a Hilbert curve through the box of all places.

    Parameters
    ----------
    x, y : ndarray of float
        Finite, in any unit.

    Returns
    -------
    ndarray of int
        In cells of a grid of 65,536 by 65,536.

    Examples
    --------
    >>> corners = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])
    >>> np.argsort(hilbert(*corners)).tolist()
    [0, 1, 2, 3]
    """
    side = 1 << _BITS
    column, row = _cells(x, side), _cells(y, side)
    along = np.zeros(len(column), dtype=np.int64)
    step = side // 2
    while step:
        east, south = (column & step) > 0, (row & step) > 0
        along += step * step * ((3 * east) ^ south)
        turned = ~south & east
        column = np.where(turned, side - 1 - column, column)
        row = np.where(turned, side - 1 - row, row)
        column, row = np.where(south, column, row), np.where(south, row, column)
        step //= 2
    return along


def _cells(values: np.ndarray, side: int) -> np.ndarray:
    low, high = values.min(), values.max()
    share = (values - low) / (high - low) if high > low else np.zeros(len(values))
    return np.minimum((share * side).astype(np.int64), side - 1)
