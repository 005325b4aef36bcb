"""GeoParquet and plain Parquet tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from landuse.errors import SourceError
from landuse.io.gdal import plain_columns, shapes_of
from landuse.io.limits import hold
from landuse.io.raw import RawLayer
from landuse.io.worker import ask
from landuse.messages import worded

__all__ = ["read_parquet"]

_STANDARD_CRS = "OGC:CRS84"


def read_parquet(path: Path) -> RawLayer:
    """All records of a Parquet file, with geometry where its metadata names one.

    Parameters
    ----------
    path : Path
        The .parquet file.

    Returns
    -------
    RawLayer
        One entry per row.

    Raises
    ------
    SourceError
        If it is cut, too large once unpacked, or its geometry is not WKB.
    """
    with path.open("rb") as file:
        file.seek(-4, 2)
        if file.read() != b"PAR1":
            msg = "is cut: its end is missing; ask for it again"
            raise SourceError(msg, path.name, code="TRUNCATED_FILE")
    head = ask(path, "parquet_head")
    hold("features", head["rows"], path.name)
    hold("fields", len(head["columns"]), path.name)
    hold("archive_bytes", head["unpacked"], path.name)
    primary, crs = _geometry_column(head["geo"], path)
    table = ask(path, "parquet").table
    if table.num_rows != head["rows"]:
        msg = f"holds {head['rows']} rows, only {table.num_rows} can be read"
        raise SourceError(f"{msg}; ask for it again", path.name, code="CORRUPT_FILE")
    geometry = None if primary is None else shapes_of(table[primary], path.name)
    columns = table if primary is None else table.drop_columns([primary])
    return RawLayer(
        driver="Parquet",
        layer=path.stem,
        columns=plain_columns(columns),
        rows=np.arange(1, table.num_rows + 1),
        geometry=geometry,
        declared=crs,
        declared_by=None if primary is None else "layer",
        count=table.num_rows,
    )


def _geometry_column(text: str | None, path: Path) -> tuple[str | None, Any]:
    """Name of the geometry column and its system, by the GeoParquet metadata."""
    if text is None:
        return None, None
    try:
        meta = json.loads(text)
        primary = meta["primary_column"]
        column = meta["columns"][primary]
        encoding = column["encoding"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        msg = f"its GeoParquet metadata is damaged ({error}); export it again"
        raise SourceError(msg, path.name, code="CORRUPT_FILE") from error
    if encoding != "WKB":
        msg = worded("geometry_encoding", encoding=encoding)
        raise SourceError(msg, path.name, code="FORMAT_NOT_ALLOWED")
    crs = column.get("crs", _STANDARD_CRS)
    return str(primary), json.dumps(crs) if isinstance(crs, dict) else crs
