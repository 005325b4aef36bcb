"""The page's own figures, computed by its script, are Python's."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest

from landuse.webmap.assets import asset_path
from landuse.webmap.sums import area_text
from tests.webmap.scripts import runner

LIMIT = 300  # lines of one script of our own


run = pytest.fixture(scope="module")(runner("landuse-figures.js"))


def test_areas_are_written_as_python_writes_them(run):
    dice = random.Random(8)
    lists = [
        [
            dice.choice([None, dice.randrange(10 ** dice.randrange(1, 13))])
            for _ in range(n)
        ]
        for n in range(200)
    ]
    lists += [[49_999], [50_000], [25_000, 25_000], [-50_000], [-1], [0], [None], []]
    tallied = run([("tally", [[0] * len(units), units, 1]) for units in lists])
    counted = run([("together", [one]) for one in tallied])
    assert counted == [
        {"count": len(units), "area": area_text(units)} for units in lists
    ]


def test_shapes_are_counted_by_class_and_a_missing_area_is_not_zero(run):
    tallied = run([("tally", [[1, 0, 1, 1], [5, None, 7, None], 3])])[0]
    assert [(one["count"], one["sum"], one["known"]) for one in tallied] == [
        (1, 0, 0),
        (3, 12, 2),
        (0, 0, 0),
    ]


def test_days_are_written_as_python_writes_them(run):
    numbers = [-25_567, -1, 0, 59, 10_957, 18_321, 19_265, 47_481]
    shown = [(date(1970, 1, 1) + timedelta(days=n)).isoformat() for n in numbers]
    assert run([("dayText", [n]) for n in numbers]) == shown


def test_a_state_holds_from_its_day_until_the_next(run):
    history = {
        "first": 10,
        "counts": [2, 0, 1],
        "since": [0, 5, 7],
        "states": [4, 7, 8],
    }
    expected = {9: [22, 22, 22], 10: [4, 22, 22], 14: [4, 22, 22], 15: [7, 22, 22]}
    expected |= {16: [7, 22, 22], 17: [7, 22, 8], 99: [7, 22, 8]}
    made = run([("statesOn", [history, day, 22]) for day in expected])
    assert made == list(expected.values())


def test_rows_are_sorted_with_missing_ones_last(run):
    numbers = [2, -1, 0, 2, -1, 1]
    assert run([("sortedRows", [numbers, down]) for down in (False, True)]) == [
        [2, 5, 0, 3, 1, 4],
        [0, 3, 5, 2, 1, 4],
    ]


def test_every_script_of_ours_is_short_and_may_lose_its_line_feeds():
    for path in asset_path("src").glob("*.js"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) < LIMIT, path.name
        assert not any(re.search(r"(^|[\s;{(])//", line) for line in lines), path.name
        # No text over several lines, whose spaces would be part of it.
        assert all(line.count("`") % 2 == 0 for line in lines), path.name
