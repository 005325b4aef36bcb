"""The file of a ledger: what it is, what it refuses, what it keeps."""

from __future__ import annotations

import os
import sqlite3

import pytest

from landuse.errors import LedgerError
from landuse.ledger import sqlite as sqlite_module
from landuse.ledger.sqlite import create_sqlite, open_sqlite
from landuse.ledger.sqliteschema import steps

GENESIS = ("{}", "0" * 64)
TABLES = ("genesis", "imports", "events", "postings", "touches", "lineage")


@pytest.fixture
def path(tmp_path):
    """A ledger file with one row in each table."""
    path = tmp_path / "濮阳 #1?.ledger"
    store = create_sqlite(path, GENESIS)
    with store.writing():
        store.insert("imports", [(1, "a", 1, 1, "{}", "h")])
        store.insert("events", [(1, "E1", "2021-06-01", "t", 1, "c", "{}", "h")])
        store.insert("postings", [(1, 1, "2021-06-01", "parcel:P1", "supplied", 5)])
        store.insert("touches", [("parcel:P1", 1)])
        store.insert("lineage", [(1, 1, "P0", "P1", None)])
    store.close()
    return path


def raw(path):
    return sqlite3.connect(path, isolation_level=None)


def test_the_file_has_the_settings_on_which_its_promises_rest(path):
    store = open_sqlite(path)
    names = ("journal_mode", "synchronous", "foreign_keys", "user_version")
    found = [store.rows(f"PRAGMA {name}")[0][0] for name in names]
    assert found == ["truncate", 3, 1, len(steps())]
    assert store.rows("PRAGMA application_id") == [(0x4C554C47,)]
    store.close()
    beside = {file.name for file in path.parent.iterdir()} - {path.name}
    assert beside <= {f"{path.name}-journal"}


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_taken_out_or_replaced(path, table):
    database = raw(path)
    row = database.execute(f"SELECT * FROM {table}").fetchone()
    marks = ", ".join("?" * len(row))
    for change in (
        f"UPDATE {table} SET rowid = 7"
        if table != "touches"
        else "UPDATE touches SET seq = 7",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(sqlite3.DatabaseError, match=r"only grows|no such column"):
            database.execute(change)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
    database.close()


def test_a_second_number_of_an_event_does_not_push_the_first_out(path):
    database = raw(path)
    twin = (2, "E1", "2021-06-01", "t", 1, "c", "{}", "h")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute("INSERT OR REPLACE INTO events VALUES (?,?,?,?,?,?,?,?)", twin)
    database.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TRIGGER events_no_delete", "trigger events_no_delete is missing"),
        ("DROP INDEX lineage_by_child", "index lineage_by_child is missing"),
        (
            "CREATE TRIGGER x BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END",
            "trigger x is foreign",
        ),
        ("CREATE TABLE mine (a)", "table mine is foreign"),
        ("ALTER TABLE lineage ADD COLUMN note TEXT", "table lineage was altered"),
    ],
)
def test_a_change_of_the_structure_is_told(path, statement, said):
    database = raw(path)
    database.execute(statement)
    database.close()
    store = open_sqlite(path)
    assert store.faults() == (said,)
    store.close()


def test_a_trigger_put_back_in_other_words_is_told(path):
    database = raw(path)
    database.execute("DROP TRIGGER events_no_update")
    database.execute(
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
    )
    database.close()
    store = open_sqlite(path)
    assert store.faults() == ("trigger events_no_update was altered",)
    store.close()


def a_link(path):
    link = path.with_name("link.ledger")
    link.symlink_to(path)
    return link


def a_pipe(path):
    pipe = path.with_name("pipe.ledger")
    os.mkfifo(pipe)
    return pipe


def a_folder(path):
    return path.parent


def nothing(path):
    return path.with_name("none.ledger")


def another_database(path):
    other = path.with_name("other.ledger")
    database = raw(other)
    database.execute("CREATE TABLE a (b)")
    database.close()
    return other


def a_geopackage(path):
    other = another_database(path)
    database = raw(other)
    database.execute("PRAGMA application_id = 0x47504B47")
    database.close()
    return other


def a_text(path):
    text = path.with_name("text.ledger")
    text.write_text("台账" * 500, "utf-8")
    return text


def an_empty_file(path):
    empty = path.with_name("empty.ledger")
    empty.touch()
    return empty


def a_cut_file(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def a_later_one(path):
    database = raw(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    return path


@pytest.mark.parametrize(
    ("made", "said", "zh"),
    [
        (a_link, "is a link", "链接"),
        (a_pipe, "no plain file", "不是普通文件"),
        (a_folder, "no plain file", "不是普通文件"),
        (nothing, "no such ledger", "没有这个台账"),
        (another_database, "no land ledger", "不是土地台账"),
        (a_geopackage, r"no land ledger \(GeoPackage", "GeoPackage"),
        (a_text, "no land ledger", "不是土地台账"),
        (an_empty_file, "no land ledger", "不是土地台账"),
        (a_cut_file, "damaged or cut off", "已损坏或被截断"),
        (a_later_one, "later version", "更新的版本"),
    ],
)
@pytest.mark.parametrize("readonly", [True, False])
def test_what_is_no_ledger_is_refused(path, made, said, zh, readonly):
    other = made(path)
    with pytest.raises(LedgerError, match=said) as caught:
        open_sqlite(other, readonly=readonly)
    assert zh in caught.value.said.zh
    assert other.name in str(caught.value)


def test_nothing_is_made_where_something_is(path):
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="is there already"):
        create_sqlite(path, GENESIS)
    assert path.read_bytes() == before


def test_a_ledger_without_locks_is_refused(path, monkeypatch):
    """As on a share on which a second writer is let in."""

    def nolock(path, **_):
        return sqlite3.connect(
            f"{path.as_uri()}?mode=rw&nolock=1", uri=True, isolation_level=None
        )

    monkeypatch.setattr(sqlite_module, "connected", nolock)
    with pytest.raises(LedgerError, match="locks do not hold") as caught:
        open_sqlite(path)
    assert "锁无效" in caught.value.said.zh


def test_who_may_not_write_is_told_so_at_once(path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda place, _: place != path.parent)
    with pytest.raises(LedgerError, match="cannot be written") as caught:
        open_sqlite(path)
    assert "写权限" in caught.value.said.zh
    open_sqlite(path, readonly=True).close()


def test_a_file_system_without_links_takes_a_ledger(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "plain.ledger"
    store = create_sqlite(path, GENESIS)
    with store.writing():
        assert path.with_name("plain.ledger.lock").exists()
    store.close()
    assert [file.name for file in tmp_path.iterdir() if "lock" in file.name] == []
    with pytest.raises(LedgerError, match="is there already"):
        create_sqlite(path, GENESIS)


def test_a_reader_records_nothing(path):
    store = open_sqlite(path, readonly=True)
    with pytest.raises(LedgerError, match="opened to be read"), store.writing():
        pass
    with pytest.raises(LedgerError, match="cannot be written"):
        store.insert("lineage", [(1, 2, "P0", "P2", None)])
    store.close()


def test_a_block_that_fails_leaves_nothing(path):
    store = open_sqlite(path)
    with pytest.raises(LedgerError, match="only grows"), store.writing():
        store.insert("lineage", [(1, 2, "P0", "P2", None), (1, 1, "P0", "P1", None)])
    assert store.rows("SELECT count(*) FROM lineage") == [(1,)]
    store.close()


def test_a_ledger_of_the_first_step_is_brought_up_to_date(tmp_path):
    """Step 1 had no triggers: the rows stay, a copy is kept, the triggers come."""
    path = tmp_path / "old.ledger"
    database = raw(path)
    database.execute("PRAGMA application_id = 0x4C554C47")
    database.executescript(steps()[0])
    database.execute("PRAGMA user_version = 1")
    database.execute("INSERT INTO genesis (body, hash) VALUES (?, ?)", GENESIS)
    database.execute("INSERT INTO imports VALUES (1, 'a', 1, 1, '{}', 'h')")
    database.close()
    with pytest.raises(LedgerError, match="earlier version"):
        open_sqlite(path, readonly=True)
    store = open_sqlite(path)
    assert store.faults() == ()
    assert store.rows("SELECT import_no FROM imports") == [(1,)]
    store.close()
    copy = raw(tmp_path / "old.ledger.version1")
    assert copy.execute("PRAGMA user_version").fetchone() == (1,)
    copy.close()


def test_a_ledger_of_no_step_gets_them_all(tmp_path):
    path = tmp_path / "bare.ledger"
    database = raw(path)
    database.execute("PRAGMA application_id = 0x4C554C47")
    database.close()
    store = open_sqlite(path)
    assert store.faults() == ()
    store.close()


def test_a_step_that_fails_leaves_the_ledger_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "old.ledger"
    create_sqlite(path, GENESIS).close()
    broken = (*steps(), "CREATE TABLE extra (a TEXT) STRICT;\nCREATE TABLE events (b);")
    monkeypatch.setattr("landuse.ledger.sqliteschema.steps", lambda: broken)
    with pytest.raises(LedgerError, match="already exists"):
        open_sqlite(path)
    monkeypatch.undo()
    store = open_sqlite(path)
    assert store.faults() == ()
    store.close()
