"""How much a single input may ask for, each limit by name.

A limit is raised for one run by an environment variable, as in
``LANDUSE_LIMIT_FILE_BYTES=8589934592``. What lies beyond one is refused before
it is read, and the message names the variable.
"""

from __future__ import annotations

import os
from pathlib import Path

from landuse.errors import SourceError

__all__ = ["LIMITS", "hold", "limit"]

_PREFIX = "LANDUSE_LIMIT_"
_MIB = 1024**2

#: Name -> value and what it counts.
LIMITS: dict[str, tuple[int, str]] = {
    "file_bytes": (4096 * _MIB, "bytes of one file"),
    "text_bytes": (1024 * _MIB, "bytes of one JSON, KML or DXF file"),
    "folder_files": (20_000, "files in one geodatabase"),
    "archive_entries": (10_000, "entries of one zip"),
    "archive_bytes": (4096 * _MIB, "bytes that a zip unpacks to"),
    "archive_ratio": (200, "times that an entry of a zip grows when unpacked"),
    "archive_depth": (2, "zips one within the other"),
    "xml_depth": (200, "XML elements one within the other"),
    "features": (5_000_000, "records of one layer"),
    "fields": (1_000, "columns of one layer"),
    "raster_pixels": (1_000_000_000, "pixels of one band"),
    "raster_scan_pixels": (50_000_000, "pixels that are looked at for a fill value"),
    "worker_bytes": (4096 * _MIB, "bytes of memory of the reading process"),
    "worker_seconds": (60, "seconds to read one file of 100 MB; larger ones get more"),
}


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
    variable = _PREFIX + name.upper()
    text = os.environ.get(variable)
    if text is None:
        return LIMITS[name][0]
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        msg = f"{variable} is {text[:40]!r}; it must be a whole number above 0"
        raise SourceError(msg)
    return int(text)


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
        counted = LIMITS[name][1]
        part = f"{what} " if what else ""
        shown = int(value) if value == int(value) else round(value, 1)
        msg = (
            f"{part}asks for {shown} {counted}, the limit is {most}; divide it, or "
            f"set {_PREFIX}{name.upper()} if it is meant so"
        )
        raise SourceError(msg, file, code="LIMIT_EXCEEDED")
