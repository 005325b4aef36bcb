"""Overlays that prove themselves: the parts add up to the whole, or they raise.

Areas are ellipsoidal. Geometry is built only where it is asked for; operands keep
a fixed order and sums are exact, so that a second run gives the same digits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries

from landuse.analysis.areas import geometry_area
from landuse.analysis.chunks import SILENT, Cancel, Progress, Watch
from landuse.analysis.conservation import ABSOLUTE_M2, RELATIVE, prove
from landuse.analysis.crossareas import crossing_areas
from landuse.analysis.meetings import meetings, prepared

__all__ = [
    "ABSOLUTE_M2",
    "RELATIVE",
    "contained",
    "intersections",
    "overlap_areas",
    "prove",
    "remainders",
]


def overlap_areas(
    left: GeoSeries,
    right: GeoSeries,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> pd.DataFrame:
    """Areas of all overlaps of two layers.

    Parameters
    ----------
    left, right : GeoSeries
        Valid polygons; ``right`` is brought to the CRS of ``left``.
    progress, cancel : callable, optional
        See :class:`landuse.analysis.chunks.Watch`.

    Returns
    -------
    DataFrame
        ``left`` and ``right`` (positions, not labels) and ``area_m2`` for each
        pair that shares area, sorted.

    Raises
    ------
    ConservationError
        If a built intersection of a sample has another area.
    CancelledError
        If the caller stops it.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> zone = make_zones(geometry=square(side=200)).geometry
    >>> half = make_zones(geometry=square(east=150)).geometry
    >>> overlap_areas(half, zone).area_m2.round(0).tolist()
    [4999.0]
    """
    small, large = left.to_numpy(), right.to_crs(left.crs).to_numpy()
    inside, met = meetings(small, large)
    watch = Watch(progress, cancel)
    cut = crossing_areas(small, large, met, left.crs, watch)
    found = pd.DataFrame(
        {
            "left": np.concatenate([inside[0], met.left]),
            "right": np.concatenate([inside[1], met.right]),
            "area_m2": np.append(geometry_area(small[inside[0]], left.crs), cut),
        }
    )
    found = found[found["area_m2"] > 0]
    return found.sort_values(["left", "right"], ignore_index=True)


def contained(left: GeoSeries, right: GeoSeries) -> pd.DataFrame:
    """Pairs in which a shape lies wholly inside another: no geometry is built.

    Parameters
    ----------
    left, right : GeoSeries
        Valid polygons; ``right`` is brought to the CRS of ``left``.

    Returns
    -------
    DataFrame
        ``left`` and ``right`` (positions); a shape that touches the boundary from
        inside is not listed.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> zone = make_zones(geometry=square(side=200)).geometry
    >>> parcel = make_zones(geometry=square(east=10, north=10)).geometry
    >>> contained(parcel, zone).to_numpy().tolist()
    [[0, 0]]
    """
    small, large = left.to_numpy(), right.to_crs(left.crs).to_numpy()
    inside, met = meetings(small, large)
    with prepared(large):
        whole = shapely.contains_properly(large[met.right], small[met.left])
    pairs = np.concatenate([inside, np.stack([met.left, met.right])[:, whole]], axis=1)
    order = np.lexsort(pairs[::-1])
    return pd.DataFrame(dict(zip(("left", "right"), pairs[:, order], strict=True)))


def intersections(
    left: np.ndarray, right: np.ndarray, watch: Watch = SILENT
) -> np.ndarray:
    """Intersection of two arrays pair by pair, in threads.

    Parameters
    ----------
    left, right : array of shapely geometries
        Of one length; not prepared.
    watch : Watch, optional
        Progress and cancel.

    Returns
    -------
    ndarray
        The order of the operands is kept, since it decides the last digits.

    Examples
    --------
    >>> from landuse.testing import square
    >>> shared = intersections(np.array([square()]), np.array([square(east=50)]))
    >>> float(shapely.area(shared)[0])
    5000.0
    """
    return watch.run(shapely.intersection, left, right)


def remainders(
    whole: GeoSeries,
    cover: GeoSeries,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> tuple[GeoSeries, pd.DataFrame]:
    """What of each shape a second layer does not cover.

    Parameters
    ----------
    whole : GeoSeries
        Valid polygons, e.g. approved batches.
    cover : GeoSeries
        Valid polygons, e.g. supplied parcels; overlaps among them count once.
    progress, cancel : callable, optional
        See :class:`landuse.analysis.chunks.Watch`.

    Returns
    -------
    remainder : GeoSeries
        On the index of ``whole``; empty where all is covered.
    areas : DataFrame
        ``whole_m2``, ``covered_m2``, ``remainder_m2`` on the same index.

    Raises
    ------
    ConservationError
        If covered and remaining area do not add up.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> batch = make_zones(geometry=square(side=200)).geometry
    >>> parcel = make_zones(geometry=square()).geometry
    >>> remainders(batch, parcel)[1].remainder_m2.round(-2).tolist()
    [30000.0]
    """
    covers = cover.to_crs(whole.crs).to_numpy()
    shapes, watch = whole.to_numpy(), Watch(progress, cancel)
    unions = _unions(shapes, covers, watch)
    rest = Watch(cancel=cancel).run(shapely.difference, shapes, unions)
    covered = intersections(shapes, unions, Watch(cancel=cancel))
    areas = {
        "whole_m2": geometry_area(shapes, whole.crs),
        "covered_m2": geometry_area(covered, whole.crs),
        "remainder_m2": geometry_area(rest, whole.crs),
    }
    prove(areas["whole_m2"], areas["covered_m2"] + areas["remainder_m2"], "shape")
    table = pd.DataFrame(areas, index=whole.index)
    return GeoSeries(rest, index=whole.index, crs=whole.crs), table


def _unions(shapes: np.ndarray, covers: np.ndarray, watch: Watch) -> np.ndarray:
    """Union of the covers that meet each shape; empty where none does."""
    result = np.full(len(shapes), shapely.Polygon(), dtype=object)
    owner, index = shapely.STRtree(covers).query(shapes, predicate="intersects")
    order = np.lexsort((index, owner))
    names, first = np.unique(owner[order], return_index=True)
    groups = np.empty(len(names), dtype=object)
    groups[:] = np.split(index[order], first[1:]) if len(names) else []

    def together(members: np.ndarray) -> np.ndarray:
        made = [shapely.disjoint_subset_union_all(covers[each]) for each in members]
        return np.array(made, dtype=object)

    result[names] = watch.run(together, groups) if len(names) else []
    return result
