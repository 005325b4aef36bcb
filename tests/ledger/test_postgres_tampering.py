"""Whatever an administrator changes behind the ledger's back is found out.

Each change is made in a transaction that is rolled back after the check.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress

import pytest

from benchmarks.ledger_cases import small_ledger
from benchmarks.tamper_ledger import (
    another_posting,
    cut_tail,
    edited,
    exchanged,
    made_anew,
    moved_in_both,
    without,
)
from landuse.ledger.backend import COLUMNS

pytest.importorskip("psycopg")

pytestmark = pytest.mark.postgres

SINGLE = (another_posting, exchanged, moved_in_both, cut_tail, made_anew)
ONLY_WITH_HEAD = {"cut_tail", "made_anew"}
ROWS = 2


class Undone(Exception):
    """What was tried is taken back."""


class Raw:
    """The part of a SQLite connection that the changes use."""

    def __init__(self, backend):
        self.backend = backend

    def execute(self, statement, values=()):
        words = statement.replace(" IS ?", " IS NOT DISTINCT FROM ?").replace("?", "%s")
        return self.backend._connection.exec_driver_sql(words, tuple(values))


def changes(counts):
    for table, columns in COLUMNS.items():
        for place in range(min(ROWS, counts[table])):
            for column in columns:
                yield f"{table}.{column}, {place}", edited(table, column, place)
        yield f"a row out of {table}", without(table, counts[table] // 2)
    yield from ((change.__name__, change) for change in SINGLE)


TRIGGERS = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace
"""


@contextmanager
def tampered(backend, change):
    """With the triggers off while it is done; all of it is taken back."""
    raw = Raw(backend)
    with suppress(Undone), backend.writing():
        triggers = list(raw.execute(TRIGGERS))
        for table, name in triggers:
            raw.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        change(raw)
        for table, name in triggers:
            raw.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        yield
        raise Undone


def found(ledger, head, change):
    """Whether a change is found with the printed head, and without it."""
    with tampered(ledger._backend, change):
        return not ledger.verify(head).ok, not ledger.verify().ok


def test_sixty_changes_are_found(postgres_url):
    with small_ledger(postgres_url) as ledger:
        head = ledger.head
        counts = {
            table: ledger._backend.rows(f"SELECT count(*) FROM {table}")[0][0]
            for table in COLUMNS
        }
        tried = {name: found(ledger, head, change) for name, change in changes(counts)}
        assert found(ledger, head, lambda _: None) == (False, False)
        assert ledger.verify(head).ok
    assert len(tried) >= 60
    assert [name for name, (with_head, _) in tried.items() if not with_head] == []
    hidden = {name for name, (_, alone) in tried.items() if not alone}
    assert hidden <= ONLY_WITH_HEAD
