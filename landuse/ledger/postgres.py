"""A ledger that several machines share: PostgreSQL with PostGIS.

The rows, the texts and the hashes are those of the file. Writers take turns by a lock
on the server, so that the chain has one end; rights, triggers and a check of each hash
hold also for people who write to the tables with another program. The extra
``[postgis]`` is loaded where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from landuse.errors import LedgerError
from landuse.issues import Issue
from landuse.ledger.backend import COLUMNS, Row
from landuse.ledger.postgreserrors import told
from landuse.ledger.postgresschema import (
    ROLES,
    grant_roles,
    known_steps,
    migrate,
    structure_faults,
    version,
)
from landuse.ledger.postgresserver import Server, refuse_unfit
from landuse.ledger.postgresurl import address
from landuse.messages import worded

__all__ = ["PostgresBackend", "create_postgres", "open_postgres"]

#: One writer of this ledger at a time, until the transaction ends. (LOCK TABLE would
#: need a right to change rows.)
_TURN = "SELECT pg_advisory_xact_lock('genesis'::regclass::oid::bigint)"


class PostgresBackend:
    """The rows of one ledger on a server; see ``landuse.ledger.backend.Backend``."""

    def __init__(
        self, server: Server, *, readonly: bool = False, issues: tuple[Issue, ...] = ()
    ) -> None:
        self.place = server.address.place
        self.readonly = readonly
        self.issues = (*issues, *server.issues())
        self._server = server
        self._connection: Any = None  #: of the transaction that writes

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that excludes every other writer."""
        if self.readonly:
            message = worded("ledger_opened_to_read")
            raise LedgerError(message, self.place)
        with told(self.place), self._server.connected() as connection:
            transaction = connection.begin()
            try:
                connection.exec_driver_sql(_TURN)
                self._connection = connection
                yield
            except BaseException:
                transaction.rollback()
                raise
            finally:
                self._connection = None
            with told(self.place, lost="ledger_server_lost_at_end"):
                transaction.commit()

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows to a table."""
        with told(self.place):
            copied_in(self._connection, table, rows)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Answer a query."""
        words = query.replace("%", "%%").replace("?", "%s")
        with told(self.place), self._asked() as connection:
            found = connection.exec_driver_sql(words, tuple(parameters))
            return [tuple(row) for row in found]

    def faults(self) -> tuple[str, ...]:
        """What in triggers and rights is not as it was made."""
        with told(self.place), self._asked() as connection:
            return structure_faults(connection, self._server.address.schema)

    def keep_copy(self, import_no: int) -> None:
        """Nothing: a server is copied by its administrator, with ``pg_dump``."""

    def close(self) -> None:
        """Let go of the connection."""
        self._server.close()

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """The connection that writes, or one for a question."""
        if self._connection is not None:
            yield self._connection
        else:
            with self._server.connected() as connection:
                yield connection


def create_postgres(url: str, genesis: Row) -> PostgresBackend:
    """Make a ledger on a server and open it.

    Parameters
    ----------
    url : str
        ``postgresql://user@host/database?schema=name``; the database is there, the
        schema holds no ledger. The login owns the ledger from then on.
    genesis : tuple
        Its first row.

    Returns
    -------
    PostgresBackend
        Open to write; with an issue if the roles have to be made by somebody else.

    Raises
    ------
    LedgerError
        If there is a ledger already, PostGIS is missing, or the login may not.

    Examples
    --------
    >>> create_postgres("postgresql://clerk@/land?host=/no/such/folder", ("{}", ""))
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: postgresql://clerk@/land...: cannot be reached ...
    """
    server = Server(address(url))
    schema, place = server.address.schema, server.address.place
    try:
        with told(place), server.connected() as connection, connection.begin():
            refuse_unfit(connection, place)
            if version(connection, schema):
                raise LedgerError(worded("ledger_schema_taken", schema=schema), place)
            migrate(connection, schema)
            granted = grant_roles(connection)
            copied_in(connection, "genesis", [genesis])
    except BaseException:
        server.close()
        raise
    return PostgresBackend(server, issues=() if granted else (_roles_missing(place),))


def _roles_missing(place: str) -> Issue:
    message = worded("ledger_roles", file=ROLES)
    return Issue("LEDGER_ROLES_MISSING", "warning", message, file=place)


def open_postgres(url: str, *, readonly: bool = False) -> PostgresBackend:
    """Open a ledger on a server.

    Parameters
    ----------
    url : str
        As for :func:`create_postgres`.
    readonly : bool, default False
        Nothing is recorded.

    Returns
    -------
    PostgresBackend
        Up to date.

    Raises
    ------
    LedgerError
        If the server does not answer, or there is no ledger, or a newer one.

    Examples
    --------
    >>> open_postgres("postgresql://clerk@/land?host=/no/such/folder")
    Traceback (most recent call last):
    ...
    landuse.errors.LedgerError: postgresql://clerk@/land...: cannot be reached ...
    """
    server = Server(address(url), readonly=readonly)
    schema, place = server.address.schema, server.address.place
    try:
        with told(place), server.connected() as connection, connection.begin():
            _bring_up_to_date(connection, schema, place, readonly=readonly)
    except BaseException:
        server.close()
        raise
    return PostgresBackend(server, readonly=readonly)


def _bring_up_to_date(
    connection: Any, schema: str, place: str, *, readonly: bool
) -> None:
    step, known = version(connection, schema), known_steps()
    if step == 0:
        raise LedgerError(worded("ledger_absent"), place)
    if step > known:
        message = worded("ledger_newer", version=step, known=known)
        raise LedgerError(message, place)
    if step < known:
        if readonly:
            raise LedgerError(worded("ledger_older"), place)
        connection.exec_driver_sql(_TURN)
        migrate(connection, schema)
        grant_roles(connection)


def copied_in(connection: Any, table: str, rows: Sequence[Row]) -> None:
    """Add rows to a table of ``COLUMNS`` in one go.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction.
    table : str
        Its name.
    rows : sequence of tuple
        In the order of the columns.
    """
    query = f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN"
    with (
        connection.connection.driver_connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        for row in rows:
            copy.write_row(row)
