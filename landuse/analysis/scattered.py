"""Scattered land (零散土地): small leftovers of a zone between parcels and roads.

The law names no size. Pieces are listed only where the city's policy says how
small or how narrow a leftover must be; otherwise nothing is listed, and the audit
says that the rule is not configured.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from landuse.analysis.areas import geometry_area
from landuse.analysis.calendar import as_day
from landuse.analysis.overlay import remainders
from landuse.analysis.widths import mean_width
from landuse.policy import Policy

__all__ = ["is_scattered_configured", "scattered_land"]

_AREA, _WIDTH = "scattered.area_m2", "scattered.width_m"
_COLUMNS = ("piece", "zone_id", "area_m2", "width_m", "neighbours", "documents")


def is_scattered_configured(policy: Policy, as_of: date | str) -> bool:
    """Whether the policy says what a small piece is, by area or by width.

    Parameters
    ----------
    policy : Policy
        From :func:`landuse.policy.load_policy`.
    as_of : date or str
        The day.

    Returns
    -------
    bool
        False for the national policy: no law names a size.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> is_scattered_configured(load_policy("national"), "2022-09-30")
    False
    """
    day = as_day(as_of).date()
    return any(policy.is_configured(key, day) for key in (_AREA, _WIDTH))


def scattered_land(
    zones: GeoDataFrame,
    taken: GeoSeries,
    parcels: GeoDataFrame,
    policy: Policy,
    as_of: date | str,
) -> GeoDataFrame:
    """Leftovers of zones that are too small or too narrow to be a site.

    Parameters
    ----------
    zones : GeoDataFrame
        Canonical zones, valid polygons.
    taken : GeoSeries
        What is no leftover: parcels, and where known batches and roads.
    parcels : GeoDataFrame
        Canonical parcels: those that touch a piece could take it up.
    policy : Policy
        ``scattered.area_m2`` and ``scattered.width_m``: a piece is listed where
        it is at most as large or at most as wide (mean width);
        ``scattered.neighbour_m`` says how near a neighbour is.
    as_of : date or str
        Day of the policy.

    Returns
    -------
    GeoDataFrame
        ``piece`` (zone and number), ``zone_id``, ``area_m2`` (ellipsoidal),
        ``width_m``, ``neighbours`` (parcel ids, ``;``), ``documents`` (what has
        to be shown, ``;``) and the piece; the largest first within a zone.
        Empty where neither size is configured.

    Raises
    ------
    ConservationError
        If taken and left area do not add up to a zone.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels, make_zones, square
    >>> zone, parcel = make_zones(geometry=square(side=101)), make_parcels()
    >>> policy = load_policy("national")
    >>> len(scattered_land(zone, parcel.geometry, parcel, policy, "2022-09-30"))
    0
    """
    day = as_day(as_of).date()
    if not is_scattered_configured(policy, day):
        return _frame([], zones)
    left, _ = remainders(zones.geometry, taken)
    pieces = left.explode().rename("geometry")
    pieces = pieces[~pieces.is_empty & pieces.notna()]
    shapes = pieces.to_numpy()
    found = GeoDataFrame(
        {
            "zone_id": zones["zone_id"].reindex(pieces.index).to_numpy(),
            "area_m2": geometry_area(shapes, zones.crs),
            "width_m": mean_width(shapes),
        },
        geometry=shapes,
        crs=zones.crs,
    )
    found = found[_is_small(found, policy, day)]
    found = found.sort_values(["zone_id", "area_m2"], ascending=[True, False])
    number = found.groupby("zone_id").cumcount() + 1
    return _frame(
        [
            found.assign(
                piece=found["zone_id"] + "-" + number.astype("str"),
                neighbours=_neighbours(found, parcels, policy, day),
                documents=";".join(policy.value("scattered.documents", day)),
            )
        ],
        zones,
    )


def _is_small(found: GeoDataFrame, policy: Policy, day: date) -> pd.Series:
    small = pd.Series(data=False, index=found.index)
    for key, column in ((_AREA, "area_m2"), (_WIDTH, "width_m")):
        if policy.is_configured(key, day):
            small |= found[column] <= policy.value(key, day)
    floor = policy.value("unsupplied.tolerance_m2", day)
    return small & (found["area_m2"] > floor)


def _neighbours(
    found: GeoDataFrame, parcels: GeoDataFrame, policy: Policy, day: date
) -> list[str]:
    near = policy.value("scattered.neighbour_m", day)
    tree = shapely.STRtree(parcels.geometry.to_crs(found.crs).to_numpy())
    piece, parcel = tree.query(found.geometry.to_numpy(), "dwithin", distance=near)
    ids = parcels["parcel_id"].to_numpy()[parcel]
    by_piece = pd.Series(ids).groupby(piece).agg(lambda names: ";".join(sorted(names)))
    return by_piece.reindex(np.arange(len(found))).fillna("").tolist()


def _frame(parts: list[GeoDataFrame], zones: GeoDataFrame) -> GeoDataFrame:
    columns = [*_COLUMNS, "geometry"]
    if parts and len(parts[0]):
        return parts[0][columns].reset_index(drop=True)
    figures = {"area_m2": "float64", "width_m": "float64"}
    empty = {n: pd.Series(dtype=figures.get(n, "str")) for n in _COLUMNS}
    return GeoDataFrame(empty, geometry=GeoSeries([], crs=zones.crs), crs=zones.crs)
