"""Codes of plan classes looked up in tables of a policy, by how a code begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from landuse.policy import Policy

__all__ = ["NOT_LISTED", "UNKNOWN_SCHEME", "class_rows"]

#: Of a class that the table does not list, and of a code that means something else.
NOT_LISTED, UNKNOWN_SCHEME = -1, -2


def class_rows(
    plan: pd.DataFrame, table: Sequence[Mapping[str, Any]], policy: Policy, day: date
) -> np.ndarray:
    """Row of a table of classes for each outline of a plan.

    Parameters
    ----------
    plan : DataFrame
        Canonical plan.
    table : sequence of mapping
        With ``classes``: codes, each with all that begin with it; the longest fit
        counts.
    policy : Policy
        ``plan.class_schemes``: the same code of another classification is other land.
    day : date
        Day of the policy.

    Returns
    -------
    ndarray of int
        In the order of the plan; :data:`NOT_LISTED` or :data:`UNKNOWN_SCHEME`.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_plan
    >>> plan = make_plan(class_code=["100102", "16"])
    >>> table = [{"classes": ["11"]}, {"classes": ["1001"]}]
    >>> class_rows(plan, table, load_policy("national"), date(2022, 9, 30)).tolist()
    [1, -1]
    """
    known = policy.value("plan.class_schemes", day)
    schemes = plan["class_scheme"].isin(known).to_numpy(dtype=bool)
    codes = plan["class_code"].astype("str").str.strip()
    rows = {code: _row(table, code) for code in codes.unique()}
    return np.where(schemes, codes.map(rows).to_numpy(dtype=int), UNKNOWN_SCHEME)


def _row(table: Sequence[Mapping[str, Any]], code: str) -> int:
    """The row with the longest beginning of a code."""
    fits = [
        (len(start), -number)
        for number, row in enumerate(table)
        for start in row["classes"]
        if code.startswith(start)
    ]
    return -max(fits)[1] if fits else NOT_LISTED
