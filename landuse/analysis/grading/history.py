"""Grades beside those of the year before, and beside what was announced."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from landuse.analysis.grading.feed import announced
from landuse.analysis.grading.grade import grade
from landuse.policy import Policy

__all__ = ["with_history"]


def with_history(
    graded: pd.DataFrame,
    enterprises: pd.DataFrame,
    policy: Policy,
    year: int,
    overrides: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Add what the source announced, and the grade of the year before.

    Parameters
    ----------
    graded : DataFrame
        Result of :func:`landuse.analysis.grading.grade` for the year.
    enterprises : DataFrame
        Canonical enterprises of several years.
    policy : Policy
        By which the year before is graded where nothing was announced for it.
    year : int
        The year that was graded.
    overrides : DataFrame, optional
        Grades set by hand.

    Returns
    -------
    DataFrame
        With ``announced_grade``, ``previous_grade``, ``previous_ground``
        (``announced`` or ``computed``) and ``grade_change`` (``up``, ``down``,
        ``same``; missing where one of the two is no grade).

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> rows = make_enterprises(enterprise_id="E", year=[2020, 2021], grade=["B", None])
    >>> policy = load_policy("henan")
    >>> with_history(grade(rows, policy, 2021), rows, policy, 2021)["previous_grade"][0]
    'B'
    """
    ids = graded["enterprise_id"]
    before = announced(enterprises, year - 1)
    ground = "announced"
    if before.empty and (enterprises["year"] == year - 1).any():
        computed = grade(enterprises, policy, year - 1, overrides=overrides)
        before, ground = computed.set_index("enterprise_id")["grade"], "computed"
    previous = ids.map(before).astype("str")
    named = pd.Series(ground, ids.index, "str").where(previous.notna())
    order = _order(policy)
    return graded.assign(
        announced_grade=ids.map(announced(enterprises, year)).astype("str"),
        previous_grade=previous,
        previous_ground=named,
        grade_change=_change(previous, graded["grade"], order),
    )


def _order(policy: Policy) -> Sequence[str]:
    key = "grading.grades"
    return list(policy.value(key)) if policy.is_configured(key) else []


def _change(before: pd.Series, now: pd.Series, order: Sequence[str]) -> pd.Series:
    rank = {grade: place for place, grade in enumerate(order)}
    step = before.map(rank).astype("float64") - now.map(rank).astype("float64")
    words = pd.Series(None, now.index, "str")
    for word, where in (("up", step > 0), ("same", step == 0), ("down", step < 0)):
        words = words.mask(where, word)
    return words
