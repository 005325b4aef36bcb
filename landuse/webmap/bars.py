"""Bars of a layer: the values of a column, and which of them each shape has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from landuse.vocabulary import label, words_of
from landuse.webmap.boardspec import BarsSpec
from landuse.webmap.columns import code_array
from landuse.webmap.texts import VALUE_GROUPS, value_texts

__all__ = ["bars_payload", "bars_texts", "kinds_of"]


def kinds_of(column: pd.Series, name: str) -> tuple[np.ndarray, pd.Series]:
    """Number of the value of each row, and the values in the order to show them.

    Words of the vocabulary stand in its order, all else is sorted; rows without a
    value have the number behind the last value.

    Parameters
    ----------
    column : Series
        Any type.
    name : str
        Canonical name.

    Returns
    -------
    tuple of ndarray and Series
        Numbers, and distinct values.

    Examples
    --------
    >>> column = pd.Series(["idle", None, "below_control"])
    >>> numbers, kinds = kinds_of(column, "category")
    >>> numbers.tolist(), kinds.tolist()
    ([1, 2, 0], ['below_control', 'idle'])
    """
    numbers, distinct = pd.factorize(column, sort=True)
    values = pd.Series(distinct)
    known = {word: place for place, word in enumerate(words_of(_group(name)))}
    order = sorted(
        range(len(values)), key=lambda at: (known.get(str(values[at]), len(known)), at)
    )
    rank = np.argsort(np.array(order, dtype=int))
    places = np.where(numbers < 0, len(order), rank[numbers] if len(order) else 0)
    return places, values.iloc[order].reset_index(drop=True)


def _group(name: str) -> str:
    return VALUE_GROUPS.get(name, "")


def kind_texts(kinds: pd.Series, name: str, lang: str) -> list[str]:
    """The values as text, and behind them what stands for none."""
    return [*value_texts(kinds, name, lang), label("map", "no_value", lang)]


def bars_payload(
    shown: pd.DataFrame, specs: Sequence[BarsSpec], lang: str
) -> list[dict[str, Any]]:
    """The bars of a layer for the page; those of absent columns are left out.

    Parameters
    ----------
    shown : DataFrame
        The rows that the layer draws.
    specs : sequence of BarsSpec
        From the definition.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    list of dict
        ``title``, ``zoom``, ``words`` (the last stands for a missing value) and
        ``numbers`` (which word each row has).

    Examples
    --------
    >>> spec = BarsSpec("zone", {"zh": "集聚区", "en": "Zone"})
    >>> made = bars_payload(pd.DataFrame({"zone": ["乙", "甲"]}), [spec], "zh")
    >>> made[0]["words"], made[0]["numbers"].tolist()
    (['乙', '甲', '未录入'], [0, 1])
    """
    made = []
    for spec in specs:
        if spec.by in shown.columns:
            numbers, kinds = kinds_of(shown[spec.by], spec.by)
            made.append(
                {
                    "title": spec.title[lang],
                    "zoom": spec.zoom,
                    "words": kind_texts(kinds, spec.by, lang),
                    "numbers": code_array(numbers),
                }
            )
    return made


def bars_texts(
    shown: pd.DataFrame, specs: Sequence[BarsSpec], lang: str
) -> list[dict[str, Any]]:
    """Titles and words of the bars in one language.

    Parameters
    ----------
    shown : DataFrame
        The rows that the layer draws.
    specs : sequence of BarsSpec
        From the definition.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    list of dict
        Of the same form as :func:`bars_payload`, texts only.

    Examples
    --------
    >>> spec = BarsSpec("zone", {"zh": "集聚区", "en": "Zone"})
    >>> bars_texts(pd.DataFrame({"zone": ["甲"]}), [spec], "en")
    [{'title': 'Zone', 'words': ['甲', 'not recorded']}]
    """
    return [
        {"title": made["title"], "words": made["words"]}
        for made in bars_payload(shown, specs, lang)
    ]
