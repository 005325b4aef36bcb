"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PLAIN_TEXT", "SNIFFED", "Content", "content_of", "references", "text_of"]

#: Bytes from the start of a file that are looked at.
SNIFFED = 65_536

#: What a file holds that shows nothing else.
PLAIN_TEXT = "plain text"

_MAGIC = (
    (b"\x00\x00\x27\x0a", "shapefile", "a shapefile"),
    (b"SQLite format 3\x00", "geopackage", "a SQLite or GeoPackage file"),
    (b"fgb\x03", "flatgeobuf", "a FlatGeobuf file"),
    (b"PAR1", "parquet", "a Parquet file"),
    (b"PK\x03\x04", "zip", "a zip archive (zip, xlsx, kmz)"),
    (b"PK\x05\x06", "zip", "an empty zip archive"),
    (b"II*\x00", "geotiff", "a TIFF picture"),
    (b"MM\x00*", "geotiff", "a TIFF picture"),
    (b"II+\x00", "geotiff", "a TIFF picture"),
    (b"MM\x00+", "geotiff", "a TIFF picture"),
    (b"\x89PNG", "png", "a PNG picture"),
    (b"\xff\xd8\xff", "jpeg", "a JPEG picture"),
    (b"%PDF", "pdf", "a PDF"),
    (b"Rar!", "rar", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "a 7z archive"),
    (b"\x1f\x8b", "gzip", "a gzip archive"),
    (b"\x7fELF", "program", "a program"),
    (b"MZ\x90\x00", "program", "a program"),
    (b"\x89HDF", "hdf", "an HDF file"),
    (b"AutoCAD Binary DXF", "dxf-binary", "a binary DXF drawing"),
    (b"\x00\x01\x00\x00Standard Jet DB", "access", "an Access database"),
    (b"\x00\x01\x00\x00Standard ACE DB", "access", "an Access database"),
    (
        b"\xd0\xcf\x11\xe0",
        "ole",
        "an OLE file: old .xls, or a workbook with a password (密码)",
    ),
)
#: Local name of the root element -> what the document is.
_ROOTS = {
    "ogrvrtdatasource": "a virtual layer (VRT)",
    "vrtdataset": "a virtual raster (VRT)",
    "gdaltileindexdataset": "a raster tile index (GTI)",
    "gdal_wms": "a web map service (WMS)",
    "wmt_ms_capabilities": "a web map service (WMS)",
    "wms_capabilities": "a web map service (WMS)",
    "ogrwfsdatasource": "a web feature service (WFS)",
    "wfs_capabilities": "a web feature service (WFS)",
    "wcs_gdal": "a web coverage service (WCS)",
    "serviceexceptionreport": "the error message of a web service",
    "exceptionreport": "the error message of a web service",
    "featurecollection": "a GML document",
    **dict.fromkeys(
        ("html", "head", "meta", "body", "style", "div", "table"), "an HTML page"
    ),
    "kml": "a KML document",
    "gpx": "a GPX track",
    "osm": "OpenStreetMap data",
    "svg": "an SVG drawing",
    "workbook": "a spreadsheet in XML",
}
_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*"
    r"<([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)",
    re.DOTALL,
)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_DWG = re.compile(rb"AC10\d\d\0")
_GDALG = re.compile(r"[\"']gdal_streamed_alg[\"']")
_REFERS = re.compile(
    r"(?:href|schemaLocation|command_line|src)[\"']?\s*[=:]\s*[\"']([^\"']+)"
    r"|<(?:\w+:)?(?:URL|ServerUrl|SrcDataSource|SourceFilename|SourceDataset|"
    r"IndexDataset|OnlineResource|href)\b[^>]*>\s*([^<\s][^<]*)",
    re.IGNORECASE,
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Content:
    """What the start of a file shows."""

    format: str  #: ``text`` where nothing is known, ``xml``, ``gdalg``, or by magic
    what: str  #: for a message
    root: str | None = None  #: local name of an XML document's root, in lower case


def text_of(head: bytes) -> str:
    """The start of a file as text; every byte gives something.

    Examples
    --------
    >>> text_of("<kml>".encode("utf-16"))
    '<kml>'
    """
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(codec, "replace")
    for start, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(start):
            return head.decode(codec, "replace")
    return head.decode("latin-1")


def content_of(head: bytes) -> Content:
    """What a file is by its first bytes.

    Parameters
    ----------
    head : bytes
        At most :data:`SNIFFED` of them.

    Returns
    -------
    Content
        Of format ``text`` where nothing is known.

    Examples
    --------
    >>> content_of(b"<?xml version='1.0'?><!-- x --><VRTDataset>").what
    'a virtual raster (VRT)'
    """
    known = next((c for c in _MAGIC if head.startswith(c[0])), None)
    if known is not None:
        return Content(known[1], known[2])
    if _DWG.match(head):
        return Content("dwg", "a DWG drawing")
    return _content_of_text(head, text_of(head))


def _content_of_text(head: bytes, text: str) -> Content:
    if _GDALG.search(text):
        return Content("gdalg", "a GDAL pipeline (GDALG)")
    found = _ROOT.match(text)
    root = "html" if _HTML.match(text) else found and found.group(2).lower()
    if root:
        return Content("xml", _ROOTS.get(root, f"an XML file ({root[:40]})"), root)
    if text.lstrip().startswith("<?xml"):
        return Content("xml", "an XML file", None)
    return Content("text", PLAIN_TEXT if _printable(head) else "other data")


def _printable(head: bytes) -> bool:
    if head.startswith(tuple(bom for bom, _ in _BOMS)):
        return True
    return not any(byte in head for byte in (b"\0\0\0", b"\x01", b"\x02", b"\x03"))


def references(head: bytes) -> list[str]:
    """Addresses, files and commands that a text points to, at most three.

    Parameters
    ----------
    head : bytes
        Start of the file.

    Returns
    -------
    list of str
        Cut to 120 characters each.

    Examples
    --------
    >>> references(b"<OGRWFSDataSource><URL>http://a/b?</URL></OGRWFSDataSource>")
    ['http://a/b?']
    """
    found = (a or b for a, b in _REFERS.findall(text_of(head)))
    return [item.strip()[:120] for item in dict.fromkeys(found)][:3]
