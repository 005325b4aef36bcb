"""Write ``docs/issues.md``: every code of an issue with its title and cure.

The codes are those that the source gives: this script reads it, so that none is
forgotten. Run it with ``make docs``.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "issues.md"

sys.path.insert(0, str(ROOT))

from landuse.issuewords import issue_cure, issue_title  # noqa: E402
from landuse.qualityrules import quality_rules  # noqa: E402

HEAD = """# Issues · 数据问题

Made by `make docs` from the source, `landuse/vocabulary.toml` and
`landuse/quality.toml`; edit those. 由程序生成，请改源文件。

Codes are stable. Each issue names file, layer, record, field, value and the cure for
the case; what stands here is the cure in general. 代码固定不变；每条问题另给出文件、
图层、记录、字段、值和具体处理建议。
"""
#: Calls that give a code, and the place of the code among their arguments.
GIVERS = {
    "Check": 0,
    "Fault": 0,
    "Issue": 0,
    "Note": 0,
    "Reject": 1,
    "Unreadable": 1,
    "_Check": 0,
    "_issue": 0,
    "_pair": 0,
    "quality_rule": 0,
}
_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
#: Row kinds of sheets whose codes are put together.
_SKIPPED_ROWS = ("NOTE_ROW_SKIPPED", "TOTAL_ROW_SKIPPED")


@cache
def codes() -> frozenset[str]:
    """Every code that a literal of the source gives to an issue."""
    found = {*quality_rules(), *_SKIPPED_ROWS}
    for path in sorted((ROOT / "landuse").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found |= {*_given(node), *_known(node)}
    return frozenset(found)


def _known(node: ast.AST) -> list[str]:
    """A word that the vocabulary knows as a code, wherever a table holds it."""
    texts = _texts(node) if isinstance(node, ast.Constant) else []
    return [code for code in texts if issue_cure(code) is not None]


def _given(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        values = [k.value for k in node.keywords if k.arg == "code"]
        place = GIVERS.get(name)
        if place is not None and len(node.args) > place:
            values.append(node.args[place])
        return [code for value in values for code in _texts(value)]
    if isinstance(node, ast.Assign) and _is_code(node.targets[0]):
        return _texts(node.value)
    return _pairs(node)


def _is_code(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple):
        target = target.elts[0]
    return isinstance(target, ast.Name) and target.id == "code"


def _pairs(node: ast.AST) -> list[str]:
    """Tuples that begin with a code, as (code, severity, text)."""
    if not isinstance(node, ast.Tuple) or len(node.elts) < 2:  # noqa: PLR2004
        return []
    return [code for code in _texts(node.elts[0]) if "_" in code]


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    if isinstance(node, ast.Tuple) and node.elts:
        return _texts(node.elts[0])
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if _CODE.fullmatch(node.value) else []
    return []


def page() -> str:
    """The whole page."""
    rows = ["| code | 问题 · Title | 处理 · Cure |", "| --- | --- | --- |"]
    for code in sorted(codes()):
        title = f"{issue_title(code)}<br>{issue_title(code, 'en')}"
        cure = f"{issue_cure(code)}<br>{issue_cure(code, 'en')}"
        rows.append(f"| `{code}` | {title} | {cure} |")
    return "\n".join([HEAD, *rows]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
