"""Approved but unsupplied land: each batch less the parcels supplied from it.

Two answers stand side by side: the remainder as geometry (batch outline less
supplied parcels) and by document (approved area less the registered area of the
parcels that cite the batch). They are kept apart and compared, never mixed.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.citing import (
    cited_batches,
    split_by_batch,
)
from landuse.analysis.batches.supply import Supply
from landuse.analysis.overlay import remainders

__all__ = [
    "cited_batches",
    "document_supplied",
    "split_by_batch",
    "unsupplied_area",
    "unsupplied_of",
]


def unsupplied_area(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    *,
    as_of: date | str | None = None,
) -> GeoDataFrame:
    """What remains of each approval batch.

    Parameters
    ----------
    approvals : GeoDataFrame
        Canonical approvals, valid polygons.
    parcels : GeoDataFrame
        Canonical parcels (supplied land), valid polygons.
    as_of : date or str, optional
        Parcels supplied later do not count; without it all count.

    Returns
    -------
    GeoDataFrame
        On the index of ``approvals``: ``batch_id``, ``approved_area_m2``,
        ``batch_area_m2``, ``supplied_area_m2``, ``unsupplied_area_m2`` (all three
        ellipsoidal, from geometry), ``document_supplied_m2`` (missing where a
        parcel that cites the batch has no registered area),
        ``document_unsupplied_m2`` (missing where either is), and the remainder as
        geometry.

    Raises
    ------
    ConservationError
        If supplied and unsupplied area do not add up to the batch.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> batch = make_approvals(approved_area_m2=40_000, geometry=square(side=200))
    >>> parcel = make_parcels(batch_id="B1", registered_area_m2=10_000)
    >>> left = unsupplied_area(batch, parcel)
    >>> left.document_unsupplied_m2.tolist(), left.unsupplied_area_m2.round(-2).tolist()
    ([30000.0], [30000.0])
    """
    return unsupplied_of(Supply(approvals, parcels, as_of))


def unsupplied_of(supply: Supply) -> GeoDataFrame:
    """As :func:`unsupplied_area`, for a supply that is known already.

    Parameters
    ----------
    supply : Supply
        Batches and parcels.

    Returns
    -------
    GeoDataFrame
        On the index of the approvals.
    """
    approvals = supply.approvals
    geometry, areas = remainders(approvals.geometry, supply.supplied.geometry)
    taken = document_supplied(approvals, supply.document)
    return GeoDataFrame(
        {
            "batch_id": approvals["batch_id"],
            "approved_area_m2": approvals["approved_area_m2"],
            "batch_area_m2": areas["whole_m2"],
            "supplied_area_m2": areas["covered_m2"],
            "unsupplied_area_m2": areas["remainder_m2"],
            "document_supplied_m2": taken,
            "document_unsupplied_m2": approvals["approved_area_m2"] - taken,
        },
        geometry=geometry,
        crs=approvals.crs,
    )


def document_supplied(approvals: pd.DataFrame, cited: pd.DataFrame) -> pd.Series:
    """Registered area of the parcels that cite each batch.

    Parameters
    ----------
    approvals : DataFrame
        Canonical approvals.
    cited : DataFrame
        Result of :func:`landuse.analysis.batches.citing.split_by_batch`.

    Returns
    -------
    Series of float
        On the index of ``approvals``: 0 where no parcel cites the batch, missing
        where one of them has no registered area.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels
    >>> batches = make_approvals(batch_id=["B1", "B2"])
    >>> parcels = make_parcels(batch_id=["B1", "B1"], registered_area_m2=[9.0, None])
    >>> document_supplied(batches, split_by_batch(batches, parcels)).tolist()
    [nan, 0.0]
    """
    by_batch = cited.groupby("batch_id")["registered_area_m2"]
    whole = by_batch.sum().where(by_batch.count() == by_batch.size())
    taken = approvals["batch_id"].map(whole).astype("float64")
    return taken.where(approvals["batch_id"].isin(whole.index), 0.0)
