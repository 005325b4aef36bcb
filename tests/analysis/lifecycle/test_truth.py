"""Each line of the truth table holds; see ``truth.toml`` for how it is read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from landuse.analysis.lifecycle import STAGES, lifecycle
from landuse.analysis.lifecycle.history import life_history
from landuse.testing import make_milestones, make_parcels

CASES = tomllib.loads(Path(__file__).with_name("truth.toml").read_text("utf-8"))["case"]
COLUMNS = {
    "stage": "lifecycle_stage",
    "next": "next_stage",
    "due": "next_due_date",
    "basis": "due_basis",
    "overdue": "is_overdue",
    "left": "days_left",
    "since": "stage_since",
    "result": "stage_result",
    "skipped": "skipped_stages",
    "wrong": "impossible_order",
}
ROW = ("stage", "planned", "agreed", "actual", "result", "document")


def frames(case):
    """The plot and its milestones."""
    plot = {name: _text(value) for name, value in case["plot"].items()}
    rows = case.get("rows", [])
    columns = {name: [_text(row.get(name)) for row in rows] for name in ROW}
    milestones = make_milestones(
        parcel_id=["P1"] * len(rows),
        stage=columns["stage"],
        planned_date=columns["planned"],
        agreed_date=columns["agreed"],
        actual_date=columns["actual"],
        result=columns["result"],
        document_no=columns["document"],
    )
    return make_parcels(**plot), milestones


def _text(value):
    return value if isinstance(value, bool) or value is None else str(value)


def _plain(value):
    if pd.isna(value):
        return ""
    return str(value.date()) if isinstance(value, pd.Timestamp) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_plot_is_as_the_table_says(terms, case):
    plot, milestones = frames(case)
    history = life_history(plot, terms, "2030-01-01", milestones=milestones)
    for told in case["say"]:
        told = dict(told)  # noqa: PLW2901 - what is told of one day
        day = str(told.pop("on"))
        row = lifecycle(plot, None, terms, day, milestones=milestones).iloc[0]
        expected = {name: _text(value) for name, value in told.items()}
        expected["left"] = told.get("left")
        found = {name: _plain(row[COLUMNS[name]]) for name in told}
        assert found == {name: expected[name] for name in told}, day
        past = history[history["since"] <= day]
        assert [_plain(v) for v in past["stage"].tail(1)] in ([told["stage"]], [])


def test_the_table_holds_every_stage_and_every_column():
    said = [told for case in CASES for told in case["say"]]
    assert {told["stage"] for told in said} == {"", *STAGES}
    assert {told["next"] for told in said if "next" in told} == {"", *STAGES[:-1]}
    assert {name for told in said for name in told} == {"on", *COLUMNS}
