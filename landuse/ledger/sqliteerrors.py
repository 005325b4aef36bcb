"""What SQLite says, as one clear error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landuse.errors import LedgerError
from landuse.messages import worded

__all__ = ["told"]

#: Primary result code -> name of the sentence.
_KNOWN = {
    sqlite3.SQLITE_BUSY: "ledger_busy",
    sqlite3.SQLITE_LOCKED: "ledger_busy",
    sqlite3.SQLITE_FULL: "ledger_disk_full",
    sqlite3.SQLITE_IOERR: "ledger_disk_failed",
    sqlite3.SQLITE_READONLY: "ledger_not_writable",
    sqlite3.SQLITE_CANTOPEN: "ledger_not_opened",
    sqlite3.SQLITE_PERM: "ledger_not_opened",
    sqlite3.SQLITE_NOTADB: "ledger_other_file",
    sqlite3.SQLITE_CORRUPT: "ledger_damaged",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise what SQLite raises as an error that staff can act on.

    Parameters
    ----------
    path : Path
        The ledger.

    Raises
    ------
    LedgerError
        With the file, what is wrong and what to do.

    Examples
    --------
    >>> with told(Path("city.ledger")):
    ...     sqlite3.connect("file:/no/such/folder?mode=rw", uri=True)
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: city.ledger: cannot be opened ...
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        name = _KNOWN.get(code & 0xFF, "ledger_store_failed")
        message = worded(name, reason=str(error), found="")
        raise LedgerError(message, path) from error
