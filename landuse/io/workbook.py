"""The workbook for staff: one sheet per table, Chinese headings, no formulas."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from landuse.errors import SourceError
from landuse.io.atomic import replacing
from landuse.io.worksheet import SheetTable, printable, width_of
from landuse.issues import Issue
from landuse.messages import worded
from landuse.vocabulary import label

__all__ = ["write_workbook"]

_FIRST_YEAR = 1900  # a spreadsheet knows no day before
_MAX_NAME = 31
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def write_workbook(
    tables: Mapping[str, pd.DataFrame],
    path: str | Path,
    *,
    lang: str = "zh",
    stamp: date,
) -> tuple[Issue, ...]:
    """Write tables as the sheets of one workbook.

    Texts are texts, whatever they begin with; a figure keeps all its digits
    and shows two decimals if it is an area or an amount of money. Shapes are
    left out: they are in the GeoPackage.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By table name; the name of the sheet is its word in the vocabulary.
    path : str or Path
        Ends in ``.xlsx``.
    lang : {"zh", "en"}, default "zh"
        Language of headings, sheet names and code words.
    stamp : date
        What the file says was the day it was made, e.g. the reference date.

    Returns
    -------
    tuple of Issue
        ``CONTROL_CHARACTERS``, ``CELL_CUT`` and ``SHEET_CUT``: what a workbook
        cannot hold.

    Raises
    ------
    SourceError
        For another ending, or without any table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "workbook.xlsx"
    ...     table = pd.DataFrame({"parcel_id": ["P1"]})
    ...     write_workbook({"parcels": table}, file, stamp=date(2022, 9, 30))
    ()
    """
    if Path(path).suffix.lower() != ".xlsx":
        msg = worded("book_as_xlsx")
        raise SourceError(msg, path)
    if not tables:
        msg = worded("book_empty")
        raise SourceError(msg, path)
    issues: list[Issue] = []
    book = Workbook(write_only=True)
    names = _sheet_names(tables, lang)
    for name, frame in tables.items():
        table = SheetTable(name, frame, lang)
        _fill(book.create_sheet(names[name]), table)
        issues.extend(table.issues)
    with replacing(path) as draft:
        draft.write_bytes(without_clock(book, stamp))
    return tuple(issues)


def _fill(sheet: Any, table: SheetTable) -> None:
    """Heading, rows and what makes a sheet easy to read and print."""
    headings, rows, formats = table.headings(), list(table.rows()), table.formats()
    _lay_out(sheet, headings, rows, formats)
    sheet.append([_heading(sheet, heading) for heading in headings])
    for row in rows:
        pairs = zip(row, formats, strict=True)
        sheet.append([_cell(sheet, value, form) for value, form in pairs])


def _lay_out(
    sheet: Any, headings: list[str], rows: list[tuple[Any, ...]], formats: list[str]
) -> None:
    for place, heading in enumerate(headings):
        letter = get_column_letter(place + 1)
        shown = [heading, *(row[place] for row in rows)]
        sheet.column_dimensions[letter].width = width_of(shown, formats[place])
    if headings:
        last = get_column_letter(len(headings))
        sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _heading(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text, "")
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Any, form: str) -> Any:
    if value is None:
        return None
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        value = value.isoformat()
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" stays a text
    elif form:
        cell.number_format = form
    return cell


def _sheet_names(tables: Mapping[str, object], lang: str) -> dict[str, str]:
    """A name for each sheet: short enough, allowed, and used once."""
    names: dict[str, str] = {}
    used: set[str] = set()
    for table in tables:
        wanted = printable(_NOT_IN_NAME.sub("_", label("sheet", table, lang))) or "_"
        found, number = wanted[:_MAX_NAME], 1
        while found.lower() in used:
            number += 1
            found = f"{wanted[: _MAX_NAME - 4]}_{number}"
        used.add(found.lower())
        names[table] = found
    return names


def without_clock(book: Workbook, stamp: date) -> bytes:
    """The saved workbook with the given day in place of the time of saving."""
    day = datetime(stamp.year, stamp.month, stamp.day)  # noqa: DTZ001 - no clock
    book.properties.creator = "landuse"
    book.properties.created = day
    saved, result = io.BytesIO(), io.BytesIO()
    book.save(saved)
    stamped = rb"\g<1>" + f"{day:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(stamped, content)
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # or the file names the system it was made on
            target.writestr(entry, content)
    return result.getvalue()
