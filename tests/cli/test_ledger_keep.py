"""Proof, copies and exports of a ledger: nothing is lost unseen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from tests.cli.ledgercity import AT, LATER, last


@pytest.fixture
def ledger(filled_ledger):
    """A ledger with the boundary of a zone and four events."""
    return filled_ledger


def seal(command, ledger, parcel, at=LATER):
    """One more event by hand."""
    act = ("--event", "查封", "--parcel", parcel, "--date", "2022-09-01")
    code, _, err = command(
        "ledger", "record", ledger, *act, "--by", "李", "--recorded-at", at
    )
    assert code == 0, err


def tamper(ledger):
    """Somebody changes the area of a row, past the triggers."""
    with sqlite3.connect(ledger) as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE postings SET area_dm2 = area_dm2 + 1 WHERE seq = 3")
    raw.close()


def test_a_whole_ledger_is_0_and_a_changed_one_1_with_the_row(command, ledger):
    code, _, err = command("ledger", "verify", ledger)
    assert code == 0
    assert "台账完整" in err
    tamper(ledger)
    code, out, _ = command("ledger", "verify", ledger, "--json")
    told = last(out)
    assert (code, told["ok"], told["first"]["seq"]) == (1, False, 3)


def test_only_a_printed_head_tells_that_the_end_was_cut_off(command, ledger, tmp_path):
    copy = tmp_path / "old.copy"
    assert command("ledger", "backup", ledger, copy)[0] == 0
    seal(command, ledger, "P1")
    head = last(command("ledger", "verify", ledger, "--json")[1])["head"]
    assert command("ledger", "verify", copy)[0] == 0
    assert command("ledger", "verify", copy, "--head", head)[0] == 1
    assert command("ledger", "verify", ledger, "--head", head)[0] == 0


def test_a_backup_is_never_written_over_a_file(command, ledger, tmp_path):
    copy = tmp_path / "a.copy"
    copy.write_text("mine")
    code, out, _ = command("ledger", "backup", ledger, copy)
    assert (code, out, copy.read_text()) == (2, "", "mine")


def test_restore_refuses_to_lose_events_and_names_them(command, ledger, tmp_path):
    copy = tmp_path / "a.copy"
    command("ledger", "backup", ledger, copy)
    seal(command, ledger, "P1")
    before = ledger.read_bytes()
    assert command("ledger", "restore", copy, ledger)[0] == 2
    code, _, err = command("ledger", "restore", copy, ledger, "--overwrite")
    assert code == 2
    assert "1 个事项是备份没有的" in err
    assert ledger.read_bytes() == before
    code, out, _ = command(
        "ledger", "restore", copy, ledger, "--overwrite", "--force-older", "--json"
    )
    told = last(out)
    assert (code, told["events"], len(told["lost"])) == (0, 5, 1)
    assert told["lost"][0]["event"] == "sealed"
    kept = last(command("ledger", "show", told["kept_as"], "--json")[1])
    assert kept["events"] == 6


def test_restore_of_a_later_copy_loses_nothing(command, ledger, tmp_path):
    old, new = tmp_path / "old.copy", tmp_path / "new.copy"
    command("ledger", "backup", ledger, old)
    seal(command, ledger, "P1")
    command("ledger", "backup", ledger, new)
    command("ledger", "restore", old, ledger, "--overwrite", "--force-older")
    code, out, _ = command("ledger", "restore", new, ledger, "--overwrite", "--json")
    assert (code, last(out)["events"], last(out)["lost"]) == (0, 6, [])


def test_restore_takes_the_place_of_a_ledger_that_cannot_be_read(
    command, ledger, tmp_path
):
    copy = tmp_path / "a.copy"
    command("ledger", "backup", ledger, copy)
    ledger.write_bytes(ledger.read_bytes()[:5000])
    code, out, err = command("ledger", "restore", copy, ledger, "--overwrite", "--json")
    assert code == 0, err
    told = last(out)
    assert (told["readable"], told["events"]) == (False, 5)
    assert Path(told["kept_as"]).stat().st_size == 5000


def test_a_broken_copy_is_not_restored(command, ledger, tmp_path):
    copy, fresh = tmp_path / "a.copy", tmp_path / "fresh.ledger"
    command("ledger", "backup", ledger, copy)
    tamper(copy)
    assert command("ledger", "restore", copy, fresh)[0] == 2
    assert not fresh.exists()


def test_the_workbook_has_the_columns_of_the_bureau_and_no_formula(
    command, ledger, tmp_path
):
    book = tmp_path / "台账.xlsx"
    code, _, err = command("ledger", "export", ledger, book)
    assert code == 0, err
    sheets = openpyxl.load_workbook(book)
    rows = list(sheets["台账事项"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[2], strict=True))
    assert (first["台账事项"], first["宗地代码"], first["处置方式"]) == (
        "整备",
        "P1",
        "协议收回",
    )
    assert first["面积（亩）"] == pytest.approx(15)
    kinds = {c.data_type for s in sheets for row in s.iter_rows() for c in row}
    assert "f" not in kinds
    assert {"宗地现状", "账户余额", "台账说明"} < set(sheets.sheetnames)


def test_an_exported_workbook_makes_the_same_events_in_a_new_ledger(
    command, ledger, tmp_path
):
    book, other = tmp_path / "台账.xlsx", tmp_path / "other.ledger"
    command("ledger", "export", ledger, book)
    command("ledger", "init", other, "--recorded-at", AT)
    given = ("--sheet", "台账事项", "--recorded-at", AT, "--json")
    told = last(command("ledger", "import", other, book, *given)[1])
    assert told["receipt"]["added"] == 4  # the boundary has no outline in a sheet
    assert [i["feature"] for i in told["issues"] if i["severity"] == "error"] == [
        "BOUNDARY-Z1-2020-01-01"
    ]


@pytest.mark.parametrize("ending", [".gpkg", ".parquet"])
def test_layers_have_every_event_with_its_outline(command, ledger, tmp_path, ending):
    out = tmp_path / f"台账{ending}"
    code, _, err = command("ledger", "export", ledger, out, "--as-of", "2021-12-31")
    assert code == 0, err
    found = (
        gpd.read_parquet(out)
        if ending == ".parquet"
        else gpd.read_file(out, layer="events")
    )
    assert found["event_id"].tolist() == ["BOUNDARY-Z1-2020-01-01", "E1", "E2"]
    assert found.geometry.area.round().tolist() == [90_000, 10_000, 10_000]
    bytes_ = out.read_bytes()
    assert command("ledger", "export", ledger, out)[0] == 2
    assert out.read_bytes() == bytes_
    again = command(
        "ledger", "export", ledger, out, "--as-of", "2021-12-31", "--overwrite"
    )
    assert again[0] == 0
    assert out.read_bytes() == bytes_


def test_another_ending_is_refused(command, ledger, tmp_path):
    code, out, err = command("ledger", "export", ledger, tmp_path / "a.csv")
    assert (code, out) == (2, "")
    assert ".xlsx" in err


@pytest.mark.parametrize("name", ["verify", "show", "export", "backup", "certify"])
def test_a_ledger_that_is_not_there_is_2(command, tmp_path, name):
    more = {
        "export": [tmp_path / "a.xlsx"],
        "backup": [tmp_path / "a"],
        "certify": ["--as-of", "2022-09-30"],
    }.get(name, [])
    code, out, err = command("ledger", name, tmp_path / "no.ledger", *more)
    assert (code, out) == (2, "")
    assert "没有这个台账" in err
    assert list(tmp_path.iterdir()) == []
