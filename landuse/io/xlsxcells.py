"""The cells of one sheet as text, read in one pass, however large it says it is.

Only cells that are there cost anything: the size that a sheet states of itself
is not believed. Formulas are never computed; a formula whose result was not
saved, or whose result comes from another workbook, is named by its cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from landuse.errors import SourceError
from landuse.io.cellnames import column_index, day_text, number_text
from landuse.io.limits import or_raise
from landuse.io.tablelimits import TableLimits
from landuse.io.xlsxbook import Book, unescaped
from landuse.io.xlsxzip import BROKEN, parse_part
from landuse.messages import worded

__all__ = ["SheetCells", "has_cells", "read_cells"]

_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_LAST_COLUMN = 16_384
_OTHER_BOOK = re.compile(r"\[\d+\]|\[[^\]]+\.xls\w?\]", re.IGNORECASE)
_ANY_CELL = re.compile(rb"<(\w+:)?[vtf][\s>/]|\x00<\x00")
_CHUNK = 1 << 18
_TRUE = frozenset({"1", "true"})


@dataclass
class SheetCells:
    """What stands in a sheet; columns and rows count from 0 and 1."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)  #: by row, column
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  #: first, last
    merged: list[str] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    linked: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0  #: filled cells


def has_cells(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet holds any cell, or is damaged; reads no further than that."""
    if part not in archive.NameToInfo:
        return False
    before = b""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if _ANY_CELL.search(before + chunk):
                    return True
                before = chunk[-32:]
    except BROKEN:
        return True
    return False


def read_cells(
    archive: zipfile.ZipFile,
    part: str,
    book: Book,
    strings: list[str],
    file: str,
    limits: TableLimits | None = None,
) -> SheetCells:
    """All cells of a sheet as text.

    Parameters
    ----------
    archive : ZipFile
        From :func:`landuse.io.xlsxzip.open_container`.
    part : str
        The sheet's part.
    book : Book
        Date system and date formats.
    strings : list of str
        From :func:`landuse.io.xlsxbook.shared_strings`.
    file : str
        Name for messages.
    limits : TableLimits, optional
        Cells.

    Returns
    -------
    SheetCells
        Empty cells are left out.

    Raises
    ------
    SourceError
        Too many cells, or a damaged part.
    """
    reader = _Reader(book, strings, file, limits or TableLimits())
    parse_part(archive, part, (reader.start, reader.end, reader.text), file)
    return reader.found


class _Reader:
    """The state between two events of the parser."""

    def __init__(
        self, book: Book, strings: list[str], file: str, limits: TableLimits
    ) -> None:
        self.found = SheetCells()
        self._book, self._strings = book, strings
        self._file, self._limits = file, limits
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._days = frozenset(map(str, book.date_styles))
        self._suffix = self._type = self._style = ""
        self._cells: dict[int, str] = {}
        self._value: list[str] | None = None
        self._inline: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._phonetic = False
        self._openers: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._open_cell,
            "v": self._open_value,
            "t": self._open_text,
            "f": self._open_formula,
            "row": self._open_row,
            "rPh": self._open_phonetic,
            "mergeCell": lambda a: self.found.merged.append(a.get("ref", "")),
            "col": self._open_column,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        opened = self._openers.get(tag)
        if opened is not None:
            opened(attributes)

    def end(self, tag: str) -> None:
        """Close an element."""
        if tag == "c":
            self._close_cell()
        elif tag == "rPh":
            self._phonetic = False
        self._into = None

    def text(self, data: str) -> None:
        """Take text where some is wanted."""
        if self._into is not None:
            self._into.append(data)

    def _open_value(self, _: dict[str, str]) -> None:
        self._into = self._value = []

    def _open_text(self, _: dict[str, str]) -> None:
        self._into = None if self._phonetic else self._inline

    def _open_formula(self, _: dict[str, str]) -> None:
        self._into = self._formula = []

    def _open_phonetic(self, _: dict[str, str]) -> None:
        self._phonetic = True

    def _open_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = (int(attributes.get(n, "1")) - 1 for n in ("min", "max"))
            self.found.hidden_columns.append((first, min(last, _LAST_COLUMN - 1)))

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        self._column, self._suffix = -1, str(self._row)
        if not 1 <= self._row <= self._limits.rows:
            self._refuse(f"names row {self._row:,}, beyond the last row of a sheet")
        self._cells = self.found.cells.setdefault(self._row, {})
        if attributes.get("hidden") in _TRUE:
            self.found.hidden_rows.append(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.removesuffix(self._suffix)
            column = self._columns.get(letters)
            self._column = self._placed(reference) if column is None else column
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value = self._formula = None
        self._inline = []

    def _placed(self, reference: str) -> int:
        """Column of a cell in a column that was not met before."""
        found = _REFERENCE.match(reference)
        if found is None or found[2] != self._suffix:
            self._refuse(f"has a cell {reference[:20]!r} in row {self._row}")
        column = column_index(found[1])
        if column >= _LAST_COLUMN:
            self._refuse(f"has a cell {reference!r} beyond the last column")
        self._columns[found[1]] = column
        return column

    def _close_cell(self) -> None:
        text = self._content()
        if self._formula is not None:
            place = (self._row, self._column)
            if self._value is None or (text == "" and self._type != "str"):
                self.found.without_value.append(place)
            if _OTHER_BOOK.search("".join(self._formula)):
                self.found.linked.append(place)
        if not text:
            return
        self._cells[self._column] = text
        self.found.count += 1
        if self.found.count > self._limits.cells:
            most = f"{self._limits.cells:,}"
            self._refuse(f"has more than the limit of {most} cells", "table_cells")

    def _content(self) -> str:
        raw = "".join(self._value or ())
        if self._type in ("s", "n"):
            convert = self._shared if self._type == "s" else self._number
            return convert(raw) if raw else ""
        if self._type == "b":
            return {"1": "是", "0": "否"}.get(raw, raw)
        return unescaped("".join(self._inline) if self._type == "inlineStr" else raw)

    def _shared(self, raw: str) -> str:
        try:
            return self._strings[int(raw)]
        except (ValueError, IndexError):
            self._refuse(f"names a shared text {raw[:20]!r} that is not there")

    def _number(self, raw: str) -> str:
        try:
            value = float(raw)
        except ValueError:
            self._refuse(f"has {raw[:20]!r} where a number should stand")
        if self._style in self._days:
            return day_text(value, self._book.date1904) or number_text(value)
        return number_text(value)

    def _refuse(self, what: str, limit: str | None = None) -> NoReturn:
        more = or_raise(limit) if limit else ""
        msg = worded("sheet_broken", what=what, more=more)
        code = "LIMIT_EXCEEDED" if limit else "DAMAGED_FILE"
        raise SourceError(msg, self._file, code=code)
