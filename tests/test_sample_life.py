"""The whole life of the standard land in the sample city, held to expectations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from landuse.io.project import load_project
from landuse.steps.judge import placed_frames
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
