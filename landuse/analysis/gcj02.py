"""The offset of Chinese web maps: where GCJ-02 and BD-09 put a point.

Coordinates picked on such a map lie half a kilometre (GCJ-02) or more than one
(BD-09) off. The formulae are public, by reverse engineering; they serve to
recognise such data, never to mend them.
"""

from __future__ import annotations

import numpy as np

__all__ = ["SHIFTS", "bd09", "gcj02", "in_china"]

_AXIS = 6378245.0  # Krasovsky 1940, on which the offset is defined
_E2 = 0.00669342162296594323
_BD = np.pi * 3000.0 / 180.0

#: West, south, east, north of where the web maps apply the offset, in degrees.
_WITHIN = (72.0, 0.8, 137.9, 55.9)

Place = tuple[np.ndarray, np.ndarray]


def in_china(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Which points lie in the box where web maps apply the offset.

    Parameters
    ----------
    lon, lat : array of float
        Degrees.

    Returns
    -------
    array of bool
        One for each point.

    Examples
    --------
    >>> in_china(np.array([115.03, -71.1]), np.array([35.76, 42.37]))
    array([ True, False])
    """
    west, south, east, north = _WITHIN
    return (lon > west) & (lon < east) & (lat > south) & (lat < north)


def gcj02(lon: np.ndarray, lat: np.ndarray) -> Place:
    """Where GCJ-02 shows points of WGS84 or CGCS2000.

    Parameters
    ----------
    lon, lat : array of float
        Degrees, within China.

    Returns
    -------
    lon, lat : array of float
        Degrees.

    Examples
    --------
    >>> lon, lat = gcj02(np.array([115.03]), np.array([35.76]))
    >>> round(float(lon[0]) - 115.03, 5), round(float(lat[0]) - 35.76, 5)
    (0.00589, -0.0)
    """
    x, y = lon - 105.0, lat - 35.0
    wave = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * _root(x) + wave
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)) * 2 / 3
    north += (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * _root(x) + wave
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)) * 2 / 3
    east += (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * 2 / 3
    sine = np.sin(np.radians(lat))
    curve = 1 - _E2 * sine * sine
    meridian = _AXIS * (1 - _E2) / curve**1.5
    parallel = _AXIS / np.sqrt(curve) * np.cos(np.radians(lat))
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _root(x: np.ndarray) -> np.ndarray:
    return np.sqrt(np.abs(x))


def bd09(lon: np.ndarray, lat: np.ndarray) -> Place:
    """Where BD-09 shows points of WGS84 or CGCS2000.

    Parameters
    ----------
    lon, lat : array of float
        Degrees, within China.

    Returns
    -------
    lon, lat : array of float
        Degrees.

    Examples
    --------
    >>> lon, lat = bd09(np.array([115.03]), np.array([35.76]))
    >>> round(float(lon[0]) - 115.03, 4), round(float(lat[0]) - 35.76, 4)
    (0.0125, 0.0058)
    """
    x, y = gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


SHIFTS = {"GCJ-02": gcj02, "BD-09": bd09}
