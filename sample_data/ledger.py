"""Ledger events toward the goal, and the promises of standard land."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dice import Dice
from parcels import AS_OF, Parcel

__all__ = ["commitment_rows", "event_rows", "promises_of", "set_standard_land"]

SINGLE_EVENTS = 146  #: parcels that one act revitalized or assembled
TWICE = 12  #: parcels first assembled, then revitalized: one area, two events
STANDARD_PARCELS = 120
REVITALIZED = ("追加投资", "二级市场转让", "盘活厂房", "兼并重组", "重新供应")
ASSEMBLED = ("无偿收回", "协议收回", "完成补偿", "完善手续", "零散地块归并")
NOT_COUNTED = ("临时使用", "仅延期")
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")
PERIOD = (date(2020, 2, 1), date(2022, 8, 20))


def event_rows(parcels: list[Parcel], dice: Dice) -> list[dict[str, Any]]:
    """Rows of the ledger's CSV: acts, acts on the same land, and reversals."""
    ranked = sorted(parcels, key=lambda p: (-p.mu, p.facts["parcel_id"]))
    started = [p for p in ranked if p.facts["start_date"]]
    hosts = started[: SINGLE_EVENTS + TWICE]
    rows: list[dict[str, Any]] = []
    for number, parcel in enumerate(hosts):
        day = dice.days_after(PERIOD[0], 0, (PERIOD[1] - PERIOD[0]).days)
        if number % 4 == 0 and number // 4 < TWICE:
            _add(rows, parcel, day, ("整备", dice.pick(ASSEMBLED)), dice)
            day = min(dice.days_after(day, 60, 240), date(2022, 9, 20))
        _add(rows, parcel, day, ("盘活", _method(parcel, day, dice)), dice)
    _add_assembled(rows, ranked, dice)
    _add_late(rows, started, dice)
    _add_reversals(rows, dice)
    return rows


def _method(parcel: Parcel, day: date, dice: Dice) -> str:
    start = parcel.facts["start_date"]
    if start and abs((day - start).days) < 120:
        return "闲置后动工"
    return dice.pick(REVITALIZED)


def _add(
    rows: list[dict[str, Any]],
    parcel: Parcel,
    day: date,
    act: tuple[str, str],
    dice: Dice,
) -> None:
    number = len(rows) + 1
    recorded = dice.days_after(day, 2, 9)
    rows.append(
        {
            "台账编号": f"PH{day.year}-{number:04d}",
            "事项类型": act[0],
            "宗地代码": parcel.facts["parcel_id"],
            "发生日期": day.strftime(dice.pick(DAY_FORMATS)),
            "登记日期": recorded.strftime("%Y-%m-%d"),
            "处置方式": act[1],
            "文件号": f"濮盘活〔{day.year}〕示例{number}号",
            "冲销事项": "",
            "登记面积(亩)": f"{parcel.mu:.4f}",
            "备注": "合成示例数据",
        }
    )


def _add_assembled(
    rows: list[dict[str, Any]], ranked: list[Parcel], dice: Dice
) -> None:
    """Land taken back but not used again, and acts that do not count."""
    idle = [p for p in ranked if p.scenario == "idle"]
    for parcel in idle[:8]:
        day = dice.days_after(date(2022, 1, 10), 0, 200)
        _add(rows, parcel, day, ("整备", dice.pick(ASSEMBLED[:2])), dice)
    for number, parcel in enumerate(idle[8:12]):
        day = dice.days_after(date(2021, 6, 1), 0, 300)
        _add(rows, parcel, day, ("盘活", NOT_COUNTED[number % 2]), dice)


def _add_late(rows: list[dict[str, Any]], started: list[Parcel], dice: Dice) -> None:
    """Acts after the reference date, and one recorded only after it."""
    hosts = started[SINGLE_EVENTS + TWICE :]
    for parcel, days in zip(hosts, (1, 20, 45), strict=False):
        day = AS_OF + timedelta(days=days)
        _add(rows, parcel, day, ("盘活", dice.pick(REVITALIZED)), dice)
    _add(rows, hosts[3], AS_OF - timedelta(days=1), ("盘活", "追加投资"), dice)
    _add(rows, hosts[4], AS_OF, ("盘活", "追加投资"), dice)


def _add_reversals(rows: list[dict[str, Any]], dice: Dice) -> None:
    """Acts taken back: the project stopped again, the contract was cancelled."""
    acts = [r for r in rows if r["事项类型"] == "盘活"]
    for row in acts[10:60:12]:
        number = len(rows) + 1
        day = dice.days_after(date(2022, 8, 25), 0, 30)
        rows.append(
            {
                **row,
                "台账编号": f"PH{day.year}-{number:04d}",
                "事项类型": "冲销",
                "发生日期": day.strftime("%Y-%m-%d"),
                "登记日期": day.strftime("%Y-%m-%d"),
                "处置方式": "合同解除",
                "文件号": f"濮盘活〔{day.year}〕示例{number}号",
                "冲销事项": row["台账编号"],
            }
        )


def set_standard_land(parcels: list[Parcel]) -> None:
    """Mark the newest industrial grants as standard land."""
    have = sum(p.facts["is_standard_land"] == "是" for p in parcels)
    hosts = [
        p
        for p in parcels
        if p.industrial and not p.case and p.facts["supply_method"] == "挂牌出让"
    ]
    hosts.sort(key=lambda p: (p.facts["contract_date"], p.facts["parcel_id"]))
    for parcel in hosts[-(STANDARD_PARCELS - have) :]:
        parcel.facts["is_standard_land"] = "是"


def commitment_rows(parcels: list[Parcel], dice: Dice) -> list[dict[str, Any]]:
    """Rows of the workbook's second sheet: three or four promises each."""
    rows = []
    for parcel in parcels:
        if parcel.facts["is_standard_land"] == "是" and not parcel.facts.get("_trial"):
            rows += promises_of(parcel, dice)
    return rows


def promises_of(parcel: Parcel, dice: Dice) -> list[dict[str, Any]]:
    """Three or four promises of one plot."""
    facts = parcel.facts
    built = facts["completion_date"], facts["due_completion_date"]
    full = facts["full_production_date"], facts["due_full_production_date"]
    lines = [
        ("固定资产投资强度", 250 + 10 * dice.whole(0, 10), "万元/亩", "不低于", built),
        ("亩均税收", 12 + dice.whole(0, 8), "万元/亩", "不低于", full),
        ("容积率", round(0.8 + 0.1 * dice.whole(0, 4), 1), "", "不低于", built),
    ]
    if dice.chance(0.6):
        lines.append(
            (
                "单位增加值能耗",
                dice.number(0.3, 0.6, 2),
                "吨标准煤/万元",
                "不高于",
                full,
            )
        )
    return [_promise(facts["parcel_id"], line, dice) for line in lines]


def _promise(parcel_id: str, line: tuple[Any, ...], dice: Dice) -> dict[str, Any]:
    indicator, committed, unit, operator, (done, due) = line
    good = dice.chance(0.85)
    better = operator == "不低于"
    factor = dice.number(1.0, 1.25) if good == better else dice.number(0.7, 0.98)
    return {
        "宗地代码": parcel_id,
        "指标名称": indicator,
        "承诺值": committed,
        "单位": unit or "—",
        "约定关系": operator,
        "约定考核日期": due,
        "实测值": round(committed * factor, 2) if done else None,
        "实测日期": done,
        "备注": "合成示例数据",
    }
