"""Whether a grade was announced, computed by the policy, or set by hand."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.grading.feed import GROUND

__all__ = ["grade_ground"]


def grade_ground(facts: Facts, year: pd.Series | int) -> pd.Series:
    """Where the grade of each parcel's enterprise does not come from the source.

    Parameters
    ----------
    facts : Facts
        The ground; its enterprises say so in ``grade_ground``.
    year : Series of int, or int
        Of the grade.

    Returns
    -------
    Series of str
        ``computed`` or ``override``; missing for what the source itself states.
    """
    index = facts.frame.index
    known = facts.enterprises
    if known is None or GROUND not in known:
        return pd.Series(None, index, "str")
    told = known.dropna(subset=[GROUND])
    told = told.drop_duplicates(["enterprise_id", "year"])
    by_key = told.set_index(["enterprise_id", "year"])[GROUND]
    years = year if isinstance(year, pd.Series) else pd.Series(year, index)
    keys = pd.MultiIndex.from_arrays([facts.frame["enterprise_id"], years])
    return pd.Series(by_key.reindex(keys).to_numpy(dtype=object), index, "str")
