"""From the cells of a sheet to rows of a table, and what a sheet hides in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from landuse.errors import SourceError
from landuse.io.cellnames import cell_name, column_index, column_letters
from landuse.io.headings import Span
from landuse.io.limits import or_raise
from landuse.io.raw import Reject
from landuse.io.sheet import HEADER_SEARCH_ROWS, Sheet
from landuse.io.tablelimits import TableLimits
from landuse.io.xlsxcells import SheetCells
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["SheetRows", "sheet_faults", "sheet_rows", "spans"]

_SHOWN = 20
_GAP = 1_000  #: empty rows behind which a lone cell belongs to no table
_RANGE = re.compile(r"^([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)$")


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet that hold anything."""

    numbers: tuple[int, ...]  #: as Excel counts
    cells: tuple[tuple[str | None, ...], ...]
    stray: tuple[str, ...]  #: names of cells that belong to no table


def sheet_rows(found: SheetCells, file: str, limits: TableLimits) -> SheetRows:
    """The rows of the table in a sheet, cells far off it apart.

    Parameters
    ----------
    found : SheetCells
        All cells.
    file : str
        Name for messages.
    limits : TableLimits
        Columns, and cells of rows times columns.

    Returns
    -------
    SheetRows
        As wide as the first rows, from which the header comes.

    Raises
    ------
    SourceError
        A table beyond the limits.

    Examples
    --------
    >>> sheet = SheetCells({1: {0: "a", 1: "b"}, 2: {0: "x"}, 9000: {3: "far"}})
    >>> sheet_rows(sheet, "a.xlsx", TableLimits()).stray
    ('D9000',)
    """
    numbers = [n for n in sorted(found.cells) if any(map(str.strip, _texts(found, n)))]
    last = _last_of_table(found, numbers)
    stray = [cell_name(n, min(found.cells[n])) for n in numbers[last:]]
    numbers = numbers[:last]
    width = max(
        (max(found.cells[n]) + 1 for n in numbers[:HEADER_SEARCH_ROWS]), default=0
    )
    width = min(width, limits.columns)
    if width * len(numbers) > limits.cells:
        facts = {"numbers": len(numbers), "width": width, "cells": limits.cells}
        msg = worded("sheet_cells", more=or_raise("table_cells"), **facts)
        raise SourceError(msg, file, code="LIMIT_EXCEEDED")
    stray += [cell_name(n, c) for n in numbers for c in found.cells[n] if c >= width]
    rows = tuple(_dense(found.cells[n], width) for n in numbers)
    kept = [i for i, row in enumerate(rows) if any(row)]
    return SheetRows(
        tuple(numbers[i] for i in kept), tuple(rows[i] for i in kept), tuple(stray)
    )


def _texts(found: SheetCells, number: int) -> Sequence[str]:
    return list(found.cells[number].values())


def _last_of_table(found: SheetCells, numbers: list[int]) -> int:
    """How many rows belong to the table: a lone cell far below does not."""
    for i in range(1, len(numbers)):
        if numbers[i] - numbers[i - 1] > _GAP:
            rest = numbers[i:]
            if all(len(found.cells[n]) == 1 for n in rest) and len(rest) < i:
                return i
    return len(numbers)


def _dense(cells: dict[int, str], width: int) -> tuple[str | None, ...]:
    last = min(max(cells) + 1, width)
    return tuple((cells.get(c, "").strip() or None) for c in range(last))


def sheet_faults(
    found: SheetCells, rows: SheetRows, sheet: Sheet
) -> tuple[list[Reject], list[Issue]]:
    """Formulas without a result, links, merged, hidden and stray cells.

    Parameters
    ----------
    found : SheetCells
        All cells.
    rows : SheetRows
        The rows of the table.
    sheet : Sheet
        Header and records.

    Returns
    -------
    rejects : list of Reject
        Records with a formula whose result was not saved.
    issues : list of Issue
        Everything else, by the names of the cells.
    """
    records, width = set(sheet.rows), len(sheet.header)
    lost = [p for p in found.without_value if p[0] in records and p[1] < width]
    rejects = [
        Reject(
            row,
            "FORMULA_NO_VALUE",
            worded("formula_unsaved", cell=cell_name(row, column)),
            sheet.header[column],
            hint="open the workbook in Excel, let it compute, save it again",
        )
        for row, column in lost
    ]
    return rejects, list(_told(found, rows, sheet, records))


def _told(
    found: SheetCells, rows: SheetRows, sheet: Sheet, records: set[int]
) -> Iterator[Issue]:
    merged = [r for r in found.merged if _last_row(r) > sheet.header_row]
    columns = [f"column {column_letters(c)}" for c in _hidden(found, len(sheet.header))]
    lines = [
        f"row {span}" for span in _spans([r for r in found.hidden_rows if r in records])
    ]
    beyond = [f"{row}: {text[:40]}" for row, text in sheet.too_wide]
    for code, names, what, hint in (
        (
            "MERGED_CELLS",
            merged,
            "merged_cells",
            "name the columns in the profile's fill_down, or unmerge the cells",
        ),
        (
            "EXTERNAL_LINK",
            [cell_name(*place) for place in found.linked],
            "linked_cells",
            "copy the values into it (paste as values)",
        ),
        (
            "HIDDEN_DATA",
            [*lines, *columns],
            "hidden_cells",
            "show them and check that they are meant",
        ),
        (
            "STRAY_CELL",
            [*rows.stray, *beyond],
            "stray_cells",
            "delete them, or give their column a name in the header",
        ),
    ):
        if names:
            shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
            yield Issue(code, "warning", worded(what, names=shown), hint=hint)


def spans(merged: Sequence[str]) -> list[Span]:
    """Merged ranges by row and column of their corners.

    Parameters
    ----------
    merged : sequence of str
        Names of ranges.

    Returns
    -------
    list of Span
        Rows from 1, columns from 0; what is no range is left out.

    Examples
    --------
    >>> spans(["A1:C2", "?"])
    [(1, 0, 2, 2)]
    """
    found = (_RANGE.match(name) for name in merged)
    return [
        (int(r[2]), column_index(r[1]), int(r[4]), column_index(r[3]))
        for r in found
        if r is not None
    ]


def _last_row(name: str) -> int:
    return max((span[2] for span in spans([name])), default=0)


def _hidden(found: SheetCells, width: int) -> list[int]:
    return sorted(
        {c for first, last in found.hidden_columns for c in range(first, last + 1)}
        & set(range(width))
    )


def _spans(numbers: list[int]) -> list[str]:
    """Numbers as spans.

    Examples
    --------
    >>> _spans([3, 5, 6, 7])
    ['3', '5-7']
    """
    runs = []
    for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        span = [number for _, number in run]
        runs.append(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}")
    return runs
