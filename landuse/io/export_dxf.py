"""Write DXF as every drawing program reads it: R12, closed polylines, layers.

A drawing holds no attributes and no reference system, so the layer tells the
class of a shape and a text inside it its name; what is left out is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from landuse.io.export_columns import Column, plain_columns
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["write_dxf"]

_LAYER_COLUMNS = (
    "Layer",
    "图层",
    "land_use",
    "class_code",
    "kind",
    "地块用途",
    "土地用途",
)
_LABELS = "_注记"
_TEXT_HEIGHT = 2.0
_NOT_IN_NAME = re.compile(r"[<>/\\\":;?*|=,`\x00-\x1f]")
_WHITE = "7"


def write_dxf(frame: gpd.GeoDataFrame, path: Path, layer: str) -> tuple[Issue, ...]:
    """Write outlines, lines and points, and a text in each outline.

    Parameters
    ----------
    frame : GeoDataFrame
        Coordinates are written as they are.
    path : Path
        The file.
    layer : str
        Layer of the drawing for rows without a land use or class.

    Returns
    -------
    tuple of Issue
        ``COLUMN_LEFT_OUT`` and ``CRS_LEFT_OUT``.
    """
    columns = plain_columns(frame)
    layers = _layers(columns, len(frame), layer)
    labels = next((c for c in columns if c.kind == "text"), None)
    names = sorted({*layers, *(name + _LABELS for name in layers)})
    pairs = [*_head(names)]
    for row, shape in enumerate(shapely.force_2d(frame.geometry)):
        if shape is not None and not shape.is_empty:
            pairs += _entities(shape, layers[row])
            text = None if labels is None else labels.values[row]
            pairs += _label(shape, layers[row] + _LABELS, text)
    pairs += [("0", "ENDSEC"), ("0", "EOF")]
    text = "".join(f"{code}\r\n{value}\r\n" for code, value in pairs)
    path.write_bytes(_encoded(text))
    return _notes(columns, labels, frame)


def _encoded(text: str) -> bytes:
    """GBK, and rare characters as the escapes of the format."""
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return b"".join(_character(char) for char in text)


def _character(char: str) -> bytes:
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        units = char.encode("utf-16-be").hex().upper()
        pairs = (units[i : i + 4] for i in range(0, len(units), 4))
        return "".join(f"\\U+{unit}" for unit in pairs).encode()


def _layers(columns: list[Column], count: int, default: str) -> list[str]:
    by_name = {column.name: column for column in columns}
    chosen = next((by_name[n] for n in _LAYER_COLUMNS if n in by_name), None)
    values = [None] * count if chosen is None else chosen.values
    return [_NOT_IN_NAME.sub("_", str(v or default).strip()) or "0" for v in values]


def _head(layers: list[str]) -> Iterator[tuple[str, Any]]:
    yield from (("0", "SECTION"), ("2", "HEADER"))
    yield from (("9", "$ACADVER"), ("1", "AC1009"))
    yield from (("9", "$DWGCODEPAGE"), ("3", "ANSI_936"))
    yield from (("0", "ENDSEC"), ("0", "SECTION"), ("2", "TABLES"))
    yield from (("0", "TABLE"), ("2", "LAYER"), ("70", len(layers)))
    for name in layers:
        yield from (("0", "LAYER"), ("2", name), ("70", 0))
        yield from (("62", _WHITE), ("6", "CONTINUOUS"))
    yield from (("0", "ENDTAB"), ("0", "ENDSEC"))
    yield from (("0", "SECTION"), ("2", "ENTITIES"))


def _entities(shape: Any, layer: str) -> Iterator[tuple[str, Any]]:
    for part in shapely.get_parts(shape).tolist():
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield from _polyline(list(ring.coords)[:-1], layer, closed=True)
        elif part.geom_type == "Point":
            yield from (("0", "POINT"), ("8", layer), *_place(part.coords[0]))
        elif hasattr(part, "geoms"):
            yield from _entities(part, layer)
        else:
            yield from _polyline(list(part.coords), layer, closed=False)


def _polyline(
    points: list[tuple[float, float]], layer: str, *, closed: bool
) -> Iterator[tuple[str, Any]]:
    yield from (("0", "POLYLINE"), ("8", layer), ("66", 1), ("70", int(closed)))
    yield from (("10", "0.0"), ("20", "0.0"), ("30", "0.0"))
    for point in points:
        yield from (("0", "VERTEX"), ("8", layer), *_place(point))
    yield from (("0", "SEQEND"), ("8", layer))


def _place(point: tuple[float, ...]) -> tuple[tuple[str, str], ...]:
    return ("10", repr(float(point[0]))), ("20", repr(float(point[1]))), ("30", "0.0")


def _label(shape: Any, layer: str, text: str | None) -> Iterator[tuple[str, Any]]:
    if text is None or not text.strip():
        return
    words = " ".join(text.split())
    place = _place(shapely.point_on_surface(shape).coords[0])
    yield from (("0", "TEXT"), ("8", layer), *place)
    yield from (("40", _TEXT_HEIGHT), ("1", words))


def _notes(
    columns: list[Column], labels: Column | None, frame: gpd.GeoDataFrame
) -> tuple[Issue, ...]:
    lost = [c.name for c in columns if c is not labels]
    text = worded("drawing_crs", crs=_crs(frame))
    hint = "state it when the drawing is read again (epsg = ...)"
    found = [Issue("CRS_LEFT_OUT", "info", text, hint=hint)]
    if lost:
        text = worded("drawing_columns", names=", ".join(lost))
        hint = "write a GeoPackage beside it"
        found.append(Issue("COLUMN_LEFT_OUT", "info", text, hint=hint))
    return tuple(found)


def _crs(frame: gpd.GeoDataFrame) -> str:
    code = None if frame.crs is None else frame.crs.to_epsg()
    return f"EPSG:{code}" if code else "the system of the source"
