"""Data problems as rows."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import pytest

from landuse.issues import SEVERITIES, Issue, issues_frame

COLUMNS = [
    "code",
    "severity",
    "message",
    "file",
    "layer",
    "feature",
    "field",
    "value",
    "hint",
    "state",
    "justified_by",
    "justified_until",
]


def test_the_columns_are_the_promised_ones():
    assert [field.name for field in fields(Issue)] == COLUMNS
    assert list(issues_frame([]).columns) == COLUMNS


def test_issues_keep_their_order_and_missing_stays_missing():
    frame = issues_frame(
        [Issue("B", "error", "b", feature="7"), Issue("A", "info", "a")]
    )
    assert frame.code.tolist() == ["B", "A"]
    assert frame.feature[0] == "7"
    assert pd.isna(frame.feature[1])


def test_an_issue_is_open_until_someone_says_otherwise():
    assert issues_frame([Issue("A", "info", "a")]).state.tolist() == ["open"]


@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_three_severities_are_taken(severity):
    assert Issue("A", severity, "a").severity == severity


def test_another_severity_is_refused():
    with pytest.raises(ValueError, match="'fatal' is not one of info, warning, error"):
        Issue("A", "fatal", "a")


def test_an_empty_table_has_text_columns():
    assert {str(dtype) for dtype in issues_frame([]).dtypes} == {"str"}
