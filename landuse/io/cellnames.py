"""Names of cells, and their numbers as text, as a spreadsheet shows them."""

from __future__ import annotations

import datetime as dt

import numpy as np

__all__ = ["cell_name", "column_index", "column_letters", "day_text", "number_text"]

_EXACT = 1e15  #: Excel keeps 15 digits
_ZERO_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zones
_DAYS_1904 = 1462


def number_text(value: float) -> str:
    """A number as text; beyond 15 digits in powers of ten, for Excel rounds there.

    Examples
    --------
    >>> number_text(410902.0), number_text(22.5), number_text(410902001001000012.0)
    ('410902', '22.5', '4.109020010010000e+17')
    """
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if abs(value) >= _EXACT and np.isfinite(value):
        return f"{value:.15e}"
    return repr(value)


def day_text(value: float, date1904: bool) -> str | None:
    """A serial number as a day, with its time if it has one; None if it is none.

    Examples
    --------
    >>> day_text(43525, False), day_text(42063.5, True), day_text(0.5, False)
    ('2019-03-01', '2019-03-01 12:00:00', None)
    """
    days = value + (_DAYS_1904 if date1904 else 0)
    try:
        day = _ZERO_1900 + dt.timedelta(seconds=round(days * 86_400))
    except (OverflowError, ValueError):
        return None
    if days < 1:
        return None
    midnight = day.time() == dt.time()
    return day.date().isoformat() if midnight else day.isoformat(" ")


def column_index(letters: str) -> int:
    """Position of a column by its name.

    Examples
    --------
    >>> column_index("A"), column_index("AB")
    (0, 27)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def column_letters(column: int) -> str:
    """Name of a column as Excel shows it.

    Parameters
    ----------
    column : int
        From 0.

    Returns
    -------
    str
        Capitals.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Name of a cell as Excel shows it.

    Examples
    --------
    >>> cell_name(2, 1)
    'B2'
    """
    return f"{column_letters(column)}{row}"
