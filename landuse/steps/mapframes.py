"""The frames that the maps draw: those of the analysis, and what only maps join."""

from __future__ import annotations

import pandas as pd

from landuse.issuewords import in_language
from landuse.steps.mapfindings import parcel_findings
from landuse.steps.run import Run

__all__ = ["map_frames"]


def map_frames(run: Run) -> dict[str, pd.DataFrame]:
    """Frames by the names that map definitions use.

    Parameters
    ----------
    run : Run
        What was read and judged; its language is that of the facts on the cards.

    Returns
    -------
    dict of str to DataFrame
        Those of the analysis; ``parcels`` with the grade of the enterprise that
        holds them (missing where it is not graded), ``parcel_findings``, ``issues``
        with the places of the faults, ``indicators``, and ``goal_trajectory`` where
        there is a ledger.
    """
    judged, lang = run.judged, run.lang
    frames = dict(judged.frames)
    parcels, grades = frames.get("parcels"), frames.get("grades")
    if parcels is not None and grades is not None:
        frames["parcels"] = with_grades(parcels, grades)
    if not judged.indicators.empty:
        frames["indicators"] = judged.indicators
    frames["parcel_findings"] = parcel_findings(
        judged.findings, run.policy, run.as_of, lang
    )
    frames["issues"] = in_language(run.issues_layer, lang)
    if judged.progress is not None:
        frames["goal_trajectory"] = judged.progress.certificate.trajectory
    return frames


def with_grades(parcels: pd.DataFrame, grades: pd.DataFrame) -> pd.DataFrame:
    """Parcels with the grade of the enterprise that holds each.

    Parameters
    ----------
    parcels : DataFrame
        With or without ``enterprise_id``.
    grades : DataFrame
        One row for each enterprise.

    Returns
    -------
    DataFrame
        With a column ``grade``; missing where there is none.

    Examples
    --------
    >>> parcels = pd.DataFrame({"enterprise_id": ["a", None, "c"]})
    >>> grades = pd.DataFrame({"enterprise_id": ["a", "b"], "grade": ["A", "B"]})
    >>> with_grades(parcels, grades)["grade"].fillna("-").tolist()
    ['A', '-', '-']
    """
    if "enterprise_id" not in parcels.columns or "grade" not in grades.columns:
        return parcels
    known = grades.dropna(subset=["enterprise_id"]).drop_duplicates("enterprise_id")
    grade = known.set_index("enterprise_id")["grade"].astype("str")
    made = parcels.assign(grade=parcels["enterprise_id"].map(grade).astype("str"))
    made.attrs = parcels.attrs
    return made
