"""The file of one parcel: its lineage is that of the fold, reversals included."""

from datetime import UTC, date, datetime

import pytest

from landuse.errors import SchemaError
from landuse.ledger.records import LedgerEvent
from landuse.ledger.store import create_ledger
from landuse.steps.ledgershow import parcel_file

AT = datetime(2022, 9, 30, tzinfo=UTC)


def event(kind, day, **facts):
    return LedgerEvent(
        event=kind, valid_date=date.fromisoformat(day), document_no="D1", **facts
    )


@pytest.fixture
def ledger(tmp_path):
    with create_ledger(tmp_path / "a.ledger", policy="puyang", at=AT, by="王") as made:
        supplied = event("supplied", "2020-01-01", parcel_id="P1", area_dm2=1_000_000)
        parts = (("P1a", 600_000), ("P1b", 400_000))
        split = event("split", "2021-01-01", parcel_id="P1", children=parts)
        made.append([supplied, split], by="王", at=AT)
        yield made


def reverse(ledger, day, target):
    events = [event("reversed", day, reverses=target)]
    ledger.append(events, by="王", at=AT)


def test_a_reversed_split_has_made_no_parcels(ledger):
    assert parcel_file(ledger, "P1").descendants == ("P1a", "P1b")
    assert parcel_file(ledger, "P1b").ancestors == ("P1",)
    reverse(ledger, "2021-02-01", "E00000002")
    assert parcel_file(ledger, "P1").descendants == ()


def test_a_split_whose_reversal_is_reversed_stands(ledger):
    reverse(ledger, "2021-02-01", "E00000002")
    reverse(ledger, "2021-03-01", "E00000003")
    assert parcel_file(ledger, "P1").descendants == ("P1a", "P1b")
    before = parcel_file(ledger, "P1", date(2021, 2, 1))
    assert before.descendants == ()


def test_an_unknown_parcel_is_named_with_what_comes_close(ledger):
    with pytest.raises(SchemaError, match="no parcel P1c; close codes: P1"):
        parcel_file(ledger, "P1c")
    with pytest.raises(SchemaError, match="no parcel XYZ; correct the code"):
        parcel_file(ledger, "XYZ")
