"""A city prepared for questions about the life of its plots."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from landuse.analysis.arearecord import with_area_of_record
from landuse.analysis.lifecycle.fromevents import life_frames
from landuse.errors import PolicyError
from landuse.messages import worded
from landuse.policy import Policy
from landuse.steps.judge import placed_frames
from landuse.steps.lifecare import with_lifecycle
from landuse.steps.plots import parcels_of

__all__ = ["ledger_city", "life_city"]


def life_city(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """The frames of a city with the life of every plot, also of those that ended.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.load.load_city`.
    policy : Policy
        Stages, terms, area of record.
    as_of : date
        The day.

    Returns
    -------
    dict of str to DataFrame
        As of :func:`landuse.steps.lifecare.with_lifecycle`.

    Raises
    ------
    SchemaError
        The city has no parcels.
    PolicyError
        The policy has no stages.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(delivery_date="2021-03-01")
    >>> known = life_city({"parcels": parcels}, load_policy("puyang"),
    ...                   date(2022, 9, 30))
    >>> known["life_plots"].lifecycle_stage.tolist()
    ['delivered']
    """
    parcels_of(frames)
    known = placed_frames(frames)
    known["parcels"] = with_area_of_record(known["parcels"], policy, as_of)
    return _told(known, policy, as_of)


def ledger_city(
    events: pd.DataFrame,
    policy: Policy,
    as_of: date,
    zones: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """The frames of a city as a ledger tells it, with the life of every plot.

    Parameters
    ----------
    events : DataFrame
        Canonical events.
    policy : Policy
        Stages and terms.
    as_of : date
        The day; later events have not happened.
    zones : GeoDataFrame, optional
        Names of the zones.

    Returns
    -------
    dict of str to DataFrame
        As of :func:`life_city`. The zone of a plot is the one that its events name,
        its area the one that they register.

    Raises
    ------
    PolicyError
        The policy has no stages.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events
    >>> events = make_events(event=["delivered", "started"], parcel_id="P1",
    ...                      valid_date=["2021-03-01", "2022-05-01"])
    >>> for day in (date(2022, 4, 30), date(2022, 5, 1)):
    ...     known = ledger_city(events, load_policy("puyang"), day)
    ...     known["life_plots"].lifecycle_stage.tolist()
    ['delivered']
    ['started']
    """
    told = life_frames(events, as_of)
    plots = told["parcels"]
    measured = plots.assign(area_m2=plots["registered_area_m2"])
    measured.attrs = plots.attrs
    known = told | {"parcels": measured}
    if zones is not None:
        known["zones"] = zones
    return _told(known, policy, as_of)


def _told(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    known = with_lifecycle(frames, policy, as_of)
    if "life_milestones" not in known:
        raise PolicyError(worded("policy_without_stages"), policy.id)
    return known
