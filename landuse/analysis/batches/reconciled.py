"""What remains of each batch by document and by outline, held against each other."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.matching import matched
from landuse.analysis.batches.supply import Supply
from landuse.analysis.batches.validity import batch_states, withdrawn_m2
from landuse.analysis.calendar import as_date
from landuse.analysis.unsupplied import unsupplied_of
from landuse.policy import Policy

__all__ = ["reconciled"]


def reconciled(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
) -> GeoDataFrame:
    """Both remainders of each batch, their difference, and whether it is explained.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames, valid polygons.
    policy : Policy
        ``unsupplied.tolerance_m2`` (slivers) and ``unsupplied.remainder_share``:
        how far the two may lie apart, as a share of the approved area.
    as_of : date or str
        The day.

    Returns
    -------
    GeoDataFrame
        On the index of the approvals: the columns of
        :func:`landuse.analysis.unsupplied.unsupplied_area`, ``batch_state``,
        ``withdrawn_m2``, ``parcels`` and how many of them match only by
        ``document``, only by ``overlay`` or in ``conflict``, ``slivers`` and
        ``slivers_m2`` that were left out, ``remainder_difference_m2`` (document
        less outline), ``remainder_tolerance_m2`` and ``within_tolerance`` (missing
        where one figure is). The geometry is what remains.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> batch = make_approvals(approved_area_m2=40_000, geometry=square(side=200))
    >>> parcel = make_parcels(registered_area_m2=10_000)
    >>> row = reconciled(batch, parcel, load_policy("national"), "2022-09-30").iloc[0]
    >>> int(row["overlay"]), round(float(row["remainder_difference_m2"]), -2)
    (1, 10000.0)
    >>> bool(row["within_tolerance"])
    False
    """
    day = as_date(as_of)
    supply = Supply(approvals, parcels, day)
    sliver, share = (
        policy.value(f"unsupplied.{name}", day)
        for name in ("tolerance_m2", "remainder_share")
    )
    left = unsupplied_of(supply)
    document, outline = left["document_unsupplied_m2"], left["unsupplied_area_m2"]
    allowed = np.maximum(sliver, share * left["approved_area_m2"])
    apart = document - outline
    within = (apart.abs() <= allowed).astype("boolean").mask(apart.isna())
    return left.assign(
        batch_state=batch_states(approvals, day),
        withdrawn_m2=withdrawn_m2(approvals, day),
        **_counts(supply, sliver),
        remainder_difference_m2=apart,
        remainder_tolerance_m2=allowed,
        within_tolerance=within,
    )


def _counts(supply: Supply, sliver_m2: float) -> dict[str, pd.Series]:
    """How each batch's parcels match, and what was too small to count."""
    found, names = matched(supply, sliver_m2), supply.approvals["batch_id"]
    how = pd.crosstab(found.table["batch_id"], found.table["how"])
    rows = how.reindex(names, fill_value=0).set_axis(names.index, axis=0)
    kinds = ("document", "overlay", "conflict")
    counts = {kind: rows.get(kind, 0 * rows.sum(axis=1)) for kind in kinds}
    small = found.slivers.groupby("batch_id")["overlap_area_m2"]
    return {
        "parcels": rows.sum(axis=1).astype("int64"),
        **{kind: count.astype("int64") for kind, count in counts.items()},
        "slivers": names.map(small.size()).fillna(0).astype("int64"),
        "slivers_m2": names.map(small.sum()).fillna(0.0).astype("float64"),
    }
