"""Shapefiles: the three headers checked against each other, then read.

GDAL reads half a .shp, a .dbf of another export or a shuffled .shx without an
error. So the set is checked here first; attributes come from
:mod:`landuse.io.dbf`, only geometries from GDAL.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from landuse.errors import SourceError
from landuse.io.dbf import DbfTable, dbf_text, read_dbf
from landuse.io.dbfcheck import damaged_records
from landuse.io.encoding import EncodingDecision, decide_dbf, python_codec
from landuse.io.gdal import read_geometry
from landuse.io.preflight import check_regular
from landuse.io.raw import RawLayer, Reject
from landuse.io.shpcheck import damaged_shapes
from landuse.issues import Issue

__all__ = ["ShapefileSet", "find_set", "read_shapefile"]

_HEADER = 100
_RECORD = 8
_WORD = 2
_UNREAD_TYPES = "BGMPO@"


@dataclass(frozen=True, slots=True)
class ShapefileSet:
    """The files that make one shapefile, found whatever the case of their endings."""

    shp: Path
    shx: Path
    dbf: Path
    prj: Path | None
    cpg: Path | None


def find_set(shp: Path) -> ShapefileSet:
    """The sidecars of a .shp.

    Parameters
    ----------
    shp : Path
        The main file.

    Returns
    -------
    ShapefileSet
        All files that are there.

    Raises
    ------
    SourceError
        If .shx or .dbf is missing, a sidecar is no regular file, or there are two.
    """
    found: dict[str, Path] = {}
    for path in sorted(shp.parent.iterdir()):
        ending = path.suffix.lower()
        if path.stem == shp.stem and ending in (".shx", ".dbf", ".prj", ".cpg"):
            if ending in found:
                msg = f"there are two {ending} files; keep the right one"
                raise SourceError(msg, shp.name)
            check_regular(path)
            found[ending] = path
    for ending in (".shx", ".dbf"):
        if ending not in found:
            msg = f"its {ending} file is missing; ask for the complete shapefile"
            raise SourceError(msg, shp.name)
    return ShapefileSet(
        shp, found[".shx"], found[".dbf"], found.get(".prj"), found.get(".cpg")
    )


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
    shp, starts, lengths = _checked_index(files)
    count = len(starts)
    table = read_dbf(files.dbf)
    if len(table.records) != count:
        msg = (
            f".shp has {count} shapes but .dbf {len(table.records)} records; "
            "they are of two exports, ask for the complete shapefile"
        )
        raise SourceError(msg, path.name)
    if table.tail:
        msg = (
            f".dbf is longer than its header says: {len(table.tail)} bytes follow the "
            f"{count} records; it is damaged, export again"
        )
        raise SourceError(msg, path.name)
    decision = _encoding(files, table, encoding)
    columns, cut = dbf_text(table, decision.name)
    geometry, fids = read_geometry(path)
    whole = np.full(count, None, dtype=object)
    whole[fids] = geometry
    skipped = np.setdiff1d(np.flatnonzero(~table.deleted), fids)
    return RawLayer(
        driver="ESRI Shapefile",
        layer=path.stem,
        columns=columns,
        rows=np.arange(1, count + 1),
        geometry=whole,
        declared=_prj(files.prj),
        declared_by=None if files.prj is None else ".prj",
        encoding=decision,
        count=count,
        issues=tuple(_issues(path, table, cut)),
        rejects=(
            *_rejects(table, decision.name),
            *damaged_records(table, columns),
            *damaged_shapes(shp, starts, lengths, whole, ~table.deleted),
            *_unread(skipped),
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
            msg = f"encoding {explicit!r} is not known; leave it out or correct it"
            raise SourceError(msg, files.shp.name)
        return EncodingDecision(codec, "explicit")
    cpg = None
    if files.cpg is not None:
        cpg = files.cpg.read_text("latin-1").strip().strip("\0") or None
    return decide_dbf(table.samples(), cpg, table.ldid)


def _checked_index(files: ShapefileSet) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bytes of the .shp, starts and lengths of its records as .shx tells them too."""
    shp = np.memmap(files.shp, np.uint8, "r")
    shx = files.shx.read_bytes()
    _check_length(files.shp, len(shp), bytes(shp[:_HEADER]))
    _check_length(files.shx, len(shx), shx[:_HEADER])
    if (len(shx) - _HEADER) % _RECORD:
        msg = ".shx ends in the middle of an entry; ask for the file again"
        raise SourceError(msg, files.shx.name)
    index = np.frombuffer(shx, ">i4", offset=_HEADER).reshape(-1, 2).astype(np.int64)
    starts = index[:, 0] * _WORD
    ends = starts + _RECORD + index[:, 1] * _WORD
    if len(index) and (starts.min() < _HEADER or ends.max() > len(shp)):
        msg = ".shx points outside .shp; one of them is cut, ask for both again"
        raise SourceError(msg, files.shp.name)
    heads = np.ascontiguousarray(shp[starts[:, None] + np.arange(_RECORD)])
    numbers = heads.view(">i4").reshape(-1, 2).astype(np.int64)
    ordered = np.array_equal(numbers[:, 0], np.arange(1, len(index) + 1)) or (
        np.array_equal(numbers[:, 0], np.arange(len(index)))
    )
    if not ordered or not np.array_equal(numbers[:, 1], index[:, 1]):
        wrong = (
            int(np.argmax(numbers[:, 1] != index[:, 1]))
            if ordered
            else _first(numbers[:, 0])
        )
        msg = f".shx and .shp disagree at record {wrong + 1}; ask for the files again"
        raise SourceError(msg, files.shp.name)
    return shp, starts, index[:, 1] * _WORD


def _first(numbers: np.ndarray) -> int:
    return int(np.argmax(numbers != np.arange(1, len(numbers) + 1)))


def _check_length(path: Path, size: int, header: bytes) -> None:
    if len(header) < _HEADER or struct.unpack(">i", header[:4])[0] != 9994:  # noqa: PLR2004
        msg = f"{path.suffix} header is damaged or cut; ask for the file again"
        raise SourceError(msg, path.name)
    stated = struct.unpack(">i", header[24:28])[0] * _WORD
    if stated != size:
        how = "cut" if size < stated else "longer than its header says"
        msg = (
            f"is {how}: header says {stated} bytes, {size} are there; ask for it again"
        )
        raise SourceError(msg, path.name)


def _issues(path: Path, table: DbfTable, cut: dict[str, int]) -> list[Issue]:
    found = [
        Issue(
            "TEXT_TRUNCATED",
            "warning",
            f"{number} values end in half a character; the half was dropped",
            file=path.name,
            layer=path.stem,
            field=name,
            hint="the field was too narrow when the layer was exported",
        )
        for name, number in cut.items()
    ]
    unread = [f for f in table.fields if f.type in _UNREAD_TYPES]
    found += [
        Issue(
            "FIELD_NOT_READ",
            "warning",
            f"field of type {field.type} (memo or binary) is not read",
            file=path.name,
            layer=path.stem,
            field=field.name.decode("latin-1"),
            hint="export the layer as GeoPackage",
        )
        for field in unread
    ]
    return found


def _rejects(table: DbfTable, codec: str) -> list[Reject]:
    deleted = [
        Reject(
            int(i) + 1,
            "DELETED_RECORD",
            f"record {i + 1} is marked as deleted in the .dbf",
            hint="pack the table, or take the mark away if the record is valid",
        )
        for i in np.flatnonzero(table.deleted)
    ]
    overflow = [
        Reject(
            i + 1,
            "NUMBER_OVERFLOW",
            "number did not fit its field and was written as asterisks",
            field=field.name.decode(codec, "ignore"),
            value="*" * field.width,
            hint="widen the field and export again",
        )
        for i, field in table.overflow()
    ]
    return [*deleted, *overflow]


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
