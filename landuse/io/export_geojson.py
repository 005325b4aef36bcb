"""Write GeoJSON: longitude and latitude, the datum stated, one feature a line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from landuse.errors import SourceError
from landuse.io.crscodes import GEOGRAPHIC, datum_of
from landuse.io.datum import reproject
from landuse.io.export_columns import plain_columns
from landuse.messages import worded

__all__ = ["DECIMALS", "in_degrees", "write_geojson"]

#: Of degrees: a hundredth of a millimetre.
DECIMALS = 10
_WGS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a FeatureCollection in the degrees of the frame's own datum.

    Parameters
    ----------
    frame : GeoDataFrame
        In any system of a known datum.
    path : Path
        The file.
    """
    placed, epsg = in_degrees(frame)
    name = _WGS84 if epsg == GEOGRAPHIC["WGS84"] else f"urn:ogc:def:crs:EPSG::{epsg}"
    crs = {"type": "name", "properties": {"name": name}}
    columns = plain_columns(frame)
    lines = []
    for row, shape in enumerate(placed.geometry):
        properties = {column.name: _plain(column.values[row]) for column in columns}
        feature = {"type": "Feature", "properties": properties}
        lines.append(_json({**feature, "geometry": _geometry(shape)}))
    head = f'{{"type":"FeatureCollection","name":{_json(path.stem)},"crs":{_json(crs)}'
    body = ",\n".join(lines)
    path.write_text(f'{head},"features":[\n{body}\n]}}\n', "utf-8", newline="\n")


def in_degrees(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """The frame in longitude and latitude of its own datum, and the code of that.

    Parameters
    ----------
    frame : GeoDataFrame
        With a CRS.

    Returns
    -------
    frame : GeoDataFrame
        In two dimensions.
    epsg : int
        E.g. 4490 for CGCS2000.

    Raises
    ------
    SourceError
        For a datum that is none of those in use.

    Examples
    --------
    >>> point = gpd.GeoSeries.from_xy([38_500_000], [3_960_000], crs=4526)
    >>> placed, epsg = in_degrees(gpd.GeoDataFrame(geometry=point))
    >>> round(placed.geometry[0].x, 6), epsg
    (114.0, 4490)
    """
    datum = datum_of(frame.crs)
    if datum is None:
        msg = worded("datum_unknown", name=frame.crs.name)
        raise SourceError(msg, code="CRS_UNKNOWN")
    epsg = GEOGRAPHIC[datum]
    return reproject(frame.set_geometry(shapely.force_2d(frame.geometry)), epsg), epsg


def _geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    return json.loads(shapely.to_geojson(rounded))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
