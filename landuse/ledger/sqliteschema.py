"""Tables and triggers of the file: how they are made, brought up to date, compared.

The schema is a row of steps, ``schema/0001_*.sql`` and so on. A file knows the number
of its last step; the steps after it are taken one by one, each whole or not at all,
and never back.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

from landuse.errors import LedgerError
from landuse.messages import worded
from landuse.resources import package_path
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = ["is_current", "migrate", "steps", "structure_faults"]

_STRUCTURE = """
SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master
WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name
"""


@cache
def steps() -> tuple[str, ...]:
    """The text of each step of the schema, in order.

    Examples
    --------
    >>> len(steps()) >= 2
    True
    """
    files = sorted(package_path("ledger", "schema").glob("*.sql"))
    return tuple(file.read_text("utf-8") for file in files)


def is_current(database: sqlite3.Connection, path: Path) -> bool:
    """Whether a file has every step.

    Parameters
    ----------
    database : sqlite3.Connection
        Of a ledger.
    path : Path
        For the message.

    Returns
    -------
    bool
        False if steps are missing.

    Raises
    ------
    LedgerError
        If the file has more steps than are known here.

    Examples
    --------
    >>> is_current(sqlite3.connect(":memory:"), Path("city.ledger"))
    False
    """
    version = _version(database)
    if version > len(steps()):
        message = worded("ledger_newer", version=version, known=len(steps()))
        raise LedgerError(message, path)
    return version == len(steps())


def migrate(database: sqlite3.Connection) -> None:
    """Take the steps that a file lacks.

    Parameters
    ----------
    database : sqlite3.Connection
        Without an open transaction.

    Examples
    --------
    >>> database = sqlite3.connect(":memory:", isolation_level=None)
    >>> migrate(database)
    >>> structure_faults(database)
    ()
    """
    while (version := _version(database)) < len(steps()):
        text = steps()[version]
        mark = f"PRAGMA user_version = {version + 1}"
        try:
            database.executescript(f"BEGIN IMMEDIATE;\n{text}\n{mark};\nCOMMIT;")
        except sqlite3.Error:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise


def structure_faults(database: sqlite3.Connection) -> tuple[str, ...]:
    """Tables, indexes and triggers that are missing, altered or too many.

    Parameters
    ----------
    database : sqlite3.Connection
        Of a ledger that is up to date.

    Returns
    -------
    tuple of str
        Empty if all are as the schema has them.

    Examples
    --------
    >>> database = sqlite3.connect(":memory:", isolation_level=None)
    >>> migrate(database)
    >>> _ = database.execute("DROP TRIGGER events_no_delete")
    >>> structure_faults(database)
    ('trigger events_no_delete is missing',)
    """
    wanted, found = _wanted(), _structure(database)
    both = wanted.keys() & found.keys()
    told = {
        "ledger_part_missing": wanted.keys() - found,
        "ledger_part_foreign": found.keys() - wanted,
        "ledger_part_altered": {part for part in both if wanted[part] != found[part]},
    }
    return tuple(
        worded(sentence, part=_named(part))
        for sentence, parts in told.items()
        for part in sorted(parts)
    )


def _named(part: tuple[str, str]) -> Worded:
    kind, name = part
    return Worded(f"{kind} {name}", f"{label('ledger_part', kind)} {name}")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _structure(database: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    rows = database.execute(_STRUCTURE).fetchall()
    return {(kind, name): (table, text) for kind, name, table, text in rows}


@cache
def _wanted() -> dict[tuple[str, str], tuple[str, str]]:
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(database)
        return _structure(database)
    finally:
        database.close()
