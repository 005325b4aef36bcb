"""A server that falls over, and writers that wait for one another."""

from __future__ import annotations

import os

import pytest

from benchmarks.ledger_writers import two_clerks
from landuse.errors import LedgerError
from landuse.ledger import postgresserver
from landuse.ledger.store import create_ledger, open_ledger
from tests.ledger.events import NOW, supplied

psycopg = pytest.importorskip("psycopg")

pytestmark = pytest.mark.postgres

TWO = [supplied("P2"), supplied("P3")]


@pytest.fixture
def falling(postgres, city, monkeypatch):
    """Let the server fall over before or after rows of a table are put in."""
    real = city._backend.insert

    def at(table, after=False):
        def insert(into, rows):
            if into == table and not after:
                postgres.crash()
            real(into, rows)
            if into == table and after:
                postgres.crash()

        monkeypatch.setattr(city._backend, "insert", insert)

    yield at
    postgres.start()


@pytest.mark.parametrize("table", ["imports", "events", "postings", "touches"])
def test_a_server_gone_in_the_middle_leaves_nothing_half_written(
    postgres, city, falling, monkeypatch, table
):
    head = city.head
    falling(table)
    with pytest.raises(LedgerError, match="nothing of this was recorded") as caught:
        city.append(TWO, by="王", at=NOW)
    assert postgres.password not in str(caught.value)
    with pytest.raises(LedgerError, match="cannot be reached"):
        city.verify()
    monkeypatch.undo()
    postgres.start()
    assert city.head == head  # the same object finds the server again
    found = city.verify(head)
    assert (found.ok, found.events) == (True, 1)
    assert city.append(TWO, by="王", at=NOW).added == 2


def test_a_server_gone_while_it_confirms_is_told_as_unknown(
    postgres, city, falling, monkeypatch
):
    falling("lineage", after=True)  # the last of the tables
    with pytest.raises(LedgerError, match="whole or not at all; record it again"):
        city.append(TWO, by="王", at=NOW)
    monkeypatch.undo()
    postgres.start()
    again = city.append(TWO, by="王", at=NOW)
    assert again.added + again.already == 2
    found = city.verify(again.head)
    assert (found.ok, found.events) == (True, 3)


def test_a_writer_that_waits_too_long_says_so(postgres_url, city, raw, monkeypatch):
    real = postgresserver.setting
    monkeypatch.setattr(
        postgresserver,
        "setting",
        lambda table, name: 0.1 if name == "busy_seconds" else real(table, name),
    )
    with city._backend.writing(), open_ledger(postgres_url) as other:
        with pytest.raises(LedgerError, match="another program holds the ledger"):
            other.append(TWO, by="李", at=NOW)
        assert other.events()["parcel_id"].tolist() == ["P1"]  # readers do not wait
    assert raw("SELECT count(*) FROM events") == [(1,)]


def test_two_ledgers_of_one_database_do_not_wait_for_each_other(postgres_url, city):
    with (
        create_ledger(f"{postgres_url}b", policy="puyang", at=NOW, by="王") as other,
        city._backend.writing(),
    ):
        assert other.append(TWO, by="李", at=NOW).added == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="two processes as POSIX has them")
def test_two_clerks_lose_nothing(postgres_url):
    kept, _, whole = two_clerks(40, postgres_url)
    assert (kept, whole) == (40, True)
