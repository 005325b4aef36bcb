"""What is wrong with the texts of a table, whatever the column means.

A record goes to quarantine where its text cannot be what somebody wrote: an
error of the spreadsheet, a control character, a cell beyond the limit. What is
readable but dangerous or deceptive (formula text, invisible characters) is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.io.raw import Reject
from landuse.io.tablelimits import TableLimits
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["text_faults"]

#: From row number and position of a column to the name of the cell.
Place = Callable[[int, int], str]

_SHOWN = 20
#: Whatever a check below could find; without look-ahead, so that it runs in one go.
_DOUBTFUL = (
    r"^\s*[=@#+\-]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|"
    "[\ufffd\ufffe\uffff\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|"
    "[\xc2-\xef][\x80-\xbf]|锟斤拷|烫烫烫"
)


@dataclass(frozen=True)
class _Check:
    code: str
    pattern: str
    what: str
    hint: str


_REJECTED = (
    _Check(
        "CELL_ERROR",
        r"^\s*(#(REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|N/A|SPILL!|CALC!)|#{3,})\s*$",
        worded("is_cell_error"),
        "mend the formula, or enter the value",
    ),
    _Check(
        "BAD_CHARACTER",
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]|锟斤拷|烫烫烫",
        worded("is_damaged_text"),
        "enter the value again; it was lost when the file was made",
    ),
)
_TOLD = (
    _Check(
        "FORMULA_TEXT",
        r"^\s*[=@]|^\s*[+\-](?![\d.,]+([Ee][+\-]?\d+)?\s*$)"
        r"(.*[A-Za-z(|!]|[\d.,]+[+\-*/])",
        worded("is_formula"),
        "ask whether it was meant; open exports of this column with care",
    ),
    _Check(
        "HIDDEN_CHARACTER",
        "[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
        worded("is_invisible"),
        "type the text again",
    ),
    _Check(
        "MOJIBAKE",
        "[\xc2-\xef][\x80-\xbf]{1,2}[\xc2-\xef\x80-\xbf]",
        worded("is_mojibake"),
        "ask for the file again in UTF-8",
    ),
)


def text_faults(
    columns: pd.DataFrame, rows: np.ndarray, place: Place
) -> tuple[list[Reject], list[Issue]]:
    """Faults of all texts of a table.

    Parameters
    ----------
    columns : DataFrame
        Text as it stands.
    rows : array of int
        Number of each row as staff count it.
    place : callable
        Name of a cell by row number and position of the column.

    Returns
    -------
    rejects : list of Reject
        Records that cannot be used.
    issues : list of Issue
        One for each column and kind of fault.

    Examples
    --------
    >>> frame = pd.DataFrame({"QYMC": ["=1+1", "甲"]}, dtype="str")
    >>> text_faults(frame, np.array([2, 3]), lambda row, _: f"row {row}")[1][0].code
    'FORMULA_TEXT'
    """
    rejects: list[Reject] = []
    issues: list[Issue] = []
    for position, name in enumerate(columns.columns):
        whole = columns.iloc[:, position]
        rejects += _too_long(name, whole, rows)
        doubtful = np.flatnonzero(whole.str.contains(_DOUBTFUL).fillna(False))
        text = whole.iloc[doubtful]
        for check in _REJECTED:
            rejects += [
                _reject(check, name, whole.iloc[i], int(rows[i]), place, position)
                for i in doubtful[_hits(text, check.pattern)]
            ]
        for check in _TOLD:
            hits = doubtful[_hits(text, check.pattern)]
            if len(hits):
                where = [place(int(rows[i]), position) for i in hits]
                issues.append(_issue(check, str(name), where, str(whole.iloc[hits[0]])))
    return rejects, issues


def _hits(text: pd.Series, pattern: str) -> np.ndarray:
    found = re.compile(pattern).search
    return np.flatnonzero([found(t) is not None for t in text.to_numpy(dtype=object)])


def _too_long(name: object, text: pd.Series, rows: np.ndarray) -> Iterator[Reject]:
    limit = TableLimits().cell_chars
    lengths = text.str.len().fillna(0).to_numpy()
    for i in np.flatnonzero(lengths > limit):
        yield Reject(
            int(rows[i]),
            "FIELD_TOO_LONG",
            worded("text_too_long", column=name, length=int(lengths[i]), limit=limit),
            str(name),
            str(text.iloc[i])[:200],
            "shorten the text; a missing quote may have joined many cells",
        )


def _reject(
    check: _Check, name: object, value: str, row: int, place: Place, position: int
) -> Reject:
    shown = ascii(value[:40]) if check.code == "BAD_CHARACTER" else repr(value[:40])
    return Reject(
        row,
        check.code,
        worded("cell_holds", cell=place(row, position), what=check.what, value=shown),
        str(name),
        value[:200],
        check.hint,
    )


def _issue(check: _Check, name: str, where: list[str], value: str) -> Issue:
    shown = ", ".join(where[:_SHOWN]) + (" ..." if len(where) > _SHOWN else "")
    return Issue(
        check.code,
        "warning",
        worded(
            "cells_hold", count=len(where), column=name, what=check.what, names=shown
        ),
        field=name,
        value=value[:200],
        hint=check.hint,
    )
