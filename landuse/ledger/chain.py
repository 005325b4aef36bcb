"""Whether a ledger is what was recorded: chain, triggers, balance, copies in tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from landuse.ledger.backend import COLUMNS, Backend, Row
from landuse.ledger.chainimports import Imports
from landuse.ledger.chainrows import row_faults
from landuse.ledger.records import event_hash
from landuse.messages import worded
from landuse.pause import uncollected

__all__ = ["Fault", "Verification", "verify"]

_PAGE = 10_000
_EVENTS = (
    f"SELECT {', '.join(COLUMNS['events'])} FROM events "
    "WHERE seq > ? AND seq <= ? ORDER BY seq"
)
_TOUCHED = """
SELECT t.subject FROM events e JOIN touches t ON t.seq = e.seq WHERE e.event_id = ?
"""
#: Tables whose rows belong to an event, and the order of those rows.
_PARTS = {
    "postings": "seq, line",
    "touches": "seq, subject",
    "lineage": "seq, line",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded."""

    seq: int | None  #: row of the event; None for what concerns the whole
    what: str  #: a sentence, which may know itself in Chinese


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole ledger found."""

    events: int
    head: str  #: hash of the last row
    faults: tuple[Fault, ...]  #: the first broken row first

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def first(self) -> Fault | None:
        """The first broken row; of the whole, where no row is broken."""
        return self.faults[0] if self.faults else None


def verify(backend: Backend, head: str | None = None) -> Verification:
    """Check a ledger from its first row to its last.

    Parameters
    ----------
    backend : Backend
        Open.
    head : str, optional
        A head printed earlier. Without it rows cut off at the end cannot be found,
        nor a chain that was made anew as a whole.

    Returns
    -------
    Verification
        All faults.
    """
    walk = _Walk(backend)
    with uncollected():
        faults = list(walk.faults())
    if head is not None and head.strip().lower() not in walk.links:
        faults.append(Fault(None, worded("ledger_head_gone", head=head[:64])))
    faults += [
        Fault(None, worded("ledger_structure", what=what)) for what in backend.faults()
    ]
    faults.sort(key=lambda fault: (fault.seq is None, fault.seq or 0))
    return Verification(walk.events, walk.head, tuple(faults))


class _Walk:
    """Along the chain; what each row says is held against the tables."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.head = ""
        self.events = 0
        self.links: set[str] = set()
        ((last,),) = backend.rows("SELECT coalesce(max(seq), 0) FROM events")
        self._last: int = last
        self._imports = Imports(backend, last)

    def faults(self) -> Iterator[Fault]:
        """All that are found, from the first row on."""
        yield from self._genesis()
        for start in range(0, self._last, _PAGE):
            yield from self._page(start, min(start + _PAGE, self._last))
        yield from self._batch_ended(self._last)
        yield from self._strays()

    def _genesis(self) -> Iterator[Fault]:
        rows = list(self.backend.rows("SELECT body, hash FROM genesis"))
        if len(rows) != 1:
            yield Fault(0, worded("ledger_genesis", found=len(rows)))
        for body, link in rows[:1]:
            yield from self._link(0, body, link, "genesis")

    def _link(self, seq: int, body: str, link: str, table: str) -> Iterator[Fault]:
        """One step of the chain; the next is tied to what is written here."""
        if event_hash(self.head, body) != link:
            yield Fault(seq, worded("ledger_link", seq=seq, table=table))
        self.head = link
        self.links.add(link)

    def _page(self, start: int, end: int) -> Iterator[Fault]:
        parts = {table: self._parts(table, start, end) for table in _PARTS}
        expected = start + 1
        for row in self.backend.rows(_EVENTS, (start, end)):
            seq = row[0]
            yield from _gap(expected, seq)
            expected = seq + 1
            self.events += 1
            yield from self._batches(seq)
            yield from self._link(seq, row[6], row[7], "events")
            yield from self._said(row, {t: parts[t].pop(seq, []) for t in _PARTS})
        yield from _gap(expected, end + 1)
        for table, rest in parts.items():
            for seq in rest:
                yield Fault(seq, worded("ledger_stray", seq=seq, table=table))

    def _batches(self, seq: int) -> Iterator[Fault]:
        if self._imports.is_next(seq):
            yield from self._batch_ended(seq - 1)
        for row, is_good in self._imports.opened_by(seq):
            if not is_good:
                yield Fault(seq, worded("ledger_row", seq=seq, what="imports"))
            yield from self._link(seq, row[-2], row[-1], "imports")

    def _batch_ended(self, seq: int) -> Iterator[Fault]:
        if not self._imports.is_whole():
            yield Fault(seq, worded("ledger_row", seq=seq, what="imports"))

    def _said(self, row: Row, found: dict[str, list[Row]]) -> Iterator[Fault]:
        try:
            told = json.loads(row[6])
            names = row_faults(row, told, found, self._reversed(told["event"]))
            if not self._imports.holds(row, told):
                names.append("imports")
        except (ValueError, KeyError, TypeError, AttributeError):
            names = ["body"]
        for name in names:
            yield Fault(row[0], worded("ledger_row", seq=row[0], what=name))

    def _reversed(self, event: dict[str, Any]) -> list[str]:
        """What the event touched that an event reverses; that has its own row."""
        if "reverses" not in event:
            return []
        rows = self.backend.rows(_TOUCHED, (event["reverses"],))
        return [subject for (subject,) in rows]

    def _parts(self, table: str, start: int, end: int) -> dict[int, list[Row]]:
        columns = ["seq", *(name for name in COLUMNS[table] if name != "seq")]
        query = (
            f"SELECT {', '.join(columns)} FROM {table} "
            f"WHERE seq > ? AND seq <= ? ORDER BY {_PARTS[table]}"
        )
        rows = self.backend.rows(query, (start, end))
        return {
            seq: [row[1:] for row in group]
            for seq, group in groupby(rows, itemgetter(0))
        }

    def _strays(self) -> Iterator[Fault]:
        """Rows of no event; not those that another writer added meanwhile."""
        query = "SELECT count(*) FROM events WHERE seq = ?"
        for table in ("events", "imports", *_PARTS):
            name = "first_seq" if table == "imports" else "seq"
            outside = (
                f"SELECT DISTINCT {name} FROM {table} WHERE {name} < 1 OR {name} > ?"
            )
            for (seq,) in list(self.backend.rows(outside, (self._last,))):
                ((found,),) = self.backend.rows(query, (seq,))
                if seq < 1 or not found:
                    yield Fault(seq, worded("ledger_stray", seq=seq, table=table))


def _gap(first: int, found: int) -> Iterator[Fault]:
    if found > first:
        yield Fault(first, worded("ledger_gap", first=first, last=found - 1))
