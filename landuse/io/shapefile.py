"""Shapefiles: the three headers checked against each other, then read.

GDAL reads half a .shp, a .dbf of another export or a shuffled .shx without an
error. So the set is checked here first; attributes come from
:mod:`landuse.io.dbf`, only geometries from GDAL.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from landuse.errors import SourceError
from landuse.io.dbf import DbfTable, dbf_text, read_dbf
from landuse.io.dbfcheck import damaged_records, odd_gaps
from landuse.io.dbfnull import empty_cells, stars
from landuse.io.encoding import EncodingDecision, decide_dbf, python_codec
from landuse.io.gdal import read_geometry
from landuse.io.raw import SHAPEFILE, RawLayer, Reject
from landuse.io.shpcheck import damaged_shapes
from landuse.io.shpset import ShapefileSet, checked_index, find_set
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["read_shapefile"]

_UNREAD_TYPES = "BGMPO@"


def read_shapefile(path: Path, encoding: str | None = None) -> RawLayer:
    """All records of a shapefile, deleted ones among the rejects.

    Parameters
    ----------
    path : Path
        The .shp file.
    encoding : str, optional
        What the user or the profile says; else decided from the bytes.

    Returns
    -------
    RawLayer
        One entry per record of the .dbf.

    Raises
    ------
    SourceError
        If the files of the set are cut or contradict each other.
    """
    files = find_set(path)
    shp, starts, lengths = checked_index(files)
    count = len(starts)
    table = read_dbf(files.dbf)
    if len(table.records) != count:
        msg = worded("shp_dbf_counts", count=count, records=len(table.records))
        raise SourceError(msg, path.name, code="SIDECAR_MISMATCH")
    if table.tail:
        msg = worded("dbf_long", more=len(table.tail), count=count)
        raise SourceError(msg, path.name, code="CORRUPT_FILE")
    decision = _encoding(files, table, encoding)
    with ThreadPoolExecutor(1) as other:  # the shapes come from another process
        reading = other.submit(read_geometry, path)
        columns, cut = dbf_text(table, decision.name)
        starred = stars(table, columns)
        geometry, fids = reading.result()
    whole = np.full(count, None, dtype=object)
    whole[fids] = geometry
    asked = ~table.deleted
    asked[fids] = False
    return RawLayer(
        driver=SHAPEFILE,
        layer=path.stem,
        columns=columns,
        rows=np.arange(1, count + 1),
        geometry=whole,
        declared=_prj(files.prj),
        declared_by=None if files.prj is None else ".prj",
        encoding=decision,
        count=count,
        issues=(
            *_issues(path, table, cut),
            *starred.issues,
            *empty_cells(table, columns),
            *odd_gaps(table, columns),
        ),
        rejects=(
            *_rejects(table),
            *starred.rejects,
            *damaged_records(table, columns),
            *damaged_shapes(shp, starts, lengths, whole, ~table.deleted),
            *_unread(np.flatnonzero(asked)),
        ),
    )


def _prj(path: Path | None) -> str | None:
    if path is None:
        return None
    data = path.read_bytes().strip(b"\0 \r\n")
    return data.decode("utf-8", "replace") or None


def _encoding(
    files: ShapefileSet, table: DbfTable, explicit: str | None
) -> EncodingDecision:
    if explicit:
        codec = python_codec(explicit)
        if codec is None:
            msg = worded("encoding_unknown", explicit=explicit)
            raise SourceError(msg, files.shp.name, code="BAD_ENCODING")
        return EncodingDecision(codec, "explicit")
    cpg = None
    if files.cpg is not None:
        cpg = files.cpg.read_text("latin-1").strip().strip("\0") or None
    return decide_dbf(table.samples(), cpg, table.ldid)


def _issues(path: Path, table: DbfTable, cut: dict[str, int]) -> list[Issue]:
    found = [
        Issue(
            "TEXT_TRUNCATED",
            "warning",
            worded("half_characters", count=number),
            file=path.name,
            layer=path.stem,
            field=name,
            hint="the field was too narrow when the layer was exported",
        )
        for name, number in cut.items()
    ]
    found += _deleted(table)
    unread = [f for f in table.fields if f.type in _UNREAD_TYPES]
    found += [
        Issue(
            "FIELD_NOT_READ",
            "warning",
            worded("field_type_unread", type=field.type),
            file=path.name,
            layer=path.stem,
            field=field.name.decode("latin-1"),
            hint="export the layer as GeoPackage",
        )
        for field in unread
    ]
    return found


def _deleted(table: DbfTable) -> list[Issue]:
    number = int(table.deleted.sum())
    if not number:
        return []
    text = worded("records_deleted", count=number, total=len(table.records))
    hint = "pack the table, or take the marks away if the records are valid"
    return [Issue("DELETED_RECORDS", "warning", text, hint=hint)]


def _rejects(table: DbfTable) -> list[Reject]:
    return [
        Reject(
            int(i) + 1,
            "DELETED_RECORD",
            worded("record_deleted", row=i + 1),
            hint="pack the table, or take the mark away if the record is valid",
        )
        for i in np.flatnonzero(table.deleted)
    ]


def _unread(skipped: np.ndarray) -> list[Reject]:
    return [
        Reject(
            int(i) + 1,
            "CORRUPT_RECORD",
            "shape could not be read",
            hint="export the layer again",
        )
        for i in skipped
    ]
