"""A server and the connections to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import ModuleType
from typing import Any

from landuse.errors import LedgerError
from landuse.issues import Issue
from landuse.ledger.postgreserrors import driver, told
from landuse.ledger.postgresurl import Address
from landuse.ledger.settings import setting
from landuse.messages import worded

__all__ = ["Server", "refuse_unfit"]

#: What each session is told before it does anything, whatever the server's defaults:
#: who waited for the lock sees what was recorded meanwhile (read committed); what is
#: acknowledged is on the disk; temporary tables never stand before the ledger's.
_SESSION = """
SELECT
  set_config('search_path', concat_ws(', ', quote_ident(%(schema)s), (
    SELECT quote_ident(n.nspname) FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'
  ), 'pg_temp'), false),
  set_config('lock_timeout', %(patience)s, false),
  set_config('default_transaction_read_only', %(readonly)s, false),
  set_config('default_transaction_isolation', 'read committed', false),
  set_config('synchronous_commit', CASE current_setting('synchronous_commit')
    WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
"""
_POSTGIS = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')"
_PATH_TOO = """
SELECT set_config('search_path', current_setting('search_path') || ', public', false)
"""


class Server:
    """The server of one ledger, with at most one connection at a time.

    Parameters
    ----------
    address : Address
        Of the ledger.
    readonly : bool, default False
        The server is told to refuse whatever writes.
    """

    def __init__(self, address: Address, *, readonly: bool = False) -> None:
        psycopg, sqlalchemy = driver(address.place)
        self.address = address
        self._psycopg = psycopg
        self._session = {
            "schema": address.schema,
            "patience": f"{setting('postgres', 'busy_seconds')}s",
            "readonly": "on" if readonly else "off",
        }
        self._engine = sqlalchemy.create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,  # a server that was started again is found again
            hide_parameters=True,
        )

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection for one question or one transaction."""
        with self._engine.connect() as connection:
            yield connection

    def issues(self) -> tuple[Issue, ...]:
        """What staff should know of the server."""
        place = self.address.place
        with told(place), self.connected() as connection:
            if connection.exec_driver_sql("SHOW fsync").scalar() == "on":
                return ()
        message = worded("ledger_server_unsafe")
        return (Issue("LEDGER_SERVER_UNSAFE", "warning", message, file=place),)

    def close(self) -> None:
        """End the connection."""
        self._engine.dispose()

    def _connect(self) -> Any:
        """A session as the ledger needs it."""
        url, place = self.address.url, self.address.place
        more: dict[str, Any] = {
            "application_name": "landuse",
            "client_encoding": "UTF8",
        }
        if "connect_timeout=" not in url:
            more["connect_timeout"] = setting("postgres", "connect_seconds")
        with told(place, lost="ledger_server_unreachable"):
            connection = self._psycopg.connect(url, **more, autocommit=True)
            try:
                connection.adapters.register_loader("numeric", _whole(self._psycopg))
                connection.execute(_SESSION, self._session)
                connection.autocommit = False
            except BaseException:
                connection.close()
                raise
        return connection


def _whole(psycopg: ModuleType) -> type:
    """Reads ``numeric``, as which sums of whole numbers come, as whole numbers."""

    class Whole(psycopg.adapt.Loader):  # type: ignore[misc, name-defined]
        def load(self, data: Any) -> int | Decimal:
            text = bytes(data).decode()
            return Decimal(text) if "." in text else int(text)

    return Whole


def refuse_unfit(connection: Any, place: str) -> None:
    """Raise if a database cannot hold a ledger; PostGIS is put in if it may be.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction.
    place : str
        For the message.

    Raises
    ------
    LedgerError
        An old server, another encoding than UTF-8, or no PostGIS.
    """
    asked = connection.exec_driver_sql
    found = asked("SHOW server_version_num").scalar()
    oldest = setting("postgres", "oldest")
    if int(found) < oldest * 10_000:
        message = worded(
            "ledger_old_server", version=int(found) // 10_000, oldest=oldest
        )
        raise LedgerError(message, place)
    encoding = asked("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        message = worded("ledger_server_encoding", encoding=encoding)
        raise LedgerError(message, place)
    if not asked(_POSTGIS).scalar():
        with told(place, refused="ledger_no_postgis"):
            asked("CREATE EXTENSION postgis SCHEMA public")
            asked(_PATH_TOO)
