"""Plots on their way to a grant are no supplied land; nothing else is set apart."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from landuse.analysis.quality import cross_check
from landuse.issues import Issue
from landuse.policy import load_policy
from landuse.steps.judge import judge
from landuse.steps.ungranted import (
    UNGRANTED,
    life_plots,
    ungranted,
    with_ungranted_apart,
    without_later_columns,
)
from landuse.testing import make_milestones, make_parcels, make_zones

DAY = "2022-01-05"


@pytest.mark.parametrize(
    "fact",
    [
        {"supply_date": DAY},
        {"contract_date": DAY},
        {"delivery_date": DAY},
        {"start_date": DAY},
        {"completion_date": DAY},
        {"production_date": DAY},
        {"full_production_date": DAY},
        {"acceptance_date": DAY},
        {"exit_date": DAY},
        {"contract_no": "甲1"},
        {"supervision_no": "410928B00001"},
        {"price_yuan": 1.0},
        {"holder": "甲公司"},
        {"enterprise_id": "91410928EX00010001"},
        {"unit_no": "410928001001GB00001F00010001"},
    ],
    ids=lambda fact: next(iter(fact)),
)
def test_one_fact_of_a_grant_makes_it_supplied_land(fact):
    """Announced with nothing else: apart. With any fact of a grant: supplied."""
    assert ungranted(make_parcels(notice_date=DAY)).tolist() == [True]
    assert ungranted(make_parcels(notice_date=DAY, **fact)).tolist() == [False]


def test_a_parcel_of_which_nothing_is_known_stays_supplied_land():
    assert ungranted(make_parcels()).tolist() == [False]
    assert ungranted(make_parcels(due_start_date=DAY)).tolist() == [False]


def test_frames_without_such_plots_stay_as_they_are():
    parcels = make_parcels(contract_date=DAY)
    known, issues = with_ungranted_apart({"parcels": parcels})
    assert known["parcels"] is parcels
    assert issues == ()
    assert with_ungranted_apart({}) == ({}, ())


def test_a_plot_that_a_supplied_parcel_names_stands_once_and_is_told():
    plots = make_parcels(
        parcel_id=["A", "A", "B"], notice_date=DAY, contract_date=[DAY, None, None]
    )
    known, (issue,) = with_ungranted_apart({"parcels": plots})
    assert life_plots(known)["parcel_id"].tolist() == ["A", "B"]
    assert issue.message.startswith("2 plots")
    assert "of 1 of them" in issue.message


def test_only_columns_of_a_grant_may_lack_and_only_where_nothing_is_granted():
    def missing(field, file):
        return Issue("MISSING_COLUMN", "warning", "no column", file=file, field=field)

    issues = [
        missing("contract_date", "to_grant"),
        missing("land_use", "to_grant"),
        missing("contract_date", "both"),
    ]
    frames = {
        "parcels": pd.DataFrame({"source_file": ["both"]}),
        UNGRANTED: pd.DataFrame({"source_file": ["to_grant", "both"]}),
    }
    assert without_later_columns(issues, frames) == issues[1:]
    assert without_later_columns(issues, {"parcels": frames["parcels"]}) == issues


def test_a_milestone_of_a_plot_to_grant_names_a_plot_that_is_there():
    frames = {
        "parcels": make_parcels(parcel_id="A"),
        UNGRANTED: make_parcels(parcel_id="B"),
        "milestones": make_milestones(parcel_id=["A", "B", "C"], stage="prepared"),
    }
    found = [i for i in cross_check(frames) if i.code == "UNKNOWN_REFERENCE"]
    assert [issue.feature for issue in found] == ["C"]


def test_a_city_that_only_prepares_land_is_judged():
    """No parcel is supplied: no finding, and one plot at its stage."""
    plots = make_parcels(notice_date="2022-09-30", is_standard_land=True)
    known, _ = with_ungranted_apart({"parcels": plots, "zones": make_zones()})
    made = judge(known, load_policy("puyang"), date(2022, 9, 30))
    assert len(made.frames["parcels"]) == 0
    assert made.frames["life_plots"]["lifecycle_stage"].tolist() == ["announced"]
    assert set(made.findings["subject_id"]) & set(plots["parcel_id"]) == set()
