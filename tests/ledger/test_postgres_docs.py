"""What the page on the shared ledger tells an administrator works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landuse.ledger.store import create_ledger, open_ledger
from tests.ledger.events import NOW, supplied

psycopg = pytest.importorskip("psycopg")

pytestmark = pytest.mark.postgres

PAGE = Path(__file__).resolve().parents[2] / "docs" / "shared-ledger.md"
SQL = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)


def run(server, text, database="postgres", user=None):
    """Each statement by itself; a line of psql's own connects to a database."""
    for statement in re.findall(r"[^;\\]+?;|\\c \w+", text):
        if statement.startswith("\\c"):
            database = statement.split()[1]
            continue
        url = server.url(database, user=user)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)


def let_in(server, name):
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {name} PASSWORD '{server.password}'")
    return server.url("land_bureau", user=name)


def test_the_page_sets_up_a_ledger_with_its_people(postgres):
    setup, people = SQL
    run(postgres, setup)
    owner = let_in(postgres, "land_owner")
    with create_ledger(owner, policy="puyang", at=NOW, by="王") as ledger:
        assert ledger.issues == ()
    run(postgres, people, "land_bureau", "land_owner")
    with open_ledger(let_in(postgres, "li_na")) as recorder:
        receipt = recorder.append([supplied("P1")], by="李娜", at=NOW)
    with open_ledger(let_in(postgres, "zhou_min"), readonly=True) as auditor:
        assert auditor.verify(receipt.head).ok
    with psycopg.connect(let_in(postgres, "map_room")) as connection:
        query = "SELECT parcel_id FROM landuse.parcels"
        assert connection.execute(query).fetchall() == [("P1",)]
