"""A ledger on each of the two backends."""

from __future__ import annotations

import importlib.util
import os

import pytest

from tests.ledger.server import Server, Unavailable


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
