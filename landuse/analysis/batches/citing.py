"""Which batches a parcel names, and how its registered area is shared among them."""

from __future__ import annotations

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.overlay import overlap_areas

__all__ = ["batch_overlaps", "cited_batches", "split_by_batch"]


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


def batch_overlaps(approvals: GeoDataFrame, parcels: GeoDataFrame) -> pd.Series:
    """Area that each parcel shares with each batch.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames, valid polygons.

    Returns
    -------
    Series of float
        Square metres by ``place`` (label of the parcel) and ``batch_id``, above 0.

    Examples
    --------
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> found = batch_overlaps(make_approvals(), make_parcels(geometry=square(east=75)))
    >>> found.round(-2).to_dict()
    {(0, 'B1'): 2500.0}
    """
    pairs = overlap_areas(parcels.geometry, approvals.geometry)
    pairs["place"] = parcels.index.to_numpy()[pairs["left"]]
    pairs["batch_id"] = approvals["batch_id"].to_numpy()[pairs["right"]]
    return pairs.groupby(["place", "batch_id"])["area_m2"].sum()


def split_by_batch(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    overlaps: pd.Series | None = None,
) -> pd.DataFrame:
    """Registered area of parcels by the batch that they cite.

    A parcel that cites several batches (``B1;B2``) is shared among them by its
    overlap with each, in equal parts where it overlaps none.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames.
    overlaps : Series, optional
        Result of :func:`batch_overlaps`, where known.

    Returns
    -------
    DataFrame
        ``place`` (label of the parcel), ``parcel_id``, ``batch_id``, ``share`` and
        ``registered_area_m2``; the shares of a parcel add up to one.

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
    overlap = batch_overlaps(approvals, parcels) if overlaps is None else overlaps
    area = overlap.reindex(pd.MultiIndex.from_frame(rows)).fillna(0.0).to_numpy()
    rows = rows.assign(overlap=area)
    total = rows.groupby("place")["overlap"].transform("sum")
    count = rows.groupby("place")["overlap"].transform("size")
    share = (rows["overlap"] / total.where(total > 0)).fillna(1 / count)
    registered = parcels["registered_area_m2"].reindex(rows["place"]).to_numpy()
    return pd.DataFrame(
        {
            "place": rows["place"].to_numpy(),
            "parcel_id": parcels["parcel_id"].reindex(rows["place"]).to_numpy(),
            "batch_id": rows["batch_id"].to_numpy(),
            "share": share.to_numpy(),
            "registered_area_m2": share.to_numpy() * registered,
        }
    )
