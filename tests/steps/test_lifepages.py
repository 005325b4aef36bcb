"""The report's tables on standard land: plots and cases that a person can count."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.lifecycle.radar import RADAR_COLUMNS
from landuse.policy import load_policy
from landuse.steps.lifepages import life_summary, life_tables
from landuse.steps.lifesheets import funnel, life_sheets
from landuse.testing import make_parcels, make_zones

PUYANG = load_policy("puyang")


def plots(**columns):
    given = {"zone_id": "甲", "is_standard_land": True} | columns
    stages = given.pop("lifecycle_stage")
    late = given.pop("is_overdue", [False] * len(stages))
    made = make_parcels(**given, parcel_id=[f"P{n}" for n in range(len(stages))])
    return made.assign(
        lifecycle_stage=pd.Series(stages, dtype="str"),
        is_overdue=pd.Series(late, dtype="boolean"),
    )


def due(*rows):
    """Rows of unit, state and days left."""
    names = ["responsible_unit", "due_state", "days_left"]
    table = pd.DataFrame(rows, columns=names).astype({"days_left": "Int64"})
    return table.reindex(columns=list(RADAR_COLUMNS)).assign(zone_id="甲")


def frames(**more):
    return {
        "life_plots": plots(lifecycle_stage=["started", "started", "completed"]),
        "life_milestones": pd.DataFrame({"parcel_id": ["P0"], "status": ["due"]}),
        "life_due": due(),
        "parcels": make_parcels(),
        "zones": make_zones(zone_id="甲"),
    } | more


def test_the_funnel_counts_standard_land_alone():
    """Ordinary land, and land of which it is not said, is left out."""
    table = funnel(
        plots(
            lifecycle_stage=["started", "started", "started", None],
            is_standard_land=[True, False, None, True],
            is_overdue=[True, True, True, None],
        )
    )
    assert table.loc["甲", ["started", "no_stage", "total", "overdue"]].tolist() == [
        *(1, 1, 2, 1)
    ]


def test_a_plot_outside_every_zone_is_in_the_sum():
    known = frames(
        life_plots=plots(lifecycle_stage=["granted"] * 3, zone_id=["甲", None, None])
    )
    (_, table), *_ = life_tables(known, PUYANG, "en")
    assert table["zone"].tolist() == ["甲", "outside the zones", "Total"]
    assert table["Total"].tolist() == [1, 2, 3]


def test_breaches_are_counted_and_the_open_ones_are_listed():
    """Two open, the one that has waited longest first; one closed."""
    breaches = pd.DataFrame(
        {
            "breach_id": ["W1", "W2", "W3"],
            "parcel_id": "P0",
            "breach_kind": ["tax_short", "tax_short", "late_start"],
            "breach_state": ["rectifying", "closed", "rectification_overdue"],
            "is_open": [True, False, True],
            "rectify_by_date": pd.to_datetime("2022-10-01"),
            "days_left": pd.array([1, None, -3], dtype="Int64"),
            "obligor": "甲公司",
            "responsible_unit": None,
        }
    )
    tables = dict(life_tables(frames(life_breaches=breaches), PUYANG, "en"))
    counts = tables["Breaches by kind and state"]
    assert counts["Total"].tolist() == [1, 2]
    assert tables["Open breaches"]["breach_id"].tolist() == ["W3", "W1"]
    shown = life_summary(frames(life_breaches=breaches), PUYANG)
    assert shown["breaches"] == {
        "closed": 1,
        "rectification_overdue": 1,
        "rectifying": 1,
    }


def test_what_falls_due_is_counted_by_unit_in_windows_that_contain_each_other():
    rows = due(
        ("zone_committee", "overdue", -1),
        ("zone_committee", "due", 0),
        ("zone_committee", "due", 90),
        ("某局", "due", 31),
        (None, "undated", None),
    )
    title, table = life_tables(frames(life_due=rows), PUYANG, "en")[-1]
    assert title.startswith("What falls due")
    counts = table.set_index("responsible_unit")
    assert counts.loc["committee of the zone"].tolist() == [1, 1, 1, 2, 2, 0]
    assert counts.loc["某局"].tolist() == [0, 0, 1, 1, 1, 0]
    assert counts.loc["not named"].tolist() == [0, 0, 0, 0, 0, 1]
    summary = life_summary(frames(life_due=rows), PUYANG)["due"]
    assert summary == {
        "overdue": 1,
        "30": 1,
        "60": 2,
        "90": 3,
        "180": 3,
        "undated": 1,
    }


def test_a_city_without_plots_has_no_section():
    assert life_tables({}, PUYANG, "zh") == ()
    assert life_summary({}, PUYANG) is None
    assert life_sheets({}, "zh") == {}


def test_the_sheet_of_milestones_is_that_of_standard_land():
    known = frames(
        life_plots=plots(
            lifecycle_stage=["started", "started"], is_standard_land=[True, False]
        ),
        life_milestones=pd.DataFrame({"parcel_id": ["P0", "P1"], "status": "due"}),
    )
    assert life_sheets(known, "zh")["life_milestones"]["parcel_id"].tolist() == ["P0"]
