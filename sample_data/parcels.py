"""Facts of the supplied parcels: who, what, when, how much.

A parcel's dates hang on one anchor, the agreed start; everything agreed
follows from it, everything done comes on or before the agreed day, and what
would come after ``AS_OF`` has not happened. A scenario then takes facts away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from city import Block, Lot, read_city
from dice import Dice

__all__ = ["ACTUAL", "AS_OF", "Parcel", "draw_facts", "reach", "timeline"]

AS_OF: date = read_city()["project"]["as_of"]
ACTUAL = (
    "delivery_date",
    "start_date",
    "completion_date",
    "production_date",
    "full_production_date",
    "acceptance_date",
)
ANCHORS = {  # range of the agreed start, by scenario
    "normal": (date(2016, 5, 1), date(2020, 12, 1)),
    "building": (date(2021, 2, 1), date(2022, 8, 1)),
    "waiting": (date(2021, 12, 1), date(2023, 4, 1)),
    "idle": (date(2018, 2, 1), date(2021, 7, 1)),
    "stalled": (date(2018, 6, 1), date(2020, 8, 1)),
    "suspended": (date(2017, 6, 1), date(2020, 3, 1)),
    "undated": (date(2018, 6, 1), date(2020, 6, 1)),
}
WEIGHTS = {
    "normal": 0.66,
    "building": 0.13,
    "waiting": 0.05,
    "idle": 0.075,
    "stalled": 0.05,
    "suspended": 0.025,
    "undated": 0.01,
}
CAUSES = {"企业原因": 0.5, "政府原因": 0.3, "不可抗力": 0.05, "混合原因": 0.15}
OTHER_USES = ("商服用地", "城镇住宅用地", "公共设施用地")


@dataclass(eq=False)
class Parcel:
    """One supplied parcel: canonical facts in Chinese words, and its outline."""

    geometry: Any
    block: Block
    facts: dict[str, Any] = field(default_factory=dict)
    scenario: str = "normal"
    case: dict[str, Any] | None = None
    lots: list[Lot] = field(default_factory=list)

    @property
    def mu(self) -> float:
        """Registered area in mu."""
        return self.facts["registered_area_m2"] * 3 / 2000

    @property
    def industrial(self) -> bool:
        """Whether the land serves industry or logistics."""
        return self.facts["land_use"] in ("工业用地", "物流仓储用地")


def draw_facts(parcel: Parcel, serial: int, dice: Dice) -> None:
    """Fill in a parcel's facts by its scenario."""
    parcel.scenario = dice.weighted(WEIGHTS)
    facts = parcel.facts
    facts.update(_identity(parcel, serial))
    facts["registered_area_m2"] = round(parcel.geometry.area / 10_000, 4) * 10_000
    _use(parcel, dice)
    first, last = ANCHORS[parcel.scenario]
    anchor = dice.days_after(first, 0, (last - first).days)
    facts.update(timeline(anchor, dice))
    facts.update(_supply(parcel, serial, dice))
    SCENARIOS[parcel.scenario](parcel, dice)
    _works(parcel, dice)


def timeline(anchor: date, dice: Dice) -> dict[str, Any]:
    """Agreed and actual dates around an agreed start, all in order."""
    due_delivery = dice.days_after(anchor, -330, -250)
    contract = dice.days_after(due_delivery, -110, -50)
    due_completion = dice.days_after(anchor, 600, 730)
    due_production = dice.days_after(due_completion, 150, 210)
    due_full = dice.days_after(due_production, 365, 540)
    full = dice.days_after(due_full, -120, 0)
    return {
        "supply_date": dice.days_after(contract, -30, -11),
        "contract_date": contract,
        "due_delivery_date": due_delivery,
        "delivery_date": dice.days_after(due_delivery, -35, 0),
        "due_start_date": anchor,
        "start_date": dice.days_after(anchor, -90, 0),
        "due_completion_date": due_completion,
        "completion_date": dice.days_after(due_completion, -80, 0),
        "due_production_date": due_production,
        "production_date": dice.days_after(due_production, -50, 0),
        "due_full_production_date": due_full,
        "full_production_date": full,
        "acceptance_date": dice.days_after(full, 30, 150),
    }


def reach(facts: dict[str, Any], last: str, as_of: date = AS_OF) -> None:
    """Forget what was done after the milestone ``last`` or after ``as_of``."""
    done = True
    for name in ACTUAL:
        value = facts.get(name)
        done = done and value is not None and value <= as_of
        if not done:
            facts[name] = None
        if name == last:
            done = False


def _identity(parcel: Parcel, serial: int) -> dict[str, Any]:
    zone, block = parcel.block.zone, parcel.block
    place = f"{zone['division']}{zone['district']:03d}{block.number:03d}"
    code = f"{place}GB{serial:05d}"
    return {"parcel_id": code, "zone_id": zone["name"]}


def _use(parcel: Parcel, dice: Dice) -> None:
    facts, zone = parcel.facts, parcel.block.zone
    kind = dice.weighted({"工业用地": 0.84, "物流仓储用地": 0.07, "other": 0.09})
    facts["land_use"] = dice.pick(OTHER_USES) if kind == "other" else kind
    index = dice.whole(0, len(zone["industries"]) - 1)
    facts["industry_code"] = zone["industries"][index]
    parcel.facts["_trade"] = zone["trades"][index]
    if kind == "物流仓储用地":
        facts["industry_code"], facts["_trade"] = "5990", "物流"
    if kind == "other":
        facts["industry_code"], facts["_trade"] = None, "实业"


def _supply(parcel: Parcel, serial: int, dice: Dice) -> dict[str, Any]:
    facts, zone = parcel.facts, parcel.block.zone
    year = facts["contract_date"].year
    public = facts["land_use"] == "公共设施用地"
    method = (
        "划拨"
        if public
        else dice.weighted({"挂牌出让": 0.86, "协议出让": 0.09, "租赁": 0.05})
    )
    number = f"{zone['division']}{year}{'A' if public else 'B'}{serial:05d}"
    title = "划拨决定书" if public else "出让合同"
    price = 0.0 if public else parcel.mu * dice.number(8, 16, 2)
    return {
        "supply_method": method,
        "supervision_no": number,
        "contract_no": f"{zone['short']}{title}〔{year}〕示例{serial:03d}号",
        "price_yuan": round(price, 2) * 10_000,
        "holder": _name(parcel, serial),
        "is_standard_land": "否",
    }


def _name(parcel: Parcel, serial: int) -> str:
    zone, block = parcel.block.zone, parcel.block
    digits = "〇一二三四五六七八九"
    number = "".join(digits[int(d)] for d in f"{serial:03d}")
    return f"{zone['short']}示例{block.name[0]}{number}{parcel.facts['_trade']}有限公司"


def _normal(parcel: Parcel, dice: Dice) -> None:
    del dice
    reach(parcel.facts, "acceptance_date")


def _idle(parcel: Parcel, dice: Dice) -> None:
    facts = parcel.facts
    reach(facts, "delivery_date")
    facts["cause"] = dice.weighted(CAUSES)
    if facts["cause"] in ("政府原因", "混合原因"):
        facts["cause_from"] = dice.days_after(facts["due_delivery_date"], 10, 90)
        facts["cause_to"] = dice.days_after(facts["cause_from"], 90, 300)
    if dice.chance(0.3):
        day = dice.days_after(date(2022, 7, 20), 0, 60)
        facts["determination_no"] = (
            f"濮自然资闲认〔2022〕示例{day.timetuple().tm_yday}号"
        )
        facts["determination_date"] = day


def _stalled(parcel: Parcel, dice: Dice) -> None:
    reach(parcel.facts, "start_date")
    if dice.chance(0.4):
        parcel.facts["suspended_since"] = dice.days_after(date(2021, 11, 1), 0, 300)


def _suspended(parcel: Parcel, dice: Dice) -> None:
    reach(parcel.facts, "start_date")
    low = parcel.facts["start_date"] + timedelta(days=120)
    span = max((date(2021, 8, 1) - low).days, 1)
    parcel.facts["suspended_since"] = dice.days_after(low, 0, span)


def _undated(parcel: Parcel, dice: Dice) -> None:
    del dice
    reach(parcel.facts, "delivery_date")
    parcel.facts["due_start_date"] = None
    parcel.facts["delivery_date"] = None


SCENARIOS = {
    "normal": _normal,
    "building": _normal,
    "waiting": _normal,
    "idle": _idle,
    "stalled": _stalled,
    "suspended": _suspended,
    "undated": _undated,
}


def _works(parcel: Parcel, dice: Dice) -> None:
    """Land opened, money spent and floors built, by the stage reached."""
    facts = parcel.facts
    area = facts["registered_area_m2"]
    total = round(parcel.mu * dice.number(180, 380, 1), -1) * 10_000
    opened, spent = _progress(parcel, dice)
    facts["should_start_area_m2"] = float(round(area))
    facts["started_area_m2"] = float(round(area * opened))
    facts["total_investment_yuan"] = total
    facts["paid_investment_yuan"] = round(total * spent / 10_000, 2) * 10_000
    coverage = dice.number(0.36, 0.58, 3)
    floors = dice.number(1.7, 2.6, 2)
    if facts["completion_date"] is None:
        facts["unit_no"] = (
            f"{facts['parcel_id']}W00000000" if dice.chance(0.4) else None
        )
        return
    if parcel.industrial and dice.chance(0.05):
        coverage, floors = dice.number(0.18, 0.27, 3), dice.number(1.1, 2.0, 2)
    facts["footprint_area_m2"] = round(area * coverage, 2)
    facts["floor_area_m2"] = round(area * coverage * floors, 2)
    facts["unit_no"] = f"{facts['parcel_id']}F00010001"


def _progress(parcel: Parcel, dice: Dice) -> tuple[float, float]:
    facts = parcel.facts
    if facts["completion_date"]:
        return 1.0, dice.number(0.96, 1.08, 3)
    if facts["start_date"] is None:
        return 0.0, dice.number(0.0, 0.06, 3)
    if parcel.scenario == "suspended":
        return dice.number(0.08, 0.30, 3), dice.number(0.05, 0.35, 3)
    return dice.number(0.5, 0.9, 3), dice.number(0.35, 0.75, 3)
