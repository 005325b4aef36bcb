"""Single records that lie elsewhere than their layer, and what they may be.

A layer that fits its system as a whole may hold a parcel with the prefix of
another zone, with north first, or in degrees. Each is set apart by itself, with
the reading that would put it into the region, for the owner to decide.
"""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import CRS

from landuse.io.crsguess import (
    TOLERANCE,
    Box,
    Guess,
    in_domain,
    infer,
    inside,
    to_lonlat,
    zone_prefixes,
)
from landuse.io.raw import Reject
from landuse.messages import worded

__all__ = ["find_strays"]

_CELL = 1e5  # records of one such square are read as one
_HALF = 0.5
_HINT = "look at the zone prefix and the order of X and Y"


def find_strays(
    geometry: np.ndarray,
    rows: np.ndarray,
    epsg: int,
    out: np.ndarray,
    box: Box | None = None,
) -> list[Reject]:
    """Records that cannot lie where their coordinates put them.

    Parameters
    ----------
    geometry : array of shapely geometries
        In the order east, north.
    rows : array of int
        Row number of each.
    epsg : int
        System of the layer.
    out : array of bool
        Records that are set apart already.
    box : tuple, optional
        West, south, east, north of the region in degrees. A layer that lies
        mostly elsewhere is only held against its system's area of use.

    Returns
    -------
    list of Reject
        In the order of the records.

    Examples
    --------
    >>> shapes = shapely.points([[38593000, 3960000], [39593000, 3960000]])
    >>> found = find_strays(shapes, np.array([1, 2]), 4526, np.zeros(2, bool))
    >>> [(reject.row, reject.code) for reject in found]
    [(2, 'WRONG_ZONE_PREFIX')]
    """
    bounds = shapely.bounds(geometry)
    seen = np.flatnonzero(np.isfinite(bounds).all(axis=1) & ~out)
    low, high = bounds[seen, :2], bounds[seen, 2:]
    far = ~(in_domain(low, epsg) & in_domain(high, epsg))
    middle = (low + high) / 2
    beyond = _beyond(middle, epsg, box)
    readings = _readings(middle, epsg, far | beyond, box)
    found = []
    for i in np.flatnonzero(far | beyond):
        row, guess = int(rows[seen[i]]), readings.get(int(i))
        if guess is not None:
            found.append(_misread(row, middle[i], epsg, guess))
        elif far[i]:
            found.append(_lost(row, bounds[seen[i]], epsg))
    return found


def _beyond(middle: np.ndarray, epsg: int, box: Box | None) -> np.ndarray:
    """Which points lie outside the region, where most lie inside."""
    if box is None or not len(middle):
        return np.zeros(len(middle), dtype=bool)
    within = inside(*to_lonlat(epsg, middle[:, 0], middle[:, 1]), box, TOLERANCE)
    return ~within if within.mean() >= _HALF else np.zeros(len(middle), dtype=bool)


def _readings(
    middle: np.ndarray, epsg: int, asked: np.ndarray, box: Box | None
) -> dict[int, Guess]:
    """The one other way in which each of the points would lie in the region."""
    places = np.flatnonzero(asked)
    if box is None or not len(places):
        return {}
    cells, owner = np.unique(middle[places] // _CELL, axis=0, return_inverse=True)
    found: dict[int, Guess] = {}
    for cell in range(len(cells)):
        members = places[owner.ravel() == cell]
        guesses = [
            g for g in infer(middle[members], box) if (g.epsg, g.swapped) != (epsg, 0)
        ]
        if len(guesses) == 1:
            found |= dict.fromkeys(members.tolist(), guesses[0])
    return found


def _misread(row: int, at: np.ndarray, epsg: int, guess: Guess) -> Reject:
    code, what = "TWO_ZONES", worded("other_zone")
    if guess.swapped:
        code, what = "AXES_SWAPPED", worded("axes_exchanged")
    elif CRS.from_epsg(guess.epsg).is_geographic != CRS.from_epsg(epsg).is_geographic:
        code, what = "CRS_COORD_CONFLICT", worded("other_units")
    read = {"epsg": guess.epsg, "kind": guess.kind, "what": what}
    reason = worded("read_otherwise", place=_place(at), **read)
    hint = f"move the record to EPSG:{epsg}, or send it as a layer of its own"
    return Reject(row, code, reason, "geometry", _place(at), hint)


def _lost(row: int, bounds: np.ndarray, epsg: int) -> Reject:
    middle = (bounds[:2] + bounds[2:]) / 2
    code, more = "OUT_OF_EXTENT", ""
    zones = zone_prefixes(middle[None, :])
    own = zone_prefixes(np.array([[_false_easting(epsg), middle[1]]]))
    if zones and own and zones != own:
        code = "WRONG_ZONE_PREFIX"
        more = worded("prefix_differs", found=zones[0], usual=own[0])
    reason = worded("lies_outside", place=_place(middle), epsg=epsg, more=more)
    return Reject(row, code, reason, "geometry", _place(middle), _HINT)


def _place(at: np.ndarray) -> str:
    return f"({at[0]:.1f}, {at[1]:.1f})"


def _false_easting(epsg: int) -> float:
    operation = CRS.from_epsg(epsg).coordinate_operation
    params = operation.params if operation else []
    return float(next((p.value for p in params if p.name == "False easting"), 0.0))
