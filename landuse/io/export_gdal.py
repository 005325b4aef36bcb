"""Write FlatGeobuf and File Geodatabase through GDAL, with the same bytes each time."""

from __future__ import annotations

import uuid
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from landuse.io.export_columns import Column, plain_columns

__all__ = ["write_flatgeobuf", "write_geodatabase"]

_MULTI = {"Polygon": "MultiPolygon", "LineString": "MultiLineString"}
_DTYPES = {
    "text": "str",
    "number": "float64",
    "integer": "Int64",
    "bool": "boolean",
    "date": "date32[pyarrow]",
}
_SYSTEM_TABLES = ("GDB_Items", "GDB_ItemRelationships")


def write_flatgeobuf(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write one layer; the rows keep their order, so there is no index.

    Parameters
    ----------
    frame : GeoDataFrame
        With a CRS.
    path : Path
        The file.
    layer : str
        Its name.
    """
    _write(frame, path, layer, driver="FlatGeobuf", options={"SPATIAL_INDEX": "NO"})


def write_geodatabase(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write a folder .gdb with one layer.

    Parameters
    ----------
    frame : GeoDataFrame
        With a CRS.
    path : Path
        The folder; not there yet.
    layer : str
        Its name.
    """
    _write(frame, path, layer, driver="OpenFileGDB", options={})
    _settle(path)


def _write(
    frame: pd.DataFrame, path: Path, layer: str, *, driver: str, options: dict[str, Any]
) -> None:
    columns = {c.name: _series(c) for c in plain_columns(frame)}
    table: pd.DataFrame = pd.DataFrame(columns, index=range(len(frame)))
    kind = None
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = frame.geometry.reset_index(drop=True)
        table = gpd.GeoDataFrame(table, geometry=shapes, crs=frame.crs)
        kind = _geometry_type(frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # dates become day and time
        pyogrio.write_dataframe(
            table,
            path,
            layer=layer,
            driver=driver,
            use_arrow=True,
            geometry_type=kind,
            promote_to_multi=kind in _MULTI.values(),
            layer_options=options,
        )


def _series(column: Column) -> pd.Series:
    return pd.Series(column.values, dtype="object").astype(_DTYPES[column.kind])


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = set(frame.geom_type.dropna())
    multi = {_MULTI.get(kind, kind) for kind in kinds}
    found = kinds if len(kinds) == 1 and not kinds & set(_MULTI) else multi
    return found.pop() if len(found) == 1 else "Unknown"


def _settle(path: Path) -> None:
    """Give the entries of the geodatabase ids that depend on their place alone.

    GDAL draws them at random; all have the same length, so they are replaced
    where they stand.
    """
    swaps: dict[bytes, bytes] = {}
    for table in _SYSTEM_TABLES:
        rows = pyogrio.read_dataframe(path, layer=table, columns=["UUID"])
        for place, text in enumerate(rows["UUID"].dropna()):
            old = uuid.UUID(text.strip("{}"))
            if old.version == 4:  # noqa: PLR2004 - random
                new = uuid.uuid5(uuid.NAMESPACE_OID, f"{table} {place}")
                swaps[old.bytes_le] = new.bytes_le
                swaps[str(old).upper().encode()] = str(new).upper().encode()
    for file in sorted(path.glob("*.gdbtable")):
        data = before = file.read_bytes()
        for old_bytes, new_bytes in swaps.items():
            data = data.replace(old_bytes, new_bytes)
        if data != before:
            file.write_bytes(data)
