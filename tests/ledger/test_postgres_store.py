"""What the server itself refuses, and what people see there with other programs."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from landuse.errors import LedgerError
from landuse.ledger.kinds import accounts
from landuse.ledger.records import LedgerEvent, event_hash
from landuse.ledger.store import create_ledger, open_ledger
from tests.ledger.events import NOW, square, supplied

psycopg = pytest.importorskip("psycopg")

pytestmark = pytest.mark.postgres


def test_there_is_one_ledger_in_a_schema(postgres_url, city):
    with pytest.raises(LedgerError, match="holds a ledger already"):
        create_ledger(postgres_url, policy="puyang", at=NOW, by="王")
    with pytest.raises(LedgerError, match="there is no such ledger"):
        open_ledger(f"{postgres_url}x")
    assert city.verify(city.head).ok


@pytest.mark.usefixtures("city")
def test_a_wrong_password_is_refused_and_not_repeated(postgres):
    url = postgres.url("land", password="guessed")
    with pytest.raises(
        LedgerError, match=r"cannot be reached.*authentication"
    ) as caught:
        open_ledger(url)
    assert "guessed" not in str(caught.value)


def test_what_is_opened_to_read_cannot_be_written(postgres_url, city):
    with open_ledger(postgres_url, readonly=True) as ledger:
        assert ledger.head == city.head
        with pytest.raises(LedgerError, match="was opened to be read"):
            ledger.append([supplied("P2")], by="王", at=NOW)
        with pytest.raises(LedgerError, match=r"no right to do that.*read-only"):
            ledger._backend.rows("CREATE TABLE x (a int)")


def test_a_database_without_postgis_or_utf8_is_refused(postgres):
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0"
        )
        connection.execute(f"CREATE ROLE plain LOGIN PASSWORD '{postgres.password}'")
        connection.execute("CREATE DATABASE bare OWNER plain")
    facts = {"policy": "puyang", "at": NOW, "by": "王"}
    with pytest.raises(LedgerError, match="in encoding SQL_ASCII"):
        create_ledger(postgres.url("ascii"), **facts)
    with pytest.raises(LedgerError, match=r"has no PostGIS.*CREATE EXTENSION postgis"):
        create_ledger(postgres.url("bare", user="plain"), **facts)
    with create_ledger(postgres.url("bare"), **facts) as ledger:  # the owner may
        assert ledger.verify().ok


def test_a_session_does_not_follow_the_defaults_of_a_server(postgres_url, city):
    options = "-c default_transaction_isolation=serializable -c synchronous_commit=off"
    url = f"{postgres_url}&options={quote(options)}"
    with open_ledger(url) as ledger:
        rows = ledger._backend.rows
        assert rows("SHOW transaction_isolation") == [("read committed",)]
        assert rows("SHOW synchronous_commit") == [("on",)]
        assert ledger.head == city.head


@pytest.mark.usefixtures("city")
def test_a_newer_ledger_is_not_touched(postgres_url, raw):
    raw("INSERT INTO steps (step) VALUES (99)")
    with pytest.raises(LedgerError, match=r"by a later version \(step 99"):
        open_ledger(postgres_url)


def test_a_server_that_does_not_flush_is_told(postgres, postgres_url, city, raw):
    def flush(word):
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET fsync = {word}")
            connection.execute("SELECT pg_reload_conf()")
        while raw("SHOW fsync") != [(word,)]:
            pass

    assert city.issues == ()
    flush("off")
    try:
        with open_ledger(postgres_url) as ledger:
            (issue,) = ledger.issues
    finally:
        flush("on")
    assert issue.code == "LEDGER_SERVER_UNSAFE"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "DROP TRIGGER events_only_grows ON events",
            "trigger events_only_grows is missing",
        ),
        (
            "ALTER TABLE lineage DISABLE TRIGGER lineage_only_grows",
            "trigger lineage_only_grows is off",
        ),
        (
            "ALTER TABLE lineage ENABLE TRIGGER lineage_only_grows",
            "trigger lineage_only_grows is off",
        ),
        (
            """CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger
            LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$""",
            "trigger events_only_grows was altered",
        ),
        (
            """CREATE TRIGGER own BEFORE INSERT ON events
            FOR EACH STATEMENT EXECUTE FUNCTION only_grows()""",
            "trigger own is foreign",
        ),
        (
            "CREATE RULE own AS ON INSERT TO touches DO ALSO NOTHING",
            "rule own on touches is foreign",
        ),
        (
            "GRANT UPDATE ON postings TO landuse_recorder",
            "landuse_recorder has the right to update on postings",
        ),
        (
            "GRANT DELETE ON events TO PUBLIC",
            "PUBLIC has the right to delete on events",
        ),
    ],
)
def test_verify_finds_what_the_owner_did_to_triggers_and_rights(
    city, raw, change, found
):
    assert city.verify().ok
    raw(change)
    told = [str(fault.what) for fault in city.verify().faults]
    assert any(found in what for what in told), told


def forged(previous, **changes):
    body = "{}"
    row = {"seq": 2, "import_no": 2, "hash": event_hash(previous, body)} | changes
    return (
        "INSERT INTO events (seq, event_id, valid_date, recorded_at, import_no, "
        f"content_sha256, body, hash) VALUES ({row['seq']}, 'F', '2021-06-01', 't', "
        f"{row['import_no']}, 'c', '{body}', '{row['hash']}')"
    )


def imported(previous, number=2, first=2):
    return (
        "INSERT INTO imports "
        f"VALUES ({number}, 'f', {first}, 1, 'x', '{event_hash(previous, 'x')}')"
    )


def test_the_server_refuses_rows_that_do_not_continue_the_chain(city, raw):
    head = city.head
    middle = event_hash(head, "x")
    refused = "does not continue the chain"
    for statements in (
        [imported("0" * 64)],  # another end than that of the ledger
        [imported(head, number=3)],  # a gap in the imports
        [imported(head, first=3)],  # a gap in the events
        [imported(head), forged(head)],  # tied to the event, not to its import
        [imported(head), forged(middle, seq=3)],  # a gap
        [imported(head), forged(middle, hash="0" * 64)],
        [imported(head), forged(middle, import_no=1)],
        [forged(head)],  # without an import
    ):
        with pytest.raises(psycopg.IntegrityError, match=refused):
            raw(*statements)
    for late in (
        "INSERT INTO postings VALUES (1, 9, '2021-06-01', 'parcel:P1', 'supplied', 5)",
        "INSERT INTO touches VALUES ('parcel:P9', 1)",
        "INSERT INTO lineage VALUES (2, 1, 'P1', 'P2', 5)",
    ):
        with pytest.raises(
            psycopg.IntegrityError, match="does not come with its event"
        ):
            raw(late)
    assert city.verify(head).ok
    raw(imported(head), forged(middle))  # what does continue it is let in
    assert not city.verify(head).ok  # and told by verify: it says nothing


def test_qgis_finds_each_parcel_as_it_stands_today(city, raw):
    tomorrow = date.fromisoformat(raw("SELECT current_date::text")[0][0]) + timedelta(2)
    first = supplied("P2", "2021-07-01", event_id="A", geometry=square(0), epsg=4526)
    undone = LedgerEvent(
        event="reversed", valid_date=date(2021, 9, 1), reverses="C", document_no="D"
    )
    sealed = LedgerEvent(
        event="sealed", valid_date=date(2021, 8, 1), parcel_id="P2", event_id="C"
    )
    later = LedgerEvent(event="started", valid_date=tomorrow, parcel_id="P2")
    city.append([first, sealed, undone, later], by="王", at=NOW)
    query = (
        "SELECT parcel_id, account, area_m2::int, last_event, since::text, "
        "round(ST_Area(ST_Transform(geometry, 4526))::numeric, 3)::text, "
        "ST_SRID(geometry), ST_GeometryType(geometry) FROM parcels ORDER BY gid"
    )
    assert raw(query) == [
        ("P1", "supplied", 10_000, "supplied", "2021-06-01", None, None, None),
        (
            *("P2", "supplied", 10_000, "supplied", "2021-07-01"),
            *("10000.000", 4490, "ST_MultiPolygon"),
        ),
    ]
    listed = (
        "SELECT srid, type FROM geometry_columns "
        "WHERE f_table_schema = current_schema() AND f_table_name = 'parcels'"
    )
    assert raw(listed) == [(4490, "MULTIPOLYGON")]
    assert raw("SELECT event_id FROM recorded WHERE ST_SRID(geometry) = 4526") == [
        ("A",)
    ]
    assert raw("SELECT sum(area_m2)::int FROM balances") == [(0,)]
    (index,) = raw(
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'events_by_place' "
        "AND schemaname = current_schema()"
    )[0]
    assert "USING gist (geometry)" in index


def test_the_views_know_which_accounts_are_land_in_the_ledger(raw, city):
    (text,) = raw("SELECT pg_get_viewdef('parcels')")[0]
    told = {name for name in accounts() if f"'{name}'" in text}
    assert told == {
        a.name for a in accounts().values() if a.outside or a.book == "goal"
    }
    assert city.issues == ()
