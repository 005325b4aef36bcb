"""Batches and parcels, many to many: by document first, by overlay as the check.

A parcel may draw on several batches and a batch is cut into many parcels. What the
supply record names counts; the outlines confirm it, contradict it, or stand in
where it names nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.supply import Supply
from landuse.policy import Policy

__all__ = ["HOW", "Matching", "match_batches", "matched", "matched_pairs"]

#: How a batch and a parcel were brought together.
HOW = ("both", "document", "overlay", "conflict")
_KEYS = ["place", "batch_id"]
_TABLE = (
    "batch_id",
    "parcel_id",
    "how",
    "document_share",
    "document_area_m2",
    "overlap_area_m2",
    "overlap_share",
)


@dataclass(frozen=True)
class Matching:
    """Which parcels were supplied from which batches."""

    table: pd.DataFrame  #: one row for each batch and parcel
    slivers: pd.DataFrame  #: overlaps of parcels that do not cite the batch, too small
    unknown: pd.DataFrame  #: ``parcel_id`` and ``cited``: names that no batch has


def match_batches(
    approvals: GeoDataFrame,
    parcels: GeoDataFrame,
    policy: Policy,
    *,
    as_of: date | str | None = None,
) -> Matching:
    """Bring batches and the parcels supplied from them together.

    Parameters
    ----------
    approvals, parcels : GeoDataFrame
        Canonical frames, valid polygons.
    policy : Policy
        ``unsupplied.tolerance_m2``: a smaller overlap is a sliver of digitizing.
    as_of : date or str, optional
        Parcels supplied later do not count; without it all count.

    Returns
    -------
    Matching
        ``table``: ``batch_id``, ``parcel_id``, ``how`` (``both`` cited and
        overlapping, ``document`` cited only, ``overlay`` overlapping a parcel
        that cites nothing, ``conflict`` where document and outline name
        different batches), ``document_share`` and ``document_area_m2`` (of the
        registered area, by document), ``overlap_area_m2`` and ``overlap_share``
        (of the parcel's outline).

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_approvals, make_parcels, square
    >>> batches = make_approvals(geometry=[square(), square(east=100)])
    >>> parcels = make_parcels(batch_id=["B1", None])
    >>> found = match_batches(batches, parcels, load_policy("national")).table
    >>> found[["batch_id", "parcel_id", "how"]].values.tolist()
    [['B1', 'P1', 'both'], ['B2', 'P2', 'overlay']]
    """
    supply = Supply(approvals, parcels, as_of)
    return matched(supply, policy.value("unsupplied.tolerance_m2"))


def matched(supply: Supply, tolerance_m2: float) -> Matching:
    """As :func:`match_batches`, for a supply that is known already.

    Parameters
    ----------
    supply : Supply
        Batches and parcels.
    tolerance_m2 : float
        A smaller overlap is a sliver.

    Returns
    -------
    Matching
        Sorted by batch and parcel.
    """
    pairs = _pairs(supply.document, supply.overlaps)
    small = _small(pairs, tolerance_m2)
    slivers, kept = pairs[small], pairs[~small]
    kept = kept.assign(how=_how(kept, supply.cited["place"], tolerance_m2))
    outline = supply.outline_m2.reindex(kept["place"]).to_numpy()
    kept = kept.assign(overlap_share=kept["overlap_area_m2"] / outline)
    unknown = supply.cited[supply.cited["batch_id"].isna()]
    return Matching(
        _named(kept, supply)[list(_TABLE)],
        _named(slivers, supply)[["batch_id", "parcel_id", "overlap_area_m2"]],
        _named(unknown, supply)[["parcel_id", "cited"]],
    )


def matched_pairs(supply: Supply, tolerance_m2: float) -> pd.DataFrame:
    """Pairs of batches and parcels without slivers, by the parcels' labels.

    Parameters
    ----------
    supply : Supply
        Batches and parcels.
    tolerance_m2 : float
        A smaller overlap is a sliver.

    Returns
    -------
    DataFrame
        ``place``, ``batch_id``, ``document_share`` (missing where not cited),
        ``document_area_m2`` and ``overlap_area_m2``.
    """
    pairs = _pairs(supply.document, supply.overlaps)
    return pairs[~_small(pairs, tolerance_m2)]


def _small(pairs: pd.DataFrame, tolerance_m2: float) -> pd.Series:
    return pairs["document_share"].isna() & (pairs["overlap_area_m2"] <= tolerance_m2)


def _pairs(document: pd.DataFrame, overlaps: pd.Series) -> pd.DataFrame:
    """Each batch and parcel that the document or the outlines bring together."""
    named = {"share": "document_share", "registered_area_m2": "document_area_m2"}
    cited = document.rename(columns=named).drop(columns="parcel_id")
    areas = overlaps.rename("overlap_area_m2").reset_index()
    areas = areas.astype({"batch_id": cited["batch_id"].dtype}) if len(areas) else areas
    pairs = cited.merge(areas, on=_KEYS, how="outer")
    return pairs.assign(overlap_area_m2=pairs["overlap_area_m2"].fillna(0.0))


def _how(pairs: pd.DataFrame, citing: pd.Series, tolerance: float) -> np.ndarray:
    cited = pairs["document_share"].notna()
    meets = pairs["overlap_area_m2"] > tolerance
    elsewhere = pairs["place"].isin(pairs.loc[meets & ~cited, "place"])
    cites_others = pairs["place"].isin(citing) & ~cited
    return np.select(
        [cited & meets, cites_others | (cited & elsewhere), cited],
        ["both", "conflict", "document"],
        "overlay",
    )


def _named(pairs: pd.DataFrame, supply: Supply) -> pd.DataFrame:
    names = supply.supplied["parcel_id"].reindex(pairs["place"]).to_numpy()
    return pairs.assign(parcel_id=names).sort_values(
        ["batch_id", "parcel_id"], ignore_index=True
    )
