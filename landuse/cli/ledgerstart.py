"""``landuse ledger init`` and ``import``: a new ledger, and files into it."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.inspect import EncodingName, Epsg
from landuse.cli.ledgerclock import By, RecordedAt, now_or, recorder
from landuse.cli.ledgeroptions import (
    LedgerPath,
    PolicyName,
    ProjectPath,
    report_import,
    rules_of,
    shown,
)
from landuse.cli.options import Json, Lang, say
from landuse.io.profile import Profile, load_profile
from landuse.io.project import Project
from landuse.io.source import Source
from landuse.ledger.store import create_ledger, open_ledger
from landuse.steps.issuesout import write_issues
from landuse.steps.judge import placed_frames
from landuse.steps.ledgerfacts import record_facts
from landuse.steps.ledgerimport import Entry, import_source, record_events
from landuse.steps.ledgerinit import start_events
from landuse.steps.load import load_city
from landuse.vocabulary import label

__all__ = ["import_file", "init"]


def init(
    ledger: LedgerPath,
    project: ProjectPath = None,
    policy: PolicyName = None,
    baseline: Annotated[
        bool,
        typer.Option(
            "--baseline",
            help="登记基期问题宗地清单。 Record the problem parcels of the base date.",
        ),
    ] = False,
    title: Annotated[
        str | None, typer.Option("--title", help="台账名称。 Title of the ledger.")
    ] = None,
    by: By = None,
    recorded_at: RecordedAt = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """新建台账；给出项目时登记集聚区范围。  Create a ledger; never over another."""
    rules, known = rules_of(project, policy)
    if baseline and known is None:
        msg = "--baseline needs --project, whose parcels it lists"
        raise typer.BadParameter(msg)
    entry = Entry(recorder(by), now_or(recorded_at))
    events = []
    if known is not None:
        frames = placed_frames(load_city(known, rules).frames)
        events = start_events(frames, rules, baseline=baseline)
    made = create_ledger(
        ledger,
        policy=rules.id,
        title=title or ("" if known is None else known.name),
        at=entry.at.astimezone(UTC),
        by=entry.by,
    )
    with made as opened:
        done = record_events(opened, events, entry, source="init")
    if not as_json:
        say(f"{label('ledger', 'created', lang)}: {shown(ledger)}")
    report_import(done, ledger, lang, as_json=as_json)


def import_file(
    ledger: LedgerPath,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="Excel、CSV 或图层。 Table or layer of events."
        ),
    ] = None,
    project: ProjectPath = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="字段映射名或 .toml。 Profile, name or file."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="工作表。 Sheet of a workbook.")
    ] = None,
    layer: Annotated[
        str | None, typer.Option("--layer", help="图层。 Layer of the file.")
    ] = None,
    encoding: EncodingName = None,
    epsg: Epsg = None,
    facts: Annotated[
        bool,
        typer.Option(
            "--facts",
            help="由项目的批次、宗地日期生成事项。 Events from a project's own dates.",
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="问题清单（.csv、.parquet）。 Issues, row by row, as a table."
        ),
    ] = None,
    by: By = None,
    recorded_at: RecordedAt = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """导入事项表；同一文件再次导入不重复。  Import events; twice adds nothing."""
    _check_given(file, project, facts=facts)
    rules, known = rules_of(project, None)
    entry = Entry(recorder(by), now_or(recorded_at))
    frames = {} if known is None else placed_frames(load_city(known, rules).frames)
    with open_ledger(ledger) as opened:
        if file is None:
            done = record_facts(opened, frames, entry)
        else:
            said = {"sheet": sheet, "layer": layer, "encoding": encoding, "epsg": epsg}
            read = _profile(profile, known)
            source = Source.of("events", file, profile=read, **said)
            done = import_source(
                opened,
                source,
                entry,
                region=rules.region,
                parcels=frames.get("parcels"),
            )
    if out is not None:
        write_issues(done.issues, None, out)
    report_import(done, ledger, lang, as_json=as_json)


def _profile(name: str | None, project: Project | None) -> Profile:
    """By a shipped name, beside the project, or where the user stands."""
    folder = None if project is None else project.folder
    beside = folder is not None and name is not None and (folder / name).is_file()
    here = name is not None and Path(name).is_file()
    if here and not beside:
        name = str(Path(str(name)).resolve())
    return load_profile(name, "events", folder)


def _check_given(file: Path | None, project: Path | None, *, facts: bool) -> None:
    if facts and project is None:
        msg = "--facts needs --project, whose layers it reads"
        raise typer.BadParameter(msg)
    if facts == (file is not None):
        msg = "give a FILE, or --project with --facts"
        raise typer.BadParameter(msg)
