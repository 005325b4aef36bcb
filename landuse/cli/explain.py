"""``landuse explain``: the dossier of one parcel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from landuse.analysis.lifecycle.stages import KEY as STAGES_OF
from landuse.cli.lifecycleshow import state_lines
from landuse.cli.options import AsOf, Json, ProjectLang, console, emit
from landuse.io.project import load_project
from landuse.policy import Policy, Rule
from landuse.steps.dossier import Dossier, dossier
from landuse.steps.judge import placed_frames
from landuse.steps.lifecity import life_city
from landuse.steps.load import load_city
from landuse.steps.plotlife import plot_life
from landuse.steps.run import day_of
from landuse.vocabulary import has_label, label

__all__ = ["explain"]

_GROUPS = ("field", "column", "measure", "figure")


def explain(
    parcel: Annotated[str, typer.Argument(help="宗地代码。 Parcel code.")],
    project: Annotated[
        Path, typer.Argument(help="项目文件夹或 landuse.toml。 Project folder or file.")
    ] = Path(),
    as_of: AsOf = None,
    lang: ProjectLang = None,
    as_json: Json = False,
) -> None:
    """一宗地的案卷：事实、规则、时间线、怎样才会改变结论。  Dossier of a parcel."""
    known = load_project(project)
    policy = known.load_policy()
    day = day_of(known, as_of)
    frames = load_city(known, policy).frames
    found = dossier(placed_frames(frames), parcel, policy, day)
    life = None
    if STAGES_OF in policy.values:
        life = plot_life(life_city(frames, policy, day), parcel, policy, day).state
    if as_json:
        emit({**asdict(found), "life": life})
        return
    words = lang or known.lang
    screen = console()
    head = f"{found.parcel_id} · {found.as_of} · {found.policy}"
    screen.print(f"[bold]{escape(head)}[/bold]")
    for line in () if life is None else state_lines(life, words):
        screen.print(escape(line))
    for part in _parts(found, policy, day, words):
        screen.print(part)


def _parts(
    found: Dossier, policy: Policy, day: date, lang: str
) -> Iterator[str | Table]:
    rules = {rule.id: rule for rule in policy.rules_on(day)}
    for row in found.findings:
        yield _finding(row, rules[row["rule"]], lang)
    yield ""
    yield _timeline(found, lang)
    yield ""
    yield _changes(found, rules, lang)
    yield ""
    yield _facts(found, lang)


def _finding(row: dict[str, Any], rule: Rule, lang: str) -> str:
    """A rule that holds or is open with its reason; one that does not, in a line."""
    words = [label("verdict", row["verdict"], lang)]
    words += [label("state", row["state"], lang)] if row["state"] else []
    subject = "" if row["subject"] == "parcel" else f" {row['subject_id']}"
    head = f"[{' · '.join(words)}]{subject} {rule.named(lang)} ({rule.id})"
    if row["verdict"] == "no":
        return escape(head)
    because = row["evidence"]["arithmetic"].get(lang, "")
    ground = label("confidence", row["confidence"], lang)
    lines = [escape(head), f"    {escape(because)}"]
    lines.append(f"    {escape(row['basis'])} ({escape(ground)})")
    return "\n".join(lines)


def _timeline(found: Dossier, lang: str) -> Table:
    table = _table(lang, "date", "what", "ground")
    for event in found.timeline:
        ground = "computed" if event["computed"] else "recorded"
        late = event["date"] > found.as_of
        day = f"{event['date']} ({label('explain', 'later', lang)})" if late else None
        table.add_row(
            *_safe(
                day or event["date"],
                _name(event["what"], lang),
                label("explain", ground, lang),
            )
        )
    return table


def _changes(found: Dossier, rules: Mapping[str, Rule], lang: str) -> Table:
    table = _table(lang, "rule", "change", "then")
    for change in found.changes:
        field = _name(change["field"], lang)
        value = change["value"]
        if change["field"] == "as_of":
            said = label("explain", "by_then", lang).format(value=value)
        elif value is None:
            said = label("explain", "not_recorded", lang).format(field=field)
        else:
            how = label("explain", change["how"], lang)
            said = how.format(field=field, value=_figure(value))
        ends = [label("verdict", change[end], lang) for end in ("before", "after")]
        title = rules[change["rule"]].named(lang)
        table.add_row(*_safe(title, said, " → ".join(ends)))
    return table


def _facts(found: Dossier, lang: str) -> Table:
    table = _table(lang, "fact", "value", "source")
    for fact in found.facts:
        place = ""
        if "file" in fact:
            column = fact["column"] or "-"
            place = f"{fact['file']}:{fact['row']} [{column}]"
        name = _name(fact["field"], lang)
        table.add_row(*_safe(name, _figure(fact["value"]), place))
    return table


def _table(lang: str, *heads: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(label("explain", head, lang), overflow="fold")
    return table


def _safe(*cells: str) -> list[str]:
    """Text of the data is never markup."""
    return [escape(cell) for cell in cells]


def _name(field: str, lang: str) -> str:
    group = next((g for g in _GROUPS if has_label(g, field)), "field")
    return label(group, field, lang)


def _figure(value: Any) -> str:
    return f"{round(value, 4):,}" if isinstance(value, int | float) else str(value)
