"""Layers of a drawing: colour and hatch of each class, outlines, points and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely.geometry.base import BaseGeometry

from landuse.webmap.sheettext import plain

__all__ = ["HATCHES", "dashes", "draw_layer", "draw_names", "pen"]

#: Pattern of a definition -> hatch of matplotlib.
HATCHES = {
    "solid": "",
    "diagonal": "////",
    "back_diagonal": "\\\\\\\\",
    "cross": "xxxx",
    "dots": "....",
    "horizontal": "----",
    "vertical": "||||",
    "grid": "++++",
}
_PIXEL = 0.6  # points for a pixel of the page
_INK = "#1c2733"
_AREA = 2
_POINT_SIZE = 14
_EDGE = 0.25  # points
_SMALL = 2.0  # millimetres on paper: below it lines would hide the colours
_INCH = 25.4


def draw_layer(axes: Axes, shown: gpd.GeoDataFrame, payload: Mapping[str, Any]) -> None:
    """Draw the shapes of one layer, class by class, and its emphasis above.

    Parameters
    ----------
    axes : Axes
        Of the map, in the plane of the shapes.
    shown : GeoDataFrame
        The rows that the layer draws, in the plane.
    payload : dict
        Of the same rows, as it would go to a page.
    """
    shapes, codes = shown.geometry.to_numpy(), np.asarray(payload["codes"])
    for number, style in enumerate(payload["classes"]):
        _draw_class(axes, shapes[codes == number], style, payload["shape"])
    mark = payload["emphasis"]
    if mark is not None and len(mark["rows"]):
        _outline(axes, _edges(shapes[mark["rows"]]), mark, mark["color"])


def _draw_class(axes: Axes, shapes: Any, style: Mapping[str, Any], shape: str) -> None:
    """Areas with colour and hatch; lines; points. A zone is its outline alone."""
    if not len(shapes):
        return
    parts = _parts(shapes)
    areas = parts[shapely.get_dimensions(parts) == _AREA]
    if shape == "area" and len(areas):
        path = _rings(areas)
        color = style["color"] if style["fill"] else "none"
        axes.add_patch(PathPatch(path, facecolor=color, edgecolor="none", lw=0))
        hatch = HATCHES[style["pattern"]] or None
        edge = _EDGE if _paper_size(axes, areas) >= _SMALL else 0
        line = pen(style) if edge or hatch else "none"
        axes.add_patch(
            PathPatch(path, facecolor="none", edgecolor=line, hatch=hatch, lw=edge)
        )
    elif len(areas):
        _outline(axes, _rings(areas), style, style["color"])
    lines = parts[shapely.get_dimensions(parts) == 1]
    if len(lines):
        _outline(axes, _chains(lines), style, style["color"])
    points = parts[shapely.get_dimensions(parts) == 0]
    if len(points):
        x, y = shapely.get_coordinates(points).T
        axes.scatter(x, y, s=_POINT_SIZE, c=style["color"], ec=_INK, lw=0.4, zorder=3)


def pen(style: Mapping[str, Any]) -> str:
    """Colour of hatch and edge: that of the class where it has no fill.

    Parameters
    ----------
    style : mapping
        Of a class.

    Returns
    -------
    str
        A colour.

    Examples
    --------
    >>> pen({"fill": False, "color": "#c000c0"})
    '#c000c0'
    """
    return _INK if style["fill"] else str(style["color"])


def _paper_size(axes: Axes, areas: Any) -> float:
    """Width of a middling shape on paper, in millimetres."""
    west, east = axes.get_xlim()
    figure = axes.get_figure(root=True)
    share = axes.get_position().width
    wide = figure.get_figwidth() * share * _INCH if figure is not None else 1.0
    metres = float(np.sqrt(np.median(shapely.area(areas))))
    return metres * wide / (east - west)


def dashes(style: Mapping[str, Any]) -> Any:
    """The line of a style as matplotlib takes it.

    Parameters
    ----------
    style : mapping
        With ``dash``, lengths in pixels.

    Returns
    -------
    str or tuple
        Solid where there is none.

    Examples
    --------
    >>> dashes({"dash": "5 10"}), dashes({"dash": ""})
    ((0, (3.0, 6.0)), 'solid')
    """
    lengths = tuple(float(part) * _PIXEL for part in style["dash"].split())
    return (0, lengths) if lengths else "solid"


def _outline(axes: Axes, path: Path | None, style: Mapping[str, Any], ink: str) -> None:
    if path is None:
        return
    axes.add_patch(
        PathPatch(
            path,
            facecolor="none",
            edgecolor=ink,
            lw=style["width"] * _PIXEL,
            ls=dashes(style),
        )
    )


def _edges(shapes: Any) -> Path | None:
    parts = _parts(shapes)
    areas = parts[shapely.get_dimensions(parts) == _AREA]
    return _rings(areas) if len(areas) else None


def _parts(shapes: Any) -> Any:
    """Single parts that can be drawn."""
    parts = shapely.get_parts(shapely.force_2d(shapes[~shapely.is_missing(shapes)]))
    while (shapely.get_type_id(parts) > _AREA + 1).any():
        parts = shapely.get_parts(parts)
    return parts[np.isfinite(shapely.bounds(parts)).all(axis=1)]


def _rings(areas: Iterable[BaseGeometry]) -> Path:
    """All rings as one path; holes run the other way round and stay empty."""
    return _chains(shapely.get_rings(shapely.orient_polygons(areas)), closed=True)


def _chains(lines: Any, *, closed: bool = False) -> Path:
    corners, owner = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(corners), Path.LINETO, dtype=np.uint8)
    codes[np.flatnonzero(np.diff(owner, prepend=-1))] = Path.MOVETO
    if closed:
        codes[np.flatnonzero(np.diff(owner, append=-1))] = Path.CLOSEPOLY
    return Path(corners, codes)


def draw_names(axes: Axes, shown: gpd.GeoDataFrame, column: str, size: float) -> None:
    """Write each name once, above the largest shape that has it.

    Parameters
    ----------
    axes : Axes
        Of the map.
    shown : GeoDataFrame
        In the plane of the axes.
    column : str
        With the names.
    size : float
        In points.
    """
    named = shown[shown[column].notna() & ~shown.geometry.is_empty]
    order = named.geometry.area.sort_values(ascending=False, kind="stable").index
    largest = named.loc[order].drop_duplicates(column)
    boxes = largest.geometry.bounds
    middles = (boxes["minx"] + boxes["maxx"]) / 2
    for name, x, y in zip(largest[column], middles, boxes["maxy"], strict=True):
        axes.text(
            x,
            y,
            plain(str(name)),
            fontsize=size,
            ha="center",
            va="bottom",
            color=_INK,
            clip_on=True,
            zorder=5,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )
