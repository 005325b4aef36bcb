"""Every word that staff read is there in Chinese and English."""

from __future__ import annotations

import re
import tomllib

import pytest

from landuse.fields import FRAMES
from landuse.resources import package_path
from landuse.vocabulary import LANGUAGES, has_label, label

WORDS = tomllib.loads(package_path("vocabulary.toml").read_text("utf-8"))
WORDED = ("field", "category", "verdict", "state", "stage", "event", "sheet")
FIELDS = sorted({field.name for fields in FRAMES.values() for field in fields})
STAGES = (
    "granted",
    "delivered",
    "started",
    "completed",
    "producing",
    "full_production",
    "accepted",
)
CATEGORIES = (
    "idle",
    "unsupplied",
    "supplied_unused",
    "stalled",
    "stopped",
    "inefficient",
    "plan_conflict",
    "normal",
)
VERDICTS = ("yes", "no", "cannot_tell", "not_configured")


@pytest.mark.parametrize("group", sorted(WORDS))
def test_every_entry_of_a_group_has_exactly_the_languages(group):
    wrong = [n for n, entry in WORDS[group].items() if set(entry) != set(LANGUAGES)]
    assert wrong == []


@pytest.mark.parametrize("group", WORDED)
def test_the_chinese_words_are_chinese_and_the_english_are_not(group):
    chinese = re.compile(r"[\u4e00-\u9fff]")
    wrong = [
        name
        for name, entry in WORDS[group].items()
        if not chinese.search(entry["zh"]) or chinese.search(entry["en"])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("field", FIELDS),
        ("category", CATEGORIES),
        ("verdict", VERDICTS),
        ("state", ("suspected", "determined")),
        ("severity", ("info", "warning", "error")),
        ("stage", STAGES),
        ("event", ("assembled", "revitalized", "reversed")),
        ("sheet", ("parcels", "findings", "indicators", "issues", "quarantine")),
    ],
)
def test_every_identifier_has_a_word(group, names):
    assert [name for name in names if not has_label(group, name)] == []


def test_a_field_of_square_metres_says_so_in_both_languages():
    wrong = [
        name
        for name, entry in WORDS["field"].items()
        if name.endswith("_m2")
        and not ("平方米" in entry["zh"] and "(m2)" in entry["en"])
    ]
    assert wrong == []


def test_an_unknown_word_is_returned_as_it_is():
    assert label("category", "大棚房") == "大棚房"
    assert label("no such group", "x") == "x"
    assert not has_label("category", "大棚房")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="language 'fr' is not one of zh, en"):
        label("category", "idle", "fr")
