"""Topology: faults of single outlines, and of outlines against their neighbours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.quality.faults import PAIR, Fault, feature_names, number_text
from landuse.analysis.quality.geometry import areal, layer_of
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Within
from landuse.analysis.quality.time import at_one_time, in_force
from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.analysis.topology import duplicates, gaps, overlaps
from landuse.fields import LAYER

__all__ = ["WITHIN"]

#: Kinds whose outlines may not lie on each other, and those that leave no gaps.
_APART = ("zones", "approvals", "parcels", "plan", LAYER)
_CLOSE = ("zones", "parcels", "plan", LAYER)
#: Kinds that also hold points, lines or nothing.
_MIXED = ("controls", "events", LAYER)
#: What a reader calls a fault for which it sets a record aside; such an outline
#: has no other.
_CODES = {
    "EMPTY": "EMPTY_GEOMETRY",
    "INVALID": "INVALID_GEOMETRY",
    "MIXED_TYPE": "GEOMETRY_TYPE",
    "NOT_FINITE": "NON_FINITE_COORD",
}
_BOUNDS = (
    "sliver_width_m",
    "sliver_thinness",
    "spike_degrees",
    "duplicate_vertex_m",
    "tiny_ring_m2",
)
_MANY = 3
_MENDED = ", measured as mended: an outline is invalid"


def _faulty_shapes(frame: pd.DataFrame, kind: str, limits: Limits) -> Iterator[Fault]:
    """Faults of each outline, at the vertex or point where they are."""
    layer = layer_of(frame)
    if layer is None:
        return
    if kind in _MIXED:
        layer = layer[areal(layer)]
    bounds = {name: limits.value(name) for name in _BOUNDS}
    found = shape_faults(layer, limits=ShapeLimits(**bounds))
    broken = found.loc[found["code"].isin(_CODES), "place"]
    found = found[found["code"].isin(_CODES) | ~found["place"].isin(broken)]
    for code, rows in found.groupby("code", sort=True):
        points = np.full(len(rows), None, dtype=object)
        known = rows["x"].notna().to_numpy()
        points[known] = shapely.points(rows.loc[known, ["x", "y"]].to_numpy())
        yield Fault(
            _CODES.get(str(code), str(code)),
            "geometry",
            layer.iloc[rows["place"].to_numpy(np.intp)],
            each={"message": list(rows["message"])},
            shapes=points,
        )


def _overlapping_shapes(
    frame: pd.DataFrame, kind: str, limits: Limits
) -> Iterator[Fault]:
    """Outlines on the same ground at the same time; the feature names both records.

    What ended before another began, or is succeeded by it, does not overlap it.
    """
    layer = _neighbourly(frame, kind, _APART)
    if layer is None:
        return
    layer = layer[areal(layer)]
    exact = _together(layer, duplicates(layer))
    tolerance = limits.value("overlap_tolerance_m2")
    shared = _together(layer, overlaps(layer, tolerance_m2=tolerance))
    groups = _groups(exact, len(layer))
    shared = shared[groups[shared["left"]] != groups[shared["right"]]]
    same = _same_ground(layer, shared, tolerance)
    yield _twins(layer, exact)
    yield _twins(layer, shared[same])
    code = "BATCH_OVERLAP" if kind == "approvals" else "OVERLAP"
    rest = shared[~same]
    yield _pairs(code, layer, rest, rest["area_m2"], rest.geometry.to_numpy())


def _same_ground(
    layer: GeoDataFrame, shared: pd.DataFrame, tolerance: float
) -> np.ndarray:
    """Pairs of which neither has ground of its own beyond the tolerance."""
    own = np.zeros(len(shared))
    for side in ("left", "right"):
        shapes = layer.geometry.to_numpy()[shared[side].to_numpy(np.intp)]
        own = np.maximum(own, geometry_area(shapes, layer.crs) - shared["area_m2"])
    return own <= tolerance


def _twins(layer: GeoDataFrame, pairs: pd.DataFrame) -> Fault:
    shapes = layer.geometry.to_numpy()[pairs["left"].to_numpy(np.intp)]
    area = pd.Series(geometry_area(shapes, layer.crs))
    return _pairs("DUPLICATE_GEOMETRY", layer, pairs, area, shapes)


def _gaps_between(frame: pd.DataFrame, kind: str, limits: Limits) -> Iterator[Fault]:
    """Ground between outlines that is too little to be a street.

    On the first of its neighbours; the feature names up to three. What is no longer
    in force is left out.
    """
    layer = _neighbourly(frame, kind, _CLOSE)
    if layer is None:
        return
    layer = layer[areal(layer) & in_force(layer, limits.day)]
    found = gaps(
        layer,
        max_area_m2=limits.value("gap_area_m2"),
        max_width_m=limits.value("gap_width_m"),
        min_width_m=limits.value("gap_least_width_m"),
    )
    found = found[found["neighbours"].map(len) > 1]  # else a hole of one record
    around = list(found["neighbours"])
    names = np.array(feature_names(layer), dtype=object)
    each = {
        "area": [number_text(value) for value in found["area_m2"]],
        "width": [number_text(value, 3) for value in found["width_m"]],
        "count": [str(len(places)) for places in around],
        "names": [", ".join(names[list(places)]) for places in around],
    }
    rows = layer.iloc[[places[0] for places in around]]
    features = [PAIR.join(names[list(places[:_MANY])]) for places in around]
    shapes = found.geometry.to_numpy()
    yield Fault(
        "GAP",
        "geometry",
        rows,
        each=each,
        features=features,
        shapes=shapes,
        values=each["area"],
    )


def _neighbourly(
    frame: pd.DataFrame, kind: str, kinds: tuple[str, ...]
) -> GeoDataFrame | None:
    """The layer where its records share ground without lying on each other."""
    named = kind != LAYER or any(name.endswith("_id") for name in frame.columns)
    return layer_of(frame) if kind in kinds and named else None


def _together(layer: GeoDataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of records that hold on one day."""
    left, right = pairs["left"].to_numpy(np.intp), pairs["right"].to_numpy(np.intp)
    return pairs[at_one_time(layer, left, right)]


def _groups(twins: pd.DataFrame, count: int) -> np.ndarray:
    """A number for each record that its twins share."""
    groups = np.arange(count)
    groups[twins["right"]] = twins["left"]
    return groups


def _pairs(
    code: str,
    layer: GeoDataFrame,
    pairs: pd.DataFrame,
    area: pd.Series,
    shapes: np.ndarray,
) -> Fault:
    names = np.array(feature_names(layer), dtype=object)
    texts = [number_text(value) for value in area]
    left, right = names[pairs["left"]], names[pairs["right"]]
    return Fault(
        code,
        "geometry",
        layer.iloc[pairs["left"].to_numpy(np.intp)],
        each={
            "area": texts,
            "left": list(left),
            "right": list(right),
            "how": [_MENDED if was else "" for was in pairs.get("mended", area < 0)],
        },
        features=[f"{a}{PAIR}{b}" for a, b in zip(left, right, strict=True)],
        shapes=shapes,
        values=texts,
    )


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (
    _faulty_shapes,
    _overlapping_shapes,
    _gaps_between,
)
