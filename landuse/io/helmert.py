"""The two shifts between datums that survey offices hand out, on bare arrays.

The seven parameters of Bursa and Wolf act in space, between geocentric X, Y, Z; the
four parameters of a plane fit act on eastings and northings. Angles count by the
convention: *position vector* turns the points, *coordinate frame* turns the axes.
Nothing here keeps, names or prints a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from landuse.io.crscodes import ellipsoid_of

__all__ = ["POINTS_TURN", "shift_plane", "shift_space"]

#: Sign of an angle where points turn, by the convention that is stated.
POINTS_TURN = {"position-vector": 1.0, "coordinate-frame": -1.0}
_ARCSEC = np.pi / (180.0 * 3600.0)
_PPM = 1e-6
_STEPS = 3  # of the latitude; two are exact to a nanometre near the ground


def shift_plane(
    xy: np.ndarray, parameters: Sequence[float], convention: str
) -> np.ndarray:
    """Eastings and northings moved by a plane fit.

    Parameters
    ----------
    xy : array of shape (n, 2)
        East and north in metres.
    parameters : sequence of float
        Shift to the east and to the north in metres, turn in seconds of arc
        (counter-clockwise), scale in ppm.
    convention : str
        ``"position-vector"`` or ``"coordinate-frame"``.

    Returns
    -------
    array of shape (n, 2)
        Moved.

    Examples
    --------
    A quarter turn of the points brings east to north:

    >>> quarter = 90 * 3600
    >>> xy = np.array([[100.0, 0.0]])
    >>> shift_plane(xy, [5, 7, quarter, 0], "position-vector").round(6).tolist()
    [[5.0, 107.0]]
    """
    east, north, turn, scale = parameters
    angle = POINTS_TURN[convention] * turn * _ARCSEC
    factor = 1.0 + scale * _PPM
    cosine, sine = factor * np.cos(angle), factor * np.sin(angle)
    x, y = xy[:, 0], xy[:, 1]
    return np.column_stack(
        [east + cosine * x - sine * y, north + sine * x + cosine * y]
    )


def shift_space(
    lonlat: np.ndarray, parameters: Sequence[float], convention: str, datum: str
) -> np.ndarray:
    """Degrees of an old datum moved to CGCS2000 by seven parameters.

    Parameters
    ----------
    lonlat : array of shape (n, 2)
        Degrees on the old datum; heights count as 0, which moves a point by less
        than a millimetre.
    parameters : sequence of float
        Shifts along X, Y, Z in metres, turns about them in seconds of arc, scale
        in ppm; angles are small, as usual.
    convention : str
        ``"position-vector"`` or ``"coordinate-frame"``.
    datum : str
        ``"XIAN80"`` or ``"BEIJING54"``.

    Returns
    -------
    array of shape (n, 2)
        Degrees on CGCS2000.

    Examples
    --------
    A shift along the axis of the earth moves the equator's points up or down, not
    aside:

    >>> place = np.array([[0.0, 0.0]])
    >>> lon, lat = shift_space(place, [0, 0, 30, 0, 0, 0, 0], "position-vector",
    ...                        "XIAN80")[0]
    >>> float(lon), round(float(np.radians(lat)) * 6_378_137 * (1 - 0.00669438), 1)
    (0.0, 30.0)
    """
    shift, turns, scale = parameters[:3], parameters[3:6], parameters[6]
    x, y, z = _geocentric(lonlat, datum)
    rx, ry, rz = (POINTS_TURN[convention] * turn * _ARCSEC for turn in turns)
    factor = 1.0 + scale * _PPM
    moved = (
        shift[0] + factor * (x - rz * y + ry * z),
        shift[1] + factor * (rz * x + y - rx * z),
        shift[2] + factor * (-ry * x + rx * y + z),
    )
    return _geographic(*moved)


def _ellipsoid(datum: str) -> tuple[float, float]:
    """Semi-major axis and square of the first eccentricity."""
    axis, inverse = ellipsoid_of(datum)
    flattening = 1.0 / inverse
    return axis, flattening * (2.0 - flattening)


def _geocentric(
    lonlat: np.ndarray, datum: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    axis, e2 = _ellipsoid(datum)
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    normal = axis / np.sqrt(1.0 - e2 * np.sin(lat) ** 2)
    across = normal * np.cos(lat)
    return across * np.cos(lon), across * np.sin(lon), normal * (1 - e2) * np.sin(lat)


def _geographic(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Degrees on CGCS2000 of geocentric points, by Bowring's formula."""
    axis, e2 = _ellipsoid("CGCS2000")
    root = np.sqrt(1.0 - e2)
    across = np.hypot(x, y)
    reduced = np.arctan2(z, across * root)
    for _ in range(_STEPS):
        lat = np.arctan2(
            z + axis * e2 / root * np.sin(reduced) ** 3,
            across - axis * e2 * np.cos(reduced) ** 3,
        )
        reduced = np.arctan2(root * np.sin(lat), np.cos(lat))
    return np.column_stack([np.degrees(np.arctan2(y, x)), np.degrees(lat)])
