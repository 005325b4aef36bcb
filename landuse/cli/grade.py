"""``landuse grade``: who gets which grade, by what, and how far the next one is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.box import SIMPLE
from rich.table import Table

from landuse.analysis.grading.counts import STATUSES
from landuse.cli.options import AsOf, Json, ProjectLang, as_day, console, emit, say
from landuse.io.project import load_project
from landuse.io.workbook import write_workbook
from landuse.io.write import write_table
from landuse.ledger.store import open_ledger
from landuse.policy import Policy
from landuse.steps.gradeledger import effective_day, grade_events
from landuse.steps.grading import Grades, grades_of
from landuse.steps.load import load_city
from landuse.vocabulary import has_label, label

__all__ = ["grade_enterprises"]

#: Rows that a terminal shows; the file has all.
_ROWS = 60
_LIST = (
    *("zone", "enterprise", "track"),
    *("composite", "composite_place", "grade", "previous_grade"),
)
_WORDS = ("track", "grade", "previous_grade")


def grade_enterprises(
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ],
    year: Annotated[
        int, typer.Option("--year", help="评价年度。 Year of the figures.")
    ],
    as_of: AsOf = None,
    record: Annotated[
        str | None,
        typer.Option("--record", help="记入的台账。 Ledger in which to record them."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="记录人。 Who records them.")
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option(
            "--effective",
            callback=as_day,
            help="等级生效日，默认按规则。 Day from which the grades hold.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="另存为 .xlsx 或 .csv。 Write the list to a file."),
    ] = None,
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """企业分类综合评价：得分、名次、等级和依据。  Grade the enterprises of a year."""
    known = load_project(project)
    policy = known.load_policy()
    city = load_city(known, policy)
    day = None if as_of is None else date.fromisoformat(as_of)
    found = grades_of(city.frames, policy, year, city.overrides, day)
    words = lang or known.lang
    if out is not None:
        _write(found, out, words, day or date(year, 12, 31))
    content = _content(found, policy.id, policy.hash)
    if record is not None:
        content["recorded"] = _recorded(found, policy, record, by, effective)
    if as_json:
        emit(content)
        return
    _show(found, words)
    if record is not None:
        told = label("cli", "grades_recorded", words)
        say(told.format(**content["recorded"]))


def _recorded(
    found: Grades, policy: Policy, place: str, by: str | None, effective: str | None
) -> dict[str, Any]:
    """Add the grades to a ledger; what is there already is not added again."""
    if by is None:
        msg = "--record needs --by"
        raise typer.BadParameter(msg)
    day = date.fromisoformat(effective) if effective else None
    day = day or effective_day(policy, found.year)
    key = "grading.grades"
    grades = policy.value(key) if policy.is_configured(key) else []
    events = grade_events(found, day, grades)
    with open_ledger(place) as ledger:
        receipt = ledger.append(events, by=by, at=datetime.now(UTC))
    return {
        "added": receipt.added,
        "already": receipt.already,
        "not_graded": len(found.enterprises) - len(events),
        "effective": day.isoformat(),
        "head": receipt.head,
    }


def _write(found: Grades, out: Path, lang: str, stamp: date) -> None:
    if out.suffix.lower() == ".xlsx":
        sheets = {"grade_counts": found.counts, "grades": found.enterprises}
        write_workbook(sheets, out, lang=lang, stamp=stamp)
    else:
        write_table(found.enterprises, out)
    say(f"{label('sheet', 'grades', lang)}: {out}")


def _content(found: Grades, policy: str, policy_hash: str) -> dict[str, Any]:
    missing = found.enterprises["missing"]
    lacking = missing[found.enterprises["computed_grade"] == "not_configured"]
    return {
        "year": found.year,
        "policy": policy,
        "policy_hash": policy_hash,
        "not_configured": lacking.iloc[0].split(";") if len(lacking) else [],
        "counts": _records(found.counts),
        "enterprises": _records(found.enterprises),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.drop(columns=["policy", "policy_hash"], errors="ignore")
    for name in plain.select_dtypes("datetime"):
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    return plain.astype(object).where(plain.notna(), None).to_dict("records")


def _show(found: Grades, lang: str) -> None:
    out = console()
    out.print(_table(_counted(found.counts), lang))
    shown = [name for name in _LIST if name in found.enterprises]
    out.print(_table(found.enterprises[shown].head(_ROWS), lang))
    rest = len(found.enterprises) - _ROWS
    if rest > 0:
        say(label("cli", "more_rows", lang).format(count=rest))
    lacking = found.enterprises["computed_grade"] == "not_configured"
    if lacking.any():
        keys = found.enterprises.loc[lacking, "missing"].iloc[0].split(";")
        names = [f"{label('threshold', key, lang)} ({key})" for key in keys]
        say(f"{label('grade', 'not_configured', lang)}: {', '.join(names)}")


def _counted(counts: pd.DataFrame) -> pd.DataFrame:
    """Without the columns that say nothing."""
    empty = [name for name in STATUSES if not counts[name].any()]
    spare = ["zone_id"] if "zone" in counts else []
    return counts.drop(columns=[*empty, *spare])


def _table(frame: pd.DataFrame, lang: str) -> Table:
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for name in frame:
        group = "field" if has_label("field", str(name)) else "column"
        number = pd.api.types.is_numeric_dtype(frame[name])
        heading = label(group, str(name), lang)
        table.add_column(
            heading, justify="right" if number else "left", overflow="fold"
        )
    for row in frame.itertuples(index=False):
        cells = zip(frame.columns, row, strict=True)
        table.add_row(*(_cell(str(name), value, lang) for name, value in cells))
    return table


def _cell(name: str, value: Any, lang: str) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}".removesuffix(".00")
    if name in _WORDS:
        group = "grade" if name.endswith("grade") else name
        return label(group, str(value), lang)
    return label("subject", str(value), lang) if name == "zone" else str(value)
