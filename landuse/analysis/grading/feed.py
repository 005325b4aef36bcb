"""Computed grades where the source has none, so that rules can be tested."""

from __future__ import annotations

from datetime import date

import pandas as pd

from landuse.analysis.grading.grade import grade
from landuse.analysis.grading.settings import lacking_keys
from landuse.policy import Policy

__all__ = ["GROUND", "announced", "with_computed_grades"]

#: Column that tells where a grade does not come from the source.
GROUND = "grade_ground"
_COMPUTED, _OVERRIDE = "computed", "override"


def announced(enterprises: pd.DataFrame, year: int) -> pd.Series:
    """Grades that the source itself states for a year.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical; computed grades may have been filled in.
    year : int
        The year.

    Returns
    -------
    Series of str
        By ``enterprise_id``; two different grades of one enterprise are none.

    Examples
    --------
    >>> from landuse.testing import make_enterprises
    >>> rows = make_enterprises(year=2021, grade=["A", None])
    >>> announced(rows, 2021).to_dict()
    {'E1': 'A'}
    """
    of_year = enterprises[(enterprises["year"] == year).fillna(value=False)]
    if GROUND in of_year:
        of_year = of_year[of_year[GROUND].isna()]
    stated = of_year.dropna(subset=["grade"]).groupby("enterprise_id")["grade"]
    alike = stated.agg(["nunique", "first"])
    return alike.loc[alike["nunique"] == 1, "first"]


def with_computed_grades(
    enterprises: pd.DataFrame, policy: Policy, overrides: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Fill in the grades of the years for which the source states none at all.

    Grades that were computed before, by this or another policy, are computed anew.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical; not changed.
    policy : Policy
        Grades them; where it leaves a weight open only grades set by hand are known.
    overrides : DataFrame, optional
        Grades set by hand.

    Returns
    -------
    DataFrame
        With ``grade_ground``: ``computed`` or ``override`` where a grade was filled
        in. A source that states a single grade of a year is left alone for that year:
        there an empty cell may mean that there is none.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> rows = make_enterprises(year=2021)
    >>> with_computed_grades(rows, load_policy("henan"))["grade"].isna().tolist()
    [True]
    """
    if not policy.is_configured("grading.grades"):
        return enterprises
    before = enterprises.get(GROUND, pd.Series(None, enterprises.index, "str"))
    stated = enterprises["grade"].where(before.isna())
    by_hand = (before == _OVERRIDE).fillna(value=False) & (overrides is None)
    found = enterprises["grade"].where(before.isna() | by_hand)
    ground = before.where(by_hand)
    for year in sorted(enterprises["year"].dropna().unique()):
        of_year = (enterprises["year"] == year).fillna(value=False)
        lacking = lacking_keys(policy, date(int(year), 12, 31))
        if stated[of_year].notna().any() or (lacking and overrides is None):
            continue
        graded = grade(enterprises, policy, int(year), overrides=overrides)
        real = graded[graded["grade"].isin(policy.value("grading.grades"))]
        real = real.set_index("enterprise_id")
        how = real["is_overridden"].map({True: _OVERRIDE, False: _COMPUTED})
        ids = enterprises["enterprise_id"].where(of_year & ~by_hand)
        found = found.where(ids.isna(), ids.map(real["grade"]))
        ground = ground.where(ids.isna(), ids.map(how))
    filled = enterprises.assign(
        **{"grade": found.astype("str"), GROUND: ground.astype("str")}
    )
    filled.attrs = enterprises.attrs
    return filled
