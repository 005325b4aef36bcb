"""Places of a share: published counts come out of the rule, exactly at the edges."""

from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest

from landuse.analysis.grading import grade
from landuse.analysis.grading.quotas import ROUNDINGS, quota
from landuse.policy import load_policy

#: Sizes of seven zones that add up to 235; the published page does not give them.
SPLIT = (24, 24, 24, 31, 32, 40, 60)
MODES = tuple(ROUNDINGS)


@pytest.mark.parametrize(
    ("count", "share", "mode", "places"),
    [
        (20, 0.15, "half_up", 3),  # exactly three, in every mode
        (20, 0.15, "ceil", 3),
        (20, 0.15, "floor", 3),
        (10, 0.15, "half_up", 2),  # 1.5
        (9, 0.15, "half_up", 1),  # 1.35
        (23, 0.15, "half_up", 3),  # 3.45
        (1, "1/3", "ceil", 1),
        (0, 0.15, "ceil", 0),
        (100, 0.07, "ceil", 7),  # 7.000000000000001 in binary
    ],
)
def test_a_quota_is_exact(count, share, mode, places):
    assert quota(count, share, mode) == places


def test_anyang_below_scale_39_give_6_and_4(policy, below):
    found = grade(below(39), policy(), 2021)
    assert found["grade"].value_counts().to_dict() == {"A": 6, "B": 29, "C": 4}
    best, last = found["grade"] == "A", found["grade"] == "C"
    assert found.loc[best, "enterprise_id"].tolist() == [f"E{i:04d}" for i in range(6)]
    assert found.loc[last, "enterprise_id"].tolist() == [
        f"E{i:04d}" for i in range(35, 39)
    ]


def test_anyang_above_scale_no_single_rounding_of_the_city_gives_37_and_22():
    """235 evaluated, 37 A and 22 C published: 15 % is 35.25, 10 % is 23.5."""
    of_city = {m: (quota(235, 0.15, m), quota(235, 0.1, m)) for m in MODES}
    assert of_city == {"half_up": (35, 24), "ceil": (36, 24), "floor": (35, 23)}


def test_anyang_above_scale_only_half_up_per_zone_can_give_37_and_22():
    """All zones rounded up have at least 23.5 C together, all rounded down at most
    35.25 A. So of one mode for both quotas half_up alone is left, and a split exists
    that gives the figures. The mode is inferred; the split is made up.
    """
    assert sum(SPLIT) == 235
    assert {m: _counts(SPLIT, m) for m in MODES} == {
        "half_up": (37, 22),
        "ceil": (37, 27),
        "floor": (32, 22),
    }


def test_the_same_split_graded_whole(policy, below):
    starts = [sum(SPLIT[:i]) for i in range(len(SPLIT))]
    zones = [below(n, f"Z{n}-{s}", s) for n, s in zip(SPLIT, starts, strict=True)]
    found = grade(pd.concat(zones, ignore_index=True), policy(), 2021)
    assert found["grade"].value_counts().to_dict() == {"A": 37, "B": 176, "C": 22}


def _counts(sizes, mode):
    return tuple(sum(quota(n, share, mode) for n in sizes) for share in (0.15, 0.1))


def test_places_are_given_in_each_zone_or_in_the_city(policy, below):
    """Two zones of 10: 1.5 rounds up to 2 in each; 20 in one city have 3."""
    rows = pd.concat([below(10, "Z1"), below(10, "Z2", start=10)], ignore_index=True)
    by_zone = grade(rows, policy(), 2021)
    by_city = grade(rows, policy(unit='"city"'), 2021)
    assert (
        by_zone.groupby("zone_id")["grade"].agg(lambda g: (g == "A").sum()).eq(2).all()
    )
    assert (by_city["grade"] == "A").sum() == 3
    assert by_city["evaluated"].eq(20).all()


@pytest.mark.parametrize(
    ("count", "best", "last"), [(3, 0, 0), (4, 1, 0), (5, 1, 1), (9, 1, 1), (10, 2, 1)]
)
def test_one_enterprise_on_each_side_of_a_quota(policy, below, count, best, last):
    """15 % of 3 is 0.45 and of 4 is 0.6; 10 % of 4 is 0.4 and of 5 is 0.5."""
    grades = grade(below(count), policy(), 2021)["grade"].tolist()
    assert grades == ["A"] * best + ["B"] * (count - best - last) + ["C"] * last


@pytest.mark.parametrize(("mode", "middle"), [("half_up", "top"), ("floor", "bottom")])
def test_the_middle_of_an_odd_number_goes_where_the_policy_says(
    policy, below, mode, middle
):
    found = grade(below(3), policy(half_rounding=f'"{mode}"'), 2021)
    assert found["pool"].tolist() == ["top_half", f"{middle}_half", "bottom_half"]


def test_one_enterprise_in_a_zone_is_neither_first_nor_last(policy, below):
    found = grade(below(1), policy(), 2021).iloc[0]
    assert (found["grade"], found["decided_by"]) == ("B", "rest_of_top_half")
    assert (found["evaluated"], found["composite"]) == (1, 100.0)
    assert np.isnan([found["better_places"], found["worse_places"]]).all()
    alone = grade(below(1), policy(rounding='"ceil"'), 2021).iloc[0]
    assert alone["grade"] == "A"


def test_an_empty_zone_and_an_empty_year_have_no_rows(policy, below):
    assert len(grade(below(5), policy(), 2020)) == 0
    assert set(grade(below(5), policy(), 2021)["zone_id"]) == {"Z1"}


def test_percentile_cut_offs_25_45_25_5(policy, below):
    found = grade(below(20), policy("zhejiang"), 2021)
    assert found["grade"].tolist() == ["A"] * 5 + ["B"] * 9 + ["C"] * 5 + ["D"]


def test_jingning_11_21_7_0_comes_from_no_cut_offs_in_steps_of_five_per_cent():
    """39 firms: the shipped example rule gives 10, 17, 10 and 2, not 11, 21, 7, 0.

    No pair of cumulative cut-offs in steps of 5 % gives them under one rounding
    either; whole per cents would (28 % and 82 %, rounded half up), which no source
    states. The county may have graded by score.
    """
    cuts = load_policy("zhejiang").value("grading.cutoffs")
    ends = [0, *(quota(39, cut, "half_up") for cut in cuts), 39]
    assert [b - a for a, b in pairwise(ends)] == [10, 17, 10, 2]

    def fitting(step):
        shares = [f"{s}/100" for s in range(0, 101, step)]
        return [
            (a, b, m)
            for a, b, m in product(shares, shares, MODES)
            if (quota(39, a, m), quota(39, b, m)) == (11, 32)
        ]

    assert fitting(5) == []
    assert ("28/100", "82/100", "half_up") in fitting(1)
