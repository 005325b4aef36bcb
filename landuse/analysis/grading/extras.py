"""What is recorded beside the figures: exemptions, vetoes and bonuses, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["bonus_points", "names_in", "not_listed", "vetoed"]

_BETWEEN = ";"


def names_in(text: str) -> tuple[str, ...]:
    """The names in a cell, each once.

    Examples
    --------
    >>> names_in("上市公司; 高新技术企业；上市公司")
    ('上市公司', '高新技术企业')
    """
    parts = text.replace("；", _BETWEEN).replace("、", _BETWEEN).split(_BETWEEN)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def bonus_points(
    cells: pd.Series, points: Mapping[str, float], cap: float | None
) -> np.ndarray:
    """Points for what is recorded of each enterprise.

    Parameters
    ----------
    cells : Series of str
        Names with ``;``; missing is none.
    points : mapping of str to float
        Of each name that the policy lists.
    cap : float or None
        Most points that one enterprise can have.

    Returns
    -------
    array of float
        0 where nothing that counts is recorded.

    Examples
    --------
    >>> cells = pd.Series(["上市公司;高新技术企业", None])
    >>> bonus_points(cells, {"上市公司": 3, "高新技术企业": 2}, 4).tolist()
    [4.0, 0.0]
    """

    def total(names: tuple[str, ...]) -> float:
        added = float(sum(points.get(name, 0.0) for name in names))
        return added if cap is None else min(added, float(cap))

    return _each(cells, total, 0.0).astype("float64")


def vetoed(cells: pd.Series, listed: Collection[str]) -> np.ndarray:
    """Where a matter is recorded that the policy lists as a veto.

    Examples
    --------
    >>> vetoed(pd.Series(["安全事故", "迟报", None]), ["安全事故"]).tolist()
    [True, False, False]
    """
    found = _each(cells, lambda names: any(n in listed for n in names), default=False)
    return found.astype(bool)


def not_listed(cells: pd.Series, listed: Collection[str]) -> np.ndarray:
    """Names that are recorded but of which the policy says nothing, with ``;``.

    Examples
    --------
    >>> not_listed(pd.Series(["安全事故;迟报", None]), ["安全事故"]).tolist()
    ['迟报', '']
    """
    return _each(
        cells, lambda names: _BETWEEN.join(n for n in names if n not in listed), ""
    )


def _each(
    cells: pd.Series, made: Callable[[tuple[str, ...]], Any], default: Any
) -> np.ndarray:
    """Each distinct text is looked at once."""
    filled = cells.dropna()
    words = {text: made(names_in(str(text))) for text in filled.unique()}
    result = np.full(len(cells), default, dtype=object)
    result[cells.notna().to_numpy()] = [words[text] for text in filled]
    return result
