"""Geometries as short lists of integers for the page; for display only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from landuse.errors import SchemaError

__all__ = ["SCALE", "encode_shapes", "to_lonlat"]

#: Steps per degree: 0.1 m, finer than a screen shows. Never compute from it.
SCALE = 1_000_000
_LONLAT = 4326
_NOTHING: list[Any] = [0]


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


def encode_shapes(shapes: Iterable[Any]) -> list[list[Any]]:
    """Each geometry as ``[dimension + 1, parts...]``; 0 where there is none.

    Parameters
    ----------
    shapes : iterable of geometries
        In degrees; of a mixed collection the parts of highest dimension stay.

    Returns
    -------
    list of list
        Points ``[1, [x, y], ...]``, lines ``[2, line, ...]`` and polygons
        ``[3, [ring, ...], ...]``; lines and rings are x, y and then steps.

    Examples
    --------
    >>> encode_shapes([shapely.box(0, 0, 1e-6, 1e-6), None])
    [[3, [[1, 0, 0, 1, -1, 0, 0, -1]]], [0]]
    """
    return [_encode(shape) for shape in shapes]


def _encode(shape: Any) -> list[Any]:
    if shape is None or shape.is_empty:
        return _NOTHING
    parts = shapely.get_parts(shapely.get_parts(shape))
    dimension = shapely.get_dimensions(parts)
    top = int(dimension.max())
    kept = parts[(dimension == top) & ~shapely.is_empty(parts)]
    encode = (_point, _steps, _polygon)[top]
    return [top + 1, *(encode(part) for part in kept)]


def _point(point: Any) -> list[int]:
    return _grid(point).ravel().tolist()


def _polygon(polygon: Any) -> list[list[int]]:
    return [_steps(polygon.exterior, 1), *(_steps(r, 1) for r in polygon.interiors)]


def _steps(line: Any, closing: int = 0) -> list[int]:
    grid = _grid(line)
    grid = grid[: len(grid) - closing]
    return np.vstack([grid[:1], np.diff(grid, axis=0)]).ravel().tolist()


def _grid(shape: Any) -> np.ndarray:
    scaled = shapely.get_coordinates(shape) * SCALE
    return np.floor(scaled + 0.5).astype(np.int64)
