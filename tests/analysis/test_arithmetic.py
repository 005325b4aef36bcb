"""The sentence of a finding: every condition has one, and its figures are right."""

import json
import re
import tomllib

import pytest

from landuse.analysis.arithmetic import in_words, said
from landuse.analysis.conditions import CONDITIONS
from landuse.analysis.flags import flag
from landuse.resources import package_path
from landuse.testing import make_parcels

SENTENCES = tomllib.loads(package_path("vocabulary.toml").read_text("utf-8"))[
    "arithmetic"
]


def sentence(parcels, policy, as_of, rule):
    found = flag(parcels, policy, as_of).set_index("rule")
    return json.loads(found.loc[rule, "evidence"])["arithmetic"]


def test_the_days_late_are_counted_exactly(puyang):
    """30 June 2019 to 1 January 2021: 184 + 366 + 1 days."""
    parcels = make_parcels(due_start_date="2019-06-30")
    words = sentence(parcels, puyang, "2021-01-01", "idle-not-started")
    assert words["zh"] == "约定动工2019-06-30，至2021-01-01未动工，逾期551天"
    assert words["en"].endswith("551 days late")


def test_what_is_missing_is_said_by_its_label(puyang):
    words = sentence(make_parcels(), puyang, "2021-01-01", "idle-not-started")
    assert words["zh"].startswith("缺少约定开工日期、实际交地日期")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_has_a_sentence_in_both_languages(condition):
    entry = SENTENCES[f"{condition}.yes"]
    places = [set(re.findall(r"{(\w+)}", entry[lang])) for lang in ("zh", "en")]
    assert places[0] == places[1]


def test_text_of_the_data_is_never_a_sentence():
    values = {"as_of": ["{missing.__class__}"], "missing": [["start_date"]]}
    words = in_words("x", ["cannot_tell"], values)[0]["en"]
    assert "{missing.__class__}" in words


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("invested_share", 0.249999, "24.9999%"),
        ("area_m2", 12000, "12,000"),
        ("area_m2", 0.5, "0.5"),
        ("since", "2021-01-01", "2021-01-01"),
        ("since", None, "not recorded"),
        ("compensated", True, "yes"),
    ],
)
def test_values_are_said_without_losing_the_boundary(name, value, text):
    assert said(name, value, "en") == text
