"""The system in which the layers of a project are brought together.

A policy names it. Where none does, it is the 3-degree zone in which the middle of the
region's box lies, or of the zones, or of all layers: never a zone of another city.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from landuse.io.crscodes import gk_epsg
from landuse.io.crsguess import CHINA, inside, to_lonlat
from landuse.io.source import Loaded
from landuse.issues import Issue
from landuse.messages import worded
from landuse.policy import Region
from landuse.resources import defaults

__all__ = ["system_issues", "working_epsg"]

_WEB_MERCATOR = 3857
_DEGREES = 3  # width of the zones


def working_epsg(loaded: Sequence[Loaded], region: Region) -> int:
    """Code of the system in which layers are brought together.

    Parameters
    ----------
    loaded : sequence of Loaded
        The sources of a project.
    region : Region
        Of its policy.

    Returns
    -------
    int
        That of the policy; else the zone without prefix in which the middle of the
        region's box lies, or of the zones, or of all layers. Outside China it is
        the first projected system of a layer, or the UTM zone; without any layer
        that of ``defaults.toml``.

    Examples
    --------
    >>> working_epsg([], Region((114.8, 35.3, 116.2, 36.3), 4526))
    4526
    >>> working_epsg([], Region((102.0, 24.0, 103.0, 26.0), None))
    4543
    """
    if region.working_epsg is not None:
        return region.working_epsg
    layers = _layers(loaded)
    middle = _middle(region, layers)
    if middle is None:
        return int(defaults("working_system")["epsg"])
    lon, lat = middle
    if bool(inside(lon, lat, CHINA)):
        zone = gk_epsg("CGCS2000", round(float(lon) / _DEGREES), prefix=False)
        if zone is not None:
            return zone
    return _projected(layers, middle)


def system_issues(region: Region, epsg: int) -> list[Issue]:
    """That the working system was derived, where the policy names none.

    Parameters
    ----------
    region : Region
        Of the policy.
    epsg : int
        Code of the system.

    Returns
    -------
    list of Issue
        At most one.

    Examples
    --------
    >>> [issue.code for issue in system_issues(Region(None, None), 4547)]
    ['WORKING_SYSTEM_DERIVED']
    """
    if region.working_epsg is not None:
        return []
    text = worded("working_system", epsg=epsg)
    hint = "name working_epsg in the [region] of a policy of your own"
    return [Issue("WORKING_SYSTEM_DERIVED", "info", text, hint=hint)]


def _layers(loaded: Sequence[Loaded]) -> list[gpd.GeoDataFrame]:
    """Layers with a place: the zones alone, where there are some."""
    placed = [
        item
        for item in loaded
        if isinstance(item.frame, gpd.GeoDataFrame)
        and item.frame.crs is not None
        and item.frame.crs.to_epsg() is not None
        and np.isfinite(item.frame.total_bounds).all()
    ]
    zones = [item for item in placed if item.kind == "zones"]
    return [item.frame for item in zones or placed]


def _middle(region: Region, layers: Sequence[gpd.GeoDataFrame]) -> Any:
    """Longitude and latitude of the middle, in degrees."""
    if region.box is not None:
        west, south, east, north = region.box
        return (west + east) / 2, (south + north) / 2
    corners = []
    for frame in layers:
        west, south, east, north = frame.total_bounds
        xy = np.array([[west, south], [east, north]])
        corners.append(np.column_stack(to_lonlat(frame.crs.to_epsg(), *xy.T)))
    if not corners:
        return None
    bounds = np.vstack(corners)
    return tuple((bounds.min(axis=0) + bounds.max(axis=0)) / 2)


def _projected(layers: Sequence[gpd.GeoDataFrame], middle: Any) -> int:
    for frame in layers:
        if frame.crs.is_projected and frame.crs.to_epsg() != _WEB_MERCATOR:
            return int(frame.crs.to_epsg())
    point = gpd.GeoSeries([shapely.Point(*middle)], crs=4326)
    return int(point.estimate_utm_crs().to_epsg())
