"""Overlays that prove themselves: the parts add up to the whole, or they raise.

Areas are ellipsoidal. Geometry is built only where boundaries cross; operands
keep a fixed order and sums are exact, so that a second run gives the same digits.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries

from landuse.analysis.areas import geometry_area
from landuse.analysis.conservation import ABSOLUTE_M2, RELATIVE, prove

__all__ = [
    "ABSOLUTE_M2",
    "RELATIVE",
    "contained",
    "intersections",
    "overlap_areas",
    "prove",
    "remainders",
]

#: Pairs that are worth a thread of their own.
_CHUNK = 1000


def overlap_areas(left: GeoSeries, right: GeoSeries) -> pd.DataFrame:
    """Areas of all overlaps of two layers.

    Parameters
    ----------
    left, right : GeoSeries
        Valid polygons; ``right`` is brought to the CRS of ``left``.

    Returns
    -------
    DataFrame
        ``left`` and ``right`` (positions, not labels) and ``area_m2`` for each
        pair that shares area, sorted.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> zone = make_zones(geometry=square(side=200)).geometry
    >>> half = make_zones(geometry=square(east=150)).geometry
    >>> overlap_areas(half, zone).area_m2.round(0).tolist()
    [4999.0]
    """
    small, large = left.to_numpy(), right.to_crs(left.crs).to_numpy()
    tree = shapely.STRtree(small)
    inside = tree.query(large, predicate="contains_properly")
    touching = tree.query(large, predicate="intersects")
    cut = touching[:, ~np.isin(_numbers(touching, small), _numbers(inside, small))]
    pairs = np.concatenate([inside, cut], axis=1)
    pieces = intersections(small[cut[1]], large[cut[0]])
    shapes = np.concatenate([small[inside[1]], pieces])
    area = geometry_area(shapes, left.crs)
    found = pd.DataFrame({"left": pairs[1], "right": pairs[0], "area_m2": area})
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
    large = right.to_crs(left.crs).to_numpy()
    pairs = shapely.STRtree(left.to_numpy()).query(large, predicate="contains_properly")
    return pd.DataFrame({"left": pairs[1], "right": pairs[0]})


def intersections(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Intersection of two arrays pair by pair, in threads.

    Parameters
    ----------
    left, right : array of shapely geometries
        Of one length; not prepared.

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
    parts = min(os.cpu_count() or 1, len(left) // _CHUNK)
    if parts <= 1:
        return shapely.intersection(left, right)
    chunks = zip(np.array_split(left, parts), np.array_split(right, parts), strict=True)
    with ThreadPoolExecutor(parts) as pool:
        return np.concatenate(
            list(pool.map(lambda c: shapely.intersection(*c), chunks))
        )


def _numbers(pairs: np.ndarray, small: np.ndarray) -> np.ndarray:
    """One number for each pair of positions."""
    return pairs[0] * len(small) + pairs[1]


def remainders(whole: GeoSeries, cover: GeoSeries) -> tuple[GeoSeries, pd.DataFrame]:
    """What of each shape a second layer does not cover.

    Parameters
    ----------
    whole : GeoSeries
        Valid polygons, e.g. approved batches.
    cover : GeoSeries
        Valid polygons, e.g. supplied parcels; overlaps among them count once.

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
    shapes = whole.to_numpy()
    unions = _unions(shapes, covers)
    rest = shapely.difference(shapes, unions)
    areas = {
        "whole_m2": geometry_area(shapes, whole.crs),
        "covered_m2": geometry_area(shapely.intersection(shapes, unions), whole.crs),
        "remainder_m2": geometry_area(rest, whole.crs),
    }
    sums = [
        math.fsum(pair)
        for pair in zip(areas["covered_m2"], areas["remainder_m2"], strict=True)
    ]
    prove(areas["whole_m2"], np.array(sums), "shape")
    table = pd.DataFrame(areas, index=whole.index)
    return GeoSeries(rest, index=whole.index, crs=whole.crs), table


def _unions(shapes: np.ndarray, covers: np.ndarray) -> np.ndarray:
    """Union of the covers that meet each shape; empty where none does."""
    result = np.full(len(shapes), shapely.Polygon(), dtype=object)
    if not len(covers) or not len(shapes):
        return result
    owner, index = shapely.STRtree(covers).query(shapes, predicate="intersects")
    for place in np.unique(owner):
        members = np.sort(index[owner == place])
        result[place] = shapely.disjoint_subset_union_all(covers[members])
    return result
