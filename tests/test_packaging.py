"""The wheel holds all that it needs and runs in another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIN = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that does not see this checkout."""
    hidden = {"PYTHONPATH", "PYTHONHOME"}
    found = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={k: v for k, v in os.environ.items() if k not in hidden},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the packages at hand."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    run(sys.executable, *build, str(ROOT), cwd=folder)
    (built,) = folder.glob("landuse-*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a fresh environment that has the wheel.

    The other packages are those of the environment the tests run in: a line in
    a ``.pth`` file names their folder, which does not make the checkout visible.
    """
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    fresh = folder / BIN / "python"
    install = ("-m", "pip", "--python", str(fresh), "install", "--quiet", "--no-deps")
    run(sys.executable, *install, "--no-index", wheel, cwd=folder)
    where = run(
        fresh,
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
        cwd=folder,
    ).stdout.strip()
    packages = f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n"
    Path(where, "others.pth").write_text(packages, "utf-8")
    return fresh


def test_the_wheel_holds_the_data_and_none_of_the_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in ("py.typed", "vocabulary.toml", "policies/puyang.toml"):
        assert f"landuse/{wanted}" in names
    for folder in ("maps", "sample_data"):
        assert any(name.startswith(f"landuse/_data/{folder}/") for name in names)
    assert not any(name.startswith(("tests/", "docs/")) for name in names)
    assert not any("__pycache__" in name for name in names)


def test_the_installed_package_is_the_wheel(python, tmp_path):
    found = run(python, "-c", "import landuse; print(landuse.__file__)", cwd=tmp_path)
    assert Path(found.stdout.strip()).is_relative_to(python.parents[1])


def test_the_installed_command_runs_the_demo_in_another_folder(python, tmp_path):
    command = python.with_name("landuse")
    found = run(command, "demo", "out", "--json", cwd=tmp_path)
    result = json.loads(found.stdout.splitlines()[-1])
    assert result["summary"]["parcels"] > 0
    for wanted in ("index.html", "manifest.json", "workbook.xlsx", "layers.gpkg"):
        assert (tmp_path / "out" / wanted).is_file()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["landuse"] != "not installed"
