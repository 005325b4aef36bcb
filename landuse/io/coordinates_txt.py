"""The boundary-point exchange text (勘测定界界址点坐标交换格式), taken apart.

Dialects differ in the number of header fields, in closing rings, in counting
the closing point, in axis order and in digits; so nothing but the grammar is
trusted. What the rings mean is told by :mod:`landuse.io.coordinates_shape`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from landuse.io.coordinates_text import PARAMETERS, fold_line, plain_word
from landuse.messages import worded

__all__ = ["KINDS", "Document", "Plot", "Ring", "parse_coordinates"]

#: What is no height and no number of a point: two lines were joined.
_COORDINATE = 1e5
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SECTION = re.compile(r"^[\[【]\s*([^\]】]+?)\s*[\]】]$")
_SEPARATOR = re.compile(r"[,\t;]| {2,}")
_AREA = re.compile(r"^([+\d.eE-]+)\s*(公顷|亩|平方米|㎡|M2|HA|m2|ha|mu)?$")
_KIND = 4  # place of 图形属性 among the header fields
_NAME = 3
_HEADER_FIELDS = 8
_LEAST_HEADER = 7
_POINT_FIELDS = 4
_CLOSED = 4  # points of the least ring that returns to its start
_UNDECODED = "\ufffd"
_COORDINATES = "地块坐标"
#: What a plot may be drawn as.
KINDS = ("面", "线", "点")

Point = tuple[str, float, float]


@dataclass
class Ring:
    """Points that follow each other under one ring number."""

    name: str
    line: int
    points: list[Point] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Whether the last point is the first again."""
        points = self.points
        return len(points) > 1 and points[0][1:] == points[-1][1:]


@dataclass
class Plot:
    """One plot: header and rings, in the column order of the file."""

    line: int
    header: list[str]
    rings: list[Ring] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)  #: code and text
    decimals: list[int] = field(default_factory=list)  #: of each ordinate

    @property
    def declared_points(self) -> int | None:
        """Number of points by the header."""
        text = fold_line(self.header[0])
        return int(text) if text.isdecimal() else None

    @property
    def area(self) -> tuple[float, str | None] | None:
        """Area of the header and the unit written behind it."""
        found = _AREA.match(fold_line(self.header[1]))
        if not found:
            return None
        try:
            return float(found[1]), found[2]
        except ValueError:
            return None

    @property
    def kind(self) -> str:
        """面, 线 or 点; an area unless the header says otherwise."""
        said = plain_word(self.header[_KIND])
        return said if said in KINDS else KINDS[0]


@dataclass
class Document:
    """A file taken apart."""

    attributes: dict[str, str] = field(default_factory=dict)
    plots: list[Plot] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)  #: lines that belong to nothing
    conflicts: list[str] = field(default_factory=list)  #: keys with two values
    unmarked: list[int] = field(default_factory=list)  #: headers without @
    is_open: bool = False  #: the last line does not end, or not as the others do
    damaged: list[int] = field(default_factory=list)  #: lines with control characters
    undecoded: list[int] = field(default_factory=list)  #: lines with bytes of no text
    fields: list[int] = field(default_factory=list)  #: of each plot's header


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
        Transformation parameters are not kept.

    Examples
    --------
    >>> text = "[地块坐标]\n3,,1,甲,面,,,,@\nJ1,1,0,0\nJ2,1,0,9\nJ3,1,9,0"
    >>> parse_coordinates(text).plots[0].header[3]
    '甲'
    """
    document = Document()
    section = ""
    for number, raw in enumerate(_LINE_END.split(text), 1):
        line = raw.strip("\ufeff\x00\x1a \t　")
        folded = fold_line(line).strip()
        head = _SECTION.match(folded)
        if head:
            section = plain_word(head[1])
            document.sections.append(section)
        elif "=" in folded and section != _COORDINATES:
            _attribute(document, number, folded)
        elif folded:
            _entry(document, number, line, in_plots=section in ("", _COORDINATES))
        document.is_open = bool(folded)
        if folded and _CONTROL.search(raw.rstrip("\x1a")):
            _damaged(document, number)
    document.is_open = document.is_open or _ends_otherwise(text)
    return document


def _ends_otherwise(text: str) -> bool:
    """Whether the last line ends in half of what all others end in."""
    ends = _LINE_END.findall(text.rstrip("\x00\x1a \t"))
    return len(ends) > 1 and ends[-1] == "\r" and "\r" not in ends[:-1]


def _damaged(document: Document, number: int) -> None:
    if document.plots:
        text = worded("line_zero_bytes", line=number)
        document.plots[-1].faults.append(("CONTROL_CHARACTERS", text))
    else:
        document.damaged.append(number)


def _attribute(document: Document, number: int, line: str) -> None:
    key, _, value = line.partition("=")
    key, value = plain_word(key.strip()), value.strip()
    if PARAMETERS in key:
        return
    if _UNDECODED in line:
        document.undecoded.append(number)
    if document.attributes.get(key, value) != value:
        document.conflicts.append(key)
    document.attributes[key] = value


def _entry(document: Document, number: int, line: str, *, in_plots: bool) -> None:
    folded = fold_line(line).strip()
    marked = folded.rstrip(", ").endswith("@")
    long = in_plots and folded.count(",") >= _LEAST_HEADER - 1
    header = _header(line) if marked or long else []
    if marked or _is_header(header):
        document.fields.append(len(header))
        document.plots.append(Plot(number, _padded(header)))
        if not marked:
            document.unmarked.append(number)
        if _UNDECODED in line:
            text = worded("line_bad_bytes", line=number, text=_shown(line))
            document.plots[-1].faults.append(("BAD_CHARACTER", text))
    elif in_plots and document.plots:
        _point(document.plots[-1], number, folded)
    else:
        document.stray.append(number)


def _is_header(fields: list[str]) -> bool:
    """A header whose @ is missing: enough fields, and 面, 线 or 点 in its place."""
    enough = len(fields) >= _LEAST_HEADER
    return enough and plain_word(fields[_KIND]) in KINDS


def _header(line: str) -> list[str]:
    """The fields before @; a comma inside the plot's name is put back."""
    fields = _fields(line, line)
    if len(fields) <= _KIND or plain_word(fields[_KIND]) not in KINDS:
        fields = _fields(fold_line(line), line)
    places = [i for i, f in enumerate(fields) if i > _KIND and plain_word(f) in KINDS]
    if places and plain_word(fields[_KIND]) not in KINDS:
        name = "，".join(fields[_NAME : places[0]])
        fields = [*fields[:_NAME], name, *fields[places[0] :]]
    return fields


def _fields(line: str, whole: str) -> list[str]:
    ended = fold_line(whole).rstrip(", ").endswith("@")
    text = line.rstrip(",， ").rstrip("@＠") if ended else line
    fields = [part.strip() for part in text.split(",")]
    return fields[:-1] if fields and not fields[-1] else fields


def _padded(fields: list[str]) -> list[str]:
    return fields + [""] * (_HEADER_FIELDS - len(fields))


def _point(plot: Plot, number: int, line: str) -> None:
    parts = [part.strip() for part in _SEPARATOR.split(line)]
    values = [_number(part) for part in parts[2:_POINT_FIELDS]]
    further = [_number(part) or 0.0 for part in parts[_POINT_FIELDS:]]
    joined = any(abs(value) > _COORDINATE for value in further)
    if len(parts) < _POINT_FIELDS or None in values or joined or _UNDECODED in line:
        text = worded("line_no_point", line=number, text=_shown(line))
        plot.faults.append(("BAD_NUMBER", text))
        return
    first, second = (value for value in values if value is not None)
    ring = plot.rings[-1] if plot.rings else None
    if ring is None or ring.name != parts[1] or _is_complete(ring):
        ring = Ring(parts[1], number)
        plot.rings.append(ring)
    ring.points.append((parts[0], first, second))
    plot.decimals += [len(part.partition(".")[2]) for part in parts[2:_POINT_FIELDS]]


def _is_complete(ring: Ring) -> bool:
    return len(ring.points) >= _CLOSED and ring.is_closed


def _shown(line: str) -> str:
    return "(not shown)" if PARAMETERS in plain_word(line) else line[:60]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) and "_" not in text else None
