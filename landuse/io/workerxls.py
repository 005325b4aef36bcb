"""What the reading process tells of an old Excel workbook (.xls); runs only there.

xlrd keeps what matters to us and other readers drop: cells with an error, ranges
that are merged, rows and columns that are hidden.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["describe", "read_sheet"]

_EMPTY, _TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = range(6)
_OTHER_BOOK = 2  #: xlrd's number for a link to another workbook
_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")


def describe(path: str) -> dict[str, Any]:
    """Sheets and date system of a workbook.

    Parameters
    ----------
    path : str
        The .xls file.

    Returns
    -------
    dict
        JSON-able; only ``fault`` where xlrd refuses the file.
    """
    book = _opened(path)
    if isinstance(book, str):
        return {"fault": book}
    sheets = [book.sheet_by_index(i) for i in range(book.nsheets)]
    return {
        "sheets": [[s.name, s.visibility != 0, s.nrows > 0] for s in sheets],
        "date1904": book.datemode == 1,
        "links": _OTHER_BOOK in getattr(book, "_supbook_types", ()),
        "macros": _MACROS in Path(path).read_bytes(),
    }


def _opened(path: str) -> Any:
    """The workbook, or why it is none."""
    import xlrd

    try:
        return xlrd.open_workbook(
            path,
            logfile=io.StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
    except xlrd.XLRDError as error:
        return str(error)


def read_sheet(
    path: str, name: str, most: int, doubts: Callable[[bytes, int], list[str]]
) -> tuple[dict[str, Any], Any]:
    """All cells of a sheet.

    Parameters
    ----------
    path : str
        The .xls file.
    name : str
        Of the sheet.
    most : int
        Cells; beyond it nothing is returned.
    doubts : callable
        Of :mod:`landuse.io.workerbiff`.

    Returns
    -------
    header : dict
        ``over`` where there are too many cells; merged ranges as first row, last
        row, first column, last column; hidden rows and columns; cells that hold
        the empty text, as only a formula does; signs of lost cells.
    table : pyarrow.Table
        Row and column from 0, kind, number and text of each cell.
    """
    import pyarrow as pa

    book = _opened(path)
    sheet = book.sheet_by_name(name)
    count = sum(sheet.row_len(row) for row in range(sheet.nrows))
    header = {
        "over": count > most,
        "merged": [[a, b - 1, c, d - 1] for a, b, c, d in sheet.merged_cells],
        "rows": [row for row, info in sheet.rowinfo_map.items() if info.hidden],
        "columns": [col for col, info in sheet.colinfo_map.items() if info.hidden],
        "empty": [],
        "doubts": doubts(bytes(book.mem[book.base :]), sheet.number),
    }
    found = [] if header["over"] else list(_cells(sheet))
    header["empty"] = [cell[:2] for cell in found if cell[2] == _TEXT and not cell[4]]
    names = ("row", "column", "kind", "number", "text")
    types = (pa.int32(), pa.int32(), pa.int8(), pa.float64(), pa.string())
    columns: Any = zip(*found, strict=True) if found else [[]] * len(names)
    arrays = [pa.array(c, t) for c, t in zip(columns, types, strict=True)]
    return header, pa.table(arrays, names=names)


def _cells(sheet: Any) -> Iterator[tuple[int, int, int, float, str]]:
    from xlrd import error_text_from_code

    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind == _TEXT:
                yield row, column, kind, 0.0, value
            elif kind == _ERROR:
                yield row, column, kind, 0.0, error_text_from_code.get(value, "#ERROR!")
            elif kind in (_NUMBER, _DATE, _TRUTH):
                yield row, column, kind, float(value), ""
