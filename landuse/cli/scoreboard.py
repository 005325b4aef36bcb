"""``landuse scoreboard``: the action plan's goals, and the zones in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from landuse.cli.options import AsOf, Json, ProjectLang, console, emit
from landuse.io.project import load_project
from landuse.steps.load import load_city
from landuse.steps.run import day_of
from landuse.steps.scoreboard import Scoreboard, scoreboard_of
from landuse.steps.scorepages import (
    board_table,
    ranking_table,
    rewards_table,
    score_notes,
)
from landuse.vocabulary import has_label, label

__all__ = ["scoreboard"]


def scoreboard(
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ],
    year: Annotated[
        int | None, typer.Option("--year", help="只看一年。 One year only.")
    ] = None,
    quarter: Annotated[
        int | None,
        typer.Option("--quarter", min=1, max=4, help="该年的季度。 A quarter of it."),
    ] = None,
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """三年行动方案记分牌和集聚区排名。  The action plan's scoreboard and ranking."""
    if quarter is not None and year is None:
        msg = "季度须与 --year 一起给出。 Give --year with --quarter."
        raise typer.BadParameter(msg, param_hint="--quarter")
    known = load_project(project)
    policy = known.load_policy()
    day = day_of(known, as_of)
    frames = load_city(known, policy).frames
    found = scoreboard_of(frames, policy, day, year, quarter)
    words = lang or known.lang
    if as_json:
        emit(_record(found, day))
        return
    shown = (
        ("scoreboard", board_table(found.board, words)),
        ("ranking", ranking_table(found.ranking, words)),
        ("rewards", rewards_table(found.rewards, words)),
    )
    for title, frame in shown:
        if len(frame):
            console().print(_table(label("report", title, words), frame, words))
    for line in score_notes(found, policy, day, words):
        console().print(line)


def _table(title: str, frame: pd.DataFrame, lang: str) -> Table:
    made = Table(title=title, box=None, header_style="bold", pad_edge=False)
    for name in frame:
        group = "column" if has_label("column", str(name)) else "field"
        made.add_column(label(group, str(name), lang))
    for row in frame.itertuples(index=False):
        made.add_row(*("–" if pd.isna(cell) else str(cell) for cell in row))
    return made


def _record(found: Scoreboard, day: date) -> dict[str, Any]:
    tables = {
        "scoreboard": found.board,
        "ranking": found.ranking,
        "points": found.points,
        "rewards": found.rewards,
    }
    return {
        "as_of": day.isoformat(),
        **{name: _rows(frame) for name, frame in tables.items()},
        "not_configured": [
            {"year": period.year, "quarter": period.quarter}
            for period in found.unranked
        ],
        "issues": [
            {"code": issue.code, "message": issue.message, "file": issue.file}
            for issue in found.issues
        ],
    }


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")
