"""What a ledger asks of its store: the few primitives that every store offers.

The rules (what is recorded, in what order, how it is hashed) are written once, above
this line; a store only keeps rows, all or none of a transaction, and tells them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from landuse.issues import Issue

__all__ = ["COLUMNS", "Backend", "Row", "grouped"]

Row = tuple[Any, ...]

#: Table -> its columns, in the order of :meth:`Backend.insert`. Numbers are whole,
#: everything else is text; days are ``2021-06-01``, moments
#: ``2021-06-01T08:00:00Z``. Text is compared byte by byte (``COLLATE "C"``).
#:
#: genesis    one row: who made the ledger, when, by which policy
#: imports    one row per transaction; keyed by its number, and by its content
#: events     keyed by ``seq`` (1, 2, ... without gaps), and by ``event_id``
#: postings   keyed by ``seq`` and ``line``; those of a ``seq`` sum to zero
#: touches    keyed by ``subject`` and ``seq``: how often a subject was touched is
#:            its version
#: lineage    keyed by ``seq`` and ``line``: which parcel came from which
COLUMNS: dict[str, tuple[str, ...]] = {
    "genesis": ("body", "hash"),
    "imports": ("import_no", "content_sha256", "first_seq", "events", "body", "hash"),
    "events": (
        "seq",
        "event_id",
        "valid_date",
        "recorded_at",
        "import_no",
        "content_sha256",
        "body",
        "hash",
    ),
    "postings": ("seq", "line", "valid_date", "subject", "account", "area_dm2"),
    "touches": ("subject", "seq"),
    "lineage": ("seq", "line", "parent", "child", "area_dm2"),
}

_MOST_AT_ONCE = 500


class Backend(Protocol):
    """Rows of one ledger, in a file or on a server.

    What goes wrong in the store is raised as a ``LedgerError`` with its place.
    """

    place: str  #: the file, or the address without its password
    readonly: bool
    issues: tuple[Issue, ...]  #: what staff should know of this store

    def writing(self) -> AbstractContextManager[None]:
        """One transaction that excludes every other writer.

        It is kept for good when the block ends, and leaves nothing if it raises.
        """

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows to a table of :data:`COLUMNS`, inside :meth:`writing`."""

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> Iterable[Row]:
        """Answer a plain ``SELECT`` that has ``?`` where a parameter goes."""

    def faults(self) -> tuple[str, ...]:
        """What in tables, triggers and pages is not as it was made; in words."""

    def keep_copy(self, import_no: int) -> None:
        """Keep the ledger as it is before an import, where the store does that."""

    def close(self) -> None:
        """Let go of the file or the connection."""


def grouped(values: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Parameters of ``IN (...)``, as many at once as every store takes.

    Parameters
    ----------
    values : sequence
        Any number.

    Yields
    ------
    tuple
        The marks, as in ``"?, ?"``, and the values for them.

    Examples
    --------
    >>> list(grouped(["P1", "P2"]))
    [('?, ?', ['P1', 'P2'])]
    """
    for start in range(0, len(values), _MOST_AT_ONCE):
        part = values[start : start + _MOST_AT_ONCE]
        yield ", ".join("?" * len(part)), part
