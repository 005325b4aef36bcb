"""``landuse lifecycle show``: the life of one plot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from landuse.cli.ledgeroptions import json_rows
from landuse.cli.lifecycleoptions import LedgerFile, read_life
from landuse.cli.lifecycletables import TABLES, cell, days_word, drawn, heading, word
from landuse.cli.options import AsOf, Json, ProjectLang, console, emit
from landuse.steps.plotlife import PlotLife, plot_life
from landuse.units import round_half_up
from landuse.vocabulary import label

__all__ = ["show", "state_lines"]

State = dict[str, Any]


def show(
    parcel: Annotated[str, typer.Argument(help="宗地代码。 Parcel code.")],
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ] = Path(),
    ledger: LedgerFile = None,
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """一宗地的全生命周期：节点、承诺、违约、转让。  The life of one plot."""
    city = read_life(project, ledger, as_of)
    found = plot_life(city.frames, parcel, city.policy, city.as_of)
    if as_json:
        emit(_content(found))
        return
    screen = console()
    for part in _parts(found, lang or city.lang):
        screen.print(part)


def _content(found: PlotLife) -> dict[str, Any]:
    return {
        "parcel_id": found.parcel_id,
        "as_of": found.as_of,
        "policy": found.policy,
        "policy_hash": found.policy_hash,
        "state": found.state,
        "milestones": json_rows(found.milestones),
        "commitments": json_rows(found.commitments),
        "breaches": json_rows(found.breaches),
        "transfers": json_rows(found.transfers),
    }


def _parts(found: PlotLife, lang: str) -> Iterator[str | Table]:
    head = f"{found.parcel_id} · {found.as_of} · {found.policy}"
    yield f"[bold]{cell(head)}[/bold]"
    for line in state_lines(found.state, lang):
        yield cell(line)
    none = f"  {label('life', 'none', lang)}"
    for name in TABLES:
        frame = getattr(found, name)
        yield f"[bold]{label('sheet', name, lang)}[/bold]"
        yield drawn(name, frame, lang) if len(frame) else none


def state_lines(state: State, lang: str) -> Iterator[str]:
    """Stage, next step, who answers, breach and score, a line each.

    Parameters
    ----------
    state : dict
        Of :class:`landuse.steps.plotlife.PlotLife`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    iterator of str
        Not escaped.
    """
    since = state["stage_since"]
    yield _line(
        "lifecycle_stage",
        lang,
        _said(state, "lifecycle_stage", lang, "stage"),
        label("life", "since", lang).format(day=since) if since else "",
        _said(state, "stage_result", lang, "milestone_result"),
    )
    if state["next_stage"] is not None:
        yield from _next_lines(state, lang)
    zone = _said(state, "zone", lang) or _said(state, "zone_id", lang)
    yield _line("zone", lang, zone)
    standard = _said(state, "is_standard_land", lang, "bool")
    yield _line("is_standard_land", lang, standard)
    yield from _answer_lines(state, lang)
    yield from _score_lines(state, lang)


def _next_lines(state: State, lang: str) -> Iterator[str]:
    undated = label("milestone_status", "undated", lang)
    yield _line(
        "next_stage",
        lang,
        _said(state, "next_stage", lang, "due_stage"),
        _said(state, "next_due_date", lang) or undated,
        days_word(state["days_left"], lang),
    )
    if state["due_basis"] is not None:
        basis = _said(state, "due_basis", lang, "field", "threshold")
        yield _line("due_basis", lang, basis)
    yield _line("next_unit", lang, _said(state, "next_unit", lang, "responsible_unit"))


def _answer_lines(state: State, lang: str) -> Iterator[str]:
    basis = _said(state, "obligor_basis", lang, "obligor_basis")
    yield _line("obligor", lang, _said(state, "obligor", lang), basis)
    for name in ("obligor_candidates", "lessee", "impossible_order"):
        if state[name] is not None:
            yield _line(name, lang, _said(state, name, lang))
    if state["breach_state"] is not None:
        breach = _said(state, "breach_state", lang, "breach_state")
        by = _said(state, "rectify_by_date", lang)
        yield _line("breach_state", lang, breach, by)


def _score_lines(state: State, lang: str) -> Iterator[str]:
    score = state["performance_score"]
    shown = "" if score is None else f"{round_half_up(score, 2):,.2f}"
    yield _line("performance_score", lang, shown)
    for part in (state["performance_basis"] or "").split(";"):
        name, _, share = part.strip().partition("=")
        if share:
            yield f"    {label('note', name, lang)}: {share}"


def _line(name: str, lang: str, *parts: str) -> str:
    told = " · ".join(part for part in parts if part)
    return f"  {heading(name, lang)}: {told or label('life', 'not_known', lang)}"


def _said(state: State, name: str, lang: str, *groups: str) -> str:
    return word(state[name], lang, *groups)
