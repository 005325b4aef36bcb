"""What a workbook says of itself: sheets, date system, number formats, strings."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass

from landuse.errors import SourceError
from landuse.io.xlsxzip import parse_part
from landuse.messages import worded

__all__ = [
    "Book",
    "SheetEntry",
    "read_book",
    "shared_strings",
    "sheet_entry",
    "unescaped",
]

_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_DATE_IDS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet with cells."""

    name: str
    part: str  #: its file in the container
    hidden: bool


@dataclass(frozen=True)
class Book:
    """A workbook without the content of its sheets."""

    sheets: tuple[SheetEntry, ...]
    date1904: bool  #: days are counted from 1904
    date_styles: frozenset[int]  #: cell formats that show a day
    has_links: bool  #: it names other workbooks
    has_macros: bool


def read_book(archive: zipfile.ZipFile, file: str) -> Book:
    """Sheets, date system and date formats of a workbook.

    Parameters
    ----------
    archive : ZipFile
        From :func:`landuse.io.xlsxzip.open_container`.
    file : str
        Name for messages.

    Returns
    -------
    Book
        Chart sheets are left out.
    """
    found: list[tuple[str, str, bool]] = []
    system: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            system.append(attributes.get("date1904", "0"))
        elif tag == "sheet":
            target = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            found.append((attributes.get("name", ""), target, hidden))

    parse_part(archive, "xl/workbook.xml", (start, _nothing, _nothing), file)
    targets = _targets(archive, file)
    names = archive.namelist()
    return Book(
        sheets=tuple(
            SheetEntry(name, targets[target], hidden)
            for name, target, hidden in found
            if "worksheet" in targets.get(target, "")
        ),
        date1904=bool(system) and system[0] in _TRUE,
        date_styles=_date_styles(archive, file),
        has_links=any(n.startswith("xl/externalLinks/") for n in names),
        has_macros=any(n.lower().endswith("vbaproject.bin") for n in names),
    )


def _nothing(*_: object) -> None:
    """Ignore what is not needed."""


def _targets(archive: zipfile.ZipFile, file: str) -> dict[str, str]:
    """Part by the id by which the workbook names it; nothing outside it."""
    found = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/xl", attributes.get("Target", ""))
            part = posixpath.normpath(target).lstrip("/")
            found[attributes.get("Id", "")] = part

    part = "xl/_rels/workbook.xml.rels"
    parse_part(archive, part, (start, _nothing, _nothing), file)
    return found


def _date_styles(archive: zipfile.ZipFile, file: str) -> frozenset[int]:
    """Indices of the cell formats that show a day."""
    if _STYLES not in archive.NameToInfo:
        return frozenset()
    custom: dict[int, str] = {}
    formats: list[int] = []
    inside: list[bool] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            number = _whole(attributes.get("numFmtId"))
            custom[number] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside.append(True)
        elif tag == "xf" and inside:
            formats.append(_whole(attributes.get("numFmtId")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside.clear()

    parse_part(archive, _STYLES, (start, end, _nothing), file)
    return frozenset(
        index
        for index, number in enumerate(formats)
        if (_is_day(custom[number]) if number in custom else number in _DATE_IDS)
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _is_day(code: str) -> bool:
    """Whether a number format shows a day.

    Examples
    --------
    >>> _is_day('yyyy"年"m"月"d"日"'), _is_day("0.00_ "), _is_day("[Red]0")
    (True, False, False)
    """
    plain = _LITERAL.sub("", code).lower()
    return bool(re.search(r"[yd年日]", plain)) and "general" not in plain


def shared_strings(archive: zipfile.ZipFile, file: str) -> list[str]:
    """The texts that cells name by number, phonetic help left out."""
    strings = _Strings()
    if _STRINGS in archive.NameToInfo:
        handlers = (strings.start, strings.end, strings.text)
        parse_part(archive, _STRINGS, handlers, file)
    return strings.found


class _Strings:
    """The state between two events of the parser."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._phonetic = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        """Open an element."""
        if tag == "si":
            self._parts.clear()
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "t":
            self._in_text = not self._phonetic

    def end(self, tag: str) -> None:
        """Close an element."""
        if tag == "si":
            self.found.append(unescaped("".join(self._parts)))
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        """Take text where some is wanted."""
        if self._in_text:
            self._parts.append(data)


def unescaped(text: str) -> str:
    r"""A text with the characters that a workbook writes as ``_x000D_``.

    Examples
    --------
    >>> unescaped("a_x000A_b")
    'a\nb'
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def sheet_entry(book: Book, name: str, file: str) -> SheetEntry:
    """The sheet of a name."""
    found = next((sheet for sheet in book.sheets if sheet.name == name), None)
    if found is None:
        msg = worded("no_sheet", name=name)
        raise SourceError(msg, file, code="LAYER_MISSING")
    return found
