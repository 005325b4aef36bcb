"""A ledger in one file: SQLite by the standard library, and by nothing else.

No other library opens the file: two copies of SQLite in one process do not see each
other's locks. Every transaction is on the disk before it is acknowledged
(``synchronous=EXTRA``); there is never a second file that has to be copied along.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from landuse.errors import LedgerError
from landuse.flushing import flush_folder
from landuse.ledger.backend import COLUMNS, Row
from landuse.ledger.backup import copy_before_import, copy_database
from landuse.ledger.filesystem import network_issues, second_is_refused
from landuse.ledger.locks import writer_lock
from landuse.ledger.settings import setting
from landuse.ledger.sqliteerrors import told
from landuse.ledger.sqlitefile import connected, refuse_unlike_ledger
from landuse.ledger.sqliteschema import is_current, migrate, structure_faults
from landuse.messages import worded

__all__ = ["SqliteBackend", "create_sqlite", "open_sqlite"]


class SqliteBackend:
    """The rows of one ledger file; see :class:`landuse.ledger.backend.Backend`."""

    def __init__(
        self, database: sqlite3.Connection, path: Path, *, readonly: bool
    ) -> None:
        self.place = path.name
        self.readonly = readonly
        self.issues = self._standing = network_issues(path)
        self._database = database
        self._path = path
        self._full = path.absolute()
        self._file = _identity(path)
        self._seconds: float = setting("sqlite", "busy_seconds")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that excludes every other writer."""
        if self.readonly:
            message = worded("ledger_opened_to_read")
            raise LedgerError(message, self._path)
        with told(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                with writer_lock(self._full, self._seconds) as notes:
                    self.issues = (*self._standing, *notes)
                    self._refuse_replaced()
                    yield
                    self._database.execute("COMMIT")
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def _refuse_replaced(self) -> None:
        """What is written to a file that was moved away would be lost."""
        if _identity(self._full) != self._file:
            raise LedgerError(worded("ledger_replaced"), self._path)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows to a table."""
        columns = COLUMNS[table]
        marks = ", ".join("?" * len(columns))
        query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        with told(self._path):
            self._database.executemany(query, rows)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Answer a query."""
        with told(self._path):
            return self._database.execute(query, parameters).fetchall()

    def faults(self) -> tuple[str, ...]:
        """What in tables, triggers and pages is not as it was made."""
        with told(self._path):
            pages = self._database.execute("PRAGMA integrity_check(10)").fetchall()
            keys = self._database.execute("PRAGMA foreign_key_check").fetchall()
            found = [f"page: {text}" for (text,) in pages if text != "ok"]
            found += [f"{table} refers to no {other}" for table, _, other, _ in keys]
            return (*structure_faults(self._database), *found)

    def keep_copy(self, import_no: int) -> None:
        """Keep the ledger as it is before an import, beside it."""
        with told(self._path):
            copy_before_import(self._database, self._full, import_no)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever it is called."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def create_sqlite(path: Path, genesis: Row) -> SqliteBackend:
    """Make a ledger file and open it.

    Parameters
    ----------
    path : Path
        Nothing may be there.
    genesis : tuple
        Its first row.

    Returns
    -------
    SqliteBackend
        Open to write.

    Raises
    ------
    LedgerError
        If something is there, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = create_sqlite(Path(folder) / "a.ledger", ("{}", "0" * 64))
    ...     store.rows("SELECT body FROM genesis")
    ...     store.close()
    [('{}',)]
    """
    if os.path.lexists(path):
        raise LedgerError(worded("ledger_exists"), path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _make(draft, genesis)
        _put(draft, path)
        flush_folder(path.parent)
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}-journal")):
            leftover.unlink(missing_ok=True)
    return open_sqlite(path)


def open_sqlite(path: Path, *, readonly: bool = False) -> SqliteBackend:
    """Open a ledger file, after a look at whether it is one and whole.

    Parameters
    ----------
    path : Path
        The file.
    readonly : bool, default False
        Nothing is recorded.

    Returns
    -------
    SqliteBackend
        Up to date.

    Raises
    ------
    LedgerError
        If it is no ledger, damaged, of a newer version, or lies where locks do not
        hold.

    Examples
    --------
    >>> open_sqlite(Path("no-such.ledger"))
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: no-such.ledger: there is no such ledger; ...
    """
    refuse_unlike_ledger(path)
    with told(path):
        database = connected(path, readonly=readonly)
        try:
            if not is_current(database, path):
                _bring_up_to_date(database, path, readonly=readonly)
            if not readonly:
                _try_locks(database, path)
            return SqliteBackend(database, path, readonly=readonly)
        except BaseException:
            database.close()
            raise


def _make(draft: Path, genesis: Row) -> None:
    draft.unlink(missing_ok=True)
    with told(draft):
        draft.parent.mkdir(parents=True, exist_ok=True)
        database = connected(draft, readonly=False, new=True)
        try:
            number = setting("sqlite", "application_id")
            database.execute(f"PRAGMA application_id = {number}")
            migrate(database)
            database.execute("INSERT INTO genesis (body, hash) VALUES (?, ?)", genesis)
        finally:
            database.close()


def _put(draft: Path, path: Path) -> None:
    """In its place, if that is free."""
    try:
        os.link(draft, path)
    except FileExistsError as error:
        message = worded("ledger_exists")
        raise LedgerError(message, path) from error
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise LedgerError(worded("ledger_exists"), path) from None
        os.rename(draft, path)


def _bring_up_to_date(
    database: sqlite3.Connection, path: Path, *, readonly: bool
) -> None:
    if readonly:
        message = worded("ledger_older")
        raise LedgerError(message, path)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    copy = path.with_name(f"{path.name}.version{version}")
    copy_database(database, copy)
    migrate(database)


def _try_locks(database: sqlite3.Connection, path: Path) -> None:
    """Hold the lock and let another process try."""
    for place in (path, path.absolute().parent):  # the lock and the journal lie there
        if not os.access(place, os.W_OK):
            message = worded("ledger_not_writable", reason=place.name)
            raise LedgerError(message, path)
    database.execute("BEGIN IMMEDIATE")
    try:
        refused = second_is_refused(f"{path.absolute().as_uri()}?mode=rw")
    finally:
        database.execute("ROLLBACK")
    if not refused:
        raise LedgerError(worded("ledger_locks"), path)
