"""The action plan's scoreboard and the zones in order, from frames and a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.indicators import indicators_frame
from landuse.analysis.joined import last_years
from landuse.analysis.quality.time import in_force
from landuse.analysis.scoreboard.board import (
    Figures,
    board_indicators,
    end_of,
    scoreboard_frame,
)
from landuse.analysis.scoreboard.computed import COMPUTED, computed_figures
from landuse.analysis.scoreboard.entered import Entered, read_entered
from landuse.analysis.scoreboard.points import Period, points_frame, weights_of
from landuse.analysis.scoreboard.ranking import ranking_frame
from landuse.analysis.scoreboard.rewards import PROVINCE_RANK, rewards_frame
from landuse.analysis.scoreboard.targets import STARS, plan_years, targets
from landuse.issues import Issue
from landuse.policy import Policy
from landuse.schema import empty_frame

__all__ = ["Scoreboard", "scoreboard_of"]

_PREFER = "scoreboard.prefer"
_MONTHS = 3


@dataclass(frozen=True)
class Scoreboard:
    """What the plan asked for, what came of it, and the zones in order."""

    board: pd.DataFrame  #: one row for each goal
    ranking: pd.DataFrame  #: of the year and of the quarter, where there are weights
    points: pd.DataFrame  #: figure and points of each zone and indicator
    rewards: pd.DataFrame  #: of the year
    indicators: pd.DataFrame
    issues: tuple[Issue, ...]
    unranked: tuple[Period, ...]  #: periods for which the policy has no weights

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables that have rows, by name."""
        named = {
            "scoreboard": self.board,
            "zone_ranking": self.ranking,
            "zone_points": self.points,
            "ranking_rewards": self.rewards,
        }
        return {name: frame for name, frame in named.items() if len(frame)}

    def with_indicators(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows of indicators with those of the board behind them."""
        if self.indicators.empty:
            return rows
        parts = [part for part in (rows, self.indicators) if len(part)]
        return pd.concat(parts, ignore_index=True)


def scoreboard_of(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date,
    year: int | None = None,
    quarter: int | None = None,
) -> Scoreboard:
    """Hold the plan's goals against what was entered and computed.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``enterprises``, ``zones`` and ``scores``, as far as they are there.
    policy : Policy
        Goals, weights, rewards.
    as_of : date
        The day.
    year : int, optional
        One year; by default all years of the plan that have begun, and the ranking of
        the last year that is over.
    quarter : int, optional
        One quarter of the year; by default the last one that is over.

    Returns
    -------
    Scoreboard
        Empty where the policy has no plan.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> frames = {"enterprises": make_enterprises(zone_id="Z", tax_yuan=2.6e9)}
    >>> found = scoreboard_of(frames, load_policy("puyang"), date(2022, 9, 30), 2021)
    >>> found.board.query("indicator == 'zone_tax_yuan'")["state"].tolist()
    ['met']
    """
    entered, figures = _figures(frames, policy, as_of)
    years = [y for y in plan_years(policy, as_of) if date(y, 1, 1) <= as_of]
    shown = years if year is None else [year]
    goals = [goal for goal in targets(policy, as_of) if goal.year in shown]
    board = scoreboard_frame(goals, figures, as_of, quarter)
    whole = Period(_last_year(as_of) if year is None else year)
    part = _last_quarter(as_of) if year is None else Period(year, quarter)
    periods = [whole] if part.quarter is None else [whole, part]
    ranked = [period for period in periods if weights_of(policy, period, as_of)]
    tables = [ranking_frame(figures, policy, each, as_of) for each in ranked]
    points = [_dated(points_frame(figures, policy, p, as_of), p) for p in ranked]
    of_year = ranking_frame(figures, policy, whole, as_of)
    return Scoreboard(
        board=board,
        ranking=_together(tables),
        points=_together(points),
        rewards=rewards_frame(of_year, figures, policy, as_of),
        indicators=indicators_frame(board_indicators(board, as_of)),
        issues=entered.issues,
        unranked=tuple(p for p in periods if years and p not in ranked),
    )


def _figures(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> tuple[Entered, Figures]:
    zones = frames.get("zones")
    names = _zone_names(zones, as_of)
    scores = frames.get("scores", empty_frame("scores"))
    ids = _ids(names, policy)
    entered = read_entered(scores, ids, _units(policy, as_of))
    computed = {}
    enterprises = frames.get("enterprises")
    if enterprises is not None:
        last = last_years(as_day(as_of), 1)[0]
        years = sorted(int(y) for y in enterprises["year"].dropna().unique())
        ended = [y for y in years if y <= last]
        computed = computed_figures(enterprises, zones, policy, ended, as_of)
    prefer = (
        policy.value(_PREFER, as_of) if policy.is_configured(_PREFER) else "entered"
    )
    return entered, Figures(entered.figures, computed, names, ids, prefer)


def _zone_names(zones: pd.DataFrame | None, as_of: date) -> dict[str, str]:
    """Name of each zone that holds on the day, by its id."""
    if zones is None:
        return {}
    held = zones[in_force(zones, as_day(as_of))].drop_duplicates("zone_id")
    return dict(zip(held["zone_id"], held["zone"].fillna(held["zone_id"]), strict=True))


def _ids(names: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """Id of each zone by itself, its name, and other names that the policy lists."""
    ids = {name: zone for zone, name in names.items()} | {zone: zone for zone in names}
    for listed in policy.region.zones:
        known = [ids[name] for name in listed if name in ids]
        ids |= dict.fromkeys(listed, known[0]) if known else {}
    return ids


def _units(policy: Policy, as_of: date) -> dict[str, str | None]:
    """Unit of each indicator that a goal or a weight names, or a reward rests on."""
    units: dict[str, str | None] = dict.fromkeys((STARS, PROVINCE_RANK, *COMPUTED))
    for period in (Period(as_of.year), Period(as_of.year, 1)):
        units |= dict.fromkeys(w.indicator for w in weights_of(policy, period, as_of))
    units |= {goal.indicator: goal.unit for goal in targets(policy, as_of)}
    money = [name for name in units if name.endswith(("_yuan", "_yuan_per_mu"))]
    return units | {n: "yuan/mu" if n.endswith("_mu") else "yuan" for n in money}


def _last_year(as_of: date) -> int:
    return as_of.year if end_of(as_of.year) <= as_of else as_of.year - 1


def _last_quarter(as_of: date) -> Period:
    """The last quarter that is over."""
    now = Period(as_of.year, (as_of.month - 1) // _MONTHS + 1)
    return now if end_of(*now) <= as_of else now.before


def _dated(points: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Points as a table of numbers, with their period."""
    numbers = ["value", "weight", "points"]
    floats = {n: points[n].map(_float).astype("float64") for n in numbers}
    named = points.assign(**floats, year=period.year, quarter=period.quarter)
    named["quarter"] = named["quarter"].astype("Int64")
    return named[["year", "quarter", "zone_id", "indicator", *numbers]]


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _together(tables: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
