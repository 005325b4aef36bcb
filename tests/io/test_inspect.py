"""What ``inspect`` says of a file, in the agreed shape."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from landuse.errors import SourceError
from landuse.io.inspect import guess_kind, inspect_file
from landuse.io.raster import raster_info


def test_a_shapefile(make_layer, write_shp, region):
    frame = make_layer(供地方式=["划拨"] * 3, 其他=["甲"] * 3)
    (layer,) = inspect_file(write_shp(frame, prj=False), region=region)["layers"]
    assert (layer["name"], layer["driver"], layer["features"]) == (
        "宗地",
        "ESRI Shapefile",
        3,
    )
    assert layer["encoding"] == {
        "name": "gb18030",
        "reason": "bytes",
        "declared": None,
        "conflict": False,
    }
    assert layer["crs"]["epsg"] == 4526
    assert layer["crs"]["how"] == "inferred"
    assert layer["columns"][0] == {
        "source": "宗地代码",
        "canonical": "parcel_id",
        "unit": None,
        "how": "exact",
    }
    assert layer["columns"][-1]["how"] == "unmapped"


def test_a_system_that_cannot_be_decided_is_said(make_layer, write_shp):
    (layer,) = inspect_file(write_shp(make_layer(), prj=False))["layers"]
    assert layer["crs"]["epsg"] is None
    assert "states no coordinate system" in layer["crs"]["notes"][0]


def test_every_layer_of_a_geopackage(tmp_path, make_layer):
    path = tmp_path / "a.gpkg"
    make_layer().to_file(path, layer="宗地")
    make_layer().rename(columns={"宗地代码": "批次编号"}).to_file(path, layer="批次")
    layers = {la["name"]: la["kind"] for la in inspect_file(path)["layers"]}
    assert layers == {"宗地": "parcels", "批次": "approvals"}


def test_kinds_by_their_columns():
    assert guess_kind(["批次编号", "批准文号", "批准日期"]) == "approvals"
    assert guess_kind(["甲"]) == "layer"


def test_layers_of_different_systems(shared_data):
    path = shared_data / "04_formats" / "gpkg_mixed_crs" / "mixed_crs.gpkg"
    found = {la["name"]: la["crs"]["epsg"] for la in inspect_file(path)["layers"]}
    assert found == {"oregon_2269": 2269, "oregon_4326": 4326}


def test_cambridge(shared_data):
    path = shared_data / "03_parcels/cambridge/ASSESSING_ParcelsFY2014.topojson"
    document = inspect_file(path, epsg=4326)
    (layer,) = document["layers"]
    assert layer["features"] == 13_116
    json.dumps(document)


@pytest.fixture
def raster(tmp_path):
    def write(crs="EPSG:4547", dtype="uint8"):
        path = tmp_path / "r.tif"
        profile = {
            "driver": "GTiff",
            "width": 4,
            "height": 3,
            "count": 1,
            "dtype": dtype,
            "transform": Affine(10, 0, 593_000, 0, -10, 3_960_000),
        }
        with rasterio.open(path, "w", crs=crs, **profile) as file:
            file.write(np.ones((1, 3, 4), dtype))
        return path

    return write


def test_a_raster(raster):
    info = raster_info(raster())
    assert (info.width, info.height, info.bands, info.epsg) == (4, 3, 1, 4547)
    (layer,) = inspect_file(raster())["layers"]
    assert layer["crs"]["epsg"] == 4547


def test_rasters_that_are_of_no_use(raster):
    with pytest.raises(SourceError, match="states no coordinate system"):
        raster_info(raster(crs=None))
    with pytest.raises(SourceError, match="holds complex numbers"):
        raster_info(raster(dtype="complex64"))


def test_an_old_datum_is_told_before_anything_is_read(make_layer, tmp_path):
    make_layer(crs=2362).to_file(tmp_path / "a.gpkg")
    (layer,) = inspect_file(tmp_path / "a.gpkg")["layers"]
    assert layer["crs"]["epsg"] == 2362
    assert layer["crs"]["notes"] == [
        "Xian 1980: ask for it in CGCS2000, or for the parameters (transform = ...)"
    ]
