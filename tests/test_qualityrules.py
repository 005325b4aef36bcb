"""The registry: every rule whole, every limit in the policy, every code used."""

import re
import string

import pytest

from landuse.analysis import quality
from landuse.issues import SEVERITIES
from landuse.policy import load_policy
from landuse.qualityrules import FAMILIES, quality_rule, quality_rules
from landuse.resources import package_path
from landuse.schema import KINDS, fields_of
from landuse.vocabulary import has_label

RULES = [pytest.param(rule, id=code) for code, rule in quality_rules().items()]
COLUMNS = {field.name for kind in KINDS for field in fields_of(kind)}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_all(rule):
    assert rule.family in FAMILIES
    assert set(rule.severities) <= set(SEVERITIES)
    assert set(rule.title) == {"zh", "en"}
    assert all((rule.what, rule.why, rule.hint, *rule.title.values()))
    assert list(string.Formatter().parse(rule.what))


@pytest.mark.parametrize("rule", RULES)
def test_every_limit_is_a_value_with_a_basis(rule):
    policy = load_policy("national")
    for key in rule.limits:
        assert policy.is_configured(key)
        assert policy.entry(key).basis


@pytest.mark.parametrize("rule", RULES)
def test_every_pair_names_canonical_columns(rule):
    assert {name for pair in rule.pairs for name in pair} <= COLUMNS


def test_numbers_are_used_once_and_families_have_words():
    numbers = [rule.number for rule in quality_rules().values()]
    assert len(numbers) == len(set(numbers))
    assert all(has_label("family", name) for name in FAMILIES)


def test_codes_and_checks_are_the_same():
    folder = package_path("analysis", "quality")
    texts = [p.read_text("utf-8") for p in folder.glob("*.py")]
    shapes = package_path("analysis", "shapefaults.py").read_text("utf-8")
    text = "\n".join([*texts, shapes, package_path("justified.py").read_text("utf-8")])
    text += package_path("steps", "judge.py").read_text("utf-8")
    written = set(
        re.findall(r'"([A-Z]+(?:_[A-Z]+)+|GAP|OVERLAP|SPIKE|SLIVER|MOVED)"', text)
    )
    written |= set(re.findall(r'"(APPEARED|VANISHED)"', text))
    known = set(quality_rules())
    assert known <= written
    assert quality.check is not None


def test_a_code_of_the_readers_has_no_rule_of_its_own():
    assert quality_rule("ENCODING_GUESSED").family == "reading"
