"""A coordinate text as raw records: its system by the header, its area unit by size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from landuse.errors import SourceError
from landuse.io.coordinates_txt import (
    Document,
    Plot,
    north_first,
    parse_coordinates,
    plot_geometry,
)
from landuse.io.crscodes import GEOGRAPHIC, gk_epsg
from landuse.io.encoding import decide_text
from landuse.io.names import unit_word
from landuse.io.raw import RawLayer, Reject
from landuse.issues import Issue
from landuse.units import from_unit

__all__ = ["read_coordinates"]

_COLUMNS = ("地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_FIRST = 2  # place of the plot's id among the header fields
_AREA = "地块面积"
_HEADER = "属性描述"
_DATUMS = (("2000", "CGCS2000"), ("80", "XIAN80"), ("54", "BEIJING54"))
_UNITS = ("ha", "m2", "mu")
_CLOSE = 0.05
_WIDE = 6


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
        Stated system; needed where the file has no header.

    Returns
    -------
    RawLayer
        One entry per plot, coordinates as (east, north).

    Raises
    ------
    SourceError
        If it holds no plot, states no system, or its zone number contradicts
        the coordinates.
    """
    data = path.read_bytes()
    decision = decide_text(data, encoding)
    document = parse_coordinates(data.decode(decision.name))
    if not document.plots:
        msg = "holds no plot (a header line ending in @); it is no coordinate text"
        raise SourceError(msg, path.name)
    if epsg is None and _HEADER not in document.sections:
        msg = f"its section [{_HEADER}] with 坐标系 is missing; state epsg = ..."
        raise SourceError(msg, path.name)
    north = north_first(document.plots)
    geometry = np.array(
        [plot_geometry(p, north=north is not False) for p in document.plots],
        dtype=object,
    )
    unit, how = _area_unit(document.plots, geometry)
    return RawLayer(
        driver="coordinate TXT",
        layer=path.stem,
        columns=_columns(document.plots),
        rows=np.arange(1, len(document.plots) + 1),
        geometry=geometry,
        declared=_declared(document, geometry, path),
        declared_by="header",
        encoding=decision,
        count=len(document.plots),
        units={_AREA: unit},
        issues=tuple(_issues(document, path, (unit, how), north)),
        rejects=tuple(_rejects(document.plots)),
        decisions={"area_unit": [unit, how], "north_first": north},
    )


def _columns(plots: list[Plot]) -> pd.DataFrame:
    rows = []
    for plot in plots:
        row = dict(zip(_COLUMNS, plot.header[_FIRST:], strict=False))
        row[_AREA] = plot.header[1]
        rows.append({name: value.strip() or None for name, value in row.items()})
    return pd.DataFrame(rows, columns=[*_COLUMNS, _AREA], dtype="str")


def _declared(document: Document, geometry: np.ndarray, path: Path) -> str | None:
    """The system that the header states; its zone is held against the prefix."""
    stated = document.attributes
    name = stated.get("坐标系", "")
    datum = next((d for word, d in _DATUMS if word in name), None)
    if datum is None:
        return None
    if stated.get("计量单位") == "度":
        return f"EPSG:{GEOGRAPHIC[datum]}"
    xy = shapely.get_coordinates(geometry)
    prefix = int(np.median(xy[:, 0]) // 1e6) if len(xy) else 0
    zone = _whole(stated.get("带号"))
    if zone and prefix and zone != prefix:
        msg = f"带号={zone}, but the coordinates begin with {prefix}; correct one"
        raise SourceError(msg, path.name)
    width = _width(stated.get("几度分带"), zone or prefix)
    code = gk_epsg(datum, zone or prefix, width=width, prefix=bool(prefix))
    return None if code is None else f"EPSG:{code}"


def _width(text: str | None, zone: int) -> int:
    stated = _whole(text)
    if stated in (3, _WIDE):
        return stated
    return _WIDE if zone and gk_epsg("CGCS2000", zone) is None else 3


def _whole(text: str | None) -> int:
    return int(text) if text and text.strip().isdigit() else 0


def _area_unit(plots: list[Plot], geometry: np.ndarray) -> tuple[str, str]:
    """The unit of the plots' areas: written, by comparison, or the format's own."""
    stated = [(plot.area, area) for plot, area in zip(plots, geometry, strict=True)]
    written = {unit_word(a[1]) for a, _ in stated if a and a[1]}
    if len(written) == 1:
        return str(written.pop()), "written"
    ratios = [
        a[0] / shapely.area(outline)
        for a, outline in stated
        if a and outline is not None and shapely.area(outline) > 0
    ]
    for unit in _UNITS:
        middle = from_unit(float(np.median(ratios)), unit) if ratios else 0.0
        if abs(middle - 1) < _CLOSE:
            return unit, "compared"
    return "ha", "format"


def _rejects(plots: list[Plot]) -> list[Reject]:
    found = []
    for number, plot in enumerate(plots, 1):
        who = f"plot {plot.header[_FIRST]} {plot.header[_FIRST + 1]} (line {plot.line})"
        found += [
            Reject(number, code, f"{who}: {text}", hint="ask for the text again")
            for code, text in plot.faults
        ]
    return found


def _issues(
    document: Document, path: Path, unit: tuple[str, str], north: bool | None
) -> list[Issue]:
    found = [
        _issue("LINE_NOT_READ", path, f"line {n} is before any plot: {text!r}")
        for n, text in document.stray
    ]
    if unit[1] == "format" and any(plot.area for plot in document.plots):
        text = "areas fit no unit by comparison; read as hectares, the format's unit"
        found.append(_issue("UNIT_ASSUMED", path, text))
    if north is False:
        text = "east stands before north, against the format; read by magnitude"
        found.append(_issue("AXES_SWAPPED", path, text))
    return found


def _issue(code: str, path: Path, text: str) -> Issue:
    hint = "compare with the drawing"
    return Issue(code, "warning", text, file=path.name, layer=path.stem, hint=hint)
