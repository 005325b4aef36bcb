"""What the READMEs tell staff to write and type is true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from landuse.io.profile import load_profile
from landuse.io.project import load_project

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (
    *READMES,
    *("CONTRIBUTING.md", "docs/design.md", "docs/coordinate-systems.md"),
    "docs/standard-land.md",
)


def blocks(readme: str) -> list[str]:
    """The TOML examples of a page."""
    text = (ROOT / readme).read_text("utf-8")
    return re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)


def commands(readme: str) -> set[str]:
    """The subcommands that a page names."""
    text = (ROOT / readme).read_text("utf-8")
    return set(re.findall(r"\blanduse ([a-z]+(?:-[a-z]+)*)\b", text))


@pytest.mark.parametrize("readme", READMES)
def test_the_example_project_is_taken_as_it_stands(readme, tmp_path):
    (text,) = [block for block in blocks(readme) if "[project]" in block]
    (tmp_path / "landuse.toml").write_text(text, "utf-8")
    for source in tomllib.loads(text)["source"]:
        path = tmp_path / source["path"]
        path.parent.mkdir(exist_ok=True)
        path.touch()
    project = load_project(tmp_path)
    assert [source.kind for source in project.sources][:2] == ["parcels", "zones"]
    assert project.load_policy().id == "puyang"


@pytest.mark.parametrize("readme", READMES)
def test_the_example_profile_is_taken_as_it_stands(readme, tmp_path):
    (text,) = [block for block in blocks(readme) if "[profile]" in block]
    (tmp_path / "parcels.toml").write_text(text, "utf-8")
    profile = load_profile("parcels.toml", "parcels", tmp_path)
    assert profile.units["registered_area_m2"] == "mu"
    assert "地块号" in profile.columns["parcel_id"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file(page):
    text = (ROOT / page).read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    missing = [x for x in links if not (ROOT / page).parent.joinpath(x).exists()]
    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_of_a_readme_exist(readme):
    from typer.main import get_command

    from landuse.cli.main import app

    known = set(get_command(app).commands)
    assert commands(readme) <= known


def test_the_make_targets_of_the_pages_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    texts = [(ROOT / page).read_text("utf-8") for page in PAGES]
    named = {x for text in texts for x in re.findall(r"`make ([a-z]+)", text)}
    assert {"demo", "test"} <= named <= targets
