"""Values that stand in another unit than the rest of their column: told, never mended.

A column in 万元 with some rows in yuan falls into two groups that lie about 10,000
apart with nothing between them. Natural spread does not look like that: so both
the gap and its size must fit before anything is said.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["negative_money", "slipped", "unit_slips"]

#: Ratios of units that are mistaken for each other, and what they are.
_MONEY = {10_000.0: "yuan for 万元", 1e8: "yuan for 亿元"}
_AREA = {2000 / 3: "m2 for mu", 10_000.0: "m2 for ha"}
_SHOWN = 20
_LEAST = 3  #: values in the group that is taken for right
_GAP = 30.0  #: between the two groups at least
_LEEWAY = 5.0  #: by which the ratio of the groups may miss that of the units


def slipped(values: pd.Series, ratios: Mapping[float, str]) -> tuple[np.ndarray, str]:
    """Which values lie a ratio of units away from the rest.

    Parameters
    ----------
    values : Series
        Figures of one column; missing, zero and negative ones are left out.
    ratios : mapping
        Ratio of two units -> the words for it.

    Returns
    -------
    places : array of int
        Of the smaller group; empty where the column is of one piece.
    words : str
        The ratio that fits, in words.

    Examples
    --------
    >>> tax = pd.Series([320.0, 280, 350, 3_100_000, 300])
    >>> slipped(tax, {10_000.0: "yuan for 万元"})
    (array([3]), 'yuan for 万元')
    """
    nothing = np.array([], dtype=int)
    places = np.flatnonzero((values > 0).to_numpy())
    if len(places) <= _LEAST:
        return nothing, ""
    figures = values.to_numpy(dtype=float)[places]
    ordered = np.sort(figures)
    steps = ordered[1:] / ordered[:-1]
    cut = int(np.argmax(steps)) + 1
    if steps[cut - 1] < _GAP or max(cut, len(ordered) - cut) < _LEAST:
        return nothing, ""
    above = figures >= ordered[cut]
    low, high = places[~above], places[above]
    ratio = float(np.median(ordered[cut:]) / np.median(ordered[:cut]))
    for unit, words in ratios.items():
        if 1 / _LEEWAY < ratio / unit < _LEEWAY:
            few = high if len(high) <= len(low) else low
            return few, words
    return nothing, ""


def unit_slips(
    values: pd.Series, name: str, source: str, features: np.ndarray
) -> list[Issue]:
    """Issues for values of a column that stand in another unit than the rest.

    Parameters
    ----------
    values : Series
        In square metres or yuan.
    name : str
        Canonical name; its ending says which units come into question.
    source : str
        Column of the source.
    features : array of str
        What staff call each record.

    Returns
    -------
    list of Issue
        One for each value.

    Examples
    --------
    >>> tax = pd.Series([3.2e6, 2.8e6, 3.5e6, 3.1e10])
    >>> [i.feature for i in unit_slips(tax, "tax_yuan", "税收", np.array(list("abcd")))]
    ['d']
    """
    ratios = _MONEY if name.endswith("_yuan") else _AREA if name.endswith("_m2") else {}
    places, words = slipped(values, ratios)
    usual = values.drop(values.index[places]).median() if len(places) else 0.0
    return [
        Issue(
            "UNIT_SUSPECT",
            "warning",
            worded("unit_suspect", ratio=values.iloc[i] / usual, words=words),
            feature=str(features[i]),
            field=source,
            value=f"{values.iloc[i]:.15g}",
            hint="compare with the document; it was read as it stands",
        )
        for i in places
    ]


def negative_money(
    values: pd.Series, name: str, source: str, features: np.ndarray
) -> list[Issue]:
    """An issue for sums of money below zero, which may be refunds or slips.

    Parameters
    ----------
    values : Series
        In yuan.
    name : str
        Canonical name; only those of money are looked at.
    source : str
        Column of the source.
    features : array of str
        What staff call each record.

    Returns
    -------
    list of Issue
        One at most.

    Examples
    --------
    >>> tax = pd.Series([5.0, -5.0])
    >>> negative_money(tax, "tax_yuan", "税收", np.array(["a", "b"]))[0].feature
    'b'
    """
    places = np.flatnonzero((values < 0).to_numpy())
    if not name.endswith("_yuan") or not len(places):
        return []
    names = ", ".join(str(features[i]) for i in places[:_SHOWN])
    more = " ..." if len(places) > _SHOWN else ""
    return [
        Issue(
            "NEGATIVE_VALUE",
            "warning",
            worded("values_negative", count=len(places), names=names + more),
            feature=str(features[places[0]]),
            field=source,
            value=f"{values.iloc[places[0]]:.15g}",
            hint="a refund is possible; else correct the sign",
        )
    ]
