"""Make a ledger or open one, in a file or on a server."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from landuse.errors import LedgerError
from landuse.ledger.append import Receipt
from landuse.ledger.chain import Fault, Verification
from landuse.ledger.facade import Ledger, Meta
from landuse.ledger.postgresurl import is_address
from landuse.ledger.reading import moment_text
from landuse.ledger.records import LedgerEvent
from landuse.ledger.rows import genesis_row
from landuse.ledger.sqlite import create_sqlite, open_sqlite
from landuse.messages import worded

__all__ = [
    "Fault",
    "Ledger",
    "LedgerEvent",
    "Meta",
    "Receipt",
    "Verification",
    "create_ledger",
    "open_ledger",
]

#: Changes when what is hashed changes.
_FORMAT = 1


def create_ledger(
    path_or_url: str | Path, *, policy: str, title: str = "", at: datetime, by: str
) -> Ledger:
    """Make a ledger and open it.

    Parameters
    ----------
    path_or_url : str or Path
        A new file, or ``postgresql://...`` for a database without a ledger.
    policy : str
        Name of the policy by which it is kept.
    title : str, optional
        For people.
    at : datetime
        Now, with time zone.
    by : str
        Who makes it.

    Returns
    -------
    Ledger
        Open to write, without events.

    Raises
    ------
    LedgerError
        If something is there already, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import UTC, date
    >>> now = datetime(2022, 9, 30, 8, tzinfo=UTC)
    >>> supplied = LedgerEvent(event="supplied", valid_date=date(2021, 6, 1),
    ...                        parcel_id="P1", area_dm2=1_000_000, document_no="D1")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "city.ledger"
    ...     with create_ledger(path, policy="puyang", at=now, by="王") as ledger:
    ...         receipt = ledger.append([supplied], by="王", at=now)
    ...         again = ledger.append([supplied], by="李", at=now)
    ...         ledger.verify(receipt.head).ok
    True
    >>> receipt.added, again.added, again.already
    (1, 0, 1)
    """
    if at.tzinfo is None:
        raise LedgerError(worded("ledger_at", at=at.isoformat()), _place(path_or_url))
    facts = {
        "created_at": moment_text(at),
        "created_by": by,
        "format": _FORMAT,
        "policy": policy,
        "title": title,
    }
    genesis = genesis_row(facts)
    if is_address(path_or_url):
        return Ledger(_postgres().create_postgres(str(path_or_url), genesis))
    return Ledger(create_sqlite(Path(path_or_url), genesis))


def open_ledger(path_or_url: str | Path, *, readonly: bool = False) -> Ledger:
    """Open a ledger that is there.

    Parameters
    ----------
    path_or_url : str or Path
        A file made by :func:`create_ledger`, or ``postgresql://...``.
    readonly : bool, default False
        To look, not to record.

    Returns
    -------
    Ledger
        To be closed, as by ``with``.

    Raises
    ------
    LedgerError
        If there is none, it is damaged, or of a newer version, or lies where locks do
        not hold.

    Examples
    --------
    >>> open_ledger("no-such.ledger")
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: no-such.ledger: there is no such ledger; ...
    """
    if is_address(path_or_url):
        return Ledger(_postgres().open_postgres(str(path_or_url), readonly=readonly))
    return Ledger(open_sqlite(Path(path_or_url), readonly=readonly))


def _place(path_or_url: str | Path) -> str | None:
    """Never an address, which may hold a password."""
    return None if is_address(path_or_url) else str(path_or_url)


def _postgres() -> Any:
    """The server's side, loaded only where one is named."""
    return import_module("landuse.ledger.postgres")
