"""What a bureau enters for the scoreboard: stars, ranks, shares, quarterly figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dice import Dice

__all__ = ["score_rows"]

YEARS = (2020, 2021)
REMARK = "合成示例数据"
#: City-wide: indicator, year, figure, unit.
CITY = (
    ("主导产业增加值占比", 2020, 65.2, "%"),
    ("主导产业增加值占比", 2021, 66.9, "%"),
    ("主营业务收入增速", 2020, 15, "%"),
    ("规上企业智能化改造比例", 2022, 52.5, "%"),
    ("进入全省第一方阵的集聚区数", 2022, 2, "区"),
)
#: Stars by zone in 2020 and 2021; the others have none yet.
STARS = {"fanxian": (1, 2), "jingji": (1, 1), "shi": (0, 1), "puyangxian": (0, 1)}
#: Zone that handed in nothing for the third quarter, and one without a rank of 2020.
LATE, UNRANKED = "taiqian", "pudong"


def score_rows(zones: Iterable[str], dice: Dice) -> list[dict[str, Any]]:
    """Rows of the table: the city's, then those of the zones by indicator."""
    names = list(dict.fromkeys(zones))
    rows = [_row(name, "", year, "", value, unit) for name, year, value, unit in CITY]
    rows += [
        _row("星级", zone, year, "", stars, "星")
        for zone in names
        for year, stars in zip(YEARS, STARS.get(zone, (0, 0)), strict=True)
    ]
    rows += [
        _row("全省排名", zone, year, "", place, "位")
        for year in YEARS
        for zone, place in _places(names, year, dice)
    ]
    rows += [
        _row("固定资产投资增速", zone, year, "", dice.number(2, 24, 1), "%")
        for year in YEARS
        for zone in names
    ]
    for quarter in (1, 2, 3):
        for zone in names:
            if (zone, quarter) != (LATE, 3):
                projects, points = dice.whole(1, 9), dice.number(70, 98, 1)
                rows.append(_row("新开工项目数", zone, 2022, quarter, projects, "个"))
                rows.append(_row("季度观摩打分", zone, 2022, quarter, points, "分"))
    return rows


def _places(zones: list[str], year: int, dice: Dice) -> list[tuple[str, int]]:
    """A place in the province for each zone that has one in a year."""
    ranked = [zone for zone in zones if year > YEARS[0] or zone != UNRANKED]
    places = sorted(range(20, 180), key=lambda _: dice.number(0, 1))
    return list(zip(ranked, places, strict=False))


def _row(
    indicator: str, zone: str, year: int, quarter: Any, value: Any, unit: str
) -> dict[str, Any]:
    return {
        "指标": indicator,
        "集聚区代码": zone,
        "年度": year,
        "季度": quarter,
        "数值": value,
        "单位": unit,
        "文件号": f"示例考〔{year}〕{quarter or '全年'}",
        "备注": REMARK,
    }
