"""A raster as a picture for a web map: small, in Web Mercator, only to be looked at."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from landuse.io.limits import limit
from landuse.io.preflight import check_path
from landuse.io.raster import raster_info
from landuse.io.worker import ask
from landuse.policy import Region

__all__ = ["RasterPicture", "raster_picture"]

_MERCATOR = "EPSG:3857"
_DEGREES = "EPSG:4326"
_QUALITY = 80
_BANDS = 4


@dataclass(frozen=True, slots=True)
class RasterPicture:
    """A WebP picture and where it lies."""

    image: bytes
    bounds: tuple[float, float, float, float]  #: degrees: west, south, east, north


def raster_picture(path: str | Path, region: Region | None = None) -> RasterPicture:
    """Draw a GeoTIFF for a web map.

    The first three bands are red, green and blue; one band alone is grey, or has the
    colours of its palette. Values that are no bytes are stretched between their 2nd and
    98th percentile. What has no value is clear.

    Parameters
    ----------
    path : str or Path
        A .tif file that says its reference system.
    region : Region, optional
        Where the city lies; a raster elsewhere is refused.

    Returns
    -------
    RasterPicture
        About ``raster_picture_pixels`` on its longer side, at most.

    Raises
    ------
    SourceError
        For a file that is no GeoTIFF, or does not say where it lies.
    """
    raster_info(path, region)
    answer = ask(
        check_path(path).path, "raster_picture", most=limit("raster_picture_pixels")
    )
    shape = (_BANDS, answer["height"], answer["width"])
    pixels = np.frombuffer(answer.table["pixels"][0].as_py(), "uint8").reshape(shape)
    with warnings.catch_warnings():  # rasterio multiplies as affine no longer likes
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        flat, bounds = _on_mercator(pixels, answer["wkt"], tuple(answer["bounds"]))
    return RasterPicture(_webp(flat), bounds)


def _on_mercator(
    pixels: np.ndarray, wkt: str, edges: tuple[float, float, float, float]
) -> tuple[np.ndarray, tuple[float, float, float, float]]:
    """The same pixels in the system that web maps are drawn in."""
    from rasterio.transform import Affine
    from rasterio.warp import calculate_default_transform, reproject, transform_bounds

    _, height, width = pixels.shape
    place, wide, high = calculate_default_transform(
        wkt, _MERCATOR, width, height, *edges
    )
    west, south, east, north = edges
    own = Affine((east - west) / width, 0, west, 0, (south - north) / height, north)
    made = np.zeros((_BANDS, high, wide), dtype="uint8")
    for source, target in zip(pixels, made, strict=True):
        reproject(
            source,
            target,
            src_transform=own,
            src_crs=wkt,
            dst_transform=place,
            dst_crs=_MERCATOR,
        )
    lowest, rightmost = place.f + place.e * high, place.c + place.a * wide
    box = transform_bounds(_MERCATOR, _DEGREES, place.c, lowest, rightmost, place.f)
    return made, box


def _webp(pixels: np.ndarray) -> bytes:
    from rasterio.io import MemoryFile

    _, height, width = pixels.shape
    form = {"driver": "WEBP", "dtype": "uint8", "count": _BANDS, "QUALITY": _QUALITY}
    with warnings.catch_warnings(), MemoryFile() as memory:
        warnings.simplefilter("ignore")  # it has no place of its own: the map has it
        with memory.open(width=width, height=height, **form) as picture:
            picture.write(pixels)
        return bytes(memory.read())
