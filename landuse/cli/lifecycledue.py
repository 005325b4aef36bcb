"""``landuse lifecycle due``: what falls due, by zone and responsible unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.box import SIMPLE
from rich.table import Table

from landuse.cli.ledgeroptions import json_rows
from landuse.cli.lifecycleoptions import LedgerFile, read_life
from landuse.cli.lifecycletables import cell, heading
from landuse.cli.options import AsOf, Json, ProjectLang, console, emit, say
from landuse.cli.within import days_within
from landuse.errors import SourceError
from landuse.io.icalendar_ import write_calendar
from landuse.io.workbook import write_workbook
from landuse.messages import worded
from landuse.steps.duewords import due_title, reminders, unit_word
from landuse.steps.liferadar import Due, due_of, of_the_day
from landuse.vocabulary import label

__all__ = ["due"]

_ROWS = 40  #: that a screen takes of each list; the files have all
_STATES = ("overdue", "due", "later", "undated")


def due(
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ] = Path(),
    within: Annotated[
        str | None,
        typer.Option(
            "--within", help="多长时间内，如 90d、12w、3m。 How far ahead is looked."
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="只看一个集聚区。 One zone only.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="只看一个责任单位。 One unit only.")
    ] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", help="写成日历 .ics。 Write a calendar.")
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="写成工作簿。 Write a workbook.")
    ] = None,
    ledger: LedgerFile = None,
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """到期提醒：节点、承诺、整改、缴款和将闲置的土地。  What falls due."""
    _check_ending(ics, ".ics", "calendar_as_ics")
    _check_ending(xlsx, ".xlsx", "book_as_xlsx")
    city = read_life(project, ledger, as_of)
    days = None if within is None else days_within(within, city.as_of)
    frames = of_the_day(city.frames, city.as_of)
    found = due_of(frames, city.policy, city.as_of, days, zone=zone, unit=unit)
    words = lang or city.lang
    written = list(_written(found, ics, xlsx, words))
    if as_json:
        emit(_content(found, city.policy.id, city.policy.hash))
        return
    for part in _parts(found, words):
        console().print(part)
    for path in written:
        say(f"{label('cli', 'converted_to', words)}: {path}")


def _check_ending(path: Path | None, ending: str, sentence: str) -> None:
    """Before anything is read: a name that a writer would refuse at the end."""
    if path is not None and path.suffix.lower() != ending:
        raise SourceError(worded(sentence), path)


def _written(
    found: Due, ics: Path | None, xlsx: Path | None, lang: str
) -> Iterator[Path]:
    if ics is not None:
        title = label("sheet", "life_due", lang)
        write_calendar(reminders(found, lang), ics, title=title, stamp=found.as_of)
        yield ics
    if xlsx is not None:
        sheets = {
            "life_due": found.rows,
            "life_due_counts": found.counts,
            "life_idle": found.idle,
        }
        write_workbook(sheets, xlsx, lang=lang, stamp=found.as_of)
        yield xlsx


def _content(found: Due, policy: str, policy_hash: str) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "until": found.until,
        "policy": policy,
        "policy_hash": policy_hash,
        "windows": found.windows,
        "rows": json_rows(found.rows),
        "counts": json_rows(found.counts),
        "idle_until": found.idle_until,
        "idle": json_rows(found.idle),
    }


def _parts(found: Due, lang: str) -> Iterator[str | Table]:
    title = label("sheet", "life_due", lang)
    until = f" → {found.until}" if found.until else ""
    yield f"[bold]{title} · {found.as_of}{until}[/bold]"
    if len(found.rows) == 0:
        yield label("life", "nothing_due", lang)
    else:
        yield _counts(found, lang)
    for state in _STATES:
        rows = found.rows[found.rows["due_state"] == state]
        if len(rows):
            yield f"[bold]{label('due_state', state, lang)}: {len(rows):,}[/bold]"
            yield _list(rows, lang, dated=state != "undated")
    told = label("life", "idle_ahead", lang)
    area = found.idle["area_mu"].sum()
    yield told.format(day=found.idle_until, count=len(found.idle), area=f"{area:,.2f}")
    if len(found.idle):
        yield _list(found.idle, lang, dated=True)


def _counts(found: Due, lang: str) -> Table:
    """A row for each zone and unit, and the sum."""
    states = [label("due_state", "overdue", lang)]
    in_days = label("life", "in_days", lang)
    states += [in_days.format(days=days) for days in found.windows]
    states.append(label("due_state", "undated", lang))
    table = _table([heading("zone", lang), heading("responsible_unit", lang)], states)
    total, above = [0] * len(states), None
    keys = ["zone_id", "responsible_unit"]
    for _, rows in found.counts.groupby(keys, dropna=False, sort=False):
        counts = rows["count"].tolist()
        total = [a + b for a, b in zip(total, counts, strict=True)]
        first = rows.iloc[0]
        zone = "–" if pd.isna(first["zone"]) else str(first["zone"])
        unit = unit_word(first["responsible_unit"], lang)
        shown, above = "" if zone == above else zone, zone
        table.add_row(cell(shown), cell(unit), *map(str, counts))
    table.add_section()
    table.add_row(label("report", "total", lang), "", *map(str, total))
    return table


def _list(rows: pd.DataFrame, lang: str, *, dated: bool) -> Table:
    names = ("due_item", "responsible_unit", "parcel_id")
    heads = [heading(name, lang) for name in names]
    days = [heading(name, lang) for name in ("due_date", "days_left")]
    table = _table([*days, *heads] if dated else heads, [])
    table.columns[-1].no_wrap = True
    if dated:
        table.columns[1].justify = "right"
    for row in rows.head(_ROWS).itertuples():
        cells = [
            due_title(row.due_kind, row.due_item, lang),
            unit_word(row.responsible_unit, lang),
            row.parcel_id,
        ]
        first = [str(row.due_date.date()), str(row.days_left)] if dated else []
        table.add_row(*first, *map(cell, cells))
    if len(rows) > _ROWS:
        rest = len(rows) - _ROWS
        table.caption = label("life", "more_due", lang).format(count=f"{rest:,}")
    return table


def _table(left: list[str], right: list[str]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for head in left:
        table.add_column(head, overflow="fold")
    for head in right:
        table.add_column(head, justify="right", no_wrap=True)
    return table
