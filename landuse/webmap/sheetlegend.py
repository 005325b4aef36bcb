"""The column beside the map of a drawing: classes with counts and mu, and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from landuse.vocabulary import label
from landuse.webmap.sheetframe import Paper
from landuse.webmap.sheetshapes import HATCHES, dashes, pen
from landuse.webmap.sheettext import lines_of

__all__ = ["Entry", "draw_legend", "entries_of", "totals_text"]

_INK = "#1c2733"
_MUTED = "#5a6673"
_LEADING = 0.3528 * 1.5  # millimetres of a line for a point of its size
_KEY = 9.0  # millimetres of a key
_NOTES = 8  # lines that a note may take


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend."""

    text: str
    style: Mapping[str, Any] | None = None  #: without one it is a heading or a note
    totals: str = ""
    shape: str = "area"
    heading: bool = False


def totals_text(entry: Mapping[str, Any], lang: str) -> str:
    """Count and mu of a class, as the page prints them.

    Parameters
    ----------
    entry : mapping
        A class of a layer's data.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        Without mu where the layer has no area.

    Examples
    --------
    >>> totals_text({"count": 1200, "area": "15.00"}, "zh")
    '1,200 个 · 15.00 亩'
    """
    count = f"{entry['count']:,} {label('map', 'count', lang)}".strip()
    return f"{count} · {entry['area']} {_mu(lang)}" if entry["area"] else count


def _mu(lang: str) -> str:
    return label("map", "mu", lang)


def entries_of(payloads: Sequence[Mapping[str, Any]], lang: str) -> list[Entry]:
    """Lines of the legend, the top layer first.

    Parameters
    ----------
    payloads : sequence of dict
        Layers in the order in which they are drawn.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    list of Entry
        Heading, classes and emphasis of each layer.
    """
    found: list[Entry] = []
    for layer in reversed(payloads):
        shape = layer["shape"]
        rows = [
            Entry(c["label"], c, totals_text(c, lang), shape) for c in layer["classes"]
        ]
        if len(rows) > 1:
            found.append(Entry(layer["title"], heading=True))
        found += rows
        mark = layer["emphasis"]
        if mark is not None:
            found.append(Entry(mark["label"], mark, totals_text(mark, lang), "line"))
    return found


def draw_legend(
    figure: Figure, paper: Paper, entries: Sequence[Entry], notes: Sequence[str]
) -> None:
    """Draw the legend; it takes smaller signs where the column is too short.

    Parameters
    ----------
    figure : Figure
        The sheet.
    paper : Paper
        Its sizes.
    entries : sequence of Entry
        Lines.
    notes : sequence of str
        Texts below them.
    """
    _, low, _, high = paper.frame
    left, wide = paper.width - paper.legend - 4, paper.legend
    axes = figure.add_axes(paper.share((left, low, wide, high)), label="legend")
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(0, high)
    size = paper.text
    while _height(entries, notes, size, wide) > high and size > 3:  # noqa: PLR2004
        size -= 0.25
    top = high
    for entry in entries:
        top = _draw_entry(axes, entry, top, size)
    for note in notes:
        top -= size * _LEADING * 0.4
        for line in lines_of(note, size * 0.9, wide, _NOTES):
            top -= size * _LEADING
            axes.text(0, top, line, fontsize=size * 0.9, color=_MUTED, va="bottom")


def _height(
    entries: Sequence[Entry], notes: Sequence[str], size: float, wide: float
) -> float:
    rows = sum(1.3 if e.heading else 1.0 + bool(e.totals) for e in entries)
    told = sum(0.4 + len(lines_of(n, size * 0.9, wide, _NOTES)) for n in notes)
    return (rows + told) * size * _LEADING


def _draw_entry(axes: Axes, entry: Entry, top: float, size: float) -> float:
    line = size * _LEADING
    wide = axes.get_xlim()[1]
    if entry.heading:
        text = lines_of(entry.text, size + 1, wide)[0]
        axes.text(0, top - 1.2 * line, text, fontsize=size + 1)
        return top - 1.3 * line
    low = top - line * (1 + bool(entry.totals))
    _draw_key(axes, entry, top - 0.5 * line - line / 3, line * 0.9)
    text = lines_of(entry.text, size, wide - _KEY - 2)[0]
    axes.text(_KEY + 2, top - line * 0.8, text, fontsize=size)
    if entry.totals:
        told = lines_of(entry.totals, size, wide - _KEY - 2)[0]
        axes.text(_KEY + 2, top - line * 1.7, told, fontsize=size, color=_MUTED)
    return low


def _draw_key(axes: Axes, entry: Entry, middle: float, high: float) -> None:
    style = entry.style
    if style is None:
        return
    if entry.shape != "area":
        width = style["width"] * 0.6
        ends = [0, _KEY], [middle, middle]
        axes.add_line(Line2D(*ends, color=style["color"], lw=width, ls=dashes(style)))
        return
    box = (0, middle - high / 2), _KEY, high
    color = style["color"] if style["fill"] else "none"
    axes.add_patch(Rectangle(*box, fc=color, ec="none"))
    hatch = HATCHES[style["pattern"]] or None
    axes.add_patch(Rectangle(*box, fc="none", ec=pen(style), lw=0.4, hatch=hatch))
