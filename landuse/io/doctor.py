"""Which software this installation computes with."""

from __future__ import annotations

import platform
import sqlite3
import tomllib
from importlib import metadata

import pyogrio
import pyproj
import shapely

from landuse.resources import package_path

__all__ = ["PACKAGES", "versions"]

#: Packages whose version may change a result or the bytes of an output.
PACKAGES = (
    "branca",
    "folium",
    "geopandas",
    "icalendar",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pyogrio",
    "pyproj",
    "python-stdnum",
    "rasterio",
    "shapely",
    "typer",
    "xlrd",
)


def versions() -> dict[str, str]:
    """Versions of landuse, Python, the geo libraries and the packages.

    Returns
    -------
    dict of str to str
        ``landuse``, ``python``, ``GDAL``, ``GEOS``, ``PROJ``, ``SQLite`` and
        each of :data:`PACKAGES`; one that is not installed says so. Nothing in
        it names the machine or its user.

    Examples
    --------
    >>> list(versions())[:4]
    ['landuse', 'python', 'GDAL', 'GEOS']
    """
    found = {
        "landuse": _own_version(),
        "python": platform.python_version(),
        "GDAL": pyogrio.__gdal_version_string__,
        "GEOS": shapely.geos_version_string,
        "PROJ": pyproj.proj_version_str,
        "SQLite": sqlite3.sqlite_version,
    }
    return found | {name: _version(name) for name in PACKAGES}


def _own_version() -> str:
    """The version of the code that runs, also in a checkout beside another."""
    project = package_path().parent / "pyproject.toml"
    if project.is_file():
        table = tomllib.loads(project.read_text("utf-8")).get("project", {})
        if table.get("name") == "landuse":
            return str(table["version"])
    return _version("landuse")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
