"""The whole life of standard land: what is drawn for each plot.

Special cases are written by hand in ``life.toml``; here come the plots that it
names, and the papers, checks and yearly reviews that every plot has. The draws
have streams of their own, so that the rest of the city stays as it is.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from approvals import Batch
from dice import Dice
from parcels import AS_OF, Parcel

__all__ = ["plot_rows", "read_life", "set_life", "stage_rows"]

HERE = Path(__file__).resolve().parent
REMARK = "合成示例数据"
FIRST_SERIAL = 801  #: of the plots that are not granted yet
#: Stage, fact with its day, word of its paper, whether it is judged.
PAPERS = (
    ("区域评估", "prepared_date", "评估", False),
    ("出让公告", "notice_date", "工挂", False),
    ("签订合同", "contract_date", "履约监管", False),
    ("交地", "delivery_date", "交地", False),
    ("开工", "start_date", "施许", False),
    ("竣工核验", "completion_date", "竣核", True),
    ("投产", "production_date", "投核", False),
    ("达产", "full_production_date", "达核", True),
    ("达产验收", "acceptance_date", "达验", True),
)
RESULTS = {"通过": 0.9, "部分通过": 0.1}
#: The latest life of this plot began without a regional assessment on record.
UNPREPARED = "410928001001GB00002"
#: The notice of this plot is dated after its contract.
NOTICE_LATE = "410923001001GB00013"


def read_life() -> dict[str, Any]:
    """What is written by hand."""
    return tomllib.loads((HERE / "life.toml").read_text(encoding="utf-8"))


def set_life(parcels: list[Parcel], book: dict[str, Any], dice: Dice) -> None:
    """Mark the older trials, and give every standard plot its preparation."""
    found = {parcel.facts["parcel_id"]: parcel for parcel in parcels}
    for name in (name for names in book["standard"].values() for name in names):
        found[name].facts.update(is_standard_land="是", _trial=True)
    standard = [p for p in parcels if p.facts["is_standard_land"] == "是"]
    for number, parcel in enumerate(standard, 1):
        _prepare(parcel, number, dice)
    for end in book["exit"]:
        found[end["parcel"]].facts.update(
            exit_date=end["day"], exit_no=end["document"], exit_kind=end["kind"]
        )


def _prepare(parcel: Parcel, number: int, dice: Dice) -> None:
    """Assessment, notice and agreement before and with the contract."""
    facts, zone = parcel.facts, parcel.block.zone
    notice = dice.days_after(facts["supply_date"], -45, -32)
    if facts["parcel_id"] == NOTICE_LATE:
        notice = facts["contract_date"] + timedelta(days=9)
    signed = facts["contract_date"]
    full = facts["due_full_production_date"]
    facts.update(
        prepared_date=dice.days_after(facts["supply_date"], -150, -60),
        notice_no=f"{zone['short']}工挂〔{notice.year}〕示例{number}号",
        notice_date=notice,
        agreement_no=f"{zone['short']}履约监管〔{signed.year}〕示例{number}号",
        agreement_date=signed,
        due_acceptance_date=full and dice.days_after(full, 150, 210),
        responsible_unit=unit_of(parcel) if dice.chance(0.7) else None,
    )
    if facts["parcel_id"] == UNPREPARED:
        facts["prepared_date"] = None


def unit_of(parcel: Parcel) -> str:
    """The committee of the zone."""
    return f"{parcel.block.zone['name']}管委会"


def plot_rows(
    batches: list[Batch], parcels: list[Parcel], book: dict[str, Any]
) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Block, outline and columns of the plots that are not granted yet."""
    found = {batch.facts["batch_id"]: batch for batch in batches}
    supplied = {id(lot) for parcel in parcels for lot in parcel.lots}
    serials: defaultdict[str, int] = defaultdict(lambda: FIRST_SERIAL)
    for number, plot in enumerate(book["plot"], 1):
        batch = found[plot["batch"]]
        lots = [lot for cell in batch.cells for lot in cell.lots]
        lot = [lot for lot in lots if id(lot) not in supplied][plot["lot"] - 1]
        zone, block = batch.block.zone, batch.block
        place = f"{zone['division']}{zone['district']:03d}{block.number:03d}"
        serials[place] += 1
        notice = plot.get("notice")
        row = {
            "宗地代码": f"{place}GB{serials[place] - 1:05d}",
            "集聚区代码": zone["id"],
            "所属批次": plot["batch"],
            "土地用途": "工业用地",
            "宗地面积（公顷）": round(lot.polygon.area / 10_000, 4),
            "是否标准地": "是",
            "区域评估完成日期": plot["prepared"].isoformat(),
            "出让公告编号": notice
            and f"{zone['short']}工挂〔{notice.year}〕示例{300 + number}号",
            "出让公告日期": notice and notice.isoformat(),
            "责任单位": f"{zone['name']}管委会",
            "备注": REMARK,
        }
        yield block, lot.polygon, row


def stage_rows(
    parcels: list[Parcel], book: dict[str, Any], dice: Dice
) -> list[dict[str, Any]]:
    """Rows of the table of milestones: the papers of every plot, then the cases."""
    found = {parcel.facts["parcel_id"]: parcel for parcel in parcels}
    failed, passed = _told_apart(book["milestone"])
    rows = []
    for parcel in parcels:
        if parcel.facts["is_standard_land"] == "是":
            rows += _papers(parcel, failed, passed, dice)
    for name in book["standard"]["supervised"]:
        rows += _reviews(found[name], dice)
    return rows + [_case_row(case, found[case["parcel"]]) for case in book["milestone"]]


def _told_apart(cases: list[dict[str, Any]]) -> tuple[set[Any], set[Any]]:
    """Plots and stages of which a failed, or a passed check is written by hand."""
    done = [case for case in cases if "actual" in case]
    places = [(case["parcel"], case["stage"]) for case in done]
    bad = [case.get("result") == "不通过" for case in done]
    failed = {place for place, failing in zip(places, bad, strict=True) if failing}
    return failed, set(places) - failed


def _papers(
    parcel: Parcel, failed: set[Any], passed: set[Any], dice: Dice
) -> list[dict[str, Any]]:
    """One row for each stage that was reached; some have no paper of their own."""
    rows = []
    for stage, fact, word, judged in PAPERS:
        day, kept = parcel.facts.get(fact), dice.chance(0.8)
        result = dice.weighted(RESULTS)
        place = (parcel.facts["parcel_id"], stage)
        if day is None or place in passed or not (kept or judged):
            continue
        rows.append(
            _row(
                parcel,
                stage,
                actual=day,
                result=("通过" if place in failed else result) if judged else None,
                document=_paper(parcel, word, day),
            )
        )
    return rows


def _reviews(parcel: Parcel, dice: Dice) -> list[dict[str, Any]]:
    """A review in each year after the acceptance, up to the first that is open."""
    rows: list[dict[str, Any]] = []
    accepted, done = parcel.facts["acceptance_date"], True
    while done:
        planned = accepted.replace(year=accepted.year + len(rows) + 1)
        actual = dice.days_after(planned, -25, 0)
        made = dice.chance(0.85) or not rows
        result = dice.weighted(RESULTS)
        done = made and actual <= AS_OF
        told = {"planned": planned, "agreed": accepted}
        if done:
            document = _paper(parcel, "监管", actual)
            told |= {"actual": actual, "result": result, "document": document}
        rows.append(_row(parcel, "年度监管", **told))
    return rows


def _paper(parcel: Parcel, word: str, day: date) -> str:
    serial = int(parcel.facts["parcel_id"][-5:])
    return f"{parcel.block.zone['short']}{word}〔{day.year}〕示例{serial}号"


def _case_row(case: dict[str, Any], parcel: Parcel) -> dict[str, Any]:
    names = ("planned", "agreed", "actual", "result", "document", "why")
    return _row(parcel, case["stage"], **{name: case.get(name) for name in names})


def _row(parcel: Parcel, stage: str, **told: Any) -> dict[str, Any]:
    return {
        "宗地代码": parcel.facts["parcel_id"],
        "监管节点": stage,
        "计划日期": told.get("planned"),
        "约定签订日期": told.get("agreed"),
        "实际完成日期": told.get("actual"),
        "核验结果": told.get("result"),
        "文号": told.get("document"),
        "责任单位": parcel.facts.get("responsible_unit"),
        "情况说明": told.get("why"),
        "备注": REMARK,
    }
