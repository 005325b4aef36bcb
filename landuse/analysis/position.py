"""What speaks against the position of a layer that is compared with nothing.

Nothing in a file proves its position. But coordinates tell where they come from: a
survey gives metres to the millimetre in a zone of CGCS2000. Degrees of a web format,
metres of a web map, whole metres, and the endless decimals of a conversion are what
a layer looks like that was picked from a web map or drawn over one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from landuse.analysis.gcj02 import in_china
from landuse.analysis.quality.limits import Limits
from landuse.analysis.shapes import record_issues
from landuse.issues import Issue
from landuse.messages import worded
from landuse.policy import Policy
from landuse.wording import Worded

__all__ = ["position_doubt", "unverified"]

_WEB_MERCATOR = 3857  # its metres are none
_LONLAT = 4490
_RECORDS = 20_000  # that are asked, evenly over a layer
_FINE = 0.02  # of the grid's width: what rounding in binary leaves


def unverified(
    frame: Any, crs: Mapping[str, Any] | None = None, policy: Policy | None = None
) -> list[Issue]:
    """The word that nothing vouches for the position of a layer.

    Parameters
    ----------
    frame : GeoDataFrame or other
        What has no geometry needs no position.
    crs : mapping, optional
        How its system was decided: ``how``, and ``transformed`` where it was moved.
    policy : Policy, optional
        Gives the grid of surveyed coordinates; by default the national one.

    Returns
    -------
    list of Issue
        At most one: a warning where something speaks against the position, else
        only a remark.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> issue = unverified(make_parcels(geometry=square(side=100)))[0]
    >>> issue.code, issue.severity
    ('POSITION_UNVERIFIED', 'warning')
    >>> unverified(make_parcels(geometry=square(side=99.517)))[0].severity
    'info'
    """
    if not _placed(frame):
        return []
    doubt = position_doubt(frame, crs or {}, policy)
    more = "" if doubt is None else worded("position_doubt", doubt=doubt)
    issues = record_issues(
        frame.head(1),
        code="POSITION_UNVERIFIED",
        message=worded("position_unverified", more=more),
        hint="compare with a layer whose position is known (--reference)",
    )
    severity = "info" if doubt is None else "warning"
    return [replace(issue, severity=severity) for issue in issues]


def position_doubt(
    frame: GeoDataFrame, crs: Mapping[str, Any], policy: Policy | None = None
) -> Worded | None:
    """What speaks against the position of a layer.

    Parameters
    ----------
    frame : GeoDataFrame
        With a system and at least one outline.
    crs : mapping
        How its system was decided.
    policy : Policy, optional
        Gives the grid of surveyed coordinates.

    Returns
    -------
    Worded or None
        The reason in words; None where nothing does, and outside China, whose web
        maps alone are shifted.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> position_doubt(make_parcels(geometry=square(east=1 / 3)).to_crs(4326), {})
    'degrees of WGS84, as web maps call theirs'
    """
    west, south, east, north = frame.total_bounds
    middle = shapely.points([(west + east) / 2, (south + north) / 2])
    place = GeoDataFrame(geometry=[middle], crs=frame.crs).to_crs(_LONLAT).geometry
    if not in_china(place.x.to_numpy(), place.y.to_numpy()).all():
        return None
    return _of_system(frame.crs, crs) or _of_digits(frame, crs, Limits.of(policy))


def _of_system(system: CRS, crs: Mapping[str, Any]) -> Worded | None:
    if system.to_epsg() == _WEB_MERCATOR:
        return worded("doubt_web_metres")
    if not system.is_geographic:
        return None
    if crs.get("how") == "format":
        return worded("doubt_format")
    return worded("doubt_wgs84") if _is_wgs84(system) else None


def _is_wgs84(system: CRS) -> bool:
    return "WGS" in (system.name or "").upper()


def _of_digits(
    frame: GeoDataFrame, crs: Mapping[str, Any], limits: Limits
) -> Worded | None:
    """Whole metres, or decimals that no survey writes."""
    if frame.crs.is_geographic:
        return None
    shapes = frame.geometry.to_numpy()
    xy = shapely.get_coordinates(shapes[:: -(-len(shapes) // _RECORDS)])
    most = limits.value("position_share")
    coarse, fine = limits.value("position_coarse_m"), limits.value("position_grid_m")
    if _on_grid(xy, coarse) >= most:
        return worded("doubt_coarse", width=coarse)
    if "transformed" not in crs and _on_grid(xy, fine) < most:
        return worded("doubt_decimals")
    return None


def _on_grid(xy: np.ndarray, width: float) -> float:
    """Share of vertices whose coordinates are multiples of a width."""
    steps = xy / width
    return float(np.mean((np.abs(steps - np.round(steps)) < _FINE).all(axis=1)))


def _placed(frame: Any) -> bool:
    if not isinstance(frame, GeoDataFrame) or frame.crs is None:
        return False
    return bool((~shapely.is_missing(frame.geometry.to_numpy())).any())
