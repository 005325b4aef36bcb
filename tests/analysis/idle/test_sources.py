"""Phases and causes as sources of a project: read, joined, and unknown ones told."""

import json
from datetime import date

import pandas as pd
import pytest

from landuse.io.project import load_project
from landuse.steps.judge import judge
from landuse.steps.load import load_city
from landuse.testing import make_parcels

HEAD = '[project]\nname = "p"\npolicy = "puyang"\n'
SOURCE = '[[source]]\nkind = "{kind}"\npath = "{kind}.csv"\n'
TABLES = {
    "phases": (
        "宗地代码,期次,分期面积（平方米）,实际交地日期,约定开工日期,"
        "实际开工日期,实际竣工日期\n"
        "P1,一期,4000,2018-01-01,2019-01-01,2019-01-01,\n"
        "P1,二期,6000,2018-01-01,2020-01-01,,\n"
    ),
    "causes": (
        "宗地代码,期次,原因类型,起始日期,终止日期,文号\n"
        "P1,二期,政府原因,2020-02-01,2020-02-29,文1\n"
        "P9,,司法查封,2020-02-01,,\n"
    ),
}


@pytest.fixture
def city(tmp_path):
    text = HEAD
    for kind, rows in TABLES.items():
        (tmp_path / f"{kind}.csv").write_text(rows, "utf-8")
        text += SOURCE.format(kind=kind)
    (tmp_path / "landuse.toml").write_text(text, "utf-8")
    project = load_project(tmp_path)
    return load_city(project, project.load_policy()), project.load_policy()


def test_both_are_read_with_the_default_names(city):
    frames = city[0].frames
    assert frames["phases"]["area_m2"].tolist() == [4_000, 6_000]
    assert frames["phases"]["phase"].tolist() == ["一期", "二期"]
    assert frames["causes"]["cause"].tolist() == ["government", "judicial"]
    assert frames["causes"]["cause_from"].tolist() == [pd.Timestamp("2020-02-01")] * 2
    assert len(city[0].quarantine) == 0


def test_they_reach_the_findings_and_the_states(city):
    frames = dict(city[0].frames)
    frames["parcels"] = make_parcels(
        due_start_date=["2019-01-01"] * 2, registered_area_m2=10_000.0
    )
    judged = judge(frames, city[1], date(2022, 9, 30))
    found = judged.findings
    row = found[(found["rule"] == "idle-not-started") & (found["subject_id"] == "P1")]
    derived = json.loads(row["evidence"].item())["derived"]
    assert row["area_m2"].item() == 6_000
    assert (derived["idle_phases"], derived["government_days"]) == ("二期", 29)
    assert judged.frames["parcels"]["idle_state"].tolist() == ["suspected_idle"] * 2
    unknown = [i for i in judged.issues if i.code == "UNKNOWN_REFERENCE"]
    assert [i.value for i in unknown] == ["P9"]
