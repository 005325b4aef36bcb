"""Land-use plan before and after the revision, and the control lines."""

from __future__ import annotations

from typing import Any

from city import Block, Cell
from dice import Dice
from shapely import Point, box, union_all

__all__ = ["control_shapes", "plan_shapes"]

OLD = {
    "100102": 0.62,
    "1101": 0.1,
    "0901": 0.07,
    "1401": 0.07,
    "0701": 0.09,
    "16": 0.05,
}
CHANGES = {
    "100102": ("100101", "1101", "100103"),
    "1101": ("100102",),
    "0901": ("100102", "1401"),
    "1401": ("1402",),
    "0701": ("100102",),
    "16": ("100102", "0901"),
}
NAMES = {
    "100101": "一类工业用地",
    "100102": "二类工业用地",
    "100103": "三类工业用地",
    "1101": "物流仓储用地",
    "0901": "商业用地",
    "0701": "城镇住宅用地",
    "1207": "城镇村道路用地",
    "1401": "公园绿地",
    "1402": "防护绿地",
    "16": "留白用地",
}
USES = {"商服用地": "0901", "城镇住宅用地": "0701", "物流仓储用地": "1101"}


def plan_shapes(
    blocks: list[Block], uses: dict[int, str], dice: Dice
) -> dict[str, list[tuple[Block, dict[str, Any], Any]]]:
    """Old and new plan: block, attributes and outline of each plan patch."""
    plans: dict[str, list[tuple[Block, dict[str, Any], Any]]] = {"old": [], "new": []}
    for block in blocks:
        revised = dice.chance(0.6)
        streets = block.outline.difference(union_all([c.net for c in block.cells]))
        for role in plans:
            plans[role].append((block, _patch(block, 0, "1207"), streets))
        for number, cell in enumerate(block.cells, 1):
            old = _old_class(cell, uses, dice)
            new = dice.pick(CHANGES[old]) if revised and dice.chance(0.3) else old
            if new == "100103" and not block.zone["chemical"]:
                new = "100101"
            plans["old"].append((block, _patch(block, number, old), cell.net))
            plans["new"].append((block, _patch(block, number, new), cell.net))
    return plans


def _old_class(cell: Cell, uses: dict[int, str], dice: Dice) -> str:
    """Mostly as the land is used, so that most plots follow the plan."""
    use = uses.get(id(cell))
    drawn = dice.weighted(OLD)
    if use is None:
        return drawn
    return USES.get(use, "100102") if dice.chance(0.93) else drawn


def _patch(block: Block, number: int, code: str) -> dict[str, Any]:
    return {
        "规划图斑编号": f"{block.zone['id']}-{block.number}-{number:02d}",
        "规划地类代码": code,
        "规划地类名称": NAMES[code],
        "分类标准": "国土空间用地用海分类2023",
    }


def control_shapes(blocks: list[Block]) -> list[tuple[Block, dict[str, Any], Any]]:
    """Control lines and protected objects around the blocks."""
    shapes = []
    for number, block in enumerate(blocks):
        shapes += _around(block, number)
        if block.zone["chemical"] and block.number == 1:
            contour = block.outline.buffer(200, quad_segs=4).simplify(2)
            shapes.append(_control(block, "化工控制线", contour, 200))
            shapes.append(_control(block, "保护目标", _school(block, 260), 300))
    return shapes


def _around(block: Block, number: int) -> list[tuple[Block, dict[str, Any], Any]]:
    west, south, east, north = block.outline.bounds
    limit = block.outline.buffer(120, join_style="mitre")
    if number % 6 == 5:  # one block in six reaches over the urban boundary
        limit = limit.intersection(
            box(west - 200, south - 200, east - 180, north + 200)
        )
    gap = -30 if number % 5 == 3 else 160  # and one in five onto farmland
    field = box(west - 700, south + 150, west - gap, north - 100)
    shapes = [
        _control(block, "城镇开发边界", limit, None),
        _control(block, "永久基本农田", field, None),
    ]
    if number % 7 == 2:
        river = box(west - 400, north + 250, east + 600, north + 420)
        shapes.append(_control(block, "生态保护红线", river, None))
    return shapes


def _school(block: Block, distance: float) -> Any:
    west, _, _, north = block.outline.bounds
    return Point(west, north).buffer(distance).envelope.buffer(-distance * 0.8)


def _control(
    block: Block, kind: str, shape: Any, distance: float | None
) -> tuple[Block, dict[str, Any], Any]:
    return (block, {"管控类型": kind, "控制距离": distance}, shape)
