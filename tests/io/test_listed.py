"""Beyond a limit faults are told in one sum; the quarantine still names each."""

from __future__ import annotations

import pandas as pd
import pytest

from landuse.io.listed import capped, listed
from landuse.io.raw import Reject
from landuse.io.source import Source, read_source
from landuse.issues import Issue


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDUSE_LIMIT_ISSUES", "2")

    def read(**columns: list[str]):
        path = tmp_path / "税.csv"
        pd.DataFrame(columns).to_csv(path, index=False)
        return read_source(Source.of("enterprises", path))

    return read


def test_one_code_and_column_is_told_up_to_the_limit():
    faults = [Reject(row, "A", "why", "MJ") for row in range(3)]
    others = [Reject(9, "A", "why", "GDRQ"), Reject(10, "B", "why", "MJ")]
    told, rest = listed([*faults, *others], 2)
    assert [reject.row for reject in told] == [0, 1, 9, 10]
    assert [(i.code, i.severity, i.field) for i in rest] == [("A", "error", "MJ")]
    assert rest[0].message.startswith("1 more records")
    assert listed(faults, 3) == (faults, [])


def test_what_something_else_speaks_for_is_passed_over():
    assert listed([Reject(1, "A", "why", told=False)], 5) == ([], [])


def test_issues_are_capped_by_code_and_column():
    many = [
        Issue("A", "warning", str(n), feature=str(n), field="MJ", hint="mend")
        for n in range(4)
    ]
    other = Issue("A", "info", "other", feature="3", field="GDRQ")
    found = capped([*many, other], 2)
    assert [issue.message for issue in found] == [
        "0",
        "1",
        "other",
        "2 more of the same",
    ]
    assert (found[-1].severity, found[-1].hint) == ("warning", "mend")
    assert capped(many, 4) == many


def test_an_issue_of_no_record_is_never_left_out():
    of_file = [Issue("A", "warning", str(n), field="MJ") for n in range(4)]
    assert capped(of_file, 2) == of_file


def enterprises(**columns: list[str]) -> dict[str, list[str]]:
    rows = {
        "enterprise_id": list("abcde"),
        "enterprise": list("甲乙丙丁戊"),
        "year": ["2021"] * 5,
        "zone_id": ["Z1"] * 5,
        "tax_yuan": ["1"] * 5,
    }
    return rows | columns


DAYS = ["2020-01-02", "昨天", "今天", "明天", "后天"]


def test_many_bad_cells_are_a_few_issues_and_a_whole_quarantine(read):
    loaded = read(**enterprises(founded_date=DAYS))
    found = [i for i in loaded.issues if i.code == "BAD_DATE"]
    assert [i.feature for i in found] == [None, "b", "c"]
    assert found[0].message == (
        "2 more records have a cell that is not a date; the quarantine names each"
    )
    assert loaded.quarantine.feature.tolist() == list("bcde")
    assert loaded.counts == {"source": 5, "loaded": 1, "quarantined": 4}


def test_records_that_are_aside_already_count_in_the_sum(read):
    loaded = read(**enterprises(founded_date=DAYS, stopped_since=DAYS))
    sums = [i for i in loaded.issues if i.feature is None and i.code == "BAD_DATE"]
    assert {i.field: i.message[:6] for i in sums} == {
        "founded_date": "2 more",
        "stopped_since": "2 more",
    }
    assert loaded.counts["quarantined"] == 4


def test_many_bad_figures_are_missing_and_told_in_one_sum(read):
    loaded = read(**enterprises(revenue_yuan=["1", "x", "y", "z", "w"]))
    found = [i.message for i in loaded.issues if i.code == "BAD_NUMBER"]
    assert len(found) == 3
    assert (
        found[2] == "2 more cells: what stands there is not a number; read as missing"
    )
    assert loaded.counts["quarantined"] == 0
    assert loaded.frame.revenue_yuan.isna().sum() == 4
