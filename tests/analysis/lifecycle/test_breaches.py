"""Breaches: every state, each line one day before, on it and after."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.analysis.lifecycle.breaches import (
    BREACH_STATES,
    OPEN_STATES,
    breach_states,
    breach_table,
)
from landuse.policy import load_policy
from landuse.testing import make_breaches, make_parcels, make_transfers
from landuse.vocabulary import has_label

NATIONAL = load_policy("national")
#: A notice of 1 June with 30 days ends with 1 July.
NOTICE, LAST, AFTER = "2022-06-01", "2022-07-01", "2022-07-02"
OWN = """
[policy]
id = "own"
title = "本地"
extends = "national"

[[value]]
key = "lifecycle.rectification_days"
value = 30
unit = "day"
basis = "示例"
confidence = "E"
effective_to = 2022-06-30

[[value]]
key = "lifecycle.rectification_days"
value = 10
unit = "day"
basis = "示例"
confidence = "E"
effective_from = 2022-07-01
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return load_policy(path)


def states(day, policy=NATIONAL, **columns):
    made = {"found_date": "2022-05-20", "notice_date": NOTICE, **columns}
    return breach_states(make_breaches(**made), policy, day)


def state(day, policy=NATIONAL, **columns):
    return states(day, policy, **columns)["breach_state"].tolist()


@pytest.mark.parametrize(
    ("day", "expected", "left"),
    [
        ("2022-05-19", None, None),
        ("2022-05-20", "found", None),
        ("2022-05-31", "found", None),
        ("2022-06-01", "rectifying", 30),
        ("2022-06-30", "rectifying", 1),
        ("2022-07-01", "rectifying", 0),
        ("2022-07-02", "rectification_overdue", -1),
    ],
)
def test_a_breach_day_by_day(day, expected, left):
    row = states(day, rectify_by_date=LAST)
    assert row["breach_state"].tolist() == ([] if expected is None else [expected])
    if expected is not None:
        assert row["is_open"].all()
        assert [None if pd.isna(v) else v for v in row["days_left"]] == [left]


@pytest.mark.parametrize(
    ("rectified", "expected", "on_time"),
    [
        ("2022-06-30", "rectified", True),
        (LAST, "rectified", True),
        (AFTER, "rectified_late", False),
    ],
    ids=["day before the last", "last day", "one day after"],
)
@pytest.mark.parametrize("result", ["pass", None])
def test_a_rectification_that_ends_in_time_and_one_that_does_not(
    rectified, expected, on_time, result
):
    row = states(
        "2022-09-30",
        rectify_by_date=LAST,
        rectified_date=rectified,
        rectification_result=result,
    ).iloc[0]
    assert (row.breach_state, row.is_open) == (expected, False)
    assert row.rectified_on_time == on_time
    assert row.state_since == pd.Timestamp(rectified)
    assert pd.isna(row.days_left)


@pytest.mark.parametrize("result", ["fail", "partial"])
@pytest.mark.parametrize(
    ("day", "expected"), [(LAST, "rectifying"), (AFTER, "rectification_overdue")]
)
def test_a_rectification_that_failed_or_was_partial_ends_nothing(result, day, expected):
    row = states(
        day,
        rectify_by_date=LAST,
        rectified_date="2022-06-20",
        rectification_result=result,
    ).iloc[0]
    assert row.breach_state == expected
    assert pd.isna(row.rectified_on_time)


@pytest.mark.parametrize(
    ("notice", "agreed", "by", "basis"),
    [
        (NOTICE, "2022-08-31", "2022-08-31", "agreement"),
        (NOTICE, None, LAST, "policy"),
        ("2022-06-30", None, "2022-07-30", "policy"),
        ("2022-07-01", None, "2022-07-11", "policy"),
        (None, "2022-08-31", "2022-08-31", "agreement"),
        (None, None, None, "not_known"),
    ],
    ids=["agreement", "policy", "last of old", "first of new", "no notice", "nothing"],
)
def test_the_period_is_that_of_the_agreement_or_of_the_policy(
    own, notice, agreed, by, basis
):
    row = states("2022-07-01", own, notice_date=notice, rectify_by_date=agreed).iloc[0]
    assert row.rectify_by_basis == basis
    if by is None:
        assert pd.isna(row.rectify_by_date)
    else:
        assert row.rectify_by_date == pd.Timestamp(by)


def test_where_no_period_is_known_it_cannot_be_told_whether_it_has_ended():
    assert state("2030-01-01") == ["rectification_undated"]
    late = states("2030-01-01", rectified_date="2029-12-31").iloc[0]
    assert late.breach_state == "rectified"
    assert pd.isna(late.rectified_on_time)


@pytest.mark.parametrize(
    ("what", "expected"),
    [("penalty", "penalised"), ("price_supplement", "price_supplement_due")],
)
def test_money_that_was_decided_is_owed_until_it_is_paid(what, expected):
    decided, paid = "2022-07-10", "2022-08-01"
    given = {
        "rectify_by_date": LAST,
        f"{what}_date": decided,
        f"{what}_yuan": 120_000.0,
        f"{what}_paid_date": paid,
    }
    assert state("2022-07-09", **given) == ["rectification_overdue"]
    assert state(decided, **given) == [expected]
    assert state("2022-07-31", **given) == [expected]
    assert state(paid, **given) == ["rectification_overdue"]
    before = states("2022-07-09", **given).iloc[0]
    assert pd.isna(before[f"{what}_yuan"])
    rectified = {**given, "rectified_date": "2022-07-05"}
    assert state("2022-07-31", **rectified) == [expected]
    assert states("2022-07-31", **rectified)["days_left"].isna().all()
    assert state(paid, **rectified) == ["rectified_late"]


def test_a_sum_that_is_not_recorded_is_owed_and_a_sum_of_nothing_is_not():
    given = {"rectify_by_date": LAST, "penalty_date": "2022-07-10"}
    assert state("2022-08-01", penalty_yuan=[None, 0.0], **given) == (
        ["penalised", "rectification_overdue"]
    )


@pytest.mark.parametrize("step", ["recovery_date", "closed_date"])
def test_recovery_and_closing_end_it(step):
    given = {
        "rectify_by_date": LAST,
        "penalty_date": "2022-07-10",
        "price_supplement_date": "2022-07-11",
        step: "2022-09-01",
    }
    word = {"recovery_date": "recovered", "closed_date": "closed"}[step]
    assert state("2022-08-31", **given) == ["price_supplement_due"]
    assert state("2022-09-01", **given) == [word]
    both = {**given, "recovery_date": "2022-09-01", "closed_date": "2022-09-01"}
    assert state("2022-09-01", **both) == ["recovered"]


def test_a_breach_is_known_from_its_first_dated_step_on():
    undated = {"found_date": None, "rectify_by_date": LAST}
    assert state("2022-05-31", **undated) == []
    assert state(NOTICE, **undated) == ["rectifying"]
    nothing = states("1990-01-01", found_date=None, notice_date=None).iloc[0]
    assert nothing.breach_state == "found"
    assert pd.isna(nothing.state_since)


def test_a_notice_without_a_day_is_not_given_on_any():
    given = {"notice_date": None, "notice_no": "1"}
    assert state("2022-09-30", **given) == ["found"]


def test_what_a_later_step_says_is_not_known_yet():
    row = states("2022-05-31", notice_no="1", rectify_by_date=LAST).iloc[0]
    assert row[["notice_no", "notice_date", "rectify_by_date"]].isna().all()


PLOTS = {
    "parcel_id": ["P", "A", "B"],
    "zone_id": ["z", "z", "y"],
    "holder": ["甲", "甲", "丁"],
    "valid_to": ["2022-07-01", None, None],
    "successor": ["A;B", None, None],
}


def test_the_parts_of_a_divided_plot_carry_what_is_open_and_no_more():
    breaches = make_breaches(
        parcel_id="P",
        kind=["tax_short", "late_start"],
        found_date=["2022-01-01", "2022-01-02"],
        closed_date=[None, "2022-02-01"],
    )
    parcels = make_parcels(**PLOTS)
    before = breach_table(breaches, NATIONAL, "2022-06-30", parcels=parcels)
    assert before["parcel_id"].tolist() == ["P", "P"]
    after = breach_table(breaches, NATIONAL, "2022-07-01", parcels=parcels)
    columns = ["parcel_id", "origin_parcel_id", "zone_id", "breach_kind", "obligor"]
    assert after[columns].values.tolist() == [
        ["A", "P", "z", "tax_short", "甲"],
        ["B", "P", "y", "tax_short", "丁"],
        ["P", "P", "z", "late_start", "甲"],
    ]


def test_who_answers_for_an_open_breach_is_told_for_the_day():
    breaches = make_breaches(found_date="2022-01-01", kind="tax_short")
    sold = make_transfers(
        transfer_date="2022-03-01",
        from_holder="甲",
        to_holder="乙",
        assumes_obligations=True,
    )
    told = [
        breach_table(
            breaches,
            NATIONAL,
            day,
            parcels=make_parcels(holder="甲"),
            transfers=sold,
        )["obligor"].item()
        for day in ("2022-02-28", "2022-03-01")
    ]
    assert told == ["甲", "乙"]


def test_the_table_has_the_same_columns_and_types_without_rows():
    full = breach_table(make_breaches(notice_date=NOTICE), NATIONAL, "2022-09-30")
    empty = breach_table(make_breaches(breach_id=[]), NATIONAL, "2022-09-30")
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
    assert len(empty) == 0


def test_every_state_has_its_words():
    assert all(has_label("breach_state", name) for name in BREACH_STATES)
    assert all(has_label("rectify_by_basis", n) for n in ("agreement", "policy"))


STEPS = (
    "found_date",
    "notice_date",
    "rectified_date",
    "penalty_date",
    "penalty_paid_date",
    "price_supplement_date",
    "price_supplement_paid_date",
    "recovery_date",
    "closed_date",
)
DAYS = [f"2022-01-0{number}" for number in range(1, 8)]
maybe = st.none() | st.sampled_from(DAYS)
one = st.fixed_dictionaries(
    dict.fromkeys((*STEPS, "rectify_by_date"), maybe)
    | {"rectification_result": st.sampled_from([None, "pass", "fail", "partial"])}
)
many = st.lists(one, min_size=6, max_size=24)


def frame(rows):
    return make_breaches(**{name: [row[name] for row in rows] for name in rows[0]})


@settings(max_examples=10, deadline=None)
@given(many)
def test_only_a_dated_step_makes_a_breach_better(rows):
    breaches = frame(rows)
    rank = {name: place for place, name in enumerate(OPEN_STATES)}
    before = pd.Series(dtype="int64")
    for day in DAYS:
        found = breach_states(breaches, NATIONAL, day)["breach_state"]
        place = found.map(rank).fillna(-1).astype("int64")  # what is settled is best
        better = place < before.reindex(place.index, fill_value=-1)
        stepped = (breaches.loc[place.index, list(STEPS)] == day).any(axis=1)
        assert (stepped | ~better).all()
        assert set(before.index) <= set(place.index)
        before = place


@settings(max_examples=10, deadline=None)
@given(many, st.sampled_from(DAYS))
def test_later_days_and_the_order_of_rows_change_nothing(rows, day):
    table = breach_table(frame(rows), NATIONAL, day)
    assert_frame_equal(breach_table(frame(rows)[::-1], NATIONAL, day), table)
    postponed = [
        {n: "2030-01-01" if n in STEPS and (v or "") > day else v for n, v in r.items()}
        for r in rows
    ]
    assert_frame_equal(breach_table(frame(postponed), NATIONAL, day), table)
