"""Small valid files of every format that the fuzzing starts from."""

from __future__ import annotations

import uuid
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import shapely

__all__ = [
    "COLUMNS",
    "FORMATS",
    "PLOT",
    "PLOT_NAME",
    "Sample",
    "parcels",
    "write_sample",
]

FORMATS = ("shapefile", "gpkg", "gdb", "xlsx", "txt")
CRS = "EPSG:4526"
_COUNT = 40
#: What the headers of a coordinate text call a plot.
PLOT, PLOT_NAME = "plot", "plot_name"
_SIDE = 100.0
_DAY = "2022-09-30"
_WEST, _SOUTH = 38_593_000.0, 3_960_000.0
#: Canonical columns under the names that a shapefile has room for.
COLUMNS = {
    "parcel_id": "ZDDM",
    "holder": "QLR",
    "land_use": "TDYT",
    "supply_method": "GDFS",
    "supply_date": "GDRQ",
    "due_start_date": "YDKGRQ",
    "price_yuan": "CJJK",
    "registered_area_m2": "ZDMJ",
    "enterprise_id": "TYSHXYDM",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A valid file: what a reader opens, and the files whose bytes may change."""

    format: str
    entry: str
    targets: tuple[str, ...]  #: names in the folder of the sample
    kinds: tuple[str, str] = ("parcels", "layer")  #: as what it is read in turn


def write_sample(
    name: str, folder: Path, content: gpd.GeoDataFrame | None = None
) -> Sample:
    """Write the valid file of one format into an empty folder.

    Parameters
    ----------
    name : str
        One of :data:`FORMATS`.
    folder : Path
        Exists and is empty.
    content : GeoDataFrame, optional
        By default :func:`parcels`; else another content under the same names.

    Returns
    -------
    Sample
        Where things are. The same content gives the same bytes on every day.
    """
    return _WRITERS[name](folder, parcels() if content is None else content)


def parcels() -> gpd.GeoDataFrame:
    """Forty parcels of five to nine corners, whose every column is filled."""
    numbers = np.arange(_COUNT)
    shapes = [_outline(number) for number in numbers]
    day = np.datetime64("2015-03-01")
    return gpd.GeoDataFrame(
        {
            "parcel_id": [f"410928001001GB{i:05d}" for i in numbers],
            "holder": [f"濮阳市第{i}精细化工有限公司" for i in numbers],
            "land_use": np.where(numbers % 3, "工业用地", "仓储用地"),
            "supply_method": np.where(numbers % 4, "挂牌出让", "划拨"),
            "supply_date": pd.Series(day + numbers * 17),
            "due_start_date": pd.Series(day + numbers * 17 + 365),
            "price_yuan": 1_000_000.0 + numbers * 12_345.5,
            "registered_area_m2": [round(shape.area, 2) for shape in shapes],
            "enterprise_id": [_credit_code(number) for number in numbers],
        },
        geometry=shapes,
        crs=CRS,
    )


def _outline(number: int) -> shapely.Polygon:
    """A block with a cut corner and sometimes a hole, apart from its neighbours."""
    row, column = divmod(int(number), 8)
    west, south = _WEST + column * 150, _SOUTH + row * 150
    east, north = west + _SIDE + number, south + _SIDE
    shell = [
        (west, south),
        (west, north),
        (east - 20.25, north),
        (east, north - 20.5),
        (east, south),
    ]
    hole = [(west + 30, south + 30), (west + 50, south + 30), (west + 50, south + 50)]
    return shapely.Polygon(shell, [hole] if number % 5 == 0 else [])


def _credit_code(number: int) -> str:
    """A unified social credit code with its right check digit."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91410900MA{3000000 + number * 977:07d}"
    total = sum(alphabet.index(c) * 3**i % 31 for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def _dated(content: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = content.copy()
    for name in frame.select_dtypes("datetime").columns:
        frame[name] = frame[name].dt.date.astype("date32[pyarrow]")
    return frame


def _shapefile(folder: Path, content: gpd.GeoDataFrame) -> Sample:
    frame = _dated(content).rename(columns=COLUMNS)
    path = folder / "parcels.shp"
    day = {"DBF_DATE_LAST_UPDATE": _DAY}
    pyogrio.write_dataframe(
        frame, path, encoding="GB18030", layer_options=day, use_arrow=True
    )
    return Sample("shapefile", path.name, ("parcels.shp", "parcels.shx", "parcels.dbf"))


def _gpkg(folder: Path, content: gpd.GeoDataFrame) -> Sample:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_DAY}T00:00:00Z"})
    pyogrio.write_dataframe(
        _dated(content), folder / "parcels.gpkg", layer="parcels", use_arrow=True
    )
    return Sample("gpkg", "parcels.gpkg", ("parcels.gpkg",))


def _gdb(folder: Path, content: gpd.GeoDataFrame) -> Sample:
    path = folder / "parcels.gdb"
    with warnings.catch_warnings():  # a date is a moment in a geodatabase
        warnings.simplefilter("ignore", RuntimeWarning)
        pyogrio.write_dataframe(
            _dated(content), path, layer="parcels", driver="OpenFileGDB", use_arrow=True
        )
    _same_ids(path)
    layer = sorted(path.glob("a*.gdbtable"), key=lambda p: p.stat().st_size)[-1]
    system = ("a00000001", "a00000004")  # the catalogue and the items
    stems = [s for s in (*system, layer.stem) if (path / f"{s}.gdbtable").is_file()]
    names = [f"{s}{ending}" for s in stems for ending in (".gdbtable", ".gdbtablx")]
    return Sample("gdb", path.name, tuple(f"{path.name}/{name}" for name in names))


def _same_ids(path: Path) -> None:
    """The same geodatabase with ids that were not drawn at random."""
    drawn: dict[bytes, bytes] = {}
    for layer in ("GDB_Items", "GDB_ItemRelationships"):
        ids = pyogrio.read_dataframe(path, layer=layer, read_geometry=False)["UUID"]
        for text in ids:
            number = uuid.UUID(int=len(drawn) + 1).bytes_le
            drawn.setdefault(uuid.UUID(text).bytes_le, number)
    for table in sorted(path.glob("*.gdbtable")):
        data = table.read_bytes()
        for old, new in drawn.items():
            data = data.replace(old, new)
        table.write_bytes(data)


def _xlsx(folder: Path, content: gpd.GeoDataFrame) -> Sample:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "企业"
    sheet.append(
        ["统一社会信用代码", "企业名称", "年度", "产业集聚区", "税收（元）", "成立日期"]
    )
    for row in content.itertuples(index=False):
        sheet.append(
            [
                row.enterprise_id,
                row.holder,
                2021,
                "濮阳县产业集聚区",
                row.price_yuan,
                row.supply_date.date(),
            ]
        )
    book.save(folder / "parcels.xlsx")
    _same_clock(folder / "parcels.xlsx")
    return Sample("xlsx", "parcels.xlsx", ("parcels.xlsx",), ("enterprises", "layer"))


def _same_clock(path: Path) -> None:
    """The same workbook with the same bytes on every day."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            if name != "docProps/core.xml":
                book.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
            else:
                plain = data.split(b"<dcterms:created")[0] + b"</cp:coreProperties>"
                book.writestr(zipfile.ZipInfo(name), plain, zipfile.ZIP_DEFLATED)


def _txt(folder: Path, content: gpd.GeoDataFrame) -> Sample:
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        "数据产生单位=",
        "坐标系=2000国家大地坐标系",
    ]
    lines += [
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        "带号=38",
        "精度=0.001",
    ]
    lines += ["转换参数=,,,,,,", "[地块坐标]"]
    for plot in _named_plots(content).itertuples(index=False):
        lines += _plot(plot)
    text = "\r\n".join([*lines, ""])
    (folder / "parcels.txt").write_bytes(text.encode("gb18030"))
    return Sample("txt", "parcels.txt", ("parcels.txt",))


def _named_plots(content: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A content with what the headers of plots name; numbers if it names nothing."""
    if PLOT in content:
        return content
    numbers = [str(place) for place in range(1, len(content) + 1)]
    named = [f"宗地{number}" for number in numbers]
    return content.assign(**{PLOT: numbers, PLOT_NAME: named})


def _plot(plot: Any) -> list[str]:
    rings = [plot.geometry.exterior, *plot.geometry.interiors]
    points = []
    for ring, part in enumerate(rings, 1):
        corners = list(part.coords)
        names = [f"J{i}" for i in range(1, len(corners))] + ["J1"]
        points += [
            f"{name},{ring},{y:.3f},{x:.3f}"
            for name, (x, y) in zip(names, corners, strict=True)
        ]
    area = plot.geometry.area / 10_000
    words = f"{plot.plot},{plot.plot_name},面,,{plot.land_use}"
    return [f"{len(points)},{area:.4f},{words},,@", *points]


_WRITERS = {
    "shapefile": _shapefile,
    "gpkg": _gpkg,
    "gdb": _gdb,
    "xlsx": _xlsx,
    "txt": _txt,
}
