"""The manifest holds all that a second run needs, and nothing of the machine."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from landuse.errors import SourceError
from landuse.io.doctor import PACKAGES, versions
from landuse.io.manifest import RunRecord, build_manifest, file_record, write_manifest

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def record(tmp_path) -> RunRecord:
    """A run over one shapefile with its sidecars."""
    data = tmp_path / "project" / "data"
    data.mkdir(parents=True)
    for ending in (".shp", ".DBF", ".shx", ".txt"):
        (data / f"parcels{ending}").write_bytes(b"")
    (data / "parcels.shp.xml").write_bytes(b"")
    return RunRecord(
        project="示例",
        as_of=date(2022, 9, 30),
        policy_id="puyang",
        policy_hash="ab12",
        inputs={"data/parcels.shp": data / "parcels.shp"},
        sources=({"name": "data/parcels.shp", "decisions": {"encoding": "gb18030"}},),
        issues={"ENCODING_GUESSED": 1},
        summary={"revitalized_mu": np.float64(12.5), "tax": math.nan, "n": np.int64(3)},
    )


@pytest.fixture
def out(tmp_path) -> Path:
    """A folder of outputs."""
    folder = tmp_path / "out"
    (folder / "tables").mkdir(parents=True)
    for name in ("workbook.xlsx", "tables/findings.csv", "index.html"):
        (folder / name).write_bytes(b"")
    return folder


def test_outputs_are_listed_by_relative_path_in_order(record, out):
    names = [file["name"] for file in build_manifest(record, out)["outputs"]]
    assert names == ["index.html", "tables/findings.csv", "workbook.xlsx"]


def test_an_output_has_its_size_and_hash(record, out):
    first = build_manifest(record, out)["outputs"][0]
    assert first == {"name": "index.html", "size": 0, "sha256": EMPTY_SHA256}


def test_an_input_is_listed_with_its_sidecars_and_no_other_file(record, out):
    (source,) = build_manifest(record, out)["inputs"]
    assert source["name"] == "data/parcels.shp"
    assert [part["name"] for part in source["parts"]] == [
        "data/parcels.DBF",
        "data/parcels.shp.xml",
        "data/parcels.shx",
    ]


def test_a_folder_is_listed_with_its_files(tmp_path):
    folder = tmp_path / "land.gdb"
    folder.mkdir()
    (folder / "b.gdbtable").write_bytes(b"xy")
    (folder / "a.gdbtable").write_bytes(b"z")
    found = file_record("data/land.gdb", folder)
    assert found["size"] == 3
    names = [part["name"] for part in found["parts"]]
    assert names == ["data/land.gdb/a.gdbtable", "data/land.gdb/b.gdbtable"]


def test_the_same_run_has_the_same_bytes(record, out):
    first = write_manifest(build_manifest(record, out), out).read_bytes()
    second = write_manifest(build_manifest(record, out), out).read_bytes()
    assert first == second


def test_the_file_is_sorted_readable_and_ends_lines_with_a_line_feed(record, out):
    content = write_manifest(build_manifest(record, out), out).read_bytes()
    assert b"\r" not in content
    assert "示例".encode() in content
    keys = list(json.loads(content))
    assert keys == sorted(keys)
    assert content.endswith(b"}\n")


def test_nothing_names_the_machine(record, out, tmp_path):
    text = write_manifest(build_manifest(record, out), out).read_text("utf-8")
    assert str(tmp_path) not in text
    assert f"{Path.home()}/" not in text


def test_values_are_plain(record, out):
    manifest = build_manifest(record, out)
    assert manifest["summary"] == {"revitalized_mu": 12.5, "tax": None, "n": 3}
    assert manifest["as_of"] == "2022-09-30"
    assert manifest["policy"] == {"id": "puyang", "hash": "ab12"}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (pd.NA, None),
        (math.inf, None),
        (pd.Timestamp("2022-09-30"), "2022-09-30"),
        (np.bool_(True), True),
        ((1, {"a": None}), [1, {"a": None}]),
        ({3: "x"}, {"3": "x"}),
    ],
)
def test_each_kind_of_value_has_its_plain_form(tmp_path, value, plain):
    path = write_manifest({"value": value}, tmp_path)
    assert json.loads(path.read_text("utf-8")) == {"value": plain}


def test_a_value_without_plain_form_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"cannot hold .* of type (Posix|Windows)Path"):
        write_manifest({"value": tmp_path}, tmp_path)


def test_an_input_that_is_gone_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"gone\.shp: file is not there"):
        file_record("gone.shp", tmp_path / "gone.shp")


def test_an_absolute_name_is_refused(tmp_path):
    path = tmp_path / "a.shp"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="not by absolute path"):
        file_record(str(path), path)


def test_versions_name_the_libraries_that_compute():
    found = versions()
    assert {"landuse", "python", "GDAL", "GEOS", "PROJ", "SQLite"} <= set(found)
    assert set(PACKAGES) <= set(found)
    assert "not installed" not in found.values()
