"""A whole file that lies beside the others: a web map, an old datum, a slip.

Evidence is asked for in this order, and only strong evidence counts: records outside
the zones fall into them once the offset of a web map is undone; outlines that stand
in both layers lie apart by one vector; parcels fall back into the batches they name
by one shift.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.displaced import same_shapes, web_map_of, web_map_offsets
from landuse.analysis.homes import way_back
from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.geometry import layer_of, measurable
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Across
from landuse.messages import worded

__all__ = ["ACROSS"]

_KINDS = ("approvals", "parcels")
_WINDS = (
    "east",
    "north-east",
    "north",
    "north-west",
    "west",
    "south-west",
    "south",
    "south-east",
)
_OCTANT = np.pi / 4
_HOMES = 3  # areas that must gain by a shift that no web map explains
#: Records that are asked, evenly over a file: for a zone, for a counterpart.
_CENTRES, _OUTLINES = 2_000, 500


@dataclass(frozen=True)
class _Shift:
    """By how much a file lies off another layer, and what shows it."""

    vector: np.ndarray
    other: str
    evidence: str


def _shifted_files(
    frames: Mapping[str, pd.DataFrame], limits: Limits
) -> Iterator[Fault]:
    """Files of parcels and approvals that lie beside the zones or each other."""
    zones, batches = (_layer(frames, name) for name in ("zones", "approvals"))
    for kind in _KINDS:
        layer = _layer(frames, kind)
        for file in () if layer is None else _files(layer):
            shift = _off_zones(file, zones, limits)
            if shift is None and kind == "parcels":
                shift = _off_batches(file, batches, limits)
            if shift is not None:
                yield _fault(file, shift, limits)
            if shift is not None and kind == "approvals" and batches is not None:
                batches = batches[~batches.index.isin(file.index)]


def _layer(frames: Mapping[str, pd.DataFrame], name: str) -> GeoDataFrame | None:
    layer = layer_of(frames[name]) if name in frames else None
    if layer is None or not layer.crs.is_projected:
        return None
    return layer.iloc[measurable(layer)]


def _files(layer: GeoDataFrame) -> list[GeoDataFrame]:
    names = [n for n in ("source_file", "source_layer") if n in layer.columns]
    if not names:
        return [layer]
    columns = [layer[name].fillna("") for name in names]
    return [part for _, part in layer.groupby(columns, sort=True)]


def _off_zones(
    file: GeoDataFrame, zones: GeoDataFrame | None, limits: Limits
) -> _Shift | None:
    """The offset of a web map that puts nearly all records nearby into the zones."""
    if zones is None or zones.empty or file.empty:
        return None
    areas = zones.to_crs(file.crs).geometry.to_numpy()
    shapely.prepare(areas)
    some = _some(file.geometry.to_numpy(), _CENTRES)
    centres = shapely.get_coordinates(shapely.centroid(some))
    now = _within(areas, centres)
    best, most = None, limits.value("offset_records") - 1
    for offset in web_map_offsets(file).values():
        near = ~now & _within(areas, centres, float(np.hypot(*offset)))
        for vector in (offset, -offset):
            then = _within(areas, centres - vector)
            gained, lost = int((then & ~now).sum()), int((now & ~then).sum())
            plain = gained >= limits.value("offset_share") * near.sum()
            if plain and lost <= gained / 10 and gained - lost > most:
                best, most = vector, gained - lost
                text = worded("offset_zones", gained=gained, near=near.sum())
    names = _names(zones, worded("the_zones"))
    return None if best is None else _Shift(best, names, text)


def _some(shapes: np.ndarray, most: int) -> np.ndarray:
    return shapes[:: max(1, -(-len(shapes) // most))]


def _within(areas: np.ndarray, xy: np.ndarray, far: float = 0.0) -> np.ndarray:
    """Which points lie in one of some areas, or as near; areas are prepared."""
    points, found = shapely.points(xy), np.zeros(len(xy), dtype=bool)
    for area in areas:
        west, south, east, north = area.bounds
        near = (xy >= [west - far, south - far]) & (xy <= [east + far, north + far])
        rest = np.flatnonzero(near.all(axis=1) & ~found)
        found[rest] = shapely.dwithin(area, points[rest], far)
    return found


def _off_batches(
    file: GeoDataFrame, batches: GeoDataFrame | None, limits: Limits
) -> _Shift | None:
    if batches is None or batches.empty or file.empty:
        return None
    known = batches.to_crs(file.crs)
    return _by_shapes(file, known, limits) or _by_names(file, known, limits)


def _by_shapes(
    file: GeoDataFrame, known: GeoDataFrame, limits: Limits
) -> _Shift | None:
    """Outlines that stand in both layers, all apart by one vector."""
    mine = _some(file.geometry.to_numpy(), _OUTLINES)
    theirs = known.geometry.to_numpy()
    pairs = same_shapes(mine, theirs)
    if len(pairs) < limits.value("offset_pairs"):
        return None
    here, there = mine[pairs[:, 0]], theirs[pairs[:, 1]]
    vectors = shapely.get_coordinates(shapely.centroid(here))
    vectors -= shapely.get_coordinates(shapely.centroid(there))
    median = np.median(vectors, axis=0)
    apart = np.hypot(*(vectors - median).T)
    agree = int((apart <= limits.value("offset_spread_m")).sum())
    wanted = limits.value("offset_share") * len(pairs)
    if np.hypot(*median) < limits.value("offset_least_m") or agree < wanted:
        return None
    text = worded("offset_shapes", agree=agree, pairs=len(pairs))
    return _Shift(median, _names(known, worded("the_approvals")), text)


def _by_names(file: GeoDataFrame, known: GeoDataFrame, limits: Limits) -> _Shift | None:
    """Parcels that fall back into the batches they name by one shift."""
    named = file[file["batch_id"].isin(known["batch_id"].dropna())]
    if len(named) < limits.value("offset_records"):
        return None
    named = named.iloc[:: -(-len(named) // _OUTLINES)]
    wanted = known[known["batch_id"].isin(named["batch_id"])]
    outlines = wanted[["batch_id", "geometry"]].dissolve("batch_id")["geometry"]
    homes = outlines.reindex(named["batch_id"]).to_numpy()
    tried = [s * v for v in web_map_offsets(file).values() for s in (1, -1)]
    found = way_back(named.geometry.to_numpy(), homes, tried)
    if found is None or np.hypot(*found.vector) < limits.value("offset_least_m"):
        return None
    plain = found.explained >= limits.value("offset_share")
    if found.homes < _HOMES or not plain:
        return None
    text = worded("offset_names", before=found.before, after=found.after)
    return _Shift(found.vector, _names(known, worded("the_approvals")), text)


def _names(layer: GeoDataFrame, otherwise: str) -> str:
    """The file or files of a layer."""
    if "source_file" not in layer.columns:
        return otherwise
    files = sorted(set(layer["source_file"].dropna()))
    return ", ".join(map(str, files)) or otherwise


def _fault(file: GeoDataFrame, shift: _Shift, limits: Limits) -> Fault:
    east, north = (float(v) for v in shift.vector)
    distance = float(np.hypot(east, north))
    octant = round(np.arctan2(north, east) / _OCTANT) % len(_WINDS)
    facts = {
        "distance": f"{distance:.0f}",
        "wind": _WINDS[octant],
        "east": f"{east:+.0f}",
        "north": f"{north:+.0f}",
        "other": shift.other,
        "evidence": shift.evidence,
        "reason": _reason(file, shift.vector, distance, limits),
    }
    place = shapely.box(*file.total_bounds)
    return Fault("LIKELY_OFFSET", "geometry", file.head(1), facts, shapes=[place])


def _reason(
    file: GeoDataFrame, vector: np.ndarray, distance: float, limits: Limits
) -> str:
    web_map = web_map_of(file, vector)
    if web_map is not None:
        return worded("offset_like", map=web_map)
    if distance <= limits.value("offset_datum_m"):
        return worded("offset_datum")
    return ""


#: Looked for in frames against each other.
ACROSS: tuple[Across, ...] = (_shifted_files,)
