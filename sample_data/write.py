"""Writers of the files that a bureau sends: same content, same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
import shapefile
from pyproj import CRS
from rasterio.features import rasterize
from rasterio.transform import from_origin
from shapely import get_parts, transform
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

__all__ = [
    "write_csv",
    "write_geojson",
    "write_layer",
    "write_plots",
    "write_raster",
    "write_shapefile",
    "zip_as_of",
]

GBK_NAME_BYTES = 10
STAMP = (2022, 9, 30)
EMPTY = re.compile(rb"\*{12,}")  #: pyshp's missing number; bureaus leave blanks
Field = tuple[str, str, int, int]  #: full name, DBF type, width, decimals


def cut_name(name: str) -> str:
    """A field name as a shapefile keeps it: the first ten bytes in GBK."""
    return name.encode("gb18030")[:GBK_NAME_BYTES].decode("gb18030", "ignore")


def write_shapefile(
    path: Path,
    fields: Sequence[Field],
    rows: Iterable[tuple[Any, Sequence[Any]]],
    epsg: int | None,
) -> None:
    """A GBK shapefile without .cpg; ``epsg`` None leaves the .prj out, too."""
    with shapefile.Writer(
        str(path), shapeType=shapefile.POLYGON, encoding="gb18030"
    ) as writer:
        for name, kind, width, decimals in fields:
            writer.field(cut_name(name), kind, width, decimals)
        for geometry, values in rows:
            writer.shape(mapping(_clockwise(geometry)))
            writer.record(*values)
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[1:4] = bytes((STAMP[0] - 1900, *STAMP[1:]))
    data = bytearray(EMPTY.sub(lambda found: b" " * len(found[0]), data))
    data[29] = 0  # no language: as old desktop programs leave it
    dbf.write_bytes(data)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if epsg:
        wkt = CRS.from_epsg(epsg).to_wkt("WKT1_ESRI")
        path.with_suffix(".prj").write_text(wkt, encoding="ascii")


def _clockwise(geometry: Any) -> Any:
    """Shells clockwise, as the format wants; a crossed ring stays as it is."""
    if not geometry.is_valid:
        return geometry
    parts = [orient(part, -1.0) for part in get_parts(geometry)]
    return parts[0] if len(parts) == 1 else type(geometry)(parts)


def write_layer(
    path: Path, layer: str, rows: Sequence[Mapping[str, Any]], epsg: int
) -> None:
    """Add a layer to a GeoPackage; the date inside is fixed."""
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs=epsg)
    for name in frame.columns:
        if any(isinstance(value, date) for value in frame[name]):
            frame[name] = frame[name].astype("object")
    frame["备注"] = "合成示例数据"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2022-09-30T00:00:00.000Z"})
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        promote_to_multi=True,
        layer_options={"DESCRIPTION": "合成示例数据", "SPATIAL_INDEX": "NO"},
    )


def write_geojson(
    path: Path, rows: Sequence[Mapping[str, Any]], name: str = "产业集聚区范围"
) -> None:
    """GeoJSON in CGCS2000 degrees, with the CRS member that says so."""
    features = []
    for row in rows:
        properties = {k: v for k, v in row.items() if k != "geometry"}
        shape = orient(transform(row["geometry"], lambda xy: np.round(xy, 9)))
        features.append(
            {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
        )
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    text = json.dumps(
        {
            "type": "FeatureCollection",
            "name": f"{name}（合成示例数据）",
            "crs": crs,
            "features": features,
        },
        ensure_ascii=False,
        indent=1,
    )
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_csv(
    path: Path, rows: Sequence[Mapping[str, Any]], encoding: str = "gb18030"
) -> None:
    """A CSV table with Windows line ends."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def write_plots(path: Path, plots: Sequence[Mapping[str, Any]]) -> None:
    """Boundary points as the survey's exchange text (X north, Y east), GBK."""
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        "数据产生单位=合成示例数据",
        "数据产生日期=2022-3-18",
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        "带号=38",
        "精度=0.001",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    for plot in plots:
        lines += _plot_lines(plot)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))


def _plot_lines(plot: Mapping[str, Any]) -> list[str]:
    shape = orient(plot["geometry"], -1.0)
    rings = [list(r.coords) for r in (shape.exterior, *shape.interiors)]
    points = sum(len(ring) for ring in rings)
    area = f"{shape.area / 10_000:.4f}"
    head = [
        points,
        area,
        plot["code"],
        plot["name"],
        "面",
        "",
        "工业用地",
        "100102",
        "@",
    ]
    lines, label = [",".join(map(str, head))], 0
    for number, ring in enumerate(rings, 1):
        first = label + 1
        for x, y in ring[:-1]:
            label += 1
            lines.append(f"J{label},{number},{y:.3f},{x:.3f}")
        lines.append(f"J{first},{number},{ring[-1][1]:.3f},{ring[-1][0]:.3f}")
    return lines


def write_raster(path: Path, outline: Any, built: Sequence[Any], epsg: int) -> None:
    """Built-up land of one day: 1 built, 0 not, 255 outside; 5 m."""
    west, south, east, north = outline.bounds
    size = 5.0
    place = from_origin(west // size * size, (north // size + 1) * size, size, size)
    shape = (int((north - south) / size) + 2, int((east - west) / size) + 2)
    inside = rasterize([(outline, 1)], shape, transform=place, dtype="uint8")
    values = rasterize([(g, 1) for g in built], shape, transform=place, dtype="uint8")
    values[inside == 0] = 255
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=shape[1],
        height=shape[0],
        count=1,
        dtype="uint8",
        nodata=255,
        crs=f"EPSG:{epsg}",
        transform=place,
        compress="deflate",
    ) as file:
        file.write(values, 1)
        file.update_tags(备注="合成示例数据")


def zip_as_of(data: bytes) -> bytes:
    """The workbook's archive again, every time stamp in it fixed."""
    result = io.BytesIO()
    stamp = f"{STAMP[0]}-{STAMP[1]:02d}-{STAMP[2]:02d}T00:00:00Z"
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _stamp_properties(content, stamp)
            info = zipfile.ZipInfo(name, (*STAMP, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return result.getvalue()


def _stamp_properties(content: bytes, stamp: str) -> bytes:
    text = content.decode("utf-8")
    for tag in ("dcterms:created", "dcterms:modified"):
        head, _, rest = text.partition(f"<{tag}")
        opening, _, rest = rest.partition(">")
        _, _, tail = rest.partition("</")
        text = f"{head}<{tag}{opening}>{stamp}</{tail}"
    return text.encode("utf-8")


def as_day(value: Any) -> Any:
    """A cell's value: a date as a date-time at midnight, missing as None."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return None if value is None or pd.isna(value) else value
