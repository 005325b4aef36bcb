"""Signs that one layer lies shifted against another: shared shapes, known offsets."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from landuse.analysis.gcj02 import SHIFTS, in_china
from landuse.messages import worded
from landuse.wording import Worded

__all__ = ["same_shapes", "web_map_of", "web_map_offsets"]

#: Metres: as far a counterpart is looked for; as near a vector must be to that of a
#: web map to be called it.
_REACH, _NEAR = 2_000.0, 80.0
_SAME = 0.01  # share by which areas and outlines of one shape may differ
_LONLAT = 4490


def same_shapes(mine: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Records with one counterpart of nearly the same area and outline.

    Parameters
    ----------
    mine, known : array of shapely geometries
        In one projected system.

    Returns
    -------
    array of shape (n, 2)
        Positions in ``mine`` and ``known``; a shape that fits several is left out.

    Examples
    --------
    >>> mine = shapely.box([0, 500], 0, [100, 700], 100)
    >>> same_shapes(mine, shapely.box([40, 0], 30, [140, 50], 130)).tolist()
    [[0, 0]]
    """
    tree = shapely.STRtree(known)
    one, other = tree.query(mine, predicate="dwithin", distance=_REACH)
    good = _alike(shapely.area(mine)[one], shapely.area(known)[other])
    good &= _alike(shapely.length(mine)[one], shapely.length(known)[other])
    pairs = np.column_stack([one[good], other[good]])
    single = [np.isin(p, _singles(p)) for p in pairs.T]
    return pairs[single[0] & single[1]] if len(pairs) else pairs


def _alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one - other) <= _SAME * np.maximum(one, other)


def _singles(places: np.ndarray) -> np.ndarray:
    values, counts = np.unique(places, return_counts=True)
    return values[counts == 1]


def web_map_of(layer: GeoDataFrame, vector: np.ndarray) -> Worded | None:
    """The web map whose offset a vector is, where a layer lies.

    Parameters
    ----------
    layer : GeoDataFrame
        In a projected system.
    vector : array of float
        Metres to the east and north by which it lies off a reference.

    Returns
    -------
    Worded or None
        Whose offset it is, and whether the layer or the reference has it.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> web_map_of(make_parcels(), np.array([520.0, 5.0]))
    'the offset of GCJ-02, in the layer'
    """
    for name, offset in web_map_offsets(layer).items():
        for sign, whose in ((1, "web_map_layer"), (-1, "web_map_reference")):
            if np.hypot(*(sign * offset - vector)) <= _NEAR:
                return worded(whose, map=name)
    return None


def web_map_offsets(layer: GeoDataFrame) -> dict[str, np.ndarray]:
    """How far each web map moves a layer, at its middle.

    Parameters
    ----------
    layer : GeoDataFrame
        In a projected system.

    Returns
    -------
    dict of str to array
        Metres to the east and north by name; empty outside China.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> web_map_offsets(make_parcels())["GCJ-02"].round(-1).tolist()
    [530.0, 10.0]
    """
    west, south, east, north = layer.total_bounds
    middle = GeoSeries(shapely.points([[(west + east) / 2, (south + north) / 2]]))
    place = middle.set_crs(layer.crs).to_crs(_LONLAT)
    lon, lat = place.x.to_numpy(), place.y.to_numpy()
    found: dict[str, np.ndarray] = {}
    if not in_china(lon, lat).all():
        return found
    for name, shown in SHIFTS.items():
        moved = GeoSeries(shapely.points(*shown(lon, lat)), crs=_LONLAT)
        there = shapely.get_coordinates(moved.to_crs(layer.crs).to_numpy())
        found[name] = (there - shapely.get_coordinates(middle.to_numpy()))[0]
    return found
