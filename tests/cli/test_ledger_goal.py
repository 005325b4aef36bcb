"""The goal's figure is the same wherever it is asked for, to the last digit."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest

from landuse.errors import LedgerError, PolicyError
from landuse.io.project import load_project
from landuse.steps.judge import judge
from landuse.steps.load import load_city
from landuse.steps.pages import write_pages
from landuse.steps.run import Run
from landuse.steps.summary import city_value, summarise
from landuse.steps.write import write_run
from tests.cli.ledgercity import AT, LATER, PROJECT, last, write_city, write_events

DAY = date(2022, 9, 30)
OF_TABLE = '\n[[source]]\nkind = "events"\npath = "台账.csv"\n'
OF_LEDGER = '\n[ledger]\npath = "city.ledger"\n'


def audited(folder):
    """The steps of an audit that lead to the figure."""
    project = load_project(folder)
    policy = project.load_policy()
    city = load_city(project, policy)
    judged = judge(city.frames, policy, DAY)
    return Run(project, policy, DAY, "zh", city, judged)


def figure(told, counter="either"):
    """The city's area of a certificate, each square metre once."""
    rows = told["figures"]
    (found,) = [
        r["union_mu"]
        for r in rows
        if r["scope_id"] == "city" and r["counter"] == counter
    ]
    return found


@pytest.fixture(scope="module")
def runs(tmp_path_factory, made_ledgers):
    """The same city with a table of events and with a ledger of them."""
    table, ledger = (tmp_path_factory.mktemp(n) for n in ("table", "ledger"))
    write_city(table, project=PROJECT + OF_TABLE)
    write_events(table / "台账.csv")
    write_city(ledger, project=PROJECT + OF_LEDGER)
    (ledger / "city.ledger").write_bytes(made_ledgers[1].read_bytes())
    return audited(table), audited(ledger)


def test_two_squares_count_once_each(command, filled_ledger):
    """P1 twice, P2 once, P3 by a method that does not count: 30 mu, not 45."""
    code, out, err = command(
        "ledger", "certify", filled_ledger, "--as-of", "2022-09-30", "--json"
    )
    assert code == 0, err
    told = last(out)
    assert figure(told) == pytest.approx(30, abs=0.02)
    assert figure(told, "assembled") == pytest.approx(15, abs=0.01)
    (pair,) = told["overlaps"]
    assert (pair["earlier"], pair["later"]) == ("E1", "E2")
    assert [(r["event_id"], r["reason"]) for r in told["not_counted"]] == [
        ("E4", "method_not_counted")
    ]


def test_certificate_and_indicators_agree_to_the_last_digit(
    command, filled_ledger, small_city, runs
):
    given = ("--as-of", "2022-09-30", "--json")
    asked = ((), ("--project", small_city))
    certified = {
        figure(last(command("ledger", "certify", filled_ledger, *given, *more)[1]))
        for more in asked
    }
    shown = {city_value(run.judged.indicators, "revitalized_mu") for run in runs}
    assert len(certified | shown) == 1


def test_the_certificate_in_words_has_figures_head_and_pairs(command, filled_ledger):
    code, out, err = command(
        "ledger", "certify", filled_ledger, "--as-of", "2022-09-30"
    )
    assert (code, out) == (0, "")
    for words in (
        "整备盘活目标凭证",
        "链头",
        "并集",
        "重叠事项对数: 1",
        "E1",
        "该处置方式不计入",
    ):
        assert words in err


def test_the_certificate_as_a_workbook_has_the_head(command, filled_ledger, tmp_path):
    book = tmp_path / "凭证.xlsx"
    given = ("ledger", "certify", filled_ledger, "--as-of", "2022-09-30", "--out", book)
    head = last(command(*given, "--json")[1])["head"]
    sheets = openpyxl.load_workbook(book)
    texts = {c for sheet in sheets for row in sheet.values for c in row}
    assert {head, "E3", "整备或盘活"} <= texts
    assert command(*given)[0] == 2
    assert command(*given, "--overwrite")[0] == 0


def test_an_earlier_certificate_is_made_again_as_it_was(command, filled_ledger):
    act = ("--event", "冲销", "--date", "2022-09-20", "--reverses", "E3")
    given = (
        "--as-of",
        "2022-09-30",
        "--known-at",
        "2022-10-02T00:00:00+08:00",
        "--json",
    )
    before = last(command("ledger", "certify", filled_ledger, *given)[1])
    code, _, err = command(
        "ledger", "record", filled_ledger, *act, "--recorded-at", LATER, "--by", "李"
    )
    assert code == 0, err
    again = last(command("ledger", "certify", filled_ledger, *given)[1])
    assert again["figures"] == before["figures"]
    now = last(command("ledger", "certify", filled_ledger, *given[:2], "--json")[1])
    assert figure(now) == pytest.approx(15, abs=0.01)


def test_report_and_manifest_of_an_audit_have_the_head(
    command, filled_ledger, runs, tmp_path
):
    head = last(command("ledger", "verify", filled_ledger, "--json")[1])["head"]
    write_pages(runs[1], tmp_path)
    assert head in (tmp_path / "index.html").read_text("utf-8")
    write_run(runs[1], summarise(runs[1]), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["ledger"] == {"name": "city.ledger", "events": 5, "head": head}


def test_without_a_ledger_there_is_no_head(runs, tmp_path):
    write_run(runs[0], summarise(runs[0]), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert "ledger" not in manifest


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (OF_TABLE + OF_LEDGER, "does not go with a source of kind events"),
        ("\n[ledger]\nfile = 1\n", "unknown key"),
        ("\n[ledger]\npath = 1\n", "must be a text"),
    ],
)
def test_a_project_that_names_its_ledger_wrongly_is_refused(tmp_path, more, words):
    write_city(tmp_path, project=PROJECT + more)
    write_events(tmp_path / "台账.csv")
    with pytest.raises(PolicyError, match=words):
        load_project(tmp_path)


def test_a_ledger_that_is_not_there_stops_the_audit(tmp_path):
    write_city(tmp_path, project=PROJECT + OF_LEDGER)
    project = load_project(tmp_path)
    with pytest.raises(LedgerError, match="there is no such ledger"):
        load_city(project, project.load_policy())


def test_facts_of_a_project_become_events(command, empty_ledger, small_city):
    given = ("--project", small_city, "--facts", "--recorded-at", AT, "--json")
    code, out, err = command("ledger", "import", empty_ledger, *given)
    assert code == 0, err
    # three supplied and their contracts, two started, one completed
    assert last(out)["receipt"]["added"] == 9
    again = last(command("ledger", "import", empty_ledger, *given)[1])
    assert (again["receipt"]["added"], again["receipt"]["already"]) == (0, 9)
    told = last(command("ledger", "show", empty_ledger, "--json")[1])
    assert {p["parcel_id"]: p["account"] for p in told["parcels"]} == {
        "P1": "supplied",
        "P2": "completed",
        "P3": "building",
    }


def test_accounts_are_balanced_between_two_days(command, filled_ledger):
    """P1 from assembled to revitalized, P2 revitalized: 15 mu each."""
    days = ("--from", "2021-06-30", "--to", "2022-09-30")
    code, out, err = command("ledger", "balance", filled_ledger, *days)
    assert (code, out) == (0, "")
    assert "已盘活" in err
    rows = last(command("ledger", "balance", filled_ledger, *days, "--json")[1])
    found = {r["account"]: r for r in rows["balance"] if r["book"] == "goal"}
    assert (found["assembled"]["opening_m2"], found["assembled"]["out_m2"]) == (
        10_000,
        10_000,
    )
    assert found["revitalized"]["closing_m2"] == 20_000
    wrong = ("--from", "2022-09-30", "--to", "2022-09-30")
    assert command("ledger", "balance", filled_ledger, *wrong)[0] == 2
