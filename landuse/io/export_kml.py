"""Write KML: WGS84 as the format wants it, attributes with their types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import shapely

from landuse.io.crscodes import GEOGRAPHIC
from landuse.io.datum import reproject
from landuse.io.export_columns import Column, plain_columns
from landuse.io.export_geojson import DECIMALS
from landuse.io.worksheet import printable
from landuse.issues import Issue

__all__ = ["write_kml"]

_TYPES = {"number": "double", "integer": "int", "bool": "bool"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.opengis.net/kml/2.2"


def write_kml(frame: gpd.GeoDataFrame, path: Path, layer: str) -> tuple[Issue, ...]:
    """Write one folder of placemarks.

    Parameters
    ----------
    frame : GeoDataFrame
        In CGCS2000 or WGS84, of any projection.
    path : Path
        The file.
    layer : str
        Name of the folder.

    Returns
    -------
    tuple of Issue
        ``CONTROL_CHARACTERS`` where a text holds what XML cannot.

    Raises
    ------
    SourceError
        For Xian 1980 and Beijing 1954, which cannot be moved.
    """
    placed = reproject(frame, GEOGRAPHIC["WGS84"]).geometry
    columns, issues = _clean(plain_columns(frame))
    parts = [_HEAD, f'<kml xmlns="{_SPACE}">\n<Document>\n', *_schema(columns)]
    parts.append(f"<Folder><name>{escape(printable(layer))}</name>\n")
    for row, shape in enumerate(shapely.force_2d(placed)):
        parts += _placemark(columns, row, shape)
    parts.append("</Folder>\n</Document>\n</kml>\n")
    path.write_text("".join(parts), "utf-8", newline="\n")
    return tuple(issues)


def _clean(columns: list[Column]) -> tuple[list[Column], list[Issue]]:
    cleaned, issues = [], []
    for column in columns:
        texts = column.values
        if column.kind == "text":
            texts = [None if v is None else printable(v) for v in column.values]
        if texts != column.values:
            message = "characters that XML cannot hold are left out"
            hint = "clean the source"
            issues.append(Issue("CONTROL_CHARACTERS", "warning", message, hint=hint))
        cleaned.append(Column(printable(column.name), column.kind, texts))
    return cleaned, issues


def _schema(columns: list[Column]) -> Iterator[str]:
    yield '<Schema name="layer" id="layer">\n'
    for column in columns:
        kind = _TYPES.get(column.kind, "string")
        yield f'<SimpleField name={quoteattr(column.name)} type="{kind}"/>\n'
    yield "</Schema>\n"


def _placemark(
    columns: list[Column], row: int, shape: shapely.Geometry | None
) -> Iterator[str]:
    texts = (c.values[row] for c in columns if c.kind == "text" and c.values[row])
    yield f"<Placemark><name>{escape(next(texts, str(row + 1)))}</name>"
    yield '<ExtendedData><SchemaData schemaUrl="#layer">'
    for column in columns:
        value = column.values[row]
        if value is not None:
            text = escape(_text(value))
            yield f"<SimpleData name={quoteattr(column.name)}>{text}</SimpleData>"
    yield "</SchemaData></ExtendedData>"
    if shape is not None and not shape.is_empty:
        yield from _shape(shape)
    yield "</Placemark>\n"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _shape(shape: shapely.Geometry) -> Iterator[str]:
    if hasattr(shape, "geoms"):
        yield "<MultiGeometry>"
        for part in shape.geoms:
            yield from _shape(part)
        yield "</MultiGeometry>"
    elif shape.geom_type == "Polygon":
        yield "<Polygon>"
        yield f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
        for hole in shape.interiors:
            yield f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>"
        yield "</Polygon>"
    else:
        yield f"<{shape.geom_type}>{_points(shape)}</{shape.geom_type}>"


def _ring(ring: Any) -> str:
    return f"<LinearRing>{_points(ring)}</LinearRing>"


def _points(shape: Any) -> str:
    pairs = (f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in shape.coords)
    return f"<coordinates>{' '.join(pairs)}</coordinates>"
