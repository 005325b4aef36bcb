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
from landuse.io.contents import SNIFFED, Content, content_of
from landuse.io.limits import hold
from landuse.io.refusals import refuse_content, refuse_ending, workbook_format
from landuse.messages import worded

__all__ = ["FORMATS", "Checked", "check_path", "check_regular", "format_of"]

#: Ending of a file -> name of its format.
FORMATS = {
    ".shp": "shapefile",
    ".gpkg": "geopackage",
    ".gdb": "geodatabase",
    ".geojson": "geojson",
    ".json": "geojson",
    ".topojson": "topojson",
    ".fgb": "flatgeobuf",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".kml": "kml",
    ".kmz": "archive",
    ".zip": "archive",
    ".dxf": "dxf",
    ".csv": "csv",
    ".xls": "xls",
    ".xlsx": "xlsx",
    ".txt": "coordinates",
    ".tif": "geotiff",
    ".tiff": "geotiff",
}
#: What the first bytes must be; where a format is not named, text.
_CONTENTS = {
    "archive": "zip",
    "flatgeobuf": "flatgeobuf",
    "geopackage": "geopackage",
    "geotiff": "geotiff",
    "parquet": "parquet",
    "shapefile": "shapefile",
}
_IN_MEMORY = ("geojson", "topojson", "kml", "dxf", "csv", "coordinates")
_NOT_A_PATH = re.compile(r"^\s*[<{\[]|^[A-Za-z][A-Za-z0-9+.\-]+:|^/?vsi[a-z0-9_]*/|^//")
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
        For an ending that is not read; the message says what to ask for.

    Examples
    --------
    >>> format_of(Path("宗地.SHP"))
    'shapefile'
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        head = _head(path) if _is_plain_file(path) else b""
        known = " ".join(sorted(FORMATS))
        refuse_ending(path, content_of(head) if head else None, head, known)
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
        The path with its format and size; a geodatabase is a folder.

    Raises
    ------
    SourceError
        With what is wrong and the cure.
    """
    text = str(path)
    if _NOT_A_PATH.search(text) and not _WINDOWS_DRIVE.match(text):
        msg = "is not a path of a file here; addresses and inline data are not read"
        code = "REMOTE_REFERENCE" if "//" in text or "vsi" in text else "NOT_A_FILE"
        raise SourceError(msg, text[:80], code=code)
    checked = _present(Path(path))
    if checked.suffix.lower() == ".gdb" and not checked.is_symlink():
        return _folder(checked)
    size = check_regular(checked)
    kind = format_of(checked)
    if size == 0:
        msg = "is empty (0 bytes); ask for the file again"
        raise SourceError(msg, checked.name, code="EMPTY_FILE")
    hold("text_bytes" if kind in _IN_MEMORY else "file_bytes", size, checked.name)
    return Checked(checked, _by_content(checked, kind), size)


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
    except (OSError, ValueError):
        said = worded("no_such_file")
        raise SourceError(said, path, code="NOT_A_FILE") from None
    if stat.S_ISLNK(status.st_mode):
        msg = "is a symbolic link; give the file itself"
        raise SourceError(msg, path.name, code="NOT_A_FILE")
    if stat.S_ISDIR(status.st_mode):
        msg = "is a folder; give a file in it, or a project with a landuse.toml"
        raise SourceError(msg, path.name, code="NOT_A_FILE")
    if not stat.S_ISREG(status.st_mode):
        msg = "is a pipe or device, not a regular file; give a file"
        raise SourceError(msg, path.name, code="NOT_A_FILE")
    return status.st_size


def _folder(path: Path) -> Checked:
    """A file geodatabase: a folder of regular files."""
    if not path.is_dir():
        check_regular(path)
        msg = "is a file; a geodatabase is a folder, send it whole (as .zip)"
        raise SourceError(msg, path.name, code="WRONG_FORMAT")
    files = sorted(path.iterdir())
    hold("folder_files", len(files), path.name)
    size = sum(check_regular(file) for file in files)
    hold("file_bytes", size, path.name)
    return Checked(path, "geodatabase", size)


def _is_plain_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SNIFFED)
    except OSError as error:
        msg = worded("not_opened", strerror=error.strerror)
        raise SourceError(msg, path.name) from error


def _by_content(path: Path, kind: str) -> str:
    """The format by the name, or that of a workbook that is named for another."""
    head = _head(path)
    found = content_of(head)
    if kind in ("xls", "xlsx"):
        form = workbook_format(path, kind, found)
    else:
        form = kind if _fits(kind, found) else None
    if form is None:
        refuse_content(path, kind, found, head)
    return form


def _fits(kind: str, found: Content) -> bool:
    if kind == "kml":
        return found.format == "xml" and found.root == "kml"
    return found.format == _CONTENTS.get(kind, "text")
