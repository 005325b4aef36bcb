"""The life of a plot in the ledger: what its events must say, and where they stand."""

from __future__ import annotations

from datetime import date

import pytest

from landuse.errors import SchemaError
from landuse.ledger.books import Books
from landuse.ledger.records import LedgerEvent, validated
from landuse.ledger.store import create_ledger
from landuse.lifeevents import BREACH_STEPS, PAPERS, PLOT_FACTS
from landuse.lifefields import BREACHES
from landuse.schema import fields_of
from landuse.vocabulary import has_label
from tests.ledger.events import NOW, supplied

DAY = date(2021, 6, 1)
BREACH = {"breach_id": "W1", "step": "found"}
PROMISE = {"indicator": "tax", "operator": ">=", "committed": "20"}


def make(kind, details, day=DAY, **fields):
    about = {"event": kind, "valid_date": day, "parcel_id": "P1", "details": details}
    return LedgerEvent(**(about | fields))


@pytest.mark.parametrize(
    ("kind", "details", "message"),
    [
        ("milestone", {"stage": "finished"}, "details.stage is 'finished'; known: pre"),
        ("milestone", {"stage": "complete"}, "mean 'completed'"),
        ("milestone", {"stage": "started", "result": "ok"}, "details.result is 'ok'"),
        ("planned", {"stage": "started"}, "planned_date or .*responsible_unit is miss"),
        (
            "planned",
            {"stage": "started", "planned_date": "2022-02-30"},
            "details.planned_date is '2022-02-30'; write YYYY-MM-DD",
        ),
        ("agreed", {"due_start_date": "2022-01-01"}, "details.paper is missing"),
        ("agreed", {"paper": "letter"}, "details.paper is 'letter'; known: contract"),
        (
            "agreed",
            {"paper": "contract", "due_start_date": "1.6.2021"},
            "due_start_date is '1.6.2021'; write YYYY-MM-DD",
        ),
        ("committed", PROMISE | {"operator": "=>"}, "details.operator is '=>'"),
        ("committed", PROMISE | {"committed": "20%"}, "committed is '20%', not a numb"),
        ("measured", {"indicator": "tax"}, "details.measured is missing"),
        ("measured", {"indicator": "tax", "measured": "NaN"}, "'NaN', not a number"),
        ("breach", BREACH | {"step": "penalized"}, "mean 'penalised'"),
        ("breach", {"step": "found"}, "details.breach_id is missing"),
        ("breach", BREACH | {"kind": "late"}, "details.kind is 'late'"),
        ("breach", BREACH | {"penalty_yuan": "-5"}, "'-5'; give yuan, not below zero"),
        ("exited", {"exit_kind": "gone"}, "details.exit_kind is 'gone'"),
        ("filed", {"is_standard_land": "yes"}, "is 'yes'; write true or false"),
        ("transferred", {"to_holder": "乙", "transfer_kind": "gift"}, "'gift'; known"),
        (
            "leased",
            {"to_holder": "乙", "assumes_obligations": "maybe"},
            "is 'maybe'; write true or false",
        ),
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_what_it_may_be(kind, details, message):
    with pytest.raises(SchemaError, match=message):
        validated(make(kind, details))


def test_staff_are_told_the_stages_in_chinese():
    with pytest.raises(SchemaError) as caught:
        validated(make("milestone", {"stage": "竣工"}))
    told = caught.value.args[0].zh
    assert told.startswith("节点办理事项：“阶段”为“竣工”，可用：")
    assert "completed（已竣工）" in told


def test_every_column_of_the_table_of_facts_is_canonical_and_in_it_once():
    parcels = {field.name for field in fields_of("parcels")}
    facts = [(f.date, f.document, f.area, f.method, *f.details) for f in PLOT_FACTS]
    named = [name for fact in facts for name in fact if name is not None]
    along = {name for fact in PLOT_FACTS for name in fact.along}
    assert {*named, *along} <= parcels
    assert along.isdisjoint(named)
    assert sorted(n for n in named if named.count(n) > 1) == ["contract_no"] * 2
    steps = [name for s in BREACH_STEPS for name in (s.date, s.document, *s.details)]
    left = {field.name for field in BREACHES} - set(steps)
    assert left == {
        *("breach_id", "parcel_id", "kind", "indicator", "responsible_unit", "remark")
    }


def test_every_step_and_paper_has_words():
    assert [s.name for s in BREACH_STEPS if not has_label("breach_step", s.name)] == []
    assert [paper for paper in PAPERS if not has_label("paper", paper)] == []


def test_a_life_is_recorded_and_moves_no_land(ledger_url):
    """Both backends: 1 ha stays supplied, whatever is promised, measured or broken."""
    events = [
        supplied("P1", "2021-01-01"),
        make("announced", {}, date(2020, 6, 1), document_no="公告1号"),
        make("agreed", {"paper": "contract", "due_start_date": "2022-01-01"}),
        make("committed", PROMISE),
        make("planned", {"stage": "accepted", "planned_date": "2025-01-01"}),
        make("milestone", {"stage": "supervised", "result": "fail"}),
        make("measured", {"indicator": "tax", "measured": "19.5"}),
        make("breach", BREACH | {"kind": "tax_short"}),
        make("leased", {"to_holder": "丙公司", "until_date": "2030-01-01"}),
    ]
    with create_ledger(ledger_url, policy="puyang", at=NOW, by="王") as ledger:
        assert ledger.append(events, by="王", at=NOW).added == len(events)
        (state,) = ledger.state().to_dict("records")
        kept = ledger.events()
        assert ledger.verify().ok
    assert (state["account"], state["area_m2"]) == ("supplied", 10_000.0)
    assert kept["event"].tolist().count("breach") == 1


def test_the_facts_of_a_row_of_its_own_are_not_the_last_word_of_the_parcel():
    books = Books()
    books.post(make("agreed", {"paper": "contract", "due_start_date": "2022-01-01"}))
    books.post(make("measured", {"indicator": "tax", "measured": "19.5"}))
    state = books.states()["P1"]
    assert state.details == {"paper": "contract", "due_start_date": "2022-01-01"}
    assert state.dates == {"agreed": DAY, "measured": DAY}
