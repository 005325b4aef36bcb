"""The certificate of the goal: every square metre once, and all that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import fsum
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_day
from landuse.analysis.goal.attribution import (
    EITHER,
    NOISE_M2,
    Attribution,
    attribute,
    event_overlaps,
)
from landuse.analysis.goal.baseline import listed_areas
from landuse.analysis.goal.boundaries import (
    boundary_days,
    cut_by_zones,
    unbounded,
    zone_versions,
)
from landuse.analysis.goal.figures import figures_table
from landuse.analysis.goal.outlines import with_outlines
from landuse.analysis.goal.periods import inside, period_table, with_city
from landuse.analysis.goal.selection import Selection, known_events, select_events
from landuse.analysis.goal.trajectory import outlook, plan_of, trajectory
from landuse.policy import Policy

__all__ = ["Certificate", "certificate"]

#: Values of the policy by which the land is counted.
_RULES = (
    "revitalization.counters",
    "revitalization.methods_not_counted",
    "revitalization.priority",
    "revitalization.boundary",
    "revitalization.boundary_date",
    "revitalization.baseline_date",
)
_CREDITS = [
    "counter",
    "event_id",
    "event",
    "parcel_id",
    "valid_date",
    "method",
    "document_no",
    "zone_id",
    "boundary_day",
    "whole_area_m2",
    "event_area_m2",
    "credited_area_m2",
    "listed_m2",
    "new_m2",
    "unlisted_m2",
    "geometry",
]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The goal's figures on a day and everything that they are made of."""

    as_of: date
    known_at: date | datetime | None
    policy_id: str
    policy_hash: str
    rules: Mapping[str, Any]  #: values of the policy; None where not configured
    zones: tuple[str, ...] | None  #: ids; None where land counts wherever it lies
    figures: pd.DataFrame  #: see :func:`landuse.analysis.goal.figures.figures_table`
    periods: pd.DataFrame  #: by quarter and year, see ``goal.periods``
    trajectory: pd.DataFrame  #: quarters of the plan, see ``goal.trajectory``
    outlook: pd.DataFrame  #: what is left, needed and forecast, by scope
    residual_m2: Mapping[str, float]  #: credits less union by counter: the proof
    credits: GeoDataFrame  #: one row per counter, event and zone
    journal: pd.DataFrame  #: every plus and minus with its day
    overlaps: pd.DataFrame  #: ``earlier``, ``later``, ``zone_id``, ``area_m2``
    not_counted: pd.DataFrame  #: events left out, with ``area_m2`` and ``reason``
    mended: int  #: outlines that had to be mended
    unbounded: int  #: events on days on which no zone has a boundary

    def figure(self, name: str, counter: str = EITHER) -> float:
        """A figure of the city, e.g. ``figure("union_mu", "assembled")``."""
        rows = self.figures[self.figures["counter"] == counter]
        return float(rows[name].iloc[0])


def certificate(
    events: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    zones: GeoDataFrame | None = None,
    known_at: date | datetime | None = None,
    parcels: GeoDataFrame | None = None,
) -> Certificate:
    """Certify the land assembled and revitalized by a day, each square metre once.

    Parameters
    ----------
    events : GeoDataFrame
        Canonical events, in any order.
    policy : Policy
        ``revitalization.*``, and where configured ``target.revitalized_*`` and
        ``plan.*``.
    as_of : date or str
        Events of later days have not happened.
    zones : GeoDataFrame, optional
        With them, or with events of kind ``zone_boundary``, only land inside a zone
        counts; what lies outside stays in ``credits`` without ``zone_id``.
    known_at : date or datetime, optional
        Only what had been recorded by then.
    parcels : GeoDataFrame, optional
        Give events without an outline that of the parcel they name.

    Returns
    -------
    Certificate
        ``credits`` has each counter alone and ``either``: the goal. The entries of
        ``journal`` add up to the credits.

    Raises
    ------
    ConservationError
        If the credits are not the area of the union.
    SchemaError
        Reversals that reverse each other.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events, square
    >>> twice = make_events(valid_date="2021-06-01", parcel_id="P1",
    ...                     geometry=[square(), square(east=50)])
    >>> made = certificate(twice, load_policy("puyang"), "2022-09-30")
    >>> [round(made.figure(name), 2) for name in ("naive_mu", "union_mu")]
    [29.99, 22.5]
    """
    day = as_day(as_of)
    known = known_events(events, known_at)
    ground = _ground(with_outlines(known, parcels), policy, day, zones)
    ids, parts = ground.zones, ground.parts
    plan = plan_of(policy, day.date())
    first = pd.Timestamp(min(plan.years), 1, 1) if plan.years else day
    periods = period_table(parts, ids, min(first, day), day)
    way = trajectory(periods, plan, day)
    goal = parts[EITHER].journal
    entries = with_city(goal[inside(goal, ids)])
    return Certificate(
        as_of=day.date(),
        known_at=known_at,
        policy_id=policy.id,
        policy_hash=policy.hash,
        rules=_rules(policy, day.date()),
        zones=ids,
        figures=figures_table(parts, periods, ground.overlaps, ids),
        periods=periods,
        trajectory=way,
        outlook=outlook(way, entries, plan, day),
        residual_m2={name: _residual(part) for name, part in parts.items()},
        credits=pd.concat([p.credits for p in parts.values()], ignore_index=True),
        journal=pd.concat([p.journal for p in parts.values()], ignore_index=True),
        overlaps=ground.overlaps,
        not_counted=ground.selection.not_counted,
        mended=ground.selection.mended,
        unbounded=ground.unbounded,
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """The events that count, whose ground is whose, by counter."""

    selection: Selection
    zones: tuple[str, ...] | None
    parts: dict[str, Attribution]
    overlaps: pd.DataFrame
    unbounded: int


def _ground(
    ledger: GeoDataFrame,
    policy: Policy,
    day: pd.Timestamp,
    zones: GeoDataFrame | None,
) -> _Ground:
    selection = select_events(ledger, policy, day)
    counted = selection.counted
    versions = zone_versions(zones, ledger, day)
    days = boundary_days(counted["valid_date"], policy, day)
    pieces = cut_by_zones(counted, versions, days)
    turns = selection.turns[pieces["place"].to_numpy()]
    whole = geometry_area(counted.geometry.to_numpy(), counted.crs)
    pieces["whole_area_m2"] = whole[pieces["place"].to_numpy()]
    counters = policy.value("revitalization.counters", day.date())
    parts = {}
    for name in (*counters, EITHER):
        part = attribute(pieces, turns, name, day)
        lists = listed_areas(part.credits, ledger, policy, day)
        listed = part.credits.join(lists)[_CREDITS]
        parts[name] = replace(part, credits=listed)
    return _Ground(
        selection,
        _ids(versions),
        parts,
        event_overlaps(parts[EITHER]),
        unbounded(versions, days),
    )


def _residual(part: Attribution) -> float:
    rest = fsum(part.credits["credited_area_m2"]) - part.union_m2
    return rest if abs(rest) > NOISE_M2 else 0.0


def _ids(versions: GeoDataFrame | None) -> tuple[str, ...] | None:
    if versions is None:
        return None
    there = versions[versions.geometry.notna()]
    return tuple(sorted(there["zone_id"].unique()))


def _rules(policy: Policy, on: date) -> dict[str, Any]:
    return {
        key: policy.value(key, on) if policy.is_configured(key, on) else None
        for key in _RULES
    }
