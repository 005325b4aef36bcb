"""Boundary cases: chosen parcels get facts just below, at and above each line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from approvals import Batch
from dice import Dice
from parcels import Parcel, reach, timeline

__all__ = ["COLUMNS", "batch_cases", "parcel_cases", "place_cases", "supply_cases"]

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "subject",
    "subject_id",
    "rule_group",
    "position",
    "expected_category",
    "expected_verdict",
    "why",
)
LOTS_BETWEEN = 7  #: the cases lie scattered over the city


def place_cases(parcels: list[Parcel], dice: Dice) -> None:
    """Give each case of ``cases.toml`` a parcel of its own and its facts."""
    text = (HERE / "cases.toml").read_text(encoding="utf-8")
    hosts = [p for p in parcels if p.industrial and 25 < p.mu < 120]
    for number, case in enumerate(tomllib.loads(text)["case"]):
        _apply(hosts[number * LOTS_BETWEEN], case, dice)


def _apply(parcel: Parcel, case: dict[str, Any], dice: Dice) -> None:
    facts = parcel.facts
    for name in ("cause", "cause_from", "cause_to", "suspended_since", "unit_no"):
        facts.pop(name, None)
    for name in ("determination_no", "determination_date"):
        facts.pop(name, None)
    parcel.case, parcel.scenario = case, f"case_{case['group']}"
    facts.update(timeline(case["anchor"], dice))
    reach(facts, case["reached"])
    facts["registered_area_m2"] = _exact_area(facts["registered_area_m2"], case)
    _works(parcel, case, dice)
    for name, value in case.get("facts", {}).items():
        facts[name] = None if value == "" else value
    if case.get("standard"):
        facts["is_standard_land"] = "是"
    _number_contract(facts)


def _number_contract(facts: dict[str, Any]) -> None:
    """Keep the year in the contract's number that of its new date."""
    year = str(facts["contract_date"].year)
    head, tail = facts["contract_no"].split("〔")
    facts["contract_no"] = f"{head}〔{year}{tail[4:]}"
    number = facts["supervision_no"]
    facts["supervision_no"] = number[:6] + year + number[10:]


def _exact_area(area: float, case: dict[str, Any]) -> float:
    """A whole number of m2 within 0.1 %, at which the case's ratio comes out exact."""
    reach_m2 = int(area * 0.0009)
    tries = sorted(range(-reach_m2, reach_m2 + 1), key=abs)
    return next(a for t in tries if _is_exact(a := float(round(area) + t), case))


def _is_exact(area: float, case: dict[str, Any]) -> bool:
    """Whether the file's hectares and every division give the very numbers."""
    if round(area / 10_000, 4) * 10_000 != area:
        return False
    if "ratio" in case:
        value = case["ratio"]["value"]
        return round(area * value, 2) / area == value
    level = case.get("enterprise", {}).get("tax_per_mu")
    if level is None:
        return area % 3 == 0
    mu = round(area * 3 / 2000, 4)
    stated = round(mu * level, 2) / 10_000 * 10_000
    ways = (mu, area * 3 / 2000, area / (2000 / 3), mu * (2000 / 3) * 3 / 2000)
    return all(stated / way == level for way in ways)


def _works(parcel: Parcel, case: dict[str, Any], dice: Dice) -> None:
    facts, area = parcel.facts, parcel.facts["registered_area_m2"]
    built, begun = bool(facts["completion_date"]), bool(facts["start_date"])
    facts["should_start_area_m2"] = area // 3 * 3
    facts["started_area_m2"] = area // 3 * 3 if built else area // 3 * 2 * begun
    total = round(parcel.mu * 260) * 10_000.0
    facts["total_investment_yuan"] = total
    facts["paid_investment_yuan"] = total if built else total / 2 * begun
    facts["footprint_area_m2"] = round(area * 0.45, 2) if built else None
    facts["floor_area_m2"] = round(area * 0.9, 2) if built else None
    if "share" in case:
        facts["started_area_m2"] = area // 3 + case["share"]
    if "ratio" in case:
        ratio = case["ratio"]
        facts[ratio["of"]] = round(area * ratio["value"] + ratio["delta"], 2)
    del dice


def parcel_cases(parcels: list[Parcel]) -> list[tuple[str, ...]]:
    """Rows of ``boundary_cases.csv`` about parcels, in the order of the file."""
    text = (HERE / "cases.toml").read_text(encoding="utf-8")
    hosts = [p for p in parcels if p.case]
    order = [c["why"] for c in tomllib.loads(text)["case"]]
    hosts.sort(key=lambda p: order.index(p.case["why"]))
    return [
        (
            "parcel",
            p.facts["parcel_id"],
            p.case["group"],
            p.case["position"],
            p.case["category"],
            p.case["verdict"],
            p.case["why"],
        )
        for p in hosts
    ]


BATCH_CASES = (
    ("full", "below", "no", "批次内宗地全部供应，剩余面积为0"),
    ("partial", "above", "yes", "批次部分供应，剩余面积明显大于容差"),
    ("none", "above", "yes", "批次完全未供应"),
    ("text", "above", "yes", "批次（坐标TXT）完全未供应"),
    ("lapsed", "below", "no", "批次未用未补偿，两年后已失效，不再计入批而未供"),
)


def batch_cases(batches: list[Batch]) -> list[tuple[str, ...]]:
    """Rows of ``boundary_cases.csv`` about batches: two of each fate at most."""
    rows = []
    for fate, position, verdict, why in BATCH_CASES:
        chosen = [b for b in batches if b.fate == fate and not b.extra][:2]
        rows += [
            (
                "batch",
                batch.facts["batch_id"],
                "unsupplied",
                position,
                "unsupplied",
                verdict,
                why,
            )
            for batch in chosen
        ]
    return rows


def supply_cases(parcels: list[Parcel], batches: list[Batch]) -> list[tuple[str, ...]]:
    """Rows of ``boundary_cases.csv`` about supply that does not fit the approvals."""
    over = next(b for b in batches if b.trouble == "over").facts["batch_id"]
    late = next(b for b in batches if b.trouble == "late")
    twice = next(b for b in batches if b.extra).facts["batch_id"]
    early = min(late.supplied, key=lambda p: p.facts["contract_date"])
    apart = [p for p in parcels if not p.facts["batch_id"] and not p.case][-2:]
    found = (
        ("batch", over, "batch_over_supplied", "yes", "证载供应面积超过批准面积约5%"),
        ("batch", twice, "batch_overlap", "yes", "与前一批次重叠一宗地"),
        (
            "parcel",
            early.facts["parcel_id"],
            "supply_before_approval",
            "yes",
            "供地在批次批准之前20天以上",
        ),
        (
            "parcel",
            apart[0].facts["parcel_id"],
            "supply_outside_batches",
            "yes",
            "不在任何批次内，且不是存量建设用地",
        ),
        (
            "parcel",
            apart[1].facts["parcel_id"],
            "supply_outside_batches",
            "cannot_tell",
            "不在任何批次内，是否存量建设用地没有记载",
        ),
    )
    return [
        (subject, name, group, "above", "supply_conflict", verdict, why)
        for subject, name, group, verdict, why in found
    ]
