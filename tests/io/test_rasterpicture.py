"""A raster as a picture: its place, its colours, and what is clear."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from landuse.errors import SourceError
from landuse.io.rasterpicture import raster_picture

EAST, NORTH, STEP = 38_593_000.0, 3_960_000.0, 10.0
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (40, 60, 190)


def write_tif(path, bands, **options):
    said = {"crs": "EPSG:4526", "transform": Affine(STEP, 0, EAST, 0, -STEP, NORTH)}
    count, height, width = bands.shape
    form = {"width": width, "height": height, "count": count, "dtype": bands.dtype}
    colormap = options.pop("colormap", None)
    with rasterio.open(
        path, "w", driver="GTiff", **form, **{**said, **options}
    ) as file:
        file.write(bands)
        if colormap:
            file.write_colormap(1, colormap)
    return path


def quarters(size=64):
    """Red, green over blue, nothing."""
    bands = np.zeros((3, size, size), "uint8")
    half = size // 2
    for place, colour in (((0, 0), RED), ((0, 1), GREEN), ((1, 0), BLUE)):
        rows, columns = (slice(half * p, half * p + half) for p in place)
        bands[:, rows, columns] = np.array(colour, "uint8")[:, None, None]
    return bands


def pixels_of(picture):
    with (
        pytest.warns(rasterio.errors.NotGeoreferencedWarning),
        MemoryFile(picture.image) as memory,
        memory.open() as file,
    ):
        return file.read()


def at(picture, east, north):
    """Colour and opacity of a place of the file's system."""
    lng, lat = Transformer.from_crs(4526, 4326, always_xy=True).transform(east, north)
    flat = Transformer.from_crs(4326, 3857, always_xy=True)
    west, south, right, top = picture.bounds
    (x, y), (x0, y0), (x1, y1) = (
        flat.transform(*place) for place in ((lng, lat), (west, south), (right, top))
    )
    pixels = pixels_of(picture)
    _, height, width = pixels.shape
    row, column = int((y1 - y) / (y1 - y0) * height), int((x - x0) / (x1 - x0) * width)
    return pixels[:, row, column]


def near(found, colour):
    return np.abs(found[:3].astype(int) - colour).max() < 30  # the picture is lossy


def test_each_quarter_is_where_it_lies_in_its_colour(tmp_path):
    picture = raster_picture(write_tif(tmp_path / "a.tif", quarters(), nodata=0))
    for right, down, colour in (
        (0.25, 0.25, RED),
        (0.75, 0.25, GREEN),
        (0.25, 0.75, BLUE),
    ):
        found = at(picture, EAST + 640 * right, NORTH - 640 * down)
        assert near(found, colour)
        assert found[3] == 255
    assert at(picture, EAST + 480, NORTH - 480)[3] == 0
    again = raster_picture(tmp_path / "a.tif")
    assert again == picture


def test_one_band_is_grey_and_stretched(tmp_path):
    values = np.tile(np.linspace(0, 4000, 64), (64, 1))[None].astype("uint16")
    picture = raster_picture(write_tif(tmp_path / "a.tif", values))
    dark, light = (at(picture, EAST + x, NORTH - 320) for x in (25, 615))
    assert dark[:3].max() < 30
    assert light[:3].min() > 225


def test_classes_have_the_colours_of_their_palette(tmp_path):
    values = np.ones((1, 64, 64), "uint8")
    values[0, :, 32:] = 2
    colormap = {1: (*GREEN, 255), 2: (*BLUE, 255)}
    path = write_tif(tmp_path / "a.tif", values, colormap=colormap)
    picture = raster_picture(path)
    assert near(at(picture, EAST + 160, NORTH - 320), GREEN)
    assert near(at(picture, EAST + 480, NORTH - 320), BLUE)


def test_a_large_raster_is_made_smaller(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDUSE_LIMIT_RASTER_PICTURE_PIXELS", "40")
    picture = raster_picture(write_tif(tmp_path / "a.tif", quarters(400), nodata=0))
    assert max(pixels_of(picture).shape) <= 44  # the frame of what is turned is larger
    assert near(at(picture, EAST + 1000, NORTH - 1000), RED)


def test_a_raster_without_a_system_has_no_place_on_a_map(tmp_path):
    path = write_tif(tmp_path / "a.tif", quarters(), crs=None)
    with pytest.raises(SourceError, match="no coordinate system"):
        raster_picture(path)
