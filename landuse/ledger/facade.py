"""An open ledger: what can be asked of it, and what can be recorded in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

import pandas as pd
from geopandas import GeoDataFrame

from landuse.issues import Issue
from landuse.ledger.append import Receipt, record
from landuse.ledger.backend import Backend
from landuse.ledger.chain import Verification, verify
from landuse.ledger.frames import balances_frame, events_frame
from landuse.ledger.reading import Moment, day_of, genesis_of, last_seq_known, tail_of
from landuse.ledger.records import LedgerEvent
from landuse.ledger.rows import Entry
from landuse.ledger.stateframe import state_frame

__all__ = ["Ledger", "Meta"]


@dataclass(frozen=True, slots=True)
class Meta:
    """How a ledger came to be; part of its chain."""

    policy: str
    title: str
    created_at: str
    created_by: str


class Ledger:
    """An open ledger; made by :func:`open_ledger` and :func:`create_ledger`.

    Attributes
    ----------
    meta : Meta
        Policy, title, who made it and when.
    issues : tuple of Issue
        What staff should know of the place where it lies.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        told = genesis_of(backend)
        names = ("policy", "title", "created_at", "created_by")
        self.meta = Meta(**{name: told.get(name, "") for name in names})
        self.issues: tuple[Issue, ...] = backend.issues

    def append(
        self,
        events: Iterable[LedgerEvent],
        *,
        by: str,
        at: datetime,
        source: str | None = None,
        expected: Mapping[str, int] | None = None,
    ) -> Receipt:
        """Record events: all in one transaction, on the disk when this returns.

        Parameters
        ----------
        events : iterable of LedgerEvent
            In any order; recorded by valid date and then as given.
        by : str
            Who records.
        at : datetime
            Now, with time zone; never before the last row.
        source : str, optional
            Name of the file they come from. With it an event that cannot be recorded
            is set aside with an issue, and a copy of the ledger is kept before;
            without it such an event is an error and nothing is recorded.
        expected : mapping of str to int, optional
            Versions of subjects on which the events rest, as ``state`` tells them.

        Returns
        -------
        Receipt
            What was added, what was there already, the new head.

        Raises
        ------
        SchemaError
            An event that says nothing or contradicts the ledger, without ``source``.
        LedgerConflictError
            Somebody else recorded something of an expected subject.
        LedgerError
            The store failed; nothing of this was recorded.
        """
        entry = Entry(by, at, source)
        return record(self._backend, events, entry, expected)

    def events(
        self, *, as_of: Moment | None = None, known_at: Moment | None = None
    ) -> GeoDataFrame:
        """The events as a canonical frame, in the order of recording.

        Parameters
        ----------
        as_of : date or str, optional
            Those that hold by this day.
        known_at : date, datetime or str, optional
            Those recorded by then; a day counts to its end in UTC.

        Returns
        -------
        GeoDataFrame
            Of kind ``events``; behind the canonical columns ``seq``, ``import_no``
            and ``hash``.
        """
        seq = last_seq_known(self._backend, known_at)
        return events_frame(self._backend, as_of, seq)

    def state(
        self, *, as_of: Moment | None = None, known_at: Moment | None = None
    ) -> pd.DataFrame:
        """What the ledger knows of each parcel.

        Parameters
        ----------
        as_of : date or str, optional
            The day; without it all that is recorded.
        known_at : date, datetime or str, optional
            As it was known then; a day counts to its end in UTC.

        Returns
        -------
        DataFrame
            One row for each parcel, by ``parcel_id``; ``version`` counts the events
            that touched it.
        """
        seq = last_seq_known(self._backend, known_at)
        return state_frame(self._backend, day_of(as_of), seq)

    def balances(
        self, *, as_of: Moment | None = None, known_at: Moment | None = None
    ) -> pd.DataFrame:
        """Area by account.

        Parameters
        ----------
        as_of, known_at : date, datetime or str, optional
            As for ``state``.

        Returns
        -------
        DataFrame
            ``book``, ``account`` and ``area_m2``; each book sums to zero.
        """
        seq = last_seq_known(self._backend, known_at)
        return balances_frame(self._backend, as_of, seq)

    def verify(self, head: str | None = None) -> Verification:
        """Check chain, triggers, balance and tables from the first row to the last.

        Parameters
        ----------
        head : str, optional
            A head printed earlier. Only with it can rows that were cut off at the
            end be missed, or a chain that was made anew as a whole be told.

        Returns
        -------
        Verification
            ``ok``, or all faults, the first broken row first.
        """
        return verify(self._backend, head)

    @property
    def head(self) -> str:
        """Hash of the last row: printed in reports, it anchors the ledger."""
        return tail_of(self._backend).hash

    def close(self) -> None:
        """Let go of the file or the connection."""
        self._backend.close()

    def __enter__(self) -> Ledger:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()
