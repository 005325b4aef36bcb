"""Cells of a .dbf that no program wrote: what a damaged disk or transfer leaves.

The format has no checksum. But its cells have a form: numbers are digits at the
right end of the field, dates are eight digits, text begins at the left and is
padded in one way throughout. A cell that breaks the form is damaged, and its
record goes to quarantine, even where something could be read from it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from landuse.io.dbf import DbfTable
from landuse.io.oddvalues import odd_issue, rare
from landuse.io.raw import Reject
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["damaged_records", "odd_gaps"]

_BLANK, _ZERO_BYTE, _STAR = 0x20, 0x00, 0x2A
_CONTROL = 0x20
_WHITE = (0x09, 0x0A, 0x0D)
_DIGITS = np.isin(np.arange(256), list(b"0123456789"))
_NUMBER = np.isin(np.arange(256), list(b"0123456789+-.eE*, \0"))
_LOGICAL = np.isin(np.arange(256), list(b"YyNnTtFf01? \0"))
_DATE_BYTES = 8
#: A form that fewer cells than this share break is the form of the field.
_FEW = 0.1
#: Blanks in a row that no one types inside a value.
_GAP = " " * 8
_TWO = " " * 2
_HINT = "compare with the original; export the layer again"


def damaged_records(table: DbfTable, texts: pd.DataFrame) -> list[Reject]:
    r"""Records with a marker or a cell that breaks the form of the format.

    Parameters
    ----------
    table : DbfTable
        As read.
    texts : DataFrame
        Its columns as text, in the same order.

    Returns
    -------
    list of Reject
        ``CORRUPT_RECORD`` for a marker, ``CORRUPT_VALUE`` for a cell.

    Examples
    --------
    >>> from landuse.io.dbf import DbfField
    >>> body = np.frombuffer(b" P1 P\x01", np.uint8).reshape(2, 3)
    >>> table = DbfTable((DbfField(b"ID", "C", 1, 2),), body, 0)
    >>> damaged_records(table, pd.DataFrame({"ID": ["P1", "P"]}))[0].reason
    'value in ID is damaged: control characters'
    """
    found = list(_markers(table))
    low = bool(table.records.size) and table.records[:, 1:].min() < _CONTROL
    for field, name in zip(table.fields, texts.columns, strict=True):
        cells = table.cells_of(field)
        for index, why in _damaged(cells, field.type, texts[name], low=low):
            text = bytes(cells[index]).decode("latin-1")
            reason = worded("value_damaged", column=name, why=why)
            found.append(
                Reject(index + 1, "CORRUPT_VALUE", reason, name, repr(text), _HINT)
            )
    return found


def _markers(table: DbfTable) -> Iterator[Reject]:
    marks = table.records[:, 0]
    for index in np.flatnonzero((marks != _BLANK) & (marks != _STAR)):
        reason = worded("record_mark", mark=int(marks[index]))
        yield Reject(int(index) + 1, "CORRUPT_RECORD", reason, hint=_HINT)


def _damaged(
    cells: np.ndarray, kind: str, text: pd.Series, *, low: bool
) -> Iterator[tuple[int, str]]:
    if low:
        yield from _low_bytes(cells, kind)
    if kind in "NF":
        yield from _numbers(cells)
    elif kind == "D" and cells.shape[1] == _DATE_BYTES:
        digits = _DIGITS[cells].all(axis=1)
        yield from _at(
            _rare(~digits & _is_filled(cells, ~digits)), worded("why_no_eight_digits")
        )
    elif kind == "L":
        yield from _at(~_LOGICAL[cells].all(axis=1), worded("why_no_logical"))
    elif kind == "C":
        indented = cells[:, 0] == _BLANK
        filled = _is_filled(cells, indented)
        yield from _at(_rare(indented & filled), worded("why_blanks_before"))
        gap = pc.match_substring(pa.array(text), _GAP).fill_null(False)
        yield from _at(gap.to_numpy(zero_copy_only=False), worded("why_gap_inside"))


def odd_gaps(table: DbfTable, texts: pd.DataFrame) -> list[Issue]:
    """Texts with two blanks inside, where hardly any other has them.

    Parameters
    ----------
    table : DbfTable
        As read.
    texts : DataFrame
        Its columns as text, in the same order.

    Returns
    -------
    list of Issue
        ``ODD_VALUE``, one for each column.
    """
    found = []
    for field, name in zip(table.fields, texts.columns, strict=True):
        if field.type == "C":
            gap = pc.match_substring(pa.array(texts[name]), _TWO).fill_null(False)
            odd = gap.to_numpy(zero_copy_only=False)
            if rare(odd):
                what = worded("has_odd_blanks")
                found.append(odd_issue(what, name, odd, np.arange(1, len(odd) + 1)))
    return found


def _low_bytes(cells: np.ndarray, kind: str) -> Iterator[tuple[int, str]]:
    zeros = cells == _ZERO_BYTE
    some = zeros.any(axis=1)
    inside = np.zeros(len(cells), dtype=bool)
    filled = ~(zeros[some] | (cells[some] == _BLANK))
    width = cells.shape[1]
    last = np.where(filled.any(axis=1), width - filled[:, ::-1].argmax(axis=1), 0)
    inside[some] = (zeros[some] & (np.arange(width) < last[:, None])).any(axis=1)
    yield from _at(inside, worded("why_zero_bytes"))
    yield from _at(_rare(some & ~inside), worded("why_zero_padding"))
    if kind == "C":
        control = (cells < _CONTROL) & ~zeros & ~np.isin(cells, _WHITE)
        yield from _at(control.any(axis=1), worded("why_control"))


def _numbers(cells: np.ndarray) -> Iterator[tuple[int, str]]:
    wrong = ~_NUMBER[cells].all(axis=1)
    yield from _at(wrong, worded("why_no_figure"))
    left = cells[:, -1] == _BLANK
    left &= _is_filled(cells, left) & ~wrong
    yield from _at(_rare(left), worded("why_not_right"))


def _is_filled(cells: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Which of some cells hold more than padding."""
    filled = np.zeros(len(cells), dtype=bool)
    some = cells[where]
    filled[where] = ((some != _BLANK) & (some != _ZERO_BYTE)).any(axis=1)
    return filled


def _rare(mask: np.ndarray) -> np.ndarray:
    """The mask where it is the exception; nothing where it is the habit."""
    return mask if mask.sum() <= max(1, _FEW * len(mask)) else np.zeros_like(mask)


def _at(mask: np.ndarray, why: str) -> Iterator[tuple[int, str]]:
    return ((int(index), why) for index in np.flatnonzero(mask))
