"""Figures of each batch with their bounds: what is known, and what may be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.batches.citing import batch_overlaps, cited_batches
from landuse.analysis.batches.supplied import lacks_column
from landuse.analysis.batches.supply import Supply, certain, possible
from landuse.analysis.overlay import remainders
from landuse.analysis.pairs import overlapping_pairs

__all__ = ["compensated_by", "documents", "remainder_bounds", "shared_batches", "used"]


def remainder_bounds(supply: Supply, left_m2: pd.Series) -> pd.DataFrame:
    """What remains of each batch at least and at most.

    Parameters
    ----------
    supply : Supply
        Batches and parcels on a day.
    left_m2 : Series of float
        What remains if every parcel without a date counts as supplied.

    Returns
    -------
    DataFrame
        ``left_at_least_m2`` and ``left_at_most_m2``; both the figure itself where
        no source lacks the day of the supply.
    """
    least = most = left_m2
    if supply.doubt.any():
        shapes = supply.approvals.geometry
        least = remainders(shapes, possible(supply).geometry)[1]["remainder_m2"]
        most = remainders(shapes, certain(supply).geometry)[1]["remainder_m2"]
    return pd.DataFrame({"left_at_least_m2": least, "left_at_most_m2": most})


def used(supply: Supply, figures: pd.DataFrame, tolerance_m2: float) -> pd.Series:
    """Whether anything was supplied from each batch, by outline or by document.

    Parameters
    ----------
    supply : Supply
        Batches and parcels on a day.
    figures : DataFrame
        With ``batch_area_m2`` and the result of :func:`remainder_bounds`.
    tolerance_m2 : float
        Slivers do not count.

    Returns
    -------
    Series of boolean
        Missing where it hangs on a day that no source has.
    """
    names, whole = supply.approvals["batch_id"], figures["batch_area_m2"]
    sure = whole - figures["left_at_most_m2"] > tolerance_m2
    maybe = whole - figures["left_at_least_m2"] > tolerance_m2
    sure |= names.isin(_names(supply, certain(supply)))
    maybe |= names.isin(_names(supply, possible(supply)))
    return sure.astype("boolean").mask(~sure & maybe)


def _names(supply: Supply, parcels: GeoDataFrame) -> pd.Series:
    return cited_batches(supply.approvals, parcels)["batch_id"].dropna()


def compensated_by(approvals: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """Whether the compensation of each batch had been paid by a day.

    Parameters
    ----------
    approvals : DataFrame
        Canonical approvals.
    as_of : Timestamp
        The day.

    Returns
    -------
    Series of boolean
        A day tells more than a word. Missing where neither is recorded, and where
        the word says yes and the source has no column for the day.

    Examples
    --------
    >>> from landuse.testing import make_approvals
    >>> batches = make_approvals(
    ...     compensated=[True, True, False, None],
    ...     compensation_date=[None, "2022-10-01", None, None])
    >>> compensated_by(batches, pd.Timestamp("2022-09-30")).tolist()
    [True, False, False, <NA>]
    """
    said, day = approvals["compensated"], approvals["compensation_date"]
    known = said.mask(day <= as_of, other=True).mask(day > as_of, other=False)
    told = said.fillna(value=False) & day.isna()
    return known.mask(told & lacks_column(approvals, "compensation_date"))


def documents(supply: Supply) -> pd.DataFrame:
    """Areas supplied from each batch by what the records name, and their doubts.

    Parameters
    ----------
    supply : Supply
        Batches and parcels on a day.

    Returns
    -------
    DataFrame
        On the index of the approvals: ``document_known_m2`` (registered area of
        those that have one), ``outlines_supplied_m2`` (whole outlines of the
        parcels that cite the batch, and the overlap of those that cite none),
        ``parcels`` (how many), and where the figures may be more: ``lacks_area``,
        ``lacks_citation``, ``lacks_number``, ``lacks_day``.
    """
    names = supply.approvals["batch_id"]
    cited = supply.document
    outline = supply.outline_m2.reindex(cited["place"]).to_numpy() * cited["share"]
    free = supply.overlaps[
        ~supply.overlaps.index.get_level_values("place").isin(cited["place"])
    ].groupby("batch_id")
    by_name = cited.groupby("batch_id")["registered_area_m2"]
    own = outline.groupby(cited["batch_id"]).sum()
    count = by_name.size().add(free.size(), fill_value=0)
    bare = by_name.size() - by_name.count()
    lost = supply.cited.loc[supply.cited["batch_id"].isna(), "cited"]
    number = supply.approvals["approval_no"]
    absent = lacks_column(supply.parcels, "batch_id").any()
    return pd.DataFrame(
        {
            "document_known_m2": names.map(by_name.sum()).fillna(0.0),
            "outlines_supplied_m2": names.map(own).fillna(0.0)
            + names.map(free.sum()).fillna(0.0),
            "parcels": names.map(count).fillna(0).astype("int64"),
            "lacks_area": names.map(bare).fillna(0) > 0,
            "lacks_citation": number.isin(lost) | absent,
            "lacks_number": number.isna() & bool(len(lost)),
            "lacks_day": names.isin(_may_be_supplied(supply)),
        }
    )


def _may_be_supplied(supply: Supply) -> set[str]:
    """Batches of the parcels of which no source says whether they were supplied."""
    extra = possible(supply)[~possible(supply).index.isin(supply.supplied.index)]
    if extra.empty:
        return set()
    near = batch_overlaps(supply.approvals, extra).index.get_level_values("batch_id")
    return {*_names(supply, extra), *near}


def shared_batches(
    approvals: GeoDataFrame, states: pd.Series, tolerance_m2: float
) -> pd.DataFrame:
    """Land that each batch shares with others that hold on the day.

    Parameters
    ----------
    approvals : GeoDataFrame
        Canonical approvals, valid polygons.
    states : Series of str
        Of :func:`landuse.analysis.batches.validity.batch_states`.
    tolerance_m2 : float
        A smaller overlap is a sliver.

    Returns
    -------
    DataFrame
        ``shared_m2`` and ``shared_with`` (their ids) of those in force, and
        ``may_share``: whether it shares land with one of unknown standing.

    Examples
    --------
    >>> from landuse.analysis.batches.validity import batch_states
    >>> from landuse.testing import make_approvals, square
    >>> batches = make_approvals(approval_date="2018-01-01",
    ...                          geometry=[square(), square(east=75)])
    >>> states = batch_states(batches, "2022-09-30")
    >>> shared_batches(batches, states, 1.0).shared_with.tolist()
    ['B2', 'B1']
    """
    shapes = approvals.geometry.to_numpy()
    names, standing = approvals["batch_id"].to_numpy(), states.to_numpy()
    one, two = overlapping_pairs(shapes)
    area = geometry_area(shapely.intersection(shapes[one], shapes[two]), approvals.crs)
    kept = (area > tolerance_m2) & (names[one] != names[two])
    one, two, area = one[kept], two[kept], area[kept]
    pairs = pd.DataFrame(
        {
            "place": np.concatenate([one, two]),
            "other": np.concatenate([two, one]),
            "area": np.concatenate([area, area]),
        }
    )
    pairs = pairs.assign(name=names[pairs["other"]], state=standing[pairs["other"]])
    pairs = pairs.sort_values(["place", "name"])
    held = pairs[pairs["state"] == "in_force"].groupby("place")
    unsure = pairs.loc[pairs["state"].isin(["undated", "unknown"]), "place"]
    places = pd.RangeIndex(len(approvals))
    named = held["name"].agg(";".join).reindex(places)
    shared = pd.DataFrame(
        {
            "shared_m2": held["area"].sum().reindex(places, fill_value=0.0),
            "shared_with": named.astype("str"),
            "may_share": places.isin(unsure),
        }
    )
    return shared.set_axis(approvals.index, axis=0)
