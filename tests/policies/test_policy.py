"""Policies: layers, dates, grounds, and what is refused."""

from datetime import date

import pytest

from landuse.errors import PolicyError
from landuse.policy import CONFIDENCES, load_policy
from landuse.policyfile import shipped_policies

HEAD = '[policy]\nid = "p"\ntitle = "试"\n'
VALUE = '[[value]]\nkey = "a.b"\nvalue = 1\nbasis = "某法第一条"\nconfidence = "S"\n'
RULE = (
    '[[rule]]\nid = "r"\ncategory = "idle"\nsubject = "parcel"\n'
    'condition = "not_started"\nbasis = "b"\nconfidence = "S"\ntitle = "t"\n'
)


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_value_and_rule_has_a_ground(name):
    policy = load_policy(name)
    entries = [value for values in policy.values.values() for value in values]
    for entry in [*entries, *policy.rules]:
        assert entry.basis.strip(), entry
        assert entry.confidence in CONFIDENCES
        if entry.confidence == "K":
            assert entry.legal_review == "required"


@pytest.mark.parametrize(
    ("key", "value", "operator"),
    [
        ("target.revitalized_mu", 25_000, ">="),
        ("target.tax_yuan_per_mu", 150_000, ">"),
        ("idle.started_area_share", "1/3", "<"),
        ("idle.invested_share", "0.25", "<"),
    ],
)
def test_the_numbers_of_the_plan_and_the_law(key, value, operator):
    entry = load_policy("puyang").entry(key)
    assert (entry.value, entry.operator) == (value, operator)


def test_a_later_layer_wins_and_the_province_keeps_its_own():
    """The province says "reach" (>=), the city "break through" (>)."""
    assert load_policy("henan").entry("target.tax_yuan_per_mu").operator == ">="
    assert load_policy("puyang").entry("target.tax_yuan_per_mu").operator == ">"


def test_what_the_law_leaves_open_is_not_configured():
    policy = load_policy("puyang")
    assert not policy.is_configured("inefficient.tax_yuan_per_mu")
    with pytest.raises(PolicyError, match=r"inefficient\.tax_yuan_per_mu: not conf"):
        policy.value("inefficient.tax_yuan_per_mu")


def test_an_unknown_key_is_named():
    with pytest.raises(PolicyError, match=r"puyang: no\.such: no such value"):
        load_policy("puyang").value("no.such")


def test_the_idle_rules_are_in_force_from_the_day_of_the_order():
    policy = load_policy("national")
    before = {rule.id for rule in policy.rules_on(date(2012, 6, 30))}
    after = {rule.id for rule in policy.rules_on(date(2012, 7, 1))}
    assert "idle-not-started" in after - before


def test_a_value_is_that_of_its_day(written):
    dated = VALUE + "effective_to = 2020-12-31\n"
    dated += VALUE.replace("value = 1", "value = 2") + "effective_from = 2021-01-01\n"
    policy = load_policy(written(HEAD + dated))
    assert policy.value("a.b", date(2020, 12, 31)) == 1
    assert policy.value("a.b", date(2021, 1, 1)) == 2
    assert policy.value("a.b") == 2


def test_no_value_in_force_is_an_error(written):
    policy = load_policy(written(HEAD + VALUE + "effective_from = 2021-01-01\n"))
    with pytest.raises(PolicyError, match="no value in force on 2020-12-31"):
        policy.value("a.b", date(2020, 12, 31))


def test_the_hash_changes_with_any_value(written):
    one = load_policy(written(HEAD + VALUE))
    same = load_policy(written(HEAD + VALUE, "q.toml"))
    other = load_policy(written(HEAD + VALUE.replace("value = 1", "value = 2")))
    assert one.hash == same.hash != other.hash


def test_a_policy_beside_the_file_can_be_extended(written):
    written(HEAD + VALUE, "base.toml")
    child = HEAD.replace('"p"', '"child"') + 'extends = "base.toml"\n'
    assert load_policy(written(child, "child.toml")).layers == ("p", "child")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "not readable as TOML"),
        ("[policy]\nid = 'p'\n", "policy: title is missing"),
        (HEAD + "[polcy]\n", r"unknown key 'polcy'; did you mean 'policy'\?"),
        (HEAD + VALUE.replace('basis = "某法第一条"\n', ""), "a.b: basis is missing"),
        (HEAD + VALUE + "colour = 1\n", "a.b: unknown key 'colour'"),
        (HEAD + VALUE.replace('"S"', '"sure"'), "confidence 'sure' is not one of"),
        (HEAD + VALUE.replace('"S"', '"K"'), 'needs legal_review = "required"'),
        (HEAD + VALUE + 'operator = "=>"\n', "operator '=>' is not one of"),
        (HEAD + VALUE.replace("value = 1\n", ""), "give either value or configured"),
        (HEAD + VALUE + VALUE, "a.b: periods overlap"),
        (HEAD + RULE + 'needs = ["c.d"]\n', r"r: needs 'c\.d', which no layer names"),
        (HEAD + "[region]\nbox = [1, 2]\n", "box must be"),
        (HEAD + "[region]\nbox = [2, 2, 1, 3]\n", "box must be"),
        (HEAD + 'extends = "p.toml"\n', "extends itself in a circle"),
        (HEAD + 'extends = "puyan"\n', "did you mean 'puyang'"),
    ],
)
def test_a_malformed_policy_names_file_key_and_cure(written, text, message):
    with pytest.raises(PolicyError, match=message) as caught:
        load_policy(written(text))
    assert "p.toml" in str(caught.value)


def test_an_unknown_name_lists_those_that_ship():
    with pytest.raises(PolicyError, match="henan, national, puyang"):
        load_policy("beijing")
