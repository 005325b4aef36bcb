"""The grade that an enterprise had on a day: as recorded, else by the year's table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.gradeground import grade_ground

__all__ = ["HeldGrades", "grades_held"]

_MONTHS = 12
_YEARS = 10_000  #: more than any year, so that no two keys meet


@dataclass(frozen=True, slots=True)
class HeldGrades:
    """Of each parcel's enterprise, on a day of the parcel's own."""

    grade: pd.Series  #: missing where it is not known
    year: pd.Series  #: of the figures that it rests on, as text
    ground: pd.Series  #: see :func:`landuse.analysis.gradeground.grade_ground`
    exempt: pd.Series  #: bool: not evaluated for a reason


def grades_held(facts: Facts, day: pd.Series, months: int) -> HeldGrades:
    """The grade in force on a day.

    A grade recorded as an event (layer ``graded``) holds from its day until the next
    one. Where none was recorded by then, the grade of a year counts from some months
    after its end until that of the next year does.

    Parameters
    ----------
    facts : Facts
        Of parcels, with the enterprises.
    day : Series of datetime64
        Of each parcel.
    months : int
        From the end of the year until its grade counts.

    Returns
    -------
    HeldGrades
        On the index of the facts. Two different grades of one enterprise and year are
        none that can be told.
    """
    year = _grade_year(day, months)
    grade, exempt = _of_year(facts, year)
    ground = grade_ground(facts, year)
    recorded = _recorded(facts, day)
    told = recorded["grade"].notna()
    return HeldGrades(
        grade=grade.mask(told, recorded["grade"]),
        year=year.astype("str").mask(told, recorded["year"]),
        ground=ground.mask(told),
        exempt=exempt & ~told,
    )


def _grade_year(day: pd.Series, months: int) -> pd.Series:
    """Year whose grade is in force on a day: it counts from months after its end."""
    month = day.dt.year * _MONTHS + day.dt.month - 1 - months
    return (month // _MONTHS - 1).astype("Int64")


def _of_year(facts: Facts, year: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Grade of each parcel's enterprise in a year, and whether it was exempt."""
    nothing = pd.Series(None, index=facts.frame.index, dtype="str")
    if facts.enterprises is None:
        return nothing, nothing.notna()
    known = facts.enterprises.dropna(subset=["enterprise_id", "year"])
    ids = pd.Index(known["enterprise_id"].unique())
    keys = _keys(known["enterprise_id"], known["year"], ids)
    alike = known["grade"].groupby(keys, sort=False).agg(["nunique", "first"])
    grade = alike["first"].where(alike["nunique"] == 1)
    exempt = known["exempt"].fillna(value=False).groupby(keys, sort=False).all()
    place = alike.index.get_indexer(_keys(facts.frame["enterprise_id"], year, ids))
    found = np.append(grade.to_numpy(dtype=object), [None])[place]  # -1: the last
    free = np.append(exempt.to_numpy(dtype=bool), [False])[place]
    index = facts.frame.index
    return pd.Series(found, index, dtype="str"), pd.Series(free, index)


def _keys(holder: pd.Series, year: pd.Series, ids: pd.Index) -> np.ndarray:
    """One number for an enterprise and a year; -1 for none, which no table has."""
    place = ids.get_indexer(holder)
    years = year.fillna(0).to_numpy(dtype="int64")
    unknown = (place < 0) | year.isna().to_numpy(dtype=bool)
    return np.where(unknown, -1, place * _YEARS + years)


def _recorded(facts: Facts, day: pd.Series) -> pd.DataFrame:
    """Grade and year of the last event by the day; missing where there is none."""
    count = len(facts.frame)
    graded = facts.layers.get("graded")
    found = pd.DataFrame(index=range(count), columns=["grade", "year"], dtype="str")
    if graded is not None and len(graded):
        asked = pd.DataFrame(
            {
                "enterprise_id": facts.frame["enterprise_id"].to_numpy(dtype=object),
                "day": day.to_numpy(),
                "place": range(count),
            }
        ).dropna()
        held = graded.sort_values("valid_date", kind="stable")
        met = pd.merge_asof(
            asked.sort_values("day").astype({"enterprise_id": "str"}),
            held.astype({"enterprise_id": "str"}),
            left_on="day",
            right_on="valid_date",
            by="enterprise_id",
        ).set_index("place")
        found = met[["grade", "year"]].reindex(range(count)).astype("str")
    return found.set_index(facts.frame.index)
