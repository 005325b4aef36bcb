"""A frame as an HTML table whose every cell is escaped."""

from __future__ import annotations

import pandas as pd

from landuse.vocabulary import has_label, label
from landuse.webmap.page import Markup, element
from landuse.webmap.texts import value_texts

__all__ = ["table"]

#: From more columns than these on the type is smaller.
_WIDE = 12


def table(frame: pd.DataFrame, lang: str = "zh") -> Markup:
    """A table with labelled columns, figures to the right.

    Parameters
    ----------
    frame : DataFrame
        One row per line; an empty frame gives nothing.
    lang : {"zh", "en"}, default "zh"
        Language of the column names.

    Returns
    -------
    Markup
        A ``<table>``, or empty markup.

    Examples
    --------
    >>> str(table(pd.DataFrame({"zone": ["甲"], "area_mu": [15.0]})))[-74:]
    '<tbody><tr><td>甲</td><td class="num">15.00</td></tr></tbody></table></div>'
    """
    if frame.empty:
        return Markup()
    figures = {name for name in frame if pd.api.types.is_numeric_dtype(frame[name])}
    styles = ["num" if name in figures else None for name in frame]
    head = [
        element("th", _column_label(str(name), lang), scope="col", class_=style)
        for name, style in zip(frame, styles, strict=True)
    ]
    texts = [value_texts(frame[name], str(name), lang).tolist() for name in frame]
    rows = [
        element("tr", *(_cell(t, style) for t, style in zip(row, styles, strict=True)))
        for row in zip(*texts, strict=True)
    ]
    whole = element(
        "table",
        element("thead", element("tr", *head)),
        element("tbody", *rows),
        class_="rp-table" if len(styles) <= _WIDE else "rp-table rp-wide",
    )
    return element("div", whole, class_="rp-scroll")


def _cell(text: str | None, style: str | None) -> Markup:
    return element("td", "—" if text is None else text, class_=style)


def _column_label(name: str, lang: str) -> str:
    group = "column" if has_label("column", name) else "field"
    return label(group, name, lang)
