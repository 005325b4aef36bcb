"""What is known about each approval batch on a day."""

from __future__ import annotations

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.facts import Facts, absent_by_file
from landuse.analysis.unsupplied import unsupplied_area
from landuse.analysis.zones import zone_of

__all__ = ["gather_batches"]


def gather_batches(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    as_of: pd.Timestamp,
    zones: GeoDataFrame | None = None,
) -> Facts:
    """Bring together what is known about the batches: areas supplied and left.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames; not changed.
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
    >>> from landuse.testing import make_approvals, make_parcels
    >>> day = pd.Timestamp("2022-09-30")
    >>> facts = gather_batches(make_approvals(), make_parcels(), day)
    >>> facts.key, facts.frame["unsupplied_area_m2"].round().tolist()
    ('batch_id', [0.0])
    """
    left = unsupplied_area(approvals, parcels, as_of=as_of.date())
    figures = left.drop(columns=["geometry", "batch_id", "approved_area_m2"])
    batches = approvals.join(figures)
    batches.attrs = approvals.attrs
    zone = pd.Series(None, index=approvals.index, dtype="str")
    frame = batches.assign(
        zone_id=zone if zones is None else zone_of(approvals, zones),
        area_m2=batches["batch_area_m2"],
        area_basis="ellipsoidal",
    )
    return Facts(frame, as_of, absent_by_file(approvals), key="batch_id")
