"""Which class of a theme each row is in, and which rows are emphasized."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.definitions import ClassSpec, Emphasis, Theme
from landuse.webmap.texts import figure_text

__all__ = ["class_codes", "class_label", "marked"]


def class_codes(frame: pd.DataFrame, theme: Theme | None) -> np.ndarray:
    """Number of the class of each row.

    Parameters
    ----------
    frame : DataFrame
        With or without the theme's column.
    theme : Theme or None
        None puts every row into class 0.

    Returns
    -------
    ndarray of int
        Index into ``theme.classes``; what no class takes is in the rest.

    Examples
    --------
    >>> class_codes(pd.DataFrame({"a": [1, 2]}), None).tolist()
    [0, 0]
    """
    if theme is None:
        return np.zeros(len(frame), dtype=int)
    rest = next(n for n, c in enumerate(theme.classes) if c.rest)
    codes = np.full(len(frame), rest)
    if theme.column not in frame.columns:
        return codes
    column = frame[theme.column]
    for number, spec in reversed(list(enumerate(theme.classes))):
        if not spec.rest:
            codes[_members(column, spec)] = number
    return codes


def _members(column: pd.Series, spec: ClassSpec) -> np.ndarray:
    if spec.words or spec.prefixes:
        text = column.astype("str")
        member = text.isin(spec.words)
        if spec.prefixes:
            member |= text.str.startswith(spec.prefixes, na=False)
        return member.to_numpy(dtype=bool)
    figures = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)
    low = -np.inf if spec.low is None else spec.low
    high = np.inf if spec.high is None else spec.high
    return (figures > low) & (figures <= high)


def marked(frame: pd.DataFrame, mark: Emphasis | None) -> np.ndarray:
    """Whether each row is emphasized; a missing value is not.

    Parameters
    ----------
    frame : DataFrame
        With or without the column.
    mark : Emphasis or None
        None emphasizes nothing.

    Returns
    -------
    ndarray of bool
        By row.

    Examples
    --------
    >>> from landuse.webmap.themes import Style
    >>> late = Emphasis("late", "true", {}, Style("#c00000"))
    >>> marked(pd.DataFrame({"late": [True, False, None]}), late).tolist()
    [True, False, False]
    """
    if mark is None or mark.column not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    text = frame[mark.column].astype("str").str.lower()
    return (text == mark.value.lower()).to_numpy(dtype=bool, na_value=False)


def class_label(spec: ClassSpec, theme: Theme, lang: str) -> str:
    """What the legend calls a class.

    Parameters
    ----------
    spec : ClassSpec
        One class of the theme.
    theme : Theme
        For the group of words.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        Its own label, the word of its first value, or its range.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> theme = load_definition("tax_density").layers[-1].theme
    >>> [class_label(c, theme, "en") for c in theme.classes[:2]]
    ['≤ 50,000', '50,000 – 100,000']
    """
    if spec.label is not None:
        return spec.label[lang]
    if spec.words:
        return label(theme.vocabulary or theme.column, spec.words[0], lang)
    ends = [figure_text(end, 0) for end in (spec.low, spec.high) if end is not None]
    if len(ends) == 2:  # noqa: PLR2004
        return " – ".join(ends)
    return f"> {ends[0]}" if spec.low is not None else f"≤ {ends[0]}"
