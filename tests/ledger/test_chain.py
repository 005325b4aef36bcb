"""A ledger that was changed behind its back is found out."""

from __future__ import annotations

import sqlite3

import pytest

from benchmarks.ledger_cases import AT, small_ledger, supply
from benchmarks.tamper_ledger import cut_tail, edited, made_anew, tampered, trial
from landuse.ledger.store import open_ledger

ONLY_WITH_HEAD = {
    "the last call cut off",
    "the chain made anew from a changed row on",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "city.ledger"
    with small_ledger(path) as ledger:
        head = ledger.head
    return path, head


@pytest.fixture
def path(template, tmp_path):
    copy = tmp_path / "copy.ledger"
    copy.write_bytes(template[0].read_bytes())
    return copy


def verified(path, head=None):
    with open_ledger(path, readonly=True) as ledger:
        return ledger.verify(head)


def test_a_ledger_that_nobody_touched_is_whole(template):
    found = verified(*template)
    assert (found.ok, found.first, found.faults) == (True, None, ())
    assert (found.events, found.head) == (13, template[1])


def test_an_earlier_head_still_anchors_a_ledger_that_grew(path, template):
    with open_ledger(path) as ledger:
        ledger.append([supply(1)], by="王", at=AT.replace(year=2023))
        assert ledger.head != template[1]
        assert ledger.verify(template[1]).ok
        assert ledger.verify(f" {template[1].upper()}\n").ok
        assert not ledger.verify("0" * 64).ok


def test_changes_in_many_places_are_found():
    found = trial(every=4)
    assert len(found) > 15
    assert all(with_head for _, with_head, _ in found)
    hidden = {name for name, _, alone in found if not alone}
    assert hidden <= ONLY_WITH_HEAD


@pytest.mark.parametrize("change", [cut_tail, made_anew])
def test_some_changes_are_found_by_the_printed_head_only(path, template, change):
    tampered(path, change)
    assert verified(path).ok
    found = verified(path, template[1])
    assert template[1] in found.first.what
    assert "链头" in found.first.what.zh


def test_the_first_broken_row_comes_first_and_all_are_told(path):
    tampered(path, edited("events", "body", 7))
    tampered(path, edited("postings", "area_dm2", 6))
    found = verified(path)
    assert [fault.seq for fault in found.faults] == [4, 8]
    assert found.first.seq == 4
    assert "第 4 行" in found.first.what.zh


def test_a_trigger_that_is_gone_is_told_though_each_row_is_right(path):
    database = sqlite3.connect(path)
    database.execute("DROP TRIGGER postings_no_delete")
    database.commit()
    database.close()
    found = verified(path)
    assert [fault.seq for fault in found.faults] == [None]
    assert "trigger postings_no_delete is missing" in found.first.what
    assert "缺少触发器 postings_no_delete" in found.first.what.zh


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events VALUES (0, 'x', '2021-01-01', 't', 1, 'c', '{}', 'h')",
        "INSERT INTO imports VALUES (99, 'x', 99, 1, '{}', 'h')",
        "INSERT INTO touches VALUES ('parcel:P9', 99)",
        "INSERT INTO touches VALUES ('parcel:P9', 2)",
        "INSERT INTO lineage VALUES (2, 1, 'P0', 'P1', NULL)",
    ],
)
def test_a_row_that_no_event_made_is_found(path, statement):
    tampered(path, lambda database: database.execute(statement))
    assert not verified(path).ok
