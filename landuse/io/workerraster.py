"""What the reading process tells of a raster; runs only there."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["describe", "picture"]

#: Values that programs write where there is nothing.
_FILLS = (-9999.0, -99999.0, -999.0, -32768.0, -32767.0, -3.4028234663852886e38, -1e20)
_RGB = 3
#: Percentiles shown as black and white where the values are no bytes.
_DARK_TO_LIGHT = (2, 98)


def describe(path: str, scan: int) -> dict[str, Any]:
    """Head of a GeoTIFF, and fill values among its pixels.

    Parameters
    ----------
    path : str
        The .tif file.
    scan : int
        Most pixels of a band that are looked at.

    Returns
    -------
    dict
        JSON-able.
    """
    import rasterio

    with rasterio.open(path, driver="GTiff", sharing=False) as raster:
        crs = raster.crs
        head = {
            "name": Path(path).name,
            "driver": raster.driver,
            "width": raster.width,
            "height": raster.height,
            "bands": raster.count,
            "dtype": raster.dtypes[0],
            "nodata": _number(raster.nodata),
            "epsg": None if crs is None else crs.to_epsg(),
            "bounds": list(raster.bounds),
            "wkt": None if crs is None else crs.to_wkt(),
            "transform": list(raster.transform)[:6],
            "scales": list(raster.scales),
            "offsets": list(raster.offsets),
            "masked": "nodata" not in str(raster.mask_flag_enums[0]).lower()
            and "all_valid" not in str(raster.mask_flag_enums[0]).lower(),
        }
        if scan and not head["dtype"].startswith("complex"):
            head["fills"] = _fills(raster, scan)
        return head


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _fills(raster: Any, scan: int) -> list[float]:
    """Fill values that the first band holds, by blocks spread over it."""
    windows = [window for _, window in raster.block_windows(1)]
    size = max(1, windows[0].width * windows[0].height)
    step = max(1, math.ceil(len(windows) * size / scan))
    found: set[float] = set()
    for window in windows[::step]:
        block = raster.read(1, window=window)
        found |= {fill for fill in _FILLS if _holds(block, fill)}
    return sorted(found)


def _holds(block: np.ndarray, fill: float) -> bool:
    if block.dtype.kind == "u":
        return False
    if block.dtype.kind == "i" and fill < np.iinfo(block.dtype).min:
        return False
    return bool((block == block.dtype.type(fill)).any())


def picture(path: str, most: int) -> tuple[dict[str, Any], Any]:
    """The pixels of a GeoTIFF, few enough to be looked at.

    Parameters
    ----------
    path : str
        The .tif file.
    most : int
        Pixels of the longer side, at most.

    Returns
    -------
    header : dict
        ``width``, ``height``, ``bounds`` and ``wkt`` of the file's own system.
    table : pyarrow.Table
        One cell: bytes of red, green, blue and opacity, one band after the other.
    """
    import pyarrow as pa
    import rasterio

    with rasterio.open(path, driver="GTiff", sharing=False) as raster:
        colours, seen = _small(raster, most)
        header = {"bounds": list(raster.bounds), "wkt": raster.crs.to_wkt()}
    header |= {"height": seen.shape[0], "width": seen.shape[1]}
    pixels = np.concatenate([colours, seen[None]]).tobytes()
    return header, pa.table({"pixels": pa.array([pixels], pa.large_binary())})


def _small(raster: Any, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Colours and opacity as bytes, not larger than is looked at."""
    from rasterio.enums import Resampling

    share = min(1.0, most / max(raster.width, raster.height))
    shape = (max(1, round(raster.height * share)), max(1, round(raster.width * share)))
    seen = raster.dataset_mask(out_shape=shape)
    table = _palette(raster)
    bands = [1, 2, 3] if raster.count >= _RGB else [1]
    way = Resampling.average if table is None else Resampling.nearest
    values = raster.read(bands, out_shape=(len(bands), *shape), resampling=way)
    if table is not None:
        return table[values[0]].transpose(2, 0, 1), seen
    return np.broadcast_to(_bytes(values, seen > 0), (_RGB, *shape)), seen


def _palette(raster: Any) -> np.ndarray | None:
    """Colours of the values of a raster of classes."""
    if raster.count >= _RGB or raster.dtypes[0] != "uint8":
        return None
    try:
        colours = raster.colormap(1)
    except ValueError:
        return None
    return np.array([colours.get(n, (0, 0, 0, 0))[:_RGB] for n in range(256)], "uint8")


def _bytes(values: np.ndarray, seen: np.ndarray) -> np.ndarray:
    known = values[:, seen].astype(float)
    known = known[np.isfinite(known)]
    if values.dtype == np.uint8 or not known.size:
        return np.nan_to_num(values).astype("uint8")
    dark, light = np.percentile(known, _DARK_TO_LIGHT)
    share = (np.nan_to_num(values.astype(float)) - dark) / max(light - dark, 1e-12)
    return (np.clip(share, 0, 1) * 255).round().astype("uint8")
