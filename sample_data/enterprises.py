"""Enterprises that hold producing parcels: three years of taxes and facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dice import Dice
from parcels import Parcel
from stdnum.cn import uscc

__all__ = ["YEARS", "Enterprise", "credit_code", "enterprise_rows", "found_enterprises"]

YEARS = (2020, 2021, 2022)
#: Tax per mu of the evaluated enterprises' land that the three years reach.
TAX_10K_YUAN_PER_MU = {2020: 12.6, 2021: 14.0, 2022: 15.8}
COUNT = 200
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(eq=False)
class Enterprise:
    """One enterprise and the parcels that it holds."""

    code: str
    name: str
    zone: str
    parcels: list[Parcel]
    facts: dict[str, Any] = field(default_factory=dict)
    tax: dict[int, float] = field(default_factory=dict)  #: 10,000 yuan by year
    case: dict[str, Any] = field(default_factory=dict)

    @property
    def own_mu(self) -> float:
        """Registered land, in mu, as the table states it."""
        return round(sum(p.mu for p in self.parcels), 4)

    @property
    def used_mu(self) -> float:
        """Registered, unregistered and rented land, less what is rented out."""
        get = self.facts.get
        more = get("unregistered", 0.0) + get("rented_in", 0.0)
        return self.own_mu + more - get("rented_out", 0.0)


def credit_code(division: str, serial: int) -> str:
    """A well-formed credit code that no real body has (``EX`` for example)."""
    body = f"EX{serial:06d}"
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = zip(body, ORGANISATION_WEIGHTS, strict=True)
    rest = 11 - sum(letters.index(c) * w for c, w in weights) % 11
    check = {10: "X", 11: "0"}.get(rest, str(rest))
    number = f"91{division}{body}{check}"
    return number + uscc.calc_check_digit(number)


def found_enterprises(parcels: list[Parcel], dice: Dice) -> list[Enterprise]:
    """Group the producing parcels of each zone under enterprises."""
    groups = _groups(parcels, dice)
    cases = [group for group in groups if group[0].case]
    others = [group for group in groups if not group[0].case]
    chosen = cases + dice.sample(others, COUNT - len(cases))
    enterprises = []
    for serial, group in enumerate(chosen, 1):
        first = group[0]
        zone = first.block.zone
        code = credit_code(zone["division"], serial)
        case = (first.case or {}).get("enterprise", {})
        name = first.facts["holder"]
        enterprise = Enterprise(code, name, zone["name"], group, case=case)
        _describe(enterprise, dice)
        for parcel in group:
            parcel.facts["enterprise_id"] = code
            parcel.facts["holder"] = name
        enterprises.append(enterprise)
    _set_taxes(enterprises, dice)
    return enterprises


def _groups(parcels: list[Parcel], dice: Dice) -> list[list[Parcel]]:
    groups: list[list[Parcel]] = []
    sizes = {"1": 0.4, "2": 0.35, "3": 0.25}
    open_until = 0
    for parcel in parcels:
        if not parcel.industrial or parcel.facts["completion_date"] is None:
            continue
        if parcel.case:
            groups.append([parcel])
            continue
        last = groups[-1] if groups else []
        same = bool(last) and last[0].block is parcel.block and not last[0].case
        if same and len(last) < open_until:
            last.append(parcel)
        else:
            groups.append([parcel])
            open_until = int(dice.weighted(sizes))
    return groups


def _describe(enterprise: Enterprise, dice: Dice) -> None:
    facts = enterprise.facts
    contract = min(p.facts["contract_date"] for p in enterprise.parcels)
    facts["founded"] = dice.days_after(contract, -1500, -30)
    facts["state"] = "正常"
    if enterprise.case:
        facts["state"] = enterprise.case.get("operating_state", "正常")
        facts["stopped_since"] = enterprise.case.get("stopped_since")
        return
    if dice.chance(0.07):
        facts["unregistered"] = dice.number(2, 12, 2)
    if dice.chance(0.08):
        facts["rented_in"] = dice.number(3, 20, 2)
    if enterprise.own_mu > 30 and dice.chance(0.06):
        facts["rented_out"] = dice.number(3, 12, 2)
    if dice.chance(0.07):
        facts["state"] = dice.pick(("停产", "半停产"))
        facts["stopped_since"] = dice.days_after(date(2020, 10, 1), 0, 660)


def _set_taxes(enterprises: list[Enterprise], dice: Dice) -> None:
    fixed = [e for e in enterprises if "tax_per_mu" in e.case]
    for enterprise in fixed:
        yuan = enterprise.own_mu * enterprise.case["tax_per_mu"]
        yuan = round(yuan + enterprise.case["delta"], 2)
        enterprise.tax = dict.fromkeys(YEARS, yuan / 10_000)
    others = [e for e in enterprises if "tax_per_mu" not in e.case]
    base = {id(e): _level(dice) * e.used_mu for e in others}
    land = sum(e.used_mu for e in enterprises)
    for year in YEARS:
        drawn = {id(e): base[id(e)] * _swing(e, year, dice) for e in others}
        wanted = TAX_10K_YUAN_PER_MU[year] * land - sum(e.tax[year] for e in fixed)
        factor = wanted / sum(drawn.values())
        for enterprise in others:
            enterprise.tax[year] = round(drawn[id(enterprise)] * factor, 2)


def _level(dice: Dice) -> float:
    """Tax per mu before scaling; one enterprise in nine pays little."""
    return dice.spread(10.0, 0.42) * (0.25 if dice.chance(0.11) else 1.0)


def _swing(enterprise: Enterprise, year: int, dice: Dice) -> float:
    swing = dice.number(0.85, 1.15)
    stopped = enterprise.facts.get("stopped_since")
    if stopped and stopped.year < year:
        return swing * 0.15
    return swing


def enterprise_rows(enterprises: list[Enterprise], dice: Dice) -> list[dict[str, Any]]:
    """Rows of the workbook's first sheet, three for each enterprise."""
    order = {e.zone: None for e in enterprises}
    ranked = sorted(enterprises, key=lambda e: (list(order).index(e.zone), e.code))
    return [_row(e, year, dice) for e in ranked for year in YEARS]


def _row(enterprise: Enterprise, year: int, dice: Dice) -> dict[str, Any]:
    facts, tax = enterprise.facts, enterprise.tax[year]
    revenue = round(tax * dice.number(9, 18), 2)
    added = round(revenue * dice.number(0.18, 0.32), 2)
    last = year == YEARS[-1]
    return {
        "产业集聚区": enterprise.zone,
        "统一社会信用代码": enterprise.code,
        "企业名称": enterprise.name,
        "年度": year,
        "实缴税收": tax,
        "营业收入（万元）": revenue,
        "工业增加值": added,
        "综合能耗（吨标准煤）": round(added * dice.number(0.2, 0.9), 1),
        "主要污染物排放量（吨）": round(added * dice.number(0.0005, 0.004), 3),
        "研发经费": round(revenue * dice.number(0.0, 0.035), 2),
        "从业人数": round(revenue / dice.number(60, 140)) + 5,
        "是否规上": "是" if revenue >= 2000 else "否",
        "经营状态": facts["state"] if last else "正常",
        "停产日期": facts.get("stopped_since") if last else None,
        "已登记自有用地（亩）": enterprise.own_mu,
        "未登记用地": facts.get("unregistered", 0),
        "租入用地": facts.get("rented_in", 0),
        "租出用地": facts.get("rented_out", 0),
        "成立日期": facts["founded"],
        "备注": "合成示例数据",
    }
