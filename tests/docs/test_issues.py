"""Every code that the source gives has its words, and the page of codes is current."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from landuse.issuewords import issue_cure, issue_title
from landuse.resources import package_path
from landuse.vocabulary import LANGUAGES, has_label

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("issues", DOCS / "make_issues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_page_is_current(maker):
    committed = (DOCS / "issues.md").read_text("utf-8")
    assert committed == maker.page(), "run: make docs"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_title_and_a_cure(maker, lang):
    codes = sorted(maker.codes())
    assert len(codes) > 150
    assert [c for c in codes if issue_title(c, lang) == c] == []
    assert [c for c in codes if not issue_cure(c, lang)] == []


def test_the_words_are_of_two_languages(maker):
    for code in maker.codes():
        assert not issue_title(code, "zh").isascii(), code
        assert not issue_cure(code, "zh").isascii(), code
        assert issue_title(code, "en").isascii(), code


def test_no_word_is_left_of_a_code_that_is_gone(maker):
    page = package_path("vocabulary.toml").read_text("utf-8")
    known = [line.split(" =")[0] for line in page.split("[cure]")[1].splitlines()]
    assert [c for c in known if has_label("cure", c) and c not in maker.codes()] == []


@pytest.mark.parametrize(
    "source",
    [
        'Issue("NEW_CODE", "error", "text")',
        'Reject(1, "NEW_CODE", "text")',
        'SourceError("text", code="NEW_CODE")',
        'notes.append(("NEW_CODE", "warning", "text"))',
        'code = "NEW_CODE" if new else "OLD_CODE"',
    ],
)
def test_a_new_code_is_seen_where_it_is_given(maker, source):
    nodes = maker.ast.walk(maker.ast.parse(source))
    assert "NEW_CODE" in [code for node in nodes for code in maker._given(node)]
