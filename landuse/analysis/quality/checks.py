"""The check itself: every registered rule over one frame, or over all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.quality.faults import issues_of
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.registry import ACROSS_FRAMES, WITHIN_FRAME
from landuse.issues import Issue, issues_frame
from landuse.policy import Policy
from landuse.schema import absent_columns, fields_of

__all__ = ["check", "cross_check", "frame_issues"]


def check(
    frame: pd.DataFrame,
    kind: str,
    policy: Policy | None = None,
    *,
    as_of: date | str | None = None,
) -> pd.DataFrame:
    """Faults of one canonical frame.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Result of :func:`landuse.schema.conform`.
    kind : str
        Its kind.
    policy : Policy, optional
        Gives the tolerances ``quality.*``; by default the national one.
    as_of : date or str, optional
        Day on which records must be in force to be held against each other;
        without it those without an end.

    Returns
    -------
    DataFrame
        Issues; empty where nothing was found.

    Raises
    ------
    SchemaError
        For an unknown kind.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> check(make_parcels(parcel_id=["P1", "P1"]), "parcels").code.tolist()
    ['DUPLICATE_ID', 'DUPLICATE_ID']
    """
    return issues_frame(frame_issues(frame, kind, policy, as_of=as_of))


def frame_issues(
    frame: pd.DataFrame,
    kind: str,
    policy: Policy | None = None,
    *,
    as_of: date | str | None = None,
    aside: GeoDataFrame | None = None,
) -> list[Issue]:
    """Faults of one canonical frame as a list.

    Parameters
    ----------
    frame, kind, policy, as_of
        See :func:`check`.
    aside : GeoDataFrame, optional
        Outlines of the records that were set aside in reading, each called by
        ``feature``; they are held against the others, not looked at themselves.

    Returns
    -------
    list of Issue
        With their places.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> aside = make_parcels(geometry=[square(east=50)]).assign(feature="P9")
    >>> found = frame_issues(make_parcels(), "parcels", aside=aside)
    >>> [issue.message for issue in found]
    ['P1 and P9 share 4,998.93 m2, a record of them was set aside']
    """
    fields_of(kind)
    limits = Limits.of(policy, as_of, aside)
    frame = frame.copy(deep=False)  # pandas copies the notes of a frame at each step
    frame.attrs = {"absent_columns": absent_columns(frame)}
    return [
        issue
        for rule in WITHIN_FRAME
        for fault in rule(frame, kind, limits)
        for issue in issues_of(fault)
    ]


def cross_check(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy | None = None,
    *,
    as_of: date | str | None = None,
) -> list[Issue]:
    """Faults of frames against each other.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Canonical frames by kind; those that are not there are not checked.
    policy : Policy, optional
        Gives the tolerances ``quality.*``; by default the national one.
    as_of : date or str, optional
        Zones that are not in force on the day are left out.

    Returns
    -------
    list of Issue
        Unknown references, several tax rows for one parcel, parcels outside their
        zones and batches.

    Examples
    --------
    >>> from landuse.testing import make_events, make_parcels
    >>> frames = {"parcels": make_parcels(),
    ...           "events": make_events(parcel_id="X", valid_date="2021-06-01")}
    >>> [issue.code for issue in cross_check(frames)]
    ['UNKNOWN_REFERENCE']
    """
    limits = Limits.of(policy, as_of)
    return [
        issue
        for rule in ACROSS_FRAMES
        for fault in rule(frames, limits)
        for issue in issues_of(fault)
    ]
