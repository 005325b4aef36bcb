"""Grades of a project: of a year, with those of the year before, and their counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.grading import grade
from landuse.analysis.grading.counts import grade_counts
from landuse.analysis.grading.history import with_history
from landuse.analysis.joined import latest_year
from landuse.errors import SchemaError
from landuse.messages import worded
from landuse.policy import Policy
from landuse.steps.enrich import zone_names

__all__ = ["Grades", "grades_of", "latest_grades"]


@dataclass(frozen=True, slots=True)
class Grades:
    """The evaluation of a year."""

    year: int
    enterprises: pd.DataFrame  #: one row each, the best of each zone and track first
    counts: pd.DataFrame  #: by zone and track, the city last


def grades_of(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    year: int,
    overrides: pd.DataFrame | None = None,
    as_of: date | None = None,
) -> Grades:
    """Grade the enterprises of a project.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Of :class:`landuse.steps.load.City`.
    policy : Policy
        Values under ``grading.``.
    year : int
        Of the figures.
    overrides : DataFrame, optional
        Grades set by hand.
    as_of : date, optional
        Day of the policy; by default the last of the year.

    Returns
    -------
    Grades
        With the names of the zones.

    Raises
    ------
    SchemaError
        No enterprises, or none of the year; the message names the years.
    PolicyError
        See :func:`landuse.analysis.grading.grade`.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_enterprises
    >>> frames = {"enterprises": make_enterprises(zone_id="Z", year=2021)}
    >>> found = grades_of(frames, load_policy("puyang"), 2021)
    >>> found.enterprises["grade"].tolist(), len(found.counts)
    (['not_configured'], 2)
    """
    enterprises = frames.get("enterprises")
    years = [] if enterprises is None else sorted(enterprises["year"].dropna().unique())
    if enterprises is None or year not in years:
        if not years:
            raise SchemaError(worded("grade_no_enterprises", year=year))
        listed = ", ".join(map(str, years))
        raise SchemaError(worded("grade_no_year", year=year, listed=listed))
    found = grade(enterprises, policy, year, overrides=overrides, as_of=as_of)
    found = with_history(found, enterprises, policy, year, overrides)
    counts = grade_counts(found, policy)
    if "zones" in frames:
        names = zone_names(frames["zones"])
        found = _named(found, names)
        counts = _named(counts, names)
    by = ["zone_id", "track", "composite_place", "enterprise_id"]
    ordered = found.sort_values(by, na_position="last", kind="stable")
    return Grades(year, ordered.reset_index(drop=True), counts)


def _named(frame: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The zone's name behind its id; an id that is no id of a zone may be its name."""
    ids = frame["zone_id"]
    words = ids.map(names).where(ids.isin(names.index), ids)
    place = list(frame.columns).index("zone_id") + 1
    named = frame.copy()
    named.insert(place, "zone", words.astype("str"))
    return named


def latest_grades(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date,
    overrides: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """The grades of the last full year before a day, for the audit's workbook.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Of the project.
    policy : Policy
        Values under ``grading.``.
    as_of : date
        The day.
    overrides : DataFrame, optional
        Grades set by hand.

    Returns
    -------
    dict of str to DataFrame
        ``grades`` and ``grade_counts``; nothing without enterprises of a full year.
    """
    enterprises = frames.get("enterprises")
    year = None if enterprises is None else latest_year(enterprises, as_day(as_of))
    if year is None:
        return {}
    found = grades_of(frames, policy, year, overrides)
    return {"grades": found.enterprises, "grade_counts": found.counts}
