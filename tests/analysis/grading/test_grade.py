"""Who is evaluated and why not, ties, gaps, vetoes, overrides."""

import numpy as np
import pandas as pd
import pytest

from landuse.analysis.grading import grade
from landuse.analysis.quality import check
from landuse.errors import PolicyError
from landuse.policy import load_policy

FIVE_MU = 5 * 2000 / 3


def test_without_weights_nobody_is_graded_and_the_keys_are_named(below):
    found = grade(below(3), load_policy("puyang"), 2021)
    assert found["grade"].tolist() == ["not_configured"] * 3
    keys = "grading.above_scale.weights;grading.below_scale.weights"
    assert found["missing"].tolist() == [keys] * 3
    national = grade(below(1), load_policy("national"), 2021)["missing"][0]
    assert national.startswith("grading.procedure;grading.grades")


@pytest.mark.parametrize(
    ("columns", "expected", "why"),
    [
        ({"above_scale": None}, "cannot_tell", "scale_unknown"),
        ({"owned_area_m2": FIVE_MU}, "B", "rest_of_top_half"),
        ({"owned_area_m2": FIVE_MU - 0.01}, "not_evaluated", "below_min_land"),
        ({"owned_area_m2": None}, "cannot_tell", "land_unknown"),
        ({"zone_id": None}, "cannot_tell", "zone_unknown"),
        ({"exempt": True}, "exempt", "exempt_flag"),
        ({"exempt": False}, "B", "rest_of_top_half"),
        ({"exemption": "建设期"}, "exempt", "exemption"),
        ({"exemption": "其他"}, "B", "rest_of_top_half"),
        ({"founded_date": "2020-01-01"}, "exempt", "founded_recently"),
        ({"founded_date": "2019-12-31"}, "B", "rest_of_top_half"),
    ],
)
def test_one_step_on_each_side_of_the_scope(policy, below, columns, expected, why):
    made = policy(exemptions='["建设期"]')
    found = grade(below(1, **columns), made, 2021).iloc[0]
    assert (found["grade"], found["decided_by"]) == (expected, why)


def test_an_unknown_age_is_noted_or_not_told(policy, below):
    rows = below(2, founded_date=["2000-01-01", None])
    noted = grade(rows, policy(), 2021)
    assert noted["assumed"].tolist() == ["", "founded_date"]
    assert "cannot_tell" not in noted["grade"].tolist()
    strict = grade(rows, policy(unknown_age='"cannot_tell"'), 2021)
    assert strict["decided_by"].tolist()[1] == "age_unknown"


def test_a_track_that_is_not_evaluated(policy, below):
    rows = below(2, above_scale=[True, False])
    found = grade(rows, policy(tracks='["below_scale"]'), 2021)
    assert found["grade"].tolist() == ["not_evaluated", "B"]


def test_two_rows_of_one_enterprise_are_graded_neither_once_nor_twice(policy, below):
    rows = pd.concat([below(5), below(1)], ignore_index=True)
    found = grade(rows, policy(), 2021)
    assert found["enterprise_id"].tolist() == [f"E{i:04d}" for i in range(5)]
    assert (found["grade"][0], found["decided_by"][0]) == ("cannot_tell", "two_rows")
    assert found["evaluated"][1:].eq(4).all()
    assert check(rows, "enterprises")["code"].tolist().count("DUPLICATE_ID") == 2


@pytest.mark.parametrize(
    ("ties", "land", "best"),
    [
        ('["tax_yuan", "land_mu"]', [20_000.0, 10_000.0, 10_000.0, 10_000.0], "E0000"),
        ('["land_mu"]', [20_000.0, 10_000.0, 10_000.0, 10_000.0], "E0001"),
        ("[]", [10_000.0] * 4, "E0000"),
    ],
)
def test_equals_are_told_apart_as_the_policy_says(policy, below, ties, land, best):
    """All pay 1 yuan a square metre; of four 0.6 is one place."""
    rows = below(4, tax_yuan=land, owned_area_m2=land)
    made = policy(ties=ties, below_scale__first_by='["tax_yuan_per_mu"]')
    found = grade(rows, made, 2021).set_index("enterprise_id")
    assert found["composite"].eq(100.0).all()
    assert found.index[found["grade"] == "A"].tolist() == [best]


@pytest.mark.parametrize(
    ("how", "first", "last"), [('"stays"', 2, 1), ('"widens"', 3, 2)]
)
def test_equals_at_the_last_place_stay_out_or_come_with_it(
    policy, below, how, first, last
):
    """Of ten the second and third pay the same, and the last two."""
    taxes = [9.0, 8.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 2.0]
    found = grade(below(10, tax_yuan=taxes), policy(boundary_tie=how), 2021)
    counts = found["grade"].value_counts()
    assert (counts["A"], counts["C"]) == (first, last)


def test_widening_a_cut_off_takes_equals_into_the_better_grade(policy, below):
    """Of four, 25 % is one place; the first two are equal."""
    rows = below(4, tax_yuan=[9.0, 9.0, 8.0, 7.0])
    made = [policy("zhejiang", boundary_tie=f'"{w}"') for w in ("stays", "widens")]
    first = [(grade(rows, p, 2021)["grade"] == "A").sum() for p in made]
    assert first == [1, 2]


def test_the_gap_to_the_next_grade_in_points_and_places(policy, below):
    """Ten of 15 mu each, with taxes 100, 90 .. 10: two A, one C.

    The scores of the pools are the taxes; the composite is tax over the mean 55.
    """
    rows = below(10, tax_yuan=[100.0 - 10 * i for i in range(10)])
    found = grade(rows, policy(), 2021)
    assert found["grade"].str.cat() == "AABBBBBBBC"
    worse = found["worse_places"].tolist()
    better = found["better_places"].tolist()
    assert worse[:2] == [2, 1]  # out of the two places
    assert found["worse_points"][:2].tolist() == [20.0, 10.0]
    assert better[2:5] == [1, 2, 3]  # behind the last A, by tax
    assert found["better_points"][2:5].tolist() == [10.0, 20.0, 30.0]
    assert worse[2:5] == [3, 2, 1]  # out of the top half, by composite
    point = 100 * 10 / 55
    assert found["worse_points"][4] == pytest.approx(point, abs=1e-5)
    assert better[5:9] == [1, 2, 3, 4]  # into the top half, by composite
    assert worse[5:9] == [4, 3, 2, 1]  # to the last place, by tax
    assert (better[9], found["better_points"][9]) == (1, 10.0)
    assert np.isnan([better[0], worse[9]]).all()


def test_the_gap_between_cut_offs(policy, below):
    """Of four A, two B and one C; D has no place."""
    rows = below(4, tax_yuan=[40.0, 30.0, 20.0, 10.0])
    found = grade(rows, policy("zhejiang"), 2021)
    assert found["grade"].str.cat() == "ABBC"
    assert found["better_places"].fillna(0).tolist() == [0, 1, 2, 1]
    assert found["worse_places"].fillna(0).tolist() == [1, 2, 1, 0]
    assert found["better_points"].fillna(0).tolist() == [0.0, 30.0, 70.0, 40.0]


def test_a_veto_gives_the_last_grade_and_takes_nobody_elses_place(policy, below):
    rows = below(10, vetoes=["安全事故", "迟报"] + [None] * 8)
    found = grade(rows, policy(vetoes='["安全事故"]'), 2021)
    assert found["grade"].str.cat() == "CABBBBBBBC"
    assert found["decided_by"][0] == "veto"
    assert pd.isna(found["better_places"][0])
    assert found["not_counted"].tolist()[:3] == ["", "迟报", ""]


def test_bonuses_add_points_up_to_their_cap(policy, below):
    rows = below(2, tax_yuan=100.0, bonuses=["上市;高新", "上市;荣誉"])
    made = policy(bonuses='{ "上市" = 3, "高新" = 4 }', bonus_cap="5")
    found = grade(rows, made, 2021)
    assert found["bonus_points"].tolist() == [5.0, 3.0]
    assert found["composite"].tolist() == [105.0, 103.0]
    assert found["not_counted"].tolist() == ["", "荣誉"]


def override(**changes):
    facts = {
        "enterprise_id": "E0000",
        "year": 2021,
        "grade": "B",
        "reason": "复核",
        "document_no": "文1号",
        "document_date": "2022-05-01",
    }
    return pd.DataFrame([{**facts, **changes}])


def test_a_grade_set_by_hand_is_shown_with_the_computed_one(policy, below):
    found = grade(below(10), policy(), 2021, overrides=override())
    first = found.iloc[0]
    assert (first["grade"], first["computed_grade"]) == ("B", "A")
    assert first["decided_by"] == "override"
    assert first["override_document_no"] == "文1号"
    assert found["is_overridden"].tolist() == [True] + [False] * 9
    assert found["grade"][1:].tolist() == found["computed_grade"][1:].tolist()
    other = grade(below(10), policy(), 2021, overrides=override(year=2020))
    assert not other["is_overridden"].any()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": None}, r"row 1 \(E0000\) has no reason"),
        ({"reason": " "}, "has no reason"),
        ({"document_no": None}, "has no document_no"),
        ({"document_date": None}, "has no document_date"),
        ({"grade": "D"}, "'D' is not one of A, B, C"),
        ({"enterprise_id": "X"}, "X is not among the enterprises of 2021"),
    ],
)
def test_a_grade_set_by_hand_needs_all_that_it_says(policy, below, changes, message):
    with pytest.raises(PolicyError, match=message):
        grade(below(2), policy(), 2021, overrides=override(**changes))


def test_a_grade_is_set_by_hand_once(policy, below):
    twice = pd.concat([override(), override()])
    with pytest.raises(PolicyError, match="E0000 is set by hand twice"):
        grade(below(2), policy(), 2021, overrides=twice)
    with pytest.raises(PolicyError, match="column reason is absent"):
        grade(below(2), policy(), 2021, overrides=override().drop(columns="reason"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"procedure": '"best"'}, "'best' is not one of henan_2019, percentile"),
        ({"unit": '"county"'}, "'county' is not one of zone, city"),
        ({"rounding": '"even"'}, "'even' is not one of half_up, ceil, floor"),
        ({"grades": '["A", "B"]'}, "henan_2019 gives three grades, not 2"),
        ({"below_scale__weights": "{ profit = 1 }"}, "'profit'.*are no measures"),
        ({"below_scale__weights": "{ tax_yuan = 0 }"}, "each above zero"),
        ({"missing": '{ default = "none" }'}, "'none' is not one of zero, median"),
        ({"benchmarks": "{ default = -1 }"}, "-1 is not one of ratio_of_sums"),
        ({"cap": "{ tax_yuan = 1 }"}, "write it as { default"),
        ({"ties": '["age"]'}, r"\['age'\] is not a list of tax_yuan"),
        (
            {"below_scale__first_by": '["tax_yuan", "rd_intensity"]'},
            "give all of them a weight",
        ),
    ],
)
def test_a_word_that_grading_does_not_know_is_refused(policy, below, values, message):
    with pytest.raises(PolicyError, match=message):
        grade(below(2), policy(**values), 2021)


def test_cut_offs_must_rise(policy, below):
    with pytest.raises(PolicyError, match="must rise and be one fewer"):
        grade(below(2), policy("zhejiang", cutoffs="[0.5, 0.25, 0.95]"), 2021)
