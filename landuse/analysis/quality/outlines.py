"""Faults of single outlines, at the vertex or point where they are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from landuse.analysis.quality.faults import Fault
from landuse.analysis.quality.geometry import areal, layer_of
from landuse.analysis.quality.limits import Limits
from landuse.analysis.quality.rules import Within
from landuse.analysis.shapefaults import ShapeLimits, shape_faults
from landuse.fields import LAYER
from landuse.messages import geometry_reason

__all__ = ["WITHIN"]

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
            each={"message": [_said(str(code), text) for text in rows["message"]]},
            shapes=points,
        )


def _said(code: str, text: str) -> str:
    return geometry_reason(text) if code == "INVALID" else text


#: Looked for in each frame alone.
WITHIN: tuple[Within, ...] = (_faulty_shapes,)
