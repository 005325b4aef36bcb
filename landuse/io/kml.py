"""KML, read by an XML parser that follows nothing and expands nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import pandas as pd
import shapely

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.io.limits import hold
from landuse.io.raw import RawLayer, Reject
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["read_kml"]

_CRS = "EPSG:4326"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SHAPES = ("point", "linestring", "linearring", "polygon", "multigeometry")
_TEXTS = ("name", "description", "address", "phonenumber", "snippet")
_REMOTE = re.compile(r"^\s*(?:[A-Za-z][A-Za-z0-9+.\-]+:)?//|^\s*/vsi|^\s*file:", re.I)
_LINKS = ("href", "src")
_SHORTEST_RING = 4


@dataclass
class _Placemark:
    """One record while it is being read."""

    line: int
    values: dict[str, str | None] = field(default_factory=dict)
    shapes: list[Any] = field(default_factory=list)
    fault: str | None = None


def read_kml(path: Path, encoding: str | None = None) -> RawLayer:
    """All placemarks of a KML file as one layer, their folder as a column.

    Parameters
    ----------
    path : Path
        The .kml file.
    encoding : str, optional
        By default decided from the bytes.

    Returns
    -------
    RawLayer
        One entry per placemark, in longitude and latitude.

    Raises
    ------
    SourceError
        If it is not well-formed, or declares a document type or entities.
    """
    data = path.read_bytes()
    decision = decide_text(data, encoding)
    reader = _Reader(path)
    reader.parse(_DECLARATION.sub("", data.decode(decision.name), count=1))
    return _raw(reader, path, decision)


def _raw(reader: _Reader, path: Path, decision: EncodingDecision) -> RawLayer:
    marks = reader.marks
    hold("features", len(marks), path.name)
    geometry = np.full(len(marks), None, dtype=object)
    rejects = []
    for index, mark in enumerate(marks):
        if mark.fault:
            rejects.append(_corrupt(index + 1, mark))
        elif mark.shapes:
            geometry[index] = _joined(mark.shapes)
    values = [mark.values for mark in marks]
    return RawLayer(
        driver="KML",
        layer=path.stem,
        columns=pd.DataFrame(values, index=range(len(marks)), dtype=object),
        rows=np.arange(1, len(marks) + 1),
        geometry=geometry,
        declared=_CRS,
        declared_by="format",
        encoding=decision,
        count=len(marks),
        issues=tuple(_remote(link, path) for link in dict.fromkeys(reader.links)),
        rejects=tuple(rejects),
    )


def _joined(shapes: list[Any]) -> Any:
    if len(shapes) == 1:
        return shapes[0]
    kinds = {shape.geom_type for shape in shapes}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(shapes)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(shapes)
    return shapely.GeometryCollection(shapes)


def _corrupt(row: int, mark: _Placemark) -> Reject:
    return Reject(
        row,
        "CORRUPT_GEOMETRY",
        worded("not_built_line", line=mark.line, why=mark.fault),
        hint="draw the outline again and export it",
    )


def _remote(link: str, path: Path) -> Issue:
    return Issue(
        "REMOTE_REFERENCE",
        "warning",
        worded("not_followed", link=link[:120]),
        file=path.name,
        layer=path.stem,
        value=link[:200],
        hint="save what is linked in a file of its own and give that",
    )


class _Reader:
    """Handlers of one parse."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[str] = []
        self._text: list[str] = []
        self._folders: list[str] = []
        self._rings: list[np.ndarray] = []
        self._field: str | None = None
        self._mark: _Placemark | None = None
        self.marks: list[_Placemark] = []
        self.links: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        self._parser.StartDoctypeDeclHandler = self._forbidden
        self._parser.EntityDeclHandler = self._forbidden

    def parse(self, text: str) -> None:
        """Read a document."""
        try:
            self._parser.Parse(text, True)
        except expat.ExpatError as error:
            msg = f"is not well-formed XML ({error}); export it again"
            raise SourceError(msg, self._path.name, code="CORRUPT_FILE") from error

    def _forbidden(self, *_: Any) -> None:
        msg = (
            "declares a document type (DOCTYPE, ENTITY), which can expand without end "
            "or read other files; export it again without"
        )
        raise SourceError(msg, self._path.name, code="XML_FORBIDDEN")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._open.append(name)
        hold("xml_depth", len(self._open), self._path.name)
        self._text.clear()
        if name in ("folder", "document"):
            self._folders.append("")
        elif name == "placemark":
            self._mark = _Placemark(self._parser.CurrentLineNumber)
            folder = "/".join(f for f in self._folders if f)
            self._mark.values["folder"] = folder or None
        elif name in ("data", "simpledata"):
            self._field = attributes.get("name")
        elif name == "polygon":
            self._rings = []

    def _end(self, tag: str) -> None:
        name = _local(tag)
        text = "".join(self._text).strip()
        self._text.clear()
        self._open.pop()
        if name in _LINKS and _REMOTE.match(text):
            self.links.append(text)
        if name in ("folder", "document"):
            self._folders.pop()
        elif self._mark is None:
            if name == "name" and self._folders:
                self._folders[-1] = text
        elif name == "placemark":
            self.marks.append(self._mark)
            self._mark = None
        elif name == "coordinates" or name in _SHAPES:
            self._shape(self._mark, name, text)
        else:
            self._value(self._mark, name, text)

    def _value(self, mark: _Placemark, name: str, text: str) -> None:
        parent = self._open[-1] if self._open else ""
        if name in _TEXTS and parent == "placemark":
            mark.values[name] = text or None
        elif self._field is not None and (
            name == "simpledata" or (name == "value" and parent == "data")
        ):
            mark.values[self._field] = text or None

    def _shape(self, mark: _Placemark, name: str, text: str) -> None:
        try:
            if name == "coordinates":
                self._coordinates(mark, text)
            elif name == "polygon":
                mark.shapes.append(_polygon(self._rings))
        except (ValueError, shapely.errors.GEOSException) as error:
            mark.fault = str(error)[:120]

    def _coordinates(self, mark: _Placemark, text: str) -> None:
        xy = _points(text)
        if "polygon" in self._open:
            self._rings.append(xy)
        elif self._open[-1] == "point":
            mark.shapes.append(shapely.Point(xy[0]))
        else:
            mark.shapes.append(shapely.LineString(xy))


def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()


def _points(text: str) -> np.ndarray:
    rows = [part.split(",")[:2] for part in re.sub(r"\s*,\s*", ",", text).split()]
    if not rows or any(len(row) != 2 for row in rows):  # noqa: PLR2004 - lon, lat
        msg = "coordinates are not longitude,latitude"
        raise ValueError(msg)
    return np.array(rows, dtype=float)


def _polygon(rings: list[np.ndarray]) -> Any:
    """The first ring is the outline, as KML has it; open rings are closed."""
    if not rings:
        msg = "polygon without coordinates"
        raise ValueError(msg)
    closed = [
        ring if np.array_equal(ring[0], ring[-1]) else np.vstack([ring, ring[:1]])
        for ring in rings
    ]
    if any(len(ring) < _SHORTEST_RING for ring in closed):
        msg = "a ring has fewer than three corners"
        raise ValueError(msg)
    return shapely.Polygon(closed[0], closed[1:])
