"""``landuse audit``: the whole run on a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landuse.cli.options import (
    EXIT_QUARANTINED,
    AsOf,
    Json,
    Overwrite,
    ProjectLang,
    emit,
    progress_bar,
    say,
)
from landuse.cli.tables import print_summary
from landuse.io.project import load_project
from landuse.vocabulary import label

if TYPE_CHECKING:  # only who audits waits for the drawing of maps
    from landuse.workflow import AuditResult

__all__ = ["audit_project", "report_run"]


def audit_project(
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ],
    as_of: AsOf = None,
    out: Annotated[
        Path, typer.Option("--out", help="输出文件夹。 Folder for the outputs.")
    ] = Path("out"),
    lang: ProjectLang = None,
    as_json: Json = False,
    overwrite: Overwrite = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="有隔离记录或数据错误时以 1 退出。 Exit 1 on errors in the data.",
        ),
    ] = False,
) -> None:
    """审计一个项目：标记、目标、指标、地图、报告。  Audit a project."""
    from landuse.workflow import STEPS, audit  # draws maps: a second to load

    known = load_project(project)
    words = lang or known.lang
    with progress_bar(STEPS, words) as tell:
        result = audit(
            known, as_of, out, overwrite=overwrite, lang=words, progress=tell
        )
    report_run(result, words, as_json=as_json)
    faulty = result.summary["quarantined"] or result.summary["issues"]["error"]
    if strict and faulty:
        raise typer.Exit(EXIT_QUARANTINED)


def report_run(result: AuditResult, lang: str, *, as_json: bool) -> None:
    """Say what came of a run, for people or for a program."""
    if as_json:
        emit({"out": result.out, "files": result.files, "summary": result.summary})
        return
    print_summary(result.summary, lang)
    say(f"{label('cli', 'report_at', lang)}: {result.out / 'index.html'}")
    for file in result.files:
        if file.startswith("maps/"):
            say(f"  {result.out / file}")
