"""The shift that brings records back into the areas they are known to belong to.

A parcel that names its batch lies in that batch. Where a whole layer sticks out of
its batches and one shift puts it back, the layer is displaced; where records stick
out each in its own way, no shift does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

__all__ = ["Return", "way_back"]

#: Metres: how far a shift is looked for, and by which steps.
_REACH, _STEPS = 400.0, (50.0, 12.5, 2.5)
_MOST = 80  # records that are asked, evenly over the layer
_WHOLE = 0.98  # of a record that does not stick out
_AS_GOOD = 0.005  # shares that count as the same
_LEAST = 1e-9  # square metres, so that a shape of none has a share of none


@dataclass(frozen=True)
class Return:
    """The best shift and what it does."""

    vector: np.ndarray  #: metres to the east and north by which the layer lies off
    before: float  #: mean share of a record in its area as it lies
    after: float  #: once the shift is undone
    explained: float  #: of the records that stick out, how many then do not
    homes: int  #: areas that gained by it


def way_back(
    shapes: np.ndarray,
    homes: np.ndarray,
    others: Sequence[np.ndarray] = (),
    good: float = 0.95,
) -> Return | None:
    """The shift by which records lie off the areas they belong to.

    Parameters
    ----------
    shapes : array of shapely geometries
        The records.
    homes : array of shapely geometries
        The area of each, in the same order.
    others : sequence of array
        Shifts that are tried beside those within 400 m.
    good : float, default 0.95
        Where the records lie that well in their areas, nothing is looked for.

    Returns
    -------
    Return or None
        None where nothing is amiss or there is nothing to ask.

    Examples
    --------
    >>> homes = shapely.box([0, 500, 900], 0, [100, 600, 1000], 100)
    >>> shapes = shapely.transform(homes, lambda xy: xy + [60, -40])
    >>> found = way_back(shapes, homes)
    >>> found.vector.round(-1).tolist(), round(found.after, 2), found.homes
    ([60.0, -40.0], 1.0, 3)
    """
    if not len(shapes):
        return None
    every = max(1, -(-len(shapes) // _MOST))
    shapes, homes = shapes[::every], homes[::every]
    now = _shares(shapes, homes, np.zeros(2))
    if now.mean() >= good:
        return None
    best = _best(shapes, homes, _REACH, np.zeros(2), _STEPS[0])
    for other in others:
        if _mean(shapes, homes, other) > _mean(shapes, homes, best) + _AS_GOOD:
            best = np.asarray(other)
    for before, step in pairwise(_STEPS):
        best = _best(shapes, homes, before, best, step)
    then = _shares(shapes, homes, best)
    out, back = now < _WHOLE, then >= _WHOLE
    return Return(
        vector=best,
        before=float(now.mean()),
        after=float(then.mean()),
        explained=float(back[out].mean()),
        homes=len(np.unique(shapely.to_wkb(homes[out & back]))),
    )


def _best(
    shapes: np.ndarray, homes: np.ndarray, reach: float, around: np.ndarray, step: float
) -> np.ndarray:
    """The middle of the shifts on a grid that fit as well as the best of them."""
    line = np.arange(-reach, reach + step / 2, step)
    grid = np.array(np.meshgrid(line, line)).reshape(2, -1).T
    grid = around + grid[np.hypot(*grid.T) <= reach + step / 2]
    fits = np.array([_mean(shapes, homes, vector) for vector in grid])
    return grid[fits >= fits.max() - _AS_GOOD].mean(axis=0)


def _mean(shapes: np.ndarray, homes: np.ndarray, vector: np.ndarray) -> float:
    return float(_shares(shapes, homes, vector).mean())


def _shares(shapes: np.ndarray, homes: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Share of each record in its area once a shift is undone."""
    back = shapely.transform(shapes, lambda xy: xy - vector)
    inside = shapely.area(shapely.intersection(back, homes))
    return inside / np.maximum(shapely.area(shapes), _LEAST)
