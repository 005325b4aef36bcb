"""Batches cut along the zones: one batch may lie in two, and no area is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.conservation import ABSOLUTE_M2, prove, sums_by_place
from landuse.analysis.disjoint import polygonal, split, zone_outlines

__all__ = ["by_zone"]

_KEYS = ["place", "zone_id"]
_OUTLINE = ("batch_area_m2", "unsupplied_area_m2", "supplied_area_m2")


def by_zone(
    approvals: GeoDataFrame, left: GeoDataFrame, zones: GeoDataFrame
) -> pd.DataFrame:
    """Each batch by the zones that it lies in.

    Parameters
    ----------
    approvals : GeoDataFrame
        Canonical approvals, valid polygons.
    left : GeoDataFrame
        Result of :func:`landuse.analysis.unsupplied.unsupplied_area` for them.
    zones : GeoDataFrame
        Canonical zones; where two overlap the first id keeps the part.

    Returns
    -------
    DataFrame
        ``place`` (label of the batch), ``batch_id``, ``zone_id`` (missing outside
        all zones), ``batch_area_m2``, ``unsupplied_area_m2`` and
        ``supplied_area_m2`` of the part, and the document areas shared out:
        ``approved_area_m2`` by the part of the outline, ``document_supplied_m2``
        by the part of what is supplied. The parts of a batch add up to it.

    Raises
    ------
    ConservationError
        If the parts do not add up.

    Examples
    --------
    >>> from landuse.analysis.unsupplied import unsupplied_area
    >>> from landuse.testing import make_approvals, make_parcels, make_zones, square
    >>> zones = make_zones(zone_id=["a", "b"])
    >>> batch = make_approvals(geometry=square(east=75), approved_area_m2=8_000)
    >>> parcel = make_parcels(geometry=square(east=150))
    >>> parts = by_zone(batch, unsupplied_area(batch, parcel), zones)
    >>> parts[["zone_id", "approved_area_m2"]].round().values.tolist()
    [['a', 2000.0], ['b', 6000.0]]
    """
    ids, outlines = zone_outlines(zones.to_crs(approvals.crs))
    whole = _parts(approvals, approvals.geometry.to_numpy(), ids, outlines)
    rest = _parts(approvals, left.geometry.to_numpy(), ids, outlines)
    parts = pd.DataFrame({"batch_area_m2": whole, "unsupplied_area_m2": rest})
    parts = parts.fillna(0.0).sort_index(na_position="last")
    supplied = parts["batch_area_m2"] - parts["unsupplied_area_m2"]
    parts["supplied_area_m2"] = supplied.where(supplied.abs() > ABSOLUTE_M2, 0.0)
    table = parts.reset_index()
    for name in _OUTLINE[:2]:
        total = sums_by_place(
            table["place"].to_numpy(), table[name].to_numpy(), len(left)
        )
        prove(left[name].to_numpy(), total, "batch by zone")
    return _with_documents(table, approvals, left)


def _parts(
    approvals: GeoDataFrame, shapes: np.ndarray, ids: np.ndarray, outlines: np.ndarray
) -> pd.Series:
    """Area by position of the batch and zone; a missing zone is outside all."""
    place, zone, pieces = split(polygonal(shapes), outlines)
    names = np.array([*ids, None], dtype=object)[zone]
    area = geometry_area(pieces, approvals.crs)
    parts = pd.DataFrame({"place": place, "zone_id": names, "area": area})
    return parts.groupby(_KEYS, dropna=False)["area"].sum()


def _with_documents(
    table: pd.DataFrame, approvals: GeoDataFrame, left: GeoDataFrame
) -> pd.DataFrame:
    place = table["place"].to_numpy()
    part = table["batch_area_m2"] / left["batch_area_m2"].to_numpy()[place]
    whole = left["supplied_area_m2"].to_numpy()[place]
    taken = (table["supplied_area_m2"] / np.where(whole > 0, whole, np.nan)).fillna(
        part
    )
    return table.assign(
        batch_id=approvals["batch_id"].to_numpy()[place],
        approved_area_m2=left["approved_area_m2"].to_numpy()[place] * part,
        document_supplied_m2=left["document_supplied_m2"].to_numpy()[place] * taken,
        place=approvals.index.to_numpy()[place],
        zone_id=table["zone_id"].astype("str"),
    )
