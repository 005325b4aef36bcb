"""Write ``docs/rules.md``: every rule of the shipped policies, for lawyers to read.

The page is made from the policies and the vocabulary, and a test holds the
committed page to them. Run it with ``make docs``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "rules.md"

sys.path.insert(0, str(ROOT))

from landuse.policy import Policy, load_policy  # noqa: E402
from landuse.policyfile import read_layers, shipped_policies  # noqa: E402
from landuse.steps.policyrecords import policy_record  # noqa: E402
from landuse.steps.policywords import (  # noqa: E402
    fact_words,
    gap_words,
    ground_words,
    period_words,
    threshold_name,
    value_words,
)
from landuse.vocabulary import LANGUAGES, label  # noqa: E402

HEAD = """# Rules · 认定规则

Made by `make docs` from `landuse/policies/*.toml` and `landuse/vocabulary.toml`; edit
those. 由程序生成，请改源文件。

供法务审核：每条规则的条款、文件、依据可信度、标准、施行期间、所需事实和缺口。
“疑似”由程序计算；“认定”只在数据中有认定文号和日期时显示。缺少事实时不作判断，不得视为“否”。

For legal review: each rule with its article, document, confidence, thresholds, period,
facts and gaps. A flag is a suspicion; it is a determination only where the data name
the number and date of one. A missing fact never counts as "no".

Confidence · 依据可信度: {marks}.
"""
OWN = "only what this layer sets itself · 仅列本层自定的内容"
Record = Mapping[str, Any]


def page() -> str:
    """The whole page."""
    marks = "; ".join(
        f"`{mark}` {label('confidence', mark)} {label('confidence', mark, 'en')}"
        for mark in ("S", "S~", "K", "I", "E")
    )
    names = sorted(shipped_policies(), key=lambda name: (len(read_layers(name)), name))
    parts = [HEAD.format(marks=marks)]
    parts += [part for name in names for part in _policy(load_policy(name))]
    return "\n".join(parts)


def _policy(policy: Policy) -> list[str]:
    record = policy_record(policy)
    layers = " ← ".join(f"`{layer}`" for layer in record["layers"])
    title = f"## {policy.title} · `{policy.id}`\n"
    parts = [title, f"{_both('layers')}: {layers}\n"]
    if len(policy.layers) > 1:
        parts.append(f"{OWN}\n")
    mine = [d for d in record["documents"] if d["layer"] == policy.id]
    if mine:
        parts.append(_documents(mine))
    rules = [rule for rule in record["rules"] if _is_own(rule, policy.id)]
    parts += [_rule(rule) for rule in rules]
    used = {value["key"] for rule in rules for value in rule["thresholds"]}
    others = [v for v in record["values"] if v["layer"] == policy.id]
    others = [value for value in others if value["key"] not in used]
    if others:
        parts += [f"### {_both('other_values')}\n", _values(others)]
    if record["not_found"].get(policy.id):
        parts += [f"### {_both('not_found')}\n"]
        parts += [f"- {text}" for text in record["not_found"][policy.id]]
        parts.append("")
    return parts


def _is_own(rule: Record, layer: str) -> bool:
    """Whether a layer sets the rule or one of its thresholds."""
    return layer in (rule["layer"], *(value["layer"] for value in rule["thresholds"]))


def _documents(documents: Iterable[Record]) -> str:
    heads = (_both("documents"), _both("number"), _both("seen"), _both("in_force"))
    rows = [
        (
            _lines(each["title"] or "—", each["title_en"]),
            each["number"] or "—",
            _lines(_word("seen", each["seen"]), each["note"]),
            _lines(*_worded(period_words, each)),
        )
        for each in documents
    ]
    return _table(heads, rows)


def _rule(rule: Record) -> str:
    rows = [
        ("category", _word("category", rule["category"])),
        ("subject", _word("subject", rule["subject"])),
        ("basis", rule["basis"]),
        ("document_no", rule["document_no"] or "—"),
        ("article", rule["article"] or "—"),
        ("confidence", _lines(*_worded(ground_words, rule))),
        ("legal_review", _both(rule["legal_review"] or "not_required")),
        ("in_force", _lines(*_worded(period_words, rule))),
        (
            "condition",
            _lines(
                *(label("condition", rule["condition"], lang) for lang in LANGUAGES)
            ),
        ),
        ("facts", _lines(*(fact_words(rule["facts"], lang) for lang in LANGUAGES))),
        ("note", rule["note"]),
        ("gaps", _gaps(rule)),
    ]
    shown = [(_both(name), text) for name, text in rows if text]
    parts = [
        f"### `{rule['id']}` {rule['title']}\n",
        f"{rule['title_en'] or ''}\n",
        _table((_both("rule"), f"`{rule['id']}`"), shown),
    ]
    if rule["thresholds"]:
        parts.append(_values(rule["thresholds"]))
    return "\n".join(parts)


def _gaps(rule: Record) -> str:
    if not rule["gaps"]:
        return _both("no_gaps")
    return _lines(*(gap_words(g, lang) for g in rule["gaps"] for lang in LANGUAGES))


def _values(values: Iterable[Record]) -> str:
    heads = ("thresholds", "value", "basis", "confidence", "in_force", "layer")
    rows = [
        (
            _lines(*_named(value["key"]), f"`{value['key']}`"),
            _lines(*_worded(value_words, value)),
            _lines(value["basis"], value["note"]),
            _lines(*_worded(ground_words, value)),
            _lines(*_worded(period_words, value)),
            f"`{value['layer']}`",
        )
        for value in values
    ]
    return _table([_both(head) for head in heads], rows)


def _named(key: str) -> list[str]:
    names = [threshold_name(key, lang) for lang in LANGUAGES]
    return [name for name in names if name != key]


def _worded(words: Any, record: Record) -> list[str]:
    return [words(record, lang) for lang in LANGUAGES]


def _word(group: str, name: str) -> str:
    return _lines(*(label(group, name, lang) for lang in LANGUAGES))


def _both(name: str) -> str:
    return " · ".join(label("rulebook", name, lang) for lang in LANGUAGES)


def _lines(*texts: str | None) -> str:
    """Texts of one cell, what is said twice once."""
    return "<br>".join(dict.fromkeys(text for text in texts if text))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [list(heads), *(list(row) for row in rows)]
    cells.insert(1, ["---"] * len(cells[0]))
    safe = [[str(cell).replace("|", "\\|") for cell in row] for row in cells]
    return "\n".join("| " + " | ".join(row) + " |" for row in safe) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
