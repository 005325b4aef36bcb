"""Whether the transactions of a ledger hold the events that they held."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from landuse.ledger.backend import COLUMNS, Backend, Row

__all__ = ["Imports"]

_COLUMNS = COLUMNS["imports"]
_SAID = ("import_no", "content_sha256", "first_seq", "events")


class Imports:
    """The transactions, each opened by its first event.

    Parameters
    ----------
    backend : Backend
        Open.
    last : int
        The last event that is looked at.
    """

    def __init__(self, backend: Backend, last: int) -> None:
        query = (
            f"SELECT {', '.join(_COLUMNS)} FROM imports "
            "WHERE first_seq <= ? ORDER BY import_no"
        )
        self._rows = deque(backend.rows(query, (last,)))
        self._told: dict[str, Any] = {}
        self._number = 0
        self._events = 0
        self._content = hashlib.sha256()

    def opened_by(self, seq: int) -> Iterator[tuple[Row, bool]]:
        """Those that begin with an event, and whether they are as they were.

        Parameters
        ----------
        seq : int
            Of the event; this is called with each in order.

        Yields
        ------
        tuple
            A row of ``imports``, and True if nothing is wrong with it.
        """
        while self._rows and self._rows[0][2] <= seq:
            row = self._rows.popleft()
            self._number += 1
            self._events, self._content = 0, hashlib.sha256()
            self._told = _told(row)
            said = tuple(self._told.get(name) for name in _SAID)
            yield row, said == row[:4] and row[0] == self._number and row[2] == seq

    def holds(self, row: Row, told: Mapping[str, Any]) -> bool:
        """Count an event to the transaction that is open.

        Parameters
        ----------
        row : tuple
            Of ``events``.
        told : mapping
            What its hashed text says.

        Returns
        -------
        bool
            True if it was recorded in it.
        """
        self._events += 1
        self._content.update(f"{row[1]}\n{row[5]}\n".encode())
        ours = (told["import_no"], told["recorded_by"], told["recorded_at"])
        batch = (self._told.get(name) for name in ("import_no", "by", "at"))
        return ours == tuple(batch)

    def is_whole(self) -> bool:
        """Whether the transaction that is open has all its events.

        Returns
        -------
        bool
            Asked before the next one is opened, and at the end.
        """
        if not self._told:
            return True
        content = self._content.hexdigest()
        found = {"events": self._events, "content_sha256": content}
        return all(self._told.get(name) == value for name, value in found.items())

    def is_next(self, seq: int) -> bool:
        """Whether an event opens a transaction."""
        return bool(self._rows) and self._rows[0][2] <= seq


def _told(row: Row) -> dict[str, Any]:
    try:
        told = json.loads(row[4])
    except ValueError:
        return {"import_no": None}
    return told if isinstance(told, dict) else {"import_no": None}
