"""Write a shapefile: safe names, real dates, and a map of the names beside it."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from landuse.errors import SourceError
from landuse.fields import KINDS, LAYER
from landuse.io.encoding import python_codec
from landuse.io.export_columns import Column, plain_columns
from landuse.io.export_dbf import NAME_BYTES, dbf_bytes, field_names
from landuse.io.profile import default_profile
from landuse.issues import Issue
from landuse.messages import worded
from landuse.schema import fields_of
from landuse.vocabulary import has_label, label

__all__ = ["NAME_MAP", "write_shapefile"]

#: What is put behind the name of a shapefile for the table of its fields.
NAME_MAP = "_fields.csv"

_CODE = re.compile(rf"^[A-Z][A-Z0-9_]{{1,{NAME_BYTES - 1}}}$")
_CPG = {"gbk": "GBK", "gb18030": "GB18030", "utf-8": "UTF-8"}
_DIMENSIONS = ("Point", "LineString", "Polygon")


def write_shapefile(
    frame: gpd.GeoDataFrame, path: Path, encoding: str | None = None
) -> tuple[Issue, ...]:
    """Write .shp, .shx, .dbf, .prj, .cpg and the table of field names.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows of another dimension than most are left out, with an issue each.
    path : Path
        The .shp file, in a folder of its own.
    encoding : str, optional
        Of names and texts; by default GBK, or GB18030 where a rare character
        needs it.

    Returns
    -------
    tuple of Issue
        ``ROW_LEFT_OUT``, ``VALUE_CUT`` and ``COLUMN_RENAMED``.
    """
    frame, issues = _one_dimension(frame)
    columns = plain_columns(frame)
    codec = _codec(encoding, columns)
    wanted = [_code_of(column.name) or column.name for column in columns]
    names = field_names(wanted, codec)
    _write_shapes(frame, path)
    data, cuts = dbf_bytes(columns, names, len(frame), codec)
    path.with_suffix(".dbf").write_bytes(data)
    path.with_suffix(".cpg").write_text(_CPG[codec], "ascii")
    path.with_name(path.stem + NAME_MAP).write_bytes(_name_map(columns, names))
    issues += cuts
    issues += [
        _renamed(column.name, name)
        for column, name in zip(columns, names, strict=True)
        if column.name != name
    ]
    return tuple(issues)


def _one_dimension(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    kinds = frame.geom_type.str.removeprefix("Multi")
    known = [kind for kind in _DIMENSIONS if (kinds == kind).any()]
    if not known:
        return frame, []
    main = max(known, key=lambda kind: int((kinds == kind).sum()))
    other = kinds.notna() & (kinds != main)
    hint = "write a GeoPackage, which holds shapes of every kind"
    issues = [
        Issue(
            "ROW_LEFT_OUT",
            "error",
            worded("shape_beside", kind=kind, main=main),
            feature=str(row),
            hint=hint,
        )
        for row, kind in zip(np.flatnonzero(other) + 1, kinds[other], strict=True)
    ]
    return frame[~other], issues


def _codec(encoding: str | None, columns: list[Column]) -> str:
    if encoding is not None:
        codec = python_codec(encoding)
        if codec not in _CPG:
            msg = worded("codec_not_written", encoding=encoding)
            raise SourceError(msg)
        if codec == "utf-8":
            return codec
    texts = [c.name for c in columns] + [
        v for c in columns if c.kind == "text" for v in c.values if v is not None
    ]
    try:
        "\n".join(texts).encode("gbk")
    except UnicodeEncodeError:
        return "gb18030"
    return "gbk"


@cache
def _codes() -> dict[str, str]:
    """Canonical column -> the code that bureaus use for it."""
    found: dict[str, str] = {}
    for kind in KINDS:
        if kind == LAYER:
            continue
        profile = default_profile(kind)
        for field in fields_of(kind):
            aliases = profile.columns.get(field.name, ())
            code = next((a for a in aliases if _CODE.match(a)), None)
            if code:
                found.setdefault(field.name, code)
    return found


def _code_of(name: str) -> str | None:
    return _codes().get(name)


def _write_shapes(frame: gpd.GeoDataFrame, path: Path) -> None:
    kinds = {kind.removeprefix("Multi") for kind in frame.geom_type.dropna()}
    kind = next((k for k in _DIMENSIONS if k in kinds), "Polygon")
    multi = kind == "Point" and (frame.geom_type == "MultiPoint").any()
    shapes = gpd.GeoDataFrame(geometry=shapely.force_2d(frame.geometry), crs=frame.crs)
    if multi:
        shapes.geometry = [_multipoint(shape) for shape in shapes.geometry]
    pyogrio.write_dataframe(
        shapes,
        path,
        driver="ESRI Shapefile",
        geometry_type="MultiPoint" if multi else kind,
        promote_to_multi=False,
    )


def _multipoint(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    single = shape is not None and shape.geom_type == "Point"
    return shapely.multipoints([shape]) if single else shape


def _name_map(columns: list[Column], names: list[str]) -> bytes:
    rows = [("field", "column", "label", "type")]
    for column, name in zip(columns, names, strict=True):
        known = has_label("field", column.name)
        words = label("field", column.name, "zh") if known else column.name
        rows.append((name, column.name, words, column.kind))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _renamed(column: str, name: str) -> Issue:
    text = worded("renamed", name=column, new=name)
    hint = f"the whole names stand in the table {NAME_MAP} beside the file"
    return Issue("COLUMN_RENAMED", "info", text, field=column, hint=hint)
