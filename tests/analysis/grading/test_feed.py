"""Computed grades beside announced ones: in the rules, in the year after, in counts."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from landuse.analysis.flags import flag
from landuse.analysis.grading import grade
from landuse.analysis.grading.counts import grade_counts
from landuse.analysis.grading.feed import with_computed_grades
from landuse.analysis.grading.history import with_history
from landuse.policy import Value, load_policy
from landuse.resources import data_path
from landuse.steps.policydiff import compare
from landuse.testing import make_parcels

YEARS = (2020, 2021)


@pytest.fixture(scope="module")
def sample():
    return load_policy(str(data_path("sample_data", "policy.toml")))


@pytest.fixture
def rows(below):
    """Ten enterprises, of which the last pays least and is graded C in both years."""
    return pd.concat([below(10, year=year) for year in YEARS], ignore_index=True)


def found(policy, enterprises, who="E0009"):
    parcel = make_parcels(
        enterprise_id=who,
        start_date="2015-01-01",
        completion_date="2016-01-01",
        registered_area_m2=10_000.0,
    )
    rules = flag(
        parcel, policy, "2022-09-30", enterprises=enterprises, keep=("yes", "no")
    )
    return rules[rules["rule"] == "inefficient-grade"]


def test_a_rule_about_grades_takes_computed_ones_and_says_so(rows, sample):
    assert found(sample, rows).empty  # no grade: cannot tell
    filled = with_computed_grades(rows, sample)
    assert filled["grade"].str.cat() == ("A" * 2 + "B" * 7 + "C") * 2
    assert set(filled["grade_ground"]) == {"computed"}
    (finding,) = found(sample, filled).to_dict("records")
    evidence = json.loads(finding["evidence"])
    assert finding["verdict"] == "yes"
    assert evidence["derived"]["grade_ground"] == "computed"
    assert "由程序按规则计算，来源没有评定结果" in evidence["arithmetic"]["zh"]
    assert found(sample, filled, "E0005")["verdict"].tolist() == ["no"]


def test_what_the_source_states_stays_and_is_not_called_computed(rows, sample):
    stated = rows.assign(grade="C")
    filled = with_computed_grades(stated, sample)
    assert filled["grade"].eq("C").all()
    assert filled["grade_ground"].isna().all()
    (finding,) = found(sample, filled, "E0000").to_dict("records")
    evidence = json.loads(finding["evidence"])
    assert evidence["derived"].get("grade_ground") is None
    assert "计算" not in evidence["arithmetic"]["zh"]


def test_a_year_with_a_single_stated_grade_is_left_alone(rows, sample):
    stated = pd.Series(["A"] + [None] * 19, dtype="str")
    filled = with_computed_grades(rows.assign(grade=stated), sample)
    assert filled["grade"][:10].isna().sum() == 9
    assert filled["grade"][10:].notna().all()


def test_without_weights_nothing_is_filled_in_but_what_was_set_by_hand(rows):
    policy = load_policy("henan")
    assert with_computed_grades(rows, policy)["grade"].isna().all()
    hand = pd.DataFrame(
        {
            "enterprise_id": ["E0003"],
            "year": [2021],
            "grade": ["C"],
            "reason": ["复核"],
            "document_no": ["文1号"],
            "document_date": ["2022-05-01"],
        }
    )
    filled = with_computed_grades(rows, policy, hand).dropna(subset=["grade"])
    assert filled[["enterprise_id", "year", "grade_ground"]].to_numpy().tolist() == [
        ["E0003", 2021, "override"]
    ]


def test_grades_are_computed_anew_by_another_policy_but_those_set_by_hand_stay(
    rows, sample
):
    hand = pd.DataFrame(
        {
            "enterprise_id": ["E0003"],
            "year": [2021],
            "grade": ["C"],
            "reason": ["复核"],
            "document_no": ["文1号"],
            "document_date": ["2022-05-01"],
        }
    )
    filled = with_computed_grades(rows, sample, hand)
    pd.testing.assert_frame_equal(with_computed_grades(filled, sample), filled)
    other = with_computed_grades(filled, load_policy("zhejiang"))
    assert other["grade"].str.cat() == "AAABBBBCCC" + "AAACBBBCCC"
    assert other["grade_ground"].eq("override").sum() == 1
    bare = with_computed_grades(filled, load_policy("henan"))
    assert bare["grade"].notna().sum() == 1


def test_a_policy_diff_shows_what_other_weights_do_to_land(rows, sample):
    """The procedure with places for the last fifth grades two enterprises C."""
    parcels = make_parcels(
        enterprise_id=["E0008", "E0009"],
        start_date="2015-01-01",
        completion_date="2016-01-01",
        registered_area_m2=10_000.0,
    )
    more = replace(
        sample,
        values={
            **sample.values,
            "grading.last_share": (Value("grading.last_share", "试", "E", 0.2),),
        },
    )
    frames = {"parcels": parcels, "enterprises": with_computed_grades(rows, sample)}
    found = compare(frames, sample, more, date(2022, 9, 30)).findings
    found = found[found["rule"] == "inefficient-grade"]
    assert found[
        ["subject_id", "verdict_before", "verdict_after"]
    ].to_numpy().tolist() == [["P1", "no", "yes"]]


def test_the_year_before_is_announced_or_computed(rows, sample):
    graded = grade(rows, sample, 2021)
    computed = with_history(graded, rows, sample, 2021)
    assert set(computed["previous_ground"]) == {"computed"}
    assert set(computed["grade_change"]) == {"same"}
    before = ["B"] * 2 + ["A"] + ["B"] * 7
    stated = rows.assign(grade=pd.Series(before + [None] * 10, dtype="str"))
    told = with_history(graded, stated, sample, 2021)
    assert told["grade_change"].tolist() == ["up", "up", "down"] + ["same"] * 6 + [
        "down"
    ]
    assert set(told["previous_ground"]) == {"announced"}
    first = with_history(grade(rows, sample, 2020), rows, sample, 2020)
    assert first["previous_grade"].isna().all()
    assert first["grade_change"].isna().all()


def test_counts_add_up_to_the_enterprises(below, sample):
    rows = pd.concat(
        [below(10), below(3, "Z2", 10), below(1, None, 13)], ignore_index=True
    )
    table = grade_counts(grade(rows, sample, 2021), sample)
    city = table.iloc[-1]
    assert city[["A", "B", "C", "cannot_tell_count"]].tolist() == [2, 10, 1, 1]
    assert table["enterprises"].tolist() == [10, 3, 1, 14]


def test_new_land_while_graded_c_says_that_the_grade_was_computed(rows, sample):
    parcel = make_parcels(
        enterprise_id="E0009", land_use="工业用地", supply_date="2021-06-01"
    )
    filled = with_computed_grades(rows, sample)
    found = flag(parcel, sample, "2022-09-30", enterprises=filled, keep=("yes",))
    (finding,) = found[found["rule"] == "new-land-while-graded-c"].to_dict("records")
    evidence = json.loads(finding["evidence"])
    assert evidence["derived"]["grade"] == "C"
    assert evidence["derived"]["grade_ground"] == "computed"
    assert "computed by the policy" in evidence["arithmetic"]["en"]
