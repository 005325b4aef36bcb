"""The vendored files are what the manifest says, and refer to nothing outside."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from landuse.webmap.assets import asset_path, script_texts, style_texts

MANIFEST = tomllib.loads(asset_path("manifest.toml").read_text(encoding="utf-8"))
FILES = [file for asset in MANIFEST["asset"] for file in asset["file"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["path"])
def test_vendored_files_have_the_recorded_hash(file):
    digest = hashlib.sha256(asset_path(file["path"]).read_bytes()).hexdigest()
    assert digest == file["sha256"]


def test_every_vendored_file_is_in_the_manifest():
    root = asset_path("manifest.toml").parent
    own = {"src", "licenses"}
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in own
    }
    assert found - {"manifest.toml", ".gitattributes"} == {f["path"] for f in FILES}


def test_every_asset_names_its_version_and_ships_its_licence():
    for asset in MANIFEST["asset"]:
        assert asset["version"]
        assert asset_path(asset["licence_file"]).read_text(encoding="utf-8").strip()


def test_inlined_texts_point_to_no_file():
    for text in (*script_texts(), *style_texts()):
        assert "sourceMappingURL" not in text
        assert "url(images" not in text
        assert "\r" not in text


def test_own_scripts_never_parse_text_as_html():
    for path in asset_path("src").glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "write("):
            assert word not in source, (path.name, word)
