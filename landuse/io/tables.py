"""CSV and Excel sheets as raw records: every cell as text, titles and totals apart."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from landuse.errors import SourceError
from landuse.io.encoding import EncodingDecision, decide_text
from landuse.io.raw import RawLayer, Reject
from landuse.io.sheet import Sheet, split_sheet
from landuse.io.vector import choose_layer
from landuse.issues import Issue

__all__ = ["read_csv", "read_xlsx", "sheet_names"]

_DELIMITERS = ",\t;|"
_WHOLE = 2**53


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
    """
    data = path.read_bytes()
    decision = _decided(path, data, encoding)
    text = data.decode(decision.name)
    delimiter = _delimiter(text)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        cells = [[_cell(value) for value in row] for row in reader]
    except csv.Error as error:
        msg = f"is not a clean CSV file ({error}); a quote may not be closed"
        raise SourceError(msg, path.name) from error
    sheet = split_sheet(cells, known, path.name)
    return _raw("CSV", path, None, sheet, decision)


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
        Needed where several sheets hold data.

    Returns
    -------
    RawLayer
        One entry per data row; ``rows`` counts rows as Excel does.
    """
    with _workbook(path) as book:
        name = choose_layer(_filled(book), sheet, path.name, "sheet")
        opened = book.get_sheet_by_name(name)
        values = opened.to_python(skip_empty_area=False)
        merged = opened.merged_cell_ranges or []
    cells = [[_cell(value) for value in row] for row in values]
    split = split_sheet(cells, known, f"{path.name}[{name}]")
    raw = _raw("XLSX", path, name, split, None)
    return _with_merged(raw, merged, split.header_row, path)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets of a workbook that hold anything.

    Parameters
    ----------
    path : Path
        An .xlsx file.

    Returns
    -------
    list of str
        In the order of the workbook.
    """
    with _workbook(path) as book:
        return _filled(book)


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        msg = f"is not a readable workbook ({error}); save it again as .xlsx"
        raise SourceError(msg, path.name) from error


def _filled(book: CalamineWorkbook) -> list[str]:
    return [n for n in book.sheet_names if book.get_sheet_by_name(n).height > 0]


def _decided(path: Path, data: bytes, encoding: str | None) -> EncodingDecision:
    try:
        return decide_text(data, encoding)
    except SourceError as error:
        raise SourceError(str(error), path.name) from None


def _delimiter(text: str) -> str:
    """The mark that most often stands in the first lines."""
    head = Counter("".join(text.splitlines()[:20]))
    return max(_DELIMITERS, key=lambda mark: head[mark])


def _cell(value: Any) -> str | None:
    """A cell as the text that a person would read; empty is missing.

    Examples
    --------
    >>> _cell(410902.0), _cell(True), _cell(" 甲 "), _cell(dt.date(2020, 1, 2))
    ('410902', '是', '甲', '2020-01-02')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    text = str(value).strip() if value is not None else ""
    return text or None


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
        issues=tuple(_skipped(sheet, path, layer)),
        rejects=tuple(_too_wide(sheet)),
        decisions={
            "header_row": sheet.header_row,
            "skipped_rows": [[row, why] for row, why in sheet.skipped],
        },
    )


def _skipped(sheet: Sheet, path: Path, layer: str | None) -> list[Issue]:
    return [
        Issue(
            f"{why.upper()}_ROW_SKIPPED",
            "info",
            f"row {row} is a {why} row and was not read as a record",
            file=path.name,
            layer=layer,
            feature=str(row),
            hint="nothing to do if that is so; else take the word away",
        )
        for row, why in sheet.skipped
        if why in ("total", "note")
    ]


def _too_wide(sheet: Sheet) -> list[Reject]:
    return [
        Reject(
            row,
            "COLUMN_COUNT",
            f"row {row} has more cells than the header's {len(sheet.header)}",
            value=value,
            hint="a comma inside a value must be quoted",
        )
        for row, value in sheet.too_wide
    ]


def _with_merged(
    raw: RawLayer, merged: Sequence[Any], header_row: int, path: Path
) -> RawLayer:
    """Report merged cells among the data: all but the first read as empty."""
    inside = [r for r in merged if r[1][0] + 1 > header_row]
    if not inside:
        return raw
    names = [_range_name(r) for r in inside]
    issue = Issue(
        "MERGED_CELLS",
        "warning",
        f"merged cells in the data: {', '.join(names[:20])}",
        file=path.name,
        layer=raw.layer,
        hint="name the columns in the profile's fill_down, or unmerge the cells",
    )
    return RawLayer(**{**vars(raw), "issues": (*raw.issues, issue)})


def _range_name(merged: Any) -> str:
    (top, left), (bottom, right) = merged
    return f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"


def _letters(column: int) -> str:
    """Name of a column as Excel shows it.

    Examples
    --------
    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
