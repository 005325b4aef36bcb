"""The zones' boundaries as they were: land is cut along the version that applies."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_day
from landuse.analysis.conservation import CERTIFIED_M2, prove_sum
from landuse.analysis.disjoint import polygonal, split, zone_outlines
from landuse.analysis.goal.selection import ABOUT
from landuse.analysis.goal.standing import stands, turning_days
from landuse.analysis.quality.time import in_force
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = [
    "BOUNDARY",
    "boundary_days",
    "cut_by_zones",
    "unbounded",
    "zone_versions",
]

#: Kind of the events that give a zone an outline from their day on.
BOUNDARY = "zone_boundary"
_RULE, _DAY = "revitalization.boundary", "revitalization.boundary_date"
_COLUMNS = ["zone_id", "valid_from", "valid_to", "geometry"]


def zone_versions(
    zones: GeoDataFrame | None, events: GeoDataFrame, as_of: pd.Timestamp
) -> GeoDataFrame | None:
    """Every outline that a zone ever had, with the days on which it held.

    Parameters
    ----------
    zones : GeoDataFrame or None
        Canonical zones, a row for each block.
    events : GeoDataFrame
        Those of kind ``zone_boundary`` that stand on the day close all earlier
        outlines of their zone; their CRS is the result's.
    as_of : Timestamp
        Later events have not happened.

    Returns
    -------
    GeoDataFrame or None
        ``zone_id``, ``valid_from``, ``valid_to`` (the first day on which it does
        not hold) and ``geometry``; None where no outline is known at all.

    Examples
    --------
    >>> from landuse.testing import make_events, make_zones, square
    >>> moved = make_events(event="zone_boundary", valid_date="2022-03-18",
    ...                     geometry=square(side=200)).assign(zone_id="a")
    >>> day = pd.Timestamp("2022-09-30")
    >>> known = zone_versions(make_zones(zone_id="a"), moved, day)
    >>> known.valid_to.dt.strftime("%Y-%m-%d").tolist()
    ['2022-03-18', nan]
    """
    drawn = _drawn(events, as_of)
    if zones is None and drawn.empty:
        return None
    parts = [drawn]
    if zones is not None:
        given = zones.to_crs(events.crs) if events.crs is not None else zones
        parts.insert(0, gpd.GeoDataFrame(given[_COLUMNS]))
    known = pd.concat(parts, ignore_index=True)
    closed = known["valid_to"]
    for zone, day in zip(drawn["zone_id"], drawn["valid_from"], strict=True):
        earlier = (known["zone_id"] == zone) & ~(known["valid_from"] >= day)
        closed = closed.mask(earlier & ~(closed <= day), day)
    return gpd.GeoDataFrame(known.assign(valid_to=closed), crs=parts[0].crs)


def _drawn(events: GeoDataFrame, as_of: pd.Timestamp) -> GeoDataFrame:
    """Outlines that events give; none without their zones."""
    kinds = events["event"].isin([BOUNDARY, "reversed"])
    mine = events[kinds & (events["valid_date"] <= as_of)]
    if "zone_id" not in mine or not (mine["event"] == BOUNDARY).any():
        mine = mine.iloc[:0].assign(zone_id=pd.Series(dtype="str"))
    on = stands(turning_days(mine), as_of.to_datetime64())
    there = on & (mine["event"] == BOUNDARY) & mine["zone_id"].notna()
    mine = mine[there & mine.geometry.notna()].sort_values(["valid_date", "event_id"])
    made = mine[["zone_id", "geometry"]].assign(
        valid_from=mine["valid_date"], valid_to=pd.NaT
    )
    return made[_COLUMNS].astype({"valid_to": "datetime64[s]"})


def unbounded(versions: GeoDataFrame | None, days: pd.Series) -> int:
    """How many events fall on a day on which no zone has an outline.

    Parameters
    ----------
    versions : GeoDataFrame or None
        Result of :func:`zone_versions`.
    days : Series
        Result of :func:`boundary_days`.

    Returns
    -------
    int
        0 without any version, since land then counts wherever it lies.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> days = pd.Series(pd.to_datetime(["2022-03-17", "2022-03-18"]))
    >>> unbounded(make_zones(valid_from="2022-03-18"), days)
    1
    """
    if versions is None:
        return 0
    known = versions[versions.geometry.notna()]
    held = {day: in_force(known, day).any() for day in days.unique()}
    return int((~days.map(held).astype("bool")).sum())


def boundary_days(dates: pd.Series, policy: Policy, as_of: pd.Timestamp) -> pd.Series:
    """The day whose boundary applies to each event.

    Parameters
    ----------
    dates : Series of datetime64
        Days of the events.
    policy : Policy
        ``revitalization.boundary``: ``at_event``, ``at_as_of`` or ``frozen`` at
        ``revitalization.boundary_date``.
    as_of : Timestamp
        The day of the certificate.

    Returns
    -------
    Series of datetime64
        On the index of ``dates``.

    Raises
    ------
    PolicyError
        A rule that is not known, or no day to freeze at.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> days = pd.Series(pd.to_datetime(["2021-06-01"]))
    >>> boundary_days(days, load_policy("puyang"), pd.Timestamp("2022-09-30"))[0].year
    2021
    """
    rule = policy.value(_RULE, as_of.date())
    if rule == "at_event":
        return dates
    if rule == "at_as_of":
        return pd.Series(as_of, index=dates.index)
    if rule == "frozen":
        day: date = policy.value(_DAY, as_of.date())
        return pd.Series(as_day(day), index=dates.index)
    msg = f"{rule!r} is not one of at_event, at_as_of, frozen"
    raise PolicyError(msg, policy.id, _RULE)


def cut_by_zones(
    counted: GeoDataFrame, versions: GeoDataFrame | None, days: pd.Series
) -> GeoDataFrame:
    """The land of each event, cut along the boundaries that apply to it.

    Parameters
    ----------
    counted : GeoDataFrame
        Of a selection, in its order.
    versions : GeoDataFrame or None
        Result of :func:`zone_versions`; without them the land stays whole.
    days : Series
        Result of :func:`boundary_days` for these events.

    Returns
    -------
    GeoDataFrame
        One row per event and zone, then outside; with ``place`` of the event,
        ``zone_id``, ``boundary_day`` and ``event_area_m2``. Land outside comes
        after all land inside, so that it never takes ground from it.

    Raises
    ------
    ConservationError
        If the cut loses area.
    """
    shapes = counted.geometry.to_numpy()
    if versions is None:
        place, zone = np.arange(len(shapes)), np.full(len(shapes), None, dtype=object)
        pieces = shapes
    else:
        place, zone, pieces = _cut(shapes, versions, days)
    area = geometry_area(pieces, counted.crs)
    whole = float(geometry_area(shapes, counted.crs).sum())
    prove_sum(area, whole, "events cut by zones", CERTIFIED_M2)
    about = pd.DataFrame(counted[ABOUT]).iloc[place].reset_index(drop=True)
    about = about.assign(
        place=place,
        zone_id=pd.Series(zone, dtype="str"),
        boundary_day=days.iloc[place].to_numpy() if versions is not None else pd.NaT,
        event_area_m2=area,
    )
    made = gpd.GeoDataFrame(about, geometry=pieces, crs=counted.crs)
    outside = made["zone_id"].isna().to_numpy() & (versions is not None)
    return made.iloc[np.argsort(outside, kind="stable")].reset_index(drop=True)


def _cut(
    shapes: np.ndarray, versions: GeoDataFrame, days: pd.Series
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pieces by event, each along the outlines in force on its day."""
    turns = np.unique(
        np.concatenate([versions[n].dropna().to_numpy() for n in _COLUMNS[1:3]])
    )
    epoch = np.searchsorted(turns, days.to_numpy(dtype=turns.dtype), side="right")
    places, zones, pieces = [], [], []
    for number in np.unique(epoch):
        mine = np.flatnonzero(epoch == number)
        held = versions[in_force(versions, days.iloc[int(mine[0])])]
        ids, outlines = zone_outlines(held)
        place, other, parts = split(shapes[mine], polygonal(outlines))
        places.append(mine[place])
        zones.append(np.append(ids, [None])[other])  # -1, outside, takes the last
        pieces.append(parts)
    if not places:
        return np.arange(0), np.empty(0, object), shapes[:0]
    place = np.concatenate(places)
    order = np.argsort(place, kind="stable")
    together = np.concatenate(zones)[order], np.concatenate(pieces)[order]
    return place[order], *together
