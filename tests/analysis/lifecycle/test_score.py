"""The score of performance, each by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.analysis.indicators import note_label
from landuse.analysis.lifecycle.score import COUNTED, performance, score_rule
from landuse.errors import PolicyError
from landuse.policy import load_policy

DAY = "2022-09-30"
TABLE = (
    "{ milestones = 40, commitments = 40, breaches = 20, done_late = 0.5, "
    "deduct = { rectifying = 0.2, rectification_overdue = 0.5, recovered = 1 } }"
)
HEAD = '[policy]\nid = "own"\ntitle = "本地"\nextends = "national"\n'


def policy_of(folder, table):
    path = folder / "own.toml"
    value = (
        f'key = "lifecycle.score"\nvalue = {table}\nbasis = "示例"\nconfidence = "E"'
    )
    path.write_text(f"{HEAD}\n[[value]]\n{value}\n", encoding="utf-8")
    return load_policy(path)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return policy_of(tmp_path_factory.mktemp("score"), TABLE)


def counts(**given):
    return pd.DataFrame({**dict.fromkeys(COUNTED, 0), **given}, index=["P1"])


def scored(policy, **given):
    row = performance(counts(**given), policy, DAY).iloc[0]
    return row.performance_score, row.performance_basis


@pytest.mark.parametrize(
    ("given", "score", "basis"),
    [
        pytest.param(
            {"milestones_on_time": 2, "commitments_met": 3},
            100,  # 40 + 40 + 20
            "score_milestones=2/2×40; score_commitments=3/3×40; score_breaches=1/1×20",
            id="all kept",
        ),
        pytest.param(
            {
                "milestones_on_time": 2,
                "milestones_late": 1,
                "milestones_overdue": 1,
                "commitments_met": 3,
                "commitments_breached": 1,
                "breaches_rectifying": 1,
            },
            # 40 x (2 + 0.5)/4 + 40 x 3/4 + 20 x 0.8 = 25 + 30 + 16
            71,
            "score_milestones=2.5/4×40; score_commitments=3/4×40; "
            "score_breaches=0.8/1×20",
            id="by hand",
        ),
        pytest.param(
            {"milestones_on_time": 1, "milestones_overdue": 1},
            # (40 x 1/2 + 20) / 60: no promise is due, which is not 0
            200 / 3,
            "score_milestones=1/2×40; score_commitments=0/0×40; score_breaches=1/1×20",
            id="a part that cannot be told does not count",
        ),
        pytest.param(
            {"milestones_on_time": 1, "commitments_no_measurement": 2},
            100,
            "score_milestones=1/1×40; score_commitments=0/0×40; "
            "score_breaches=1/1×20; not_measured=2",
            id="not measured is not broken",
        ),
        pytest.param(
            {"milestones_overdue": 1, "commitments_breached": 1},
            20,  # the part of the breaches is left
            "score_milestones=0/1×40; score_commitments=0/1×40; score_breaches=1/1×20",
            id="nothing kept",
        ),
        pytest.param(
            {"breaches_rectification_overdue": 3},
            0,  # three times a half is not below nothing
            "score_milestones=0/0×40; score_commitments=0/0×40; score_breaches=0/1×20",
            id="not below zero",
        ),
        pytest.param(
            {"milestones_on_time": 1, "breaches_closed": 5},
            100,
            "score_milestones=1/1×40; score_commitments=0/0×40; score_breaches=1/1×20",
            id="a state that is not named takes nothing",
        ),
    ],
)
def test_scores_by_hand(own, given, score, basis):
    found = scored(own, **given)
    assert found == (pytest.approx(score, abs=1e-12), basis)


def test_without_anything_to_tell_there_is_no_score(own):
    score, basis = scored(own)
    assert pd.isna(score)
    assert basis == (
        "score_milestones=0/0×40; score_commitments=0/0×40; score_breaches=0/0×20"
    )


def test_without_a_table_a_part_is_not_known_and_not_zero(own):
    names = [name for name in COUNTED if name.startswith(("commitments", "breaches"))]
    given = {**dict.fromkeys(names, pd.NA), "milestones_on_time": 1}
    assert scored(own, **given) == (
        (100, "score_milestones=1/1×40; score_commitments=?×40; score_breaches=?×20")
    )


def test_without_a_rule_there_is_no_score():
    score, basis = scored(load_policy("national"), milestones_on_time=1)
    assert pd.isna(score)
    assert pd.isna(basis)


def test_a_part_without_weight_is_left_out(tmp_path):
    one = policy_of(tmp_path, "{ commitments = 1, done_late = 0 }")
    given = {"milestones_overdue": 9, "commitments_met": 1, "breaches_recovered": 1}
    assert scored(one, **given) == (100, "score_commitments=1/1×1")


def test_the_basis_has_words(own):
    _, basis = scored(own, milestones_on_time=1, commitments_no_measurement=2)
    assert note_label(basis, "zh").startswith("按期节点：1/1×40；达标承诺：0/0×40")
    assert note_label(basis, "en").endswith("promises due and not measured: 2")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("7", "must be a table"),
        ("{ milestones = 1, done_late = 0, deduct = 3 }", "must be a table"),
        ("{ steps = 1, done_late = 0 }", "'steps' is not one of"),
        (
            "{ milestones = 1, done_late = 0, deduct = { late = 1 } }",
            "'late' is not one of",
        ),
        ("{ milestones = 0, done_late = 0 }", "a weight above 0"),
        ("{ milestones = 1 }", "done_late must be a number"),
        ("{ milestones = -1, done_late = 0 }", "milestones must be a number not below"),
        ("{ milestones = true, done_late = 0 }", "milestones must be a number"),
        ("{ milestones = nan, done_late = 0 }", "milestones must be a number"),
        ("{ milestones = inf, done_late = 0 }", "milestones must be a number"),
        ("{ milestones = 1, done_late = 1.1 }", "not above 1"),
        (
            "{ milestones = 1, done_late = 1, deduct = { found = 2 } }",
            "found must be a number not below 0 and not above 1",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_says_so(tmp_path, table, message):
    with pytest.raises(PolicyError, match=message):
        score_rule(policy_of(tmp_path, table))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.none() | st.integers(0, 5)] * len(COUNTED)),
        min_size=1,
        max_size=30,
    )
)
def test_a_score_lies_within_its_bounds_and_is_its_own(own, rows):
    table = pd.DataFrame(rows, columns=list(COUNTED)).astype("Int64")
    found = performance(table, own, DAY)
    assert found["performance_score"].dropna().between(0, 100).all()
    turned = performance(table[::-1], own, DAY)[::-1]
    pd.testing.assert_frame_equal(turned, found)
    worse = table.assign(milestones_overdue=table["milestones_overdue"] + 1)
    late = performance(worse, own, DAY)["performance_score"]
    both = late.notna() & found["performance_score"].notna()
    had = table[[n for n in COUNTED if n.startswith("milestones")]].sum(axis=1) > 0
    lower = late <= found["performance_score"] + 1e-9
    assert lower[both & had].all()
