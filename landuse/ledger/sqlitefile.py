"""Whether a path is a ledger file at all, and a connection to it.

The file is never opened but by SQLite: closing it a second way would drop the locks
that this process holds on it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

from landuse.errors import LedgerError
from landuse.ledger.settings import setting
from landuse.ledger.sqliteerrors import told
from landuse.messages import worded

__all__ = ["connected", "refuse_unlike_ledger"]

_STRICT_SINCE = (3, 37)


def refuse_unlike_ledger(path: Path) -> None:
    """Raise if there is nothing at a path, or no plain file.

    Parameters
    ----------
    path : Path
        Of a ledger.

    Raises
    ------
    LedgerError
        For nothing, a folder, a link, a pipe or a device.

    Examples
    --------
    >>> refuse_unlike_ledger(Path("no-such.ledger"))
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: no-such.ledger: there is no such ledger; ...
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        raise LedgerError(worded("ledger_absent"), path) from None
    except OSError as error:
        message = worded("ledger_not_opened", reason=error.strerror)
        raise LedgerError(message, path) from error
    if stat.S_ISLNK(mode):
        raise LedgerError(worded("ledger_is_link"), path)
    if not stat.S_ISREG(mode):
        raise LedgerError(worded("ledger_no_file"), path)


def connected(path: Path, *, readonly: bool, new: bool = False) -> sqlite3.Connection:
    """A connection with the settings on which the ledger's promises rest.

    Parameters
    ----------
    path : Path
        The file.
    readonly : bool
        Nothing may be written by statements; what a killed writer left is still
        rolled back.
    new : bool, default False
        The file is made now.

    Returns
    -------
    sqlite3.Connection
        Of a whole ledger file.

    Raises
    ------
    LedgerError
        If it is no ledger, or damaged.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = connected(Path(folder) / "a", readonly=False, new=True)
    ...     database.execute("PRAGMA synchronous").fetchone()
    ...     database.close()
    (3,)
    """
    if sqlite3.sqlite_version_info < _STRICT_SINCE:
        message = worded("ledger_old_sqlite", version=sqlite3.sqlite_version)
        raise LedgerError(message, path)
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if new else 'rw'}"
    seconds = setting("sqlite", "busy_seconds")
    with told(path):
        database = sqlite3.connect(uri, uri=True, timeout=seconds, isolation_level=None)
        try:
            if not new:
                _refuse_other_kinds(database, path)
            _set_up(database, path, readonly=readonly)
        except BaseException:
            database.close()
            raise
    return database


def _refuse_other_kinds(database: sqlite3.Connection, path: Path) -> None:
    number = database.execute("PRAGMA application_id").fetchone()[0]
    if number != setting("sqlite", "application_id"):
        others = setting("other_files", "by_id")
        found = others.get(f"0x{number & 0xFFFFFFFF:08X}", "")
        message = worded("ledger_other_file", found=f"{found} / " if found else "")
        raise LedgerError(message, path)
    said = [text for (text,) in database.execute("PRAGMA quick_check(1)")]
    if said != ["ok"]:
        message = worded("ledger_damaged", reason=said[0])
        raise LedgerError(message, path)


def _set_up(database: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    for words in (
        "synchronous = EXTRA",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
    ):
        database.execute(f"PRAGMA {words}")
    (mode,) = database.execute("PRAGMA journal_mode = TRUNCATE").fetchone()
    if mode != "truncate":
        message = worded("ledger_other_mode", mode=mode)
        raise LedgerError(message, path)
    if readonly:
        database.execute("PRAGMA query_only = ON")
