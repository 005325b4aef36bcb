"""Who may do what in a shared ledger, whatever program they use."""

from __future__ import annotations

import pytest

from landuse.errors import LedgerError
from landuse.ledger.store import create_ledger, open_ledger
from tests.ledger.events import NOW, supplied

psycopg = pytest.importorskip("psycopg")

pytestmark = pytest.mark.postgres

TABLES = ("genesis", "imports", "events", "postings", "touches", "lineage", "steps")
CHANGES = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE")
FIRST_COLUMN = {
    "genesis": "hash",
    "imports": "import_no",
    "steps": "step",
    "lineage": "line",
}


def changes():
    for table in TABLES:
        column = FIRST_COLUMN.get(table, "seq")
        yield from (change.format(table, column, column) for change in CHANGES)


@pytest.fixture
def opened(login, postgres_url):
    """Open the ledger as a login in a role."""
    schema = postgres_url.partition("&")[2]
    ledgers = []

    def open_as(role, **how):
        url = login(role)
        ledgers.append(open_ledger(f"{url}&{schema}", **how))
        return ledgers[-1], url

    yield open_as
    for ledger in ledgers:
        ledger.close()


def test_a_reader_reads_and_adds_nothing(opened, raw):
    ledger, url = opened("reader")
    assert ledger.events()["parcel_id"].tolist() == ["P1"]
    assert ledger.verify().ok
    assert raw("SELECT parcel_id, account FROM parcels", url=url) == [
        ("P1", "supplied")
    ]
    with pytest.raises(LedgerError, match=r"no right to do that.*landuse_recorder"):
        ledger.append([supplied("P2")], by="李", at=NOW)
    for hidden in ("SELECT written_as FROM events", "SELECT * FROM logins"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(hidden, url=url)
    for change in changes():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(change, url=url)


def test_a_recorder_adds_and_changes_nothing(opened, raw):
    ledger, url = opened("recorder")
    receipt = ledger.append([supplied("P2")], by="李", at=NOW)
    assert receipt.added == 1
    assert ledger.verify(receipt.head).ok
    forbidden = (
        *changes(),
        "INSERT INTO genesis (body, hash) VALUES ('{}', '')",
        "INSERT INTO events (seq, written_as) VALUES (3, 'somebody else')",
        "CREATE TABLE other (a int)",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TABLE lineage",
    )
    for statement in forbidden:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(statement, url=url)


def test_an_auditor_sees_who_was_logged_in_and_adds_nothing(opened, raw):
    recorder, recorders_url = opened("recorder")
    recorder.append([supplied("P2")], by="somebody else", at=NOW)
    name = recorders_url.partition("://")[2].partition(":")[0]
    ledger, url = opened("auditor")
    query = "SELECT recorded_by, written_as, written_after > '1 day' FROM logins"
    assert raw(query, url=url) == [
        ("王", "owner", True),  # the tests record on a day long past
        ("somebody else", name, True),
    ]
    assert raw("SELECT count(written_at) FROM events", url=url) == [(2,)]
    assert ledger.verify(recorder.head).ok
    with pytest.raises(LedgerError, match="no right to do that"):
        ledger.append([supplied("P3")], by="审", at=NOW)
    for change in changes():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(change, url=url)


@pytest.mark.parametrize("mode", ["origin", "replica"])
def test_the_owner_changes_nothing_either(city, raw, mode):
    for change in changes():
        with pytest.raises(psycopg.IntegrityError, match="the ledger only grows"):
            raw(f"SET session_replication_role = {mode}", change)
    assert city.verify(city.head).ok


@pytest.mark.usefixtures("city")
def test_a_login_without_a_role_sees_nothing(postgres, postgres_url, raw):
    raw(f"CREATE ROLE stranger LOGIN PASSWORD '{postgres.password}'")
    schema = postgres_url.partition("&")[2]
    with pytest.raises(LedgerError, match="no right") as caught:
        open_ledger(f"{postgres.url('land', user='stranger')}&{schema}")
    assert postgres.password not in str(caught.value)


def test_the_roles_are_an_administrators_where_the_login_may_not_make_them(
    postgres, postgres_url, raw
):
    raw(
        f"CREATE ROLE bureau LOGIN PASSWORD '{postgres.password}'",
        "GRANT CREATE ON DATABASE land TO bureau",
    )
    schema = postgres_url.partition("&")[2]
    url = f"{postgres.url('land', user='bureau')}&{schema}"
    with create_ledger(url, policy="puyang", at=NOW, by="王") as ledger:
        (issue,) = ledger.issues
        assert issue.code == "LEDGER_ROLES_MISSING"
        assert "landuse/ledger/postgres_schema/roles.sql" in issue.message
        assert ledger.append([supplied("P1")], by="王", at=NOW).added == 1
