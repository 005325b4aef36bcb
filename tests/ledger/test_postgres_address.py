"""Addresses of shared ledgers, and that no password is ever shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from landuse.errors import LedgerError
from landuse.ledger.postgres import open_postgres
from landuse.ledger.postgresurl import address
from landuse.ledger.store import open_ledger


@pytest.mark.parametrize(
    ("text", "place", "schema", "url"),
    [
        (
            "postgresql://li:s3cret@server:5433/land",
            "postgresql://li@server:5433/land",
            "landuse",
            "postgresql://li:s3cret@server:5433/land",
        ),
        (
            "postgres://li:s3%2Fcret%40@server/land?schema=puyang&sslmode=require",
            "postgresql://li@server/land?schema=puyang",
            "puyang",
            "postgresql://li:s3%2Fcret%40@server/land?sslmode=require",
        ),
        (
            "postgresql:///land?host=/run/pg&user=li&password=s3cret",
            "postgresql:///land?host=/run/pg&user=li",
            "landuse",
            "postgresql:///land?host=/run/pg&user=li&password=s3cret",
        ),
        (
            "postgresql://li:s3cret@[::1]:5432/land",
            "postgresql://li@[::1]:5432/land",
            "landuse",
            "postgresql://li:s3cret@[::1]:5432/land",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(text, place, schema, url):
    found = address(text)
    assert (found.place, found.schema, found.url) == (place, schema, url)
    assert "cret" not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://li:12/s3cret@server/land",
        "postgresql://li:12?s3cret@server/land",
        "postgresql://li:12#s3cret@server/land",
        "postgresql://li:s3cret/x",
        "postgresql://[s3cret/land",
        "mysql://li:s3cret@server/land",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(text):
    with pytest.raises(LedgerError, match="the address cannot be read") as caught:
        address(text)
    assert "cret" not in str(caught.value)


def test_an_address_that_was_made_a_path_is_not_repeated_either():
    place = Path("postgresql://li:s3cret@server/land")
    with pytest.raises(LedgerError, match="the address cannot be read") as caught:
        open_ledger(place)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("schema", ["Land", "1a", "a;b", "", "a" * 64, "台账"])
def test_the_name_of_a_schema_is_plain(schema):
    with pytest.raises(LedgerError, match="schema= in the address takes"):
        address(f"postgresql://server/land?schema={schema}")


def test_the_longest_name_of_a_schema_is_taken():
    assert address(f"postgresql://s/land?schema={'a' * 63}").schema == "a" * 63


@pytest.mark.parametrize("package", ["psycopg", "sqlalchemy"])
def test_a_missing_extra_is_named_with_its_cure(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    wanted = rf"package {package};.*pip install 'landuse\[postgis\]'"
    with pytest.raises(LedgerError, match=wanted) as caught:
        open_postgres("postgresql://li:s3cret@server/land")
    assert "cret" not in str(caught.value)
    assert "附加组件" in caught.value.said.zh


def test_a_server_that_is_not_there_is_named_without_the_password():
    pytest.importorskip("psycopg")
    url = "postgresql://li:s3cret@127.0.0.1:1/land?connect_timeout=2"
    with pytest.raises(LedgerError, match="cannot be reached") as caught:
        open_postgres(url)
    assert "postgresql://li@127.0.0.1:1/land" in str(caught.value)
    assert "cret" not in str(caught.value)
