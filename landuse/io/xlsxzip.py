"""The container of a workbook, judged by its directory before anything is parsed.

The XML of the parts is read with Python's expat alone, which is stopped at the
first document type declaration: no entity is ever defined, so none expands.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from landuse.errors import SourceError
from landuse.io.limits import or_raise
from landuse.io.tablelimits import TableLimits
from landuse.messages import worded

__all__ = ["BROKEN", "XmlHandlers", "open_container", "parse_part"]

_CHUNK = 1 << 18
_ENCRYPTED = 0x1
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
)

#: Functions for the start of an element, its end and its text.
XmlHandlers = tuple[
    Callable[[str, dict[str, str]], Any], Callable[[str], Any], Callable[[str], Any]
]


@contextmanager
def open_container(
    path: Path, limits: TableLimits | None = None
) -> Iterator[zipfile.ZipFile]:
    """Open a workbook whose directory keeps the limits.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    limits : TableLimits, optional
        Bytes, entries and ratio.

    Yields
    ------
    ZipFile
        Closed afterwards.

    Raises
    ------
    SourceError
        No zip archive, encrypted, too large, too dense, or no workbook in it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        msg = f"is not a readable workbook ({error}); save it again as .xlsx"
        raise SourceError(msg, path.name, code="DAMAGED_FILE") from error
    with archive:
        _check_directory(archive, path, limits or TableLimits())
        yield archive


def _check_directory(archive: zipfile.ZipFile, path: Path, limits: TableLimits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.entries:
        _over(path, "entries", len(parts), ("workbook_entries", limits.entries))
    _check_names(archive, path)
    total = sum(part.file_size for part in parts)
    if total > limits.unzipped_bytes:
        _over(path, "unzipped bytes", total, ("workbook_bytes", limits.unzipped_bytes))
    for part in parts:
        ratio = part.file_size // max(part.compress_size, 1)
        if part.file_size > limits.ratio_from and ratio > limits.ratio:
            what = f"compression ratio of {part.filename}"
            _over(path, what, ratio, ("workbook_ratio", limits.ratio))


def _check_names(archive: zipfile.ZipFile, path: Path) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        msg = "is encrypted (密码); save it without a password"
        raise SourceError(msg, path.name, code="ENCRYPTED")
    twice = [name for name, n in Counter(p.filename for p in parts).items() if n > 1]
    if twice:
        msg = worded("part_twice", twice=twice[0])
        raise SourceError(msg, path.name, code="DAMAGED_FILE")
    if "xl/workbook.xml" not in archive.NameToInfo:
        msg = worded("no_workbook")
        raise SourceError(msg, path.name, code="WRONG_FORMAT")


def _over(path: Path, what: str, value: int, limit: tuple[str, int]) -> NoReturn:
    name, most = limit
    facts = {"what": what, "value": value, "most": most}
    msg = worded("book_limit", more=or_raise(name), **facts)
    raise SourceError(msg, path.name, code="LIMIT_EXCEEDED")


class _Local(dict[str, str]):
    """Names without their prefix, each cut once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def parse_part(
    archive: zipfile.ZipFile, name: str, handlers: XmlHandlers, file: str
) -> None:
    """Run handlers over one XML part of a workbook.

    Parameters
    ----------
    archive : ZipFile
        From :func:`open_container`.
    name : str
        Of the part.
    handlers : tuple of callable
        Get element names without prefix.
    file : str
        Name for messages.

    Raises
    ------
    SourceError
        A damaged part, or one that declares entities.
    """
    start, end, text = handlers
    local = _Local()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(local[tag], attributes)
    parser.EndElementHandler = lambda tag: end(local[tag])
    parser.CharacterDataHandler = text

    def forbid(*_: object) -> NoReturn:
        msg = worded("part_doctype", name=name)
        raise SourceError(msg, file, code="XML_FORBIDDEN")

    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except SourceError:
        raise
    except KeyError:
        msg = worded("part_missing", name=name)
        raise SourceError(msg, file, code="DAMAGED_FILE") from None
    except (expat.ExpatError, *BROKEN) as error:
        msg = worded("part_damaged", name=name, error=error)
        raise SourceError(msg, file, code="DAMAGED_FILE") from error
