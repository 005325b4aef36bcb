"""Where in a sheet the table is: titles above, unit row, totals and notes below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from landuse.errors import SourceError
from landuse.io.headings import Heading, Span, find_heading, is_figure
from landuse.io.names import normalise, split_unit, unit_word
from landuse.messages import worded

__all__ = ["Sheet", "split_sheet"]

Row = Sequence[str | None]

#: Rows from the top among which the header is looked for.
HEADER_SEARCH_ROWS = 20
_TOTAL = re.compile(r"^(合计|小计|总计|共计|总合计|累计|本页小计|TOTAL|SUM)[:：]?$")
_NOTE = re.compile(r"^(注|备注|说明|填表人|制表人|填表单位|审核人|填报)\s*\d*[:：]")
_UNITS_STATED = re.compile(r"单位\s*[:：]\s*(.+?)[)）]?$")


@dataclass(frozen=True)
class Sheet:
    """A sheet taken apart."""

    header: tuple[str, ...]
    header_row: int  #: as Excel counts
    records: tuple[tuple[str | None, ...], ...]
    rows: tuple[int, ...]  #: row of each record, as Excel counts
    units: dict[str, str] = field(default_factory=dict)  #: stated outside the header
    skipped: tuple[tuple[int, str], ...] = ()  #: row and why: title, unit, total, note
    too_wide: tuple[tuple[int, str], ...] = ()  #: row and what stands too much
    repeated: tuple[str, ...] = ()  #: names that stand over several columns
    header_rows: tuple[int, ...] = ()  #: of a header of several rows, as Excel counts


def split_sheet(
    cells: Sequence[Row],
    known: frozenset[str],
    name: str,
    numbers: Sequence[int] | None = None,
    merged: Sequence[Span] = (),
) -> Sheet:
    """Find the header of a sheet and tell records from the other rows.

    Parameters
    ----------
    cells : sequence of rows
        All cells as text; None where empty.
    known : frozenset of str
        Normalised names that a column may have.
    name : str
        Name of the file for the message.
    numbers : sequence of int, optional
        Number of each row as Excel counts; by default from 1 without a gap.
    merged : sequence of Span
        Merged ranges; rows as Excel counts, columns from 0.

    Returns
    -------
    Sheet
        Rows without any value are dropped; every other row is a record or is
        named in ``skipped``.

    Raises
    ------
    SourceError
        If there is no row that could be a header.

    Examples
    --------
    >>> rows = [["台账", None], ["宗地代码", "面积"], ["P1", "2"], ["合计", "2"]]
    >>> sheet = split_sheet(rows, frozenset({"宗地代码"}), "a.csv")
    >>> sheet.header_row, sheet.rows, sheet.skipped
    (2, (3,), ((1, 'title'), (4, 'total')))
    """
    counted = range(1, len(cells) + 1) if numbers is None else numbers
    at = _header_index(cells, known)
    if at is None:
        msg = "has no header row with column names; add one"
        raise SourceError(msg, name, code="NO_HEADER")
    if _is_data(cells[at]):
        msg = worded("header_of_figures", row=counted[at])
        raise SourceError(msg, name, code="NO_HEADER")
    heading = find_heading(cells, at, _positions(merged, counted))
    header, repeated = _header(heading.names)
    skipped = [(counted[i], "title") for i in range(heading.first) if any(cells[i])]
    units = _stated_units(cells[: heading.first], header)
    start = heading.last + 1
    if start < len(cells) and _is_unit_row(cells[start]):
        units |= _unit_row(cells[start], header)
        skipped.append((counted[start], "unit"))
        start += 1
    body = _body(list(zip(counted, cells, strict=True))[start:], len(header))
    return Sheet(
        header,
        counted[heading.last],
        body.records,
        body.rows,
        units,
        (*skipped, *body.skipped),
        body.too_wide,
        repeated,
        _rows_of(heading, counted),
    )


def _positions(merged: Sequence[Span], counted: Sequence[int]) -> list[Span]:
    """Merged ranges by the positions of their rows; rows without cells are left out."""
    at = {number: index for index, number in enumerate(counted[:HEADER_SEARCH_ROWS])}
    return [
        (at[a], b, max(at[n] for n in at if n <= c), d)
        for a, b, c, d in merged
        if a in at
    ]


def _rows_of(heading: Heading, counted: Sequence[int]) -> tuple[int, ...]:
    rows = tuple(counted[i] for i in range(heading.first, heading.last + 1))
    return rows if len(rows) > 1 else ()


def _body(numbered: Sequence[tuple[int, Row]], width: int) -> Sheet:
    """The rows below the header, told apart; as a sheet without a header."""
    records, rows, wide = [], [], []
    skipped: list[tuple[int, str]] = []
    for number, row in numbered:
        if not any(row):
            continue
        why = _apart(row)
        if why:
            skipped.append((number, why))
            continue
        records.append(tuple((*row, *[None] * (width - len(row)))[:width]))
        rows.append(number)
        extra = [cell for cell in row[width:] if cell]
        if extra:
            wide.append((number, ", ".join(extra)))
    return Sheet(
        (),
        0,
        tuple(records),
        tuple(rows),
        skipped=tuple(skipped),
        too_wide=tuple(wide),
    )


def _header_index(cells: Sequence[Row], known: frozenset[str]) -> int | None:
    """The row with most known names; else the first that is mostly filled."""
    best, score = None, 0
    for index, row in enumerate(cells[:HEADER_SEARCH_ROWS]):
        hits = sum(normalise(cell) in known for cell in row if cell)
        if hits > score:
            best, score = index, hits
    if best is not None:
        return best
    width = max((sum(map(bool, row)) for row in cells[:HEADER_SEARCH_ROWS]), default=0)
    for index, row in enumerate(cells[:HEADER_SEARCH_ROWS]):
        if width and sum(map(bool, row)) * 2 >= width:
            return index
    return None


def _is_data(row: Row) -> bool:
    """Whether half of a row are figures or dates, as no header has them.

    Examples
    --------
    >>> _is_data(["410902", "2019-03-01"]), _is_data(["企业", "2020", "2021", "合计"])
    (True, False)
    """
    filled = [cell for cell in row if cell]
    figures = [c for c in filled if is_figure(c)]
    return len(figures) * 2 >= len(filled) > 0


def _header(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the columns, each once, and those that stood there twice."""
    filled = max(i for i, cell in enumerate(row) if cell) + 1
    names: dict[str, None] = {}
    repeated: dict[str, None] = {}
    for index, cell in enumerate(row[:filled]):
        base = cell or f"column_{index + 1}"
        name, number = base, 1
        while name in names:
            repeated[base] = None
            number += 1
            name = f"{base}_{number}"
        names[name] = None
    return tuple(names), tuple(repeated)


def _apart(row: Row) -> str | None:
    filled = [cell for cell in row if cell]
    first = unicodedata.normalize("NFKC", filled[0]).upper()
    if any(
        _TOTAL.match(re.sub(r"\s", "", c))
        for c in (first, filled[-1] if len(filled) == 1 else first)
    ):
        return "total"
    second = re.sub(r"\s", "", filled[1]) if len(filled) > 1 else ""
    if row[0] is not None and first.isdigit() and _TOTAL.match(second):
        return "total"
    return "note" if len(filled) <= 2 and _NOTE.match(first) else None  # noqa: PLR2004


def _is_unit_row(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    return bool(filled) and all(unit_word(cell) is not None for cell in filled)


def _unit_row(row: Row, header: tuple[str, ...]) -> dict[str, str]:
    pairs = zip(header, row, strict=False)
    return {name: unit for name, cell in pairs if (unit := unit_word(cell or ""))}


def _stated_units(titles: Sequence[Row], header: tuple[str, ...]) -> dict[str, str]:
    """Units of a line like 单位：公顷、万元 for the columns that state none."""
    stated: list[str] = []
    for row in titles:
        for cell in row:
            found = _UNITS_STATED.search(cell or "")
            if found:
                stated += re.split(r"[、,，/;；\s]+", found[1])
    units = {unit for word in stated if (unit := unit_word(word))}
    area = [u for u in units if "yuan" not in u]
    money = [u for u in units if "yuan" in u]
    result = {}
    for name in header:
        choice = money if _is_money(name) else area if "面积" in name else []
        if len(choice) == 1 and split_unit(name)[1] is None:
            result[name] = choice[0]
    return result


def _is_money(name: str) -> bool:
    return any(
        word in name for word in ("税", "价", "额", "收入", "投资", "增加值", "经费")
    )
