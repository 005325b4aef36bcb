"""A ledger keeps its head wherever it is copied to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.ledger_cases import AT, small_ledger, supply
from landuse.errors import LedgerError
from landuse.ledger.store import create_ledger, open_ledger
from landuse.ledger.transfer import copy_ledger

LATER = AT + timedelta(days=30)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.ledger"
    small_ledger(path).close()
    return path


def told(place):
    with open_ledger(place, readonly=True) as ledger:
        assert ledger.verify(ledger.head).ok
        return ledger.head, ledger.state(), ledger.events()


def test_a_copy_has_the_head_the_state_and_the_events(source, ledger_url, tmp_path):
    head = copy_ledger(source, ledger_url)
    back = tmp_path / "back.ledger"
    assert copy_ledger(ledger_url, back) == head
    first = told(source)
    for place in (ledger_url, back):
        copied = told(place)
        assert copied[0] == first[0] == head
        assert copied[1].equals(first[1])
        assert (
            copied[2].drop(columns="geometry").equals(first[2].drop(columns="geometry"))
        )


def test_the_same_events_recorded_on_either_have_the_same_head(source, ledger_url):
    with small_ledger(ledger_url) as ledger:
        assert ledger.head == told(source)[0]


def test_a_copy_is_brought_up_to_date(source, ledger_url):
    copy_ledger(source, ledger_url)
    with open_ledger(source) as ledger:
        ledger.append([supply(1)], by="王", at=LATER, source="甲.xlsx")
        head = ledger.head
    assert copy_ledger(source, ledger_url) == head
    assert copy_ledger(source, ledger_url) == head  # nothing is missing any more
    assert told(ledger_url)[0] == head


def test_a_copy_that_went_another_way_is_left_alone(source, ledger_url):
    copy_ledger(source, ledger_url)
    with open_ledger(ledger_url) as copy:
        copy.append([supply(2)], by="李", at=LATER)
        head = copy.head
    with open_ledger(source) as ledger:
        ledger.append([supply(1)], by="王", at=LATER)
    with pytest.raises(LedgerError, match="holds another ledger"):
        copy_ledger(source, ledger_url)
    assert told(ledger_url)[0] == head


def test_another_ledger_is_left_alone(source, ledger_url):
    create_ledger(ledger_url, policy="puyang", at=LATER, by="李").close()
    with pytest.raises(LedgerError, match="holds another ledger"):
        copy_ledger(source, ledger_url)


def test_a_source_that_is_not_there_makes_nothing(tmp_path):
    with pytest.raises(LedgerError, match="there is no such ledger"):
        copy_ledger(tmp_path / "none.ledger", tmp_path / "copy.ledger")
    assert list(tmp_path.iterdir()) == []
