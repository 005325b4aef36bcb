"""Grades set by hand: each with its reason and document, the computed one kept."""

from __future__ import annotations

import pandas as pd

from landuse.errors import PolicyError
from landuse.policy import Policy
from landuse.taxfields import GRADE_OVERRIDES

__all__ = ["checked_overrides", "with_overrides"]

_KEY = ["enterprise_id", "year"]


def checked_overrides(overrides: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Grades set by hand that say all that they must.

    Parameters
    ----------
    overrides : DataFrame
        With the columns :data:`~landuse.taxfields.GRADE_OVERRIDES`.
    policy : Policy
        Names its grades.

    Returns
    -------
    DataFrame
        The same columns, the day as a date.

    Raises
    ------
    PolicyError
        Naming row and column: nothing there, a grade that the policy does not know,
        two for one enterprise and year.
    """
    for name in GRADE_OVERRIDES:
        if name not in overrides:
            msg = f"column {name} is absent; each grade set by hand needs it"
            raise PolicyError(msg, None, "overrides")
    known = overrides[list(GRADE_OVERRIDES)].reset_index(drop=True)
    blank = known.isna() | known.map(lambda v: isinstance(v, str) and not v.strip())
    for name in GRADE_OVERRIDES:
        if blank[name].any():
            row = int(blank[name].idxmax())
            who = known["enterprise_id"].iloc[row]
            msg = f"row {row + 1} ({who}) has no {name}; a grade set by hand needs it"
            raise PolicyError(msg, None, "overrides")
    repeated = known.duplicated(_KEY)
    if repeated.any():
        who = known.loc[repeated, "enterprise_id"].iloc[0]
        msg = f"{who} is set by hand twice for one year"
        raise PolicyError(msg, None, "overrides")
    _check_grades(known, policy)
    return known.assign(document_date=pd.to_datetime(known["document_date"]))


def _check_grades(known: pd.DataFrame, policy: Policy) -> None:
    if not policy.is_configured("grading.grades"):
        return
    grades = policy.value("grading.grades")
    wrong = known.loc[~known["grade"].isin(grades), "grade"]
    if len(wrong):
        msg = f"grade {wrong.iloc[0]!r} is not one of {', '.join(grades)}"
        raise PolicyError(msg, None, "overrides")


def with_overrides(
    graded: pd.DataFrame, overrides: pd.DataFrame | None, policy: Policy, year: int
) -> pd.DataFrame:
    """Put grades set by hand over the computed ones.

    Parameters
    ----------
    graded : DataFrame
        With ``enterprise_id`` and ``grade``.
    overrides : DataFrame or None
        Of any years.
    policy : Policy
        Names its grades.
    year : int
        The year that was graded.

    Returns
    -------
    DataFrame
        With ``computed_grade``, ``is_overridden`` and the reason and document.

    Raises
    ------
    PolicyError
        An entry lacks something, or names nobody of the year.
    """
    result = graded.assign(computed_grade=graded["grade"], is_overridden=False)
    notes = {"reason": "str", "document_no": "str", "document_date": "datetime64[s]"}
    for name, dtype in notes.items():
        result[f"override_{name}"] = pd.Series(None, result.index, dtype)
    if overrides is None:
        return result
    known = checked_overrides(overrides, policy)
    of_year = known[known["year"].astype("int64") == year].set_index("enterprise_id")
    nobody = of_year.index.difference(result["enterprise_id"])
    if len(nobody):
        msg = f"{nobody[0]} is not among the enterprises of {year}"
        raise PolicyError(msg, None, "overrides")
    for row in of_year.itertuples():
        where = result["enterprise_id"] == row.Index
        result.loc[where, ["grade", "decided_by"]] = [row.grade, "override"]
        result.loc[where, "is_overridden"] = True
        for name in notes:
            result.loc[where, f"override_{name}"] = getattr(row, name)
    return result
