"""Rows of plots counted by their state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

__all__ = ["tallied"]


def tallied(
    plots: pd.Series, rows: pd.DataFrame, column: str, states: Sequence[str]
) -> pd.DataFrame:
    """How many rows of each plot are in each state.

    Parameters
    ----------
    plots : Series of str
        Ids of plots.
    rows : DataFrame
        With ``parcel_id``; those of other plots are left out.
    column : str
        The column of the states.
    states : sequence of str
        The states; rows in others are left out.

    Returns
    -------
    DataFrame of Int64
        On the index of ``plots``, a column for each state.

    Examples
    --------
    >>> rows = pd.DataFrame({"parcel_id": ["A", "A", "X"], "state": "met"})
    >>> tallied(pd.Series(["B", "A"]), rows, "state", ["met"]).met.tolist()
    [0, 2]
    """
    codes, distinct = pd.factorize(plots)
    place = pd.Index(distinct).get_indexer(pd.Index(rows["parcel_id"]))
    state = pd.Index(list(states)).get_indexer(pd.Index(rows[column]))
    cells = (place * len(states) + state)[(place >= 0) & (state >= 0)]
    counts = np.bincount(cells, minlength=len(distinct) * len(states))
    table = counts.reshape(len(distinct), len(states))[codes]
    return pd.DataFrame(table, index=plots.index, columns=list(states), dtype="Int64")
