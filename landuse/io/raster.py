"""What a raster says of itself; the pixels are read elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.preflight import check_path

__all__ = ["MAX_PIXELS", "RasterInfo", "raster_info"]

#: Largest raster that is read, in pixels of one band.
MAX_PIXELS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RasterInfo:
    """Size, system and type of a raster."""

    name: str
    driver: str
    width: int
    height: int
    bands: int
    dtype: str
    nodata: float | None
    epsg: int | None
    bounds: tuple[float, float, float, float]


def raster_info(path: str | Path) -> RasterInfo:
    """The metadata of a GeoTIFF.

    Parameters
    ----------
    path : str or Path
        A .tif file.

    Returns
    -------
    RasterInfo
        Nothing is read but the header.

    Raises
    ------
    SourceError
        If it is no GeoTIFF, has no CRS, holds complex numbers or is too large.
    """
    import rasterio  # heavy, and only rasters need it
    from rasterio.errors import RasterioError

    checked = check_path(path)
    name = checked.path.name
    if checked.format != "geotiff":
        msg = f"is a {checked.format}, not a raster"
        raise SourceError(msg, name)
    try:
        with rasterio.open(checked.path, driver="GTiff") as raster:
            crs = raster.crs
            info = RasterInfo(
                name,
                raster.driver,
                raster.width,
                raster.height,
                raster.count,
                raster.dtypes[0],
                raster.nodata,
                None if crs is None else crs.to_epsg(),
                tuple(raster.bounds),
            )
    except RasterioError as error:
        msg = f"cannot be read ({error}); export it again"
        raise SourceError(msg, name) from error
    _check(info, crs is None)
    return info


def _check(info: RasterInfo, no_crs: bool) -> None:
    if no_crs:
        msg = "states no coordinate system; export it with one"
    elif info.width * info.height > MAX_PIXELS:
        msg = f"has {info.width} x {info.height} pixels, limit {MAX_PIXELS}; cut it"
    elif info.dtype.startswith("complex"):
        msg = f"holds complex numbers ({info.dtype}); export the amplitude"
    else:
        return
    raise SourceError(msg, info.name)
