"""Topology: outlines against their neighbours in one layer.

The outlines of records that the reader set aside take part: they lie on the ground,
whatever kept their record out, and what meets them is told.
"""

from __future__ import annotations

import math
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
from landuse.analysis.topology import duplicates, gaps, meeting_shapes
from landuse.fields import LAYER
from landuse.messages import worded
from landuse.wording import Worded, chinese

__all__ = ["WITHIN"]

#: Kinds whose outlines may not lie on each other, and those that leave no gaps.
_APART = ("zones", "approvals", "parcels", "plan", "counties", LAYER)
_CLOSE = ("zones", "parcels", "plan", LAYER)
_MANY = 3
_ASIDE = worded("measured_aside")
_MENDED = worded("measured_mended")


def _overlapping_shapes(
    frame: pd.DataFrame, kind: str, limits: Limits
) -> Iterator[Fault]:
    """Outlines on the same ground at the same time; the feature names both records.

    What ended before another began, or is succeeded by it, does not overlap it.
    Pairs up to the tolerance are told together, in one line for a file.
    """
    layer = _neighbourly(frame, kind, _APART)
    if layer is None:
        return
    layer = _with_aside(layer, limits)
    exact = _together(layer, duplicates(layer))
    meeting = _together(layer, meeting_shapes(layer))
    groups = _groups(exact, len(layer))
    meeting = meeting[groups[meeting["left"]] != groups[meeting["right"]]]
    tolerance = limits.value("overlap_tolerance_m2")
    large = (meeting["area_m2"] > tolerance).to_numpy()
    shared = meeting[large]
    same = _same_ground(layer, shared, tolerance)
    yield _twins(layer, exact)
    yield _twins(layer, shared[same])
    code = "BATCH_OVERLAP" if kind == "approvals" else "OVERLAP"
    rest = shared[~same]
    yield _pairs(code, layer, rest, rest["area_m2"], rest.geometry.to_numpy())
    yield from _slight(layer, meeting[~large], tolerance)


def _slight(
    layer: GeoDataFrame, pairs: GeoDataFrame, tolerance: float
) -> Iterator[Fault]:
    """Pairs that share too little to be looked at one by one, by file."""
    first = layer.iloc[pairs["left"].to_numpy(np.intp)]
    if "source_file" not in first.columns:
        first = first.assign(source_file="")
    files = first["source_file"].to_numpy()
    for file in pd.unique(files):
        own = pairs[files == file]
        sharing = own[own["area_m2"] > 0]
        facts = {
            "count": str(len(own)),
            "sharing": str(len(sharing)),
            "area": number_text(math.fsum(sharing["area_m2"])),
            "touching": str(len(own) - len(sharing)),
            "tolerance": f"{tolerance:g}",
        }
        yield Fault(
            "OVERLAP_SLIGHT",
            "geometry",
            first[files == file].iloc[:1],
            facts,
            features=[None],
            shapes=[shapely.multipolygons(shapely.get_parts(sharing.geometry))],
            values=[facts["count"]],
        )


def _same_ground(
    layer: GeoDataFrame, shared: GeoDataFrame, tolerance: float
) -> np.ndarray:
    """Pairs of which neither has ground of its own beyond the tolerance.

    The plane stretches an outline and its piece alike: their ratio there holds on
    the ellipsoid.
    """
    own = np.zeros(len(shared))
    piece = shapely.area(shared.geometry.to_numpy())
    for side in ("left", "right"):
        shapes = layer.geometry.to_numpy()[shared[side].to_numpy(np.intp)]
        rest = shared["area_m2"].to_numpy() * (shapely.area(shapes) / piece - 1)
        own = np.maximum(own, rest)
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
    layer = _with_aside(layer, limits)
    layer = layer[in_force(layer, limits.day)]
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


def _with_aside(layer: GeoDataFrame, limits: Limits) -> GeoDataFrame:
    """Polygons of a layer, and of the records of its files that were set aside."""
    layer = layer.assign(aside=False)
    if limits.aside is not None and limits.aside.crs == layer.crs:
        name = next((n for n in layer.columns if n.endswith("_id")), "source_row")
        aside = limits.aside.assign(**{name: limits.aside["feature"]}, aside=True)
        layer = pd.concat([layer, aside], ignore_index=True)
    return layer[areal(layer)]


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
            "how": _how(layer, pairs),
        },
        features=[f"{a}{PAIR}{b}" for a, b in zip(left, right, strict=True)],
        shapes=shapes,
        values=texts,
    )


def _both(first: str, second: str) -> Worded:
    return Worded(first + second, (chinese(first) or "") + (chinese(second) or ""))


def _how(layer: GeoDataFrame, pairs: pd.DataFrame) -> list[str]:
    """What a reader of the shared area must know of the outlines."""
    aside = layer["aside"].to_numpy()
    apart = aside[pairs["left"]] | aside[pairs["right"]]
    mended = pairs.get("mended", pd.Series(False, index=pairs.index))
    return [
        _both(_ASIDE if was_aside else "", _MENDED if was_mended else "")
        for was_aside, was_mended in zip(apart, mended, strict=True)
    ]


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (_overlapping_shapes, _gaps_between)
