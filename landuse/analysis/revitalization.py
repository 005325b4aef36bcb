"""Progress toward the goal of revitalized land, every square metre counted once.

The goal is the area of a union, never a sum of areas: land that was assembled and
later supplied again is one event after another on the same ground. The first event
of a square metre decides its zone and its date; later ones add only what is new.
The figures are those of the certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.goal.attribution import EITHER
from landuse.analysis.goal.certificate import Certificate, certificate
from landuse.analysis.goal.periods import inside
from landuse.analysis.indicators import (
    CITY,
    Indicator,
    indicators_frame,
    note,
    target_of,
)
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["Progress", "progress_of", "revitalization_progress"]

_DEADLINE = "target.revitalized_deadline"
_COUNTERS = {
    "assembled": "assembled_area_mu",
    "revitalized": "revitalized_only_area_mu",
}
_LISTS = ("listed_mu", "new_mu", "unlisted_mu")


@dataclass(frozen=True, slots=True)
class Progress:
    """The goal's figures and everything that they are made of."""

    indicators: pd.DataFrame  #: city and zones
    credits: GeoDataFrame  #: one row per counter, event and zone
    overlaps: pd.DataFrame  #: ``earlier``, ``later``, ``zone_id``, ``area_m2``
    not_counted: pd.DataFrame  #: events left out, with ``reason``
    certificate: Certificate  #: whole, with periods, journal and trajectory


def revitalization_progress(
    events: Any,
    policy: Policy,
    as_of: date | str,
    *,
    zones: GeoDataFrame | None = None,
) -> Progress:
    """Land assembled and revitalized by a day, each square metre once.

    Parameters
    ----------
    events : GeoDataFrame or Ledger
        Canonical events, or a ledger that has them. A reversed event is out; one
        without an outline is not counted but listed.
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
    frame = events if isinstance(events, pd.DataFrame) else events.events()
    return progress_of(certificate(frame, policy, as_of, zones=zones), policy)


def progress_of(made: Certificate, policy: Policy) -> Progress:
    """The indicators that a certificate gives.

    Parameters
    ----------
    made : Certificate
        Of the day.
    policy : Policy
        The same that the certificate was made with: target and deadline.

    Returns
    -------
    Progress
        The certificate itself with its indicators.
    """
    return Progress(
        indicators=indicators_frame(_indicators(made, policy)),
        credits=made.credits,
        overlaps=made.overlaps,
        not_counted=made.not_counted,
        certificate=made,
    )


def _indicators(made: Certificate, policy: Policy) -> Iterator[Indicator]:
    base = Indicator(
        "revitalized_mu", None, "mu", area_basis="ellipsoidal", as_of=made.as_of
    )
    for scope, rows in made.figures.groupby("scope_id", sort=False):
        goal = replace(base, scope="zone", scope_id=str(scope))
        if scope == CITY:
            target = target_of(policy, "target.revitalized_mu", "mu")
            goal = replace(base, note=_note(made, policy), **target)
        yield from _rows(rows.set_index("counter"), goal)


def _rows(figures: pd.DataFrame, goal: Indicator) -> Iterator[Indicator]:
    """The goal figure, each counter, and what a plain sum would have said."""
    union = figures["union_mu"]
    yield replace(goal, value=float(union[EITHER]))
    row = replace(goal, target=None, operator=None, note=None)
    for counter in figures.index.drop([EITHER, "sum"]):
        name = _COUNTERS.get(counter, f"{counter}_area_mu")
        yield replace(row, indicator=name, value=float(union[counter]))
    either = figures.loc[EITHER]
    yield replace(row, indicator="sum_of_events_mu", value=float(either["naive_mu"]))
    twice = float(either["difference_mu"])
    yield replace(row, indicator="counted_twice_mu", value=twice)
    for name in _LISTS:
        if pd.notna(either[name]):
            yield replace(row, indicator=f"goal_{name}", value=float(either[name]))


def _note(made: Certificate, policy: Policy) -> str | None:
    left = made.not_counted
    shapeless = left.loc[left["reason"] == "no_geometry", "registered_area_m2"]
    facts: dict[str, object] = {}
    if policy.is_configured(_DEADLINE):
        deadline = as_day(policy.value(_DEADLINE))
        goal = made.credits[made.credits["counter"] == EITHER]
        goal = goal[inside(goal, made.zones) & (goal["valid_date"] > deadline)]
        facts = {
            "deadline": deadline.date().isoformat(),
            "after_deadline_mu": to_mu(fsum(goal["credited_area_m2"])),
        }
    return note(
        **facts,
        outside_zones_mu=made.figure("outside_mu"),
        overlapping_pairs=len(made.overlaps),
        not_counted_events=len(left),
        without_outline_mu=to_mu(fsum(shapeless.dropna())),
        mended_outlines=made.mended,
    )
