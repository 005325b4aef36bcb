"""Killed writers, two clerks at once, a full disk: small versions of the trials."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

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
