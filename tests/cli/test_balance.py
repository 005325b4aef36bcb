"""``landuse balance``: what changed between two days, in balance."""

import json

import pytest

from landuse.resources import data_path

PROJECT = str(data_path("sample_data"))


def test_the_balance_of_the_sample_city(command):
    code, out, _ = command(
        "balance", PROJECT, "--from", "2021-09-30", "--to", "2022-09-30", "--json"
    )
    found = json.loads(out)
    assert code == 0
    rows = {row["category"]: row for row in found["balance"]}
    assert {"idle", "stalled"} <= set(rows)
    for row in rows.values():
        came = row["new_count"] + row["moved_in_count"] + row["appeared_count"]
        went = row["disposed_count"] + row["moved_out_count"] + row["vanished_count"]
        assert row["opening_count"] + came - went == row["closing_count"]
        came = row["new_m2"] + row["moved_in_m2"] + row["appeared_m2"]
        went = row["disposed_m2"] + row["moved_out_m2"] + row["vanished_m2"]
        total = row["opening_m2"] + came - went + row["revised_m2"]
        assert total == pytest.approx(row["closing_m2"], abs=1e-3)


def test_for_people_in_both_languages(command):
    days = ("--from", "2021-09-30", "--to", "2022-09-30")
    _, out, err = command("balance", PROJECT, *days)
    assert out == ""
    assert "期初" in err
    assert "闲置土地" in err
    _, _, err = command("balance", PROJECT, *days, "--lang", "en")
    assert "Opening" in err


def test_the_days_must_be_in_order(command):
    code, _, err = command(
        "balance", PROJECT, "--from", "2022-09-30", "--to", "2022-09-30"
    )
    assert code == 2
    assert "which is not after 2022-09-30" in err


def test_a_wrong_day_is_bad_usage(command):
    code, _, err = command("balance", PROJECT, "--from", "2022", "--to", "2022-09-30")
    assert code == 2
    assert "write it as YYYY-MM-DD" in err
