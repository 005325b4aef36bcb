"""Change a ledger behind its back in many places, and see whether it is found.

``python -m benchmarks.tamper_ledger``: by raw SQL, with the triggers dropped and put
back as they were. With a head that was printed before, all must be found.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.ledger_cases import small_ledger
from landuse.ledger.backend import COLUMNS
from landuse.ledger.records import event_hash
from landuse.ledger.store import open_ledger

Change = Callable[[sqlite3.Connection], None]
#: How many rows of each table are changed, one at a time.
ROWS = 2


def changes(path: Path) -> Iterator[tuple[str, Change]]:
    """What somebody could do who knows SQL."""
    database = sqlite3.connect(path)
    try:
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in COLUMNS
        }
    finally:
        database.close()
    for table, columns in COLUMNS.items():
        for place in range(min(ROWS, counts[table])):
            for column in columns:
                yield f"{table}.{column}, row {place}", edited(table, column, place)
        yield f"a row out of {table}", without(table, counts[table] // 2)
    yield "another posting", another_posting
    yield "the postings of two events exchanged", exchanged
    yield "area moved between postings and text alike", moved_in_both
    yield "the last call cut off", cut_tail
    yield "the chain made anew from a changed row on", made_anew


def edited(table: str, column: str, place: int) -> Change:
    """One value of one row."""

    def change(database: sqlite3.Connection) -> None:
        order = ", ".join(COLUMNS[table])
        query = f"SELECT {order} FROM {table} ORDER BY {order} LIMIT 1 OFFSET {place}"
        row = database.execute(query).fetchone()
        where = " AND ".join(f"{name} IS ?" for name in COLUMNS[table])
        value = row[COLUMNS[table].index(column)]
        new = (
            7
            if value is None
            else value + 1000
            if isinstance(value, int)
            else f"{value} "
        )
        statement = f"UPDATE {table} SET {column} = ? WHERE {where}"
        database.execute(statement, (new, *row))

    return change


def without(table: str, place: int) -> Change:
    """One row less."""

    def change(database: sqlite3.Connection) -> None:
        order = ", ".join(COLUMNS[table])
        query = f"SELECT {order} FROM {table} ORDER BY {order} LIMIT 1 OFFSET {place}"
        row = database.execute(query).fetchone()
        where = " AND ".join(f"{name} IS ?" for name in COLUMNS[table])
        database.execute(f"DELETE FROM {table} WHERE {where}", row)

    return change


def another_posting(database: sqlite3.Connection) -> None:
    """Land that no event moved."""
    row = (3, 99, "2019-03-01", "parcel:P2", "supplied", 5)
    database.execute("INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?)", row)


def exchanged(database: sqlite3.Connection) -> None:
    """What one event moved is said of the other."""
    for old, new in ((2, -2), (3, 2), (-2, 3)):
        database.execute("UPDATE postings SET seq = ? WHERE seq = ?", (new, old))


def moved_in_both(database: sqlite3.Connection) -> None:
    """The text of the row says the same as the table; its hash does not."""
    statement = (
        "UPDATE events SET body = replace(body, '1000000', '2000000') WHERE seq = 2"
    )
    database.execute(statement)
    database.execute("UPDATE postings SET area_dm2 = area_dm2 * 2 WHERE seq = 2")


def cut_tail(database: sqlite3.Connection) -> None:
    """All of the last transaction, in every table."""
    ((first, number),) = database.execute(
        "SELECT first_seq, import_no FROM imports ORDER BY import_no DESC LIMIT 1"
    ).fetchall()
    for table in ("postings", "touches", "lineage", "events"):
        database.execute(f"DELETE FROM {table} WHERE seq >= ?", (first,))
    database.execute("DELETE FROM imports WHERE import_no = ?", (number,))


def made_anew(database: sqlite3.Connection) -> None:
    """A forger who knows the format: one source, and all hashes after it."""
    links = [
        (first, 0, "imports", "import_no", number, body)
        for number, first, body in database.execute(
            "SELECT import_no, first_seq, body FROM imports"
        )
    ]
    links += [
        (seq, 1, "events", "seq", seq, body)
        for seq, body in database.execute("SELECT seq, body FROM events")
    ]
    ((head,),) = database.execute("SELECT hash FROM genesis").fetchall()
    for _, _, table, key, number, body in sorted(links):
        text = body
        if table == "imports" and number == 3:
            text = json.dumps(
                {**json.loads(body), "source": "forged"},
                ensure_ascii=False,
                sort_keys=True,
                separators=(",", ":"),
            )
        head = event_hash(head, text)
        statement = f"UPDATE {table} SET body = ?, hash = ? WHERE {key} = ?"
        database.execute(statement, (text, head, number))


def tampered(path: Path, change: Change) -> None:
    """Without the triggers, which are put back as they were."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        change(database)
        for _, text in triggers:
            database.execute(text)
    finally:
        database.close()


def trial(every: int = 1) -> list[tuple[str, bool, bool]]:
    """Each change: its name, whether it is found, and whether without the head too."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        template, path = Path(folder) / "city.ledger", Path(folder) / "copy.ledger"
        with small_ledger(template) as ledger:
            head = ledger.head
        for name, change in list(changes(template))[::-every]:
            shutil.copyfile(template, path)
            tampered(path, change)
            with open_ledger(path, readonly=True) as ledger:
                found.append((name, not ledger.verify(head).ok, not ledger.verify().ok))
    return found[::-1]


def main() -> None:
    """Print what was found; exit 1 if something was not."""
    found = trial()
    with_head = sum(seen for _, seen, _ in found)
    alone = sum(seen for _, _, seen in found)
    print(f"{len(found)} places changed; found with the printed head: {with_head}")
    print(f"found without it: {alone}")
    for name, seen, seen_alone in found:
        if not seen or not seen_alone:
            print(f"  {'only with the head' if seen else 'NOT FOUND'}: {name}")
    sys.exit(int(with_head < len(found)))


if __name__ == "__main__":
    main()
