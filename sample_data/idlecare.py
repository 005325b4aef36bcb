"""Phases and dated causes of idle parcels: two tables that a bureau keeps beside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from parcels import Parcel

__all__ = ["cause_rows", "phase_rows"]

#: Of each phased parcel: share of the area, days from the parcel's delivery to that
#: of the phase (None: not delivered), whether it started 300 days after it.
PHASES = (
    ((0.6, 0, False), (0.4, 700, False)),
    ((0.5, 0, True), (0.3, 90, False), (0.2, None, False)),
)
#: Class, words, first and last day counted from the agreed start, document.
CAUSES = (
    (("政府原因", "未按约定交付净地", 0, 120, True),),
    (
        ("政府原因", "控制性详细规划调整", 30, 200, True),
        ("政府原因", "文物勘探", 150, 260, True),
        ("企业原因", "资金未到位", 261, None, False),
    ),
    (
        ("不可抗力", "暴雨内涝", 60, 130, True),
        ("企业原因", "方案反复修改", 131, 300, False),
    ),
    (("司法查封", "土地使用权被查封", 90, None, True),),
)


def _hosts(parcels: list[Parcel], *causes: str) -> list[Parcel]:
    """Idle parcels of a stated cause that nothing else is shown on, larger first."""
    idle = [
        p
        for p in parcels
        if p.scenario == "idle"
        and not p.case
        and p.facts.get("cause") in causes
        and not p.facts.get("determination_no")
    ]
    return sorted(idle, key=lambda p: (-p.mu, p.facts["parcel_id"]))


def phase_rows(parcels: list[Parcel]) -> list[dict[str, Any]]:
    """Rows of the table of phases."""
    rows = []
    hosts = _hosts(parcels, "企业原因")[: len(PHASES)]
    for parcel, plan in zip(hosts, PHASES, strict=True):
        area = parcel.facts["registered_area_m2"]
        for number, (share, days, begun) in enumerate(plan, 1):
            delivered = _after(parcel.facts["delivery_date"], days)
            rows.append(
                {
                    "宗地代码": parcel.facts["parcel_id"],
                    "期次": f"{number}期",
                    "分期面积(平方米)": round(area * share, 2),
                    "实际交地日期": delivered,
                    "约定开工日期": _after(delivered, 365),
                    "实际开工日期": _after(delivered, 300) if begun else None,
                    "实际竣工日期": None,
                    "备注": "合成示例数据",
                }
            )
    return rows


def cause_rows(parcels: list[Parcel]) -> list[dict[str, Any]]:
    """Rows of the table of causes: several for one parcel, some open, some overlap."""
    rows = []
    hosts = _hosts(parcels, "混合原因", "不可抗力")[: len(CAUSES)]
    for parcel, causes in zip(hosts, CAUSES, strict=True):
        due = parcel.facts["due_start_date"]
        for name, words, first, last, papers in causes:
            number = len(rows) + 1
            rows.append(
                {
                    "宗地代码": parcel.facts["parcel_id"],
                    "期次": None,
                    "原因类型": name,
                    "具体原因": words,
                    "起始日期": _after(due, first),
                    "终止日期": _after(due, last),
                    "文号": f"濮闲因〔{due.year}〕示例{number}号" if papers else None,
                    "备注": "合成示例数据",
                }
            )
    return rows


def _after(day: date | None, days: int | None) -> date | None:
    return None if day is None or days is None else day + timedelta(days=days)
