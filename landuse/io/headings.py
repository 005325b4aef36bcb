"""The rows that name the columns of a sheet: one, or a group title above others.

    宗地代码 | 供地情况（公顷）         | 备注
             | 合同面积 | 实际面积      |

A column below a group is named by both, ``供地情况（公顷） / 合同面积``. Rows are
joined only where they cannot be a title or a record: merged cells show a group,
or else blank cells beside a filled one with a name under each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from landuse.io.names import GROUP, split_unit

__all__ = ["Heading", "Span", "find_heading", "is_figure"]

Row = Sequence[str | None]
#: A merged range: row and column of its first cell, row and column of its last.
Span = tuple[int, int, int, int]

_FIGURE = re.compile(r"^[+-]?\d[\d.,/:\- ]*(%|[eE][+-]?\d+)?$")
_YEAR = re.compile(r"^(19|20)\d\d$")
_NO_GROUP = re.compile(r"[:：]|单位")
_LONGEST_GROUP = 20
_MOST_ROWS = 3


@dataclass(frozen=True)
class Heading:
    """The rows of a heading, as positions, and the name of each column."""

    first: int
    last: int
    names: tuple[str | None, ...]


def is_figure(cell: str) -> bool:
    """Whether a cell is a figure or date, but not a year, which may be a name.

    Examples
    --------
    >>> is_figure("1,200.5"), is_figure("2019-03-01"), is_figure("2021")
    (True, True, False)
    """
    return bool(_FIGURE.match(cell)) and not _YEAR.match(cell)


def find_heading(cells: Sequence[Row], at: int, spans: Sequence[Span] = ()) -> Heading:
    """The heading around the row that holds most of the known names.

    Parameters
    ----------
    cells : sequence of rows
        All cells as text; None where empty.
    at : int
        Position of that row.
    spans : sequence of Span
        Merged ranges, as positions in ``cells``.

    Returns
    -------
    Heading
        One row, or up to three that belong together.

    Examples
    --------
    >>> rows = [["宗地代码", "供地情况", None], [None, "合同面积", "实际面积"]]
    >>> find_heading(rows, 0).names
    ('宗地代码', '供地情况 / 合同面积', '供地情况 / 实际面积')
    """
    first = last = at
    names = [_squeezed(cell) for cell in cells[at]]
    if at + 1 < len(cells):
        upper = _Upper(names, _wide(spans, at))
        lower = [_squeezed(cell) for cell in cells[at + 1]]
        if _is_below(upper, lower):
            last, names = at + 1, _joined(upper, lower)
    while first and last - first + 1 < _MOST_ROWS:
        row = [_squeezed(cell) for cell in cells[first - 1]]
        upper = _Upper(row, _wide(spans, first - 1))
        if not _is_above(upper, names):
            break
        first, names = first - 1, _joined(upper, names)
    return Heading(first, last, tuple(names))


@dataclass(frozen=True)
class _Upper:
    """A row that may hold groups, and its cells that are merged over columns."""

    row: list[str | None]
    wide: list[tuple[int, int]]

    def groups(self, lower: Row) -> list[tuple[int, int]]:
        """First and last column of each group with several names below it."""
        if self.wide:
            return [
                (a, b)
                for a, b in self.wide
                if _at(self.row, a)
                and sum(bool(_at(lower, c)) for c in _cols(a, b)) > 1
            ]
        found = []
        for first, cell in enumerate(self.row):
            last = first
            while cell and _at(lower, last + 1) and not _at(self.row, last + 1):
                last += 1
            if last > first and _at(lower, first):
                found.append((first, last))
        return found


def _is_below(upper: _Upper, lower: Row) -> bool:
    """Whether a row under the names holds the names of its groups, not a record."""
    groups = upper.groups(lower)
    inside = {c for a, b in groups for c in _cols(a, b)}
    filled = [c for c, cell in enumerate(lower) if cell]
    others = [c for c, cell in enumerate(upper.row) if cell and c not in inside]
    if not groups or not _are_names(lower) or not set(filled) <= inside:
        return False
    return bool(others or upper.wide)


def _is_above(upper: _Upper, lower: Row) -> bool:
    """Whether a row over the names holds groups of them, not a title."""
    groups = upper.groups(lower)
    named = [cell for cell in upper.row if cell]
    if not groups or (len(named) == 1 and _covers(groups[0], lower)):
        return False
    if any(
        _NO_GROUP.search(n) or len(n) > _LONGEST_GROUP or is_figure(n) for n in named
    ):
        return False
    if upper.wide:
        return True
    filled = [cell for cell in lower if cell]
    blank = any(c and not _at(lower, i) for i, c in enumerate(upper.row))
    wanted = blank or len(set(filled)) < len(filled)
    units = any(split_unit(name)[1] for name in named)
    return len(named) > 1 and (wanted or units)


def _covers(group: tuple[int, int], lower: Row) -> bool:
    return all(group[0] <= c <= group[1] for c, cell in enumerate(lower) if cell)


def _are_names(row: Row) -> bool:
    return not any(cell and is_figure(cell) for cell in row)


def _joined(upper: _Upper, lower: Row) -> list[str | None]:
    """One name for each column of two rows."""
    over = dict(enumerate(upper.row))
    for first, last in upper.groups(lower):
        over |= dict.fromkeys(_cols(first, last), upper.row[first])
    width = max(len(upper.row), len(lower))
    pairs = ((over.get(c), _at(lower, c)) for c in range(width))
    return [
        a if b is None else b if a in (None, b) else a + GROUP + b for a, b in pairs
    ]


def _wide(spans: Sequence[Span], row: int) -> list[tuple[int, int]]:
    """Columns of the ranges that are merged over several columns in one row only."""
    return sorted((b, d) for a, b, c, d in spans if a == c == row and d > b)


def _cols(first: int, last: int) -> range:
    return range(first, last + 1)


def _at(row: Row, column: int) -> str | None:
    return row[column] if column < len(row) else None


def _squeezed(cell: str | None) -> str | None:
    return re.sub(r"\s+", "", cell) or None if cell else None
