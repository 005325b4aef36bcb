"""The page for lawyers is current and leaves no rule, document or gap out."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from landuse.policy import load_policy
from landuse.policyfile import shipped_policies

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules", DOCS / "make_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def committed() -> str:
    return (DOCS / "rules.md").read_text("utf-8")


def test_the_committed_page_is_current(maker, committed):
    assert committed == maker.page(), "run: make docs"


@pytest.mark.parametrize("name", shipped_policies())
def test_each_rule_value_and_document_of_a_policy_stands_on_the_page(name, committed):
    policy = load_policy(name)
    for rule in policy.rules:
        assert f"### `{rule.id}` {rule.title}\n" in committed
        assert rule.basis in committed
    for key, editions in policy.values.items():
        assert f"`{key}`" in committed
        assert all(value.basis in committed for value in editions)
    for document in policy.documents.values():
        assert (document.number or document.title or "") in committed
    for texts in policy.not_found.values():
        assert all(f"- {text}\n" in committed for text in texts)


def test_a_rule_stands_in_the_layer_that_sets_it(committed):
    national, _, rest = committed.partition("· `henan`\n")
    assert "### `idle-not-started`" in national
    assert "### `idle-not-started`" not in rest


def test_a_table_has_as_many_cells_in_every_row(committed):
    tables = [block.splitlines() for block in committed.split("\n\n")]
    for table in (rows for rows in tables if rows and rows[0].startswith("| ")):
        counts = {row.replace("\\|", "").count("|") for row in table if row}
        assert len(counts) == 1, table[0]
