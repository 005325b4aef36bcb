from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.analysis.lifecycle import STAGES, commitment_states, lifecycle
from landuse.policy import load_policy
from landuse.testing import make_commitments, make_parcels

POLICY = load_policy("puyang")
#: The stages that ordinary land goes through.
USUAL = STAGES[2:9]
FACTS = {
    "contract_date": "2019-01-10",
    "delivery_date": "2019-02-10",
    "start_date": "2019-08-10",
    "completion_date": "2020-08-10",
    "production_date": "2020-10-10",
    "full_production_date": "2021-10-10",
    "acceptance_date": "2022-01-10",
}


def one(as_of: str, **columns):
    return lifecycle(make_parcels(**columns), None, POLICY, as_of).iloc[0]


@pytest.mark.parametrize("count", range(1, 8))
def test_the_stage_is_the_furthest_dated_fact(count):
    facts = dict(list(FACTS.items())[:count])
    row = one("2022-09-30", **facts)
    assert row.lifecycle_stage == USUAL[count - 1]
    assert pd.isna(row.skipped_stages)
    assert pd.isna(row.impossible_order)


@pytest.mark.parametrize("place", range(7))
def test_a_fact_counts_from_its_day_on(place):
    day = pd.Timestamp(list(FACTS.values())[place])
    before = (day - pd.Timedelta(days=1)).date()
    stage = one(before, **FACTS).lifecycle_stage
    assert (stage == USUAL[place - 1]) if place else pd.isna(stage)
    assert one(day.date(), **FACTS).lifecycle_stage == USUAL[place]


def test_without_any_date_the_stage_is_missing():
    row = one("2022-09-30")
    assert pd.isna(row.lifecycle_stage)
    assert row.next_stage == "granted"
    assert pd.isna(row.is_overdue)


def test_supply_stands_in_for_a_missing_contract():
    assert one("2022-09-30", supply_date="2020-01-01").lifecycle_stage == "granted"


def test_an_accepted_plot_has_nothing_next_and_is_not_overdue():
    row = one("2030-01-01", **FACTS)
    assert pd.isna(row.next_stage)
    assert row.is_overdue is False or not row.is_overdue
    assert row.days_overdue == 0


@pytest.mark.parametrize(
    ("as_of", "overdue", "days"),
    [("2020-02-28", False, 0), ("2020-02-29", False, 0), ("2020-03-01", True, 1)],
    ids=["day before", "due day", "day after"],
)
def test_overdue_begins_the_day_after_the_due_day(as_of, overdue, days):
    row = one(as_of, delivery_date="2019-01-01", due_start_date="2020-02-29")
    assert (bool(row.is_overdue), row.days_overdue) == (overdue, days)
    assert row.lifecycle_stage == "delivered"


@pytest.mark.parametrize(
    ("columns", "due", "basis"),
    [
        pytest.param(
            {"extended_start_date": "2021-05-01", "due_start_date": "2020-05-01"},
            "2021-05-01",
            "extended_start_date",
            id="the extension wins",
        ),
        pytest.param(
            {"due_start_date": "2020-05-01"},
            "2020-05-01",
            "due_start_date",
            id="the contract",
        ),
        pytest.param({}, "2021-02-28", "delivery_date", id="a year after delivery"),
    ],
)
def test_the_due_start(columns, due, basis):
    row = one("2020-03-01", delivery_date="2020-02-29", **columns)
    assert (row.next_stage, row.due_basis) == ("started", basis)
    assert row.next_due_date == pd.Timestamp(due)


@pytest.mark.parametrize(
    ("reached", "column", "stage"),
    [
        ("contract_date", "due_delivery_date", "delivered"),
        ("start_date", "due_completion_date", "completed"),
        ("completion_date", "due_production_date", "producing"),
        ("production_date", "due_full_production_date", "full_production"),
    ],
)
def test_each_stage_has_its_due_date(reached, column, stage):
    row = one("2021-01-01", **{reached: "2020-01-01", column: "2020-12-31"})
    assert (row.next_stage, row.due_basis, row.days_overdue) == (stage, column, 1)


def test_an_unknown_due_date_is_neither_overdue_nor_on_time():
    row = one("2022-09-30", start_date="2020-01-01")
    assert row.next_stage == "completed"
    assert pd.isna(row.next_due_date)
    assert pd.isna(row.is_overdue)
    assert pd.isna(row.days_overdue)


def test_skipped_stages_are_named():
    row = one("2022-09-30", contract_date="2019-01-01", completion_date="2020-01-01")
    assert row.skipped_stages == "delivered;started"


def test_an_impossible_order_is_named():
    row = one("2022-09-30", start_date="2020-01-02", completion_date="2020-01-01")
    assert row.impossible_order == "completed<started"
    same_day = one("2022-09-30", start_date="2020-01-01", completion_date="2020-01-01")
    assert pd.isna(same_day.impossible_order)
    assert pd.isna(
        one(
            "2020-01-01", start_date="2020-01-02", completion_date="2020-01-01"
        ).impossible_order
    )


@pytest.mark.parametrize(
    ("measured", "due", "as_of", "state"),
    [
        (1.0, "2022-06-30", "2022-01-01", "met"),
        (1.0, "2022-06-30", "2022-07-01", "met"),
        (0.9, "2022-06-30", "2022-06-29", "not_yet_due"),
        (0.9, "2022-06-30", "2022-06-30", "breached"),
        (0.9, "2022-06-30", "2022-07-01", "breached"),
        (None, "2022-06-30", "2022-06-29", "not_yet_due"),
        (None, "2022-06-30", "2022-06-30", "no_measurement"),
        (0.9, None, "2022-06-30", "not_yet_due"),
    ],
)
def test_states_of_a_commitment(measured, due, as_of, state):
    made = make_commitments(
        indicator="floor_area_ratio", committed=1.0, measured=measured, due_date=due
    )
    assert commitment_states(made, as_of).tolist() == [state]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2022-07-31", "no_measurement"), ("2022-08-01", "breached")],
    ids=["day before", "day of measuring"],
)
def test_a_measurement_is_known_from_its_day_on(as_of, state):
    made = make_commitments(
        indicator="tax",
        committed=15,
        measured=14,
        due_date="2022-06-30",
        measured_date="2022-08-01",
    )
    assert commitment_states(made, as_of).tolist() == [state]


def test_each_operator_is_read_as_written():
    made = make_commitments(
        indicator="x",
        committed=7.0,
        measured=7.0,
        operator=[">=", ">", "<=", "<", "=="],
        due_date="2022-01-01",
    )
    assert commitment_states(made, "2022-01-01").tolist() == [
        "met",
        "breached",
        "met",
        "breached",
        "met",
    ]


def test_commitments_are_counted_by_parcel_on_any_index():
    parcels = make_parcels(parcel_id=["A", "B"]).set_axis([7, 3])
    commitments = make_commitments(
        parcel_id=["A", "A", "A", "X"],
        indicator="x",
        committed=1.0,
        measured=[1.0, 0.0, None, 1.0],
        due_date=["2022-01-01", "2022-01-01", "2023-01-01", None],
    )
    before = parcels.copy(), commitments.copy()
    made = lifecycle(parcels, commitments, POLICY, "2022-09-30")
    assert made.index.tolist() == [7, 3]
    names = [f"commitments_{s}" for s in ("met", "breached", "not_yet_due")]
    assert made[names].to_numpy().tolist() == [[1, 1, 1], [0, 0, 0]]
    assert_frame_equal(parcels, before[0])
    assert_frame_equal(commitments, before[1])


def test_without_a_table_of_commitments_their_counts_are_missing():
    assert pd.isna(one("2022-09-30").commitments_met)


def test_no_parcels_give_no_rows():
    made = lifecycle(make_parcels(parcel_id=[]), None, POLICY, "2022-09-30")
    assert len(made) == 0
    assert made.columns.tolist() == one("2022-09-30").index.tolist()


days = st.none() | st.dates(
    pd.Timestamp("2018-01-01").date(), pd.Timestamp("2023-01-01").date()
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[days] * 7), min_size=1, max_size=6))
def test_time_never_moves_a_plot_back(rows):
    columns = zip(*rows, strict=True)
    parcels = make_parcels(
        **{name: list(dates) for name, dates in zip(FACTS, columns, strict=True)}
    )
    places = {name: place for place, name in enumerate(STAGES)}
    reached = [
        lifecycle(parcels, None, POLICY, f"{year}-06-15").lifecycle_stage.map(places)
        for year in range(2018, 2024)
    ]
    steps = pd.concat([r.fillna(-1) for r in reached], axis=1).diff(axis=1).iloc[:, 1:]
    assert (steps >= 0).all().all()
