"""The boundary-point exchange text (勘测定界界址点坐标交换格式), parsed.

Dialects differ in the number of header fields, in closing rings, in counting
the closing point, in axis order and in digits; so nothing but the grammar is
trusted: rings are put together by what lies in what, axes told by magnitude.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

__all__ = ["Document", "Plot", "parse_coordinates", "plot_geometry"]

_SECTION = re.compile(r"^[\[【]\s*([^\]】]+?)\s*[\]】]$")
_SEPARATOR = re.compile(r"[,\t;]| {2,}")
_AREA = re.compile(r"^([+\d.eE-]+)\s*(公顷|亩|平方米|㎡|M2|HA|m2|ha)?$")
_FULL_WIDTH = str.maketrans(
    {"，": ",", "＠": "@", "．": ".", "－": "-", "：": ":", "＝": "=", "　": " "}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)
_HEADER_FIELDS = 8
_POINT_FIELDS = 4
_CORNERS = 3
_COORDINATES = "地块坐标"

Point = tuple[str, float, float]


@dataclass
class Plot:
    """One plot: header and rings, in the column order of the file."""

    line: int
    header: list[str]
    rings: dict[str, list[Point]] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)  #: code and text

    @property
    def declared_points(self) -> int | None:
        """Number of points by the header."""
        text = self.header[0]
        return int(text) if text.isdigit() else None

    @property
    def area(self) -> tuple[float, str | None] | None:
        """Area of the header and the unit written behind it."""
        found = _AREA.match(self.header[1])
        if not found:
            return None
        try:
            return float(found[1]), found[2]
        except ValueError:
            return None


@dataclass
class Document:
    """A file taken apart."""

    attributes: dict[str, str] = field(default_factory=dict)
    plots: list[Plot] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    stray: list[tuple[int, str]] = field(default_factory=list)  #: lines outside plots


def parse_coordinates(text: str) -> Document:
    r"""Take a coordinate text apart.

    Parameters
    ----------
    text : str
        The decoded file.

    Returns
    -------
    Document
        Lines that are not understood stand with their plot, or in ``stray``.

    Examples
    --------
    >>> text = "[地块坐标]\n3,,1,甲,面,,,,@\nJ1,1,0,0\nJ2,1,0,9\nJ3,1,9,0"
    >>> parse_coordinates(text).plots[0].header[3]
    '甲'
    """
    document = Document()
    section = ""
    for number, raw in enumerate(text.translate(_FULL_WIDTH).splitlines(), 1):
        line = raw.strip().strip("\ufeff\x00").strip()
        if not line:
            continue
        head = _SECTION.match(line)
        if head:
            section = head[1]
            document.sections.append(section)
        elif "=" in line and section != _COORDINATES:
            key, _, value = line.partition("=")
            document.attributes[key.strip()] = value.strip()
        elif line.rstrip(", ").endswith("@"):
            document.plots.append(Plot(number, _header(line)))
        else:
            _point(document, number, line)
    for plot in document.plots:
        _check(plot)
    return document


def _header(line: str) -> list[str]:
    fields = [part.strip() for part in line.rstrip(", ").rstrip("@").split(",")]
    if fields and not fields[-1]:
        fields = fields[:-1]
    return fields + [""] * (_HEADER_FIELDS - len(fields))


def _point(document: Document, number: int, line: str) -> None:
    parts = [part.strip() for part in _SEPARATOR.split(line)]
    values = [_number(part) for part in parts[2:_POINT_FIELDS]]
    if not document.plots:
        document.stray.append((number, line[:40]))
        return
    plot = document.plots[-1]
    if len(parts) < _POINT_FIELDS or None in values:
        text = f"line {number} is no boundary point: {line[:60]}"
        plot.faults.append(("BAD_NUMBER", text))
        return
    first, second = (value for value in values if value is not None)
    ring = plot.rings.setdefault(parts[1], [])
    ring.append((parts[0], first, second))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _check(plot: Plot) -> None:
    """Counts of points and numbers of rings against what stands there."""
    found = sum(len(ring) for ring in plot.rings.values())
    distinct = found - sum(_is_closed(ring) for ring in plot.rings.values())
    if plot.declared_points not in (None, found, distinct):
        text = f"header declares {plot.declared_points} points, {found} are there"
        plot.faults.append(("POINT_COUNT", text))
    numbers = [int(name) for name in plot.rings if name.isdigit()]
    gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if gaps and min(numbers) == 1:
        plot.faults.append(("MISSING_RING", f"ring {gaps[0]} is missing"))


def _is_closed(ring: list[Point]) -> bool:
    return len(ring) > 1 and ring[0][1:] == ring[-1][1:]


def north_first(plots: list[Plot]) -> bool | None:
    """Whether the first coordinate column is the northing, by magnitude.

    Parameters
    ----------
    plots : list of Plot
        Of one file.

    Returns
    -------
    bool or None
        None if the numbers do not tell.

    Examples
    --------
    >>> ring = {"1": [("J1", 3_960_000.0, 38_593_000.0)]}
    >>> north_first([Plot(1, [], ring)])
    True
    """
    points = [p[1:] for plot in plots for ring in plot.rings.values() for p in ring]
    if not points:
        return None
    first, second = np.median(np.array(points), axis=0)
    if _is_north(first) and _is_east(second):
        return True
    return False if _is_east(first) and _is_north(second) else None


def _is_north(value: float) -> bool:
    return 1.8e6 <= value <= 6.1e6 or 3 <= value <= 54  # noqa: PLR2004


def _is_east(value: float) -> bool:
    grid = 1e5 <= value < 1e6 or 13e6 <= value < 46e6  # noqa: PLR2004
    return grid or 73 <= value <= 136  # noqa: PLR2004


def plot_geometry(plot: Plot, *, north: bool = True) -> Any:
    """The outline of a plot: rings inside rings are holes, others are parts.

    Parameters
    ----------
    plot : Plot
        Its ring numbers are labels only; open rings are closed.
    north : bool, default True
        Whether the first column is the northing.

    Returns
    -------
    geometry or None
        Polygon or MultiPolygon in (east, north); None without a ring of three
        points. A ring that crosses itself stays as it is, invalid.

    Examples
    --------
    >>> ring = {"1": [("1", 0.0, 0.0), ("2", 0.0, 9.0), ("3", 9.0, 0.0)]}
    >>> plot_geometry(Plot(1, [], ring)).area
    40.5
    """
    rings = []
    for points in plot.rings.values():
        xy = [(p[2], p[1]) if north else (p[1], p[2]) for p in points]
        if len(set(xy)) >= _CORNERS:
            rings.append(shapely.Polygon(xy))
    if not rings:
        return None
    if len(rings) == 1 or not all(ring.is_valid for ring in rings):
        return rings[0] if len(rings) == 1 else shapely.multipolygons(rings)
    rings.sort(key=lambda ring: -ring.area)
    outline = rings[0]
    for ring in rings[1:]:
        outline = outline.symmetric_difference(ring)
    return outline
