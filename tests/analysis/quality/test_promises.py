"""Commitments, breaches and transfers: what is told, and what is not blamed."""

import pytest

from landuse.analysis.quality import check, cross_check
from landuse.testing import (
    make_breaches,
    make_commitments,
    make_parcels,
    make_transfers,
)

EARLY, LATE = "2021-03-01", "2021-03-02"


def told(frame, kind):
    issues = check(frame, kind)
    return list(zip(issues["code"], issues["field"], strict=True))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("found_date", "notice_date"),
        ("notice_date", "rectify_by_date"),
        ("notice_date", "rectified_date"),
        ("notice_date", "recovery_date"),
        ("rectified_date", "closed_date"),
        ("penalty_date", "penalty_paid_date"),
        ("price_supplement_date", "price_supplement_paid_date"),
    ],
)
def test_steps_against_a_breach_come_in_their_order(earlier, later):
    wrong = make_breaches(**{earlier: LATE, later: EARLY})
    assert ("DATES_OUT_OF_ORDER", later) in told(wrong, "breaches")
    assert told(make_breaches(**{earlier: EARLY, later: EARLY}), "breaches") == []
    assert told(make_breaches(**{earlier: EARLY, later: LATE}), "breaches") == []


@pytest.mark.parametrize(
    ("step", "lacks"),
    [
        ({"recovery_date": LATE}, "recovery_date"),
        ({"penalty_paid_date": LATE}, "penalty_paid_date"),
        ({"price_supplement_paid_date": LATE}, "price_supplement_paid_date"),
        ({"rectification_result": "pass"}, "rectification_result"),
        ({"notice_no": "1"}, "notice_no"),
        ({"penalty_no": "1"}, "penalty_no"),
        ({"price_supplement_no": "1"}, "price_supplement_no"),
        ({"recovery_no": "1"}, "recovery_no"),
    ],
)
def test_a_step_that_rests_on_nothing_is_told(step, lacks):
    breaches = make_breaches(
        breach_id=["W1", "W2"], **{n: [v, None] for n, v in step.items()}
    )
    issues = check(breaches, "breaches")
    assert issues[["code", "field", "feature"]].values.tolist() == [
        ["BREACH_STEP_MISSING", lacks, "W1"]
    ]


def test_steps_that_nothing_speaks_against_are_not_told():
    breaches = make_breaches(
        found_date=EARLY,
        rectify_by_date=["2021-06-01", None, None],  # of the agreement, without notice
        rectified_date=[None, LATE, None],  # before anybody asked for it
        penalty_date=[None, None, LATE],  # of the contract, without notice
        closed_date=[None, None, LATE],
    )
    assert told(breaches, "breaches") == []


def test_a_source_without_a_column_is_not_blamed_for_it():
    breaches = make_breaches(recovery_date=LATE)
    breaches.attrs["absent_columns"] = ["notice_date"]
    assert told(breaches, "breaches") == []
    commitments = make_commitments(indicator="x", committed=1.0, measured=1.0, unit="%")
    commitments.attrs["absent_columns"] = ["measured_date"]
    assert told(commitments, "commitments") == []


def test_a_measured_value_has_a_day():
    commitments = make_commitments(
        indicator=["a", "b", "c"],
        committed=1.0,
        unit="%",
        measured=[1.0, 1.0, None],
        measured_date=[None, EARLY, None],
    )
    issues = check(commitments, "commitments")
    assert issues["code"].tolist() == ["MEASURED_WITHOUT_DATE"]
    assert issues["value"].tolist() == ["1.0"]


def test_a_figure_has_a_unit_and_a_ratio_needs_none():
    commitments = make_commitments(
        indicator=["tax_per_mu", "tax_per_mu", "floor_area_ratio"],
        committed=1.0,
        unit=[None, "万元/亩", None],
        due_date=["2021-12-31", "2022-12-31", None],
    )
    issues = check(commitments, "commitments")
    assert issues[["code", "value"]].values.tolist() == [
        ["PROMISE_WITHOUT_UNIT", "tax_per_mu"]
    ]
    commitments.attrs["absent_columns"] = ["unit"]
    assert told(commitments, "commitments") == []


def test_a_yearly_promise_is_no_repeated_record():
    yearly = {
        "indicator": "tax_per_mu",
        "committed": 15.0,
        "unit": "万元/亩",
        "parcel_id": "P1",
    }
    commitments = make_commitments(due_date=["2021-12-31", "2022-12-31"], **yearly)
    assert told(commitments, "commitments") == []
    twice = make_commitments(due_date=["2021-12-31", "2021-12-31"], **yearly)
    assert [code for code, _ in told(twice, "commitments")] == ["DUPLICATE_ID"] * 2


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        pytest.param([("A", "B"), ("B", "C")], [], id="hand to hand"),
        pytest.param([("A", "B"), ("X", "C")], ["X"], id="a link is missing"),
        pytest.param([("A", "B"), (None, "C")], [], id="not recorded"),
        pytest.param([("A", "示例（甲）"), ("示例(甲) ", "C")], [], id="as written"),
    ],
)
def test_transfers_follow_each_other(rows, broken):
    given = [{"from_holder": a, "to_holder": b} for a, b in rows]
    columns = {name: [row[name] for row in given] for name in given[0]}
    transfers = make_transfers(transfer_date=[EARLY, LATE], **columns)
    issues = check(transfers.iloc[::-1], "transfers")
    assert issues["code"].tolist() == ["TRANSFER_CHAIN_BROKEN"] * len(broken)
    assert issues["value"].tolist() == broken


def test_a_lease_and_sales_of_one_day_break_no_chain():
    lease = make_transfers(
        transfer_date=[EARLY, LATE],
        transfer_kind=["lease", "sale"],
        from_holder=["A", "A"],
        to_holder=["T", "B"],
    )
    assert told(lease, "transfers") == []
    one_day = make_transfers(
        transfer_date=[EARLY, EARLY, LATE],
        from_holder=["B", "A", "C"],
        to_holder=["C", "B", "D"],
    )
    assert told(one_day, "transfers") == []


def test_a_lease_ends_after_it_began():
    lease = {"transfer_kind": "lease", "to_holder": "T"}
    assert told(
        make_transfers(transfer_date=LATE, until_date=EARLY, **lease), "transfers"
    ) == [("DATES_OUT_OF_ORDER", "until_date")]
    one_day = make_transfers(transfer_date=LATE, until_date=LATE, **lease)
    assert told(one_day, "transfers") == []


@pytest.mark.parametrize(
    ("plot", "count"),
    [
        ({"contract_date": "2021-03-02"}, 0),
        ({"contract_date": "2021-03-03"}, 1),
        ({"contract_date": "2021-03-03", "supply_date": "2021-02-28"}, 0),
        ({"contract_date": "2021-03-03", "exit_date": "2021-01-01"}, 0),
        ({}, 0),
    ],
    ids=["same day", "day before", "supplied before", "granted anew", "unknown"],
)
def test_no_plot_is_transferred_before_it_is_supplied(plot, count):
    frames = {
        "parcels": make_parcels(**plot),
        "transfers": make_transfers(transfer_date=LATE, to_holder="B"),
    }
    issues = cross_check(frames)
    assert [i.code for i in issues] == ["TRANSFERRED_BEFORE_SUPPLIED"] * count


@pytest.mark.parametrize(
    ("plot", "transfer", "told"),
    [
        ({"holder": "乙"}, {}, []),
        ({"holder": "甲"}, {}, ["HOLDER_DISAGREES"]),
        ({"holder": None}, {}, []),
        ({"holder": "甲"}, {"transfer_kind": "lease"}, []),
        ({"holder": "甲"}, {"transfer_date": "2021-03-03"}, []),
        ({"holder": "甲", "exit_date": "2021-03-02"}, {}, []),
        ({"holder": "甲", "valid_to": "2021-03-02"}, {}, []),
        ({"holder": "丙"}, {"to_holder": ["乙", "丙"]}, []),
        (
            {"holder": "丙"},
            {"transfer_date": [EARLY, LATE, LATE], "to_holder": ["丁", "乙", "丙"]},
            [],
        ),
        (
            {"holder": "丙"},
            {"transfer_date": [LATE, EARLY], "to_holder": ["乙", "丙"]},
            ["HOLDER_DISAGREES"],
        ),
    ],
    ids=[
        *("the same", "another", "not recorded", "a lease", "later", "given up"),
        *("divided", "two on one day", "two after another", "the one before"),
    ],
)
def test_the_holder_is_who_took_the_plot_over_last(plot, transfer, told):
    frames = {
        "parcels": make_parcels(**plot),
        "transfers": make_transfers(
            **{"transfer_date": LATE, "to_holder": "乙", **transfer}
        ),
    }
    issues = cross_check(frames, as_of=LATE)
    assert [i.code for i in issues if i.code != "NOT_IN_FORCE"] == told


@pytest.mark.parametrize("kind", ["commitments", "breaches", "transfers"])
def test_a_plot_that_is_not_there_is_named(kind):
    made = {
        "commitments": make_commitments(
            parcel_id=["P1", "P9"], indicator="x", committed=1.0
        ),
        "breaches": make_breaches(parcel_id=["P1", "P9"]),
        "transfers": make_transfers(parcel_id=["P1", "P9"], transfer_date=LATE),
    }
    issues = cross_check({"parcels": make_parcels(), kind: made[kind]})
    assert [(i.code, i.field, i.value) for i in issues] == [
        ("UNKNOWN_REFERENCE", "parcel_id", "P9")
    ]
