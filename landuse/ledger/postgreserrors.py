"""What the database server says, as one clear error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from landuse.errors import LedgerError
from landuse.messages import worded

__all__ = ["driver", "told"]

_LOST = "ledger_server_lost"
#: SQLSTATE or its first letters -> name of the sentence.
_KNOWN = {
    "08": _LOST,
    "57P": _LOST,
    "25P03": _LOST,
    "42501": "ledger_no_right",
    "25006": "ledger_no_right",
    "42P01": "ledger_absent",
    "3F000": "ledger_absent",
    "55P03": "ledger_busy",
    "40P01": "ledger_busy",
    "53100": "ledger_disk_full",
    "": "ledger_store_failed",
}


def driver(place: str) -> tuple[ModuleType, ModuleType]:
    """The two libraries of the extra, loaded where they are used.

    Parameters
    ----------
    place : str
        The ledger, for the message.

    Returns
    -------
    tuple of module
        ``psycopg`` and ``sqlalchemy``.

    Raises
    ------
    LedgerError
        If they are not installed; with what to install.

    Examples
    --------
    >>> [module.__name__ for module in driver("postgresql://server/land")]
    ['psycopg', 'sqlalchemy']
    """
    try:
        import psycopg
        import sqlalchemy
    except ImportError as error:
        message = worded("ledger_extra", package=error.name or "psycopg")
        raise LedgerError(message, place) from error
    return psycopg, sqlalchemy


@contextmanager
def told(
    place: str, *, lost: str = _LOST, refused: str | None = None
) -> Iterator[None]:
    """Raise what the server or its driver raises as an error that staff can act on.

    Parameters
    ----------
    place : str
        The ledger, without a password.
    lost : str, optional
        Name of the sentence for a connection that ended.
    refused : str, optional
        Name of the sentence for all else.

    Raises
    ------
    LedgerError
        With the place, what is wrong and what to do.

    Examples
    --------
    >>> import psycopg
    >>> with told("postgresql://server/land"):
    ...     raise psycopg.errors.InsufficientPrivilege("permission denied for table")
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: postgresql://server/land: this login has no right ...
    """
    psycopg, sqlalchemy = driver(place)
    try:
        yield
    except psycopg.Error as error:
        raise _error(error, place, lost, refused) from error
    except sqlalchemy.exc.DBAPIError as error:
        said = error.orig  # the wrapper would quote the statement and its facts
        raise _error(said, place, lost, refused) from said


def _error(
    error: Any, place: str, lost: str, refused: str | None = None
) -> LedgerError:
    state = getattr(error, "sqlstate", None) or _stateless(error)
    start = max((s for s in _KNOWN if state.startswith(s)), key=len)
    name = lost if _KNOWN[start] == _LOST else refused or _KNOWN[start]
    return LedgerError(worded(name, reason=_first_line(error)), place)


def _stateless(error: BaseException) -> str:
    """The driver gives no state where it has no answer: the server is gone."""
    return "08" if type(error).__name__ == "OperationalError" else ""


def _first_line(error: Any) -> str:
    """What happened, without the values of the row to which it happened."""
    diagnosis = getattr(error, "diag", None)
    primary = getattr(diagnosis, "message_primary", None)
    return " ".join(str(primary or error).split())
