"""A ledger on each of the two backends."""

from __future__ import annotations

import importlib.util
import itertools
import os
from urllib.parse import urlsplit

import pytest

from landuse.ledger.store import create_ledger
from tests.ledger.events import NOW, supplied
from tests.ledger.server import Server, Unavailable

_numbers = itertools.count(1)


def _absent(reason):
    if os.environ.get("LANDUSE_REQUIRE_POSTGRES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres():
    """A private PostgreSQL server with PostGIS and a database ``land``."""
    if importlib.util.find_spec("psycopg") is None:
        _absent("the extra [postgis] is not installed (psycopg)")
    import psycopg

    try:
        server = Server()
    except Unavailable as reason:
        _absent(str(reason))
    try:
        with psycopg.connect(server.url("template1"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE land")
        with psycopg.connect(server.url("land"), autocommit=True) as connection:
            try:
                connection.execute("CREATE EXTENSION postgis")
            except psycopg.errors.FeatureNotSupported as reason:
                _absent(f"PostGIS is not installed: {reason}")
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgres_url(postgres):
    """Address of a ledger that is not there yet."""
    return f"{postgres.url('land')}&schema=city{next(_numbers)}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ledger_url(request, tmp_path):
    """Where to make a ledger: a file, and then the same on a server."""
    if request.param == "sqlite":
        return tmp_path / "city.ledger"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def city(postgres_url):
    """A ledger on the server with one supplied parcel."""
    with create_ledger(postgres_url, policy="puyang", at=NOW, by="王") as ledger:
        ledger.append([supplied("P1")], by="王", at=NOW)
        yield ledger


@pytest.fixture
def raw(postgres_url):
    """Run SQL past the package, as the owner or as a login."""
    psycopg = pytest.importorskip("psycopg")
    schema = urlsplit(postgres_url).query.rpartition("schema=")[2]
    plain = postgres_url.replace(f"&schema={schema}", "")

    def run(*statements, url=plain):
        options = f"-c search_path={schema},public"
        with psycopg.connect(url, options=options) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def login(postgres, city, raw):  # noqa: ARG001 (roles come with a ledger)
    """Let somebody in: a login in one of the three roles, by its address."""

    def let_in(role):
        name = f"{role}{next(_numbers)}"
        raw(
            f"CREATE ROLE {name} LOGIN PASSWORD '{postgres.password}' "
            f"IN ROLE landuse_{role}"
        )
        return postgres.url("land", user=name)

    return let_in
