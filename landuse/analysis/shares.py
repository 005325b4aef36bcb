"""How each parcel is shared among zones, and what of it lies outside all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.chunks import Cancel, Progress, Watch
from landuse.analysis.conservation import prove, sums_by_place
from landuse.analysis.disjoint import polygonal, zone_outlines
from landuse.analysis.overlay import intersections

__all__ = ["shares"]

_OUTSIDE = -1


def shares(
    parcels: GeoDataFrame,
    zones: GeoDataFrame,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> pd.DataFrame:
    """Area and share of each parcel in each zone, and outside them.

    Parameters
    ----------
    parcels : GeoDataFrame
        Polygons, any index; invalid outlines are mended to be measured.
    zones : GeoDataFrame
        Canonical zones, brought to the CRS of ``parcels``. The blocks of a zone
        count together; ground of two zones belongs to the first ``zone_id``.
    progress, cancel : callable, optional
        See :class:`landuse.analysis.chunks.Watch`.

    Returns
    -------
    DataFrame
        ``parcel`` (position), ``zone_id`` (missing: outside every zone),
        ``area_m2`` (ellipsoidal) and ``share`` of the parcel; sorted by parcel,
        then zone, outside last. A parcel without area is not there.

    Raises
    ------
    ConservationError
        If zones and outside do not add up to the parcel.
    CancelledError
        If the caller stops it.

    Examples
    --------
    >>> from landuse.testing import make_parcels, make_zones, square
    >>> zones = make_zones(zone_id=["a"], geometry=[square(side=130)])
    >>> split = shares(make_parcels(geometry=square(east=60)), zones)
    >>> split[["zone_id", "share"]].round(2).values.tolist()
    [['a', 0.7], [nan, 0.3]]
    """
    watch = Watch(progress, cancel)
    ids, outlines = zone_outlines(zones.to_crs(parcels.crs))
    shapes = polygonal(parcels.geometry)
    whole = geometry_area(shapes, parcels.crs)
    tree = shapely.STRtree(shapes)
    inside = tree.query(outlines, predicate="contains_properly")[::-1]
    settled = np.zeros(len(shapes), dtype=bool)
    settled[inside[0]] = True
    cut = tree.query(outlines, predicate="intersects")[::-1]
    cut = cut[:, ~settled[cut[0]]]
    pieces = intersections(shapes[cut[0]], outlines[cut[1]], watch)
    open_places = np.flatnonzero(~settled & (whole > 0))
    rest = _rest(shapes, outlines, open_places, cut, Watch(cancel=cancel))
    found = pd.DataFrame(
        {
            "parcel": np.concatenate([inside[0], cut[0], open_places]),
            "zone": np.concatenate(
                [inside[1], cut[1], np.full(len(open_places), _OUTSIDE)]
            ),
            "area_m2": np.concatenate(
                [
                    whole[inside[0]],
                    geometry_area(pieces, parcels.crs),
                    geometry_area(rest, parcels.crs),
                ]
            ),
        }
    )
    _proved(found, whole)
    return _in_order(found[found["area_m2"] > 0], ids, whole)


def _rest(
    shapes: np.ndarray,
    outlines: np.ndarray,
    places: np.ndarray,
    cut: np.ndarray,
    watch: Watch,
) -> np.ndarray:
    """What of some parcels lies in none of the zones that they meet."""
    result = shapes.copy()
    order = np.lexsort((cut[1], cut[0]))
    place, zone = cut[0][order], cut[1][order]
    turn = np.arange(len(place)) - np.searchsorted(place, place)
    for number in range(turn.max(initial=-1) + 1):  # once, but for parcels of two zones
        mine = turn == number
        result[place[mine]] = watch.run(
            shapely.difference, result[place[mine]], outlines[zone[mine]]
        )
    return result[places]


def _proved(found: pd.DataFrame, whole: np.ndarray) -> None:
    place, area = found["parcel"].to_numpy(), found["area_m2"].to_numpy()
    expected = np.where(np.isnan(whole), 0.0, whole)
    prove(expected, sums_by_place(place, area, len(whole)), "parcel")


def _in_order(found: pd.DataFrame, ids: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    found = found.assign(last=found["zone"] == _OUTSIDE)
    found = found.sort_values(["parcel", "last", "zone"], ignore_index=True)
    names = np.append(ids, [None])[found["zone"].to_numpy()]
    return pd.DataFrame(
        {
            "parcel": found["parcel"],
            "zone_id": pd.Series(names, dtype="str"),
            "area_m2": found["area_m2"],
            "share": found["area_m2"] / whole[found["parcel"]],
        }
    )
