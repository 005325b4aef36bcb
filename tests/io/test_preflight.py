"""What never reaches a reader, and what its refusal names."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from landuse.errors import SourceError
from landuse.io.limits import LIMITS, limit
from landuse.io.preflight import check_path
from landuse.io.project import load_project
from landuse.steps.checking import check_file, check_project

HOSTILE = Path(__file__).parents[3] / "shared/data/05_invalid/hostile"
VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/http://h/a"
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    "text",
    [
        "http://h/a.gpkg",
        "WFS:http://h/",
        "/vsicurl/http://h/a.geojson",
        "vsizip/a.zip/a.shp",
        "/vsimem/a.gpkg",
        '{"type": "FeatureCollection"}',
        "<OGRVRTDataSource/>",
        "GPKG:a.gpkg:b",
        "//host/share/a.shp",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_path_is_refused(text):
    with pytest.raises(SourceError, match="not a path of a file"):
        check_path(text)


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".txt", ".kml", ".dxf", ".shp"])
@pytest.mark.parametrize("before", ["", "\ufeff", "<?xml version='1.0'?>\n<!-- a -->"])
def test_virtual_layers_are_found_under_any_name(tmp_path, ending, before):
    path = tmp_path / f"宗地{ending}"
    path.write_text(before + VRT, "utf-8")
    with pytest.raises(SourceError, match=r"virtual layer \(VRT\).*vsicurl/http://h/a"):
        check_path(path)
    path.write_text(VRT, "utf-16")
    with pytest.raises(SourceError, match=r"virtual layer \(VRT\)"):
        check_path(path)


@pytest.mark.parametrize(
    ("root", "named"),
    [
        ("VRTDataset", "VRT"),
        ("GDAL_WMS", "WMS"),
        ("OGRWFSDataSource", "WFS"),
        ("WFS_Capabilities", "WFS"),
        ("WCS_GDAL", "WCS"),
        ("GDALTileIndexDataset", "GTI"),
    ],
)
def test_services_disguised_as_rasters_are_named(tmp_path, root, named):
    path = tmp_path / "a.tif"
    path.write_text(f"<{root}><ServerUrl>http://h/x</ServerUrl></{root}>")
    with pytest.raises(SourceError, match=f"{named}.*'http://h/x'") as caught:
        check_path(path)
    assert caught.value.code == "FORMAT_NOT_ALLOWED"


def test_a_pipeline_is_named_with_its_command(tmp_path):
    path = tmp_path / "a.geojson"
    steps = {"command_line": "gdal vector read /etc/passwd"}
    path.write_text(json.dumps({**steps, "type": "gdal_streamed_alg"}))
    with pytest.raises(SourceError, match=r"GDALG.*gdal vector read /etc/passwd"):
        check_path(path)


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("a.ods", r"save it as \.xlsx"),
        ("a.dwg", "save it as DXF"),
        ("a.mdb", "GeoPackage"),
        ("a.rar", "unpack it"),
        ("a.gml", "GML is not read"),
        ("a.tab", r"its \.map, \.dat, \.id files are not beside it"),
        ("a.dbf", r"give the \.shp"),
        ("a.vct", "VCT"),
        ("a.xyz", r"convert it to one of \.csv"),
        ("a", "a name without ending"),
    ],
)
def test_a_format_that_is_not_read_has_a_cure(tmp_path, name, cure):
    (tmp_path / name).write_bytes(b"data")
    with pytest.raises(SourceError, match=cure):
        check_path(tmp_path / name)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and links there")
def test_pipes_devices_links_and_folders_are_refused(tmp_path):
    os.mkfifo(tmp_path / "a.gpkg")
    with pytest.raises(SourceError, match="pipe or device"):
        check_path(tmp_path / "a.gpkg")
    (tmp_path / "b.csv").symlink_to("/etc/passwd")
    with pytest.raises(SourceError, match="symbolic link"):
        check_path(tmp_path / "b.csv")
    (tmp_path / "c.shp").mkdir()
    with pytest.raises(SourceError, match="is a folder"):
        check_path(tmp_path / "c.shp")
    (tmp_path / "d.gdb").mkdir()
    (tmp_path / "d.gdb" / "a00000001.gdbtable").symlink_to("/etc/passwd")
    with pytest.raises(SourceError, match="symbolic link"):
        check_path(tmp_path / "d.gdb")


def test_a_limit_is_raised_by_its_name(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 100)
    monkeypatch.setenv("LANDUSE_LIMIT_TEXT_BYTES", "100")
    with pytest.raises(SourceError, match="LANDUSE_LIMIT_TEXT_BYTES"):
        check_path(path)
    monkeypatch.setenv("LANDUSE_LIMIT_TEXT_BYTES", "many")
    with pytest.raises(SourceError, match="whole number above 0"):
        check_path(path)


def test_each_limit_has_a_value():
    assert all(limit(name) > 0 for name in LIMITS)


@pytest.fixture
def no_socket(monkeypatch):
    """Whoever opens a socket here is told of."""

    def refuse(*_args, **_options):
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def hostile_files():
    """Inputs that try to reach out, or that GDAL must open."""
    if not HOSTILE.is_dir():
        return []
    cases = json.loads((HOSTILE / "cases.json").read_text("utf-8"))
    return [HOSTILE / c["entry"] for c in cases if c["id"][0] in "DEF"]


@pytest.mark.usefixtures("no_socket")
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile corpus is not there")
def test_no_connection_is_opened_over_the_hostile_corpus(region):
    assert hostile_files()
    for path in hostile_files():
        try:
            found = check_file(path, region=region).issues["message"].tolist()
        except SourceError as error:
            found = [str(error)]
        assert not any("which is forbidden" in text for text in found)
        assert not any("root:x:" in text for text in found)


@pytest.mark.usefixtures("no_socket")
def test_no_connection_is_opened_over_the_sample():
    project = load_project(Path(__file__).parents[2] / "sample_data")
    counts = check_project(project, project.load_policy()).counts
    assert counts["source"] == counts["loaded"] + counts["quarantined"] > 0
