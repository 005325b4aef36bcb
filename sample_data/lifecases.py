"""Breaches, transfers and promises of standard land: the tables of ``life.toml``."""

from __future__ import annotations

from typing import Any

from dice import Dice
from ledger import promises_of
from parcels import AS_OF, Parcel

__all__ = ["breach_rows", "further_promises", "transfer_rows"]

REMARK = "合成示例数据"
TAX = (10, 18)  #: 10,000 yuan per mu, of the yearly promises
#: Papers of a breach: what is dated, and the word in the paper's number.
PAPERS = {"notice": "整改", "penalty": "违约", "supplement": "补缴", "recovery": "收"}


def breach_rows(parcels: list[Parcel], book: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the table of breaches, in the order of their numbers."""
    found = {parcel.facts["parcel_id"]: parcel for parcel in parcels}
    cases = sorted(book["breach"], key=lambda case: case["id"])
    return [_breach(case, found[case["parcel"]]) for case in cases]


def _breach(case: dict[str, Any], parcel: Parcel) -> dict[str, Any]:
    get = case.get
    paper = {name: _paper(case, parcel, name, word) for name, word in PAPERS.items()}
    return {
        "违约编号": case["id"],
        "宗地代码": case["parcel"],
        "违约类型": case["kind"],
        "违约指标": get("indicator"),
        "发现日期": get("found"),
        "整改通知书编号": paper["notice"],
        "整改通知日期": get("notice"),
        "整改期限": get("rectify_by"),
        "整改完成日期": get("rectified"),
        "整改结果": get("result"),
        "违约金文号": paper["penalty"],
        "违约金决定日期": get("penalty"),
        "违约金（万元）": get("penalty_10k"),
        "违约金缴清日期": get("penalty_paid"),
        "补缴文号": paper["supplement"],
        "补缴决定日期": get("supplement"),
        "补缴价款（万元）": get("supplement_10k"),
        "补缴缴清日期": get("supplement_paid"),
        "收回文号": paper["recovery"],
        "收回日期": get("recovery"),
        "结案日期": get("closed"),
        "责任单位": parcel.facts.get("responsible_unit"),
        "情况说明": case["why"],
        "备注": REMARK,
    }


def _paper(case: dict[str, Any], parcel: Parcel, name: str, word: str) -> str | None:
    day = case.get(name)
    serial = int(case["id"][-3:])
    short = parcel.block.zone["short"]
    return day and f"{short}{word}〔{day.year}〕示例{serial}号"


def transfer_rows(parcels: list[Parcel], book: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the table of transfers; the holders of today come from the parcels."""
    found = {parcel.facts["parcel_id"]: parcel for parcel in parcels}
    return [
        {
            "宗地代码": case["parcel"],
            "转让（出租）日期": case["day"],
            "转让方式": case["kind"],
            "转让方": case.get("from", found[case["parcel"]].facts["holder"]),
            "受让方": case.get("to", found[case["parcel"]].facts["holder"]),
            "租赁终止日期": case.get("until"),
            "是否承继履约义务": case.get("assumes"),
            "情况说明": case["why"],
            "备注": REMARK,
        }
        for case in book["transfer"]
    ]


def further_promises(
    parcels: list[Parcel], book: dict[str, Any], dice: Dice
) -> list[dict[str, Any]]:
    """Promises of the older trials, those of each year, and the cases."""
    found = {parcel.facts["parcel_id"]: parcel for parcel in parcels}
    rows = []
    for parcel in parcels:
        if parcel.facts.get("_trial"):
            rows += promises_of(parcel, dice)
    for name in book["standard"]["supervised"]:
        rows += _yearly(found[name], dice)
    return rows + [_case(case) for case in book["promise"]]


def _yearly(parcel: Parcel, dice: Dice) -> list[dict[str, Any]]:
    """Tax per mu of each full year after the acceptance; this year's is not due."""
    level, rows = dice.whole(*TAX), []
    for year in range(parcel.facts["acceptance_date"].year + 1, AS_OF.year + 1):
        due = AS_OF.replace(year=year, month=12, day=31)
        measured = round(level * dice.number(0.9, 1.3), 2)
        past = due < AS_OF
        case = {
            "parcel": parcel.facts["parcel_id"],
            "indicator": "亩均税收",
            "committed": level,
            "unit": "万元/亩",
            "due": due,
            "measured": measured if past else None,
            "day": dice.days_after(due, 20, 60) if past else None,
        }
        rows.append(_case(case))
    return rows


def _case(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "宗地代码": case["parcel"],
        "指标名称": case["indicator"],
        "承诺值": case["committed"],
        "单位": case["unit"],
        "约定关系": "不低于",
        "约定考核日期": case["due"],
        "实测值": case.get("measured"),
        "实测日期": case.get("day"),
        "备注": REMARK,
    }
