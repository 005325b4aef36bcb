"""Write ``docs/glossary.md`` from the fields and the vocabulary.

Names and words cannot drift apart: the page is made from what the code uses,
and a test holds the committed page to it. Run it with ``make docs``.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "glossary.md"

sys.path.insert(0, str(ROOT))

from landuse.fields import FRAMES, Field  # noqa: E402
from landuse.vocabulary import label  # noqa: E402

HEAD = """# Glossary · 术语表

Made by `make docs` from `landuse/fields.py` and `landuse/vocabulary.toml`; edit those.
由程序生成，请改上述两个文件。

Units are in the names: `_m2` square metres (平方米), `_mu` mu (亩, 2000/3 m²), `_yuan`
yuan (元). A key (主键) must be in every record; an expected field (应有) is missed
if the source lacks it; any other may be left out (可缺).
"""
KINDS = {
    "zones": "产业集聚区 · Industrial agglomeration zones",
    "approvals": "用地批次 · Approval batches",
    "parcels": "供地宗地 · Supplied parcels",
    "phases": "分期 · Phases of a parcel that are delivered or built on their own",
    "causes": "闲置原因 · Dated causes of idleness, many rows per parcel",
    "tax_items": "分税种税收 · What an enterprise paid, tax by tax",
    "occupancies": "企业用地关系 · Who uses which part of a parcel, and by what right",
    "enterprises": "企业 · Enterprises, one row per enterprise and year",
    "plan": "规划 · Land-use plan",
    "controls": "控制线 · Control lines",
    "commitments": "标准地承诺 · Standard-land commitments",
    "milestones": "标准地节点 · Milestones of a plot, several rows per plot",
    "breaches": "违约处置 · Breaches and the steps taken against them",
    "transfers": "转让出租 · Transfers and leases of plots",
    "scores": "填报数据 · Figures entered for the scoreboard",
    "events": "整备盘活台账 · Ledger events",
    "taxes": "按宗地的税收 · Tax rows by parcel",
    "counties": "县级行政区 · Counties",
    "built": "现状建设用地 · Built-up land",
    "layer": "其他图层（保留原字段） · Any layer, with its own columns",
}
GROUPS = {
    "category": "问题类型 · Categories",
    "verdict": "结论 · Verdicts",
    "state": "认定状态 · States",
    "idle_state": "闲置状态 · States of idle land",
    "stage": "全生命周期阶段 · Life-cycle stages",
    "milestone_status": "节点情况 · States of a milestone",
    "milestone_result": "节点结果 · Results of a milestone",
    "life_document": "各阶段资料 · Documents of the stages",
    "responsible_unit": "责任单位 · Responsible units",
    "event": "台账事项 · Ledger events",
    "area_basis": "面积口径 · Area bases",
    "denominator": "亩均税收分母 · Denominators of tax per mu",
    "severity": "严重程度 · Severities",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## Fields of the input · 输入字段\n"]
    parts += [_frame(kind, FRAMES[kind]) for kind in FRAMES]
    parts.append("## Words of the output · 输出用语\n")
    parts += [_group(group, title) for group, title in GROUPS.items()]
    parts.append(_other_fields())
    return "\n".join(parts)


def _frame(kind: str, fields: tuple[Field, ...]) -> str:
    rows = [f"### {KINDS.get(kind, kind)} (`{kind}`)\n"]
    rows += [
        "| 中文 | English | identifier | type | |",
        "| --- | --- | --- | --- | --- |",
    ]
    rows += [_field(field) for field in fields]
    return "\n".join(rows) + "\n"


def _field(field: Field) -> str:
    use = "key 主键" if field.key else "expected 应有" if field.required else ""
    choices = "".join(f"<br>`{choice}`" for choice in field.choices)
    words = f"| {field.label('zh')} | {field.label('en')} "
    return f"{words}| `{field.name}` | {field.type}{choices} | {use} |"


def _group(group: str, title: str) -> str:
    rows = [f"### {title}\n", "| 中文 | English | identifier |", "| --- | --- | --- |"]
    rows += [_word(group, name) for name in _words()[group]]
    return "\n".join(rows) + "\n"


def _other_fields() -> str:
    """Columns of findings, indicators, issues and maps that no input has."""
    known = {field.name for fields in FRAMES.values() for field in fields}
    title = "### 其他列 · Other columns\n"
    rows = [title, "| 中文 | English | identifier |", "| --- | --- | --- |"]
    rows += [_word("field", name) for name in _words()["field"] if name not in known]
    return "\n".join(rows) + "\n"


def _word(group: str, name: str) -> str:
    return f"| {label(group, name, 'zh')} | {label(group, name, 'en')} | `{name}` |"


def _words() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "landuse" / "vocabulary.toml").read_text("utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
