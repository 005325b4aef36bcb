"""Old Excel workbooks (.xls, 97-2003), read with xlrd in the reading process.

The file is also what many systems call a table of another kind, so preflight goes
by the bytes: a .xls that is a newer workbook or a text is read as what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.cellnames import cell_name, column_letters, day_text, number_text
from landuse.io.limits import or_raise
from landuse.io.raw import RawLayer
from landuse.io.tablelimits import TableLimits
from landuse.io.tablenotes import book_notes
from landuse.io.tables import sheet_layer
from landuse.io.vector import choose_layer
from landuse.io.worker import ask
from landuse.io.xlsxbook import Book, SheetEntry
from landuse.io.xlsxcells import SheetCells
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["read_xls", "xls_sheets"]

_TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = range(1, 6)
_SHOWN = 20


def read_xls(
    path: Path, known: frozenset[str] = frozenset(), sheet: str | None = None
) -> RawLayer:
    """All records of one sheet of an old workbook.

    Parameters
    ----------
    path : Path
        A .xls file.
    known : frozenset of str
        Normalised column names by which the header row is found.
    sheet : str, optional
        Needed where several sheets hold data; hidden ones do not count.

    Returns
    -------
    RawLayer
        As of :func:`landuse.io.tables.read_xlsx`.

    Raises
    ------
    SourceError
        Without xlrd, or for a damaged, encrypted or oversized workbook.
    """
    book, filled = _book(path)
    hidden = {s.name for s in book.sheets if s.hidden}
    visible = [name for name in filled if name not in hidden]
    offered = filled if sheet is not None or not visible else visible
    name = choose_layer(offered, sheet, path.name, "sheet")
    found, told = _cells(path, name, book.date1904)
    raw = sheet_layer("XLS", path, name, found, known)
    notes = (*book_notes(book, name, filled), *told)
    system = {"date_system": 1904} if book.date1904 else {}
    return replace(
        raw, issues=(*raw.issues, *notes), decisions={**raw.decisions, **system}
    )


def xls_sheets(path: Path) -> list[str]:
    """Names of the sheets of an old workbook that hold anything.

    Parameters
    ----------
    path : Path
        A .xls file.

    Returns
    -------
    list of str
        In the order of the workbook, hidden ones too.
    """
    return _book(path)[1]


def _book(path: Path) -> tuple[Book, list[str]]:
    """The workbook without its cells, and the sheets that hold any."""
    if find_spec("xlrd") is None:
        msg = worded("xls_needs_xlrd")
        raise SourceError(msg, path.name, code="WORKBOOK_FORMAT")
    size, most = path.stat().st_size, TableLimits().file_bytes
    if size > most:
        more = or_raise("table_bytes")
        msg = worded("too_many_bytes", size=size, most=most, more=more)
        raise SourceError(msg, path.name, code="LIMIT_EXCEEDED")
    head = ask(path, "xls").header
    if "fault" in head:
        raise _refused(head["fault"], path.name)
    sheets = tuple(SheetEntry(name, "", hidden) for name, hidden, _ in head["sheets"])
    book = Book(sheets, head["date1904"], frozenset(), head["links"], head["macros"])
    return book, [name for name, _, filled in head["sheets"] if filled]


def _refused(why: str, name: str) -> SourceError:
    if "encrypted" in why.lower():
        msg = "is encrypted (密码); save it without a password"
        return SourceError(msg, name, code="ENCRYPTED")
    msg = f"is not a readable workbook ({why}); save it again as .xlsx"
    return SourceError(msg, name, code="DAMAGED_FILE")


def _cells(path: Path, name: str, date1904: bool) -> tuple[SheetCells, list[Issue]]:
    """The cells of a sheet as text, and what is to be said of them."""
    most = TableLimits().cells
    answer = ask(path, "xls_sheet", sheet=name, most=most)
    head = answer.header
    if head["over"]:
        more = or_raise("table_cells")
        msg = worded("book_cells", most=most, more=more)
        raise SourceError(msg, path.name, code="LIMIT_EXCEEDED")
    found = SheetCells(
        hidden_rows=[row + 1 for row in head["rows"]],
        hidden_columns=[(column, column) for column in head["columns"]],
        merged=[_range(corners) for corners in head["merged"]],
    )
    columns = (answer.table[n].to_pylist() for n in answer.table.column_names)
    for row, column, kind, number, text in zip(*columns, strict=True):
        shown = _shown(kind, number, text, date1904)
        if shown:
            found.cells.setdefault(row + 1, {})[column] = shown
            found.count += 1
    empty = [cell_name(row + 1, column) for row, column in head["empty"]]
    return found, [*_empty(empty), *_lost(head["doubts"])]


def _shown(kind: int, number: float, text: str, date1904: bool) -> str:
    if kind in (_TEXT, _ERROR):
        return text
    if kind == _TRUTH:
        return "是" if number else "否"
    day = day_text(number, date1904) if kind == _DATE else None
    return day or number_text(number)


def _range(corners: Sequence[int]) -> str:
    first, last, left, right = corners
    return f"{column_letters(left)}{first + 1}:{column_letters(right)}{last + 1}"


def _empty(cells: Sequence[str]) -> list[Issue]:
    """Formulas that gave nothing, or were never computed: the format cannot tell."""
    if not cells:
        return []
    shown = ", ".join(cells[:_SHOWN]) + (" ..." if len(cells) > _SHOWN else "")
    text = worded("formulas_empty", count=len(cells), names=shown)
    hint = "open the workbook in Excel and save it again"
    return [Issue("FORMULA_NO_VALUE", "warning", text, value=shown[:200], hint=hint)]


def _lost(doubts: Sequence[str]) -> list[Issue]:
    if not doubts:
        return []
    shown = "; ".join(doubts)
    text = worded("cells_lost", signs=shown)
    hint = "open it in Excel, compare it, and save it as .xlsx"
    return [Issue("CELLS_LOST", "warning", text, value=shown[:200], hint=hint)]
