"""Progress toward the goal of revitalized land, every square metre counted once.

The goal is the area of a union, never a sum of areas: land that was assembled and
later supplied again is one event after another on the same ground. The first event
of a square metre decides its zone and its date; later ones add only what is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import fsum

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.credits import (
    EITHER,
    cut_by_zones,
    event_overlaps,
    first_credits,
    select_events,
)
from landuse.analysis.disjoint import zone_outlines
from landuse.analysis.indicators import Indicator, indicators_frame, note, target_of
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["Progress", "revitalization_progress"]

_DEADLINE = "target.revitalized_deadline"
_COUNTERS = {
    "assembled": "assembled_area_mu",
    "revitalized": "revitalized_only_area_mu",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The goal's figures and everything that they are made of."""

    indicators: pd.DataFrame  #: city and zones
    credits: GeoDataFrame  #: one row per counter, event and zone
    overlaps: pd.DataFrame  #: ``earlier``, ``later``, ``zone_id``, ``area_m2``
    not_counted: pd.DataFrame  #: events left out, with ``reason``


def revitalization_progress(
    events: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    zones: GeoDataFrame | None = None,
) -> Progress:
    """Land assembled and revitalized by a day, each square metre once.

    Parameters
    ----------
    events : GeoDataFrame
        Canonical events. A reversed event is out; one without an outline is not
        counted but listed.
    policy : Policy
        ``revitalization.counters``, ``revitalization.methods_not_counted`` and,
        if set, ``target.revitalized_mu``, ``target.revitalized_deadline``.
    as_of : date or str
        Events of later days have not happened.
    zones : GeoDataFrame, optional
        With them only land inside a zone counts; what lies outside stays in
        ``credits`` without ``zone_id``.

    Returns
    -------
    Progress
        ``credits`` has ``counter`` (each counter alone, and ``either``: the goal),
        the event's columns, ``zone_id``, ``event_area_m2`` (its land in this zone),
        ``credited_area_m2`` and ``geometry`` (the part not credited before).

    Raises
    ------
    ConservationError
        If the credits are not the area of the union within one square metre.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events, square
    >>> twice = make_events(valid_date="2021-06-01", parcel_id="P1",
    ...                     geometry=[square(), square(east=50)])
    >>> made = revitalization_progress(twice, load_policy("puyang"), "2022-09-30")
    >>> made.indicators.set_index("indicator").value.round(2).to_dict()
    ... # doctest: +NORMALIZE_WHITESPACE
    {'revitalized_mu': 22.5, 'assembled_area_mu': 0.0,
     'revitalized_only_area_mu': 22.5, 'sum_of_events_mu': 29.99,
     'counted_twice_mu': 7.5}
    """
    day = as_day(as_of)
    selection = select_events(events, policy, day)
    outlines = None
    if zones is not None:
        outlines = zone_outlines(zones.to_crs(selection.counted.crs))
    pieces = cut_by_zones(selection.counted, outlines)
    counters = policy.value("revitalization.counters", day.date())
    parts = [first_credits(pieces, counter) for counter in (*counters, EITHER)]
    made = Progress(
        indicators=pd.DataFrame(),
        credits=pd.concat(parts, ignore_index=True),
        overlaps=event_overlaps(pieces),
        not_counted=selection.not_counted,
    )
    ids = [] if outlines is None else outlines[0].tolist()
    counted = made.credits
    if outlines is not None:
        counted = counted[counted["zone_id"].notna()]
    base = Indicator(
        "revitalized_mu", None, "mu", area_basis="ellipsoidal", as_of=day.date()
    )
    city = replace(
        base,
        note=_note(made, counted, selection.mended, policy),
        **target_of(policy, "target.revitalized_mu", "mu"),
    )
    rows = list(_rows(counted, counters, city))
    for zone in ids:
        of_zone = counted[counted["zone_id"] == zone]
        rows += _rows(of_zone, counters, replace(base, scope="zone", scope_id=zone))
    return replace(made, indicators=indicators_frame(rows))


def _rows(
    counted: pd.DataFrame, counters: list[str], goal: Indicator
) -> Iterator[Indicator]:
    """The goal figure, each counter, and what a plain sum would have said."""
    sums = {c: _area(counted[counted["counter"] == c]) for c in (*counters, EITHER)}
    plain = _area(counted[counted["counter"] == EITHER], "event_area_m2")
    yield replace(goal, value=to_mu(sums[EITHER]))
    row = replace(goal, target=None, operator=None, note=None)
    for counter in counters:
        name = _COUNTERS.get(counter, f"{counter}_area_mu")
        yield replace(row, indicator=name, value=to_mu(sums[counter]))
    yield replace(row, indicator="sum_of_events_mu", value=to_mu(plain))
    twice = to_mu(plain - sums[EITHER])
    yield replace(row, indicator="counted_twice_mu", value=twice)


def _area(credits_: pd.DataFrame, column: str = "credited_area_m2") -> float:
    return fsum(credits_[column])


def _note(
    made: Progress, counted: pd.DataFrame, mended: int, policy: Policy
) -> str | None:
    goal = counted[counted["counter"] == EITHER]
    everything = made.credits[made.credits["counter"] == EITHER]
    left = made.not_counted
    shapeless = left.loc[left["reason"] == "no_geometry", "registered_area_m2"]
    facts: dict[str, object] = {}
    if policy.is_configured(_DEADLINE):
        deadline = as_day(policy.value(_DEADLINE))
        late = goal[goal["valid_date"] > deadline]
        facts = {
            "deadline": deadline.date().isoformat(),
            "after_deadline_mu": to_mu(_area(late)),
        }
    return note(
        **facts,
        outside_zones_mu=to_mu(_area(everything) - _area(goal)),
        overlapping_pairs=len(made.overlaps),
        not_counted_events=len(left),
        without_outline_mu=to_mu(fsum(shapeless.dropna())),
        mended_outlines=mended,
    )
