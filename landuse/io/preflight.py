"""Look at a path before any reader does: what it is, and whether it may be read.

GDAL opens whatever a path leads to: URLs, ``/vsicurl/``, virtual layers that
read other files. So only regular files of an allow-list of formats pass, by
their first bytes as well as by their ending.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from landuse.errors import SourceError

__all__ = ["FORMATS", "MAX_BYTES", "check_path", "check_regular", "format_of"]

#: Largest file that is read, in bytes.
MAX_BYTES = 4 * 1024**3
_HEAD = 512

#: Ending of a file -> name of its format.
FORMATS = {
    ".shp": "shapefile",
    ".gpkg": "geopackage",
    ".geojson": "geojson",
    ".json": "geojson",
    ".topojson": "topojson",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".txt": "coordinates",
    ".tif": "geotiff",
    ".tiff": "geotiff",
}
_MAGIC = {
    "shapefile": (b"\x00\x00\x27\x0a",),
    "geopackage": (b"SQLite format 3\x00",),
    "xlsx": (b"PK\x03\x04",),
    "geotiff": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
}
_FOREIGN = (
    (b"\x89PNG", "a PNG picture"),
    (b"PK\x03\x04", "a zip archive"),
    (
        b"\xd0\xcf\x11\xe0",
        "an OLE file: old .xls, or a workbook with a password (密码)",
    ),
    (b"SQLite format 3\x00", "a SQLite or GeoPackage file"),
    (b"%PDF", "a PDF"),
    (b"<OGRVRTDataSource", "a virtual layer (VRT)"),
    (b"<VRTDataset", "a virtual raster (VRT)"),
    (b"<!DOCTYPE html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML file"),
)
_TEXT = ("geojson", "topojson", "csv", "coordinates")
_NOT_A_PATH = re.compile(r"^\s*[<{\[]|^[A-Za-z][A-Za-z0-9+.\-]+:|^/?vsi|^//")
_WINDOWS_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A path that may be read."""

    path: Path
    format: str  #: one of the values of :data:`FORMATS`
    size: int


def format_of(path: Path) -> str:
    """The format by the ending of the name.

    Parameters
    ----------
    path : Path
        Need not exist.

    Returns
    -------
    str
        One of the values of :data:`FORMATS`.

    Raises
    ------
    SourceError
        For an ending that is not read; the message lists those that are.

    Examples
    --------
    >>> format_of(Path("宗地.SHP"))
    'shapefile'
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        known = " ".join(sorted(FORMATS))
        what = ending.removeprefix(".").upper() or "a name without ending"
        msg = f"format {what} is not read; convert it to one of {known}"
        raise SourceError(msg, path.name)
    return FORMATS[ending]


def check_path(path: str | Path) -> Checked:
    """Refuse everything but a regular file of a format that is read.

    Parameters
    ----------
    path : str or Path
        As the user gave it.

    Returns
    -------
    Checked
        The path with its format and size.

    Raises
    ------
    SourceError
        With what is wrong and the cure.
    """
    text = str(path)
    if _NOT_A_PATH.search(text) and not _WINDOWS_DRIVE.match(text):
        msg = "is not a path of a file here; addresses and inline data are not read"
        raise SourceError(msg, text[:80])
    checked = _present(Path(path))
    size = check_regular(checked)
    kind = format_of(checked)
    if size == 0:
        msg = "is empty (0 bytes); ask for the file again"
        raise SourceError(msg, checked.name)
    if size > MAX_BYTES:
        msg = f"has {size} bytes, more than the limit of {MAX_BYTES}; split it"
        raise SourceError(msg, checked.name)
    _check_magic(checked, kind)
    return Checked(checked, kind, size)


def _present(path: Path) -> Path:
    """The file meant: control characters in a path are lost where files are copied."""
    name = path.name
    if name.isprintable() or path.exists() or not path.parent.is_dir():
        return path
    wanted = "".join(char for char in name if char.isprintable())
    twin = path.with_name(wanted)
    return twin if twin.exists() else path


def check_regular(path: Path) -> int:
    """Size of a regular file; anything else is refused.

    Parameters
    ----------
    path : Path
        A file or a sidecar.

    Returns
    -------
    int
        Bytes.

    Raises
    ------
    SourceError
        For a folder, link, pipe or device, or if nothing is there.
    """
    try:
        status = path.lstat()
    except OSError:
        msg = "no such file; correct the path"
        raise SourceError(msg, path) from None
    if stat.S_ISLNK(status.st_mode):
        msg = "is a symbolic link; give the file itself"
        raise SourceError(msg, path.name)
    if not stat.S_ISREG(status.st_mode):
        msg = "is not a regular file; give a file"
        raise SourceError(msg, path.name)
    return status.st_size


def _check_magic(path: Path, kind: str) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if kind in _MAGIC:
        if not head.startswith(_MAGIC[kind]):
            _refuse_content(path, kind, head)
        return
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if any(start.lower().startswith(magic.lower()) for magic, _ in _FOREIGN):
        _refuse_content(path, kind, head)


def _refuse_content(path: Path, kind: str, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((w for m, w in _FOREIGN if start.startswith(m.lower())), "other data")
    msg = f"is named {path.suffix} but holds {found}, not {kind}; send the right file"
    raise SourceError(msg, path.name)
