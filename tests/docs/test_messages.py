"""Sentences in two languages: each used, complete, and none in English only."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from landuse.messages import rule_message, sentences, worded
from landuse.qualityrules import quality_rules
from landuse.wording import Worded, chinese

PACKAGE = Path(__file__).resolve().parents[2] / "landuse"
MODULES = sorted(PACKAGE.rglob("*.py"))
TOLD = {"SourceError", "Issue", "PlacedIssue", "Reject", "Unreadable", "Note"}
MESSAGE = {"Issue": 2, "PlacedIssue": 2, "Reject": 2, "Note": 1}


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if named and node.func.id in names:
            yield node


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def built(tree: ast.AST, call: ast.Call) -> Iterator[ast.expr]:
    """What the message of a call may be: its argument, or what a name was given."""
    place = MESSAGE.get(call.func.id, 0)
    found = [k.value for k in call.keywords if k.arg in ("message", "reason")]
    found += call.args[place : place + 1]
    for node in found:
        if not isinstance(node, ast.Name):
            yield node
            continue
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and call in ast.walk(function):
                for step in ast.walk(function):
                    if isinstance(step, ast.Assign | ast.AnnAssign | ast.AugAssign):
                        targets = getattr(step, "targets", [getattr(step, "target", 0)])
                        names = [t.id for t in targets if isinstance(t, ast.Name)]
                        if node.id in names and step.value is not None:
                            yield step.value


def in_english_only(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    for call in calls(tree, TOLD):
        if any(keyword.arg == "code" for keyword in call.keywords):
            continue  # an error with a title and a cure of its own
        for message in built(tree, call):
            parts = [p for p in ast.walk(message) if isinstance(p, ast.JoinedStr)]
            if parts and not list(calls(message, {"worded", "joined"})):
                yield f"{path.name}:{call.lineno} {ast.unparse(message)[:70]}"


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_no_fact_is_told_in_english_only(path):
    told = list(in_english_only(path))
    assert not told, f"say it with worded(), the sentence in messages.toml: {told}"


def test_each_sentence_is_used_and_each_that_is_used_is_there():
    used = set()
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
        for call in calls(tree, {"worded"}):
            for name in ast.walk(call.args[0]):
                if isinstance(name, ast.Constant) and name.value is not None:
                    assert name.value in sentences(), path.name
    rules = set(quality_rules())
    assert {name for name in sentences() if name not in used | rules} == set()


@pytest.mark.parametrize("name", sorted(set(sentences()) - set(quality_rules())))
def test_both_languages_name_known_facts(name):
    entry = sentences()[name]
    assert set(entry) == {"zh", "en"}
    assert fields(entry["zh"]) <= fields(entry["en"])
    assert any("\u4e00" <= char <= "\u9fff" for char in entry["zh"]) or fields(
        entry["zh"]
    )


@pytest.mark.parametrize("code", sorted(quality_rules()))
def test_a_rule_says_its_facts_in_chinese(code):
    what = quality_rules()[code].what
    zh = sentences().get(code, {}).get("zh", "")
    assert fields(zh) <= fields(what)
    silent = not zh and bool(fields(what) - {"message"})
    assert not silent, f"add [{code}] zh = ... to messages.toml"


def test_facts_are_never_read_as_a_pattern():
    told = worded("row_cells", row="{wanted.__class__}", found="{}", wanted="%s")
    assert told == "row {wanted.__class__} has {} cells, the header has %s"
    assert told.zh == "第 {wanted.__class__} 行有 {} 个单元格，表头有 %s 个"


def test_columns_and_units_have_their_chinese_names():
    told = rule_message(
        "AREA_MISMATCH",
        "{field}: {difference} m2 ({share})",
        {
            "field": "registered_area_m2",
            "difference": "12",
            "share": "3%",
        },
    )
    assert told.zh == "证载面积（平方米）与计算面积相差 12 平方米（3%）"
    assert worded("unit_assumed", unit="ha").zh == "表头和配置都未写明单位，按公顷读取"


def test_a_sentence_in_a_sentence():
    inner = worded("why_no_day")
    outer = worded("read_as_missing", reason=inner)
    assert outer == "names a day that does not exist; read as missing"
    assert outer.zh == "不是实际存在的日期；按缺失读取"
    assert chinese(Worded("x")) is None
