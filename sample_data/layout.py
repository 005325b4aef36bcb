"""The parcel shapefile's columns: name, canonical fact, type, width, unit."""

from __future__ import annotations

from typing import Any, NamedTuple

from parcels import Parcel

__all__ = ["PARCEL_COLUMNS", "parcel_fields", "parcel_record"]


class Column(NamedTuple):
    """One column of the shapefile; names longer than five characters are cut."""

    name: str
    fact: str
    kind: str = "C"
    width: int = 40
    decimals: int = 0
    unit: float = 1.0


DAY = ("D", 8)
M2 = ("N", 14, 2)
MONEY = ("N", 14, 2, 10_000.0)
PARCEL_COLUMNS = (
    Column("宗地代码", "parcel_id", "C", 19),
    Column("不动产单元号", "unit_no", "C", 28),
    Column("电子监管号", "supervision_no", "C", 20),
    Column("合同编号", "contract_no", "C", 60),
    Column("所属批次", "batch_id", "C", 60),
    Column("产业集聚区名称", "zone_id", "C", 40),
    Column("土地用途", "land_use", "C", 20),
    Column("行业代码", "industry_code", "C", 4),
    Column("供地方式", "supply_method", "C", 12),
    Column("供地日期", "supply_date", *DAY),
    Column("合同签订日期", "contract_date", *DAY),
    Column("成交价款", "price_yuan", *MONEY),
    Column("出让面积", "registered_area_m2", "N", 12, 4, 10_000.0),
    Column("约定交地日期", "due_delivery_date", *DAY),
    Column("实际交地日期", "delivery_date", *DAY),
    Column("约定开工日期", "due_start_date", *DAY),
    Column("延期后开工日期", "extended_start_date", *DAY),
    Column("实际开工日期", "start_date", *DAY),
    Column("中止开发日期", "suspended_since", *DAY),
    Column("约定竣工日期", "due_completion_date", *DAY),
    Column("实际竣工日期", "completion_date", *DAY),
    Column("约定投产日期", "due_production_date", *DAY),
    Column("实际投产日期", "production_date", *DAY),
    Column("约定达产日期", "due_full_production_date", *DAY),
    Column("实际达产日期", "full_production_date", *DAY),
    Column("达产验收日期", "acceptance_date", *DAY),
    Column("应动工面积", "should_start_area_m2", *M2),
    Column("已动工面积", "started_area_m2", *M2),
    Column("总投资额", "total_investment_yuan", *MONEY),
    Column("已投资额", "paid_investment_yuan", *MONEY),
    Column("建筑面积", "floor_area_m2", *M2),
    Column("占地面积", "footprint_area_m2", *M2),
    Column("闲置原因", "cause", "C", 12),
    Column("原因起始日期", "cause_from", *DAY),
    Column("原因终止日期", "cause_to", *DAY),
    Column("认定文号", "determination_no", "C", 50),
    Column("认定日期", "determination_date", *DAY),
    Column("是否标准地", "is_standard_land", "C", 2),
    Column("存量土地", "is_stock_land", "C", 2),
    Column("统一社会信用代码", "enterprise_id", "C", 18),
    Column("土地使用权人", "holder", "C", 60),
    Column("区域评估日期", "prepared_date", *DAY),
    Column("公告编号", "notice_no", "C", 50),
    Column("公告日期", "notice_date", *DAY),
    Column("协议编号", "agreement_no", "C", 50),
    Column("监管协议日期", "agreement_date", *DAY),
    Column("约定验收日期", "due_acceptance_date", *DAY),
    Column("退出日期", "exit_date", *DAY),
    Column("退出文号", "exit_no", "C", 40),
    Column("退出方式", "exit_kind", "C", 12),
    Column("责任单位", "responsible_unit", "C", 50),
    Column("备注", "_remark", "C", 20),
)


def parcel_fields(*, text_dates: bool) -> list[tuple[str, str, int, int]]:
    """The DBF's fields; ``text_dates`` for a source that keeps days as text."""
    return [
        (c.name, "C", 10, 0)
        if text_dates and c.kind == "D"
        else (c.name, c.kind, c.width, c.decimals)
        for c in PARCEL_COLUMNS
    ]


def parcel_record(parcel: Parcel, *, text_dates: bool) -> list[Any]:
    """One parcel's values in the units of the file."""
    facts = {**parcel.facts, "_remark": "合成示例数据"}
    return [_cell(facts.get(c.fact), c, text_dates) for c in PARCEL_COLUMNS]


def _cell(value: Any, column: Column, text_dates: bool) -> Any:
    if value is None:
        return "" if column.kind == "C" or (column.kind == "D" and text_dates) else None
    if column.kind == "N":
        return round(value / column.unit, column.decimals)
    if column.kind == "D" and text_dates and not isinstance(value, str):
        return f"{value.year}-{value.month}-{value.day}"
    return value
