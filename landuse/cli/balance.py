"""``landuse balance``: opening + new - disposed = closing between two days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from landuse.cli.options import Json, ProjectLang, as_day, console, emit
from landuse.io.project import load_project
from landuse.steps.balance import balance_between
from landuse.steps.judge import placed_frames
from landuse.steps.load import load_city
from landuse.vocabulary import label

__all__ = ["balance"]

_SHOWN = (
    *("opening", "new", "moved_in", "appeared"),
    *("disposed", "moved_out", "vanished", "revised", "closing"),
)


def balance(
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ],
    start: Annotated[
        str, typer.Option("--from", callback=as_day, help="期初日。 Opening day.")
    ],
    end: Annotated[
        str, typer.Option("--to", callback=as_day, help="期末日。 Closing day.")
    ],
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """期初＋新增－处置＝期末：两个日期之间的问题用地。  Balance of problem land."""
    known = load_project(project)
    policy = known.load_policy()
    frames = placed_frames(load_city(known, policy).frames)
    days = date.fromisoformat(start), date.fromisoformat(end)
    found = balance_between(frames, policy, *days)
    if as_json:
        rows = found.astype(object).where(found.notna(), None).to_dict("records")
        emit({"from": start, "to": end, "balance": rows})
        return
    words = lang or known.lang
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(label("balance", "mu", words))
    for name in found["category"]:
        table.add_column(label("category", name, words), justify="right")
    for part in _SHOWN:
        figures = [f"{value:,.2f}" for value in found[f"{part}_mu"]]
        counts = found.get(f"{part}_count")
        if counts is not None:
            figures = [f"{f} ({c})" for f, c in zip(figures, counts, strict=True)]
        table.add_row(label("balance", part, words), *figures)
    for rate in ("disposal_rate_count", "disposal_rate_area"):
        shares = ["–" if v != v else f"{v:.1%}" for v in found[rate]]  # noqa: PLR0124
        table.add_row(label("balance", rate, words), *shares)
    console().print(table)
