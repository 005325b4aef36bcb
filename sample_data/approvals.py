"""Approval batches: which street blocks were approved together, and their fate."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from city import Block, Cell, Lot
from dice import Dice
from shapely import union_all

__all__ = ["Batch", "approve", "batch_rows", "date_batches"]

NUMERALS = "一二三四五六七八九十"
TEXT_APPROVAL = ("豫政土〔2022〕示例101号", date(2022, 3, 18))


@dataclass(eq=False)
class Batch:
    """One approval, before its facts are known."""

    cells: list[Cell]
    fate: str  #: full, partial, none, lapsed or text (surveyed in the TXT)
    gross: bool = False  #: the outline includes the streets
    extra: list[Lot] = field(default_factory=list)  #: lots that another batch has too
    supplied: list[Any] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""  #: over (too little approved) or late (approved too late)

    @property
    def block(self) -> Block:
        """The block that the batch lies in."""
        return self.cells[0].block

    @property
    def geometry(self) -> Any:
        """The approved outline."""
        parts = [cell.gross if self.gross else cell.net for cell in self.cells]
        return union_all([*parts, *(lot.polygon for lot in self.extra)])


def approve(blocks: list[Block], dice: Dice) -> tuple[list[Batch], list[Lot]]:
    """Batches of all blocks, and the lots that were supplied."""
    batches = [batch for block in blocks for batch in _batches_of(block, dice)]
    _lapse_one(batches)
    _overlap_one(batches)
    _trouble_two(batches)
    return batches, _supplied_lots(blocks, batches, dice)


def _batches_of(block: Block, dice: Dice) -> list[Batch]:
    rest = sorted(block.cells, key=lambda c: (c.row, c.column * (-1) ** c.row))
    batches = []
    if block.surveyed_text:
        batches = [Batch([cell], "text") for cell in rest[:3]]
        rest = rest[3:]
    while rest:
        count = dice.whole(2, 4)
        cells, rest = rest[:count], rest[count:]
        if dice.chance(0.2):
            continue  # ground that was construction land long ago
        fate = dice.weighted({"full": 0.48, "partial": 0.44, "none": 0.08})
        gross = fate == "partial" and dice.chance(0.3)
        batches.append(Batch(cells, fate, gross))
    return batches


def _lapse_one(batches: list[Batch]) -> None:
    next(b for b in batches if b.fate == "none").fate = "lapsed"


def _overlap_one(batches: list[Batch]) -> None:
    """Let one batch repeat a lot that the batch before it already has."""
    for first, second in itertools.pairwise(batches):
        if first.fate == second.fate == "full" and first.block is second.block:
            second.extra = [first.cells[-1].lots[-1]]
            return


def _trouble_two(batches: list[Batch]) -> None:
    """From one batch too much is supplied, from another too early."""
    full = [b for b in batches if b.fate == "full" and not b.extra and not b.gross]
    full[4].trouble, full[6].trouble = "over", "late"


def _supplied_lots(blocks: list[Block], batches: list[Batch], dice: Dice) -> list[Lot]:
    fates = {id(cell): batch.fate for batch in batches for cell in batch.cells}
    left_out = {id(lot) for batch in batches for lot in _left_out(batch, dice)}
    lots = []
    for block in blocks:
        for cell in block.cells:
            fate = fates.get(id(cell), "stock")
            if fate in ("none", "lapsed", "text"):
                continue
            if fate == "stock" and dice.chance(0.08):
                continue  # still fields
            lots += [lot for lot in cell.lots if id(lot) not in left_out]
    return lots


def _left_out(batch: Batch, dice: Dice) -> list[Lot]:
    if batch.fate != "partial":
        return []
    lots = [lot for cell in batch.cells for lot in cell.lots]
    return dice.sample(lots, max(1, round(len(lots) * dice.number(0.08, 0.3))))


def date_batches(batches: list[Batch], dice: Dice) -> None:
    """Numbers, dates and document areas, after the supply is known."""
    serials: dict[tuple[str, int], int] = {}
    texts = 0
    for number, batch in enumerate(batches, 1):
        if batch.fate == "text":
            texts += 1
            batch.facts = _text_facts(texts)
            continue
        day = _approval_date(batch, dice)
        key = (batch.block.zone["short"], day.year)
        serials[key] = serials.get(key, 0) + 1
        batch.facts = _facts(batch, day, serials[key], number)
        _settle(batch, day, dice)
    _withdraw_part(batches)


def _approval_date(batch: Batch, dice: Dice) -> date:
    contracts = [p.facts["contract_date"] for p in batch.supplied]
    if batch.fate == "lapsed":
        return date(2016, 5, 20)
    if not contracts:
        return dice.days_after(date(2017, 1, 1), 0, 1600)
    day = min(contracts) - timedelta(days=dice.whole(150, 420))
    return min(contracts) + timedelta(days=20) if batch.trouble == "late" else day


def _facts(batch: Batch, day: date, serial: int, number: int) -> dict[str, Any]:
    zone = batch.block.zone
    initials = zone["id"][:2].upper()
    name = f"{zone['short']}{day.year}年度第{NUMERALS[serial - 1]}批次城市建设用地"
    return {
        "batch_id": f"{zone['division']}-{initials}{day.year}-{serial:02d}",
        "batch_name": f"{name}（示例）",
        "approval_no": f"豫政土〔{day.year}〕示例{number:03d}号",
        "approval_date": day,
        "approval_kind": "城市批次",
    }


def _text_facts(serial: int) -> dict[str, Any]:
    number, day = TEXT_APPROVAL
    return {
        "batch_id": f"410928-SH2022-T{serial}",
        "batch_name": f"濮阳市2022年度第三批次地块{NUMERALS[serial - 1]}（示例）",
        "approval_no": number,
        "approval_date": day,
    }


def _settle(batch: Batch, day: date, dice: Dice) -> None:
    """Compensation, lapse, and the approved area as the document states it."""
    compensated = batch.fate in ("full", "partial") or dice.chance(0.5)
    if batch.fate == "lapsed":
        compensated = False
        batch.facts["lapsed_date"] = date(2018, 5, 20)
        batch.facts["lapse_document"] = "濮自然资〔2018〕示例27号"
    batch.facts["compensated"] = "是" if compensated else "否"
    if compensated:
        batch.facts["compensation_date"] = dice.days_after(day, 40, 120)


def _withdraw_part(batches: list[Batch]) -> None:
    """A third of one batch was withdrawn."""
    batch = next(b for b in batches if b.fate == "none")
    batch.facts["withdrawn_date"] = date(2021, 6, 30)
    batch.facts["withdrawn_ha"] = round(batch.geometry.area / 30_000, 4)
    batch.facts["withdrawn_document"] = "濮自然资〔2021〕示例31号"


def _approved_ha(batch: Batch) -> float:
    share = 0.95 if batch.trouble == "over" else 1.0
    return round(batch.geometry.area * share / 10_000, 4)


def batch_rows(batches: list[Batch], epsg: int) -> list[dict[str, Any]]:
    """The GeoPackage's rows of one projection zone."""
    return [
        {
            "批次编号": b.facts["batch_id"],
            "批次名称": b.facts["batch_name"],
            "批准文号": b.facts["approval_no"],
            "批准日期": b.facts["approval_date"],
            "批准用地面积": _approved_ha(b),
            "批次类型": b.facts["approval_kind"],
            "是否已补偿": b.facts["compensated"],
            "补偿日期": b.facts.get("compensation_date"),
            "失效日期": b.facts.get("lapsed_date"),
            "失效文件": b.facts.get("lapse_document"),
            "部分撤回日期": b.facts.get("withdrawn_date"),
            "部分撤回面积": b.facts.get("withdrawn_ha"),
            "部分撤回文件": b.facts.get("withdrawn_document"),
            "geometry": b.geometry,
        }
        for b in batches
        if b.fate != "text" and b.block.epsg == epsg
    ]
