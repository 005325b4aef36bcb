"""``landuse ledger``: from a table to a proved ledger, as a clerk does it."""

from __future__ import annotations

import json

import pytest

from tests.cli.ledgercity import AT, EVENTS, LATER, last, write_events


def import_(command, ledger, table, city, *more):
    return command(
        *("ledger", "import", ledger, table, "--project", city, "--by", "王"),
        *("--recorded-at", AT, *more),
    )


def record(command, ledger, *more, at=LATER):
    return command("ledger", "record", ledger, "--by", "李", "--recorded-at", at, *more)


def test_init_never_writes_over_a_file(command, empty_ledger, small_city):
    before = empty_ledger.read_bytes()
    code, out, err = command("ledger", "init", empty_ledger, "--project", small_city)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert empty_ledger.read_bytes() == before


def test_init_records_boundaries_and_the_list_of_the_base_date(
    command, small_city, tmp_path
):
    path = tmp_path / "b.ledger"
    given = ("--project", small_city, "--baseline", "--recorded-at", AT, "--json")
    code, out, _ = command("ledger", "init", path, *given)
    assert (code, last(out)["receipt"]["added"]) == (0, 2)
    _, out, _ = command("ledger", "show", path, "--events", "--json")
    events = last(out)["events"]
    assert [(e["event"], e["parcel_id"] or e["zone_id"]) for e in events] == [
        ("zone_boundary", "Z1"),
        ("listed", "P1"),
    ]
    assert json.loads(events[1]["details"])["category"] == "idle"


def test_import_says_what_was_added_and_the_head(
    command, empty_ledger, small_city, tmp_path
):
    code, out, err = import_(
        command, empty_ledger, write_events(tmp_path / "a.csv"), small_city
    )
    assert (code, out) == (0, "")
    assert "新登记: 4" in err
    assert "链头: " in err


def test_the_same_file_twice_adds_nothing(command, filled_ledger, small_city, tmp_path):
    head = last(command("ledger", "verify", filled_ledger, "--json")[1])["head"]
    table = write_events(tmp_path / "again.csv")
    code, out, _ = import_(command, filled_ledger, table, small_city, "--json")
    told = last(out)
    assert (code, told["receipt"]["added"], told["receipt"]["already"]) == (0, 0, 4)
    assert told["receipt"]["head"] == head


def test_rows_that_cannot_be_recorded_are_set_aside_and_the_rest_is_kept(
    command, empty_ledger, small_city, tmp_path
):
    rows = (
        EVENTS[0],
        "E5,盘活,P2,2022-12-01,2022-12-02,追加投资,示例5号,,15,尚未发生",
        "E6,盘活,P2,2022-01-10,2022-01-12,看着办,示例6号,,15,没有这种方式",
        "E7,盘活,P2,2022-13-10,2022-01-12,追加投资,示例7号,,15,没有这一天",
        "E8,盘活,P9,2022-01-10,2022-01-12,追加投资,示例8号,,15,没有这宗地",
    )
    table, listed = write_events(tmp_path / "bad.csv", *rows), tmp_path / "issues.csv"
    code, out, _ = import_(
        command, empty_ledger, table, small_city, "--json", "--out", listed
    )
    told = last(out)
    assert code == 1
    assert told["outcome"] == "quarantine"
    assert told["counts"] == {"source": 5, "loaded": 2, "quarantined": 3}
    found = {(i["code"], i["feature"]) for i in told["issues"]}
    assert {
        ("LEDGER_EVENT_IN_FUTURE", "E5"),
        ("LEDGER_EVENT_REFUSED", "E6"),
        ("BAD_DATE", "E7"),
        ("LEDGER_UNKNOWN_PARCEL", "E8"),
        ("LEDGER_NO_OUTLINE", "E8"),
    } <= found
    assert all(issue["message_zh"] for issue in told["issues"])
    assert "“看着办”这种处置方式" in listed.read_text("utf-8-sig")


def test_an_event_takes_the_outline_of_its_parcel_and_says_so(command, filled_ledger):
    _, out, _ = command("ledger", "show", filled_ledger, "--parcel", "P1", "--json")
    events = last(out)["events"]
    assert [e["event_id"] for e in events] == ["E1", "E2"]
    assert json.loads(events[0]["details"])["outline_from"] == "city.gpkg"


def test_show_tells_balances_in_both_books(command, filled_ledger):
    code, out, err = command("ledger", "show", filled_ledger)
    assert (code, out) == (0, "")
    for words in ("目标账", "已盘活", "30.00", "链头"):
        assert words in err


def test_balances_of_each_book_sum_to_zero(command, filled_ledger):
    told = last(command("ledger", "show", filled_ledger, "--json")[1])
    for book in ("land", "goal"):
        areas = [b["area_m2"] for b in told["balances"] if b["book"] == book]
        assert sum(areas) == 0


def test_what_was_known_then_is_told_again_after_a_reversal(command, filled_ledger):
    code, _, err = record(
        command,
        filled_ledger,
        *("--event", "冲销", "--date", "2022-09-20", "--reverses", "E3"),
        *("--document-no", "示例9号"),
    )
    assert code == 0, err

    def revitalized(*asked):
        told = last(command("ledger", "show", filled_ledger, "--json", *asked)[1])
        (area,) = [
            b["area_m2"]
            for b in told["balances"]
            if (b["book"], b["account"]) == ("goal", "revitalized")
        ]
        return area

    assert revitalized() == 10_000
    assert revitalized("--as-of", "2022-09-19") == 20_000
    assert revitalized("--known-at", "2022-10-02T00:00:00+08:00") == 20_000


def test_a_split_is_followed_up_and_down(command, filled_ledger):
    code, _, err = record(
        command,
        filled_ledger,
        *("--event", "分割", "--parcel", "P2", "--date", "2022-06-01"),
        *("--document-no", "示例10号", "--into", "P2a=10亩", "--into", "P2b=5亩"),
    )
    assert code == 0, err
    told = last(
        command("ledger", "show", filled_ledger, "--parcel", "P2a", "--json")[1]
    )
    assert told["ancestors"] == ["P2"]
    assert sum(p["area_m2"] for p in told["postings"]) != 0
    told = last(command("ledger", "show", filled_ledger, "--parcel", "P2", "--json")[1])
    assert told["descendants"] == ["P2a", "P2b"]


def test_a_clerk_who_saw_an_older_version_is_told_who_was_first(command, filled_ledger):
    told = last(command("ledger", "show", filled_ledger, "--parcel", "P1", "--json")[1])
    version = int(told["state"]["version"])
    act = ("--event", "started", "--parcel", "P1", "--expect", version)
    code, _, err = record(command, filled_ledger, *act, "--date", "2022-09-01")
    assert code == 0, err
    code, out, err = record(command, filled_ledger, *act, "--date", "2022-09-02")
    assert (code, out) == (2, "")
    assert "李" in err


def test_the_hash_of_the_evidence_is_kept_and_the_file_is_not(
    command, empty_ledger, tmp_path
):
    paper = tmp_path / "批复.pdf"
    paper.write_bytes(b"abc")
    code, _, err = record(
        command,
        empty_ledger,
        *("--event", "闲置认定", "--parcel", "P1", "--date", "2022-09-01"),
        *("--document-no", "示例11号", "--evidence", paper, "--area-ha", "1"),
    )
    assert code == 0, err
    told = last(command("ledger", "show", empty_ledger, "--parcel", "P1", "--json")[1])
    (event,) = told["events"]
    assert event["evidence_sha256"].startswith("ba7816bf8f01cfea")
    assert event["registered_area_m2"] == 10_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--event", "挪用", "--parcel", "P1", "--date", "2022-01-01"), "挪用"),
        (("--event", "started", "--date", "2022-01-01"), "parcel_id"),
        (("--event", "started", "--parcel", "P1", "--date", "2022-1-1"), "not a day"),
        (("--event", "started", "--parcel", "P1", "--date", "2023-01-01"), "2023"),
        (
            (
                *("--event", "started", "--parcel", "P1", "--date", "2022-01-01"),
                *("--area-mu", "1", "--area-ha", "1"),
            ),
            "give one of",
        ),
    ],
)
def test_an_event_that_says_nothing_is_refused(command, empty_ledger, arguments, words):
    before = empty_ledger.read_bytes()
    code, out, err = record(command, empty_ledger, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert empty_ledger.read_bytes() == before


def test_today_is_the_day_of_the_office(command, empty_ledger):
    """At seven in the morning in Puyang it is still yesterday in UTC."""
    act = ("--event", "started", "--parcel", "P1", "--date", "2022-10-09")
    early = "2022-10-08T23:59:59+08:00"
    code, _, err = record(command, empty_ledger, *act, at=early)
    assert code == 2
    assert "晚于登记当日 2022-10-08" in err
    at = "2022-10-09T07:00:00+08:00"
    assert record(command, empty_ledger, *act, at=at)[0] == 0


def test_kinds_and_methods_are_listed_with_what_each_must_say(command):
    code, out, err = command("ledger", "kinds")
    assert (code, out) == (0, "")
    for words in ("闲置认定", "determined_idle", "文件号", "协议收回", "收储"):
        assert words in err
    told = last(command("ledger", "kinds", "--json")[1])
    assert {"merged", "zone_boundary"} <= {kind["event"] for kind in told["kinds"]}
    counts = {method["method"]: method["counts"] for method in told["methods"]}
    assert (counts["resupply"], counts["temporary_use"]) == (True, False)
