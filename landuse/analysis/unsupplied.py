"""Approved but unsupplied land: each batch less the parcels supplied from it.

Two answers stand side by side: the remainder as geometry (batch outline less
supplied parcels) and by document (approved area less the registered area of the
parcels that cite the batch). They are kept apart and compared, never mixed.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.calendar import as_day
from landuse.analysis.overlay import overlap_areas, remainders

__all__ = ["cited_batches", "split_by_batch", "unsupplied_area"]


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
        ellipsoidal, from geometry), ``document_supplied_m2``,
        ``document_unsupplied_m2`` (missing where the approved area is), and the
        remainder as geometry.

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
    supplied = parcels if as_of is None else _supplied(parcels, as_day(as_of))
    geometry, areas = remainders(approvals.geometry, supplied.geometry)
    cited = split_by_batch(approvals, supplied)
    document = cited.groupby("batch_id")["registered_area_m2"].sum(min_count=1)
    taken = approvals["batch_id"].map(document).fillna(0.0)
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


def split_by_batch(approvals: GeoDataFrame, parcels: GeoDataFrame) -> pd.DataFrame:
    """Registered area of parcels by the batch that they cite.

    A parcel that cites several batches (``B1;B2``) is shared among them by its
    overlap with each, in equal parts where it overlaps none.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames.

    Returns
    -------
    DataFrame
        ``parcel_id``, ``batch_id``, ``share`` and ``registered_area_m2``; the
        shares of a parcel add up to one.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> batches = make_approvals(geometry=[square(east=-75), square(east=25)])
    >>> parcel = make_parcels(batch_id="B1;B2", registered_area_m2=10_000)
    >>> split_by_batch(batches, parcel).registered_area_m2.round(-2).tolist()
    [2500.0, 7500.0]
    """
    cited = cited_batches(approvals, parcels)
    rows = cited[cited["batch_id"].notna()][["place", "batch_id"]].drop_duplicates()
    pairs = overlap_areas(parcels.geometry, approvals.geometry)
    pairs["place"] = parcels.index.to_numpy()[pairs["left"]]
    pairs["batch_id"] = approvals["batch_id"].to_numpy()[pairs["right"]]
    overlap = pairs.groupby(["place", "batch_id"])["area_m2"].sum()
    area = overlap.reindex(pd.MultiIndex.from_frame(rows)).fillna(0.0).to_numpy()
    rows = rows.assign(overlap=area)
    total = rows.groupby("place")["overlap"].transform("sum")
    count = rows.groupby("place")["overlap"].transform("size")
    share = (rows["overlap"] / total.where(total > 0)).fillna(1 / count)
    return pd.DataFrame(
        {
            "parcel_id": parcels["parcel_id"].reindex(rows["place"]).to_numpy(),
            "batch_id": rows["batch_id"].to_numpy(),
            "share": share.to_numpy(),
            "registered_area_m2": share.to_numpy()
            * parcels["registered_area_m2"].reindex(rows["place"]).to_numpy(),
        }
    )


def cited_batches(approvals: pd.DataFrame, parcels: pd.DataFrame) -> pd.DataFrame:
    """The batches that each parcel cites, by batch id or by approval number.

    Parameters
    ----------
    approvals, parcels : DataFrame
        Canonical frames.

    Returns
    -------
    DataFrame
        ``place`` (label of the parcel), ``cited`` (as written) and ``batch_id``,
        missing where no batch, or more than one, goes by that name.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels
    >>> batches = make_approvals(approval_no="豫政土〔2018〕1号")
    >>> parcels = make_parcels(batch_id="豫政土〔2018〕1号；B9")
    >>> cited_batches(batches, parcels).batch_id.tolist()
    ['B1', nan]
    """
    cited = parcels["batch_id"].str.split(r"[;；]", regex=True).explode()
    cited = cited.astype("str").str.strip()
    cited = cited[cited.notna() & (cited != "")]
    numbers = approvals.dropna(subset=["approval_no"])
    numbers = numbers.drop_duplicates("approval_no", keep=False)
    by_number = numbers.set_index("approval_no")["batch_id"]
    known = cited.where(cited.isin(approvals["batch_id"]), cited.map(by_number))
    return pd.DataFrame(
        {
            "place": cited.index,
            "cited": cited.to_numpy(),
            "batch_id": known.astype("str").to_numpy(),
        }
    )


def _supplied(parcels: GeoDataFrame, as_of: pd.Timestamp) -> GeoDataFrame:
    first = parcels["supply_date"].fillna(parcels["contract_date"])
    return parcels[~(first > as_of)]
