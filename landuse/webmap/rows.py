"""Rows of other frames that belong to shapes: tables below the map, parts of a card.

A row goes to the page as numbers into lists of distinct texts that stand in the
order of the values, so the page sorts dates, figures and texts by whole numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.details import RowsSpec
from landuse.webmap.texts import value_texts

__all__ = ["card_payload", "column_label", "shape_pairs", "shape_rows", "table_payload"]


def shape_rows(shapes: pd.DataFrame, keys: pd.Series, name: str) -> np.ndarray:
    """Number of the shape that each row names; of several the first.

    Parameters
    ----------
    shapes : DataFrame
        The rows that a layer draws, in their order.
    keys : Series
        What the rows name.
    name : str
        The column of ``shapes`` that has it.

    Returns
    -------
    ndarray of int
        Position in ``shapes``; -1 where there is none.

    Examples
    --------
    >>> shapes = pd.DataFrame({"parcel_id": ["a", "b"]})
    >>> shape_rows(shapes, pd.Series(["b", None, "c"]), "parcel_id").tolist()
    [1, -1, -1]
    """
    if name not in shapes.columns:
        return np.full(len(keys), -1)
    known = pd.Series(np.arange(len(shapes)), index=shapes[name].astype("object"))
    known = known[known.index.notna() & ~known.index.duplicated()]
    return keys.astype("object").map(known).fillna(-1).to_numpy(dtype=int)


def shape_pairs(
    shapes: pd.DataFrame, keys: pd.Series, name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Each row with each shape that it names: an id may stand twice in a layer.

    Parameters
    ----------
    shapes : DataFrame
        The rows that a layer draws, in their order.
    keys : Series
        What the rows name.
    name : str
        The column of ``shapes`` that has it.

    Returns
    -------
    tuple of ndarray of int
        Positions of rows, in their order, and of their shapes.

    Examples
    --------
    >>> shapes = pd.DataFrame({"parcel_id": ["a", "b", "a"]})
    >>> rows, found = shape_pairs(shapes, pd.Series(["b", None, "a"]), "parcel_id")
    >>> rows.tolist(), found.tolist()
    ([0, 2, 2], [1, 0, 2])
    """
    if name not in shapes.columns:
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    own = pd.DataFrame(
        {"key": shapes[name].astype("object"), "shape": range(len(shapes))}
    )
    rows = pd.DataFrame({"key": keys.astype("object"), "row": range(len(keys))})
    both = rows.dropna().merge(own.dropna(), on="key")
    return both["row"].to_numpy(dtype=int), both["shape"].to_numpy(dtype=int)


def table_payload(
    frame: pd.DataFrame, spec: RowsSpec, shapes: pd.DataFrame, lang: str
) -> dict[str, Any]:
    """A table whose rows lead to shapes.

    Parameters
    ----------
    frame : DataFrame
        The rows; columns that it lacks are left out.
    spec : RowsSpec
        From the definition.
    shapes : DataFrame
        The rows that the layer draws.
    lang : {"zh", "en"}
        Language of labels and words.

    Returns
    -------
    dict
        JSON-able; ``rows`` are numbers of shapes, -1 where the map has none.

    Examples
    --------
    >>> from landuse.webmap.details import RowsSpec
    >>> spec = RowsSpec("b", {"zh": "违约"}, "parcel_id", ("parcel_id",), {})
    >>> shapes = pd.DataFrame({"parcel_id": ["P2", "P1"]})
    >>> made = table_payload(pd.DataFrame({"parcel_id": ["P1"]}), spec, shapes, "zh")
    >>> made["rows"], made["columns"][0]["words"]
    ([1], ['P1'])
    """
    keys = frame[spec.key] if spec.key in frame.columns else _nothing(frame)
    return {
        "title": spec.title[lang],
        "columns": _columns(frame, spec, lang),
        "rows": shape_rows(shapes, keys, spec.key).tolist(),
    }


def card_payload(
    frame: pd.DataFrame, spec: RowsSpec, shapes: pd.DataFrame, lang: str
) -> dict[str, Any]:
    """Rows for the evidence card, behind one another by shape.

    Parameters
    ----------
    frame : DataFrame
        The rows; those that name no shape are left out.
    spec : RowsSpec
        From the definition.
    shapes : DataFrame
        The rows that the layer draws.
    lang : {"zh", "en"}
        Language of labels and words.

    Returns
    -------
    dict
        JSON-able; ``counts`` says how many rows each shape has.

    Examples
    --------
    >>> from landuse.webmap.details import RowsSpec
    >>> spec = RowsSpec("m", {"zh": "节点"}, "parcel_id", ("remark",), {})
    >>> shapes = pd.DataFrame({"parcel_id": ["P1", "P2", "P3"]})
    >>> rows = pd.DataFrame({"parcel_id": ["P3", "P1", "P3"], "remark": list("abc")})
    >>> made = card_payload(rows, spec, shapes, "zh")
    >>> made["counts"], made["columns"][0]["numbers"]
    ([1, 0, 2], [1, 0, 2])
    """
    keys = frame[spec.key] if spec.key in frame.columns else _nothing(frame)
    rows, found = shape_pairs(shapes, keys, spec.key)
    order = np.argsort(found, kind="stable")
    return {
        "title": spec.title[lang],
        "columns": _columns(frame.iloc[rows[order]], spec, lang),
        "counts": np.bincount(found, minlength=len(shapes)).tolist(),
    }


def column_label(spec: RowsSpec, name: str, lang: str) -> str:
    """What the head of a column says.

    Parameters
    ----------
    spec : RowsSpec
        From the definition.
    name : str
        The column.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    str
        Its own label, or that of the field.

    Examples
    --------
    >>> spec = RowsSpec("m", {}, "id", ("a",), {}, {"a": {"zh": "甲", "en": "A"}})
    >>> column_label(spec, "a", "en"), column_label(spec, "zone", "zh")
    ('A', '产业集聚区')
    """
    own = spec.labels.get(name)
    return own[lang] if own else label("field", name, lang)


def _nothing(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(None, index=frame.index, dtype=object)


def _columns(frame: pd.DataFrame, spec: RowsSpec, lang: str) -> list[dict[str, Any]]:
    named = [name for name in spec.columns if name in frame.columns]
    return [_column(frame[name], name, spec, lang) for name in named]


def _column(values: pd.Series, name: str, spec: RowsSpec, lang: str) -> dict[str, Any]:
    told = value_texts(values, name, lang, spec.words.get(name))
    numbers, texts = _ranked(values, told)
    return {
        "name": name,
        "label": column_label(spec, name, lang),
        "figures": bool(
            pd.api.types.is_numeric_dtype(values)
            and not pd.api.types.is_bool_dtype(values)
        ),
        "words": texts,
        "numbers": numbers,
    }


def _ranked(values: pd.Series, texts: pd.Series) -> tuple[list[int], list[str]]:
    """Number of each value in the order of the values, and the texts in it."""
    numbers, distinct = pd.factorize(values, sort=True)
    words: list[str] = [""] * len(distinct)
    for number, text in zip(numbers.tolist(), texts.tolist(), strict=True):
        if number >= 0:
            words[number] = text
    return numbers.tolist(), words
