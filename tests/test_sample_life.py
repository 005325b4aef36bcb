"""The whole life of the standard land in the sample city, held to expectations."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from landuse.analysis.lifecycle import lifecycle
from landuse.analysis.lifecycle.breaches import BREACH_STATES
from landuse.io.project import load_project
from landuse.steps.judge import judge, placed_frames
from landuse.steps.lifesheets import funnel
from landuse.steps.load import load_city
from landuse.steps.ungranted import UNGRANTED, life_plots

ROOT = Path(__file__).resolve().parents[1] / "sample_data"
AS_OF = pd.Timestamp("2022-09-30")


@pytest.fixture(scope="module")
def policy():
    return load_project(ROOT).load_policy()


@pytest.fixture(scope="module")
def city(policy):
    """The city as it is read, once for all tests here."""
    return load_city(load_project(ROOT), policy)


@pytest.fixture(scope="module")
def frames(city):
    return placed_frames(city.frames)


def test_plots_that_are_not_granted_are_no_supplied_land(city):
    """Ten plots of one file; nobody holds them, and no batch gave them away."""
    apart, parcels = city.frames[UNGRANTED], city.frames["parcels"]
    assert len(apart) == 10
    assert set(apart["source_file"]) == {"data/待供标准地.geojson"}
    assert not set(apart["parcel_id"]) & set(parcels["parcel_id"])
    assert len(life_plots(city.frames)) == len(parcels) + 10
    land = parcels.geometry.union_all()
    assert apart.geometry.intersection(land).area.max() < 1
    told = [issue for issue in city.issues if issue.code == "PLOT_NOT_GRANTED"]
    assert [issue.value for issue in told] == ["10"]


def test_a_file_of_plots_to_grant_lacks_no_column(city):
    """It has no contracts: that is no fault; nothing else of it is hidden."""
    about = [issue for issue in city.issues if issue.file == "data/待供标准地.geojson"]
    assert {issue.code for issue in about} == {
        "ENCODING_GUESSED",
        "UNIT_FROM_HEADER",
        "UNMAPPED_COLUMNS",
    }


def test_the_standard_land_and_its_tables(city):
    """120 newest grants and 38 older trials; every table is read whole."""
    frames = city.frames
    assert (frames["parcels"]["is_standard_land"] == True).sum() == 158  # noqa: E712
    assert len(frames["breaches"]) == 16
    assert frames["breaches"]["kind"].nunique() == 12
    assert len(frames["transfers"]) == 13
    assert frames["transfers"]["transfer_kind"].value_counts().to_dict() == {
        "sale": 6,
        "lease": 5,
        "court_sale": 1,
        "merger": 1,
    }
    assert set(frames["milestones"]["stage"]) == {
        *("prepared", "announced", "granted", "delivered", "started", "completed"),
        *("producing", "full_production", "accepted", "supervised", "exited"),
    }
    failed = frames["milestones"]["result"] == "fail"
    assert failed.sum() == 7
    assert set(city.quarantine["file"]) == {
        *("data/供地宗地_38带.shp", "data/供地宗地_39带.shp", "data/盘活台账.csv")
    }


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("milestones", "planned_date"),
        ("breaches", "rectify_by_date"),
        ("transfers", "until_date"),
        ("commitments", "due_date"),
        ("parcels", "exit_date"),
        ("parcels", "due_production_date"),
    ],
)
def test_days_lie_one_before_on_and_after_the_day(city, table, column):
    """So that a count that is off by a day is seen."""
    days = set(city.frames[table][column].dropna().dt.date)
    assert {date(2022, 9, 29), date(2022, 9, 30), date(2022, 10, 1)} <= days


def test_money_is_read_in_yuan(city):
    """The file has 10,000 yuan: 12.6 and 126 of them."""
    breaches = city.frames["breaches"].set_index("breach_id")
    assert breaches.loc["WY2021-001", "penalty_yuan"] == 126_000
    assert breaches.loc["WY2022-007", "price_supplement_yuan"] == 1_260_000


# Counted by hand from life.toml and the days in the shapefiles (120 newest grants:
# 13 delivered, 71 started, 30 completed, 6 producing; 38 older trials).
STAGES = {
    "prepared": 4,  # plots 1 to 4; the notice of the fourth is of the next day
    "announced": 5,
    "granted": 4,
    "delivered": 9,  # four of 13 were given up by then, a fifth a day later
    "started": 71,
    "completed": 30,
    "producing": 6,
    "full_production": 7,
    "accepted": 10,
    "supervised": 16,
    "exited": 5,
    "no_stage": 1,  # prepared a day later
}
BREACHES = {
    "WY2021-001": "penalised",
    "WY2021-002": "closed",
    "WY2021-003": "closed",
    "WY2021-004": "recovered",
    "WY2022-001": "closed",
    "WY2022-002": "rectified_late",
    "WY2022-003": "rectification_overdue",  # ended the day before
    "WY2022-004": "rectifying",  # ends that day
    "WY2022-005": "rectifying",  # ends the day after
    "WY2022-006": "rectification_overdue",  # paid the penalty, still not completed
    "WY2022-007": "price_supplement_due",
    "WY2022-008": "found",
    "WY2022-009": "rectifying",  # by the policy: 90 days from 2022-08-20
    "WY2022-010": "rectification_overdue",  # the check failed
    "WY2022-011": "rectification_overdue",  # partly rectified, ended on 09-15
}
OBLIGORS = {
    "WY2022-006": "refused",  # sold by the court, the buyer takes nothing over
    "WY2022-007": "holder",
}
PROMISES = {
    "410902003001GB00028": "no_measurement",  # due the day before
    "410902003001GB00029": "no_measurement",  # due that day
    "410902004002GB00019": "not_yet_due",
    "410927001001GB00045": "breached",
    "410927001001GB00024": "breached",
    "410926001001GB00002": "not_yet_due",
    "410923001002GB00019": "met",
}


@pytest.fixture(scope="module")
def judged(city, policy):
    """The analysis of the audit, once."""
    return judge(city.frames, policy, AS_OF.date())


@pytest.fixture(scope="module")
def told(frames):
    return {name: frames[name] for name in ("milestones", "breaches", "transfers")}


def test_each_stage_has_as_many_plots_as_were_counted_by_hand(judged):
    counts = funnel(judged.frames["life_plots"]).sum()
    assert counts[list(STAGES)].to_dict() == STAGES
    assert counts["total"] == 168


def test_each_breach_stands_as_it_was_reckoned_by_hand(judged):
    breaches = judged.frames["life_breaches"].set_index("breach_id")
    assert breaches["breach_state"].to_dict() == BREACHES
    assert breaches["days_left"].dropna().to_dict() == {
        "WY2021-001": -273,
        "WY2022-003": -1,
        "WY2022-004": 0,
        "WY2022-005": 1,
        "WY2022-006": -72,
        "WY2022-007": -36,
        "WY2022-009": 49,
        "WY2022-010": -92,
        "WY2022-011": -15,
    }
    assert breaches.loc[list(OBLIGORS), "obligor_basis"].to_dict() == OBLIGORS


def test_promises_are_short_only_once_they_are_due(judged):
    promises = judged.frames["life_commitments"]
    about = promises[promises["indicator"] == "rd_share"].set_index("parcel_id")
    assert about["state"].to_dict() == PROMISES


def test_the_audit_says_what_the_engine_says(judged, frames, policy, told):
    """Parcels, promises and breaches of the audit are those of direct calls."""
    plots = life_plots(frames)
    states = lifecycle(
        plots,
        frames["commitments"],
        policy,
        AS_OF.date(),
        **told,
    ).set_axis(plots["parcel_id"])
    shown = judged.frames["life_plots"].set_index("parcel_id")[list(states)]
    shown, states = (f[~f.index.duplicated()].sort_index() for f in (shown, states))
    pd.testing.assert_frame_equal(shown, states.loc[shown.index], check_dtype=False)


def test_what_was_checked_again_counts_from_the_check_that_passed(judged):
    """Accepted at the third attempt, on the day that the books have."""
    steps = judged.frames["life_milestones"]
    mine = steps[steps["parcel_id"] == "410928001002GB00007"].set_index("stage")
    assert mine.loc["accepted", "actual_date"] == pd.Timestamp("2022-06-01")
    assert mine.loc["accepted", "result"] == "pass"
    failed = steps[steps["parcel_id"] == "410902004001GB00004"].set_index("stage")
    assert pd.isna(failed.loc["accepted", "actual_date"])


def test_reviews_fall_due_one_day_before_on_and_after_the_day(judged):
    plots = judged.frames["life_plots"].set_index("parcel_id")
    names = ["410928005001GB00010", "410928005002GB00025", "410922001002GB00027"]
    mine = plots.loc[names]
    assert mine["lifecycle_stage"].tolist() == ["accepted"] * 3
    assert mine["days_left"].tolist() == [-1, 0, 1]
    assert mine["is_overdue"].tolist() == [True, False, False]


def test_a_plot_that_is_granted_anew_begins_a_new_life(judged):
    plots = judged.frames["life_plots"].set_index("parcel_id")
    assert plots.loc["410902004003GB00011", "lifecycle_stage"] == "started"


def test_what_is_odd_in_the_lives_is_told(judged):
    codes = [i for i in judged.issues if i.code.startswith(("STAGE_", "MILESTONE_"))]
    assert {(issue.code, issue.feature) for issue in codes} == {
        ("STAGE_SKIPPED", "410928001001GB00002"),
        ("STAGE_ORDER_IMPOSSIBLE", "410923001001GB00013"),
        ("MILESTONE_DISAGREES", "410923001002GB00008"),
    }


def test_plots_to_grant_are_in_no_other_figure(judged):
    """Ten plots: no finding, no area in the zones' table, and batches as before."""
    ids = set(judged.frames[UNGRANTED]["parcel_id"])
    assert not ids & set(judged.findings["subject_id"])
    assert not ids & set(judged.frames["parcels"]["parcel_id"])
    assert not ids & set(judged.frames["life_due"]["parcel_id"]) - set(
        judged.frames["life_plots"]["parcel_id"]
    )


def test_the_page_shows_what_was_counted_by_hand():
    """docs/standard-land.md: plots at each stage, breaches in each state."""
    page = (ROOT.parent / "docs" / "standard-land.md").read_text("utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", page, flags=re.MULTILINE))
    counted = Counter(BREACHES.values())
    expected = {k: v for k, v in STAGES.items() if k != "no_stage"}
    expected |= {state: counted[state] for state in BREACH_STATES}
    assert {name: int(count) for name, count in shown.items()} == expected
