"""The whole quality check on planted faults: all of them, and nothing else."""

import pytest
import shapely

from landuse.issues import Issue, PlacedIssue

planted = pytest.importorskip("benchmarks.planted")
plantedcheck = pytest.importorskip("benchmarks.plantedcheck")


def test_each_kind_of_planted_fault_is_told_and_nothing_else():
    scores = plantedcheck.one_check(3_000)["scores"]
    assert {code: score[2:] for code, score in scores.items()} == dict.fromkeys(
        scores, (1.0, 1.0)
    )
    kinds = {"INVALID_GEOMETRY", "OVERLAP", "GAP (gap)", "GAP (hair gap)"}
    assert {code: score[:2] for code, score in scores.items() if code in kinds} == (
        dict.fromkeys(kinds, (9, 9))
    )


@pytest.fixture(scope="module")
def made():
    return planted.plant(1_000)


def ids(made):
    return list(made.frame["parcel_id"])


def test_what_is_not_told_lowers_the_recall(made):
    scores = plantedcheck.scored([], made, {}, ids(made))
    assert scores["INVALID_GEOMETRY"] == (3, 0, 1.0, 0.0)
    assert scores["GAP (gap)"] == (3, 0, 0.0, 0.0)


def test_what_was_not_planted_lowers_the_precision(made):
    crossed = [
        Issue("INVALID_GEOMETRY", "error", "", feature=f"P{place}")
        for place in sorted(made.bow_ties)
    ]
    other = next(place for place in range(1_000) if place not in made.bow_ties)
    wrong = Issue("INVALID_GEOMETRY", "error", "", feature=f"P{other}")
    away = PlacedIssue("GAP", "warning", "", shape=shapely.box(0, 0, 1, 1))
    scores = plantedcheck.scored([*crossed, wrong, away], made, {}, ids(made))
    assert scores["INVALID_GEOMETRY"] == (3, 4, 0.75, 1.0)
    assert scores["GAP (hair gap)"] == (3, 1, 0.0, 0.0)


def test_a_fault_of_another_kind_is_not_passed_over(made):
    spike = Issue("SPIKE", "warning", "", feature="P1")
    assert plantedcheck.scored([spike], made, {}, ids(made))["SPIKE"][:3] == (0, 1, 0.0)
