"""The glossary page is what the fields and the vocabulary say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from landuse.fields import FRAMES

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("maker", DOCS / "make_glossary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_page_is_current(maker):
    committed = (DOCS / "glossary.md").read_text("utf-8")
    assert committed == maker.page(), "run: make docs"


def test_every_kind_of_frame_has_a_title(maker):
    assert set(maker.KINDS) == set(FRAMES)


def test_every_field_is_on_the_page(maker):
    page = maker.page()
    names = {field.name for fields in FRAMES.values() for field in fields}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
