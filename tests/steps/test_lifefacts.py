"""The life of plots as events: each dated fact is one, the same again, none is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from landuse.ledger.store import create_ledger
from landuse.steps.ledgerfacts import events_from_facts, record_facts
from landuse.steps.ledgerimport import Entry
from landuse.testing import (
    make_breaches,
    make_commitments,
    make_milestones,
    make_parcels,
    make_transfers,
)

ENTRY = Entry("王", datetime(2023, 1, 1, 8, tzinfo=UTC))


def told(facts, *names):
    """Kind, day and facts of each event, without its number."""
    return [
        (e.event, e.valid_date.isoformat(), e.document_no, dict(e.details))
        for e in facts.events
        if not names or e.event in names
    ]


def test_the_papers_of_a_plot_hold_from_their_own_days():
    plot = make_parcels(
        contract_date="2021-03-01",
        contract_no="合1号",
        due_start_date="2022-03-01",
        supplement_date="2021-09-01",
        supplement_no="补1号",
        supplement_start_date="2022-06-01",
        agreement_date="2021-03-05",
        agreement_no="监1号",
        due_acceptance_date="2025-01-01",
    )
    contract = {"due_start_date": "2022-03-01", "paper": "contract"}
    supplement = {"supplement_start_date": "2022-06-01", "paper": "supplement"}
    agreement = {"due_acceptance_date": "2025-01-01", "paper": "agreement"}
    facts = events_from_facts({"parcels": plot})
    assert told(facts) == [
        ("agreed", "2021-03-01", "合1号", contract),
        ("agreed", "2021-09-01", "补1号", supplement),
        ("agreed", "2021-03-05", "监1号", agreement),
    ]
    assert facts.issues == ()


def test_days_of_a_contract_that_is_not_dated_hold_from_the_supply():
    plot = make_parcels(
        supply_date="2021-02-01",
        registered_area_m2=10_000,
        due_start_date="2022-03-01",
        due_acceptance_date="2025-01-01",
    )
    facts = events_from_facts({"parcels": plot})
    said = told(facts, "agreed")
    assert [(day, details["dated_by"]) for _, day, _, details in said] == [
        ("2021-02-01", "supply_date"),
        ("2021-02-01", "supply_date"),
    ]
    assert facts.issues == ()


def test_a_plot_is_put_on_file_on_the_day_of_its_first_event():
    plots = make_parcels(
        parcel_id=["P1", "P2", "P3"],
        zone_id="Z1",
        delivery_date=["2021-04-01", None, "2021-04-01"],
        is_standard_land=[False, True, None],
        responsible_unit=["示例管委会", None, None],
    )
    noticed = make_milestones(stage="announced", actual_date="2020-12-01")
    facts = events_from_facts({"parcels": plots, "milestones": noticed})
    (filed,) = [e for e in facts.events if e.event == "filed"]
    assert (filed.parcel_id, filed.zone_id) == ("P1", "Z1")
    assert filed.valid_date.isoformat() == "2020-12-01"
    assert filed.details == {
        "is_standard_land": "false",
        "responsible_unit": "示例管委会",
    }


def test_a_milestone_is_planned_on_one_day_and_done_on_another():
    rows = make_milestones(
        stage="completed",
        planned_date="2023-06-01",
        agreed_date="2021-03-01",
        actual_date=["2022-12-01", "2022-12-01", None],
        result=["fail", "pass", None],
        document_no=["验1号", "验2号", None],
        responsible_unit="示例局",
    )
    facts = events_from_facts({"milestones": rows})
    plan = {
        "stage": "completed",
        "planned_date": "2023-06-01",
        "agreed_date": "2021-03-01",
        "responsible_unit": "示例局",
    }
    second, third = {"item": "2"}, {"item": "3"}
    assert told(facts) == [
        ("planned", "2021-03-01", None, plan),
        ("milestone", "2022-12-01", "验1号", plan | {"result": "fail"}),
        ("planned", "2021-03-01", None, plan | second),
        ("milestone", "2022-12-01", "验2号", plan | {"result": "pass"} | second),
        ("planned", "2021-03-01", None, plan | third),
    ]
    numbers = [e.event_id for e in facts.events]
    assert numbers[3] == "FACT-milestone-P1-2022-12-01-completed-2"
    assert len(set(numbers)) == len(numbers)


def test_a_promise_holds_from_the_agreement_and_is_measured_on_its_own_day():
    rows = make_commitments(
        parcel_id="P1",
        indicator="tax",
        committed=20,
        unit="万元/亩",
        due_date=["2023-12-31", "2024-12-31"],
        measured=[19.5, None],
        measured_date=["2022-06-30", None],
    )
    plot = make_parcels(agreement_date="2021-03-05", contract_date="2021-03-01")
    facts = events_from_facts({"parcels": plot, "commitments": rows})
    promise = {
        "indicator": "tax",
        "operator": ">=",
        "committed": "20",
        "unit": "万元/亩",
    }
    measured = {"indicator": "tax", "operator": ">=", "measured": "19.5"}
    first, second = {"due_date": "2023-12-31"}, {"due_date": "2024-12-31"}
    assert told(facts, "committed", "measured") == [
        ("committed", "2021-03-05", None, promise | first),
        ("measured", "2022-06-30", None, measured | first),
        ("committed", "2021-03-05", None, promise | second),
    ]


def test_each_step_against_a_breach_is_an_event_of_its_day():
    row = make_breaches(
        breach_id="W1",
        kind="tax_short",
        indicator="tax",
        found_date="2021-05-01",
        notice_date="2021-05-10",
        notice_no="通1号",
        rectify_by_date="2021-08-10",
        rectified_date="2021-08-09",
        rectification_result="fail",
        penalty_date="2021-09-01",
        penalty_no="罚1号",
        penalty_yuan=50_000,
        closed_date="2021-10-01",
    )
    facts = events_from_facts({"breaches": row})
    said = {"breach_id": "W1", "kind": "tax_short", "indicator": "tax"}
    assert told(facts) == [
        ("breach", "2021-05-01", None, said | {"step": "found"}),
        (
            "breach",
            "2021-05-10",
            "通1号",
            said | {"step": "noticed", "rectify_by_date": "2021-08-10"},
        ),
        (
            "breach",
            "2021-08-09",
            None,
            said | {"step": "rectified", "rectification_result": "fail"},
        ),
        (
            "breach",
            "2021-09-01",
            "罚1号",
            said | {"step": "penalised", "penalty_yuan": "50000"},
        ),
        ("breach", "2021-10-01", None, said | {"step": "closed"}),
    ]


def test_a_lease_is_no_transfer():
    rows = make_transfers(
        transfer_date=["2021-05-01", "2022-05-01", "2022-06-01"],
        transfer_kind=["lease", "court_sale", "sale"],
        to_holder=["乙公司", "丙公司", None],
        until_date=["2030-05-01", None, None],
        assumes_obligations=[True, None, None],
    )
    facts = events_from_facts({"transfers": rows})
    lease = {
        "transfer_kind": "lease",
        "to_holder": "乙公司",
        "until_date": "2030-05-01",
        "assumes_obligations": "true",
    }
    sale = {"transfer_kind": "court_sale", "to_holder": "丙公司"}
    assert told(facts) == [
        ("leased", "2021-05-01", None, lease),
        ("transferred", "2022-05-01", None, sale),
    ]
    (issue,) = facts.issues
    assert issue.code == "LEDGER_EVENT_REFUSED"
    assert "to_holder is missing" in issue.message


@pytest.mark.parametrize(
    ("frames", "fields"),
    [
        ({"parcels": make_parcels(due_start_date="2022-01-01")}, ["due_start_date"]),
        ({"parcels": make_parcels(notice_no="公1号")}, ["notice_no"]),
        ({"parcels": make_parcels(exit_kind="swapped")}, ["exit_kind"]),
        ({"parcels": make_parcels(holder="甲", permit_no="许1号")}, []),
        (
            {"milestones": make_milestones(stage="started", planned_date="2022-01-01")},
            ["planned_date"],
        ),
        (
            {"milestones": make_milestones(stage="started", result="pass")},
            ["result"],
        ),
        (
            {"commitments": make_commitments(indicator="a", committed=1, measured=2)},
            ["committed", "measured"],
        ),
        ({"breaches": make_breaches(notice_no="通1号")}, ["breach_id"]),
        (
            {"breaches": make_breaches(found_date="2021-01-01", penalty_yuan=5)},
            ["penalty_yuan"],
        ),
        (
            {
                "breaches": make_breaches(
                    found_date="2021-01-01",
                    rectify_by_date="2021-06-01",
                    notice_no="通1号",
                )
            },
            ["notice_no"],
        ),
    ],
)
def test_what_has_no_day_is_told_and_not_recorded(frames, fields):
    facts = events_from_facts(frames)
    assert [(i.code, i.field) for i in facts.issues] == [
        ("LEDGER_FACT_UNDATED", field) for field in fields
    ]
    recorded = [name for e in facts.events for name in e.details]
    assert set(fields).isdisjoint(recorded)


def test_an_undated_fact_is_told_once_for_its_column():
    plots = make_parcels(parcel_id=list("ABCD"), extended_start_date="2022-01-01")
    (issue,) = events_from_facts({"parcels": plots}).issues
    assert issue.message.startswith("4 records of parcels state extended_start_date")
    assert issue.message.endswith(": A, B, C, ...")
    assert issue.message.zh.startswith("宗地有 4 条记录填写了")


def test_a_successor_is_told_as_no_split():
    plots = make_parcels(successor=["P2；P3", None, None], valid_to="2022-01-01")
    (issue,) = events_from_facts({"parcels": plots}).issues
    assert (issue.code, issue.value) == ("LEDGER_LINEAGE_NOT_RECORDED", "1")
    assert issue.message.endswith(": P1")


def test_facts_recorded_twice_are_recorded_once(tmp_path):
    frames = {
        "parcels": make_parcels(
            supply_date="2021-02-01",
            registered_area_m2=10_000,
            contract_date="2021-03-01",
            is_standard_land=True,
        ),
        "milestones": make_milestones(stage="supervised", actual_date="2022-03-01"),
        "breaches": make_breaches(kind="tax_short", found_date="2022-05-01"),
        "transfers": make_transfers(transfer_date="2022-06-01", to_holder="乙公司"),
    }
    path = tmp_path / "a.ledger"
    with create_ledger(path, policy="puyang", at=ENTRY.at, by="王") as ledger:
        first = record_facts(ledger, frames, ENTRY)
        again = record_facts(ledger, frames, ENTRY)
    assert (first.receipt.added, again.receipt.added) == (6, 0)
    assert again.receipt.already == 6
    assert [i.code for i in first.issues if i.severity == "error"] == []
