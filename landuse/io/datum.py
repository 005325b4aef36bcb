"""Old datums: Xian 1980 and Beijing 1954 are never moved to CGCS2000 in silence.

PROJ moves them without any shift, tens of metres off and without a warning. So
such a layer is refused, unless the user gives the parameters of the shift
(:mod:`landuse.io.transformfile`) or says that this is good enough.
CGCS2000 and WGS84 count as one.
"""

from __future__ import annotations

import geopandas as gpd
from pyproj import CRS

from landuse.errors import SourceError
from landuse.io.crscodes import UNSHIFTED, datum_of
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["check_datum", "datum_issues", "reproject", "unshifted_datum"]


def unshifted_datum(epsg: int) -> str | None:
    """Name of the datum if it has no published shift to CGCS2000.

    Examples
    --------
    >>> unshifted_datum(2362), unshifted_datum(4526)
    ('Xian 1980', None)
    """
    return UNSHIFTED.get(datum_of(CRS.from_epsg(epsg)) or "")


def check_datum(epsg: int, *, allow_ballpark: bool = False) -> None:
    """Refuse a layer on an old datum, unless the user allows it.

    Parameters
    ----------
    epsg : int
        System of the layer.
    allow_ballpark : bool, default False
        Read it in its own system; moving it to another is then tens of metres off.

    Raises
    ------
    SourceError
        For Xian 1980 and Beijing 1954.

    Examples
    --------
    >>> check_datum(4526)
    """
    datum = unshifted_datum(epsg)
    if datum is None or allow_ballpark:
        return
    msg = worded("shift_not_public", datum=datum, epsg=epsg)
    raise SourceError(msg, code="CRS_NOT_ALLOWED")


def datum_issues(epsg: int) -> list[Issue]:
    """That a layer stays on an old datum, as the user allowed.

    Parameters
    ----------
    epsg : int
        System of the layer.

    Returns
    -------
    list of Issue
        At most one.

    Examples
    --------
    >>> [issue.code for issue in datum_issues(2362)], datum_issues(4526)
    (['DATUM_UNSHIFTED'], [])
    """
    datum = unshifted_datum(epsg)
    if datum is None:
        return []
    text = worded("datum_unshifted", datum=datum)
    hint = f"{datum}: ask for it in CGCS2000, or for the parameters (transform = ...)"
    return [Issue("DATUM_UNSHIFTED", "warning", text, hint=hint)]


def reproject(
    frame: gpd.GeoDataFrame, epsg: int, *, allow_ballpark: bool = False
) -> gpd.GeoDataFrame:
    """A frame in another system, unless that would only pretend a datum shift.

    Parameters
    ----------
    frame : GeoDataFrame
        With a CRS.
    epsg : int
        Code of the target.
    allow_ballpark : bool, default False
        Move old datums too, without any shift: tens of metres off.

    Returns
    -------
    GeoDataFrame
        A new frame with the same ``attrs``.

    Raises
    ------
    SourceError
        If source and target differ in datum and one is Xian 1980 or Beijing 1954.
    """
    source, target = frame.crs, CRS.from_epsg(epsg)
    if source == target:
        return frame
    datums = {datum_of(source), datum_of(target)}
    bad = sorted(UNSHIFTED[d] for d in datums if d in UNSHIFTED)
    if bad and len(datums) > 1 and not allow_ballpark:
        msg = worded("not_movable", datum=bad[0], epsg=epsg)
        raise SourceError(msg, code="CRS_NOT_ALLOWED")
    return frame.to_crs(target)
