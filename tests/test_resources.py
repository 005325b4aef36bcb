"""Data files are found in a checkout and in an installed package."""

from __future__ import annotations

import pytest

from landuse import resources
from landuse.errors import SourceError
from landuse.resources import data_path, package_path


@pytest.mark.parametrize("folder", ["maps", "sample_data"])
def test_the_data_folders_of_the_checkout_are_found(folder):
    assert data_path(folder).is_dir()


def test_the_data_of_an_installed_package_are_found_first(tmp_path, monkeypatch):
    package = tmp_path / "landuse"
    for root in (package / "_data", tmp_path):
        (root / "maps").mkdir(parents=True)
        (root / "maps" / "status.toml").write_text("", "utf-8")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    found = data_path("maps", "status.toml")
    assert found == package / "_data" / "maps" / "status.toml"


def test_a_file_that_is_nowhere_is_refused_by_its_name():
    with pytest.raises(SourceError, match=r"maps/none\.toml: not part of this inst"):
        data_path("maps", "none.toml")


def test_package_files_lie_beside_the_modules():
    assert package_path("vocabulary.toml").is_file()
