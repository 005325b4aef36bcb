"""The committed sample city is what its script writes, byte by byte where possible."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest
import rasterio
from pyproj import CRS

ROOT = Path(__file__).resolve().parents[1] / "sample_data"
DATA = ROOT / "data"
BY_CONTENT = {".gpkg", ".xlsx", ".tif", ".prj"}
REMARK = "合成示例数据"


@pytest.fixture(scope="module")
def again(tmp_path_factory) -> Path:
    """The city written anew by the script."""
    out = tmp_path_factory.mktemp("city")
    command = [sys.executable, "-B", str(ROOT / "generate.py"), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def test_same_files(again):
    """The script writes the committed files and no others."""
    names = {path.name for path in DATA.iterdir()}
    assert names == {path.name for path in (again / "data").iterdir()}


@pytest.mark.parametrize(
    "name",
    [
        *sorted(f"data/{p.name}" for p in DATA.iterdir() if p.suffix not in BY_CONTENT),
        "boundary_cases.csv",
        "bad_records.csv",
        "README.md",
    ],
)
def test_same_bytes(again, name):
    """Text, CSV and shapefiles come out byte by byte."""
    assert (again / name).read_bytes() == (ROOT / name).read_bytes()


@pytest.mark.parametrize("name", ["用地批次.gpkg", "规划.gpkg"])
def test_same_geopackage(again, name):
    """GeoPackages hold the same layers (their bytes depend on SQLite)."""
    layers = pyogrio.list_layers(DATA / name)[:, 0]
    assert (pyogrio.list_layers(again / "data" / name)[:, 0] == layers).all()
    for layer in layers:
        old = pyogrio.read_dataframe(DATA / name, layer=layer)
        new = pyogrio.read_dataframe(again / "data" / name, layer=layer)
        assert old.crs == new.crs
        assert old.geom_equals(new).all()
        columns = old.columns.drop("geometry")
        pd.testing.assert_frame_equal(old[columns], new[columns])


def test_same_workbook(again):
    """The workbook holds the same cells (its bytes depend on zlib)."""
    name = "企业评价数据.xlsx"
    old = openpyxl.load_workbook(DATA / name)
    new = openpyxl.load_workbook(again / "data" / name)
    assert old.sheetnames == new.sheetnames
    for sheet in old.sheetnames:
        assert list(old[sheet].values) == list(new[sheet].values)
        assert old[sheet].merged_cells.ranges == new[sheet].merged_cells.ranges
    assert old.properties.modified == new.properties.modified


@pytest.mark.parametrize("year", [2020, 2022])
def test_same_raster(again, year):
    """The images hold the same pixels (their bytes depend on GDAL)."""
    name = f"建成区_{year}.tif"
    with rasterio.open(DATA / name) as old, rasterio.open(again / "data" / name) as new:
        assert old.transform == new.transform
        assert old.crs == new.crs == CRS.from_epsg(4526)
        assert (old.read(1) == new.read(1)).all()
        assert old.tags()["备注"] == REMARK


def test_same_projection_file(again):
    """The .prj is zone 38 by its parameters; the other shapefile has none."""
    for folder in (DATA, again / "data"):
        text = (folder / "供地宗地_38带.prj").read_text(encoding="ascii")
        assert CRS.from_wkt(text).to_epsg() == 4526
    assert not (DATA / "供地宗地_39带.prj").exists()


def test_written_twice_gives_the_same_bytes(again, tmp_path):
    """Also for the files that are held by content above: no clock, no chance."""
    command = [sys.executable, "-B", str(ROOT / "generate.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for path in (again / "data").iterdir():
        assert path.read_bytes() == (tmp_path / "data" / path.name).read_bytes()
