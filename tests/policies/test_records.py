"""A policy as records and in words: nothing that a lawyer asks is left out."""

import json
from datetime import date

import pytest

from landuse.analysis.conditions import CONDITIONS
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.policyfile import shipped_policies
from landuse.steps.policyrecords import policy_record, rule_record, rule_records
from landuse.steps.policywords import (
    fact_words,
    gap_words,
    ground_words,
    period_words,
    threshold_words,
    value_words,
)
from landuse.vocabulary import LANGUAGES, has_label

HEAD = '[policy]\nid = "p"\ntitle = "试"\n'
OPEN = '[[value]]\nkey = "a.b"\nconfigured = false\nbasis = "无"\nconfidence = "E"\n'
RULE = (
    '[[rule]]\nid = "r"\ncategory = "idle"\nsubject = "parcel"\nneeds = ["a.b"]\n'
    'condition = "works_suspended"\nbasis = "b"\nconfidence = "S~"\ntitle = "旧"\n'
)
RULES = [
    pytest.param(rule, name, id=f"{name}-{rule.id}")
    for name in shipped_policies()
    for rule in load_policy(name).rules
]


@pytest.mark.parametrize(("rule", "name"), RULES)
def test_everything_of_a_shipped_rule_has_words(rule, name):
    record = rule_record(rule, load_policy(name))
    assert rule.title_en is not None
    assert rule.title_en.isascii()
    assert has_label("condition", rule.condition)
    assert fact_words(record["facts"], "zh").count("_") == 0
    assert [n for n in rule.needs if not has_label("threshold", n)] == []
    for value in record["thresholds"]:
        assert value["unit"] is None or has_label("unit", value["unit"])
    for lang in LANGUAGES:
        for gap in record["gaps"]:
            assert "{" not in gap_words(gap, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_facts_of_every_condition_have_words(lang):
    names = [name for condition in CONDITIONS.values() for name in condition.facts]
    assert fact_words(names, lang).count("_") == 0


def test_a_record_says_of_which_layer_a_value_is():
    record = policy_record(load_policy("puyang"))
    layers = {value["key"]: value["layer"] for value in record["values"]}
    assert layers["idle.period_years"] == "national"
    assert layers["plan.industrial_share"] == "henan"
    assert layers["target.tax_yuan_per_mu"] == "puyang"
    assert set(record["not_found"]) == {"national", "henan", "puyang"}
    assert json.loads(json.dumps(record, default=str))["id"] == "puyang"


def test_a_record_of_a_past_day_has_only_what_was_in_force():
    record = policy_record(load_policy("national"), date(2012, 6, 30))
    assert "idle-not-started" not in [rule["id"] for rule in record["rules"]]
    assert "idle.period_years" not in [value["key"] for value in record["values"]]
    assert (
        rule_records(load_policy("national"), "idle-suspended", date(2000, 1, 1)) == []
    )


def test_a_rule_names_article_document_and_each_gap():
    (record,) = rule_records(load_policy("national"), "idle-not-started")
    assert record["document_no"] == "国土资源部令第53号"
    assert record["article"] == "第二条第一款"
    assert {gap_words(gap, "zh") for gap in record["gaps"]} >= {
        "约定不明时交地后的动工期限属通行做法，未见原文，须经法务审核",
        "约定开工日期的采用顺序系推断，非法定",
        "可从闲置时间扣除的原因系推断，非法定",
        "闲置土地处置办法（国土资源部令第53号）仅见部分条文",
    }


def test_every_mark_below_a_read_text_is_a_gap(written):
    policy = load_policy(written(HEAD + OPEN + RULE))
    (record,) = rule_records(policy, "r")
    assert [(gap["gap"], gap["key"]) for gap in record["gaps"]] == [
        ("gap_excerpt", None),
        ("gap_not_configured", "a.b"),
        ("gap_example", "a.b"),
    ]


def test_an_edition_has_the_thresholds_of_its_own_days(written):
    new = OPEN.replace("configured = false", "value = 2")
    text = HEAD + OPEN + "effective_to = 2020-12-31\n"
    text += new + "effective_from = 2021-01-01\n"
    text += RULE + "effective_from = 2021-06-01\n"
    (record,) = rule_records(load_policy(written(text)), "r")
    assert [value["value"] for value in record["thresholds"]] == [2]


def test_editions_by_contract_date_are_all_told_whatever_the_day():
    (record,) = rule_records(
        load_policy("national"), "control-indicators", date(2022, 9, 30)
    )
    shares = [v for v in record["thresholds"] if v["key"].endswith("coverage")]
    assert [value_words(value, "zh") for value in shares] == [
        "＜ 0.3（按合同签订日期适用）",
        "＜ 0.4（按合同签订日期适用）",
    ]


def test_years_in_a_row_are_said():
    record = {"value": ["D"], "configured": True, "operator": "in", "unit": None}
    assert value_words({**record, "years": 2}, "en").endswith("D (2 years in a row)")


def test_an_unknown_rule_is_met_with_the_closest():
    with pytest.raises(PolicyError, match="did you mean 'idle-suspended'"):
        rule_records(load_policy("national"), "idle-suspend")


@pytest.mark.parametrize(
    ("value", "unit", "operator", "words"),
    [
        (1, "year", ">=", "≥ 1 年"),
        ("1/3", None, "<", "＜ 1/3"),
        (150000, "yuan/mu", ">", "＞ 150,000 元/亩"),
        (2020, None, None, "2020"),
        (date(2022, 12, 31), None, None, "2022-12-31"),
        (["a", 2], None, None, "a、2"),
        ([], None, None, "无"),
        (["government"], None, None, "政府原因"),
        ("registered", None, None, "证载面积"),
        (True, None, None, "是"),
    ],
)
def test_a_value_is_said_with_operator_and_unit(value, unit, operator, words):
    record = {"value": value, "configured": True, "operator": operator, "unit": unit}
    assert value_words(record, "zh") == words


def test_an_open_value_is_said_to_be_open():
    record = {"key": "x.y", "value": None, "configured": False, "operator": "<"}
    assert threshold_words({**record, "unit": None}, "en") == "x.y: not configured"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, "不限"),
        (date(2012, 7, 1), None, "自2012-07-01"),
        (None, date(2020, 12, 31), "至2020-12-31"),
        (date(2012, 7, 1), date(2020, 12, 31), "自2012-07-01 至2020-12-31"),
    ],
)
def test_a_period_is_said_by_its_days(start, end, words):
    assert period_words({"effective_from": start, "effective_to": end}, "zh") == words


def test_a_review_is_asked_for_once():
    practice = {"confidence": "K", "legal_review": "required"}
    assert ground_words(practice, "en").count("eview") == 1
    assert ground_words({**practice, "confidence": "I"}, "en").count("eview") == 1
