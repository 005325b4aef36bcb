"""CSV and Excel sheets as raw records: every cell as text, titles and totals apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from landuse.errors import SourceError
from landuse.io.cellnames import cell_name
from landuse.io.celltext import Place, text_faults
from landuse.io.csvtext import csv_cells, decoded, delimiter_of, swallowed
from landuse.io.encoding import EncodingDecision
from landuse.io.raw import RawLayer, Reject
from landuse.io.sheet import Sheet, split_sheet
from landuse.io.tablelimits import TableLimits
from landuse.io.tablenotes import book_notes, sheet_notes
from landuse.io.vector import choose_layer
from landuse.io.xlsxbook import Book, read_book, shared_strings, sheet_entry
from landuse.io.xlsxcells import SheetCells, has_cells, read_cells
from landuse.io.xlsxsheet import sheet_faults, sheet_rows, spans
from landuse.io.xlsxzip import open_container
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["read_csv", "read_xlsx", "sheet_layer", "sheet_names"]


def read_csv(
    path: Path, known: frozenset[str] = frozenset(), encoding: str | None = None
) -> RawLayer:
    """All records of a CSV file.

    Parameters
    ----------
    path : Path
        Separated by comma, tab, semicolon or bar.
    known : frozenset of str
        Normalised column names by which the header row is found.
    encoding : str, optional
        What the user or the profile says.

    Returns
    -------
    RawLayer
        One entry per data row; ``rows`` counts rows as Excel does.

    Raises
    ------
    SourceError
        An open quote, bytes of no encoding, more cells than columns throughout,
        or a file beyond the limits.
    """
    text, decision = decoded(path, encoding)
    cells = csv_cells(text, path.name)
    sheet = split_sheet([_stripped(row) for row in cells], known, path.name)
    rejects = _widths(cells, sheet, path.name)
    rejects += _swallowed(sheet, delimiter_of(text))

    def place(row: int, column: int) -> str:
        return worded("csv_place", row=row, column=sheet.header[column])

    raw = _raw("CSV", path, None, sheet, decision)
    return _with_faults(raw, place, rejects)


def read_xlsx(
    path: Path, known: frozenset[str] = frozenset(), sheet: str | None = None
) -> RawLayer:
    """All records of one sheet of a workbook.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    known : frozenset of str
        Normalised column names by which the header row is found.
    sheet : str, optional
        Needed where several sheets hold data; hidden ones do not count.

    Returns
    -------
    RawLayer
        One entry per data row; ``rows`` counts rows as Excel does. Formulas are
        never computed, links never followed.

    Raises
    ------
    SourceError
        A damaged, encrypted or oversized workbook, or one that declares entities.
    """
    with open_container(path) as archive:
        book = read_book(archive, path.name)
        names = [s.name for s in book.sheets if has_cells(archive, s.part)]
        visible = [n for n in names if not sheet_entry(book, n, path.name).hidden]
        offered = names if sheet is not None or not visible else visible
        name = choose_layer(offered, sheet, path.name, "sheet")
        part = sheet_entry(book, name, path.name).part
        strings = shared_strings(archive, path.name)
        found = read_cells(archive, part, book, strings, path.name)
    raw = sheet_layer("XLSX", path, name, found, known)
    return _noted(raw, book_notes(book, name, names), book)


def sheet_layer(
    driver: str, path: Path, name: str, found: SheetCells, known: frozenset[str]
) -> RawLayer:
    """The records of a sheet from its cells.

    Parameters
    ----------
    driver : str
        ``XLSX`` or ``XLS``.
    path : Path
        The workbook.
    name : str
        Of the sheet.
    found : SheetCells
        All cells.
    known : frozenset of str
        Normalised column names by which the header row is found.

    Returns
    -------
    RawLayer
        With what is wrong with its cells.
    """
    rows = sheet_rows(found, path.name, TableLimits())
    place = f"{path.name}[{name}]"
    split = split_sheet(rows.cells, known, place, rows.numbers, spans(found.merged))
    raw = _raw(driver, path, name, split, None)
    rejects, issues = sheet_faults(found, rows, split)
    raw = replace(raw, issues=(*raw.issues, *issues))
    return _with_faults(raw, cell_name, rejects)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets of a workbook that hold anything.

    Parameters
    ----------
    path : Path
        An .xlsx file.

    Returns
    -------
    list of str
        In the order of the workbook, hidden ones too.
    """
    with open_container(path) as archive:
        book = read_book(archive, path.name)
        return [s.name for s in book.sheets if has_cells(archive, s.part)]


def _stripped(row: Sequence[str]) -> list[str | None]:
    return [cell.strip() or None for cell in row]


def _widths(cells: list[list[str]], sheet: Sheet, name: str) -> list[Reject]:
    """Rows with more or fewer cells than the header."""
    width = len(sheet.header)
    if len(sheet.too_wide) * 2 > len(sheet.rows):
        found = len(cells[sheet.too_wide[0][0] - 1])
        msg = worded(
            "rows_too_wide",
            count=len(sheet.too_wide),
            total=len(sheet.rows),
            found=found,
            wanted=width,
        )
        raise SourceError(msg, name, code="COLUMN_COUNT")
    return [
        *_too_wide(sheet),
        *(
            Reject(
                row,
                "COLUMN_COUNT",
                worded("row_cells", row=row, found=len(cells[row - 1]), wanted=width),
                value=", ".join(cells[row - 1])[:200],
                hint="write every separator; the cells may be shifted",
            )
            for row in sheet.rows
            if len(cells[row - 1]) < width
        ),
    ]


def _swallowed(sheet: Sheet, mark: str) -> list[Reject]:
    """Rows with a cell that holds whole lines of the table."""
    width = len(sheet.header)
    return [
        Reject(
            row,
            "UNTERMINATED_QUOTE",
            worded("lines_in_cell", row=row, column=name),
            name,
            cell[:200],
            "close the quote in the line where it was opened",
        )
        for row, record in zip(sheet.rows, sheet.records, strict=True)
        for name, cell in zip(sheet.header, record, strict=True)
        if cell and "\n" in cell and swallowed(cell, width, mark)
    ]


def _raw(
    driver: str,
    path: Path,
    layer: str | None,
    sheet: Sheet,
    encoding: EncodingDecision | None,
) -> RawLayer:
    columns = pd.DataFrame(list(sheet.records), columns=list(sheet.header), dtype="str")
    return RawLayer(
        driver=driver,
        layer=layer,
        columns=columns,
        rows=np.array(sheet.rows, dtype=np.int64),
        encoding=encoding,
        count=len(sheet.rows),
        units=sheet.units,
        issues=tuple(sheet_notes(sheet, path.name, layer)),
        decisions={
            "header_row": sheet.header_row,
            **({"header_rows": list(sheet.header_rows)} if sheet.header_rows else {}),
            "skipped_rows": [[row, why] for row, why in sheet.skipped],
        },
    )


def _too_wide(sheet: Sheet) -> list[Reject]:
    return [
        Reject(
            row,
            "COLUMN_COUNT",
            worded("row_too_wide", row=row, wanted=len(sheet.header)),
            value=value,
            hint="a comma inside a value must be quoted",
        )
        for row, value in sheet.too_wide
    ]


def _with_faults(raw: RawLayer, place: Place, rejects: Sequence[Reject]) -> RawLayer:
    """Add what is wrong with the texts to what is wrong with the table."""
    bad, told = text_faults(raw.columns, raw.rows, place)
    return RawLayer(
        **{
            **vars(raw),
            "issues": (*raw.issues, *told),
            "rejects": (*raw.rejects, *rejects, *bad),
        }
    )


def _noted(raw: RawLayer, issues: Sequence[Issue], book: Book) -> RawLayer:
    system = {"date_system": 1904} if book.date1904 else {}
    decisions = {**raw.decisions, **system}
    found = (*raw.issues, *issues)
    return RawLayer(**{**vars(raw), "issues": found, "decisions": decisions})
