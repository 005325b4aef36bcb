"""What is to be said of a sheet as a whole: rows passed over, names, hidden parts."""

from __future__ import annotations

from collections.abc import Sequence

from landuse.io.names import GROUP
from landuse.io.sheet import Sheet
from landuse.io.xlsxbook import Book
from landuse.issues import Issue
from landuse.messages import joined, worded

__all__ = ["book_notes", "sheet_notes"]


def sheet_notes(sheet: Sheet, file: str, layer: str | None) -> list[Issue]:
    """Rows that are no records, names that stand twice, headers of several rows.

    Parameters
    ----------
    sheet : Sheet
        Taken apart.
    file, layer : str
        Where it is.

    Returns
    -------
    list of Issue
        One for each row or name.

    Examples
    --------
    >>> sheet = Sheet(("a",), 1, (), (), skipped=((3, "total"),))
    >>> sheet_notes(sheet, "a.csv", None)[0].code
    'TOTAL_ROW_SKIPPED'
    """
    return [*_skipped(sheet, file, layer), *_repeated(sheet), *_grouped(sheet)]


def _skipped(sheet: Sheet, file: str, layer: str | None) -> list[Issue]:
    return [
        Issue(
            f"{why.upper()}_ROW_SKIPPED",
            "warning" if why == "total" else "info",
            worded("row_passed_over", row=row, why=why),
            file=file,
            layer=layer,
            feature=str(row),
            hint="nothing to do if that is so; else take the word away",
        )
        for row, why in sheet.skipped
        if why in ("total", "note")
    ]


def _repeated(sheet: Sheet) -> list[Issue]:
    return [
        Issue(
            "DUPLICATE_COLUMN",
            "warning",
            worded("column_twice", name=name),
            field=name,
            hint="give each column its own name",
        )
        for name in sheet.repeated
    ]


def _grouped(sheet: Sheet) -> list[Issue]:
    if not sheet.header_rows:
        return []
    rows = joined(" and ", map(str, sheet.header_rows))
    names = [name for name in sheet.header if GROUP in name]
    return [
        Issue(
            "HEADER_JOINED",
            "info",
            worded("header_joined", rows=rows, names=", ".join(names)),
            value=", ".join(names)[:200],
            hint="nothing to do if that is so; else write one row of names",
        )
    ]


def book_notes(book: Book, read: str, filled: Sequence[str]) -> list[Issue]:
    """What a workbook holds besides the sheet that is read.

    Parameters
    ----------
    book : Book
        The workbook.
    read : str
        Name of the sheet.
    filled : sequence of str
        Names of the sheets that hold anything.

    Returns
    -------
    list of Issue
        Hidden sheets, links, macros, days counted from 1904.
    """
    found = []
    hidden = [s.name for s in book.sheets if s.hidden and s.name in filled]
    if hidden:
        text: str = worded("hidden_sheets", names=", ".join(hidden), read=read)
        hint = "show them, or delete them if they are not meant"
        found.append(Issue("HIDDEN_DATA", "warning", text, hint=hint))
    if book.has_links:
        text = "the workbook holds links to other workbooks; none was followed"
        hint = "copy the values into it (paste as values)"
        found.append(Issue("EXTERNAL_LINK", "warning", text, hint=hint))
    if book.has_macros:
        text = "the workbook holds macros; they were not run"
        hint = "save it as .xlsx without macros"
        found.append(Issue("MACROS", "warning", text, hint=hint))
    if book.date1904:
        text = "the workbook counts days from 1904; they were read so"
        found.append(Issue("DATE_SYSTEM_1904", "info", text, hint="nothing to do"))
    return found
