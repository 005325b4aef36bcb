"""A ledger from a file to a server, from a server to a file, row by row.

The rows go over as they are, with the hashes: the copy has the same head, and a head
that was printed from one holds for the other. A copy can be brought up to date.
"""

from __future__ import annotations

import os
from pathlib import Path

from landuse.errors import LedgerError
from landuse.ledger.backend import COLUMNS, Backend, Row
from landuse.ledger.postgres import create_postgres, open_postgres
from landuse.ledger.postgresurl import is_address
from landuse.ledger.reading import tail_of
from landuse.ledger.sqlite import create_sqlite, open_sqlite
from landuse.messages import worded

__all__ = ["copy_ledger"]

_PARTS = ("events", "touches", "postings", "lineage")
_GENESIS = "SELECT body, hash FROM genesis"


def copy_ledger(source: str | Path, target: str | Path) -> str:
    """Copy a ledger to another place, or bring the copy there up to date.

    Parameters
    ----------
    source : str or Path
        A file or ``postgresql://...``; it is only read, also while others record.
    target : str or Path
        The same kinds. Nothing may be there but an earlier copy.

    Returns
    -------
    str
        The head of both, as of the last import when the copy began.

    Raises
    ------
    LedgerError
        If the source cannot be read, or another ledger is at the target.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     one, two = Path(folder) / "one.ledger", Path(folder) / "two.ledger"
    ...     create_sqlite(one, ("{}", "0" * 64)).close()
    ...     copy_ledger(one, two) == "0" * 64, two.exists()
    (True, True)
    """
    taken = _opened(source, readonly=True)
    try:
        (genesis,) = taken.rows(_GENESIS)
        copy = _made_or_opened(target, genesis)
        try:
            return _copied(taken, copy)
        finally:
            copy.close()
    finally:
        taken.close()


def _opened(place: str | Path, *, readonly: bool) -> Backend:
    if is_address(place):
        return open_postgres(str(place), readonly=readonly)
    return open_sqlite(Path(place), readonly=readonly)


def _made_or_opened(place: str | Path, genesis: Row) -> Backend:
    if not is_address(place) and not os.path.lexists(place):
        return create_sqlite(Path(place), genesis)
    try:
        copy = _opened(place, readonly=False)
    except LedgerError as error:
        if not is_address(place) or error.said != worded("ledger_absent"):
            raise
        return create_postgres(str(place), genesis)
    if list(copy.rows(_GENESIS)) != [genesis]:
        copy.close()
        raise LedgerError(worded("ledger_other_ledger"), copy.place)
    return copy


def _copied(source: Backend, copy: Backend) -> str:
    """Bring over the imports that the copy lacks, all of them or none."""
    end = tail_of(source)
    with copy.writing():
        begin = tail_of(copy)
        if begin.seq and begin.hash != _hash_at(source, begin.seq):
            raise LedgerError(worded("ledger_other_ledger"), copy.place)
        for number in range(begin.import_no + 1, end.import_no + 1):
            _copy_import(source, copy, number)
        return tail_of(copy).hash


def _hash_at(source: Backend, seq: int) -> str | None:
    rows = list(source.rows("SELECT hash FROM events WHERE seq = ?", (seq,)))
    return rows[0][0] if rows else None


def _copy_import(source: Backend, copy: Backend, number: int) -> None:
    query = f"SELECT {', '.join(COLUMNS['imports'])} FROM imports WHERE import_no = ?"
    rows = list(source.rows(query, (number,)))
    copy.insert("imports", rows)
    first, events = rows[0][2:4]
    for table in _PARTS:
        query = (
            f"SELECT {', '.join(COLUMNS[table])} FROM {table} "
            "WHERE seq >= ? AND seq < ? ORDER BY seq"
        )
        copy.insert(table, list(source.rows(query, (first, first + events))))
