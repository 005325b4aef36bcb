"""Credited land against the list of problem land, frozen at the base date."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_day
from landuse.analysis.chunks import SILENT
from landuse.analysis.disjoint import polygonal
from landuse.analysis.goal.standing import REVERSED, stands, turning_days
from landuse.analysis.unions import unions_of_groups
from landuse.policy import Policy

__all__ = ["LISTED", "listed_areas"]

#: Kind of the events that put land on the list of problem land.
LISTED = "listed"
_DAY = "revitalization.baseline_date"


def listed_areas(
    credits_: GeoDataFrame, events: GeoDataFrame, policy: Policy, as_of: pd.Timestamp
) -> pd.DataFrame:
    """How much of each credit lies on listed land, old or new.

    Parameters
    ----------
    credits_ : GeoDataFrame
        Credited parts with ``credited_area_m2`` and the ``valid_date`` of the event.
    events : GeoDataFrame
        Canonical events; those of kind ``listed`` make the list.
    policy : Policy
        ``revitalization.baseline_date``: what was listed by then is frozen.
    as_of : Timestamp
        Later listings have not happened.

    Returns
    -------
    DataFrame
        On the index of the credits: ``listed_m2`` (on the list of the base date),
        ``new_m2`` (listed later, but before the land was credited) and
        ``unlisted_m2``. All missing without a base date or without any list.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events, square
    >>> made = make_events(geometry=[square()], valid_date="2021-06-01")
    >>> done = made.assign(credited_area_m2=9997.9)
    >>> found = listed_areas(done, made, load_policy("puyang"), as_day("2022-09-30"))
    >>> found.isna().all(axis=None)
    np.True_
    """
    day = as_of.date()
    listed = _listed(events, as_of)
    if not policy.is_configured(_DAY, day) or listed.empty:
        names = ["listed_m2", "new_m2", "unlisted_m2"]
        return pd.DataFrame(np.nan, index=credits_.index, columns=names)
    base = as_day(policy.value(_DAY, day))
    parts = credits_.geometry.to_numpy()
    ground = polygonal(listed.to_crs(credits_.crs).geometry)
    part, number = shapely.STRtree(ground).query(parts, predicate="intersects")
    order = np.lexsort((number, part))
    part, number = part[order], number[order]
    old = (listed["valid_date"] <= base).to_numpy()[number]
    since = listed["valid_date"].to_numpy()[number]
    before = since <= credits_["valid_date"].to_numpy()[part]
    covered = [
        _covered(parts, ground[number[which]], part[which], credits_.crs)
        for which in (old, old | before)
    ]
    return pd.DataFrame(
        {
            "listed_m2": covered[0],
            "new_m2": covered[1] - covered[0],
            "unlisted_m2": credits_["credited_area_m2"].to_numpy() - covered[1],
        },
        index=credits_.index,
    ).clip(lower=0.0)


def _listed(events: GeoDataFrame, as_of: pd.Timestamp) -> GeoDataFrame:
    """Listings that stand on the day and have an outline."""
    kinds = events["event"].isin([LISTED, REVERSED])
    mine = events[kinds & (events["valid_date"] <= as_of)]
    if not (mine["event"] == LISTED).any():
        return mine.iloc[:0]
    on = stands(turning_days(mine), as_of.to_datetime64())
    return mine[on & (mine["event"] == LISTED) & mine.geometry.notna()]


def _covered(
    parts: np.ndarray, ground: np.ndarray, part: np.ndarray, crs: object
) -> np.ndarray:
    """The area of each part that its ground covers."""
    area = np.zeros(len(parts))
    places, covers = unions_of_groups(ground, part)
    if len(places):
        shared = SILENT.run(shapely.intersection, parts[places], covers)
        area[places] = geometry_area(shared, crs)
    return area
