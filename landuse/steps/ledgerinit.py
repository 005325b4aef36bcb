"""What a new ledger starts from: boundaries of the zones, the list of the base date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from landuse.analysis.disjoint import polygonal
from landuse.errors import PolicyError
from landuse.ledger.records import LedgerEvent, validated
from landuse.messages import worded
from landuse.policy import Policy
from landuse.steps.balance import stock_on
from landuse.steps.ledgerevents import to_dm2, to_wkb

__all__ = ["base_date", "boundary_events", "listed_events", "start_events"]

#: Where a policy says from which day problems are counted; the first that is set.
_BASE_DATES = ("revitalization.baseline_date", "unsupplied.base_date")
_NORMAL = "normal"


def base_date(policy: Policy) -> date:
    """The day whose problems the goal is measured against.

    Parameters
    ----------
    policy : Policy
        The rules.

    Returns
    -------
    date
        Of the first key that is configured.

    Raises
    ------
    PolicyError
        None is.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> base_date(load_policy("puyang"))
    datetime.date(2020, 1, 1)
    """
    for key in _BASE_DATES:
        if policy.is_configured(key):
            day: date = policy.value(key)
            return day
    msg = worded("ledger_no_base_date", keys=", ".join(_BASE_DATES))
    raise PolicyError(msg, key=_BASE_DATES[0])


def boundary_events(zones: gpd.GeoDataFrame, day: date) -> list[LedgerEvent]:
    """The outline of each zone as the event from which it holds.

    Parameters
    ----------
    zones : GeoDataFrame
        Canonical zones; the blocks of a zone are one outline.
    day : date
        From which a zone holds that does not say so itself.

    Returns
    -------
    list of LedgerEvent
        One for each zone and day from which an outline of it holds.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> made = boundary_events(make_zones(zone_id=["A", "A"]), date(2020, 1, 1))
    >>> [event.event_id for event in made]
    ['BOUNDARY-A-2020-01-01']
    """
    epsg = zones.crs.to_epsg()
    days = zones["valid_from"].fillna(pd.Timestamp(day)).dt.date
    events = []
    for (zone, start), blocks in zones.groupby(["zone_id", days], sort=True):
        whole = shapely.union_all(polygonal(blocks.geometry))
        event = LedgerEvent(
            event="zone_boundary",
            event_id=f"BOUNDARY-{zone}-{start}",
            valid_date=start,
            zone_id=str(zone),
            geometry=to_wkb(whole),
            epsg=epsg,
            details={"zone": str(blocks["zone"].iloc[0])},
        )
        events.append(validated(event))
    return events


def listed_events(
    frames: Mapping[str, pd.DataFrame], policy: Policy, day: date
) -> list[LedgerEvent]:
    """The problem parcels of a day, as the list that is never changed afterwards.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    policy : Policy
        The rules in force on the day.
    day : date
        The base date.

    Returns
    -------
    list of LedgerEvent
        One ``listed`` event for each parcel whose primary category is a problem.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> frames = {"parcels": make_parcels(due_start_date=["2017-01-01", "2021-01-01"])}
    >>> made = listed_events(frames, load_policy("puyang"), date(2020, 1, 1))
    >>> [(event.parcel_id, event.details["category"]) for event in made]
    [('P1', 'idle')]
    """
    parcels = stock_on(frames, policy, day)
    problems = parcels[parcels["category"] != _NORMAL].drop_duplicates("parcel_id")
    epsg = parcels.crs.to_epsg()
    return [
        validated(
            LedgerEvent(
                event="listed",
                event_id=f"LISTED-{day}-{row.parcel_id}",
                valid_date=day,
                parcel_id=row.parcel_id,
                zone_id=None if pd.isna(row.zone_id) else row.zone_id,
                area_dm2=None if pd.isna(row.area_m2) else to_dm2(row.area_m2),
                geometry=to_wkb(row.geometry),
                epsg=epsg,
                details={"category": row.category, "policy": policy.id},
            )
        )
        for row in problems.itertuples()
    ]


def start_events(
    frames: Mapping[str, pd.DataFrame], policy: Policy, *, baseline: bool
) -> list[LedgerEvent]:
    """What a new ledger of a project starts from.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    policy : Policy
        Gives the base date.
    baseline : bool
        Whether the problem parcels of the base date are listed.

    Returns
    -------
    list of LedgerEvent
        Boundaries, then the list.

    Raises
    ------
    PolicyError
        No base date is set, and a zone does not say since when it holds, or the list
        is wanted.
    """
    zones = frames.get("zones")
    events: list[LedgerEvent] = []
    if zones is not None and len(zones):
        since = zones["valid_from"]
        start = since.min().date() if since.notna().all() else base_date(policy)
        events += boundary_events(zones, start)
    if baseline and "parcels" in frames:
        events += listed_events(frames, policy, base_date(policy))
    return events
