"""A ledger on a server: made, opened again, written all or nothing."""

from __future__ import annotations

import pytest

from landuse.errors import LedgerError
from landuse.ledger.postgres import create_postgres, open_postgres
from landuse.ledger.records import event_hash

pytestmark = pytest.mark.postgres

GENESIS = ("{}", event_hash("", "{}"))
LINK = event_hash(GENESIS[1], "x")


@pytest.fixture
def url(postgres):
    return f"{postgres.url('land')}&schema=rows"


def write_and_fail(store):
    with store.writing():
        store.insert("imports", [(1, "a", 1, 1, "x", LINK)])
        _ = 1 / 0


def test_rows_come_back_as_they_were_put_in_all_or_none(url):
    store = create_postgres(url, GENESIS)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    with store.writing():
        store.insert("imports", [(1, "台账\t\\N%?", 1, 1, "x", LINK)])
    store.close()
    with pytest.raises(LedgerError, match="holds a ledger already"):
        create_postgres(url, GENESIS)
    store = open_postgres(url, readonly=True)
    query = "SELECT content_sha256, hash, 'a%' FROM imports WHERE import_no = ?"
    assert store.rows(query, (1,)) == [("台账\t\\N%?", LINK, "a%")]
    ((total,),) = store.rows("SELECT sum(first_seq) FROM imports")
    assert (total, type(total)) == (1, int)
    assert store.rows("SELECT body, hash FROM genesis") == [GENESIS]
    assert store.faults() == ()
    with pytest.raises(LedgerError, match="was opened to be read"), store.writing():
        pass
    store.close()
