"""What the reading process tells of a raster; runs only there."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["describe"]

#: Values that programs write where there is nothing.
_FILLS = (-9999.0, -99999.0, -999.0, -32768.0, -32767.0, -3.4028234663852886e38, -1e20)


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
