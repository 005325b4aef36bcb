"""What each plot owes on a day, in the columns of its life."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.analysis.lifecycle import lifecycle
from landuse.policy import load_policy
from landuse.testing import (
    make_breaches,
    make_commitments,
    make_parcels,
    make_transfers,
)

NATIONAL = load_policy("national")
DAY = "2022-09-30"
SCORE = """
[policy]
id = "own"
title = "本地"
extends = "national"

[[value]]
key = "lifecycle.score"
value = { milestones = 50, commitments = 50, done_late = 0.5 }
basis = "示例"
confidence = "E"
"""


def plain(row, *names):
    return tuple(None if pd.isna(row[name]) else row[name] for name in names)


def breach_state(day=DAY, commitments=None, breaches=None, **columns):
    made = lifecycle(
        make_parcels(**columns), commitments, NATIONAL, day, breaches=breaches
    )
    return plain(made.iloc[0], "breach_state", "open_breaches")


def test_the_worst_open_breach_stands_for_the_plot():
    breaches = make_breaches(
        parcel_id=["P1", "P1", "P1", "P2"],
        found_date="2022-01-01",
        notice_date=[None, "2022-01-02", "2022-01-02", "2022-01-02"],
        rectify_by_date=[None, "2022-12-31", "2022-10-31", "2022-03-01"],
        closed_date=[None, None, None, "2022-02-01"],
    )
    parcels = make_parcels(parcel_id=["P2", "P1", "P3"]).set_axis([5, 4, 3])
    made = lifecycle(parcels, None, NATIONAL, DAY, breaches=breaches)
    assert made["breach_state"].to_dict() == {5: "none", 4: "rectifying", 3: "none"}
    assert made["open_breaches"].to_dict() == {5: 0, 4: 3, 3: 0}
    assert made.loc[4, "rectify_by_date"] == pd.Timestamp("2022-10-31")
    assert made.loc[[5, 3], "rectify_by_date"].isna().all()


def test_the_period_of_what_is_rectified_is_over_though_money_is_owed():
    breaches = make_breaches(
        notice_date="2022-01-01",
        rectify_by_date=["2022-03-01", "2022-12-31"],
        rectified_date=["2022-02-01", None],
        penalty_date=["2022-02-02", None],
    )
    row = lifecycle(make_parcels(), None, NATIONAL, DAY, breaches=breaches).iloc[0]
    assert (row.breach_state, row.open_breaches) == ("penalised", 2)
    assert row.rectify_by_date == pd.Timestamp("2022-12-31")


def test_without_a_table_of_breaches_nothing_is_said_of_them():
    assert breach_state() == (None, None)
    assert breach_state(breaches=make_breaches(breach_id=[])) == ("none", 0)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2022-06-29", None), ("2022-06-30", "suspected"), ("2022-07-01", "suspected")],
)
def test_a_broken_promise_that_nobody_found_is_a_suspicion(day, expected):
    promised = make_commitments(
        parcel_id="P1",
        indicator="tax_per_mu",
        committed=15.0,
        measured=14.0,
        due_date="2022-06-30",
    )
    assert breach_state(day, promised) == (expected, None)


def test_a_plot_that_was_given_up_is_not_suspected():
    promised = make_commitments(
        parcel_id="P1",
        indicator="tax_per_mu",
        committed=15.0,
        measured=14.0,
        due_date="2022-06-30",
    )
    assert breach_state(DAY, promised, exit_date="2022-10-01") == ("suspected", None)
    assert breach_state(DAY, promised, exit_date="2022-09-30") == (None, None)


def test_what_is_not_measured_is_no_suspicion():
    promised = make_commitments(
        parcel_id="P1", indicator="tax_per_mu", committed=15.0, due_date="2022-06-30"
    )
    assert breach_state(DAY, promised) == (None, None)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"kind": "tax_short", "found_date": "2022-03-01"}, "none"),
        ({"kind": "tax_short", "found_date": "2021-12-31"}, "none"),
        ({"kind": "tax_short", "found_date": "2021-12-30"}, "suspected"),
        ({"kind": "tax_short"}, "none"),
        ({"kind": "other", "indicator": "tax_per_mu"}, "none"),
        ({"kind": "tax_short", "indicator": "output_per_mu"}, "suspected"),
        ({"kind": "output_short", "found_date": "2022-03-01"}, "suspected"),
    ],
)
def test_a_breach_on_record_answers_for_what_was_due_until_it_was_found(
    columns, expected
):
    promised = make_commitments(
        parcel_id="P1",
        indicator="tax_per_mu",
        committed=15.0,
        measured=14.0,
        due_date="2021-12-31",
    )
    breaches = make_breaches(closed_date="2022-09-01", **columns)
    assert breach_state(DAY, promised, breaches) == (expected, 0)


def test_an_open_breach_is_shown_before_a_suspicion():
    breaches = make_breaches(kind="change_of_use", found_date="2022-01-01")
    late = {"delivery_date": "2020-01-01", "due_start_date": "2021-01-01"}
    assert breach_state(breaches=breaches, **late) == ("found", 1)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"delivery_date": "2020-01-01", "due_start_date": "2022-09-30"}, None),
        ({"delivery_date": "2020-01-01", "due_start_date": "2022-09-29"}, "suspected"),
        ({"contract_date": "2020-01-01", "due_delivery_date": "2020-02-01"}, None),
        (
            {"start_date": "2020-01-01", "due_completion_date": "2022-01-01"},
            "suspected",
        ),
        (
            {
                "start_date": "2020-01-01",
                "due_completion_date": "2022-01-01",
                "exit_date": "2022-06-01",
            },
            None,
        ),
    ],
    ids=["due today", "overdue", "delivery is not his", "completion", "given up"],
)
def test_an_overdue_step_of_the_holder_is_a_suspicion(columns, expected):
    assert breach_state(**columns) == (expected, None)


@pytest.mark.parametrize(
    ("cause", "until", "expected"),
    [
        ("enterprise", None, "suspected"),
        ("mixed", None, "suspected"),
        (None, None, "suspected"),
        ("government", None, None),
        ("force_majeure", "2022-09-01", None),
        ("government", "2022-08-31", "suspected"),
    ],
)
def test_a_start_that_others_hold_up_is_no_suspicion(cause, until, expected):
    late = {"delivery_date": "2020-01-01", "due_start_date": "2022-09-01"}
    assert breach_state(cause=cause, cause_to=until, **late) == (expected, None)
    built = {"start_date": "2020-01-01", "due_completion_date": "2022-09-01"}
    assert breach_state(cause=cause, cause_to=until, **built) == ("suspected", None)


def test_a_late_step_on_record_is_no_suspicion():
    breaches = make_breaches(
        kind="late_start", found_date="2022-02-01", closed_date="2022-03-01"
    )
    late = {"delivery_date": "2020-01-01", "due_start_date": "2022-01-31"}
    assert breach_state(breaches=breaches, **late) == ("none", 0)


LINE = {
    "parcel_id": ["P", "A", "B"],
    "holder": ["甲", "甲", "丁"],
    "valid_to": ["2022-01-01", None, None],
    "successor": ["A;B", None, None],
}


def test_the_parts_of_a_divided_plot_owe_what_it_owed():
    whole = make_parcels(**LINE)
    records = {
        "breaches": make_breaches(parcel_id="P", notice_date="2021-11-01"),
        "transfers": make_transfers(
            parcel_id="P",
            transfer_date="2021-06-01",
            from_holder="戊",
            to_holder="甲",
            assumes_obligations=[False],
        ),
    }
    promised = make_commitments(
        parcel_id="P", indicator="x", committed=1.0, due_date="2023-01-01"
    )
    names = ["commitments_not_yet_due", "breach_state", "open_breaches", "obligor"]
    before = lifecycle(whole, promised, NATIONAL, "2021-12-31", **records)[names]
    owed = [1, "rectification_undated", 1, "戊"]
    assert before.iloc[0].tolist() == owed
    assert before["open_breaches"].tolist() == [1, 0, 0]
    parts = whole.iloc[1:]
    after = lifecycle(parts, promised, NATIONAL, DAY, **records, lineage=whole)[names]
    assert after.values.tolist() == [owed, owed]
    all_ = lifecycle(whole, promised, NATIONAL, DAY, **records)[names]
    assert_frame_equal(all_.iloc[1:], after)
    assert all_.iloc[0].tolist() == [0, "none", 0, "戊"]


def test_a_settled_breach_of_the_whole_answers_for_the_promise_of_the_parts():
    breaches = make_breaches(
        parcel_id="P",
        kind="tax_short",
        found_date="2021-07-01",
        closed_date="2021-08-01",
    )
    promised = make_commitments(
        parcel_id="P",
        indicator="tax_per_mu",
        committed=15.0,
        measured=14.0,
        due_date=["2021-06-30", "2022-06-30"],
    )
    plots = make_parcels(**LINE)
    for rows, states in ((1, ["none"] * 3), (2, ["none", "suspected", "suspected"])):
        made = lifecycle(plots, promised[:rows], NATIONAL, DAY, breaches=breaches)
        assert made["breach_state"].tolist() == states


def test_lessee_and_obligor_stand_beside_the_plot():
    transfers = make_transfers(
        transfer_date=["2021-01-01", "2021-02-01"],
        transfer_kind=["sale", "lease"],
        from_holder=["甲", "乙"],
        to_holder=["乙", "租户"],
        assumes_obligations=[None, False],
        until_date=[None, "2022-09-30"],
    )
    plot = make_parcels(holder="乙")
    columns = ("lessee", "obligor", "obligor_basis")
    day = lifecycle(plot, None, NATIONAL, DAY, transfers=transfers).iloc[0]
    assert plain(day, *columns) == ("租户", None, "not_said")
    after = lifecycle(plot, None, NATIONAL, "2022-10-01", transfers=transfers).iloc[0]
    assert plain(after, *columns) == (None, None, "not_said")


def test_the_score_counts_steps_in_time_late_and_overdue(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(SCORE, encoding="utf-8")
    plot = make_parcels(
        contract_date="2019-01-01",
        due_delivery_date="2019-02-01",
        delivery_date="2019-02-01",  # in time, on the last day
        due_start_date="2019-08-01",
        start_date="2019-08-02",  # late by a day: half
        due_completion_date="2021-08-01",  # overdue
    )
    promised = make_commitments(
        parcel_id="P1",
        indicator=["a", "b", "c", "d"],
        committed=1.0,
        measured=[1.0, 0.5, None, None],
        due_date=["2022-01-01", "2022-01-01", "2022-01-01", "2023-01-01"],
    )
    names = ("performance_score", "performance_basis")
    row = lifecycle(plot, promised, load_policy(path), DAY).iloc[0]
    # 50 x 1.5/3 + 50 x 1/2
    assert plain(row, *names) == (
        (50.0, "score_milestones=1.5/3×50; score_commitments=1/2×50; not_measured=1")
    )
    ordinary = lifecycle(plot, None, load_policy(path), DAY).iloc[0]
    assert plain(ordinary, *names) == (
        (50.0, "score_milestones=1.5/3×50; score_commitments=?×50")
    )
    new = lifecycle(make_parcels(), promised[:0], load_policy(path), DAY).iloc[0]
    assert pd.isna(new["performance_score"])
    assert plain(lifecycle(plot, promised, NATIONAL, DAY).iloc[0], *names) == (
        (None, None)
    )


def test_what_was_settled_before_a_division_is_not_held_against_the_parts(tmp_path):
    path = tmp_path / "own.toml"
    rule = "{ breaches = 1, done_late = 0, deduct = { closed = 0.5, found = 0.5 } }"
    text = SCORE.replace("{ milestones = 50, commitments = 50, done_late = 0.5 }", rule)
    path.write_text(text, encoding="utf-8")
    breaches = make_breaches(
        parcel_id="P", found_date="2021-01-01", closed_date=["2021-06-01", None]
    )
    made = lifecycle(
        make_parcels(**LINE), None, load_policy(path), DAY, breaches=breaches
    )
    # each keeps half: the whole what was closed, the parts what is open
    assert made["performance_score"].tolist() == [50.0, 50.0, 50.0]


def test_plots_may_stand_under_one_label(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(SCORE, encoding="utf-8")
    plots = make_parcels(parcel_id=["A", "B"], holder=["甲", "乙"])
    breaches = make_breaches(parcel_id="B", found_date="2021-01-01")
    sold = make_transfers(parcel_id="B", transfer_date="2021-01-01", to_holder="丙")
    records = {"breaches": breaches, "transfers": sold}
    one, two = (
        lifecycle(p, None, load_policy(path), DAY, **records)
        for p in (plots, plots.set_axis([7, 7]))
    )
    assert_frame_equal(one, two.reset_index(drop=True))
    assert one["open_breaches"].tolist() == [0, 1]


def test_no_plots_have_the_same_columns_and_types():
    records = {"breaches": make_breaches(notice_date=DAY), "transfers": None}
    full = lifecycle(make_parcels(holder="甲"), None, NATIONAL, DAY, **records)
    none = lifecycle(make_parcels(parcel_id=[]), None, NATIONAL, DAY, **records)
    pd.testing.assert_series_equal(full.dtypes, none.dtypes)
    bare = lifecycle(make_parcels(), None, NATIONAL, DAY)
    pd.testing.assert_series_equal(full.dtypes, bare.dtypes)
