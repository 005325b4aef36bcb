"""Layers as GDAL reads them, in the process that is kept for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from landuse.errors import SourceError
from landuse.io.limits import hold
from landuse.io.worker import ask
from landuse.issues import Issue
from landuse.messages import worded

__all__ = [
    "GdalLayer",
    "layer_count",
    "layer_names",
    "plain_columns",
    "read_geometry",
    "read_layer",
    "shapes_of",
]

#: Types of Arrow that no table of a bureau needs as they are.
_NESTED = (pa.types.is_list, pa.types.is_large_list, pa.types.is_struct)
_NOT_NEWS = ("Measured (M)",)


@dataclass(frozen=True)
class GdalLayer:
    """One layer of a file."""

    columns: pd.DataFrame
    fids: np.ndarray
    geometry: np.ndarray | None  #: in two dimensions, None for a table
    crs: str | None
    warnings: tuple[str, ...] = ()

    def issues(self, file: str, layer: str) -> tuple[Issue, ...]:
        """What GDAL had to say while it read."""
        told = [w for w in self.warnings if not any(t in w for t in _NOT_NEWS)]
        return tuple(
            Issue(
                "READER_WARNING",
                "warning",
                worded("gdal_says", text=text[:300]),
                file=file,
                layer=layer,
                hint="look at the layer in a GIS; export it again if it is damaged",
            )
            for text in told
        )


def read_geometry(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Geometries of a shapefile without its attributes.

    Parameters
    ----------
    path : Path
        The .shp file.

    Returns
    -------
    geometry : array of shapely geometries
        In two dimensions; None where it cannot be built.
    fids : array of int
        Position of each in the file, from 0.
    """
    found = read_layer(path, columns=[], encoding="ISO-8859-1")
    if found.geometry is None:
        return np.full(len(found.fids), None, dtype=object), found.fids
    return found.geometry, found.fids


def layer_names(path: Path) -> dict[str, str | None]:
    """Layers of a file and the type of geometry each states, None for a table.

    Parameters
    ----------
    path : Path
        A file, or the folder of a geodatabase.

    Returns
    -------
    dict
        In the order of the file.
    """
    return dict(ask(path, "layers")["layers"])


def layer_count(path: Path, layer: str) -> int | None:
    """Number of records that the head of a file states; None if it does not.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Name of the layer.

    Returns
    -------
    int or None
        Without reading the records.
    """
    count = int(ask(path, "count", layer=layer)["count"])
    return None if count < 0 else count


def read_layer(
    path: Path,
    layer: str | None = None,
    columns: Sequence[str] | None = None,
    encoding: str | None = None,
    **options: str,
) -> GdalLayer:
    """One layer of a file.

    Parameters
    ----------
    path : Path
        A file, or the folder of a geodatabase.
    layer : str, optional
        Its name.
    columns : sequence of str, optional
        By default all.
    encoding : str, optional
        Of a shapefile.
    **options
        Of the driver, as GDAL names them.

    Returns
    -------
    GdalLayer
        All records that GDAL gives; the caller counts them.
    """
    asked = {"layer": layer, "columns": columns, "encoding": encoding, **options}
    asked = {name: value for name, value in asked.items() if value is not None}
    answer = ask(path, "read", options=asked)
    table = sound_text(answer.table)
    hold("features", table.num_rows, path.name, layer or "")
    hold("fields", table.num_columns, path.name, layer or "")
    geometry, fid = answer["geometry"], answer["fid"]
    shapes = None if geometry is None else shapes_of(table[geometry], path.name)
    return GdalLayer(
        plain_columns(table.drop_columns([n for n in (geometry, fid) if n])),
        table[fid].to_numpy(),
        shapes,
        answer["crs"],
        tuple(answer["warnings"]),
    )


def sound_text(table: pa.Table) -> pa.Table:
    r"""A table whose texts are UTF-8; bytes that are not stand as U+FFFD.

    Parameters
    ----------
    table : pyarrow.Table
        As GDAL gives it, which does not look.

    Returns
    -------
    pyarrow.Table
        The same, where all is sound.

    Examples
    --------
    >>> broken = pa.array([b"\xe6\xbf"]).view(pa.string())
    >>> sound_text(pa.table({"MC": broken}))["MC"].to_pylist()
    ['\ufffd']
    """
    for index, name in enumerate(table.column_names):
        column = table.column(index)
        if not (
            pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        ):
            continue
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            chunks = [c.view(pa.binary()).to_pylist() for c in column.chunks]
            texts = [
                None if data is None else data.decode("utf-8", "replace")
                for chunk in chunks
                for data in chunk
            ]
            table = table.set_column(index, name, pa.array(texts, column.type))
    return table


def shapes_of(column: pa.ChunkedArray, name: str) -> np.ndarray:
    """Geometries of a column of WKB, in two dimensions.

    Parameters
    ----------
    column : ChunkedArray
        Of bytes.
    name : str
        Of the file, for a message.

    Returns
    -------
    array of shapely geometries
        None where there is none, or it cannot be built.
    """
    wkb = column.to_numpy(zero_copy_only=False)
    try:
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
        return shapely.force_2d(shapes) if _is_high(shapes) else shapes
    except NotImplementedError as error:
        msg = worded("shape_not_read", error=error)
        raise SourceError(msg, name) from error


def _is_high(shapes: np.ndarray) -> bool:
    return bool((shapely.has_z(shapes) | shapely.has_m(shapes)).any())


def plain_columns(table: pa.Table) -> pd.DataFrame:
    """Columns of a table as pandas holds them, without losing a digit.

    Whole numbers with gaps stay whole, dates become timestamps, lists become
    text, binary columns are left out.

    Parameters
    ----------
    table : pyarrow.Table
        Without geometry.

    Returns
    -------
    DataFrame
        One row per record.

    Examples
    --------
    >>> plain_columns(pa.table({"BH": [410902001001000001, None]})).BH.tolist()
    [410902001001000001, None]
    """
    data: dict[str, Any] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            continue
        data[name] = _values(column)
    return pd.DataFrame(data, index=range(table.num_rows))


def _values(column: pa.ChunkedArray) -> Any:
    kind = column.type
    if pa.types.is_integer(kind) and column.null_count:
        return pd.Series(column.to_pylist(), dtype=object)
    if any(test(kind) for test in _NESTED):
        texts = [None if v is None else str(v) for v in column.to_pylist()]
        return pd.Series(texts, dtype=object)
    if pa.types.is_date(kind):
        column = column.cast(pa.timestamp("ms"))
    elif pa.types.is_timestamp(kind) and kind.tz:
        column = column.cast(pa.timestamp(kind.unit))
    return column.to_pandas()
