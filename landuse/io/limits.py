"""How much a single input may ask for, each limit by name.

A limit is raised for one run by an environment variable, as in
``LANDUSE_LIMIT_FILE_BYTES=8589934592``. What lies beyond one is refused, not cut,
and the message names the variable; only for ``issues`` the rest is told in one sum,
for ``raster_scan_pixels`` a sample is looked at, and a picture is made smaller than
``raster_picture_pixels``.
"""

from __future__ import annotations

import os
from pathlib import Path

from landuse.errors import SourceError
from landuse.messages import worded
from landuse.vocabulary import label

__all__ = ["LIMITS", "hold", "limit", "or_raise", "variable"]

_MIB = 1024**2

#: Name -> default; what each counts stands in the vocabulary.
LIMITS: dict[str, int] = {
    "file_bytes": 4096 * _MIB,
    "text_bytes": 1024 * _MIB,
    "folder_files": 20_000,
    "archive_entries": 10_000,
    "archive_bytes": 4096 * _MIB,
    "archive_ratio": 200,
    "archive_depth": 2,
    "xml_depth": 200,
    "features": 5_000_000,
    "fields": 1_000,
    "issues": 10_000,
    "raster_pixels": 1_000_000_000,
    "raster_picture_pixels": 2_048,
    "raster_scan_pixels": 50_000_000,
    "table_bytes": 256 * _MIB,
    "table_cells": 5_000_000,
    "table_columns": 2_000,
    "table_rows": 1_048_576,
    "cell_chars": 65_536,
    "workbook_bytes": 512 * _MIB,
    "workbook_entries": 5_000,
    "workbook_ratio": 200,
    "workbook_ratio_from": 8 * _MIB,
    "worker_bytes": 4096 * _MIB,
    "worker_seconds": 60,
}


def variable(name: str) -> str:
    """The environment variable that raises a limit.

    Examples
    --------
    >>> variable("table_cells")
    'LANDUSE_LIMIT_TABLE_CELLS'
    """
    return f"LANDUSE_LIMIT_{name.upper()}"


def limit(name: str) -> int:
    """The value of a limit.

    Parameters
    ----------
    name : str
        One of :data:`LIMITS`.

    Returns
    -------
    int
        From the environment, else the default.

    Raises
    ------
    SourceError
        If the environment holds no whole number above 0 for it.

    Examples
    --------
    >>> limit("archive_depth")
    2
    """
    text = os.environ.get(variable(name))
    if text is None:
        return LIMITS[name]
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        msg = worded("limit_variable", variable=variable(name), text=text[:40])
        raise SourceError(msg)
    return int(text)


def or_raise(name: str) -> str:
    """The end of a message: how a limit is raised.

    Examples
    --------
    >>> or_raise("table_cells")
    ', or set LANDUSE_LIMIT_TABLE_CELLS if it is meant so'
    """
    return worded("or_raise", variable=variable(name))


def hold(name: str, value: float, file: str | Path, what: str = "") -> None:
    """Refuse a value beyond a limit.

    Parameters
    ----------
    name : str
        One of :data:`LIMITS`.
    value : number
        What the input asks for.
    file : str or Path
        Name for the message.
    what : str, optional
        The part of the file that asks for it.

    Raises
    ------
    SourceError
        With the value, the limit and the variable that raises it.

    Examples
    --------
    >>> hold("archive_depth", 1, "a.zip")
    """
    most = limit(name)
    if value > most:
        counted = label("limit", name, "en")
        part = f"{what} " if what else ""
        shown = int(value) if value == int(value) else round(value, 1)
        facts = {"shown": shown, "counted": counted, "most": most}
        msg = worded("limit_beyond", part=part, more=or_raise(name), **facts)
        raise SourceError(msg, file, code="LIMIT_EXCEEDED")
