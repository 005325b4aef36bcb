"""The package judges every boundary case of the sample city as its table says."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from landuse.analysis.flags import flag
from landuse.analysis.lifecycle import lifecycle
from landuse.io.project import load_project
from landuse.io.source import read_source
from landuse.policy import Policy

ROOT = Path(__file__).resolve().parents[1] / "sample_data"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """The city's frames, read through its own profiles."""
    project = load_project(ROOT)
    region = project.load_policy().region
    parts: dict[str, list[pd.DataFrame]] = {}
    for source in project.sources:
        if source.kind in ("zones", "parcels", "approvals", "enterprises"):
            frame = read_source(source, region).frame
            if isinstance(frame, gpd.GeoDataFrame):
                frame = frame.to_crs(region.working_epsg)
            parts.setdefault(source.kind, []).append(frame)
    whole = {kind: pd.concat(p, ignore_index=True) for kind, p in parts.items()}
    land = whole["parcels"].drop_duplicates("parcel_id")
    land = land[land["registered_area_m2"] > 0]
    return whole | {"parcels": land.set_index("parcel_id", drop=False)}


@pytest.fixture(scope="module")
def judged(frames) -> tuple[pd.DataFrame, pd.DataFrame, Policy]:
    """Findings and life-cycle states of the city, through the package itself."""
    project = load_project(ROOT)
    policy = project.load_policy()
    others = {kind: f for kind, f in frames.items() if kind != "parcels"}
    findings = flag(frames["parcels"], policy, project.as_of, **others)
    states = lifecycle(frames["parcels"], None, policy, project.as_of)
    return findings, states, policy


CASES = [
    pytest.param(row, id=f"{row['rule_group']}-{row['position']}-{row['subject_id']}")
    for row in rows_of(ROOT / "boundary_cases.csv")
]


@pytest.mark.parametrize("case", CASES)
def test_package_judges_the_case(judged, case):
    """The package says of each case what the table says."""
    findings, states, policy = judged
    if case["rule_group"] == "lifecycle":
        overdue = bool(states.loc[case["subject_id"], "is_overdue"])
        assert overdue == (case["expected_verdict"] == "yes")
        return
    about = findings[findings["subject_id"] == case["subject_id"]]
    about = about[about["rule"].isin(rules_of(case["rule_group"], policy))]
    verdicts = set(about["verdict"])
    if "not_configured" in verdicts:
        pytest.skip("the policy leaves this threshold open")
    found = next((v for v in ("yes", "cannot_tell") if v in verdicts), "no")
    assert found == case["expected_verdict"]


def rules_of(group: str, policy: Policy) -> list[str]:
    """Ids of the rules that a group of cases is about."""
    name = group.replace("_", "-")
    if name.startswith("idle"):
        suspended = name.startswith("idle-suspended")
        return ["idle-suspended" if suspended else "idle-not-started"]
    return [rule.id for rule in policy.rules if rule.id.startswith(name)]


def case_ids(group: str) -> dict[str, str]:
    """The first parcel of a group on each side of the line."""
    rows = rows_of(ROOT / "boundary_cases.csv")
    return {
        row["position"]: row["subject_id"]
        for row in reversed(rows)
        if row["rule_group"] == group
    }


def test_facts_lie_on_the_line(frames):
    """As read from the files, facts lie a day or a square metre apart."""
    land = frames["parcels"]
    ids = case_ids("idle_not_started")
    due = {k: land.loc[i, "due_start_date"].date() for k, i in ids.items()}
    day, middle = timedelta(days=1), date(2021, 9, 30)
    assert due == {"below": middle + day, "at": middle, "above": middle - day}
    row = land.loc[case_ids("idle_suspended_area")["at"]]
    assert row["started_area_m2"] * 3 == row["should_start_area_m2"]
    row = land.loc[case_ids("idle_suspended_invested")["at"]]
    assert row["paid_investment_yuan"] * 4 == row["total_investment_yuan"]
    row = land.loc[case_ids("inefficient_floor_area_ratio")["at"]]
    assert row["floor_area_m2"] / row["registered_area_m2"] == 0.6
    row = land.loc[case_ids("inefficient_building_coverage")["at"]]
    assert row["footprint_area_m2"] / row["registered_area_m2"] == 0.3


def test_tax_lies_on_the_line(frames):
    """Tax per mu is exactly the threshold, however mu are computed."""
    row = frames["parcels"].loc[case_ids("inefficient_tax")["at"]]
    table = frames["enterprises"]
    years = table[table["enterprise_id"] == row["enterprise_id"]]
    assert len(years) == 3
    for tax in years["tax_yuan"]:
        assert tax / (row["registered_area_m2"] * 3 / 2000) == 50_000
        assert tax / (row["registered_area_m2"] / (2000 / 3)) == 50_000
