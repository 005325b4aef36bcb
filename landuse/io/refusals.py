"""Formats that are not read, and what to ask for instead."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from landuse.errors import SourceError
from landuse.io.contents import PLAIN_TEXT, Content, references

__all__ = ["refuse_content", "refuse_ending", "workbook_format"]

_GIS = "export it as GeoPackage (.gpkg) or shapefile in ArcGIS or QGIS"
_SERVICE = "save the layer itself as GeoPackage (.gpkg) and send that"
_WORKBOOK = "open it in Excel or WPS and save it as .xlsx"
#: Ending -> what it is and what to do.
_CURES = {
    ".7z": ("a 7z archive", "unpack it and give the layer, or pack it as .zip"),
    ".accdb": ("an Access database", _GIS),
    ".csvt": ("the column types of a .csv", "give the .csv"),
    ".cpg": ("a part of a shapefile", "give the .shp"),
    ".dbf": ("the table of a shapefile", "give the .shp, or save it as .csv or .xlsx"),
    ".dwg": ("a DWG drawing", "save it as DXF in the CAD program"),
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
    ".prj": ("a part of a shapefile", "give the .shp"),
    ".rar": ("a RAR archive", "unpack it and give the layer, or pack it as .zip"),
    ".shx": ("a part of a shapefile", "give the .shp"),
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
    what, cure = _CURES.get(ending, (None, f"convert it to one of {known}"))
    msg = f"format {shown} is not read" + (f" ({what})" if what else "")
    if content is not None and content.format in ("xml", "gdalg"):
        msg += f"; it holds {content.what}"
    missing = _missing_parts(path) if ending == ".tab" else ""
    raise SourceError(
        f"{msg}{missing}{_referring(content, head)}; {cure}",
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
        msg = f"is named {path.suffix} but holds {content.what}, as systems export it"
        raise SourceError(f"{msg}; {_WORKBOOK}", path.name, code="WORKBOOK_FORMAT")
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
    msg = f"is named {path.suffix} but holds {content.what}, not {wanted}"
    raise SourceError(
        f"{msg}{_referring(content, head)}; {cure}",
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
