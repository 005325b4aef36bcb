"""Geometries as columns of whole numbers for the page; for display only.

Coordinates are Web Mercator in steps of a world of :data:`WORLD` steps (0.15 m at
the equator, 0.12 m at 36 degrees), x to the east and y to the south from the
north-west corner, as map tiles count. Never compute an area from them.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from landuse.errors import SchemaError
from landuse.webmap.hilbert import hilbert
from landuse.webmap.packing import Delta

__all__ = ["WORLD", "shape_arrays", "to_lonlat"]

#: Steps around the world: 2^30 in steps of 4.
WORLD = 2**28
_LONLAT = 4326
_EDGE = 85.05112878  # degrees of latitude at which the square world ends
_AREA = 2  # dimension of a polygon
_SIMPLE = 3  # type numbers above are of collections


def to_lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Geometries in degrees, for display.

    Parameters
    ----------
    frame : GeoDataFrame
        In any reference system, but in one.

    Returns
    -------
    GeoSeries
        On the frame's index.

    Raises
    ------
    SchemaError
        If the frame does not say its reference system.

    Examples
    --------
    >>> from shapely import Point
    >>> frame = gpd.GeoDataFrame(geometry=[Point(500000, 0)], crs=4547)
    >>> round(to_lonlat(frame).x[0])
    114
    """
    if frame.crs is None:
        msg = "the frame has no coordinate reference system; set it before mapping"
        raise SchemaError(msg)
    return frame.geometry.to_crs(_LONLAT)


def shape_arrays(lonlat: Any) -> dict[str, Any]:
    """Geometries in the order of a Hilbert curve, as columns.

    Parameters
    ----------
    lonlat : array of geometries
        In degrees; of a mixed collection the parts of highest dimension stay.

    Returns
    -------
    dict
        ``world``; for each stored shape ``order`` (its row), ``kinds`` (0 none,
        1 points, 2 lines, 3 polygons) and ``parts`` (how many); ``rings`` of each
        polygon (the first is its outer one, counter-clockwise in degrees, holes
        the other way round); ``sizes`` (corners of each ring, line or point, the
        closing corner left out); ``x`` and ``y`` of all corners.

    Examples
    --------
    >>> made = shape_arrays([None, shapely.box(-180, 0, -90, 45)])
    >>> made["order"].values.tolist(), made["kinds"].tolist(), made["sizes"].tolist()
    ([1, 0], [3, 0], [4])
    >>> made["x"].values.tolist()
    [67108864, 67108864, 0, 0]
    """
    shapes = np.asarray(lonlat, dtype=object)
    count = len(shapes)
    parts, rows = _parts(shapes)
    world = shapely.transform(parts, _to_world)
    order = _order(world, rows, count)
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    sort = np.argsort(place[rows], kind="stable")
    world, stored = world[sort], place[rows[sort]]
    dimensions = shapely.get_dimensions(world)
    kinds = np.zeros(count, dtype=np.uint8)
    kinds[stored] = dimensions + 1
    return {
        "world": WORLD,
        "order": Delta(order),
        "kinds": kinds,
        "parts": np.bincount(stored, minlength=count),
        **_chains(world, dimensions == _AREA),
    }


def _parts(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Single parts that can be drawn, oriented, and the row of each."""
    parts, rows = shapes, np.arange(len(shapes))
    while len(parts) and (shapely.get_type_id(parts) > _SIMPLE).any():
        parts, found = shapely.get_parts(parts, return_index=True)
        rows = rows[found]
    drawn = np.isfinite(shapely.bounds(parts)).all(axis=1) & ~shapely.is_missing(parts)
    parts, rows = parts[drawn], rows[drawn]
    dimensions = shapely.get_dimensions(parts)
    top = np.zeros(len(shapes), dtype=np.int64)
    np.maximum.at(top, rows, dimensions)
    kept = dimensions == top[rows]
    return shapely.orient_polygons(parts[kept]), rows[kept]


def _to_world(lonlat: np.ndarray) -> np.ndarray:
    latitude = np.radians(np.clip(lonlat[:, 1], -_EDGE, _EDGE))
    share = np.column_stack(
        [lonlat[:, 0] / 360 + 0.5, 0.5 - np.arctanh(np.sin(latitude)) / (2 * np.pi)]
    )
    return share * WORLD


def _order(world: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Rows along the curve by the middle of their first part; those without last."""
    order = np.arange(count)
    if not len(rows):
        return order
    along = np.full(count, np.iinfo(np.int64).max)
    first, at = np.unique(rows, return_index=True)
    west, north, east, south = shapely.bounds(world[at]).T
    along[first] = hilbert((west + east) / 2, (north + south) / 2)
    return np.argsort(along, kind="stable")


def _chains(world: np.ndarray, area: np.ndarray) -> dict[str, Any]:
    """Rings, lines and points behind one another, in the order of their parts."""
    rings, owners = shapely.get_rings(world[area], return_index=True)
    numbers = np.concatenate([np.flatnonzero(area)[owners], np.flatnonzero(~area)])
    sort = np.argsort(numbers, kind="stable")
    chains = np.concatenate([rings, world[~area]])[sort]
    closed = area[numbers[sort]]
    corners, chain = shapely.get_coordinates(chains, return_index=True)
    sizes = np.bincount(chain, minlength=len(chains))
    closing = (np.cumsum(sizes) - 1)[closed]
    corners = np.delete(np.floor(corners + 0.5).astype(np.int64), closing, axis=0)
    return {
        "rings": np.bincount(owners, minlength=int(area.sum())),
        "sizes": sizes - closed,
        "x": Delta(corners[:, 0]),
        "y": Delta(corners[:, 1]),
    }
