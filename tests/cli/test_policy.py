"""``landuse policy``: what is shown, in which language, and how it refuses."""

import json
import re

import pytest

from landuse.resources import data_path


def test_show_lists_layers_values_rules_and_what_is_open(command):
    code, out, err = command("policy", "show")
    assert (code, out) == (0, "")
    assert "national ← henan ← puyang" in err
    assert "idle.period_years · 闲置认定期限: ≥ 1 年" in err
    assert "来自 national:" in err
    assert "未配置的标准" in err
    assert "stopped.months" in err


def test_show_as_of_a_past_day_has_the_rules_then_in_force(command):
    shown = command("policy", "show", "national", "--as-of", "2012-06-30", "--json")
    rules = [rule["id"] for rule in json.loads(shown[1])["rules"]]
    assert "idle-not-started" not in rules
    assert "unsupplied-remainder" in rules


def test_show_as_json_is_one_object(command):
    code, out, _ = command("policy", "show", "henan", "--json")
    record = json.loads(out)
    assert code == 0
    assert record["layers"] == ["national", "henan"]
    assert {"value", "operator", "basis", "confidence", "layer", "line"} <= set(
        record["values"][0]
    )


def test_explain_names_article_condition_thresholds_and_gaps(command):
    code, out, err = command("policy", "explain", "idle-suspended")
    assert (code, out) == (0, "")
    for words in (
        "闲置土地处置办法（国土资源部令第53号）第二条第二款",
        "已动工面积占应动工面积 ＜ 1/3",
        "自2012-07-01",
        "中止开发日期",
        "仅见部分条文",
    ):
        assert words in err


def test_explain_in_english(command):
    _, _, err = command("policy", "explain", "stopped-enterprise", "--lang", "en")
    assert "Months of stopped production: not configured" in err
    assert "legal review required" in err


def test_explain_says_when_a_rule_was_not_in_force(command):
    code, _, err = command(
        "policy", "explain", "idle-not-started", "--as-of", "2012-06-30"
    )
    assert code == 0
    assert "该日不在施行期间" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "puyan"),
        ("show", "no/such.toml"),
        ("show", "--as-of", "2022-13-01"),
        ("explain", "idle"),
        ("explain", "idle-suspended", "--policy", "puyan"),
        ("explain", "idle-suspended", "--lang", "fr"),
    ],
)
def test_bad_usage_is_2_without_a_traceback(command, arguments):
    code, out, err = command("policy", *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


WRONG = (
    '[[case]]\nname = "一"\nas_of = 2021-06-29\n'
    'parcel = { "约定开工日期" = 2020-06-30 }\nexpect = { idle-not-started = "是" }\n'
    '[[case]]\nname = "二"\nas_of = 2021-06-30\n'
    'parcel = {}\nexpect = { "闲置土地" = "是" }\n'
)


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[policy]\nid = "own"\ntitle = "试"\nextends = "national"\n', "utf-8"
    )
    (tmp_path / "own.cases.toml").write_text(WRONG, "utf-8")
    return path


def test_cases_that_hold_are_0(command):
    code, out, err = command("policy", "test", "puyang")
    assert (code, out) == (0, "")
    assert re.search(r"通过 \d+, 不符 0", err)


def test_a_case_that_fails_is_1_and_stands_in_a_table(command, own):
    code, out, err = command("policy", "test", own)
    assert (code, out) == (1, "")
    for words in ("一 (2)", "idle-not-started", "约定开工日期", "通过 0, 不符 2"):
        assert words in err


def test_failures_as_json(command, own):
    code, out, _ = command("policy", "test", own, "--json")
    record = json.loads(out)
    assert (code, record["cases"], record["failed"]) == (1, 2, 2)
    assert record["failures"][0]["found"] == "no"
    assert record["failures"][1]["missing"] == ["due_start_date", "delivery_date"]


def test_a_policy_without_cases_is_2(command, own):
    own.with_suffix(".cases.toml").unlink()
    code, out, err = command("policy", "test", own)
    assert (code, out) == (2, "")
    assert "own.cases.toml" in err


SAMPLE = data_path("sample_data")


def test_diff_names_parcels_reasons_and_areas(command):
    code, out, err = command("policy", "diff", "puyang", SAMPLE / "policy.toml", SAMPLE)
    assert (code, out) == (0, "")
    assert "停产半停产月数：未配置 → 停产半停产月数 ≥ 6 个月" in err
    assert "410902003001GB00012" in err
    assert "新面积（亩）" in err


def test_diff_as_json_has_every_subject_and_why(command):
    own = SAMPLE / "policy.toml"
    code, out, _ = command("policy", "diff", "puyang", own, SAMPLE, "--json")
    record = json.loads(out)
    assert code == 0
    assert record["as_of"] == "2022-09-30"
    rules = {row["rule"] for row in record["findings"]}
    assert rules == set(record["reasons"])
    assert {row["before"] for row in record["primary"]} == {"normal"}


def test_diff_of_two_shipped_editions_names_the_parcels_that_change(command):
    """One with little investment, two whose dated government causes are deducted."""
    shown = command("policy", "diff", "national", "hainan", SAMPLE, "--json")
    record = json.loads(shown[1])
    changes = [(r["parcel_id"], r["before"], r["after"]) for r in record["primary"]]
    assert changes == [
        ("410902003001GB00014", "normal", "idle"),
        ("410902003001GB00022", "idle", "normal"),
        ("410927001001GB00025", "idle", "normal"),
    ]
    why = {rule: [r["name"] for r in rows] for rule, rows in record["reasons"].items()}
    assert why["idle-not-started"] == ["idle.deduct_periods"]
    assert why["idle-investment-behind"][0] == "idle-investment-behind"
    changed = {r["subject_id"]: r for r in record["findings"]}
    assert changed["410902003001GB00022"]["verdict_after"] == "no"


@pytest.mark.parametrize(
    "arguments",
    [
        ("puyan", "puyang", SAMPLE),
        ("puyang", "no.toml", SAMPLE),
        ("puyang", "henan", "no such folder"),
    ],
)
def test_diff_of_what_is_not_there_is_2(command, arguments):
    code, out, err = command("policy", "diff", *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
