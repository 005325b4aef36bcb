"""``landuse check --justify``: answer for an issue in the exception book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.options import say
from landuse.errors import PolicyError
from landuse.io.exceptionbook import BOOK_NAME, add_entry
from landuse.io.project import FILE_NAME
from landuse.issues import Issue, fingerprint
from landuse.vocabulary import label

__all__ = [
    "Answer",
    "By",
    "Justify",
    "Until",
    "Why",
    "answer_of",
    "is_project",
    "write_answer",
]

Justify = Annotated[
    str | None,
    typer.Option("--justify", help="要说明的问题的指纹。 Fingerprint of an issue."),
]
By = Annotated[str | None, typer.Option("--by", help="说明人。 Who answers for it.")]
Why = Annotated[str | None, typer.Option("--why", help="理由。 The reason.")]
Until = Annotated[
    str | None,
    typer.Option("--until", help="有效至（含当日）。 Last day, YYYY-MM-DD."),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the options say."""

    mark: str
    by: str
    why: str
    until: date


def answer_of(
    mark: str | None, by: str | None, why: str | None, until: str | None
) -> Answer | None:
    """The four options as one, or None where none is given."""
    if not any((mark, by, why, until)):
        return None
    if mark is None or by is None or why is None or until is None:
        msg = "--justify, --by, --why and --until go together"
        raise typer.BadParameter(msg)
    try:
        return Answer(mark, by, why, date.fromisoformat(until))
    except ValueError as error:
        msg = f"{until!r} is not a day; write it as YYYY-MM-DD"
        raise typer.BadParameter(msg) from error


def is_project(path: Path) -> bool:
    """Whether a path is a project, not a single file."""
    inside = path.is_dir() and (path / FILE_NAME).is_file()
    return inside or path.name == FILE_NAME


def write_answer(
    path: Path, issues: Iterable[Issue], answer: Answer, lang: str
) -> None:
    """Append to the book beside the project."""
    if not is_project(path):
        msg = f"is not a project; an exception book lies beside a {FILE_NAME}"
        raise PolicyError(msg, path)
    book = (path if path.is_dir() else path.parent) / BOOK_NAME
    issue = next((i for i in issues if fingerprint(i) == answer.mark), None)
    if issue is None:
        msg = f"no issue has the fingerprint {answer.mark!r}; see --json or --out"
        raise PolicyError(msg, path)
    add_entry(book, issue, by=answer.by, why=answer.why, until=answer.until)
    say(f"{label('cli', 'justified', lang)}: {book}: {issue.code} {issue.feature}")
