"""Which reader reads which format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.archive import members, opened
from landuse.io.coordinates_layer import read_coordinates
from landuse.io.dxf import drawing_layers, read_dxf
from landuse.io.gdb import gdb_layers, read_geodatabase
from landuse.io.geojson import object_names, read_geojson
from landuse.io.gpkg import gpkg_layers, read_geopackage
from landuse.io.kml import read_kml
from landuse.io.parquet import read_parquet
from landuse.io.preflight import FORMATS, check_path
from landuse.io.raw import RawLayer
from landuse.io.shapefile import read_shapefile
from landuse.io.tables import read_csv, read_xlsx, sheet_names
from landuse.io.vector import read_vector
from landuse.io.xls import read_xls, xls_sheets
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["Wanted", "layers_of", "read_file"]


@dataclass(frozen=True)
class Wanted:
    """What is said about a file."""

    layer: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    epsg: int | None = None
    known: frozenset[str] = frozenset()  #: column names, normalised


_READERS: Mapping[str, Callable[[Path, Wanted], RawLayer]] = {
    "coordinates": lambda p, w: read_coordinates(p, w.encoding, w.epsg),
    "csv": lambda p, w: read_csv(p, w.known, w.encoding),
    "dxf": lambda p, w: read_dxf(p, w.layer, w.encoding),
    "flatgeobuf": lambda p, w: read_vector(p, "FlatGeobuf", w.layer),
    "geodatabase": lambda p, w: read_geodatabase(p, w.layer),
    "geojson": lambda p, w: read_geojson(p, w.layer),
    "geopackage": lambda p, w: read_geopackage(p, w.layer),
    "kml": lambda p, w: read_kml(p, w.encoding),
    "parquet": lambda p, _: read_parquet(p),
    "shapefile": lambda p, w: read_shapefile(p, w.encoding),
    "topojson": lambda p, w: read_geojson(p, w.layer),
    "xls": lambda p, w: read_xls(p, w.known, w.sheet),
    "xlsx": lambda p, w: read_xlsx(p, w.known, w.sheet),
}
_LAYERS: Mapping[str, Callable[[Path], list[str]]] = {
    "archive": members,
    "dxf": drawing_layers,
    "geodatabase": gdb_layers,
    "geojson": object_names,
    "geopackage": lambda p: list(gpkg_layers(p)),
    "topojson": object_names,
    "xls": xls_sheets,
    "xlsx": sheet_names,
}


def read_file(path: Path, wanted: Wanted) -> RawLayer:
    """The records of a file, or of the one layer in an archive.

    Parameters
    ----------
    path : Path
        As the user gave it.
    wanted : Wanted
        What is said about it.

    Returns
    -------
    RawLayer
        With what the reader found itself.

    Raises
    ------
    SourceError
        If it cannot be used, or is a raster.
    """
    with opened(path, wanted.layer) as file:
        form = check_path(file.path).format
        if form not in _READERS:
            msg = worded("not_a_layer", form=form)
            raise SourceError(msg, file.path.name, code="WRONG_FORMAT")
        raw = _READERS[form](file.path, replace(wanted, layer=file.layer))
    raw = replace(raw, issues=(*file.issues, *_ending(file.path, form), *raw.issues))
    if file.inside is None:
        return raw
    return replace(raw, decisions={**raw.decisions, "inside": file.inside})


def _ending(path: Path, form: str) -> list[Issue]:
    """What is to be said of a file that is read as another format than its name's."""
    named = FORMATS.get(path.suffix.lower(), form)
    if named == form:
        return []
    text = worded("wrong_ending", ending=path.suffix, form=form.upper())
    hint = f"name it .{form}, so that every program takes it for what it is"
    return [Issue("WRONG_ENDING", "info", text, hint=hint)]


def layers_of(path: Path) -> list[str]:
    """Names of the layers or sheets that a file may be asked for.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str
        Empty where a format has one layer only.

    Raises
    ------
    SourceError
        If the file cannot be used.
    """
    form = check_path(path).format
    return _LAYERS[form](path) if form in _LAYERS else []
