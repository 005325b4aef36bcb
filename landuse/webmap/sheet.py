"""Compose a sheet: map, title, legend, scale, stamp; the same input, the same bytes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.vocabulary import label
from landuse.webmap.breaks import with_breaks
from landuse.webmap.definitions import Definition, LayerSpec, frame_of
from landuse.webmap.payload import drawn_rows, layer_payload
from landuse.webmap.sheetframe import (
    Paper,
    draw_arrow,
    draw_bar,
    draw_grid,
    map_axes,
)
from landuse.webmap.sheetlegend import draw_legend, entries_of
from landuse.webmap.sheetscale import Box, drawing_settings, plane_of
from landuse.webmap.sheetshapes import draw_layer, draw_names
from landuse.webmap.sheettext import chinese_families, lines_of

if TYPE_CHECKING:
    from landuse.webmap.drawing import SheetWords

__all__ = ["compose", "sheet_layers", "sheet_style", "write_sheet"]

_INCH = 25.4
_INK = "#1c2733"
_POLICY = 12  # digits of the policy's hash
#: No date, no version of a program: the same input gives the same bytes.
_METADATA: Mapping[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "Producer": None, "Creator": "landuse"},
}
_SETTINGS: Any = {
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "axes.linewidth": 0.6,
    "hatch.linewidth": 0.35,
    "path.simplify": False,
    "pdf.fonttype": 42,
    "pdf.compression": 6,
}


def write_sheet(
    spec: Definition,
    frames: Mapping[str, Any],
    target: Path,
    paper: Mapping[str, float],
    words: SheetWords,
) -> None:
    """Write the drawing of a definition; see :func:`landuse.webmap.drawing.draw_sheet`.

    Parameters
    ----------
    spec : Definition
        The map.
    frames : mapping of str to DataFrame
        By name.
    target : Path
        The file.
    paper : mapping
        Sizes of the sheet.
    words : SheetWords
        What it says.
    """
    with sheet_style():
        figure = compose(spec, frames, Paper(**paper), words)
        ending = target.suffix.lower()
        figure.savefig(
            target,
            format=ending[1:],
            dpi=drawing_settings()["steps"]["dots_per_inch"],
            metadata=_METADATA[ending],
        )


@contextmanager
def sheet_style() -> Iterator[None]:
    """Settings of our own, whatever those of the user; taken back at the end.

    Examples
    --------
    >>> before = mpl.rcParams["text.parse_math"]
    >>> with sheet_style():
    ...     mpl.rcParams["text.parse_math"]
    False
    >>> mpl.rcParams["text.parse_math"] == before
    True
    """
    with mpl.rc_context(), warnings.catch_warnings():
        # A sign that no font has is a box on the sheet, and that is seen there.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        mpl.rc("font", family=[chinese_families()[0], "DejaVu Sans"])
        mpl.rcParams.update(_SETTINGS)
        yield


def sheet_layers(
    spec: Definition, frames: Mapping[str, Any], lang: str
) -> list[tuple[LayerSpec, gpd.GeoDataFrame, dict[str, Any]]]:
    """The layers that are on when the page opens, with rows and figures of the page.

    Parameters
    ----------
    spec : Definition
        The map.
    frames : mapping of str to DataFrame
        By name.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    list of tuple
        Layer, the rows that it draws, and its data as for a page.
    """
    found = []
    for layer in spec.layers:
        frame = frame_of(layer, frames)
        if frame is None or not layer.show:
            continue
        rows = drawn_rows(frame, layer)
        figures = _figures_only(layer, rows)
        found.append((layer, rows, layer_payload(frame, figures, lang)))
    return found


def _figures_only(layer: LayerSpec, rows: gpd.GeoDataFrame) -> LayerSpec:
    """The layer without what only a page has: card, search, time, other themes."""
    kept = ("frame", "title", "shape", "area", "where", "style", "emphasis")
    theme = with_breaks(layer.theme, rows) if layer.theme else None
    return LayerSpec(**{name: getattr(layer, name) for name in kept}, theme=theme)


def compose(
    spec: Definition, frames: Mapping[str, Any], paper: Paper, words: SheetWords
) -> Figure:
    """The sheet as a figure.

    Parameters
    ----------
    spec : Definition
        The map.
    frames : mapping of str to DataFrame
        By name.
    paper : Paper
        Sizes of the sheet.
    words : SheetWords
        What it says.

    Returns
    -------
    Figure
        Not written yet.
    """
    layers = sheet_layers(spec, frames, words.lang)
    if not layers:
        msg = worded("drawing_empty")
        raise SourceError(msg)
    system = plane_of([rows for _, rows, _ in layers])
    placed = [(layer, rows.to_crs(system), data) for layer, rows, data in layers]
    figure = Figure(figsize=(paper.width / _INCH, paper.height / _INCH))
    FigureCanvasAgg(figure)
    axes, denominator = map_axes(figure, paper, _extent(placed))
    for _, rows, data in placed:
        draw_layer(axes, rows, data)
    for layer, rows, _ in placed:
        if layer.label is not None and layer.label in rows.columns:
            draw_names(axes, rows, layer.label, paper.text)
    draw_grid(axes, denominator, paper.text - 1.5)
    draw_arrow(figure, paper, words.lang)
    draw_bar(figure, paper, system, (axes, denominator), words.lang)
    entries = entries_of([data for *_, data in placed], words.lang)
    draw_legend(figure, paper, entries, _notes(spec, frames, placed, words.lang))
    _draw_texts(figure, paper, spec, words, system.name)
    return figure


def _extent(placed: Sequence[tuple[LayerSpec, gpd.GeoDataFrame, Any]]) -> Box:
    """Box of what is drawn; of lines only where there is nothing else."""
    boxes = [r.total_bounds for s, r, _ in placed if s.shape != "line"]
    boxes = boxes or [rows.total_bounds for _, rows, _ in placed]
    edges = np.array([box for box in boxes if np.isfinite(box).all()])
    if not len(edges):
        msg = worded("drawing_empty")
        raise SourceError(msg)
    (west, south), (east, north) = edges[:, :2].min(axis=0), edges[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _notes(
    spec: Definition,
    frames: Mapping[str, Any],
    placed: Sequence[tuple[LayerSpec, Any, Mapping[str, Any]]],
    lang: str,
) -> list[str]:
    """Notes of the map and of its themes, and the layers without data."""
    absent = [s.title[lang] for s in spec.layers if frame_of(s, frames) is None]
    notes = [spec.note[lang] if spec.note else "", *(d["note"] for *_, d in placed)]
    if absent:
        between = "、" if lang == "zh" else ", "
        notes.append(label("map", "empty", lang) + between.join(absent))
    if spec.raster is not None:
        picture = spec.raster.title[lang]
        notes.append(f"{label('drawing', 'without', lang)}{picture}")
    return list(filter(None, dict.fromkeys(notes)))


def _draw_texts(
    figure: Figure, paper: Paper, spec: Definition, words: SheetWords, system: str
) -> None:
    """Title above, day, policy and plane below, the stamp in the corner."""
    lang, size = words.lang, paper.text
    mark = spec.mark[lang] if spec.mark else label("map", "internal", lang)
    stamp = lines_of(words.stamp or mark, size + 2, paper.legend - 8)[0]
    heading = spec.title[lang] if words.title is None else words.title
    title = lines_of(heading, size * 2.4, paper.width - 28)[0]
    day = words.as_of.isoformat() if words.as_of else ""
    told = [
        f"{label('field', 'as_of', lang)} {day}" if day else "",
        f"{label('drawing', 'policy', lang)} {words.policy}" if words.policy else "",
        f"{label('drawing', 'plane', lang)} {system}",
    ]
    foot = "    ".join(filter(None, told))
    wide = paper.width - paper.legend - 20
    lower = lines_of(foot, size, wide, 2)
    figure.text(
        0.5, 1 - 10 / paper.height, title, fontsize=size * 2.4, ha="center", va="center"
    )
    figure.text(
        14 / paper.width,
        10.5 / paper.height,
        "\n".join(lower),
        fontsize=size,
        color=_INK,
        va="top",
        linespacing=1.4,
    )
    figure.text(
        1 - (4 + paper.legend / 2) / paper.width,
        9 / paper.height,
        stamp,
        fontsize=size + 2,
        ha="center",
        va="center",
        bbox={"boxstyle": "square,pad=0.5", "fc": "white", "ec": _INK, "lw": 0.8},
    )
