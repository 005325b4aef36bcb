"""Formats that are not read, and what to ask for instead."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from landuse.errors import SourceError
from landuse.io.contents import PLAIN_TEXT, Content, references
from landuse.messages import worded
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = ["refuse_content", "refuse_ending", "workbook_format"]

_GIS = worded("cure_gis")
_SERVICE = worded("cure_service")
_WORKBOOK = worded("cure_workbook")
#: Ending -> what it is and what to do.
_CURES = {
    ".7z": ("a 7z archive", worded("cure_unpack")),
    ".accdb": ("an Access database", _GIS),
    ".csvt": ("the column types of a .csv", "give the .csv"),
    ".cpg": ("a part of a shapefile", worded("cure_shp")),
    ".dbf": ("the table of a shapefile", "give the .shp, or save it as .csv or .xlsx"),
    ".dwg": ("a DWG drawing", worded("cure_dxf")),
    ".e00": ("an ArcInfo export", _GIS),
    ".et": ("a WPS workbook", _WORKBOOK),
    ".gml": ("GML", _GIS),
    ".gz": ("a gzip archive", "unpack it, or pack it as .zip"),
    ".lyr": ("only the drawing style of a layer", "send the data it shows"),
    ".mdb": ("a personal geodatabase or Access database", _GIS),
    ".mif": ("MapInfo interchange (MIF)", _GIS),
    ".mxd": ("an ArcMap document without data", "send the layers it shows"),
    ".ods": ("an OpenDocument workbook", _WORKBOOK),
    ".xlsb": ("a binary Excel workbook", _WORKBOOK),
    ".prj": ("a part of a shapefile", worded("cure_shp")),
    ".rar": ("a RAR archive", worded("cure_unpack")),
    ".shx": ("a part of a shapefile", worded("cure_shp")),
    ".tab": ("MapInfo TAB, whose Chinese field names are not read right", _GIS),
    ".vct": ("a VCT exchange file (GB/T 17798)", _GIS),
    ".vrt": ("a virtual layer or raster (VRT)", _SERVICE),
    ".wl": ("a MapGIS file", _GIS),
    ".wp": ("a MapGIS file", _GIS),
    ".wt": ("a MapGIS file", _GIS),
    ".xml": ("XML", _GIS),
}
#: Name of the stream in which a workbook with a password lies.
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
#: Pages and documents that stand for a table.
_TABLES = ("an HTML page", "a spreadsheet in XML")
_TAB_PARTS = (".map", ".dat", ".id")
#: Contents that lead elsewhere, whatever the file is called.
_LEADS_OUT = ("VRT", "WMS", "WFS", "WCS", "GTI", "GDALG")


def refuse_ending(
    path: Path, content: Content | None, head: bytes, known: str
) -> NoReturn:
    """Raise for a file whose ending is not of the list.

    Parameters
    ----------
    path : Path
        The file.
    content : Content or None
        What its first bytes show.
    head : bytes
        These bytes.
    known : str
        Endings that are read.

    Raises
    ------
    SourceError
        Always.
    """
    ending = path.suffix.lower()
    shown = ending.removeprefix(".").upper() or "a name without ending"
    what, cure = _CURES.get(ending, (None, worded("cure_convert", known=known)))
    more = f" ({what})" if what else ""
    if content is not None and content.format in ("xml", "gdalg"):
        more += f"; it holds {content.what}"
    more += _missing_parts(path) if ending == ".tab" else ""
    more += _referring(content, head)
    raise SourceError(
        worded("format_unread", shown=shown, more=more, cure=cure),
        path.name,
        code="WORKBOOK_FORMAT" if cure == _WORKBOOK else "FORMAT_NOT_ALLOWED",
    )


def workbook_format(path: Path, wanted: str, content: Content) -> str | None:
    """What a file with the ending of a workbook is by its bytes, if it is read.

    Parameters
    ----------
    path : Path
        The file.
    wanted : str
        ``xls`` or ``xlsx``, by its name.
    content : Content
        What its first bytes show.

    Returns
    -------
    str or None
        A format that is read; None where the bytes are of no table.

    Raises
    ------
    SourceError
        For a workbook with a password, and for a page or XML that was saved under
        the name of a workbook, as systems export it.
    """
    if content.format == "ole" and _PASSWORD in path.read_bytes():
        msg = "is encrypted (密码); save it without a password"
        raise SourceError(msg, path.name, code="ENCRYPTED")
    if content.format == "xml" and content.what in _TABLES:
        what = Worded(content.what, label("content", content.format))
        facts = {"ending": path.suffix, "what": what, "cure": _WORKBOOK}
        msg = worded("content_exported", **facts)
        raise SourceError(msg, path.name, code="WORKBOOK_FORMAT")
    if content.what == PLAIN_TEXT:
        return "csv" if wanted == "xls" else None
    return {"ole": "xls", "zip": "xlsx"}.get(content.format)


def refuse_content(path: Path, wanted: str, content: Content, head: bytes) -> NoReturn:
    """Raise for a file that holds something else than its name says.

    Parameters
    ----------
    path : Path
        The file.
    wanted : str
        Format by its name.
    content : Content
        What its first bytes show.
    head : bytes
        These bytes.

    Raises
    ------
    SourceError
        Always.
    """
    out = any(word in content.what for word in _LEADS_OUT)
    cure = _SERVICE if out else "send the right file"
    what = Worded(content.what, label("content", content.format))
    facts = {"ending": path.suffix, "what": what, "cure": cure}
    more = _referring(content, head)
    raise SourceError(
        worded("content_other", wanted=wanted, more=more, **facts),
        path.name,
        code="FORMAT_NOT_ALLOWED" if out else "WRONG_FORMAT",
    )


def _referring(content: Content | None, head: bytes) -> str:
    if content is None or content.format not in ("xml", "gdalg"):
        return ""
    found = references(head)
    if not found:
        return ""
    return f"; it refers to {', '.join(map(repr, found))}, which was not followed"


def _missing_parts(path: Path) -> str:
    lost = [e for e in _TAB_PARTS if not path.with_suffix(e).is_file()]
    if not lost:
        return ""
    return f"; its {', '.join(lost)} files are not beside it either"
