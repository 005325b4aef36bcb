"""The life of one plot: its stage, its steps, its promises, what was not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.findings import plain_values
from landuse.analysis.lifecycle.obligations import obligors
from landuse.policy import Policy
from landuse.steps.enrich import zone_names
from landuse.steps.plots import plot_rows

__all__ = ["PlotLife", "plot_life"]

#: What is said of the plot itself, where it is known.
_STATE = (
    *("zone_id", "zone", "is_standard_land", "responsible_unit"),
    *("lifecycle_stage", "stage_since", "stage_result"),
    *("next_stage", "next_due_date", "due_basis", "days_left", "is_overdue"),
    *("days_overdue", "next_unit", "skipped_stages", "impossible_order"),
    *("holder", "obligor", "obligor_basis", "obligor_candidates", "lessee"),
    *("breach_state", "open_breaches", "rectify_by_date"),
    *("performance_score", "performance_basis"),
)


@dataclass(frozen=True)
class PlotLife:
    """All that is known of the life of one plot on a day."""

    parcel_id: str
    as_of: date
    policy: str
    policy_hash: str
    state: dict[str, Any]  #: plain content; what is not known is None
    milestones: pd.DataFrame
    commitments: pd.DataFrame
    breaches: pd.DataFrame
    transfers: pd.DataFrame  #: those of the day and before it


def plot_life(
    frames: Mapping[str, pd.DataFrame], parcel_id: str, policy: Policy, as_of: date
) -> PlotLife:
    """Tell the life of one plot.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.lifecity.life_city`.
    parcel_id : str
        Parcel code, also of a plot that is not granted yet or has ended.
    policy : Policy
        The rules.
    as_of : date
        The day.

    Returns
    -------
    PlotLife
        Of several records with the code the first tells the state.

    Raises
    ------
    SchemaError
        No such parcel; close codes are named.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.steps.lifecity import life_city
    >>> from landuse.testing import make_parcels
    >>> policy, day = load_policy("puyang"), date(2022, 3, 2)
    >>> frames = {"parcels": make_parcels(delivery_date="2021-03-01")}
    >>> found = plot_life(life_city(frames, policy, day), "P1", policy, day)
    >>> found.state["next_stage"], found.state["days_left"]
    ('started', -1)
    """
    plots = {"parcels": frames["life_plots"]}
    own = plot_rows(plots, parcel_id).head(1)
    if "zones" in frames:
        own = own.assign(zone=own["zone_id"].map(zone_names(frames["zones"])))
    answer = obligors(
        own["parcel_id"], as_of, plots["parcels"], frames.get("transfers")
    )
    own = own.assign(obligor_candidates=answer["obligor_candidates"])
    state = {
        name: plain_values(own[name])[0] if name in own else None for name in _STATE
    }
    done = _of(frames, "transfers", parcel_id)
    if len(done):
        done = done[done["transfer_date"] <= as_day(as_of)]
    return PlotLife(
        parcel_id=parcel_id,
        as_of=as_of,
        policy=policy.id,
        policy_hash=policy.hash,
        state=state,
        milestones=_of(frames, "life_milestones", parcel_id),
        commitments=_of(frames, "life_commitments", parcel_id),
        breaches=_of(frames, "life_breaches", parcel_id),
        transfers=done,
    )


def _of(frames: Mapping[str, pd.DataFrame], name: str, parcel_id: str) -> pd.DataFrame:
    """The rows of a plot; without the table an empty one."""
    frame = frames.get(name)
    if frame is None:
        return pd.DataFrame()
    return frame[frame["parcel_id"] == parcel_id].reset_index(drop=True)
