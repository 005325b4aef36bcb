"""How many enterprises of each zone and track have which grade."""

from __future__ import annotations

import pandas as pd

from landuse.analysis.indicators import CITY
from landuse.policy import Policy

__all__ = ["STATUSES", "grade_counts"]

#: What stands in place of a grade, by the column that counts it.
STATUSES = {
    f"{word}_count": word
    for word in ("exempt", "not_evaluated", "cannot_tell", "not_configured")
}


def grade_counts(graded: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Counts by zone, track and grade, the city last.

    Parameters
    ----------
    graded : DataFrame
        Result of :func:`landuse.analysis.grading.grade`.
    policy : Policy
        Names the grades.

    Returns
    -------
    DataFrame
        ``zone_id``, ``track``, a column for each grade of the policy and each status,
        ``enterprises``; rows of unknown zone or track have it missing.

    Examples
    --------
    >>> from landuse.analysis.grading import grade
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> policy = load_policy("henan")
    >>> found = grade(make_enterprises(zone_id="Z", year=2021), policy, 2021)
    >>> grade_counts(found, policy)[["zone_id", "not_configured_count"]].values.tolist()
    [['Z', 1], ['city', 1]]
    """
    key = "grading.grades"
    grades = list(policy.value(key)) if policy.is_configured(key) else []
    words = {**dict(zip(grades, grades, strict=True)), **STATUSES}
    names = list(words)
    held = pd.DataFrame({name: graded["grade"] == w for name, w in words.items()})
    by = [graded["zone_id"], graded["track"]]
    table = held.groupby(by, dropna=False).sum().reset_index()
    total = {"zone_id": CITY, **table[names].sum().to_dict()}
    whole = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    whole["enterprises"] = whole[names].sum(axis=1)
    for name in ("zone_id", "track"):
        whole[name] = whole[name].astype("str")
    return whole
