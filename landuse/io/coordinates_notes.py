"""What is to be said of a coordinate text: its lines, its headers, its rings."""

from __future__ import annotations

import re

import numpy as np
import shapely

from landuse.io.coordinates_shape import odd_decimals
from landuse.io.coordinates_text import fold_line
from landuse.io.coordinates_txt import KINDS, Document, Plot
from landuse.io.names import unit_word
from landuse.io.oddvalues import rare
from landuse.messages import worded
from landuse.units import from_unit

__all__ = ["Told", "area_notes", "is_area", "shape_notes", "text_notes", "who"]

_FIRST = 2  # place of the plot's id among the header fields
_POLYGONAL = (3, 6)
_FIGURE = re.compile(r"^\s*[+-]?\d+\.?(\d*)")
#: Share of the last figure that rounding takes, and a little.
_ROUNDED = 0.51

#: Code, severity and sentence of an issue.
Told = tuple[str, str, str]


def who(plot: Plot) -> str:
    """Number, name and line of a plot."""
    number, name = plot.header[_FIRST : _FIRST + 2]
    return worded("plot_name", number=number, name=name, line=plot.line)


def is_area(plot: Plot) -> bool:
    """An outline by its header, or a closed line that declares an area."""
    declared = plot.area is not None and plot.area[0] > 0
    closed = bool(plot.rings) and all(ring.is_closed for ring in plot.rings)
    return plot.kind == KINDS[0] or (plot.kind == "线" and declared and closed)


def text_notes(document: Document, unit: tuple[str, str]) -> list[Told]:
    """Of lines that were not read, of headers and of the unit of areas."""
    notes: list[Told] = [
        ("LINE_NOT_READ", "warning", worded("line_stray", line=number))
        for number in document.stray
    ]
    notes += [
        ("HEADER_UNMARKED", "warning", worded("line_unmarked", line=number))
        for number in document.unmarked
    ]
    notes += [
        ("CONTROL_CHARACTERS", "warning", worded("line_control", line=number))
        for number in document.damaged
    ]
    notes += [
        ("BAD_CHARACTER", "warning", worded("line_undecoded", line=number))
        for number in document.undecoded
    ]
    if document.is_open:
        text = "the last line does not end as lines do: the text may have been cut"
        notes.append(("TEXT_CUT", "warning", text))
    usual = max(document.fields, key=document.fields.count, default=0)
    notes += [
        (
            "HEADER_FIELDS",
            "warning",
            worded("header_fields", plot=who(plot), fields=fields, usual=usual),
        )
        for plot, fields in zip(document.plots, document.fields, strict=True)
        if fields != usual
    ]
    notes += [
        ("ODD_VALUE", "warning", worded("other_decimals", plot=who(plot)))
        for plot in odd_decimals(document.plots)
    ]
    if unit[1] == "format" and any(plot.area for plot in document.plots):
        text = "areas fit no unit by comparison; read as hectares, the format's unit"
        notes.append(("UNIT_ASSUMED", "warning", text))
    return notes


def area_notes(plots: list[Plot], measured: list[float], unit: str) -> list[Told]:
    """Of areas that do not fit their outlines, where those of hardly any other do not.

    A file whose areas are those of its outlines says so of every point: one that
    moved by a decimetre changes an area by more than its last figure.
    """
    off = np.zeros(len(plots), dtype=bool)
    for place, (plot, size) in enumerate(zip(plots, measured, strict=True)):
        if plot.area is not None and size > 0:
            own = (unit_word(plot.area[1]) if plot.area[1] else None) or unit
            figure = _FIGURE.match(fold_line(plot.header[1]))
            decimals = len(figure[1] or "") if figure else 0
            last = from_unit(10.0**-decimals, own)
            off[place] = abs(from_unit(plot.area[0], own) - size) > _ROUNDED * last
    if not rare(off):
        return []
    return [
        ("ODD_VALUE", "warning", worded("other_area", plot=who(plot)))
        for plot, odd in zip(plots, off, strict=True)
        if odd
    ]


def shape_notes(
    plots: list[Plot], geometry: np.ndarray, swapped: list[bool]
) -> list[Told]:
    """Of the order of coordinates, of lines that are areas, of open rings."""
    notes: list[Told] = []
    if any(swapped):
        which = worded("in_all_plots") if all(swapped) else _listed(plots, swapped)
        notes.append(("AXES_SWAPPED", "warning", worded("east_first", which=which)))
    areal = np.isin(shapely.get_type_id(geometry), _POLYGONAL)
    outlines = [p.kind == "线" and a for p, a in zip(plots, areal, strict=True)]
    if any(outlines):
        text = worded("line_as_area", plots=_listed(plots, outlines))
        notes.append(("LINE_AS_AREA", "warning", text))
    rings = [r.is_closed for p in plots if is_area(p) for r in p.rings]
    if rings and not all(rings):
        # a lone open ring among closed ones may have lost its last points
        severity = "warning" if any(rings) else "info"
        text = worded("rings_open", count=rings.count(False), total=len(rings))
        notes.append(("RING_CLOSED", severity, text))
    return notes


def _listed(plots: list[Plot], chosen: list[bool]) -> str:
    found = [who(plot) for plot, c in zip(plots, chosen, strict=True) if c]
    count = len(found)
    if count == 1:
        return found[0]
    return worded("and_more", first=found[0], count=count - 1)
