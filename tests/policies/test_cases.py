"""Cases beside a policy: every shipped one holds, and a wrong one is told."""

from datetime import date

import pytest

from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.policyfile import shipped_policies
from landuse.resources import data_path
from landuse.steps.casefile import cases_path, read_cases
from landuse.steps.caseframes import case_frames
from landuse.steps.casetest import run_cases, untested

HEAD = '[policy]\nid = "p"\ntitle = "试"\nextends = "national"\n'
SHIPPED = [*shipped_policies(), str(data_path("sample_data", "policy.toml"))]
CASE = '[[case]]\nname = "一"\nas_of = 2021-06-30\n'
PARCEL = 'parcel = { "约定开工日期" = 2020-06-30 }\n'


@pytest.fixture
def cases(written):
    """Cases written beside a policy that adds nothing to the national one."""

    def read(text):
        policy = written(HEAD)
        written(text, "p.cases.toml")
        return load_policy(policy), read_cases(cases_path(str(policy)))

    return read


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_case_holds_and_every_rule_has_its_cases(name):
    policy = load_policy(name)
    results = run_cases(policy, read_cases(cases_path(name)))
    assert [one for one in results if not one.passed] == []
    assert untested(policy, results) == {}


@pytest.mark.parametrize("about", ["idle-not-started", "闲置土地", "Idle land"])
def test_a_rule_or_category_is_understood_in_both_languages(cases, about):
    found = run_cases(*cases(CASE + PARCEL + f'expect = {{ "{about}" = "疑似" }}\n'))
    assert [one.passed for one in found] == [True]


@pytest.mark.parametrize(
    ("word", "passed"),
    [
        ("是", True),
        ("yes", True),
        ("疑似", True),
        ("suspected", True),
        ("认定", False),
        ("否", False),
        ("无法判断", False),
        ("not in force on that day", False),
    ],
)
def test_a_verdict_is_understood_in_both_languages(cases, word, passed):
    found = run_cases(*cases(CASE + PARCEL + f'expect = {{ idle = "{word}" }}\n'))
    assert [one.passed for one in found] == [passed]
    assert found[0].line == 2


def test_what_cannot_be_told_names_what_is_missing(cases):
    text = CASE + 'parcel = {}\nexpect = { idle-not-started = "是" }\n'
    (found,) = run_cases(*cases(text))
    assert (found.found, found.passed) == ("cannot_tell", False)
    assert found.missing == ("due_start_date", "delivery_date")


def test_a_rule_without_data_or_before_its_day_is_neither_yes_nor_no(cases):
    expect = 'expect = { stopped-enterprise = "否", idle-suspended = "否" }\n'
    text = CASE.replace("2021", "2012") + PARCEL + expect
    found = run_cases(*cases(text))
    assert [one.found for one in found] == ["not_tested", "not_in_force"]


def test_facts_are_read_in_words_units_and_aliases(cases):
    text = CASE + (
        '"宗地" = { "总投资额（万元）" = 300, "证载面积" = "15亩", price_yuan = 5, '
        '"原因类型" = "政府原因", "是否标准地" = true, "图形面积" = "2公顷" }\n'
        '"企业" = { "税收" = "1.5万元", "经营状态" = "停产" }\n'
        '"结论" = { idle = "无法判断" }\n'
    ).replace("原因类型", "闲置原因").replace('"税收"', '"实缴税收"')
    _, (case,) = cases(text)
    frames = case_frames(case)
    parcel, enterprise = frames["parcels"].iloc[0], frames["enterprises"].iloc[0]
    assert parcel["total_investment_yuan"] == 3_000_000
    assert parcel["registered_area_m2"] == pytest.approx(10_000, abs=1e-9)
    assert (parcel["price_yuan"], parcel["cause"]) == (5, "government")
    assert parcel["is_standard_land"]
    assert parcel["geometry"].area == pytest.approx(20_000)
    assert parcel["enterprise_id"] == enterprise["enterprise_id"]
    assert (enterprise["tax_yuan"], enterprise["year"]) == (15_000, 2020)


def test_outlines_lie_side_by_side_from_one_corner(cases):
    text = CASE + (
        'batch = { drawn = "3公顷" }\nparcel = [{}, { drawn = "30亩" }]\n'
        'expect = { idle = "否" }\n'
    )
    _, (case,) = cases(text)
    frames = case_frames(case)
    batch, parcels = frames["approvals"].geometry[0], frames["parcels"].geometry
    assert parcels.area.tolist() == pytest.approx([10_000, 20_000])
    assert parcels[0].intersection(parcels[1]).area == 0
    assert batch.symmetric_difference(parcels.union_all()).area == pytest.approx(0)


def test_an_outline_may_lie_on_the_one_before_it(cases):
    text = CASE + (
        'parcel = [{}, { on_previous = true, drawn = "0.5公顷" }, {}]\n'
        'expect = { idle = "否" }\n'
    )
    _, (case,) = cases(text)
    parcels = case_frames(case)["parcels"].geometry
    assert parcels[0].intersection(parcels[1]).area == pytest.approx(5_000)
    assert parcels[1].intersection(parcels[2]).area == 0


def test_an_absent_column_is_unknown_not_empty(cases):
    text = CASE + PARCEL + 'absent = ["start_date"]\nexpect = { idle = "无法判断" }\n'
    assert [one.passed for one in run_cases(*cases(text))] == [True]


def test_a_value_is_compared_in_words(cases):
    value = 'value = {{ "idle.period_years" = "{}" }}\n'
    found = run_cases(*cases(CASE + value.format("≥1年")))
    assert found[0].passed
    found = run_cases(*cases(CASE + value.format("＞ 1 年")))
    assert (found[0].passed, found[0].found) == (False, "≥ 1 年")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names no case"),
        ("x = ", "not readable as TOML"),
        ("cases = 1\n", r"cases\.toml:1: unknown key 'cases'"),
        (CASE, r":2: 一: expects nothing"),
        (
            CASE + 'exspect = { idle = "否" }\n',
            r":4: 一: unknown key 'exspect'; did you",
        ),
        (CASE + "expect = { idle = true }\n", "give what is expected as"),
        (CASE.replace("2021-06-30", '"2021"') + PARCEL, "as_of must be a date"),
        (CASE + 'parcel = 1\nexpect = { idle = "否" }\n', ":4: 一: write a record as"),
        (
            CASE + PARCEL + 'absent = "x"\nexpect = { idle = "否" }\n',
            "absent must be a",
        ),
    ],
)
def test_a_malformed_case_is_named_with_its_line(cases, text, message):
    with pytest.raises(PolicyError, match=message):
        cases(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PARCEL + 'expect = { idel = "否" }\n',
            r":2: 一: no rule or category .*'idle'",
        ),
        (PARCEL + 'expect = { idle = "或许" }\n', "'或许' is no word for what can be"),
        (PARCEL + 'expect = { primary = "闲着" }\n', "is no word for what can be"),
        (
            'parcel = { "约定开工日" = 1 }\nexpect = { idle = "否" }\n',
            "no field is called '约定开工日'; did you mean '约定开工日期'",
        ),
        (
            'parcel = { "约定开工日期" = "某天" }\nexpect = { idle = "否" }\n',
            "约定开工日期 '某天'",
        ),
        ('parcel = { drawn = 0 }\nexpect = { idle = "否" }\n', "0 is no area"),
        ('parcel = { drawn = "大" }\nexpect = { idle = "否" }\n', "'大' is no area"),
        (PARCEL + 'absent = ["颜色"]\nexpect = { idle = "否" }\n', "called '颜色'"),
        ('value = { "idle.period" = "1" }\n', "no value is called 'idle.period'"),
    ],
)
def test_a_word_that_nothing_is_called_is_named(cases, text, message):
    policy, read = cases(CASE + text)
    with pytest.raises(PolicyError, match=message):
        run_cases(policy, read)


def test_a_policy_without_cases_says_where_they_belong(written):
    path = cases_path(str(written(HEAD)))
    with pytest.raises(PolicyError, match=r"write them in p\.cases\.toml beside"):
        read_cases(path)


def test_a_case_takes_the_day_of_its_file(cases):
    text = "as_of = 2021-06-30\n" + CASE.replace("as_of = 2021-06-30\n", "")
    _, (case,) = cases(text + PARCEL + 'expect = { idle = "是" }\n')
    assert case.as_of == date(2021, 6, 30)
