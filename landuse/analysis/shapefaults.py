"""Faults of single shapes, each with its place: what to look at, and where.

A shape that is not there or not finite is told as that only. Everything is
measured in metres, in a plane about the layer where its own CRS has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import Transformer

from landuse.analysis.chunks import SILENT
from landuse.analysis.distances import in_metres
from landuse.analysis.rings import Rings
from landuse.analysis.widths import mean_width, thinness
from landuse.messages import worded

__all__ = ["ShapeLimits", "shape_faults"]

_COLUMNS = ["place", "code", "message", "x", "y"]
_PLACE = r"\[(\S+) (\S+?)(?: \S+)?\]$"

Found = tuple[np.ndarray, str, Any, np.ndarray]


@dataclass(frozen=True, slots=True)
class ShapeLimits:
    """Bounds of what counts as a fault; what is None is not looked for.

    Examples
    --------
    >>> ShapeLimits(spike_degrees=1.0).sliver_width_m is None
    True
    """

    sliver_width_m: float | None = None  #: mean width up to this is a sliver
    sliver_thinness: float | None = None  #: and 4 pi area / perimeter^2 up to this
    spike_degrees: float | None = None  #: an angle below this is a spike
    duplicate_vertex_m: float | None = None  #: two vertices in a row so near
    tiny_ring_m2: float | None = None  #: a hole or part up to this area
    region: tuple[float, float, float, float] | None = None  #: box in degrees


def shape_faults(frame: GeoDataFrame, *, limits: ShapeLimits) -> pd.DataFrame:
    """Faults of each shape of a layer of polygons.

    Parameters
    ----------
    frame : GeoDataFrame
        Any geometries, any index.
    limits : ShapeLimits
        Bounds, from the policy. Validity, emptiness, finite coordinates and the
        type of geometry are looked at without any.

    Returns
    -------
    DataFrame
        ``place`` (position), ``code`` (``EMPTY``, ``NOT_FINITE``, ``MIXED_TYPE``,
        ``INVALID``, ``DUPLICATE_VERTEX``, ``SPIKE``, ``TINY_RING``, ``SLIVER``,
        ``OUT_OF_REGION``), ``message``, ``x`` and ``y`` (where, in the frame's CRS;
        missing for what has no place); sorted by place. A shape may have several
        faults, several of one kind too.

    Raises
    ------
    SchemaError
        Without a CRS.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> bow = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> found = shape_faults(make_parcels(geometry=[bow]), limits=ShapeLimits())
    >>> found.values.tolist()
    [[0, 'INVALID', 'Self-intersection', 1.0, 1.0]]
    """
    layer = _Layer(frame)
    found = list(_always(layer))
    for rule in _RULES:
        found += rule(layer, limits)
    tables = [_table(*each) for each in found]
    table = pd.concat([_table(*_NOTHING), *tables], ignore_index=True)
    return table.sort_values("place", kind="stable", ignore_index=True)


class _Layer:
    """The shapes that can be measured, as given and in metres."""

    def __init__(self, frame: GeoDataFrame) -> None:
        self.given = frame.geometry.to_numpy()
        bounds = shapely.bounds(self.given)
        self.there = ~(shapely.is_missing(self.given) | shapely.is_empty(self.given))
        coordinates, owner = shapely.get_coordinates(self.given, return_index=True)
        broken = owner[~np.isfinite(coordinates).all(axis=1)]
        self.finite = np.isfinite(bounds).all(axis=1) | ~self.there
        self.finite[broken] = False
        self.types = np.isin(shapely.get_type_id(self.given), (3, 6))
        self.place = np.flatnonzero(self.there & self.finite & self.types)
        self.shapes = self.given[self.place]
        self.plane = in_metres(frame.geometry.iloc[self.place]).to_numpy()
        self.crs = frame.crs
        self.rings = Rings(self.shapes)  # places in frame's CRS
        self.metres = self.rings if self.plane is self.shapes else Rings(self.plane)


_NOTHING: Found = (np.empty(0, dtype=np.intp), "", "", np.empty((0, 2)))


def _table(place: np.ndarray, code: str, message: Any, xy: np.ndarray) -> pd.DataFrame:
    text = pd.Series(message, index=range(len(place)), dtype="object")
    columns = [place, code, text, *xy.T]
    return pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))


def _always(layer: _Layer) -> Iterator[Found]:
    nowhere = np.full((len(layer.given), 2), np.nan)
    missing = np.flatnonzero(shapely.is_missing(layer.given))
    yield missing, "EMPTY", "there is no geometry", nowhere[missing]
    empty = np.flatnonzero(shapely.is_empty(layer.given))
    yield empty, "EMPTY", "the geometry is empty", nowhere[empty]
    yield _not_finite(layer, nowhere)
    other = np.flatnonzero(layer.there & layer.finite & ~layer.types)
    kinds = [shape.geom_type for shape in layer.given[other]]
    texts = [worded("mixed_type", kind=kind) for kind in kinds]
    yield other, "MIXED_TYPE", texts, _centres(layer.given[other])
    yield _invalid(layer)


def _not_finite(layer: _Layer, nowhere: np.ndarray) -> Found:
    """The finite vertex before the fault, else one after it, shows where to look."""
    place = np.flatnonzero(layer.there & ~layer.finite)
    xy, owner = shapely.get_coordinates(layer.given[place], return_index=True)
    good = np.isfinite(xy).all(axis=1)
    at = nowhere[place]
    at[owner[good][::-1]] = xy[good][::-1]  # the first that is finite
    shape, first = np.unique(owner[~good], return_index=True)
    before = np.flatnonzero(~good)[first] - 1
    there = (before >= 0) & (owner[before] == shape)
    at[shape[there]] = xy[before[there]]
    return place, "NOT_FINITE", "a coordinate is not a finite number", at


def _invalid(layer: _Layer) -> Found:
    wrong = ~SILENT.run(shapely.is_valid, layer.shapes)
    reason = pd.Series(shapely.is_valid_reason(layer.shapes[wrong]), dtype="str")
    at = reason.str.extract(_PLACE).astype(float).to_numpy()
    text = reason.str.replace(r"\[.*\]$", "", regex=True).to_numpy()
    return layer.place[wrong], "INVALID", text, at.reshape(-1, 2)


def _centres(shapes: np.ndarray) -> np.ndarray:
    bounds = shapely.bounds(shapes)
    return (bounds[:, :2] + bounds[:, 2:]) / 2


def _duplicate_vertices(layer: _Layer, limits: ShapeLimits) -> Iterator[Found]:
    if limits.duplicate_vertex_m is None or not len(layer.rings.xy):
        return
    rings, metres = layer.rings, layer.metres
    apart = np.hypot(*np.diff(metres.xy, axis=0).T)
    near = np.flatnonzero(rings.joined & (apart <= limits.duplicate_vertex_m))
    owner = layer.place[rings.owner[rings.ring[near]]]
    texts = [worded("vertices_near", apart=d) for d in apart[near]]
    yield owner, "DUPLICATE_VERTEX", texts, rings.xy[near]


def _spikes(layer: _Layer, limits: ShapeLimits) -> Iterator[Found]:
    """Vertices where a ring turns back on itself."""
    if limits.spike_degrees is None or not len(layer.rings.xy):
        return
    into, out, vertex = _turns(layer.metres)
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    angle = np.degrees(np.arctan2(np.abs(cross), -(into * out).sum(axis=1)))
    sharp = angle < limits.spike_degrees
    at, angle = vertex[sharp], angle[sharp]
    owner = layer.place[layer.rings.owner[layer.rings.ring[at]]]
    texts = [worded("turns_back", degrees=degrees) for degrees in angle]
    yield owner, "SPIKE", texts, layer.rings.xy[at]


def _turns(rings: Rings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The step into each vertex, the step out of it, and the vertex."""
    step = np.diff(rings.xy, axis=0)
    edge = np.flatnonzero(rings.joined & (step != 0).any(axis=1))
    ring = rings.ring[edge]
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    size = np.diff(np.append(first, len(ring)))
    before = np.arange(len(edge)) - 1
    before[first] = first + size - 1  # a ring's last edge leads to its first
    return step[edge[before]], step[edge], edge


def _tiny_rings(layer: _Layer, limits: ShapeLimits) -> Iterator[Found]:
    if limits.tiny_ring_m2 is None or not len(layer.rings.xy):
        return
    rings = layer.rings
    area = np.abs(_ring_areas(layer.metres))
    ring = np.flatnonzero(area <= limits.tiny_ring_m2)
    at = rings.xy[np.searchsorted(rings.ring, ring)]
    names = np.where(rings.sign[ring] < 0, "hole_of", "outer_ring_of")
    pairs = zip(names.tolist(), area[ring], strict=True)
    texts = [worded(name, area=size) for name, size in pairs]
    yield layer.place[rings.owner[ring]], "TINY_RING", texts, at


def _ring_areas(rings: Rings) -> np.ndarray:
    first = rings.xy[np.searchsorted(rings.ring, np.arange(len(rings.sign)))]
    x, y = (rings.xy - first[rings.ring]).T
    cross = np.where(rings.joined, x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    return np.bincount(rings.ring[:-1], cross, minlength=len(rings.sign)) / 2


def _slivers(layer: _Layer, limits: ShapeLimits) -> Iterator[Found]:
    """Thin and narrow at once, of the two bounds that are set."""
    if limits.sliver_width_m is None and limits.sliver_thinness is None:
        return
    width, thin = mean_width(layer.plane), thinness(layer.plane)
    sliver = np.ones(len(layer.plane), dtype=bool)
    if limits.sliver_width_m is not None:
        sliver &= width <= limits.sliver_width_m
    if limits.sliver_thinness is not None:
        sliver &= thin <= limits.sliver_thinness
    texts = [
        worded("thin", width=w, thinness=t)
        for w, t in zip(width[sliver], thin[sliver], strict=True)
    ]
    at = _centres(layer.shapes[sliver])
    yield layer.place[sliver], "SLIVER", texts, at


def _out_of_region(layer: _Layer, limits: ShapeLimits) -> Iterator[Found]:
    """Shapes whose box leaves the region's, compared in degrees."""
    if limits.region is None or not len(layer.shapes):
        return
    west, south, east, north = shapely.bounds(layer.shapes).T
    place = _degrees(layer, (west, east, east, west), (south, south, north, north))
    low, high = place.min(axis=1), place.max(axis=1)
    box = np.array(limits.region)
    out = ~((low >= box[:2]) & (high <= box[2:])).all(axis=1)
    text = "the shape leaves the region {:g} {:g} {:g} {:g}".format(*limits.region)
    yield layer.place[out], "OUT_OF_REGION", text, _centres(layer.shapes[out])


def _degrees(layer: _Layer, x: Any, y: Any) -> np.ndarray:
    """Corners of boxes in longitude and latitude, shape (boxes, corners, 2)."""
    corners = np.stack([np.stack(x, axis=1), np.stack(y, axis=1)], axis=-1)
    if layer.crs.is_geographic:
        return corners
    flat = corners.reshape(-1, 2)
    geodetic = Transformer.from_crs(layer.crs, layer.crs.geodetic_crs, always_xy=True)
    return np.stack(geodetic.transform(*flat.T), axis=-1).reshape(corners.shape)


_RULES: tuple[Callable[[_Layer, ShapeLimits], Iterator[Found]], ...] = (
    _duplicate_vertices,
    _spikes,
    _tiny_rings,
    _slivers,
    _out_of_region,
)
