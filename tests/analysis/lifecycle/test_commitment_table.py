"""Promises with their deviations, days and obligors."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.analysis.lifecycle.commitments import commitment_table
from landuse.testing import make_commitments, make_parcels, make_transfers


def table(day="2022-06-30", **columns):
    given = {"indicator": "x", "committed": 4.0, "due_date": "2022-06-30", **columns}
    return commitment_table(make_commitments(**given), day)


@pytest.mark.parametrize(
    ("operator", "deviations", "states"),
    [
        (">=", [-1, 0, 1], ["breached", "met", "met"]),
        (">", [-1, 0, 1], ["breached", "breached", "met"]),
        ("<=", [1, 0, -1], ["met", "met", "breached"]),
        ("<", [1, 0, -1], ["met", "breached", "breached"]),
        ("==", [-1, 0, -1], ["breached", "met", "breached"]),
    ],
)
def test_below_zero_is_short_whatever_the_operator(operator, deviations, states):
    made = table(operator=operator, measured=[3.0, 4.0, 5.0])
    assert made["deviation"].tolist() == deviations
    assert made["deviation_share"].tolist() == [value / 4 for value in deviations]
    assert made["state"].tolist() == states
    assert "-0.0" not in made["deviation"].astype("str").tolist()


@pytest.mark.parametrize(
    ("day", "state", "left"),
    [
        ("2022-06-29", "not_yet_due", 1),
        ("2022-06-30", "breached", 0),
        ("2022-07-01", "breached", -1),
    ],
    ids=["day before", "on the day", "day after"],
)
def test_the_days_that_are_left(day, state, left):
    row = table(day, measured=3.0).iloc[0]
    assert (row.state, row.days_left, row.deviation) == (state, left, -1)


def test_what_is_measured_later_is_not_known_yet():
    row = table(measured=5.0, measured_date="2022-07-01").iloc[0]
    assert row.state == "no_measurement"
    assert (
        row[["measured", "measured_date", "deviation", "deviation_share"]].isna().all()
    )


def test_missing_is_neither_zero_nor_short():
    made = table(measured=[None, 0.0], due_date=None, committed=[0.0, 0.0])
    assert made["state"].tolist() == ["not_yet_due", "met"]
    assert made["deviation"].isna().tolist() == [True, False]
    assert made["deviation_share"].isna().all()
    assert made["days_left"].isna().all()


def test_a_deviation_is_in_the_decimals_of_its_figures():
    made = table(committed=[15.0, 0.3], measured=[14.7, 0.1])
    assert made["deviation"].tolist() == [-0.3, -0.2]


def test_what_nothing_is_held_against_is_not_broken():
    made = make_commitments(
        parcel_id=["P1", "P2"],
        indicator="x",
        committed=4.0,
        measured=3.0,
        due_date="2022-06-30",
    )
    bare = made.assign(operator=[None, ">="], committed=[4.0, float("nan")])
    due = commitment_table(bare, "2022-06-30")
    assert due["state"].tolist() == ["no_measurement"] * 2
    assert due["deviation"].isna().all()
    early = commitment_table(bare, "2022-06-29")
    assert early["state"].tolist() == ["not_yet_due"] * 2


def test_a_yearly_promise_is_judged_year_by_year():
    made = table(
        "2022-09-30",
        due_date=["2020-12-31", "2021-12-31", "2022-12-31"],
        measured=[4.0, 3.5, None],
    )
    assert made["state"].tolist() == ["met", "breached", "not_yet_due"]


def test_who_answers_is_told_for_the_due_day_and_never_for_a_day_to_come():
    parcels = make_parcels(holder="甲")
    sold = make_transfers(
        transfer_date=["2021-05-01", "2023-05-01"],
        from_holder=["甲", "乙"],
        to_holder=["乙", "丙"],
        assumes_obligations=True,
    )
    made = make_commitments(
        parcel_id="P1",
        indicator="x",
        committed=1.0,
        due_date=["2021-04-30", "2021-05-01", "2024-01-01", None],
    )
    told = commitment_table(made, "2022-09-30", parcels=parcels, transfers=sold)
    assert told["obligor"].tolist() == ["甲", "乙", "乙", "乙"]
    alone = commitment_table(made, "2022-09-30")
    assert alone["obligor"].isna().all()
    assert alone["obligor_basis"].isna().all()


def test_the_parts_of_a_divided_plot_keep_its_promises():
    parcels = make_parcels(
        parcel_id=["P", "A", "B"],
        holder=["甲", "甲", "乙"],
        valid_to=["2022-01-01", None, None],
        successor=["A;B", None, None],
    )
    promised = make_commitments(
        parcel_id="P", indicator="x", committed=4.0, measured=3.0, due_date="2021-06-30"
    )
    before = commitment_table(promised, "2021-12-31", parcels=parcels)
    assert before["parcel_id"].tolist() == ["P"]
    after = commitment_table(promised, "2022-01-01", parcels=parcels)
    assert after["parcel_id"].tolist() == ["A", "B"]
    assert after["origin_parcel_id"].tolist() == ["P", "P"]
    assert after["state"].tolist() == ["breached", "breached"]
    assert after["obligor"].tolist() == ["甲", "乙"]


def test_no_commitments_give_no_rows_and_nothing_is_changed():
    empty = table(parcel_id=[])
    assert len(empty) == 0
    assert empty.columns.tolist() == table().columns.tolist()
    made = make_commitments(indicator="x", committed=1.0).set_axis([5])
    before = made.copy()
    commitment_table(made, "2022-01-01", parcels=make_parcels())
    assert_frame_equal(made, before)


def test_the_types_do_not_hang_on_what_is_there():
    full, empty = table(measured=4.0), table(parcel_id=[])
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
