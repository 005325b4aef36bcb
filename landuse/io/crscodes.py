"""Chinese coordinate systems by their parameters, not by their names.

Names lie: a .prj called ``CM_114E`` may carry the false easting of zone 38.
Ellipsoid, central meridian, false easting and scale decide.
"""

from __future__ import annotations

import numpy as np
from pyproj import CRS

__all__ = [
    "GEOGRAPHIC",
    "UNSHIFTED",
    "counterpart",
    "ellipsoid_of",
    "gk_epsg",
    "identify",
]

_ELLIPSOIDS = {
    (6378137.0, 298.257222101): "CGCS2000",
    (6378137.0, 298.257223563): "WGS84",
    (6378140.0, 298.257): "XIAN80",
    (6378245.0, 298.3): "BEIJING54",
}
#: EPSG code of the geographic system of each datum.
GEOGRAPHIC = {"CGCS2000": 4490, "XIAN80": 4610, "BEIJING54": 4214, "WGS84": 4326}
#: Datums without a published transformation to CGCS2000.
UNSHIFTED = {"XIAN80": "Xian 1980", "BEIJING54": "Beijing 1954"}
#: First code of each series and the zone it begins with: 3-degree zones with and
#: without prefix, 6-degree zones with and without prefix.
_SERIES = {
    "CGCS2000": (4513, 4534, 4491, 4502),
    "XIAN80": (2349, 2370, 2327, 2338),
    "BEIJING54": (2401, 2422, 21413, 21453),
}
_ZONES = {3: (25, 45), 6: (13, 23)}
_CENTRAL = "Longitude of natural origin"
_ZERO = ("False northing", "Latitude of natural origin")
_FALSE_EASTING = 500_000.0
_MILLION = 1e6


def gk_epsg(
    datum: str, zone: int, *, width: int = 3, prefix: bool = True
) -> int | None:
    """The EPSG code of a Gauss-Krueger zone.

    Parameters
    ----------
    datum : str
        ``"CGCS2000"``, ``"XIAN80"`` or ``"BEIJING54"``.
    zone : int
        Zone number: 25 to 45 for 3 degrees, 13 to 23 for 6 degrees.
    width : {3, 6}, default 3
        Width of the zones in degrees.
    prefix : bool, default True
        Whether eastings begin with the zone number.

    Returns
    -------
    int or None
        None outside China's zones.

    Examples
    --------
    >>> gk_epsg("CGCS2000", 38), gk_epsg("CGCS2000", 38, prefix=False)
    (4526, 4547)
    """
    first, last = _ZONES[width]
    if not first <= zone <= last:
        return None
    series = _SERIES[datum][(0 if width == 3 else 2) + (not prefix)]  # noqa: PLR2004
    return series + zone - first


def ellipsoid_of(datum: str) -> tuple[float, float]:
    """Semi-major axis in metres and inverse flattening of a datum.

    Examples
    --------
    >>> ellipsoid_of("XIAN80")
    (6378140.0, 298.257)
    """
    return next(shape for shape, name in _ELLIPSOIDS.items() if name == datum)


def datum_of(crs: CRS) -> str | None:
    """The datum of a CRS by its ellipsoid.

    Examples
    --------
    >>> datum_of(CRS.from_epsg(2362))
    'XIAN80'
    """
    ellipsoid = crs.ellipsoid
    if ellipsoid is None:
        return None
    for (axis, flattening), name in _ELLIPSOIDS.items():
        same_axis = abs(ellipsoid.semi_major_metre - axis) < 1e-3  # noqa: PLR2004
        if same_axis and abs(ellipsoid.inverse_flattening - flattening) < 1e-6:  # noqa: PLR2004
            geodetic = crs.geodetic_crs
            wgs = geodetic is not None and "WGS" in (geodetic.name or "").upper()
            return "WGS84" if wgs and name == "CGCS2000" else name
    return None


def plain(crs: CRS) -> CRS:
    """The horizontal system without a vertical part or a bound transformation."""
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    return crs


def identify(crs: CRS | None) -> int | None:
    """The EPSG code of a Chinese system by its parameters.

    Parameters
    ----------
    crs : CRS or None
        E.g. of a .prj.

    Returns
    -------
    int or None
        None for a system that is not a standard Chinese one.

    Examples
    --------
    >>> identify(CRS.from_epsg(4547))
    4547
    """
    crs = None if crs is None else plain(crs)
    datum = None if crs is None else datum_of(crs)
    if crs is None or datum is None:
        return None
    if crs.is_geographic:
        return GEOGRAPHIC[datum]
    return _zone_code(crs, datum) if crs.is_projected and datum in _SERIES else None


def counterpart(epsg: int, datum: str = "CGCS2000") -> int | None:
    """The same zone, prefix and width on another datum.

    Parameters
    ----------
    epsg : int
        Degrees or a Gauss-Krueger zone.
    datum : str, default "CGCS2000"
        The datum wanted.

    Returns
    -------
    int or None
        None for any other projection.

    Examples
    --------
    >>> counterpart(2362), counterpart(2435), counterpart(4610)
    (4526, 4547, 4490)
    """
    crs = CRS.from_epsg(epsg)
    if crs.is_geographic:
        return GEOGRAPHIC[datum]
    return _zone_code(crs, datum)


def _zone_code(crs: CRS, datum: str) -> int | None:
    operation = crs.coordinate_operation
    if operation is None or not any(
        word in operation.method_name for word in ("Transverse", "Gauss")
    ):
        return None
    values = {p.name: float(p.value) for p in operation.params}
    if values.get("Scale factor at natural origin", 1.0) != 1.0:
        return None
    meridian = values.get(_CENTRAL, np.nan)
    if any(values.get(n, 0.0) for n in _ZERO) or not _is_multiple(meridian):
        return None
    return _by_easting(datum, meridian, values.get("False easting", 0.0))


def _is_multiple(meridian: float) -> bool:
    third = meridian / 3
    return bool(np.isfinite(third) and abs(third - np.round(third)) < 1e-9)  # noqa: PLR2004


def _by_easting(datum: str, meridian: float, easting: float) -> int | None:
    zone3, zone6 = round(meridian / 3), round((meridian + 3) / 6)
    prefix, rest = divmod(easting, _MILLION)
    if abs(rest - _FALSE_EASTING) > 1e-6:  # noqa: PLR2004
        return None
    if prefix == 0:
        return gk_epsg(datum, zone3, prefix=False)
    if prefix == zone3:
        return gk_epsg(datum, zone3)
    return gk_epsg(datum, zone6, width=6) if prefix == zone6 else None
