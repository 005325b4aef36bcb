"""Copies of a ledger and the way back."""

from __future__ import annotations

import pytest

from benchmarks.ledger_cases import AT, small_ledger, supply
from landuse.errors import LedgerError
from landuse.ledger import backup as backup_module
from landuse.ledger.backup import backup_ledger, restore_ledger
from landuse.ledger.store import open_ledger


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "city.ledger"
    small_ledger(path).close()
    return path


def copies(path):
    folder = path.with_name("city.ledger.copies")
    return sorted(file.name for file in folder.glob("*")) if folder.is_dir() else []


def head_of(path):
    with open_ledger(path, readonly=True) as ledger:
        assert ledger.verify().ok
        return ledger.head


def test_a_copy_is_kept_before_each_import_that_adds(path):
    with open_ledger(path) as ledger:
        before = ledger.head
        ledger.append([supply(1)], by="王", at=AT.replace(year=2023), source="甲.xlsx")
        ledger.append([supply(1)], by="王", at=AT.replace(year=2023), source="甲.xlsx")
        ledger.append([supply(2)], by="王", at=AT.replace(year=2023))
    assert copies(path) == ["before-import-000007.ledger"]
    assert head_of(path.with_name("city.ledger.copies") / copies(path)[0]) == before


def test_only_the_last_copies_are_kept(path, monkeypatch):
    monkeypatch.setattr(backup_module, "_kept", lambda: 2)
    with open_ledger(path) as ledger:
        for number in range(4):
            events = [supply(number)]
            ledger.append(events, by="王", at=AT.replace(year=2023), source="甲.xlsx")
    assert copies(path) == [f"before-import-{n:06}.ledger" for n in (9, 10)]


def test_a_backup_is_the_ledger_and_replaces_nothing(path, tmp_path):
    copy = tmp_path / "far" / "copy.ledger"
    with open_ledger(path) as ledger:  # also while somebody has it open
        backup_ledger(path, copy)
        assert head_of(copy) == ledger.head
    with pytest.raises(LedgerError, match="is there already"):
        backup_ledger(path, copy)


def test_a_restored_ledger_is_the_copy_and_the_other_is_kept(path, tmp_path):
    copy = tmp_path / "copy.ledger"
    backup_ledger(path, copy)
    with open_ledger(path) as ledger:
        newest = ledger.append([supply(1)], by="王", at=AT.replace(year=2023)).head
    aside = restore_ledger(copy, path)
    assert aside.name == "city.ledger.replaced1"
    assert head_of(path) == head_of(copy) != newest
    assert head_of(aside) == newest
    assert restore_ledger(copy, path).name == "city.ledger.replaced2"


def test_a_damaged_ledger_is_replaced_with_what_it_left_beside_it(path, tmp_path):
    copy = tmp_path / "copy.ledger"
    backup_ledger(path, copy)
    path.write_bytes(b"broken")
    journal = path.with_name("city.ledger-journal")
    journal.write_bytes(b"not of the copy")
    aside = restore_ledger(copy, path)
    assert aside.read_bytes() == b"broken"
    kept = aside.with_name(f"{aside.name}-journal")
    assert kept.read_bytes() == b"not of the copy"
    assert head_of(path) == head_of(copy)


def test_a_ledger_is_restored_where_none_is(path, tmp_path):
    other = tmp_path / "new.ledger"
    assert restore_ledger(path, other) is None
    assert head_of(other) == head_of(path)


def test_nothing_is_restored_from_what_is_no_ledger(path, tmp_path):
    text = tmp_path / "text.ledger"
    text.write_text("台账" * 500, "utf-8")
    before = head_of(path)
    with pytest.raises(LedgerError, match="no land ledger"):
        restore_ledger(text, path)
    assert head_of(path) == before


def test_who_has_the_replaced_ledger_open_records_nothing_in_it(path, tmp_path):
    copy = tmp_path / "copy.ledger"
    backup_ledger(path, copy)
    with open_ledger(path) as ledger:
        restore_ledger(copy, path)
        with pytest.raises(LedgerError, match="was moved away or replaced") as caught:
            ledger.append([supply(1)], by="王", at=AT.replace(year=2023))
    assert "重新打开" in caught.value.said.zh
    assert head_of(path) == head_of(copy)


def test_a_backup_takes_no_other_copy_away(path, tmp_path, monkeypatch):
    monkeypatch.setattr(backup_module, "_kept", lambda: 1)
    names = [f"before-import-{number}.ledger" for number in range(3)]
    for name in names:
        backup_ledger(path, tmp_path / "kept" / name)
    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == names
