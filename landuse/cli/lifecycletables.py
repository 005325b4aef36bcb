"""The tables of ``landuse lifecycle show``: steps, promises, breaches, transfers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from landuse.cli.ledgeroptions import json_rows
from landuse.io.worksheet import printable
from landuse.vocabulary import has_label, label

__all__ = ["TABLES", "cell", "days_word", "drawn", "heading", "word"]

_SIGNS = {">=": "≥", "<=": "≤", "==": "="}
#: Steps against a breach by their day, with what it rests on and what it costs.
_STEPS = (
    ("found", "found_date", None, None),
    ("noticed", "notice_date", "notice_no", None),
    ("rectified", "rectified_date", None, None),
    ("penalised", "penalty_date", "penalty_no", "penalty_yuan"),
    ("penalty_paid", "penalty_paid_date", None, None),
    (
        *("price_supplemented", "price_supplement_date"),
        *("price_supplement_no", "price_supplement_yuan"),
    ),
    ("price_supplement_paid", "price_supplement_paid_date", None, None),
    ("recovered", "recovery_date", "recovery_no", None),
    ("closed", "closed_date", None, None),
)
_WITH_DAYS = ("overdue", "due", "done_late")
_NO_UNIT = ("—", "–", "-", "")


Cells = Sequence[str | None]


def drawn(name: str, frame: pd.DataFrame, lang: str) -> Table:
    """A table of a plot in words; a column that says nothing is left out.

    Parameters
    ----------
    name : str
        One of :data:`TABLES`.
    frame : DataFrame
        Rows of :class:`landuse.steps.plotlife.PlotLife`.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    rich.table.Table
        Text of the data is never markup; what is not known is a dash.
    """
    heads, rows_of = TABLES[name]
    rows = list(rows_of(frame, lang))
    kept = [n for n in range(len(heads)) if any(row[n] for row in rows)]
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for place in kept:
        day = heads[place].endswith("_date")
        table.add_column(heading(heads[place], lang), overflow="fold", no_wrap=day)
    for row in rows:
        table.add_row(*(cell(row[place] or "–") for place in kept))
    return table


def _milestones(frame: pd.DataFrame, lang: str) -> Iterator[Cells]:
    for row in json_rows(frame):
        status = word(row["status"], lang, "life", "milestone_status")
        days = days_word(row["days"], lang) if row["status"] in _WITH_DAYS else ""
        yield (
            word(row["stage"], lang, "due_stage"),
            row["planned_date"],
            row["actual_date"],
            f"{status}\n{days}".strip(),
            word(row["result"], lang, "milestone_result"),
            row["document_no"],
            word(row["due_basis"], lang, "field", "threshold"),
        )


def _commitments(frame: pd.DataFrame, lang: str) -> Iterator[Cells]:
    for row in json_rows(frame):
        sign = _SIGNS.get(row["operator"], row["operator"])
        named = row["unit"] not in _NO_UNIT
        unit = word(row["unit"], lang, "promise_unit") if named else ""
        share = row["deviation_share"]
        off = "" if share is None else f" ({share:+.1%})"
        yield (
            word(row["indicator"], lang, "indicator", "promise"),
            f"{sign}{_figure(row['committed'])} {unit}".strip(),
            _figure(row["measured"]),
            f"{_figure(row['deviation'])}{off}",
            row["due_date"],
            word(row["state"], lang, "commitment"),
        )


def _breaches(frame: pd.DataFrame, lang: str) -> Iterator[Cells]:
    for row in json_rows(frame):
        by = [row["rectify_by_date"], days_word(row["days_left"], lang)]
        yield (
            row["breach_id"],
            word(row["breach_kind"], lang, "breach"),
            word(row["breach_state"], lang, "breach_state"),
            "\n".join(part for part in by if part),
            "\n".join(_steps(row, lang)),
        )


def _steps(row: dict[str, Any], lang: str) -> Iterator[str]:
    for step, day, paper, money in _STEPS:
        if row[day] is None:
            continue
        parts = [row[day], label("breach_step", step, lang)]
        if money is not None and row[money] is not None:
            parts.append(
                label("life", "yuan", lang).format(amount=f"{row[money]:,.2f}")
            )
        if paper is not None and row[paper] is not None:
            parts.append(row[paper])
        yield " ".join(parts)


def _transfers(frame: pd.DataFrame, lang: str) -> Iterator[Cells]:
    for row in json_rows(frame):
        assumes = row["assumes_obligations"]
        yield (
            row["transfer_date"],
            word(row["transfer_kind"], lang, "transfer"),
            row["from_holder"],
            row["to_holder"],
            row["until_date"],
            word(assumes, lang, "bool") or label("life", "not_said", lang),
            row["document_no"],
        )


def cell(text: str) -> str:
    r"""A text of the data: neither markup nor a command to the terminal.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Without control characters but for line breaks.

    Examples
    --------
    >>> cell("[bold]" + chr(27) + "[2J")
    '\\[bold][2J'
    """
    return escape(printable(text))


def word(value: Any, lang: str, *groups: str) -> str:
    """A code as a word of the first group that has it; nothing for nothing.

    Parameters
    ----------
    value : str, bool, number or None
        What a row has.
    lang : {"zh", "en"}
        Language.
    *groups : str
        Of the vocabulary.

    Returns
    -------
    str
        The value itself where no group has it.

    Examples
    --------
    >>> word("started", "en", "stage"), word(True, "zh", "bool"), word(None, "zh")
    ('Started', '是', '')
    """
    if value is None:
        return ""
    name = str(value).lower() if isinstance(value, bool) else str(value)
    group = next((group for group in groups if has_label(group, name)), "")
    return label(group, name, lang)


def _figure(value: Any) -> str:
    """Four decimals at most, none where there are none."""
    return "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")


def days_word(days: int | None, lang: str) -> str:
    """So many days left, or past.

    Parameters
    ----------
    days : int or None
        Below zero are past.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        Nothing where it is not known.

    Examples
    --------
    >>> [days_word(days, "en") for days in (-1, 0, 2, None)]
    ['1 d late', 'due today', 'in 2 d', '']
    """
    if days is None:
        return ""
    name = "today" if days == 0 else "days_left" if days > 0 else "days_late"
    return label("life", name, lang).format(days=f"{abs(days):,}")


def heading(name: str, lang: str) -> str:
    """The name of a column: a short one of these commands, else the usual one.

    Parameters
    ----------
    name : str
        Canonical.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        The label.

    Examples
    --------
    >>> heading("actual_date", "en"), heading("committed", "zh")
    ('Actual', '承诺')
    """
    group = next((g for g in ("life", "field", "column") if has_label(g, name)), "")
    return label(group, name, lang)


#: Headings and rows of each table.
TABLES = {
    "milestones": (
        (
            *("stage", "planned_date", "actual_date", "item_status", "result"),
            *("document_no", "due_basis"),
        ),
        _milestones,
    ),
    "commitments": (
        ("indicator", "committed", "measured", "deviation", "due_date", "state"),
        _commitments,
    ),
    "breaches": (
        ("breach_id", "breach_kind", "state", "rectify_by_date", "steps"),
        _breaches,
    ),
    "transfers": (
        (
            *("transfer_date", "transfer_kind", "from_holder", "to_holder"),
            *("until_date", "assumes_obligations", "document_no"),
        ),
        _transfers,
    ),
}
