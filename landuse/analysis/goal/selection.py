"""Which ledger events count toward the goal, in which order, and which do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.disjoint import polygonal
from landuse.analysis.goal.standing import REVERSED, stands, turning_days
from landuse.errors import PolicyError
from landuse.policy import Policy
from landuse.schema import empty_frame

__all__ = ["ABOUT", "Selection", "known_events", "select_events"]

#: What is told of an event beside its land.
ABOUT = ["event_id", "event", "parcel_id", "valid_date", "method", "document_no"]
_LEFT = [*ABOUT, "registered_area_m2"]
_STANDS = "reversal"
_PRIORITY = "revitalization.priority"
#: Kinds of events that say of themselves that they are progress toward the goal.
_GOAL_KINDS = ("assembled", "revitalized", REVERSED)


@dataclass(frozen=True, slots=True)
class Selection:
    """Events of a day: those that count, in their order, and those that do not."""

    counted: GeoDataFrame  #: valid polygons by priority, also such as ended since
    turns: np.ndarray  #: on which days each of them began to stand and ended
    not_counted: pd.DataFrame  #: with ``area_m2`` and ``reason``
    mended: int  #: outlines among the standing that had to be mended


def known_events(
    events: GeoDataFrame, known_at: date | datetime | None
) -> GeoDataFrame:
    """The events that had been recorded by a day or a moment.

    Parameters
    ----------
    events : GeoDataFrame
        Canonical events with ``recorded_at`` or ``recorded_date``; a row with
        neither is taken as known.
    known_at : date, datetime or None
        A day counts to its end, in UTC. None: everything is known.

    Returns
    -------
    GeoDataFrame
        New.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> made = make_events(recorded_date=["2021-06-01", "2021-06-02"],
    ...                    valid_date="2021-05-01")
    >>> known_events(made, date(2021, 6, 1)).event_id.tolist()
    ['V1']
    """
    if known_at is None:
        return events
    recorded = pd.to_datetime(events["recorded_date"], utc=True)
    if "recorded_at" in events:
        moment = pd.to_datetime(events["recorded_at"], utc=True, format="ISO8601")
        recorded = moment.fillna(recorded)
    limit = pd.Timestamp(known_at)
    limit = limit.tz_localize("UTC") if limit.tzinfo is None else limit
    if not isinstance(known_at, datetime):
        limit += pd.Timedelta(days=1) - pd.Timedelta(seconds=1)
    return events[~(recorded > limit)]


def select_events(
    events: GeoDataFrame, policy: Policy, as_of: pd.Timestamp
) -> Selection:
    """The events that count toward the goal on a day.

    Parameters
    ----------
    events : GeoDataFrame
        Canonical events.
    policy : Policy
        ``revitalization.counters``, ``revitalization.methods_not_counted`` and
        ``revitalization.priority``.
    as_of : Timestamp
        Events of later days have not happened.

    Returns
    -------
    Selection
        What is left out is listed with the first reason that holds; an event that
        was reversed is in both, since it counted until then.

    Raises
    ------
    SchemaError
        Reversals that reverse each other.
    PolicyError
        A priority that is not known.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events, square
    >>> made = make_events(valid_date="2021-06-01", geometry=[square(), None])
    >>> day = pd.Timestamp("2022-09-30")
    >>> select_events(made, load_policy("puyang"), day).not_counted.reason.tolist()
    ['no_geometry']
    """
    seen = events[events["valid_date"] <= as_of]
    valid = _ranked(seen, policy, as_of)
    turns = turning_days(valid)
    on = stands(turns, as_of.to_datetime64())
    shapes = polygonal(valid.geometry)
    known = valid["reverses"].isin(seen["event_id"])
    reason = _reasons(valid, known, shapes, policy, as_of)
    counts = (reason == "") & ~np.isnat(turns[:, 0])
    reason[~on & (valid["event"] != REVERSED).to_numpy()] = REVERSED
    crs = getattr(valid, "crs", None) or empty_frame("events").crs
    left = (reason != "") & (reason != _STANDS)
    about = valid.loc[left, _LEFT]
    bad = ~shapely.is_valid(valid.geometry.to_numpy()) & counts & on
    return Selection(
        counted=gpd.GeoDataFrame(
            valid.loc[counts, ABOUT], geometry=shapes[counts], crs=crs
        ),
        turns=turns[counts],
        not_counted=pd.concat(
            [
                pd.DataFrame(about).assign(
                    area_m2=geometry_area(shapes[left], crs), reason=reason[left]
                ),
                _without_ground(seen),
            ]
        ),
        mended=int(bad.sum()),
    )


def _without_ground(seen: GeoDataFrame) -> pd.DataFrame:
    """Listings and boundaries that say nothing for want of an outline."""
    bare = seen.geometry.isna()
    listing, boundary = (seen["event"] == kind for kind in ("listed", "zone_boundary"))
    if "zone_id" in seen:
        bare |= boundary & seen["zone_id"].isna()
    rows = pd.DataFrame(seen.loc[bare & (listing | boundary), _LEFT])
    words = {"listed": "listed_without_outline"}
    reason = rows["event"].map(words).fillna("boundary_without_outline")
    return rows.assign(area_m2=np.nan, reason=reason.astype(object))


def _ranked(valid: GeoDataFrame, policy: Policy, as_of: pd.Timestamp) -> GeoDataFrame:
    """Events of kinds that matter here, those that keep shared ground first."""
    day = as_of.date()
    counters = policy.value("revitalization.counters", day)
    mine = valid[valid["event"].isin({*counters, *_GOAL_KINDS})]
    place = {name: rank for rank, name in enumerate(counters)}
    keys = {
        "valid_date": mine["valid_date"],
        "counter": mine["event"].map(place).fillna(len(place)),
        "event_id": mine["event_id"],
    }
    order = [*policy.value(_PRIORITY, day), "event_id"]
    for name in order:
        if name not in keys:
            msg = f"priority {name!r} is not one of {', '.join(keys)}"
            raise PolicyError(msg, policy.id, _PRIORITY)
    by = pd.DataFrame({name: keys[name] for name in dict.fromkeys(order)})
    return mine.loc[by.sort_values(list(by), kind="stable").index]


def _reasons(
    valid: pd.DataFrame,
    known: pd.Series,
    shapes: np.ndarray,
    policy: Policy,
    as_of: pd.Timestamp,
) -> np.ndarray:
    """Why each event does not count; empty text where it does or did."""
    is_reversal = valid["event"] == REVERSED
    counters = policy.value("revitalization.counters", as_of.date())
    methods = policy.value("revitalization.methods_not_counted", as_of.date())
    conditions = {
        "reverses_unknown_event": is_reversal & ~known,
        _STANDS: is_reversal,
        "counter_not_counted": ~valid["event"].isin(counters),
        "method_not_counted": valid["method"].isin(methods),
        "no_geometry": ~(shapely.area(shapes) > 0),
    }
    holds = [np.asarray(condition, dtype=bool) for condition in conditions.values()]
    return np.select(holds, list(conditions), default="").astype(object)
