"""Write one plain sheet: the frame's own names and values, nothing translated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from landuse.io.export_columns import Column, plain_columns
from landuse.io.workbook import without_clock
from landuse.io.worksheet import MAX_CELL, MAX_ROWS, printable
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["as_table", "write_sheet"]

_FIRST_YEAR = 1900
_TITLE = 31


def as_table(
    frame: pd.DataFrame, *, wkt: bool
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """A frame without shapes, or with them as text.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Not changed.
    wkt : bool
        Whether shapes are kept as a column ``WKT``.

    Returns
    -------
    table : DataFrame
        Without geometry.
    issues : tuple of Issue
        ``GEOMETRY_LEFT_OUT`` where shapes are not kept.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([0], [0]))
    >>> as_table(frame, wkt=True)[0].WKT.tolist()
    ['POINT (0 0)']
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame, ()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if wkt:
        text = frame.geometry.to_wkt(rounding_precision=-1)
        return table.assign(WKT=text.where(frame.geometry.notna(), None)), ()
    message = "a table holds no shapes; they are left out"
    hint = "add --wkt, or write a GeoPackage"
    return table, (Issue("GEOMETRY_LEFT_OUT", "info", message, hint=hint),)


def write_sheet(table: pd.DataFrame, path: Path, title: str) -> tuple[Issue, ...]:
    """Write an .xlsx whose codes are texts and whose dates are dates.

    Parameters
    ----------
    table : DataFrame
        Without geometry.
    path : Path
        The file.
    title : str
        Name of the sheet.

    Returns
    -------
    tuple of Issue
        ``CELL_CUT`` and ``ROW_LEFT_OUT``: what a sheet cannot hold.
    """
    columns = plain_columns(table)
    issues = [*_long(columns)]
    if len(table) >= MAX_ROWS:
        text = worded("rows_fit", most=MAX_ROWS - 1, count=len(table))
        issues.append(Issue("ROW_LEFT_OUT", "error", text, hint="write a CSV"))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, column.name) for column in columns])
    for values in zip(*(c.values[: MAX_ROWS - 1] for c in columns), strict=True):
        sheet.append([_cell(sheet, value) for value in values])
    path.write_bytes(without_clock(book, date(1980, 1, 1)))
    return tuple(issues)


def _sheet_name(title: str) -> str:
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in printable(title))
    return plain[:_TITLE].strip() or "layer"


def _long(columns: list[Column]) -> Iterator[Issue]:
    for column in columns:
        if column.kind != "text":
            continue
        for row, value in enumerate(column.values, 2):
            if value is not None and len(value) > MAX_CELL:
                text = worded("text_cut", length=len(value), most=MAX_CELL)
                hint = "write a CSV or GeoPackage"
                name = column.name
                yield Issue(
                    "CELL_CUT", "warning", text, feature=str(row), field=name, hint=hint
                )


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        value = value.isoformat()
    if isinstance(value, str):
        value = printable(value)[:MAX_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" stays a text
        cell.number_format = "@"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell
