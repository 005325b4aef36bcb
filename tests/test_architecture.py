"""The shape of the package, held by tests: layers, sizes, errors, forbidden words."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from landuse import errors
from landuse.errors import LanduseError

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "landuse").rglob("*.py"))
OURS = ("landuse", "tests", "sample_data", "benchmarks", "docs")
MAX_LINES = 300
MAX_TEST_LINES = 400
MAX_METHODS = 7
# Put together from pieces, or this file would be the first to break the rule.
REGISTRIES = [".".join(h) for h in (("pypi", "org"), ("pythonhosted", "org"))]
REGISTRIES += [".".join(("registry", "npmjs", "org")), ".".join(("proxy", "golang"))]
MACHINE_PATHS = ["/".join(("", "work", n)) for n in ("main", "shared")]
TEXTS = {".py", ".toml", ".md", ".cff", ".lock", ".yml", ".html", ".js", ".css", ""}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]


def repository_texts() -> list[Path]:
    """The text files of the checkout: tracked ones, or all in a plain copy."""
    if (ROOT / ".git").exists():
        command = ["git", "-c", "core.quotepath=off", "ls-files", "-z"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        names = found.stdout.decode().split("\0")[:-1]
        paths = [ROOT / file for file in names]
    else:
        paths = [p for folder in OURS for p in (ROOT / folder).rglob("*")]
    return [p for p in paths if p.is_file() and p.suffix in TEXTS]


def test_imports_point_one_way():
    code = (
        "from importlinter.cli import lint_imports; "
        "raise SystemExit(lint_imports(no_cache=True))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_small(path):
    lines = path.read_text("utf-8").count("\n")
    assert lines <= MAX_LINES


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=name)
def test_a_test_module_is_small(path):
    lines = path.read_text("utf-8").count("\n")
    assert lines <= MAX_TEST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_class_has_few_public_methods(path):
    many = {}
    for node in classes(path):
        methods = [n.name for n in node.body if isinstance(n, ast.FunctionDef)]
        public = [method for method in methods if not method.startswith("_")]
        if len(public) > MAX_METHODS:
            many[node.name] = public
    assert many == {}


def test_every_error_derives_from_one_root():
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    raised = [value for value in found if issubclass(value, BaseException)]
    assert len(raised) == len(errors.__all__)
    assert all(issubclass(value, LanduseError) for value in raised)


def test_errors_are_named_in_one_module_only():
    elsewhere = [
        f"{name(path)}: {node.name}"
        for path in MODULES
        for node in classes(path)
        if node.name.endswith(("Error", "Exception", "Warning"))
        and path.name != "errors.py"
    ]
    assert elsewhere == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_prints_and_nothing_pickles(path):
    words = {n.id for n in ast.walk(tree(path)) if isinstance(n, ast.Name)}
    assert words.isdisjoint({"print", "pickle", "breakpoint", "eval", "exec"})


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_imports_from_the_package_root(path):
    roots = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.level > 0 or node.module == "landuse")
    ]
    assert roots == []


def test_no_package_registry_is_named():
    named = [
        f"{name(path)}: {host}"
        for path in repository_texts()
        for host in REGISTRIES
        if host in path.read_text("utf-8")
    ]
    assert named == []


def test_no_path_of_a_developers_machine_is_named():
    named = [
        f"{name(path)}: {place}"
        for path in repository_texts()
        for place in MACHINE_PATHS
        if place in path.read_text("utf-8")
    ]
    assert named == []


def test_the_lock_names_hashes_and_no_index():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    options = [x for x in lines if x.startswith("-") or "://" in x or "file:" in x]
    assert options == []
    pins = [number for number, line in enumerate(lines) if "==" in line]
    assert len(pins) > 20
    assert all("--hash=sha256:" in lines[number + 1] for number in pins)


@pytest.mark.parametrize("wanted", ["folium", "geopandas", "pytest", "hatchling"])
def test_the_lock_holds_what_the_make_targets_need(wanted):
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert f"\n{wanted}==" in text
