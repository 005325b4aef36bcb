"""The goal on the report page: its figures, its certificate and its way by quarter."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.page import Markup, element, join
from landuse.webmap.texts import figure_text

__all__ = ["Goal", "facts_table", "goal_figures", "trajectory_chart"]

#: Size of the chart in its own units, and what is left free around it.
_WIDTH, _HEIGHT = 720.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 12.0, 26.0, 30.0
_BAR = 0.6  #: share of a quarter's place that its bar takes
_STEPS = 5  #: most spaces of the scale
_ROUND = (1.0, 2.0, 5.0, 10.0)  #: a space is one of these, times a power of ten


@dataclass(frozen=True, slots=True)
class Goal:
    """Progress toward the revitalization goal, in mu."""

    revitalized_mu: float  #: area of the union: each square metre once
    target_mu: float
    assembled_mu: float  #: area of what was assembled
    revitalized_only_mu: float  #: area of what was revitalized; may overlap
    sum_mu: float  #: plain sum of the events' areas, for comparison
    deadline: date | None = None

    @property
    def share(self) -> float:
        """Part of the target that is reached."""
        return self.revitalized_mu / self.target_mu


def goal_figures(goal: Goal | None, word: Callable[[str], str]) -> Markup:
    """The goal as one large figure, a meter and a few facts."""
    if goal is None:
        return Markup()
    unit = word("mu")
    rows = [
        (word("target"), f"{figure_text(goal.target_mu)} {unit}"),
        (word("share"), f"{figure_text(100 * goal.share)}%"),
        (word("assembled_part"), f"{figure_text(goal.assembled_mu)} {unit}"),
        (word("revitalized_part"), f"{figure_text(goal.revitalized_only_mu)} {unit}"),
        (word("sum_of_areas"), f"{figure_text(goal.sum_mu)} {unit}"),
        (
            word("counted_twice"),
            f"{figure_text(goal.sum_mu - goal.revitalized_mu)} {unit}",
        ),
    ]
    if goal.deadline is not None:
        rows.insert(1, (word("deadline"), goal.deadline.isoformat()))
    meter = element(
        "progress", max=f"{goal.target_mu:g}", value=f"{goal.revitalized_mu:g}"
    )
    figure = element(
        "p",
        element("strong", figure_text(goal.revitalized_mu)),
        f" {unit} ",
        element("span", word("revitalized")),
        class_="rp-figure",
    )
    return join([figure, meter, facts_table(rows)])


def facts_table(rows: Sequence[tuple[str, str]]) -> Markup:
    """Pairs of a label and what is said of it; empty markup without any.

    Examples
    --------
    >>> "<th>&lt;目标&gt;</th>" in facts_table([("<目标>", "25,000 亩")])
    True
    """
    if not rows:
        return Markup()
    pairs = join(element("tr", element("th", n), element("td", v)) for n, v in rows)
    return element("table", pairs, class_="rp-facts")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a quarter and an area lie on the chart."""

    quarters: int
    low: float
    high: float
    step: float

    @classmethod
    def of(cls, quarters: int, low: float, high: float) -> _Scale:
        """Round figures around the areas."""
        ten = 10.0 ** math.floor(math.log10((high - low) / _STEPS))
        step = next(ten * r for r in _ROUND if ten * r * _STEPS >= high - low)
        low, high = (
            step * math.floor(low / step),
            step * math.ceil(high / step),
        )
        return cls(quarters, low, high, step)

    def across(self, quarter: float) -> float:
        place = (_WIDTH - _LEFT - _RIGHT) / max(self.quarters, 1)
        return round(_LEFT + place * quarter, 1)

    def up(self, area: float) -> float:
        share = (area - self.low) / (self.high - self.low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def trajectory_chart(way: pd.DataFrame, target: float | None, lang: str) -> Markup:
    """Net gain of each quarter as bars, the total, the plan and the target as lines.

    Parameters
    ----------
    way : DataFrame
        ``period``, ``net_mu``, ``cumulative_mu`` and ``planned_mu``, a row for each
        quarter; missing where there is no figure yet.
    target : float or None
        In mu.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Markup
        An ``<svg>`` without any script; empty markup without a figure.

    Examples
    --------
    >>> way = pd.DataFrame({"period": ["2021Q1", "2021Q2"], "net_mu": [15.0, -5.0],
    ...                     "cumulative_mu": [15.0, 10.0], "planned_mu": None})
    >>> trajectory_chart(way, 25.0, "en").count("<rect")
    2
    """
    if way.empty or way["cumulative_mu"].isna().all():
        return Markup()
    figures = pd.concat(
        [way["net_mu"], way["cumulative_mu"], way["planned_mu"].astype("float64")]
    )
    goal = [] if target is None else [target]
    low, high = min(0.0, figures.min()), max([*goal, figures.max(), 1.0])
    scale = _Scale.of(len(way), low, high)
    parts = [
        element("title", label("certificate", "trajectory", lang)),
        *_grid(scale),
        *_bars(way, scale),
        _line(way["cumulative_mu"], scale, "rp-total"),
        _line(way["planned_mu"], scale, "rp-plan"),
        *_target(target, scale),
        *_legend(way, target, lang),
    ]
    box = f"0 0 {_WIDTH:g} {_HEIGHT:g}"
    return element("svg", *parts, viewBox=box, class_="rp-chart", role="img")


def _grid(scale: _Scale) -> list[Markup]:
    made = []
    for place in range(round((scale.high - scale.low) / scale.step) + 1):
        area = scale.low + place * scale.step
        y = scale.up(area)
        made.append(
            element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="rp-grid")
        )
        text = figure_text(area, 0)
        made.append(element("text", text, x=_LEFT - 6, y=y + 4, class_="rp-scale"))
    return made


def _bars(way: pd.DataFrame, scale: _Scale) -> list[Markup]:
    made = []
    zero = scale.up(0.0)
    for place, (name, area) in enumerate(
        zip(way["period"], way["net_mu"], strict=True)
    ):
        middle = scale.across(place + 0.5)
        made.append(
            element("text", name, x=middle, y=_HEIGHT - 10, class_="rp-quarter")
        )
        if pd.isna(area):
            continue
        top, wide = scale.up(float(area)), scale.across(_BAR) - scale.across(0)
        made.append(
            element(
                "rect",
                element("title", f"{name}: {figure_text(area)}"),
                x=round(middle - wide / 2, 1),
                y=min(top, zero),
                width=round(wide, 1),
                height=round(abs(zero - top), 1),
                class_="rp-bar" if area >= 0 else "rp-bar rp-loss",
            )
        )
    return made


def _line(areas: pd.Series, scale: _Scale, style: str) -> Markup:
    points = [
        f"{scale.across(place + 1)},{scale.up(float(area))}"
        for place, area in enumerate(areas)
        if pd.notna(area)
    ]
    if not points:
        return Markup()
    return element("polyline", points=" ".join(points), class_=style)


def _target(target: float | None, scale: _Scale) -> list[Markup]:
    if target is None:
        return []
    y = scale.up(target)
    return [
        element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="rp-target")
    ]


def _legend(way: pd.DataFrame, target: float | None, lang: str) -> list[Markup]:
    """What each colour is, above the chart."""
    entries = [("by_quarter", "rp-bar"), ("cumulative", "rp-total")]
    if way["planned_mu"].notna().any():
        entries.append(("planned", "rp-plan"))
    if target is not None:
        entries.append(("target", "rp-target"))
    made, x = [], _LEFT
    for name, style in entries:
        made.append(element("line", x1=x, x2=x + 18, y1=12, y2=12, class_=style))
        words = label("certificate", name, lang)
        made.append(element("text", words, x=x + 23, y=16, class_="rp-legend"))
        x += 160
    return made
