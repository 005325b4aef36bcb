"""A clerk who reads only Chinese learns what is wrong, where, and what to do."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from landuse.cli.faults import language_of
from landuse.cli.main import main
from landuse.issuewords import issue_cure, issue_title
from landuse.steps.checking import check_file
from landuse.steps.issuesout import write_issues

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT / ".." / "shared" / "data" / "05_invalid" / "hostile"
CODE = re.compile(r"[A-Z][A-Z0-9]+(_[A-Z0-9]+)+|UNUSABLE|ENCRYPTED|MACROS|PERCENT")
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Cases of each family: what stands on the screen, whatever the code.
CASES = {
    "A07": "TRUNCATED_FILE",
    "A13": "ENCODING_GUESSED",
    "B05": "INVALID_GEOMETRY",
    "B19": "WRONG_ZONE_PREFIX",
    "C09": "UNKNOWN_ZONE",
    "C15": "COLUMN_COUNT",
    "C33": "CELL_ERROR",
    "C45": "ENCRYPTED",
    "D11": "DUPLICATE_ENTRY",
    "E05": "DUPLICATE_KEY",
    "F05": "LIMIT_EXCEEDED",
    "G02": "POINT_COUNT",
}


def run(capsys, *arguments):
    with pytest.raises(SystemExit):
        main([str(argument) for argument in arguments])
    return capsys.readouterr()


def raised_codes():
    """Codes that stand in a call of an issue, a reject or an error."""
    for path in sorted((ROOT / "landuse").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"Issue": 0, "PlacedIssue": 0, "Fault": 0, "Reject": 1}
            named = [k.value for k in node.keywords if k.arg == "code"]
            at = place.get(node.func.id)
            named += [] if at is None else node.args[at : at + 1]
            for value in named:
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


@pytest.mark.parametrize("code", sorted(filter(CODE.fullmatch, set(raised_codes()))))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_has_a_title_and_a_cure(code, lang):
    assert issue_title(code, lang) != code
    cure = issue_cure(code, lang)
    assert cure
    assert bool(CHINESE.search(issue_title(code, lang) + cure)) == (lang == "zh")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "台账.csv"
    text = "DKBH,GYRQ\nP0,2019-03-01\nP1,2019-02-30\nP2,去年\n"
    path.write_text(text, "utf-8")
    return path


def test_what_where_value_and_cure(capsys, table):
    shown = run(capsys, "check", table).err
    assert "错误 BAD_DATE 日期无法识别 × 2" in shown
    assert "台账.csv · P1 · GYRQ · 2019-02-30: “GYRQ”中的“2019-02-30”" in shown
    assert "不是实际存在的日期" in shown
    assert "→ 按 2019-03-01 的格式填写" in shown
    assert "结果: 有记录被隔离 (原有 3, 读入 1, 隔离 2)" in shown


def test_english_is_whole_as_well(capsys, table):
    shown = run(capsys, "check", table, "--lang", "en").err
    assert "error BAD_DATE Not a date × 2" in shown
    assert "'2019-02-30' in GYRQ names a day that does not exist (supply_date)" in shown
    assert not CHINESE.search(shown.replace("台账", ""))


def test_json_has_both(capsys, table):
    issues = json.loads(run(capsys, "check", table, "--json").out)["issues"]
    bad = next(issue for issue in issues if issue["code"] == "BAD_DATE")
    assert bad["message"].startswith("'2019-02-30' in GYRQ names a day")
    assert bad["message_zh"].startswith("日期无法识别：“GYRQ”中的“2019-02-30”")
    assert bad["hint_zh"] == "按 2019-03-01 的格式填写"


def test_tables_have_both(table, tmp_path):
    checked = check_file(table)
    write_issues(checked.found, None, tmp_path / "issues.csv")
    frame = pd.read_csv(tmp_path / "issues.csv", dtype="str")
    bad = frame[frame.code == "BAD_DATE"].iloc[0]
    assert CHINESE.search(bad.message_zh)
    assert bad.hint_zh == "按 2019-03-01 的格式填写"


def test_an_error_is_one_line_with_its_cure(capsys, tmp_path):
    (tmp_path / "a.csv").write_text("", "utf-8")
    shown = run(capsys, "check", tmp_path / "a.csv").err
    line = "landuse: a.csv：文件为空；请对方重新提供文件（a.csv: is empty"
    assert shown.startswith(line)
    assert shown.count("\n") == 1
    english = run(capsys, "check", tmp_path / "a.csv", "--lang=en").err
    assert english.startswith("landuse: a.csv: is empty")
    said = json.loads(run(capsys, "check", tmp_path / "a.csv", "--json").out)
    assert said["issues"][0]["message_zh"] == "文件为空"
    assert said["issues"][0]["hint_zh"] == "请对方重新提供文件"


def test_a_wrong_project_is_named_in_chinese(capsys, tmp_path):
    (tmp_path / "landuse.toml").write_text("nonsense", "utf-8")
    shown = run(capsys, "audit", tmp_path, "--out", tmp_path / "out").err
    assert "规则、配置、地图定义或项目文件有误" in shown


def test_the_workbook_and_the_quarantine_are_in_chinese(capsys, tmp_path):
    run(capsys, "demo", tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "workbook.xlsx", read_only=True)
    for sheet, heading in (("数据问题", "说明"), ("隔离记录", "原因")):
        rows = list(book[sheet].iter_rows(values_only=True))
        place = rows[0].index(heading)
        assert len(rows) > 1
        assert all(CHINESE.match(row[place]) for row in rows[1:])
        cure = rows[0].index("处理建议")
        assert all(CHINESE.search(row[cure] or "—无") for row in rows[1:])
    book.close()


def entry(case):
    cases = json.loads((HOSTILE / "cases.json").read_text("utf-8"))
    found = cases if isinstance(cases, list) else cases["cases"]
    return HOSTILE / next(c["entry"] for c in found if c["id"] == case)


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile inputs are not there")
@pytest.mark.parametrize("case", sorted(CASES))
def test_hostile_cases_are_told_in_chinese(capsys, case):
    code, path = CASES[case], entry(case)
    shown = run(capsys, "check", path).err
    assert issue_title(code) in shown
    assert issue_cure(code) in shown or "改用名录中的名称" in shown
    assert path.stem in shown


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        ([], "zh"),
        (["check", "a", "--lang", "en"], "en"),
        (["check", "--lang=en", "a"], "en"),
        (["--lang", "fr"], "zh"),
        (["check", "a", "--lang"], "zh"),
    ],
)
def test_the_language_of_a_command_line(arguments, lang):
    assert language_of(arguments) == lang
