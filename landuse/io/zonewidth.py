"""Data kept in a zone that they reach beyond, and what that does to plane areas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from pyproj import CRS

from landuse.io.crscodes import datum_of, gk_epsg
from landuse.io.crsguess import meridian_of, to_lonlat
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["excess_ppm", "zone_issues"]

#: Degrees from its meridian that a 3-degree and a 6-degree zone reach, with a margin.
_HALF_WIDTHS = {3: 1.6, 6: 3.1}
_SECOND_ECCENTRICITY_2 = 0.006739496775478957
_CHINESE = ("CGCS2000", "XIAN80", "BEIJING54")


def excess_ppm(lon: np.ndarray, lat: np.ndarray, meridian: float) -> np.ndarray:
    """How much too large areas are in the plane of a zone, in millionths.

    Parameters
    ----------
    lon, lat : array of float
        Degrees.
    meridian : float
        The zone's central meridian.

    Returns
    -------
    array of float
        Square of the distance from the meridian over that of the radius.

    Examples
    --------
    >>> excess_ppm(np.array([115.03]), np.array([35.76]), 114.0).round(1)
    array([213.7])
    """
    cosine = np.cos(np.radians(lat)) ** 2
    arc = np.radians(lon - meridian) ** 2
    return 1e6 * arc * cosine * (1 + _SECOND_ECCENTRICITY_2 * cosine)


def zone_issues(geometry: np.ndarray, epsg: int) -> Iterator[Issue]:
    """A warning where a layer reaches far beyond its zone.

    Parameters
    ----------
    geometry : array of shapely geometries
        Records that are kept, in the system ``epsg``.
    epsg : int
        Its code.

    Yields
    ------
    Issue
        At most one, with the error of areas in the plane; areas of this package
        are measured on the ellipsoid and not affected.

    Examples
    --------
    >>> taiqian = np.array([shapely.Point(38_669_500, 3_986_000)])
    >>> [issue.code for issue in zone_issues(taiqian, 4526)]
    ['WRONG_ZONE']
    """
    meridian = meridian_of(epsg)
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    datum = datum_of(CRS.from_epsg(epsg))
    if not np.isfinite(meridian) or not len(bounds) or datum not in _CHINESE:
        return
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    lon, lat = to_lonlat(epsg, middle[:, 0], middle[:, 1])
    off = np.abs(lon - meridian)
    width = _width(epsg, datum)
    beyond = off > _HALF_WIDTHS[width]
    if not beyond.any():
        return
    worst = int(np.argmax(off))
    zone = round(lon[worst] / 3)
    here = excess_ppm(lon, lat, meridian)[worst]
    there = excess_ppm(lon, lat, 3.0 * zone)[worst]
    yield Issue(
        "WRONG_ZONE",
        "warning",
        worded(
            "wrong_zone",
            count=int(beyond.sum()),
            width=width,
            meridian=meridian,
            off=off[worst],
            here=here,
            there=there,
            zone=zone,
            epsg=gk_epsg(datum, zone),
        ),
        field="geometry",
        value=f"EPSG:{epsg}",
        hint="areas are measured on the ellipsoid here; compare documents with that",
    )


def _width(epsg: int, datum: str) -> int:
    """3 or 6 degrees: only codes of the 6-degree series are of 6-degree zones."""
    codes = {
        gk_epsg(datum, zone, width=6, prefix=prefix)
        for zone in range(13, 24)
        for prefix in (True, False)
    }
    return 6 if epsg in codes else 3
