"""What a raster says of itself, and what staff must know before they count pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj

from landuse.errors import SourceError
from landuse.io.limits import hold, limit
from landuse.io.preflight import check_path
from landuse.io.tiffhead import check_tiff
from landuse.io.worker import ask
from landuse.issues import Issue
from landuse.messages import worded
from landuse.policy import Region

__all__ = ["RasterInfo", "raster_info", "raster_issues"]

_IDENTITY = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]


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


def raster_info(path: str | Path, region: Region | None = None) -> RasterInfo:
    """The metadata of a GeoTIFF.

    Parameters
    ----------
    path : str or Path
        A .tif file.
    region : Region, optional
        Where the city lies; a raster elsewhere is refused.

    Returns
    -------
    RasterInfo
        Nothing is read but the header.

    Raises
    ------
    SourceError
        If it is no GeoTIFF, has no CRS or place, holds complex numbers, is cut,
        too large, or lies outside the region.
    """
    return _info(_described(path, region, scan=0))


def raster_issues(
    path: str | Path, region: Region | None = None
) -> tuple[RasterInfo, tuple[Issue, ...]]:
    """The metadata of a GeoTIFF, and what is doubtful about its values.

    Parameters
    ----------
    path : str or Path
        A .tif file.
    region : Region, optional
        Where the city lies; a raster elsewhere is refused.

    Returns
    -------
    info : RasterInfo
        As :func:`raster_info` gives it.
    issues : tuple of Issue
        Undeclared fill values, scale and offset, a turned or mirrored grid.
    """
    head = _described(path, region, scan=limit("raster_scan_pixels"))
    info = _info(head)
    found = (_fill(head), _scaled(head), _turned(head), _masked(head))
    return info, tuple(issue for issue in found if issue is not None)


def _described(path: str | Path, region: Region | None, scan: int) -> dict[str, Any]:
    checked = check_path(path)
    name = checked.path.name
    if checked.format != "geotiff":
        msg = f"is a {checked.format}, not a raster"
        raise SourceError(msg, name, code="WRONG_FORMAT")
    width, height = check_tiff(checked.path)
    if width * height > limit("raster_pixels"):
        hold("raster_pixels", width * height, name, f"{width} x {height}")
    head = ask(checked.path, "raster", scan=scan).header
    _check(head)
    if region is not None and region.box is not None:
        _check_overlap(head, region.box)
    return head


def _info(head: dict[str, Any]) -> RasterInfo:
    values = {n: head[n] for n in RasterInfo.__dataclass_fields__}
    return RasterInfo(**{**values, "bounds": tuple(head["bounds"])})


def _check(head: dict[str, Any]) -> None:
    if head["wkt"] is None:
        code, msg = "MISSING_CRS", "states no coordinate system; export it with one"
    elif head["dtype"].startswith("complex"):
        code = "DTYPE_NOT_ALLOWED"
        msg = f"holds complex numbers ({head['dtype']}); export the amplitude"
    elif head["transform"] == _IDENTITY:
        code = "MISSING_TRANSFORM"
        msg = "does not say where it lies (no geotransform); georeference it"
    elif not np.isfinite([*head["transform"], *head["bounds"]]).all():
        code, msg = "MISSING_TRANSFORM", "lies at no finite place; georeference it"
    else:
        return
    raise SourceError(msg, head["name"], code=code)


def _check_overlap(head: dict[str, Any], box: tuple[float, ...]) -> None:
    west, south, east, north = _lonlat(head)
    if not np.isfinite([west, south, east, north]).all():
        where = "at no place on earth by its coordinate system"
    elif west > box[2] or east < box[0] or south > box[3] or north < box[1]:
        where = f"at {west:.4f}-{east:.4f} E, {south:.4f}-{north:.4f} N"
    else:
        return
    msg = worded(
        "raster_elsewhere",
        where=where,
        west=box[0],
        east=box[2],
        south=box[1],
        north=box[3],
    )
    raise SourceError(msg, head["name"], code="NO_OVERLAP")


def _lonlat(head: dict[str, Any]) -> tuple[float, float, float, float]:
    crs = pyproj.CRS.from_wkt(head["wkt"])
    left, low, right, high = head["bounds"]
    corners = sorted((left, right)), sorted((low, high))
    (west, east), (south, north) = corners
    move = pyproj.Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
    return move.transform_bounds(west, south, east, north)


def _fill(head: dict[str, Any]) -> Issue | None:
    declared = head["nodata"]
    fills = [f for f in head.get("fills", ()) if f != declared]
    if not fills or head["masked"]:
        return None
    shown = ", ".join(f"{f:g}" for f in fills)
    says = worded("nodata_none" if declared is None else "nodata_is", value=declared)
    return Issue(
        "NODATA_SUSPECT",
        "warning",
        worded("nodata_suspect", says=says, shown=shown),
        file=head["name"],
        value=shown,
        hint="declare it as nodata (gdal_edit -a_nodata), if it is none",
    )


def _scaled(head: dict[str, Any]) -> Issue | None:
    pairs = list(zip(head["scales"], head["offsets"], strict=True))
    found = [i + 1 for i, pair in enumerate(pairs) if pair != (1.0, 0.0)]
    if not found:
        return None
    scale, offset = pairs[found[0] - 1]
    return Issue(
        "SCALE_OFFSET",
        "warning",
        worded("band_scaled", band=found[0], scale=scale, offset=offset),
        file=head["name"],
        field=f"band {found[0]}",
        hint="export it with its true values, or without scale and offset if classes",
    )


def _turned(head: dict[str, Any]) -> Issue | None:
    a, b, _, d, e, _ = head["transform"]
    if b or d:
        text, severity = "its grid is turned against the axes", "warning"
    elif a < 0 or e > 0:
        text, severity = "its rows run from south to north, or are mirrored", "info"
    else:
        return None
    hint = "warp it to a north-up grid (gdalwarp) if results look shifted"
    return Issue("GRID_TURNED", severity, text, file=head["name"], hint=hint)


def _masked(head: dict[str, Any]) -> Issue | None:
    if not head["masked"]:
        return None
    text = "states its valid pixels by a mask or alpha band"
    hint = "nothing to do; masked pixels are not counted"
    return Issue("MASK_BAND", "info", text, file=head["name"], hint=hint)
