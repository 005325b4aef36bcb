"""The page of limits is what the reader holds to, in both languages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from landuse.io.limits import LIMITS
from landuse.io.tablelimits import TableLimits
from landuse.vocabulary import LANGUAGES, has_label, label

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("limits", DOCS / "make_limits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_page_is_current(maker):
    committed = (DOCS / "limits.md").read_text("utf-8")
    assert committed == maker.page(), "run: make docs"


def test_every_limit_of_the_source_has_a_row(maker):
    """A name that is asked for and not defined would fail only in a bureau."""
    source = "".join(
        p.read_text("utf-8") for p in (DOCS.parent / "landuse").rglob("*.py")
    )
    for name in LIMITS:
        assert f'"{name}"' in source.replace(f'    "{name}": ', ""), f"{name} is unused"
        assert f"`LANDUSE_LIMIT_{name.upper()}`" in maker.page()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_limit_has_words(lang):
    for name in LIMITS:
        assert has_label("limit", name)
        assert label("limit", name, lang) != name


def test_limits_of_tables_are_read_when_they_are_asked_for(monkeypatch):
    assert TableLimits().cells == LIMITS["table_cells"]
    monkeypatch.setenv("LANDUSE_LIMIT_TABLE_CELLS", "7")
    assert TableLimits().cells == 7
