"""What stands around the map of a drawing: frame, grid, arrow, scale bar."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from pyproj import CRS

from landuse.units import round_half_up
from landuse.vocabulary import label
from landuse.webmap.sheetscale import (
    Box,
    bar_length,
    grid_lines,
    point_factor,
    scale_denominator,
)

__all__ = ["Paper", "draw_arrow", "draw_bar", "draw_grid", "map_axes"]

_INK = "#1c2733"
_FAINT = "#8a94a0"
_GAP_MM = 45  # between lines of the grid
_BAR_MM = 60


@dataclass(frozen=True, slots=True)
class Paper:
    """A landscape sheet in millimetres and what was fitted on it."""

    width: float
    height: float
    legend: float  #: width of the column of the legend
    text: float  #: size of running text in points

    @property
    def frame(self) -> Box:
        """Left, bottom, width and height of the map."""
        return 14.0, 18.0, self.width - self.legend - 22, self.height - 38

    def share(self, box: Box) -> Box:
        """A box in millimetres as shares of the sheet."""
        left, low, wide, high = box
        return (
            left / self.width,
            low / self.height,
            wide / self.width,
            high / self.height,
        )


def map_axes(figure: Figure, paper: Paper, extent: Box) -> tuple[Axes, int]:
    """The frame of the map at a round scale, its middle that of the extent.

    Parameters
    ----------
    figure : Figure
        The sheet.
    paper : Paper
        Its sizes.
    extent : tuple of float
        West, south, east, north of what is drawn.

    Returns
    -------
    tuple
        The axes, and N of 1:N.
    """
    west, south, east, north = extent
    frame = paper.frame
    denominator = scale_denominator((east - west, north - south), frame[2:])
    axes = figure.add_axes(paper.share(frame))
    middle = (west + east) / 2, (south + north) / 2
    half = [size / 2000 * denominator for size in frame[2:]]
    axes.set_xlim(middle[0] - half[0], middle[0] + half[0])
    axes.set_ylim(middle[1] - half[1], middle[1] + half[1])
    return axes, denominator


def draw_grid(axes: Axes, denominator: int, size: float) -> None:
    """Crosses and figures of the plane's kilometre grid.

    Parameters
    ----------
    axes : Axes
        Of the map.
    denominator : int
        N of 1:N.
    size : float
        Of the figures, in points.
    """
    ends = axes.get_xlim(), axes.get_ylim()
    easts, norths = (grid_lines(*pair, denominator, _GAP_MM) for pair in ends)
    axes.set_xticks(easts, [f"{x:.0f}" for x in easts], fontsize=size)
    axes.set_yticks(
        norths, [f"{y:.0f}" for y in norths], fontsize=size, rotation=90, va="center"
    )
    axes.tick_params(
        length=3, width=0.5, color=_INK, pad=1.5, top=True, right=True, direction="in"
    )
    x, y = [e for e in easts for _ in norths], [n for _ in easts for n in norths]
    axes.scatter(x, y, s=24, marker="+", c=_FAINT, lw=0.5)


def draw_arrow(figure: Figure, paper: Paper, lang: str) -> None:
    """North of the grid, in the upper right corner of the map.

    Parameters
    ----------
    figure : Figure
        The sheet.
    paper : Paper
        Its sizes.
    lang : {"zh", "en"}
        Language.
    """
    left, low, wide, high = paper.frame
    axes = figure.add_axes(paper.share((left + wide - 15, low + high - 24, 13, 22)))
    axes.set_axis_off()
    axes.set_xlim(0, 13)
    axes.set_ylim(0, 22)
    axes.add_patch(Rectangle((0, 0), 13, 22, fc="white", ec="none", alpha=0.85))
    halves = (([6.5, 6.5, 3.0], _INK), ([6.5, 6.5, 10.0], "white"))
    for columns, color in halves:
        corners = list(zip(columns, [15.5, 6.0, 3.0], strict=True))
        axes.add_patch(Polygon(corners, fc=color, ec=_INK, lw=0.6))
    north = label("drawing", "north", lang)
    axes.text(6.5, 16.3, north, fontsize=paper.text + 2, ha="center", va="bottom")


def draw_bar(
    figure: Figure, paper: Paper, system: CRS, map_: tuple[Axes, int], lang: str
) -> None:
    """Scale bar in kilometres on the ground, and the scale.

    Parameters
    ----------
    figure : Figure
        The sheet.
    paper : Paper
        Its sizes.
    system : CRS
        Plane of the map.
    map_ : tuple
        As :func:`map_axes` gives it.
    lang : {"zh", "en"}
        Language.
    """
    axes, denominator = map_
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    factor = point_factor(system, (west, south, east, north))
    km, long = bar_length(denominator, factor, _BAR_MM)
    left, low, *_ = paper.frame
    wide = max(long, 34) + 14
    place = figure.add_axes(paper.share((left + 2, low + 2, wide, 14)), label="scale")
    place.set_axis_off()
    place.set_xlim(0, wide)
    place.set_ylim(0, 14)
    place.add_patch(Rectangle((0, 0), wide, 14, fc="white", ec="none", alpha=0.85))
    for part, color in enumerate([_INK, "white"]):
        half = Rectangle(
            (4 + part * long / 2, 6.5), long / 2, 1.6, fc=color, ec=_INK, lw=0.5
        )
        place.add_patch(half)
        half.set_gid("bar")
    for at, figure_ in ((0, 0), (long / 2, km / 2), (long, km)):
        unit = " km" if at == long else ""
        place.text(
            4 + at,
            5.8,
            f"{figure_:g}{unit}",
            fontsize=paper.text,
            va="top",
            ha="center",
        )
    scale = f"{label('drawing', 'scale', lang)} 1:{round_half_up(denominator, 0):,.0f}"
    place.text(4, 9, scale, fontsize=paper.text, va="bottom")
