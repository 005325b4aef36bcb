"""A coordinate text as raw records: its system by the head, its area unit by size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from landuse.errors import SourceError
from landuse.io.coordinates_header import main_prefix, stated_system
from landuse.io.coordinates_notes import (
    Told,
    area_notes,
    is_area,
    shape_notes,
    text_notes,
    who,
)
from landuse.io.coordinates_shape import (
    check_plot,
    north_first,
    plot_counts,
    plot_geometry,
)
from landuse.io.coordinates_text import read_text
from landuse.io.coordinates_txt import Document, Plot, parse_coordinates
from landuse.io.names import unit_word
from landuse.io.raw import RawLayer, Reject
from landuse.issues import Issue
from landuse.messages import worded
from landuse.units import from_unit

__all__ = ["read_coordinates"]

_COLUMNS = ("地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_FIRST = 2  # place of the plot's id among the header fields
_AREA = "地块面积"
_FIRST_TOLD = ("BAD_NUMBER", "POINT_COUNT")
_UNITS = ("ha", "m2", "mu")
_CLOSE = 0.05
_SAME = 1e-3  # share by which an area of the header may differ from the outline's
_MOST_DEGREES = 180.0
_ELLIPSOID = Geod(ellps="GRS80")


def read_coordinates(
    path: Path, encoding: str | None = None, epsg: int | None = None
) -> RawLayer:
    """All plots of a boundary-point coordinate text.

    Parameters
    ----------
    path : Path
        The .txt file.
    encoding : str, optional
        What the user or the profile says.
    epsg : int, optional
        Stated system; needed where the file has no head.

    Returns
    -------
    RawLayer
        One entry per plot, coordinates as (east, north).

    Raises
    ------
    SourceError
        If it holds no plot, states no system or one that cannot be used, or
        its zone number contradicts the coordinates.
    """
    text, decision = read_text(path.read_bytes(), encoding)
    document = parse_coordinates(text)
    plots = document.plots
    if not plots:
        msg = worded("no_plots")
        raise SourceError(msg, path.name, code="NO_POINTS")
    for plot in plots:
        check_plot(plot)
    swapped, geometry = _geometry(plots)
    try:
        declared = stated_system(document, shapely.get_coordinates(geometry), epsg)
    except SourceError as error:
        raise error.of(path.name) from error
    unit, how = _area_unit(plots, geometry)
    notes = [*_count_notes(plots, geometry, unit), *text_notes(document, (unit, how))]
    notes += area_notes(plots, [_measured(shape) for shape in geometry], unit)
    notes += shape_notes(plots, geometry, swapped)
    _mark_prefixes(plots, geometry)
    return RawLayer(
        driver="coordinate TXT",
        layer=path.stem,
        columns=_columns(plots),
        rows=np.arange(1, len(plots) + 1),
        geometry=geometry,
        declared=declared,
        declared_by="header",
        encoding=decision,
        count=len(plots),
        units={_AREA: unit},
        issues=tuple(_issue(path, *note) for note in notes),
        rejects=tuple(_rejects(plots)),
        decisions=_decisions(document, (unit, how), swapped),
    )


def _geometry(plots: list[Plot]) -> tuple[list[bool], np.ndarray]:
    """Which plots have east before north, and the shapes of all."""
    of_file = north_first(plots)
    swapped = []
    shapes = np.full(len(plots), None, dtype=object)
    for place, plot in enumerate(plots):
        own = north_first([plot])
        north = (of_file if own is None else own) is not False
        swapped.append(not north)
        shapes[place] = plot_geometry(plot, north=north, area=is_area(plot))
    return swapped, shapes


def _columns(plots: list[Plot]) -> pd.DataFrame:
    rows = []
    for plot in plots:
        row = dict(zip(_COLUMNS, plot.header[_FIRST:], strict=False))
        row[_AREA] = plot.header[1]
        rows.append({name: value.strip() or None for name, value in row.items()})
    return pd.DataFrame(rows, columns=[*_COLUMNS, _AREA], dtype="str")


def _area_unit(plots: list[Plot], geometry: np.ndarray) -> tuple[str, str]:
    """The unit of the plots' areas: written, by comparison, or the format's own."""
    areas = [plot.area for plot in plots]
    written = {unit_word(area[1]) for area in areas if area and area[1]}
    if len(written) == 1:
        return str(written.pop()), "written"
    measured = [_measured(shape) for shape in geometry]
    ratios = [
        area[0] / size
        for area, size in zip(areas, measured, strict=True)
        if area and not area[1] and size > 0
    ]
    for unit in _UNITS:
        middle = from_unit(float(np.median(ratios)), unit) if ratios else 0.0
        if abs(middle - 1) < _CLOSE:
            return unit, "compared"
    return "ha", "format"


def _measured(shape: shapely.Geometry | None) -> float:
    """Square metres in the plane of the file, or on the ellipsoid for degrees."""
    if shape is None:
        return 0.0
    if np.abs(shape.bounds).max() > _MOST_DEGREES:
        return float(shape.area)
    area, _ = _ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(area)


def _count_notes(plots: list[Plot], geometry: np.ndarray, unit: str) -> list[Told]:
    """Hold the number of points in each header against what follows it."""
    notes: list[Told] = []
    for plot, shape in zip(plots, geometry, strict=True):
        declared, counts = plot.declared_points, plot_counts(plot)
        if declared is None or declared in counts:
            continue
        unclosed = sum(not ring.is_closed for ring in plot.rings)
        if declared == counts[0] + unclosed and _agrees(plot, shape, unit):
            text = worded("closing_uncounted", plot=who(plot))
            notes.append(("CLOSING_POINT_MISSING", "warning", text))
            continue
        text = worded("points_differ", declared=declared, found=counts[0])
        plot.faults.append(("POINT_COUNT", text))
    return notes


def _agrees(plot: Plot, shape: shapely.Geometry | None, unit: str) -> bool:
    if plot.area is None or shape is None:
        return False
    own = unit_word(plot.area[1]) if plot.area[1] else unit
    declared = from_unit(plot.area[0], own or unit)
    return abs(declared - _measured(shape)) <= _SAME * declared


def _mark_prefixes(plots: list[Plot], geometry: np.ndarray) -> None:
    """Set plots apart whose eastings begin with another zone number."""
    prefix = main_prefix(shapely.get_coordinates(geometry))
    for plot, shape in zip(plots, geometry, strict=True):
        found = set(np.unique(shapely.get_coordinates(shape)[:, 0] // 1e6).astype(int))
        others = sorted(found - {prefix})
        if others:
            usual = prefix or worded("no_zone")
            text = worded("plot_prefix", found=others[0], usual=usual)
            plot.faults.append(("WRONG_ZONE_PREFIX", text))


def _rejects(plots: list[Plot]) -> list[Reject]:
    hint = "ask for the text again"
    return [
        Reject(
            number,
            code,
            worded("plot_fault", plot=who(plot), what=text),
            hint=hint,
        )
        for number, plot in enumerate(plots, 1)
        for code, text in sorted(plot.faults, key=lambda f: f[0] not in _FIRST_TOLD)
    ]


def _decisions(
    document: Document, unit: tuple[str, str], swapped: list[bool]
) -> dict[str, object]:
    rings = [ring.is_closed for plot in document.plots for ring in plot.rings]
    return {
        "area_unit": list(unit),
        "header_fields": sorted(set(document.fields)),
        "north_first": north_first(document.plots),
        "rings": len(rings),
        "rings_closed_by_reader": rings.count(False),
        "swapped_plots": sum(swapped),
    }


def _issue(path: Path, code: str, severity: str, text: str) -> Issue:
    hint = "compare with the drawing"
    return Issue(code, severity, text, file=path.name, layer=path.stem, hint=hint)
