"""A sentence in English that knows itself in Chinese."""

from __future__ import annotations

__all__ = ["Worded", "chinese"]


class Worded(str):
    """English text, which scripts compare, with the same in Chinese for staff.

    Parameters
    ----------
    text : str
        In English.
    zh : str
        In Chinese.

    Examples
    --------
    >>> message = Worded("2 rows", "2 行")
    >>> message, message.zh
    ('2 rows', '2 行')
    """

    zh: str

    def __new__(cls, text: str, zh: str = "") -> Worded:  # noqa: D102
        made = super().__new__(cls, text)
        made.zh = zh
        return made


def chinese(text: object) -> str | None:
    """The Chinese of a text that has one.

    Parameters
    ----------
    text : object
        A message or a hint.

    Returns
    -------
    str or None
        None for a plain text.

    Examples
    --------
    >>> chinese(Worded("2 rows", "2 行")), chinese("2 rows")
    ('2 行', None)
    """
    return text.zh or None if isinstance(text, Worded) else None
