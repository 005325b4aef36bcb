"""Bad records, put in on purpose: each must be quarantined or reported."""

from __future__ import annotations

from datetime import date
from typing import Any

from parcels import Parcel
from shapely import Polygon, affinity

__all__ = ["COLUMNS", "bad_enterprise", "bad_events", "bad_parcels", "fault_rows"]

COLUMNS = ("file", "subject_id", "field", "fault", "expected")
UNREADABLE = "2020-13-45"


def bad_parcels(parcels: list[Parcel], epsg: int) -> list[tuple[Parcel, str]]:
    """Bad parcels of one projection zone, each with the name of its fault."""
    usable = [p for p in parcels if p.block.epsg == epsg and not p.case]
    model = next(p for p in usable if p.scenario == "normal")
    if epsg == 4527:
        return [(_beside(model, 91, unreadable=True), "unreadable_date")]
    twice = Parcel(model.geometry, model.block, dict(model.facts), "bad")
    twice.facts["price_yuan"] = model.facts["price_yuan"] + 10_000
    crossed = _beside(model, 92)
    west, south, east, north = crossed.geometry.bounds
    ring = [(west, south), (east, north), (east, south), (west, north)]
    crossed.geometry = Polygon(ring)
    negative = _beside(model, 93)
    negative.facts["registered_area_m2"] *= -1
    slip = _beside(model, 94)
    slip.facts["registered_area_m2"] *= 1000
    slip.facts.update(land_use="公共设施用地", industry_code=None, enterprise_id=None)
    slip.facts.update(supply_method="划拨", price_yuan=0.0)
    return [
        (crossed, "crossed_ring"),
        (twice, "duplicate_id"),
        (negative, "negative_area"),
        (slip, "area_times_1000"),
    ]


def _beside(model: Parcel, serial: int, *, unreadable: bool = False) -> Parcel:
    """A parcel like the model, moved south out of its block."""
    south = model.block.outline.bounds[1]
    down = model.geometry.bounds[3] - south + 60
    across = (serial - 91) * 400.0
    shape = affinity.translate(model.geometry, across, -down)
    facts: dict[str, Any] = dict(model.facts)
    code = f"{facts['parcel_id'][:14]}{serial:05d}"
    facts.update(parcel_id=code, batch_id=None, enterprise_id=None, unit_no=None)
    facts["supervision_no"] = f"{facts['supervision_no'][:-5]}{serial:05d}"
    facts["zone_id"] = None
    if unreadable:
        facts["start_date"] = UNREADABLE
    return Parcel(shape, model.block, facts, "bad")


def bad_enterprise(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last enterprise's rows again under a credit code with a wrong check."""
    good = rows[-1]["统一社会信用代码"]
    code = good[:-1] + ("1" if good[-1] != "1" else "2")
    name = "濮阳市示例校验位有误有限公司"
    extra = {"统一社会信用代码": code, "企业名称": name}
    small = {"实缴税收": 12.5, "营业收入（万元）": 180.0, "工业增加值": 40.0}
    land = {"已登记自有用地（亩）": 6.0, "停产日期": None, "经营状态": "正常"}
    return [{**row, **extra, **small, **land} for row in rows[-3:]]


def bad_events(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An event whose day cannot be read."""
    day = {"发生日期": "2021年13月32日", "台账编号": "PH2021-9001"}
    recorded = {"登记日期": date(2021, 12, 1).isoformat()}
    return [{**rows[0], **day, **recorded, "文件号": "濮盘活〔2021〕示例9001号"}]


TEXTS = {
    "crossed_ring": ("geometry", "图形自相交（蝴蝶形）", "quarantine"),
    "duplicate_id": ("宗地代码", "宗地代码与另一宗地重复", "quarantine or issue"),
    "negative_area": ("出让面积", "面积为负", "quarantine or issue"),
    "area_times_1000": ("出让面积", "面积为图形的1000倍（单位误用）", "issue"),
    "unreadable_date": (
        "实际开工日期",
        f"日期无法识别：{UNREADABLE}",
        "quarantine or issue",
    ),
}


def fault_rows(
    bad: list[tuple[str, Parcel, str]], enterprise: str
) -> list[tuple[str, ...]]:
    """Rows of ``bad_records.csv``."""
    rows = []
    for file, parcel, fault in bad:
        field, text, expected = TEXTS[fault]
        rows.append((file, parcel.facts["parcel_id"], field, text, expected))
    rows.append(
        (
            "企业评价数据.xlsx",
            enterprise,
            "统一社会信用代码",
            "信用代码校验位错误（3行）",
            "issue",
        )
    )
    rows.append(
        (
            "盘活台账.csv",
            "PH2021-9001",
            "发生日期",
            "日期无法识别：2021年13月32日",
            "quarantine",
        )
    )
    return rows
