"""Copies of a ledger: before each import, on demand, and the way back."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from landuse.errors import LedgerError
from landuse.flushing import flush_file, flush_folder
from landuse.ledger.locks import writer_lock
from landuse.ledger.settings import setting
from landuse.ledger.sqliteerrors import told
from landuse.ledger.sqlitefile import connected, refuse_unlike_ledger
from landuse.messages import worded

__all__ = [
    "backup_ledger",
    "copy_before_import",
    "copy_database",
    "copy_of_import",
    "restore_ledger",
]


def copy_of_import(path: Path, import_no: int) -> Path:
    """Where the ledger is kept as it was before an import.

    Parameters
    ----------
    path : Path
        The ledger.
    import_no : int
        Of the import.

    Returns
    -------
    Path
        In a folder beside the ledger.

    Examples
    --------
    >>> copy_of_import(Path("city.ledger"), 12).as_posix()
    'city.ledger.copies/before-import-000012.ledger'
    """
    folder = path.with_name(f"{path.name}.copies")
    return folder / f"before-import-{import_no:06}.ledger"


def copy_database(database: sqlite3.Connection, path: Path) -> None:
    """Copy a database as it is now into a file, whole or not at all.

    Parameters
    ----------
    database : sqlite3.Connection
        Without an open transaction.
    path : Path
        The copy; one that is there is replaced.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = sqlite3.connect(":memory:")
    ...     _ = database.execute("CREATE TABLE a (b)")
    ...     copy_database(database, Path(folder) / "copy")
    ...     (Path(folder) / "copy").stat().st_size > 0
    ...     database.close()
    True
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        target = sqlite3.connect(draft)
        try:
            database.backup(target)
        finally:
            target.close()
        flush_file(draft)
        os.replace(draft, path)
        flush_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def copy_before_import(
    database: sqlite3.Connection, path: Path, import_no: int
) -> None:
    """Keep a ledger as it is before an import; the oldest such copies go.

    Parameters
    ----------
    database : sqlite3.Connection
        Without an open transaction.
    path : Path
        The ledger.
    import_no : int
        Of the import.
    """
    copy = copy_of_import(path, import_no)
    copy_database(database, copy)
    for old in sorted(copy.parent.glob("before-import-*.ledger"))[: -_kept()]:
        old.unlink(missing_ok=True)


def backup_ledger(path: Path, copy: Path) -> None:
    """Copy a ledger, also while others record in it.

    Parameters
    ----------
    path : Path
        The ledger.
    copy : Path
        Where to; nothing may be there.

    Raises
    ------
    LedgerError
        If there is something, or the ledger cannot be read.

    Examples
    --------
    >>> backup_ledger(Path("no-such.ledger"), Path("copy.ledger"))
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: no-such.ledger: there is no such ledger; ...
    """
    refuse_unlike_ledger(path)
    if os.path.lexists(copy):
        raise LedgerError(worded("ledger_exists"), copy)
    database = connected(path, readonly=True)
    try:
        with told(copy):
            copy_database(database, copy)
    finally:
        database.close()


def restore_ledger(copy: Path, path: Path) -> Path | None:
    """Put a copy in the place of a ledger; the ledger itself is kept.

    Parameters
    ----------
    copy : Path
        Made by :func:`backup_ledger` or before an import.
    path : Path
        Where the ledger is wanted. What is there gets a name with ``.replaced``; who
        still has it open is refused when recording.

    Returns
    -------
    Path or None
        The ledger that was there.

    Raises
    ------
    LedgerError
        If the copy is no whole ledger.

    Examples
    --------
    >>> restore_ledger(Path("no-such.ledger"), Path("city.ledger"))
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: no-such.ledger: there is no such ledger; ...
    """
    refuse_unlike_ledger(copy)
    database = connected(copy, readonly=True)
    try:
        with told(path), writer_lock(path, setting("sqlite", "busy_seconds")):
            aside = _moved_aside(path)
            copy_database(database, path)
    finally:
        database.close()
    return aside


def _moved_aside(path: Path) -> Path | None:
    """Under another name, with what a killed writer left beside it."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.replaced{number}")):
        number += 1
    found = os.path.lexists(path)
    if found:
        os.rename(path, aside)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():  # or it would be rolled back into the copy
        os.rename(journal, aside.with_name(f"{aside.name}-journal"))
    return aside if found else None


def _kept() -> int:
    kept: int = setting("sqlite", "copies_kept")
    return kept
