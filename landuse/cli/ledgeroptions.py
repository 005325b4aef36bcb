"""Options and manners that the commands of the ledger share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from landuse.cli.options import DEFAULT_POLICY, EXIT_QUARANTINED, emit, say
from landuse.cli.tables import print_issues
from landuse.errors import LedgerError
from landuse.io.project import Project, load_project
from landuse.issues import Issue
from landuse.issuewords import issues_in_words
from landuse.ledger.postgresurl import address, is_address
from landuse.messages import worded
from landuse.policy import Policy, load_policy
from landuse.steps.ledgerimport import Imported
from landuse.vocabulary import label

__all__ = [
    "KnownAt",
    "LedgerPath",
    "PolicyName",
    "ProjectPath",
    "file_of",
    "issue_rows",
    "json_rows",
    "moments",
    "report_import",
    "rules_of",
    "shown",
]

#: Of a day in ISO text.
_DAY_LENGTH = 10

LedgerPath = Annotated[
    str,
    typer.Argument(
        metavar="LEDGER",
        help="台账文件，或 postgresql:// 地址。 Ledger file, or an address.",
    ),
]
ProjectPath = Annotated[
    Path | None,
    typer.Option(
        "--project", help="项目文件夹或 landuse.toml。 Project folder or file."
    ),
]
PolicyName = Annotated[
    str | None,
    typer.Option("--policy", help="规则集名或 .toml。 Policy, name or file."),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        help="按当时已入账的内容。 As it was recorded by then: a day or a time.",
    ),
]


def rules_of(project: Path | None, policy: str | None) -> tuple[Policy, Project | None]:
    """The policy that is meant, and the project if there is one.

    Parameters
    ----------
    project : Path or None
        Its policy counts.
    policy : str or None
        Name or file; not together with a project.

    Returns
    -------
    tuple
        Policy, and project or None.

    Raises
    ------
    typer.BadParameter
        Both are given.
    """
    if project is not None and policy is not None:
        msg = "--project and --policy do not go together; a project names its policy"
        raise typer.BadParameter(msg)
    if project is None:
        return load_policy(policy or DEFAULT_POLICY), None
    known = load_project(project)
    return known.load_policy(), known


def shown(ledger: str) -> str:
    """A ledger as it may be told: an address without its password.

    Examples
    --------
    >>> shown("postgresql://clerk:secret@server/land")
    'postgresql://clerk@server/land'
    """
    return address(ledger).place if is_address(ledger) else ledger


def file_of(ledger: str) -> Path:
    """The file of a ledger.

    Raises
    ------
    LedgerError
        For one on a server, in whose place nothing is put.
    """
    if is_address(ledger):
        raise LedgerError(worded("ledger_server_copy"), shown(ledger))
    return Path(ledger)


def issue_rows(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Issues as JSON has them, in both languages."""
    frame = issues_in_words(issues)
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def report_import(done: Imported, ledger: str, lang: str, *, as_json: bool) -> None:
    """Say what became of events; leave with 1 where some were set aside.

    Parameters
    ----------
    done : Imported
        The outcome.
    ledger : str
        As the user gave it.
    lang : {"zh", "en"}
        Language.
    as_json : bool
        One object instead of text.

    Raises
    ------
    typer.Exit
        With 1.
    """
    receipt = done.receipt
    facts = {
        "added": receipt.added,
        "already": receipt.already,
        "set_aside": done.counts["quarantined"],
        "first_seq": receipt.first_seq,
        "last_seq": receipt.last_seq,
        "head": receipt.head,
    }
    if as_json:
        issues = issue_rows(done.issues)
        content = {"outcome": done.outcome, "ledger": shown(ledger)}
        emit({**content, "counts": done.counts, "receipt": facts, "issues": issues})
    else:
        print_issues(issues_in_words(done.issues), lang)
        for name in ("added", "already", "set_aside", "head"):
            value = facts[name]
            text = f"{value:,}" if isinstance(value, int) else value
            say(f"{label('ledger', name, lang)}: {text}")
    if done.counts["quarantined"]:
        raise typer.Exit(EXIT_QUARANTINED)


def moments(
    as_of: str | None, known_at: str | None
) -> tuple[date | None, datetime | None]:
    """The day in the world and the time in the ledger that options give.

    Parameters
    ----------
    as_of : str or None
        A day.
    known_at : str or None
        A time; a day counts to its end in the zone of this computer.

    Returns
    -------
    tuple
        Day and time; None where nothing is said.

    Raises
    ------
    typer.BadParameter
        A text that is neither day nor time.

    Examples
    --------
    >>> moments("2022-09-30", "2022-10-08T08:00:00+08:00")[1].isoformat()
    '2022-10-08T08:00:00+08:00'
    """
    day = None if as_of is None else date.fromisoformat(as_of)
    if known_at is None:
        return day, None
    try:
        found = datetime.fromisoformat(known_at)
    except ValueError as error:
        msg = f"{known_at!r} is neither a day nor a time; write it as YYYY-MM-DD"
        raise typer.BadParameter(msg) from error
    if len(known_at) == _DAY_LENGTH:
        found = datetime.combine(found, time(23, 59, 59))
    return day, found.astimezone() if found.tzinfo is None else found


def json_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON: days as ISO text, shapes left out, None for what is missing."""
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    for name in plain.columns:
        if pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    return plain.astype(object).where(plain.notna(), None).to_dict("records")
