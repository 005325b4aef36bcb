"""Ground between neighbours that no parcel covers: holes and slits, never streets."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from landuse.analysis.areas import geometry_area
from landuse.analysis.chunks import Cancel, Progress, Watch
from landuse.analysis.disjoint import polygonal
from landuse.analysis.distances import in_metres
from landuse.analysis.edges import lines, open_edges
from landuse.analysis.loops import Loops, closed_curves
from landuse.analysis.slits import slits
from landuse.analysis.sound import sound_shapes
from landuse.analysis.widths import mean_width

__all__ = ["gaps"]

#: Steps of the floating-point grid within which two lines are one.
_GRID_STEPS = 256
_MOSTLY = 0.5


def gaps(
    frame: GeoDataFrame,
    *,
    max_area_m2: float,
    max_width_m: float,
    min_width_m: float = 0.0,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> GeoDataFrame:
    """Small holes and hair gaps between the shapes of a layer.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons, any index.
    max_area_m2 : float
        Enclosed ground up to this area is a gap.
    max_width_m : float
        So is ground up to this width, however long, and open at an end too.
    min_width_m : float, default 0.0
        Narrower ones are noise; never below the noise of the coordinates.
    progress, cancel : callable, optional
        See :class:`landuse.analysis.chunks.Watch`.

    Returns
    -------
    GeoDataFrame
        ``area_m2`` (ellipsoidal), ``width_m`` (of a rectangle of the same area and
        perimeter), ``neighbours`` (tuple of positions), and the gap; from west to
        east. Ground beside an invalid shape is left out: once mended, the shape
        may fill it.

    Raises
    ------
    SchemaError
        Without a CRS.
    CancelledError
        If the caller stops it.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> parcels = make_parcels(geometry=[square(), square(east=100.2)])
    >>> found = gaps(parcels, max_area_m2=100, max_width_m=0.5)
    >>> found[["width_m", "neighbours"]].round(2).values.tolist()
    [[0.2, (0, 1)]]
    """
    watch = Watch(progress, cancel)
    plane = in_metres(frame.geometry)
    shapes = sound_shapes(plane)
    edges = open_edges(shapes)
    least = max(min_width_m, _noise(edges.start))
    tree = shapely.STRtree(shapes)
    limits = (max_area_m2, max_width_m, least)
    holes = _chosen(_holes(closed_curves(edges), least), limits)
    holes = _chosen(shapely.get_parts(_bare(holes, tree, shapes)), limits)
    strips = _bare(slits(edges, max_width_m, least, watch), tree, shapes)
    strips = _chosen(_untold(strips, holes), (0.0, max_width_m, least))
    found = np.concatenate([holes, strips])
    found = found[~_beside_unsound(found, plane, shapes, least)]
    return _table(found, tree, least, plane, frame)


def _noise(xy: np.ndarray) -> float:
    return float(np.spacing(np.abs(xy).max(initial=1.0))) * _GRID_STEPS


def _holes(loops: Loops, least: float) -> np.ndarray:
    """Ground that open edges enclose; a shape may still lie over it."""
    if not len(loops):
        return np.empty(0, dtype=object)
    wide = loops.breadth() > least
    curves = loops.polygons()
    tangled = wide & _tangled(curves)
    plain = curves[wide & ~tangled & (loops.area < 0)]
    inside = curves[wide & ~tangled & (loops.area > 0)]
    faces = _faces(loops, tangled)
    return np.concatenate([_emptied(plain, inside), faces])


def _tangled(curves: np.ndarray) -> np.ndarray:
    """Curves that cross themselves or meet another one."""
    result = ~shapely.is_valid(curves)
    rings = shapely.get_exterior_ring(curves)
    one, other = shapely.STRtree(rings).query(rings, predicate="intersects")
    result[one[one != other]] = True
    return result


def _emptied(holes: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Holes without the blocks that stand in them."""
    place, block = shapely.STRtree(inside).query(holes, predicate="contains")
    if not len(place):
        return holes
    names, group = np.unique(place, return_inverse=True)
    blocks = shapely.geometrycollections(inside[block], indices=group)
    result = holes.copy()
    filled = shapely.union_all(blocks[:, np.newaxis], axis=1)
    result[names] = shapely.difference(holes[names], filled)
    return result


def _faces(loops: Loops, chosen: np.ndarray) -> np.ndarray:
    """The ground that tangled curves enclose, cut at every crossing."""
    edges = loops.edges.take(chosen[loops.curve])
    if not len(edges):
        return np.empty(0, dtype=object)
    noded = shapely.get_parts(shapely.union_all(lines(edges)))
    return shapely.get_parts(shapely.polygonize(noded))


def _chosen(shapes: np.ndarray, limits: tuple[float, float, float]) -> np.ndarray:
    """Those small or narrow enough, and wider than noise."""
    max_area, max_width, least = limits
    width = mean_width(shapes)
    small = (shapely.area(shapes) <= max_area) | (width <= max_width)
    return shapes[small & (width > least)]


def _bare(ground: np.ndarray, tree: shapely.STRtree, shapes: np.ndarray) -> np.ndarray:
    """What of some ground no shape covers."""
    place, cover = tree.query(ground, predicate="intersects")
    return _less(ground, place, shapes[cover])


def _untold(strips: np.ndarray, holes: np.ndarray) -> np.ndarray:
    """Slits that are not told as holes already."""
    place, hole = shapely.STRtree(holes).query(strips, predicate="intersects")
    rest = shapely.area(_less(strips, place, holes[hole]))
    return strips[rest > _MOSTLY * shapely.area(strips)]


def _less(shapes: np.ndarray, place: np.ndarray, covers: np.ndarray) -> np.ndarray:
    """Each shape less its covers."""
    if not len(place):
        return shapes
    names, group = np.unique(place, return_inverse=True)
    order = np.argsort(group, kind="stable")
    together = shapely.geometrycollections(covers[order], indices=group[order])
    unions = shapely.union_all(together[:, np.newaxis], axis=1)
    result = shapes.copy()
    result[names] = polygonal(shapely.difference(shapes[names], unions))
    return result


def _beside_unsound(
    found: np.ndarray, plane: GeoSeries, shapes: np.ndarray, least: float
) -> np.ndarray:
    given = plane.to_numpy()
    unsound = shapely.is_missing(shapes) & ~shapely.is_missing(given)
    unsound &= np.isfinite(shapely.bounds(given)).all(axis=1)
    mended = polygonal(given[unsound])
    beside = np.zeros(len(found), dtype=bool)
    near = shapely.STRtree(mended).query(found, predicate="dwithin", distance=least)
    beside[near[0]] = True
    return beside


def _table(
    found: np.ndarray,
    tree: shapely.STRtree,
    least: float,
    plane: GeoSeries,
    frame: GeoDataFrame,
) -> GeoDataFrame:
    west_first = np.lexsort(shapely.bounds(found).T[::-1])
    found = found[west_first]
    place, owner = tree.query(found, predicate="dwithin", distance=least)
    order = np.lexsort((owner, place))
    owners = np.split(owner[order], np.searchsorted(place[order], range(1, len(found))))
    columns: dict[str, Any] = {
        "area_m2": geometry_area(found, plane.crs),
        "width_m": mean_width(found),
        "neighbours": [tuple(int(i) for i in each) for each in owners[: len(found)]],
    }
    shown = GeoSeries(found, crs=plane.crs).to_crs(frame.crs)
    return GeoDataFrame(columns, geometry=shown, crs=frame.crs)
