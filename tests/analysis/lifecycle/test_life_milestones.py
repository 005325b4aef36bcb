"""Every milestone with its status, its days, its paper and who answers for it."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from landuse.analysis.lifecycle import life_history, life_milestones, lifecycle
from landuse.policy import load_policy
from landuse.testing import make_milestones, make_parcels
from landuse.vocabulary import has_label

POLICY = load_policy("puyang")
#: Of each stage with an agreed day: the fact before it, its own, and the agreed day.
STEPS = {
    "delivered": ("contract_date", "delivery_date", "due_delivery_date"),
    "started": ("delivery_date", "start_date", "due_start_date"),
    "completed": ("start_date", "completion_date", "due_completion_date"),
    "producing": ("completion_date", "production_date", "due_production_date"),
    "full_production": (
        "production_date",
        "full_production_date",
        "due_full_production_date",
    ),
    "accepted": ("full_production_date", "acceptance_date", "due_acceptance_date"),
}


def steps(plots, as_of, milestones=None, policy=POLICY):
    """Milestones by stage."""
    found = life_milestones(plots, policy, as_of, milestones=milestones)
    return found.set_index("stage")


@pytest.mark.parametrize(
    ("as_of", "status", "days"),
    [("2021-05-30", "due", 1), ("2021-05-31", "due", 0), ("2021-06-01", "overdue", -1)],
    ids=["day before", "due day", "day after"],
)
@pytest.mark.parametrize("stage", STEPS)
def test_an_open_milestone_is_overdue_the_day_after_its_due_day(
    stage, as_of, status, days
):
    before, _, due = STEPS[stage]
    row = steps(make_parcels(**{before: "2020-01-01", due: "2021-05-31"}), as_of)
    assert (row.status[stage], row.days[stage]) == (status, days)
    assert row.due_basis[stage] == due


@pytest.mark.parametrize(
    ("done", "status", "days"),
    [
        ("2021-05-30", "done_on_time", 1),
        ("2021-05-31", "done_on_time", 0),
        ("2021-06-01", "done_late", -1),
    ],
    ids=["day before", "due day", "day after"],
)
@pytest.mark.parametrize("stage", STEPS)
def test_a_milestone_is_late_the_day_after_its_due_day(stage, done, status, days):
    before, fact, due = STEPS[stage]
    plot = make_parcels(**{before: "2020-01-01", due: "2021-05-31", fact: done})
    row = steps(plot, "2022-09-30")
    assert (row.status[stage], row.days[stage]) == (status, days)


def test_each_stage_of_a_plot_has_one_status():
    plot = make_parcels(
        contract_date="2020-01-01",
        start_date="2020-06-01",
        due_completion_date="2021-06-01",
        due_production_date="2021-06-30",
        due_full_production_date="2021-12-31",
    )
    row = steps(plot, "2021-07-15")
    assert row.status.to_dict() == {
        "granted": "done",
        "delivered": "skipped",
        "started": "done",
        "completed": "overdue",
        "producing": "overdue",  # though completion is still open
        "full_production": "waiting",
        "accepted": "waiting",
    }
    assert row.days.fillna(0).tolist() == [0, 0, 0, -44, -15, 169, 0]


def test_a_step_that_nothing_is_agreed_for_is_undated():
    row = steps(make_parcels(start_date="2020-06-01"), "2021-07-15")
    assert row.status["completed"] == "undated"
    assert pd.isna(row.days["completed"])


def test_ordinary_land_has_no_stage_of_standard_land_and_unknown_only_dated_ones():
    plots = make_parcels(
        notice_date="2020-01-01", is_standard_land=[True, False, None], zone_id="Z1"
    )
    rows = life_milestones(plots, POLICY, "2022-09-30")
    stages = rows.groupby("parcel_id")["stage"].agg(list)
    usual = ["granted", *STEPS]
    assert stages["P1"] == ["prepared", "announced", *usual, "supervised"]
    assert stages["P2"] == usual
    assert stages["P3"] == ["announced", *usual]
    assert set(rows["zone_id"]) == {"Z1"}


def test_an_exit_ends_what_is_open():
    plot = make_parcels(
        contract_date="2020-01-01", exit_date="2021-01-01", exit_no="收1"
    )
    row = steps(plot, "2022-09-30")
    assert row.status.to_dict() == {"granted": "done", "exited": "done"}
    assert row.document_no["exited"] == "收1"
    assert "exited" not in steps(plot, "2020-12-31").index


def test_a_check_that_failed_shows_until_it_is_repeated():
    plot = make_parcels(start_date="2020-06-01", due_completion_date="2021-06-01")
    rows = make_milestones(
        parcel_id="P1",
        stage="completed",
        actual_date=["2021-05-20", "2021-06-20"],
        result=["fail", "pass"],
        document_no=["核1", "核2"],
    )
    before = steps(plot, "2021-05-19", rows).loc["completed"]
    assert pd.isna(before.result)
    failed = steps(plot, "2021-05-20", rows).loc["completed"]
    assert (failed.status, failed.result, failed.document_no) == ("due", "fail", "核1")
    assert pd.isna(failed.actual_date)
    passed = steps(plot, "2021-06-20", rows).loc["completed"]
    assert (passed.status, passed.result, passed.document_no) == (
        "done_late",
        "pass",
        "核2",
    )


def test_each_review_has_a_row_and_one_that_was_missed_too(terms):
    plot = make_parcels(is_standard_land=True, acceptance_date="2018-06-30")
    rows = make_milestones(
        parcel_id="P1",
        stage="supervised",
        planned_date=["2019-06-30", "2020-06-30", "2021-06-30", None],
        actual_date=["2019-06-30", None, "2021-07-01", "2022-07-02"],
    )
    found = life_milestones(plot, terms, "2022-09-30", milestones=rows)
    found = found[found["stage"] == "supervised"]
    assert found["planned_date"].dt.date.astype(str).tolist() == [
        "2019-06-30",
        "2020-06-30",
        "2021-06-30",
        "2022-07-01",  # a year after the one before
        "2023-07-02",
    ]
    assert found["status"].tolist() == [
        "done_on_time",
        "skipped",
        "done_late",
        "done_late",
        "due",
    ]
    assert found["days"].tolist() == [0, -822, -1, -1, 275]


def test_who_answers_is_the_milestone_the_parcel_or_the_policy():
    plots = make_parcels(
        contract_date="2020-01-01", responsible_unit=[None, "濮东管委会", "濮东管委会"]
    )
    rows = make_milestones(
        parcel_id="P3",
        stage="delivered",
        planned_date=["2021-01-01", "2021-03-01"],
        agreed_date=["2020-01-01", "2020-06-01"],
        responsible_unit=["甲局", "乙局"],
    )
    found = life_milestones(plots, POLICY, "2020-05-31", milestones=rows)
    found = found[found["stage"] == "delivered"]
    assert found["responsible_unit"].tolist() == [
        "natural_resources",
        "濮东管委会",
        "甲局",
    ]
    assert found["responsible_basis"].tolist() == ["policy", "parcel", "milestone"]
    later = lifecycle(plots, None, POLICY, "2020-06-01", milestones=rows)
    assert later["next_unit"].tolist() == ["natural_resources", "濮东管委会", "乙局"]


def test_the_paper_of_a_column_is_shown_where_its_day_counts():
    plot = make_parcels(
        contract_date="2020-01-01", contract_no="合1", supply_date="2020-02-01"
    )
    assert steps(plot, "2022-09-30").document_no["granted"] == "合1"
    row = make_milestones(stage="granted", parcel_id="P1", actual_date="2020-01-05")
    row = row.assign(document_no="合2")
    assert steps(plot, "2022-09-30", row).document_no["granted"] == "合2"


def test_every_status_and_ground_has_its_words():
    names = ("done_on_time", "done_late", "done", "due", "overdue", "waiting")
    for name in (*names, "undated", "skipped"):
        assert has_label("milestone_status", name)
    for name in ("milestone", "parcel", "policy"):
        assert has_label("responsible_basis", name)


def test_rows_of_one_id_count_for_each_parcel_that_bears_it():
    plots = make_parcels(parcel_id=["A", "A", "B"]).set_axis([9, 4, 7])
    rows = make_milestones(
        parcel_id=["A", "C"], stage="delivered", actual_date="2020-01-01"
    )
    before = plots.copy(), rows.copy()
    life = lifecycle(plots, None, POLICY, "2022-09-30", milestones=rows)
    assert life.index.tolist() == [9, 4, 7]
    assert life["lifecycle_stage"].fillna("").tolist() == ["delivered", "delivered", ""]
    history = life_history(plots, POLICY, "2022-09-30", milestones=rows)
    assert history["stage"].tolist() == ["delivered"] * 4
    assert_frame_equal(plots, before[0])
    assert_frame_equal(rows, before[1])


def test_no_plots_give_no_rows_but_all_columns():
    none = make_parcels(parcel_id=[])
    empty = life_milestones(none, POLICY, "2022-09-30")
    assert list(empty) == list(life_milestones(make_parcels(), POLICY, "2022-09-30"))
    assert len(empty) == len(life_history(none, POLICY, "2022-09-30")) == 0


def test_the_history_does_not_end_before_it_is_known():
    with pytest.raises(ValueError, match="until 2022-09-29 lies before 2022-09-30"):
        life_history(make_parcels(), POLICY, "2022-09-30", until="2022-09-29")
