"""Streets, street blocks and lots of the teaching city.

A block is a turned grid of streets whose crossings are shifted a little; what
lies between the streets is cut into lots that share their edges, vertex by
vertex, as in a cadastral survey.
"""

from __future__ import annotations

import itertools
import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dice import Dice
from pyproj import Transformer
from shapely import Polygon, union_all

__all__ = ["Block", "Cell", "Lot", "build_blocks", "read_city"]

Point = tuple[float, float]
HERE = Path(__file__).resolve().parent
BORDER_OF_ZONES = 115.5  #: degrees; 3-degree zone 38 lies west, 39 east


@dataclass(eq=False)
class Lot:
    """A piece of ground that is or may be supplied."""

    polygon: Any
    cell: Cell


@dataclass(eq=False)
class Cell:
    """The ground between four streets."""

    column: int
    row: int
    gross: Polygon  #: up to the middle of the streets
    corners: list[Point]  #: up to the edge of the streets, counter-clockwise
    block: Block
    lots: list[Lot] = field(default_factory=list)

    @property
    def net(self) -> Any:
        """The outline of the lots."""
        return union_all([lot.polygon for lot in self.lots])


@dataclass(eq=False)
class Block:
    """One street grid of a zone."""

    zone: dict[str, Any]
    name: str
    number: int
    epsg: int
    outline: Polygon
    cells: list[Cell] = field(default_factory=list)
    surveyed_text: bool = False


def read_city() -> dict[str, Any]:
    """The description of the city, ``city.toml``."""
    return tomllib.loads((HERE / "city.toml").read_text(encoding="utf-8"))


def build_blocks(city: dict[str, Any]) -> list[Block]:
    """All blocks with their cells and lots."""
    blocks = []
    for zone in city["zone"]:
        for number, entry in enumerate(zone["blocks"], 1):
            dice = Dice(city["project"]["seed"], "streets", zone["id"], entry["name"])
            blocks.append(_build_block(zone, number, entry, dice))
    return blocks


def _build_block(
    zone: dict[str, Any], number: int, entry: dict[str, Any], dice: Dice
) -> Block:
    epsg = 4526 if entry["lon"] < BORDER_OF_ZONES else 4527
    columns, rows = entry["columns"], entry["rows"]
    nodes = _crossings(entry, epsg, dice)
    rim = [nodes[i, 0] for i in range(columns)]
    rim += [nodes[columns, j] for j in range(rows)]
    rim += [nodes[i, rows] for i in range(columns, 0, -1)]
    rim += [nodes[0, j] for j in range(rows, 0, -1)]
    block = Block(zone, entry["name"], number, epsg, Polygon(rim))
    block.surveyed_text = entry.get("surveyed_text", False)
    widths = {
        "column": [_half_width(i, columns, dice) for i in range(columns + 1)],
        "row": [_half_width(j, rows, dice) for j in range(rows + 1)],
    }
    for row in range(rows):
        for column in range(columns):
            _add_cell(block, nodes, widths, (column, row), dice)
    return block


def _half_width(line: int, last: int, dice: Dice) -> float:
    arterial = line in (0, last) or dice.chance(0.2)
    return dice.number(18, 24, 1) if arterial else dice.number(8, 13, 1)


def _crossings(
    entry: dict[str, Any], epsg: int, dice: Dice
) -> dict[tuple[int, int], Point]:
    to_grid = Transformer.from_crs(4490, epsg, always_xy=True)
    east, north = to_grid.transform(entry["lon"], entry["lat"])
    xs = _street_lines(entry["columns"], 330, 450, dice)
    ys = _street_lines(entry["rows"], 300, 400, dice)
    turn = math.radians(entry["turn"])
    lean = dice.number(-0.08, 0.08)
    nodes = {}
    for i, x0 in enumerate(xs):
        for j, y0 in enumerate(ys):
            x = x0 + lean * y0 + dice.number(-16, 16)
            y = y0 + dice.number(-16, 16)
            nodes[i, j] = _point(
                east + x * math.cos(turn) - y * math.sin(turn),
                north + x * math.sin(turn) + y * math.cos(turn),
            )
    return nodes


def _street_lines(count: int, low: float, high: float, dice: Dice) -> list[float]:
    steps = [dice.number(low, high) for _ in range(count)]
    half = sum(steps) / 2
    return [sum(steps[:i]) - half for i in range(count + 1)]


def _add_cell(
    block: Block,
    nodes: dict[tuple[int, int], Point],
    widths: dict[str, list[float]],
    place: tuple[int, int],
    dice: Dice,
) -> None:
    i, j = place
    quad = [nodes[i, j], nodes[i + 1, j], nodes[i + 1, j + 1], nodes[i, j + 1]]
    insets = [
        widths["row"][j],
        widths["column"][i + 1],
        widths["row"][j + 1],
        widths["column"][i],
    ]
    cell = Cell(i, j, Polygon(quad), _inset(quad, insets), block)
    polygons = _cut(cell.corners, dice)
    cell.lots = [Lot(polygon, cell) for polygon in polygons]
    block.cells.append(cell)


def _inset(quad: list[Point], widths: list[float]) -> list[Point]:
    """The quadrilateral whose sides lie inside by the given widths."""
    lines = []
    for k in range(4):
        (ax, ay), (bx, by) = quad[k], quad[(k + 1) % 4]
        length = math.hypot(bx - ax, by - ay)
        dx, dy = (bx - ax) / length, (by - ay) / length
        lines.append((ax - dy * widths[k], ay + dx * widths[k], dx, dy))
    return [_meet(lines[k - 1], lines[k]) for k in range(4)]


def _meet(first: tuple[float, ...], second: tuple[float, ...]) -> Point:
    ax, ay, adx, ady = first
    bx, by, bdx, bdy = second
    t = ((bx - ax) * bdy - (by - ay) * bdx) / (adx * bdy - ady * bdx)
    return _point(ax + t * adx, ay + t * ady)


def _cut(corners: list[Point], dice: Dice) -> list[Polygon]:
    layout = dice.weighted({"whole": 0.25, "strips": 0.21, "rows": 0.44, "angle": 0.10})
    splay = dice.number(8, 14, 1)
    if layout == "whole":
        rings = [list(corners)]
    elif layout == "strips":
        rings = _strips(corners, dice.whole(2, 4), dice)
    else:
        rings = _rows(corners, dice, angle=layout == "angle")
    polygons = [Polygon(_splay(ring, corners, splay)) for ring in rings]
    if layout == "angle":  # the first lot of both rows becomes one L-shaped lot
        polygons[:2] = [union_all(polygons[:2])]
    return polygons


def _strips(corners: list[Point], count: int, dice: Dice) -> list[list[Point]]:
    a, b, c, d = corners
    low = _marks(count, dice)
    high = [t + dice.number(-0.02, 0.02) if 0 < t < 1 else t for t in low]
    south = [_between(a, b, t) for t in low]
    north = [_between(d, c, t) for t in high]
    return [[south[k], south[k + 1], north[k + 1], north[k]] for k in range(count)]


def _rows(corners: list[Point], dice: Dice, *, angle: bool) -> list[list[Point]]:
    """Two rows back to back; the first ring of each row comes first."""
    a, b, c, d = corners
    west = _between(a, d, dice.number(0.43, 0.57))
    east = _between(b, c, dice.number(0.43, 0.57))
    low = [0.0, 0.36, 1.0] if angle else _marks(dice.whole(2, 3), dice)
    high = [0.0, 0.68, 1.0] if angle else _marks(dice.whole(2, 3), dice)
    marks = sorted(set(low) | set(high))
    middle = {t: _between(west, east, t) for t in marks}
    lower, upper = [], []
    for t0, t1 in itertools.pairwise(low):
        back = [middle[t] for t in reversed(marks) if t0 <= t <= t1]
        lower.append([_between(a, b, t0), _between(a, b, t1), *back])
    for t0, t1 in itertools.pairwise(high):
        back = [middle[t] for t in marks if t0 <= t <= t1]
        upper.append([_between(d, c, t1), _between(d, c, t0), *back])
    return [lower[0], upper[0], *lower[1:], *upper[1:]]


def _marks(count: int, dice: Dice) -> list[float]:
    inner = [(k + dice.number(-0.18, 0.18)) / count for k in range(1, count)]
    return [0.0, *(round(t, 4) for t in inner), 1.0]


def _splay(ring: list[Point], corners: list[Point], size: float) -> list[Point]:
    """The ring with the cell's corners cut off, as at a street crossing."""
    result = []
    for k, point in enumerate(ring):
        if point not in corners:
            result.append(point)
            continue
        for other in (ring[k - 1], ring[(k + 1) % len(ring)]):
            length = math.dist(point, other)
            result.append(_between(point, other, size / length))
    return result


def _between(first: Point, second: Point, share: float) -> Point:
    return _point(
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
    )


def _point(x: float, y: float) -> Point:
    return (round(x, 3), round(y, 3))
