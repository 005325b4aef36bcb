"""Cells of a .dbf without a value, and what that means.

Asterisks fill a number that did not fit its field; GDAL and QGIS write them for
a number that there is not, too. Blanks are text or a number that there is not,
or what a damaged disk left of one. The rest of the file tells which it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.io.dbf import DbfField, DbfTable
from landuse.io.oddvalues import SHOWN, rare
from landuse.io.raw import Reject
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["Stars", "empty_cells", "stars"]

_STAR = 0x2A
_NUMERIC = "NF"
#: A form that fewer cells than this share break is the form of the column.
_FEW = 0.1
#: Places to spare: a number too large would be ten thousand times all others.
_ROOM = 4
_HINT = "compare with the original; enter the value, or leave it if there is none"


@dataclass(frozen=True)
class Stars:
    """Number fields filled with asterisks."""

    rejects: tuple[Reject, ...] = ()
    issues: tuple[Issue, ...] = ()


def stars(table: DbfTable, texts: pd.DataFrame) -> Stars:
    r"""Tell numbers that did not fit from numbers that there are not.

    Where one column shows that its asterisks cannot be numbers that did not fit,
    and no number is left blank instead, the file is by GDAL or QGIS, and all its
    asterisks stand for no number. Else each is a number that was lost.

    Parameters
    ----------
    table : DbfTable
        As read.
    texts : DataFrame
        Its columns as text, in the same order; asterisks that stand for no
        number become missing here.

    Returns
    -------
    Stars
        ``NUMBER_OVERFLOW`` for each number that was lost, or ``NUMBER_ABSENT``
        for each column in which some are not there.

    Examples
    --------
    >>> body = np.frombuffer(b"       1       2********", np.uint8).reshape(3, 8)
    >>> table = DbfTable((DbfField(b"N", "N", 0, 8),), body, 0)
    >>> stars(table, pd.DataFrame({"N": ["1", "2", "*" * 8]})).issues[0].code
    'NUMBER_ABSENT'
    """
    found: list[tuple[str, DbfField, np.ndarray]] = []
    blank = habit = False
    for field, name in zip(table.fields, texts.columns, strict=True):
        if field.type not in _NUMERIC:
            continue
        marks = table.cells_of(field) == _STAR
        blank |= bool(texts[name].isna().any())
        if marks.any():
            found.append((name, field, marks))
            habit |= _is_habit(texts[name], marks.all(axis=1), field.width)
    rejects: list[Reject] = []
    issues: list[Issue] = []
    for name, field, marks in found:
        absent = np.logical_and(marks.all(axis=1), habit and not blank)
        rejects += _overflow(name, field.width, marks.any(axis=1) & ~absent)
        if absent.any():
            texts[name] = texts[name].mask(absent)
            issues.append(_absent(name, absent))
    return Stars(tuple(rejects), tuple(issues))


def _is_habit(text: pd.Series, full: np.ndarray, width: int) -> bool:
    """Whether asterisks in a column cannot be numbers that did not fit.

    Such a number would be ten thousand times the largest of the column, or ten
    times as large in more than a tenth of all records.
    """
    widest = text[~full].str.len().max()
    room = 0 if pd.isna(widest) else width - int(widest)
    often = full.sum() > max(1, _FEW * len(full))
    return bool(full.any()) and (room >= _ROOM or (often and room > 0))


def _overflow(name: str, width: int, lost: np.ndarray) -> list[Reject]:
    return [
        Reject(
            int(index) + 1,
            "NUMBER_OVERFLOW",
            "number did not fit its field and was written as asterisks",
            field=name,
            value="*" * width,
            hint="widen the field and export again",
        )
        for index in np.flatnonzero(lost)
    ]


def _absent(name: str, absent: np.ndarray) -> Issue:
    text = worded("asterisks_missing", rows=_rows(absent))
    hint = "enter the number, or leave it if there is none"
    return Issue("NUMBER_ABSENT", "warning", text, field=name, hint=hint)


def _rows(mask: np.ndarray) -> str:
    places = np.flatnonzero(mask) + 1
    shown = ", ".join(map(str, places[:SHOWN].tolist()))
    more = " ..." if len(places) > SHOWN else ""
    facts = {"count": len(places), "total": len(mask), "names": shown + more}
    return worded("rows_of", **facts)


def empty_cells(table: DbfTable, texts: pd.DataFrame) -> list[Issue]:
    """Records without values that nearly all others have.

    A number left blank, or fields side by side: that is what a block of blanks
    leaves of a record, and what nobody filled in.

    Parameters
    ----------
    table : DbfTable
        As read.
    texts : DataFrame
        Its columns as text, in the same order.

    Returns
    -------
    list of Issue
        ``EMPTY_CELLS``, one for each set of fields.

    Examples
    --------
    >>> table = DbfTable((DbfField(b"N", "N", 0, 1),), np.zeros((20, 1), np.uint8), 0)
    >>> texts = pd.DataFrame({"N": ["1"] * 19 + [None]}, dtype="str")
    >>> empty_cells(table, texts)[0].message
    'empty where nearly all others have N: 1 of 20 records, rows 20'
    """
    count = len(texts)
    gaps: dict[str, np.ndarray | None] = {}
    for name in texts.columns:
        empty = texts[name].isna().to_numpy()
        gaps[name] = empty if rare(empty) else None
    rows: dict[int, list[str]] = {}
    for place, name in enumerate(texts.columns):
        empty = gaps[name]
        if empty is None:
            continue
        if table.fields[place].type not in _NUMERIC:
            empty = empty & _beside(list(gaps.values()), place)
        for row in np.flatnonzero(empty):
            rows.setdefault(int(row), []).append(name)
    groups: dict[str, np.ndarray] = {}
    for index, names in rows.items():
        groups.setdefault(", ".join(names), np.zeros(count, dtype=bool))[index] = True
    return [_empty(names, mask) for names, mask in groups.items()]


def _beside(gaps: list[np.ndarray | None], place: int) -> np.ndarray:
    """Where a column before or after one has a gap, too."""
    found = [gap for gap in gaps[max(0, place - 1) : place + 2] if gap is not None]
    return np.sum(found, axis=0) > 1


def _empty(names: str, mask: np.ndarray) -> Issue:
    text = worded("empty_where", names=names, rows=_rows(mask))
    first = names.split(", ")[0]
    return Issue("EMPTY_CELLS", "warning", text, field=first, hint=_HINT)
