"""Rasters: refused where they cannot be counted, doubts told where they can."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from landuse.errors import SourceError
from landuse.io.raster import raster_info, raster_issues

EAST, NORTH = 38_593_000.0, 3_960_000.0


def north_up(east, north):
    return Affine(10.0, 0.0, east, 0.0, -10.0, north)


@pytest.fixture
def write_tif(tmp_path):
    def write(values=None, **options):
        values = (
            np.arange(64, dtype="float32").reshape(8, 8) if values is None else values
        )
        scale = options.pop("scale", None)
        said = {
            "crs": "EPSG:4526",
            "transform": north_up(EAST, NORTH),
            **options,
        }
        path = tmp_path / "a.tif"
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=values.shape[1],
            height=values.shape[0],
            count=1,
            dtype=values.dtype,
            **said,
        ) as raster:
            raster.write(values, 1)
            if scale:
                raster.scales, raster.offsets = (scale,), (1.0,)
        return path

    return write


def filled(dtype="float32", fill=-9999):
    values = np.ones((8, 8), dtype=dtype)
    values[0, 0] = fill
    return values


def test_a_plain_raster_is_described_without_doubts(write_tif, region):
    info, issues = raster_issues(write_tif(), region)
    assert (info.width, info.height, info.epsg, issues) == (8, 8, 4526, ())


@pytest.mark.parametrize(
    ("values", "nodata", "found"),
    [
        (filled(), None, ["NODATA_SUSPECT"]),
        (filled(), 0, ["NODATA_SUSPECT"]),
        (filled(), -9999, []),
        (filled("int16", -32768), None, ["NODATA_SUSPECT"]),
        (np.zeros((8, 8), "uint8"), None, []),
    ],
)
def test_fill_values_that_are_not_declared_are_told(write_tif, values, nodata, found):
    _, issues = raster_issues(write_tif(values, nodata=nodata))
    assert [issue.code for issue in issues] == found


def test_scale_and_a_turned_grid_are_told(write_tif):
    _, issues = raster_issues(write_tif(scale=0.5))
    assert [issue.code for issue in issues] == ["SCALE_OFFSET"]
    turned = Affine(8.0, 5.0, EAST, 5.0, -8.0, NORTH)
    _, issues = raster_issues(write_tif(transform=turned))
    assert [issue.code for issue in issues] == ["GRID_TURNED"]


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"crs": None}, "states no coordinate system"),
        ({"transform": Affine.identity()}, "where it lies"),
        ({"transform": north_up(EAST - 300_000, NORTH)}, "not overlap"),
    ],
)
def test_rasters_without_a_place_are_refused(write_tif, region, options, message):
    with pytest.raises(SourceError, match=message):
        raster_info(write_tif(**options), region)


def test_complex_numbers_are_refused(write_tif):
    with pytest.raises(SourceError, match="complex"):
        raster_info(write_tif(np.ones((4, 4), "complex64")))


def test_too_many_pixels_are_refused_before_reading(write_tif, monkeypatch):
    path = write_tif()
    monkeypatch.setenv("LANDUSE_LIMIT_RASTER_PIXELS", "63")
    with pytest.raises(SourceError, match=r"8 x 8 asks for 64 pixels"):
        raster_info(path)


@pytest.mark.parametrize("left", [6, 100, 300])
def test_a_cut_raster_is_refused(write_tif, left):
    path = write_tif()
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(SourceError, match=r"is cut|directory is cut|cannot be read"):
        raster_info(path)
