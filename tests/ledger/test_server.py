"""The private server of the tests keeps to itself and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.ledger.server import PATIENCE, programs

psycopg = pytest.importorskip("psycopg")


def one(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]


def test_it_has_postgis_and_no_port(postgres):
    assert one(postgres.url("land"), "SELECT postgis_version()").startswith("3.")
    assert one(postgres.url("postgres"), "SHOW listen_addresses") == ""


def test_it_wants_the_password(postgres):
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(postgres.url("postgres", password="guessed"))


def test_it_stops_with_the_tests_even_when_they_are_killed(postgres):
    code = (
        "import os; from tests.ledger.server import Server; server = Server();"
        "print(server.folder, flush=True); os.kill(os.getpid(), 9)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    folder = child.stdout.strip()
    ask = [programs() / "pg_isready", "-q", "-h", folder]
    until = time.monotonic() + PATIENCE
    while subprocess.run(ask, check=False).returncode != 2:  # 2: nobody there
        assert time.monotonic() < until
        time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)
    assert one(postgres.url("postgres"), "SELECT 1") == 1  # the other one stays
