"""What is known about each approval batch on a day."""

from __future__ import annotations

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.doubts import (
    compensated_by,
    documents,
    remainder_bounds,
    shared_batches,
    used,
)
from landuse.analysis.batches.supplied import lacks_column
from landuse.analysis.batches.supply import Supply
from landuse.analysis.batches.validity import batch_states, withdrawn_m2
from landuse.analysis.calendar import add_years
from landuse.analysis.facts import Facts, absent_by_file
from landuse.analysis.unsupplied import unsupplied_of
from landuse.analysis.zones import zone_of
from landuse.policy import Policy

__all__ = ["gather_batches"]


def gather_batches(
    supply: Supply,
    policy: Policy,
    as_of: pd.Timestamp,
    zones: GeoDataFrame | None = None,
) -> Facts:
    """Bring together what is known about the batches: areas supplied and left.

    Parameters
    ----------
    supply : Supply
        Canonical batches and parcels on the day; not changed.
    policy : Policy
        ``unsupplied.tolerance_m2`` and ``unsupplied.lapse_years``.
    as_of : Timestamp
        The day.
    zones : GeoDataFrame, optional
        Name each batch's zone.

    Returns
    -------
    Facts
        On the index of the approvals.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_parcels
    >>> day = pd.Timestamp("2022-09-30")
    >>> supply = Supply(make_approvals(), make_parcels(), day.date())
    >>> facts = gather_batches(supply, load_policy("national"), day)
    >>> facts.key, facts.frame["unsupplied_area_m2"].round().tolist()
    ('batch_id', [0.0])
    """
    approvals = supply.approvals
    tolerance = policy.value("unsupplied.tolerance_m2", as_of.date())
    left = unsupplied_of(supply)
    frame = approvals.join(
        left.drop(columns=["geometry", "batch_id", "approved_area_m2"])
    )
    frame = frame.join(remainder_bounds(supply, frame["unsupplied_area_m2"]))
    zone = pd.Series(None, index=approvals.index, dtype="str")
    states = batch_states(approvals, as_of.date())
    frame = frame.join(documents(supply))
    frame = frame.join(shared_batches(approvals, states, tolerance))
    frame = frame.assign(
        zone_id=zone if zones is None else zone_of(approvals, zones),
        area_m2=frame["batch_area_m2"],
        area_basis="ellipsoidal",
        batch_state=states,
        withdrawn_m2=withdrawn_m2(approvals, as_of.date()),
        used=used(supply, frame, tolerance),
        compensated_by=compensated_by(approvals, as_of),
    )
    frame = frame.assign(in_force=_in_force(frame, approvals, policy, as_of))
    frame.attrs = approvals.attrs
    return Facts(frame, as_of, absent_by_file(approvals), key="batch_id")


def _in_force(
    frame: pd.DataFrame,
    approvals: pd.DataFrame,
    policy: Policy,
    as_of: pd.Timestamp,
) -> pd.Series:
    """Whether each batch holds on the day, in three values.

    A source without a column for the lapse leaves it open only where a batch can
    have lapsed by law: old enough, and neither used nor compensated.
    """
    states = frame["batch_state"]
    years = policy.value("unsupplied.lapse_years", as_of.date())
    young = add_years(approvals["approval_date"], years) > as_of
    kept = frame["used"] | frame["compensated_by"] | young
    lapse = lacks_column(approvals, "lapsed_date") & ~kept.fillna(value=False)
    holds = (states == "in_force").astype("boolean")
    return holds.mask(states.isin(["unknown", "undated"])).mask(holds & lapse)
