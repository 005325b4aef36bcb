"""The scoreboard and the ranking in words: for the report, the workbook, the screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.indicators import CITY
from landuse.analysis.scoreboard.points import Period, Weight, weights_of
from landuse.policy import Policy
from landuse.steps.scoreboard import Scoreboard
from landuse.vocabulary import label

__all__ = [
    "board_table",
    "ranking_table",
    "rewards_table",
    "score_notes",
    "score_sheets",
]

_HUNDRED_MILLION = 100_000_000
#: Decimal places, and those of a figure that else looked like its goal.
_PLACES, _ALL = 4, 10
_SHARES = ("_share", "_growth", "_change")


def board_table(board: pd.DataFrame, lang: str) -> pd.DataFrame:
    """One row for each goal, one column for each year: figure, goal, state.

    Parameters
    ----------
    board : DataFrame
        See :func:`landuse.analysis.scoreboard.board.scoreboard_frame`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    DataFrame
        In words.

    Examples
    --------
    >>> board_table(pd.DataFrame(), "zh").empty
    True
    """
    if board.empty:
        return pd.DataFrame()
    rows: dict[tuple[str, str], dict[str, str | None]] = {}
    years = [str(year) for year in sorted(board["year"].unique())]
    for row in board.to_dict("records"):
        place = row["zone"] if row["scope"] != CITY else label("report", "every", lang)
        words = label("indicator", row["indicator"], lang)
        cells = rows.setdefault((words, str(place)), dict.fromkeys(years))
        cells[str(row["year"])] = _cell(row, lang)
    shown = [{"indicator": i, "zone": z, **cells} for (i, z), cells in rows.items()]
    return pd.DataFrame(shown)


def _cell(row: Mapping[Any, Any], lang: str) -> str:
    name, unit = row["indicator"], row["unit"]
    operator = label("operator", row["operator"], lang)
    goal = f"{operator} {_said(row['target'], name, unit, lang)}"
    state = label("score_state", row["state"], lang)
    if pd.isna(row["value"]):
        return f"{state}（{goal}）" if lang == "zh" else f"{state} ({goal})"
    figure = _said(row["value"], name, unit, lang)
    if figure == _said(row["target"], name, unit, lang):
        figure = _said(row["value"], name, unit, lang, _ALL)
    source = label("figure_source", row["figure_source"], lang)
    if lang == "zh":
        return f"{state}：{figure}（{goal}，{source}）"
    return f"{state}: {figure} ({goal}, {source})"


def _said(
    value: float, name: str, unit: object, lang: str, places: int = _PLACES
) -> str:
    """A figure in the unit that people use."""
    if name.endswith(_SHARES):
        return f"{_digits(value * 100, places)}%"
    if unit == "yuan":
        words = label("score_unit", "100m_yuan", lang)
        return f"{_digits(value / _HUNDRED_MILLION, places)} {words}"
    return _digits(value, places)


def _digits(value: float, places: int = _PLACES) -> str:
    return f"{value:,.{places}f}".rstrip("0").rstrip(".")


def ranking_table(ranking: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The zones in order, in words.

    Parameters
    ----------
    ranking : DataFrame
        See :func:`landuse.analysis.scoreboard.ranking.ranking_frame`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    DataFrame
        Of all periods, one below the other.

    Examples
    --------
    >>> ranking_table(pd.DataFrame(), "zh").empty
    True
    """
    rows = [
        {
            "assessed_period": _period(row, lang),
            "rank": _rank(row, lang),
            "zone": row["zone"],
            "score": None if pd.isna(row["score"]) else _digits(row["score"]),
            "rank_change": _moved(row["rank_change"]),
            "named": None
            if pd.isna(row["named"])
            else label("named", row["named"], lang),
            "lacking_indicators": _listed(row["missing"], lang),
        }
        for row in ranking.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _period(row: Mapping[Any, Any], lang: str) -> str:
    quarter = None if pd.isna(row["quarter"]) else int(row["quarter"])
    return _named(Period(int(row["year"]), quarter), lang)


def _named(period: Period, lang: str) -> str:
    key = "year_assessed" if period.quarter is None else "quarter_observed"
    return label("report", key, lang).format(year=period.year, quarter=period.quarter)


def _rank(row: Mapping[Any, Any], lang: str) -> str:
    if pd.isna(row["rank"]):
        return label("score_state", "no_data", lang)
    return f"{int(row['rank'])}{'=' if row['tied'] else ''}"


def _moved(change: Any) -> str | None:
    return None if pd.isna(change) else f"{int(change):+d}" if change else "0"


def _listed(names: Any, lang: str) -> str | None:
    if pd.isna(names):
        return None
    words = [label("indicator", name, lang) for name in str(names).split(";")]
    return ("、" if lang == "zh" else ", ").join(words)


def rewards_table(rewards: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Rewards and deductions, in words; an amount that is not given is said to be so.

    Parameters
    ----------
    rewards : DataFrame
        See :func:`landuse.analysis.scoreboard.rewards.rewards_frame`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    DataFrame
        One row for each zone and event.

    Examples
    --------
    >>> rewards_table(pd.DataFrame(), "zh").empty
    True
    """
    rows = [
        {
            "zone": row["zone"],
            "reward_event": label("reward_event", row["reward_event"], lang),
            "reward_kind": label("reward_kind", row["reward_kind"], lang),
            "steps": int(row["steps"]),
            "amount": label("amount_state", row["amount_state"], lang)
            if pd.isna(row["amount_yuan"])
            else f"{_digits(row['amount_yuan'])} {label('unit', 'yuan', lang)}",
        }
        for row in rewards.to_dict("records")
    ]
    return pd.DataFrame(rows)


def score_notes(
    scored: Scoreboard, policy: Policy, as_of: date, lang: str
) -> tuple[str, ...]:
    """How points are made and with which weights; what is not configured.

    Parameters
    ----------
    scored : Scoreboard
        Tells the periods that are ranked, and those that are not.
    policy : Policy
        Weights and rule.
    as_of : date
        The day.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    tuple of str
        A line each.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.steps.scoreboard import scoreboard_of
    >>> policy, day = load_policy("puyang"), date(2022, 9, 30)
    >>> score_notes(scoreboard_of({}, policy, day), policy, day, "en")[0][:18]
    'assessment of 2021'
    """
    said = label("report", "score_unranked", lang)
    lines = [said.format(period=_named(each, lang)) for each in scored.unranked]
    periods = [] if scored.ranking.empty else _periods(scored.ranking)
    if periods:
        rule = label("score_rule", policy.value("ranking.score_rule", as_of), lang)
        lines.append(label("report", "score_rule", lang).format(rule=rule))
    for period in periods:
        weights = [_weight(each, lang) for each in weights_of(policy, period, as_of)]
        words = ("、" if lang == "zh" else ", ").join(weights)
        line = label("report", "score_weights", lang)
        lines.append(line.format(period=_named(period, lang), weights=words))
    return tuple(lines)


def _periods(ranking: pd.DataFrame) -> list[Period]:
    pairs = ranking[["year", "quarter"]].drop_duplicates()
    return [
        Period(int(year), None if pd.isna(quarter) else int(quarter))
        for year, quarter in zip(pairs["year"], pairs["quarter"], strict=True)
    ]


def _weight(each: Weight, lang: str) -> str:
    words = f"{label('indicator', each.indicator, lang)} {_digits(float(each.weight))}"
    if each.better == "high":
        return words
    lower = label("report", "lower_is_better", lang)
    return f"{words}（{lower}）" if lang == "zh" else f"{words} ({lower})"


def score_sheets(
    frames: Mapping[str, pd.DataFrame], lang: str
) -> dict[str, pd.DataFrame]:
    """The sheets of the workbook.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Of a run; see :attr:`landuse.steps.scoreboard.Scoreboard.frames`.
    lang : {"zh", "en"}
        Language of the indicators that a zone lacks.

    Returns
    -------
    dict of str to DataFrame
        Those that there are.

    Examples
    --------
    >>> score_sheets({}, "zh")
    {}
    """
    names = ("scoreboard", "zone_ranking", "zone_points", "ranking_rewards")
    sheets = {name: frames[name] for name in names if name in frames}
    if "zone_ranking" in sheets:
        ranking = sheets["zone_ranking"]
        words = [_listed(names, lang) for names in ranking["missing"]]
        sheets["zone_ranking"] = ranking.drop(columns="missing").assign(
            lacking_indicators=pd.Series(words, index=ranking.index, dtype="str")
        )
    return sheets
