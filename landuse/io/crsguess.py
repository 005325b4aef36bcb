"""What coordinates say by their size: in which system they would lie where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from pyproj import CRS, Transformer

from landuse.io.crscodes import GEOGRAPHIC, gk_epsg

__all__ = [
    "CHINA",
    "GEOGRAPHIC_NOTE",
    "LONLAT",
    "Box",
    "Guess",
    "in_domain",
    "infer",
    "inside",
    "meridian_of",
    "share_inside",
    "to_lonlat",
    "zone_prefixes",
]

Box = tuple[float, float, float, float]
#: Degrees around the box that still count as inside.
TOLERANCE = 0.05
GEOGRAPHIC_NOTE = (
    "degrees: CGCS2000, WGS84, GCJ-02 and BD-09 cannot be told apart by their numbers"
)
#: Degrees that mean the same place within a metre.
LONLAT = (4490, 4326)
#: West, south, east, north of all of China in degrees.
CHINA: Box = (73.0, 3.0, 136.0, 54.0)
_ENOUGH = 0.95  # share of vertices that must fit
_ZONE_HALF_WIDTH = 1.6  # degrees from the meridian of a 3-degree zone
_REACH = 4.5  # degrees from the box within which a meridian is tried
_MARGIN = 3.0  # degrees around a system's area of use
_NORTHING = (1.8e6, 6.1e6)


@dataclass(frozen=True, slots=True)
class Guess:
    """One system in which the coordinates fall into the region's box."""

    epsg: int
    swapped: bool
    kind: str
    confidence: str
    notes: tuple[str, ...] = ()


def infer(xy: np.ndarray, box: Box | None, datum: str = "CGCS2000") -> list[Guess]:
    """The systems in which coordinates fall into a box.

    Parameters
    ----------
    xy : array of shape (n, 2)
        A sample of vertices.
    box : tuple or None
        West, south, east, north in degrees; without it all of China is tried
        and the confidence is low if more than one system fits.
    datum : str, default "CGCS2000"
        The datum cannot be inferred from numbers.

    Returns
    -------
    list of Guess
        None, one, or several where it stays open.

    Examples
    --------
    >>> puyang = (114.8, 35.3, 116.2, 36.3)
    >>> [guess.epsg for guess in infer(np.array([[38593000, 3960000]]), puyang)]
    [4526]
    """
    xy = np.asarray(xy, float)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return []
    found = []
    for swapped in (False, True):
        x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        for epsg, kind in _candidates(
            float(np.median(x)), float(np.median(y)), box, datum
        ):
            guess = _tried(epsg, kind, (x, y), box, swapped)
            if guess is not None:
                found.append(guess)
    return found


def _candidates(
    x: float, y: float, box: Box | None, datum: str
) -> list[tuple[int, str]]:
    found: list[tuple[int | None, str]] = []
    west, south, east, north = CHINA
    if west <= x <= east and south <= y <= north:
        found.append((GEOGRAPHIC[datum], "degrees"))
    if _NORTHING[0] <= y <= _NORTHING[1]:
        zone = int(x // 1e6)
        if 24e6 <= x < 46e6:  # noqa: PLR2004
            found.append((gk_epsg(datum, zone), "3-degree zone with prefix"))
        if 13e6 <= x < 24e6:  # noqa: PLR2004
            found.append((gk_epsg(datum, zone, width=6), "6-degree zone with prefix"))
        if 1e5 <= x < 1e6:  # noqa: PLR2004
            found += [
                (gk_epsg(datum, z, prefix=False), f"3-degree zone, meridian {3 * z}")
                for z in range(25, 46)
                if box is None or box[0] - _REACH <= 3 * z <= box[2] + _REACH
            ]
    if 8.1e6 <= x <= 15.1e6 and 3.5e5 <= y <= 7.1e6:  # noqa: PLR2004
        found.append((3857, "Web Mercator"))
    return [(epsg, kind) for epsg, kind in found if epsg is not None]


def _tried(
    epsg: int,
    kind: str,
    xy: tuple[np.ndarray, np.ndarray],
    box: Box | None,
    swapped: bool,
) -> Guess | None:
    lon, lat = to_lonlat(epsg, *xy)
    tolerance = TOLERANCE if box else 0.0
    if share_inside(lon, lat, box or CHINA, tolerance) < _ENOUGH:
        return None
    confidence = "low" if box is None else "medium" if swapped else "high"
    return Guess(epsg, swapped, kind, confidence, tuple(_notes(epsg, kind, lon)))


def _notes(epsg: int, kind: str, lon: np.ndarray) -> list[str]:
    notes = []
    if epsg in LONLAT:
        notes.append(GEOGRAPHIC_NOTE)
    if kind == "3-degree zone, meridian 117":
        notes.append("same numbers as 6-degree zone 20; UTM 50N differs by 0.04 %")
    if kind.startswith("3-degree"):
        off = float(np.max(np.abs(lon - meridian_of(epsg))))
        if off > _ZONE_HALF_WIDTH:
            notes.append(
                f"data reach {off:.2f} degrees from the meridian: extended zone"
            )
    return notes


@cache
def meridian_of(epsg: int) -> float:
    """Central meridian of a transverse projection; NaN for any other system.

    Examples
    --------
    >>> meridian_of(4526)
    114.0
    """
    operation = CRS.from_epsg(epsg).coordinate_operation
    params = operation.params if operation else []
    named = (p.value for p in params if p.name == "Longitude of natural origin")
    return float(next(named, np.nan))


@cache
def _transformer(epsg: int) -> Transformer:
    target = CRS.from_epsg(epsg).geodetic_crs
    return Transformer.from_crs(epsg, target, always_xy=True)


def to_lonlat(epsg: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates in degrees on the system's own datum.

    Examples
    --------
    >>> to_lonlat(4547, np.array([500000.0]), np.array([0.0]))[0].round(6)
    array([114.])
    """
    if CRS.from_epsg(epsg).is_geographic:
        return x, y
    return _transformer(epsg).transform(x, y)


def share_inside(
    lon: np.ndarray, lat: np.ndarray, box: Box, tolerance: float = TOLERANCE
) -> float:
    """Share of points inside a box of degrees.

    Examples
    --------
    >>> share_inside(np.array([115.0, 0]), np.array([36.0, 0]), (114, 35, 116, 37))
    0.5
    """
    return float(np.mean(inside(lon, lat, box, tolerance)))


def inside(
    lon: np.ndarray, lat: np.ndarray, box: Box, tolerance: float = 0.0
) -> np.ndarray:
    """Which points lie in a box of degrees.

    Examples
    --------
    >>> inside(np.array([115.0, 0]), np.array([36.0, 0]), (114, 35, 116, 37))
    array([ True, False])
    """
    west, south, east, north = box
    good = (lon >= west - tolerance) & (lon <= east + tolerance)
    return good & (lat >= south - tolerance) & (lat <= north + tolerance)


def zone_prefixes(xy: np.ndarray) -> list[int]:
    """Zone numbers with which eastings begin, where they have one.

    Examples
    --------
    >>> zone_prefixes(np.array([[38593000.0, 3.9e6], [39399000.0, 3.9e6]]))
    [38, 39]
    """
    east, north = xy[:, 0], xy[:, 1]
    good = (north >= _NORTHING[0]) & (north <= _NORTHING[1])
    good &= (east >= 13e6) & (east < 46e6)  # noqa: PLR2004 - zones 13 to 45
    return np.unique((east[good] // 1e6).astype(int)).tolist()


def in_domain(xy: np.ndarray, epsg: int) -> np.ndarray:
    """Which points lie in the system's area of use, widened by some degrees.

    Examples
    --------
    >>> in_domain(np.array([[38593000.0, 3960000.0], [0.0, 0.0]]), 4526)
    array([ True, False])
    """
    area = CRS.from_epsg(epsg).area_of_use
    lon, lat = to_lonlat(epsg, xy[:, 0], xy[:, 1])
    if area is None:
        return np.isfinite(lon) & np.isfinite(lat)
    return inside(lon, lat, area.bounds, _MARGIN)
