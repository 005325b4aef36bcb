"""Who records in the ledger, and when: the only place that reads clock and login."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from typing import Annotated

import typer

__all__ = ["By", "RecordedAt", "now_or", "recorder"]

_VARIABLE = "LANDUSE_LEDGER_BY"


def _moment(value: str | None) -> str | None:
    if value is not None:
        _parsed(value)
    return value


By = Annotated[
    str | None,
    typer.Option(
        "--by",
        help=f"记账人，默认 {_VARIABLE} 或登录名。 Who records, else the login.",
    ),
]
RecordedAt = Annotated[
    str | None,
    typer.Option(
        "--recorded-at",
        callback=_moment,
        help="入账时间，默认现在。 When it is recorded; by default now.",
    ),
]


def recorder(by: str | None) -> str:
    """Who records: as said, else by the environment, else the login name.

    Parameters
    ----------
    by : str or None
        What was said.

    Returns
    -------
    str
        Never empty.

    Raises
    ------
    typer.BadParameter
        Nobody is known.

    Examples
    --------
    >>> recorder(" 张三 ")
    '张三'
    """
    said = (by or os.environ.get(_VARIABLE) or "").strip()
    if said:
        return said
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        msg = f"no login name; say who records with --by or {_VARIABLE}"
        raise typer.BadParameter(msg) from error


def now_or(moment: str | None) -> datetime:
    """The moment of recording, to the second, in the zone of the office.

    Parameters
    ----------
    moment : str or None
        ISO text; without a zone it is that of this computer. None reads the clock.

    Returns
    -------
    datetime
        With its zone, whose day is today: at seven in the morning in Puyang it is
        still yesterday in UTC.

    Examples
    --------
    >>> now_or("2022-10-01T07:00:00+08:00").isoformat()
    '2022-10-01T07:00:00+08:00'
    """
    found = datetime.now(UTC).astimezone() if moment is None else _parsed(moment)
    aware = found if found.tzinfo is not None else found.astimezone()
    return aware.replace(microsecond=0)


def _parsed(moment: str) -> datetime:
    try:
        return datetime.fromisoformat(moment)
    except ValueError as error:
        msg = f"{moment!r} is not a time; write it as 2022-10-01T08:00:00+08:00"
        raise typer.BadParameter(msg) from error
