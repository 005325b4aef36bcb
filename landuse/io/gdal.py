"""The only place where GDAL opens a vector file, with its doors shut."""

from __future__ import annotations

import contextlib
import sqlite3
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from landuse.errors import SourceError

__all__ = ["gpkg_layers", "read_geometry", "read_gpkg"]

#: Nothing is written beside an input and nothing is fetched.
_OPTIONS = {
    "SHAPE_RESTORE_SHX": "NO",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_PAM_ENABLED": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
}


def _read(path: Path, **options: Any) -> tuple[dict, np.ndarray, Any, list]:
    pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pyogrio.raw.read(
                path, force_2d=True, return_fids=True, read_geometry=True, **options
            )
    except Exception as error:
        msg = f"cannot be read ({error}); export the layer again"
        raise SourceError(msg, path.name) from error


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
    _, fids, wkb, _ = _read(path, columns=[], encoding="ISO-8859-1")
    return shapely.from_wkb(wkb, on_invalid="ignore"), np.asarray(fids)


def read_gpkg(path: Path, layer: str) -> tuple[dict, np.ndarray, np.ndarray, list]:
    """One layer of a GeoPackage, opened as a file that does not change.

    Parameters
    ----------
    path : Path
        The .gpkg file.
    layer : str
        Name of the layer.

    Returns
    -------
    meta : dict
        As pyogrio gives it: ``crs``, ``fields``, ``dtypes``.
    fids : array of int
        Ids of the features.
    geometry : array of shapely geometries
        In two dimensions; None where it cannot be built.
    columns : list of array
        One per field.
    """
    meta, fids, wkb, columns = _read(path, layer=layer, IMMUTABLE="YES")
    geometry = np.full(len(fids), None, dtype=object)
    if wkb is not None:
        geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    return meta, np.asarray(fids), geometry, columns


def gpkg_layers(path: Path) -> dict[str, int]:
    """Layers of a GeoPackage and the records each really holds.

    Asked of SQLite itself, so that a page GDAL cannot read is found.

    Parameters
    ----------
    path : Path
        The .gpkg file; opened read-only and without locks.

    Returns
    -------
    dict
        Number of records by name of the layer.

    Raises
    ------
    SourceError
        If the database is damaged.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    query = (
        "select table_name from gpkg_contents where data_type in"
        " ('features', 'attributes') order by table_name"
    )
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            names = [row[0] for row in database.execute(query)]
            return {name: _count(database, name) for name in names}
    except (sqlite3.Error, UnicodeDecodeError) as error:
        msg = f"is damaged ({error}); ask for the file again"
        raise SourceError(msg, path.name) from error


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(database.execute(f'select count(*) from "{quoted}"').fetchone()[0])
