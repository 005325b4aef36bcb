"""Killed writers, two clerks at once, a full disk: small versions of the trials."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.ledger_cases import AT, small_ledger, supply
from landuse.ledger.store import open_ledger

ROOT = Path(__file__).resolve().parents[2]

#: Its pages are in the file already when it dies, what they were in the journal.
HALF_WRITTEN = """
import os, signal, sys
from pathlib import Path
from landuse.ledger.sqlite import open_sqlite

store = open_sqlite(Path(sys.argv[1]))
store._database.execute("PRAGMA cache_size = 5")
with store.writing():
    rows = [(2, line, "P" * 300, "C" * 300, None) for line in range(50, 2000)]
    store.insert("lineage", rows)
    os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the trials need processes as POSIX has them"
)


def run(module, *options):
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_acknowledged_event_is_lost_when_writers_are_killed():
    """The harness ends with 1 if it cannot see the loss of the plain writer."""
    lines = run("kill_ledger", "--n", "5").splitlines()
    _, kills, acknowledged, lost, unreadable = lines[1].split()
    assert (kills, lost, unreadable) == ("5", "0", "0")
    assert int(acknowledged.replace(",", "")) >= 5


def test_two_clerks_lose_nothing_and_a_full_disk_destroys_nothing():
    assert "20 of 20 edits kept" in run(
        "ledger_writers", "--edits", "20", "--step", "65536"
    )


def test_what_a_killed_writer_left_half_written_is_rolled_back(tmp_path):
    path = tmp_path / "city.ledger"
    with small_ledger(path) as ledger:
        head = ledger.head
    whole = path.stat().st_size
    subprocess.run(
        [sys.executable, "-c", HALF_WRITTEN, path],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert path.stat().st_size > whole
    assert path.with_name("city.ledger-journal").stat().st_size > 0
    with open_ledger(path, readonly=True) as ledger:
        assert ledger.head == head
        assert ledger.verify(head).ok
    assert path.stat().st_size == whole
    with open_ledger(path) as ledger:
        receipt = ledger.append([supply(1)], by="王", at=AT + timedelta(days=1))
    assert [issue.code for issue in receipt.issues] == ["LEDGER_LOCK_TAKEN_OVER"]
