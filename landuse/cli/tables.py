"""The summary of a run as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from rich.box import SIMPLE
from rich.table import Table

from landuse.cli.options import console
from landuse.issues import worst_first
from landuse.issuewords import in_language, issue_cure, issue_title
from landuse.vocabulary import has_label, label

__all__ = ["print_counts", "print_issues", "print_summary"]

_PLACES = ("file", "layer", "feature", "field", "value")
#: Columns that fit a terminal of 80 characters, and the words above them; the
#: report shows all.
_SHOWN = {
    "zone": ("field", "zone"),
    "parcels": ("column", "parcels"),
    "idle_mu": ("category", "idle"),
    "unsupplied_mu": ("category", "unsupplied"),
    "stalled_mu": ("category", "stalled"),
    "stopped_mu": ("category", "stopped"),
    "inefficient_mu": ("category", "inefficient"),
    "revitalized_mu": ("cli", "revitalized"),
}


def print_summary(summary: dict[str, Any], lang: str) -> None:
    """Zones, goal, tax, findings and issues of an audit.

    Parameters
    ----------
    summary : dict
        Of :class:`landuse.workflow.AuditResult`.
    lang : {"zh", "en"}
        Language.
    """
    out = console()
    if summary["zones"]:
        out.print(_zones(summary["zones"], lang))
    goal, target = summary["revitalized_mu"], summary["revitalized_target_mu"]
    if goal is not None and target is not None:
        name = label("column", "revitalized_mu", lang)
        out.print(f"{name}: {goal:,.2f} / {target:,} ({goal / target:.1%})")
    if summary["tax_yuan_per_mu"]:
        unit = summary["tax_unit"]
        for name, value in summary["tax_yuan_per_mu"].items():
            shown = "—" if value is None else f"{value:,.2f}"
            words = label("indicator", "tax_yuan_per_mu", lang)
            out.print(f"{words} · {label('denominator', name, lang)}: {shown} {unit}")
    print_counts(summary["findings"], "category", lang)
    for line in _life(summary["lifecycle"], lang):
        out.print(line, markup=False)
    out.print(
        "  ".join(
            f"{label('severity', name, lang)}: {count:,}"
            for name, count in summary["issues"].items()
        )
        + f"  {label('report', 'quarantined', lang)}: {summary['quarantined']:,}",
        markup=False,
    )


def _life(life: dict[str, Any] | None, lang: str) -> Iterator[str]:
    """Standard land by stage, and its breaches by state; nothing without any."""
    if not life or not life["standard_land"]:
        return
    words = [
        (label(_group_of(name), name, lang), count)
        for name, count in (*life["stages"].items(), ("overdue", life["overdue"]))
    ]
    yield _counted(label("report", "life", lang), words)
    words = [
        (label("breach_state", state, lang), count)
        for state, count in life["breaches"].items()
    ]
    if words:
        yield _counted(label("sheet", "life_breaches", lang), words)


def _group_of(name: str) -> str:
    return "stage" if has_label("stage", name) else "report"


def _counted(title: str, words: Iterable[tuple[str, int]]) -> str:
    return f"{title}: " + "  ".join(f"{word} {count:,}" for word, count in words)


def _zones(rows: list[dict[str, Any]], lang: str) -> Table:
    table = Table(
        box=SIMPLE,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        caption=label("cli", "areas_in_mu", lang),
        caption_justify="left",
    )
    names = [name for name in _SHOWN if name in rows[0]]
    for name in names:
        group, word = _SHOWN[name]
        table.add_column(label(group, word, lang), justify="right", overflow="fold")
    table.columns[0].justify, table.columns[0].no_wrap = "left", True
    for row in rows:
        table.add_row(*(_text(row[name]) for name in names))
    return table


def _text(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def print_counts(found: dict[str, dict[str, int]], group: str, lang: str) -> None:
    """Counts by category and verdict, a line each.

    Parameters
    ----------
    found : dict
        Category to verdict to count.
    group : str
        Group of the vocabulary for the first word.
    lang : {"zh", "en"}
        Language.
    """
    for name, verdicts in found.items():
        parts = [
            f"{label('verdict', verdict, lang)} {count:,}"
            for verdict, count in verdicts.items()
        ]
        console().print(f"{label(group, name, lang)}: {', '.join(parts)}", markup=False)


def print_issues(issues: pd.DataFrame, lang: str) -> None:
    """One paragraph for each code: how often, where first, what, and its cure.

    Parameters
    ----------
    issues : DataFrame
        See :func:`landuse.issuewords.issues_in_words`.
    lang : {"zh", "en"}
        Language.
    """
    out = console()
    ordered = worst_first(issues.sort_values("code", kind="stable"))
    for (severity, code), rows in in_language(ordered, lang).groupby(
        ["severity", "code"], sort=False
    ):
        justified = rows["state"] == "justified"
        first = rows.iloc[int(justified.argmin())]  # one that is open, if any is
        title = issue_title(str(code), lang)
        word = label("severity", str(severity), lang)
        out.print(
            f"{word} {code} {title} × {len(rows):,}{_answered(rows[justified], lang)}",
            markup=False,
        )
        facts = str(first["message"]).removeprefix(title).removeprefix("：")
        where = " · ".join(_places(first, lang))
        out.print(f"  {': '.join(filter(None, (where, facts)))}", markup=False)
        cure = _cure(str(code), first["hint"], lang)
        if cure:
            out.print(f"  → {cure}", markup=False)


def _answered(rows: pd.DataFrame, lang: str) -> str:
    """How many issues of a code somebody answers for, who, and until when."""
    if rows.empty:
        return ""
    who = {f"{row.justified_by} → {row.justified_until}" for row in rows.itertuples()}
    word = label("state", "justified", lang)
    return f" ({word} {len(rows):,}: {', '.join(sorted(who))})"


def _places(issue: pd.Series, lang: str) -> list[str]:
    """File, layer, record, column and value, as far as they are known."""
    found = {name: str(issue[name]) for name in _PLACES if not pd.isna(issue[name])}
    if "field" in found:
        found["field"] = label("field", found["field"], lang)
    if found.get("layer") in (None, Path(found.get("file", "")).stem):
        found.pop("layer", None)
    return list(found.values())


def _cure(code: str, hint: object, lang: str) -> str:
    """What to do in this case, else what to do in general."""
    return (issue_cure(code, lang) or "") if pd.isna(hint) else str(hint)
