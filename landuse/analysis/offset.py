"""A layer held against one whose position is known, to see a shift of the whole.

Nothing in the numbers of a layer tells that it was picked from a web map, half a
kilometre off. Against a reference it shows: the same records, or records of the
same shape, lie apart by nearly the same vector; or the layer falls into the
reference once the offset of such a map is taken back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.displaced import same_shapes, web_map_of, web_map_offsets
from landuse.analysis.position import unverified
from landuse.analysis.shapes import record_issues
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["offset_issues"]

_LEAST = 20.0  # metres; less is no shift of the layer
_PAIRS = 3  # fewer prove nothing
_SPREAD = 0.2  # of the vector's length, or 10 m
_WELL = 0.9
_WEB_MERCATOR = 3857  # its metres are none
_HINT = "ask for the surveyed coordinates in CGCS2000"


def offset_issues(frame: Any, reference: Any, name: str) -> list[Issue]:
    """Whether a layer lies shifted against a reference.

    Parameters
    ----------
    frame : GeoDataFrame
        To be checked.
    reference : GeoDataFrame
        Whose position is known: the zones, an earlier delivery, the counties.
    name : str
        What to call it.

    Returns
    -------
    list of Issue
        ``LIKELY_OFFSET`` with the vector and the web map whose offset it is;
        ``POSITION_UNVERIFIED`` where the two cannot be compared; nothing where
        the layer lies where the reference says.

    Examples
    --------
    >>> from landuse.testing import make_parcels, make_zones
    >>> offset_issues(make_parcels(), make_zones(), "zones")
    []
    """
    if not _comparable(frame) or not _comparable(reference):
        return unverified(frame)
    plane = frame.crs.is_projected and frame.crs.to_epsg() != _WEB_MERCATOR
    crs = frame.crs if plane else reference.estimate_utm_crs()
    mine, known = frame.to_crs(crs), reference.to_crs(crs)
    vectors = _vectors(mine, known)
    if len(vectors) >= _PAIRS:
        median = np.median(vectors, axis=0)
        size = float(np.hypot(*median))
        spread = float(np.median(np.hypot(*(vectors - median).T)))
        if size < _LEAST:
            return []
        if spread <= max(10.0, _SPREAD * size):
            return [_shifted(frame, median, name, web_map_of(mine, median))]
    return _by_containment(frame, mine, known, name)


def _comparable(frame: Any) -> bool:
    if not isinstance(frame, GeoDataFrame) or frame.crs is None:
        return False
    return bool((~shapely.is_missing(frame.geometry.to_numpy())).any())


def _vectors(mine: GeoDataFrame, known: GeoDataFrame) -> np.ndarray:
    """From where the reference has a record to where the layer has it."""
    pairs = _by_id(mine, known)
    if len(pairs) < _PAIRS:
        pairs = same_shapes(mine.geometry.to_numpy(), known.geometry.to_numpy())
    here = mine.geometry.to_numpy()[pairs[:, 0]]
    there = known.geometry.to_numpy()[pairs[:, 1]]
    shift = shapely.get_coordinates(shapely.centroid(here))
    return shift - shapely.get_coordinates(shapely.centroid(there))


def _by_id(mine: GeoDataFrame, known: GeoDataFrame) -> np.ndarray:
    """Records that share a value of an id, over the column that joins most."""
    best = np.empty((0, 2), dtype=int)
    for name in [n for n in mine.columns if n.endswith("_id")]:
        keys = mine[name].astype("str")
        once = ~keys.duplicated(keep=False) & keys.notna()
        for column in known.select_dtypes(["str", "object"]).columns:
            places = pd.Series(np.arange(len(known)), index=known[column])
            places = places[~places.index.duplicated(keep=False)]
            found = keys[once.to_numpy()].map(places).dropna()
            if len(found) > len(best):
                rows = mine.index.get_indexer(found.index)
                best = np.column_stack([rows, found.to_numpy(dtype=int)])
    return _with_shapes(best, mine, known)


def _with_shapes(
    pairs: np.ndarray, mine: GeoDataFrame, known: GeoDataFrame
) -> np.ndarray:
    gone = [shapely.is_missing(f.geometry.to_numpy()) for f in (mine, known)]
    return pairs[~(gone[0][pairs[:, 0]] | gone[1][pairs[:, 1]])]


def _by_containment(
    frame: GeoDataFrame, mine: GeoDataFrame, known: GeoDataFrame, name: str
) -> list[Issue]:
    """Without counterparts: whether and when the layer falls into the reference."""
    areas = known.geometry.to_numpy()
    areas = areas[shapely.get_dimensions(areas) == 2]  # noqa: PLR2004 - areas
    points = shapely.get_coordinates(
        shapely.centroid(mine.geometry.dropna().to_numpy())
    )
    now = _share_within(points, areas)
    if now >= _WELL:
        return []
    for title, offset in web_map_offsets(mine).items():
        moved = _share_within(points - offset, areas)
        if moved >= _WELL:
            like = worded("offset_shares", map=title, now=now, moved=moved)
            return [_shifted(frame, offset, name, like)]
    return unverified(frame)


def _share_within(points: np.ndarray, areas: np.ndarray) -> float:
    if not len(areas) or not len(points):
        return 0.0
    owner, _ = shapely.STRtree(areas).query(shapely.points(points), "intersects")
    return len(np.unique(owner)) / len(points)


def _shifted(
    frame: GeoDataFrame, vector: np.ndarray, name: str, web_map: str | None
) -> Issue:
    east, north = (round(float(v)) for v in vector)
    like = worded("offset_like", map=web_map) if web_map else ""
    issues = record_issues(
        frame.head(1),
        code="LIKELY_OFFSET",
        message=worded("offset", east=east, north=north, name=name, like=like),
        hint=_HINT,
    )
    return next(iter(issues))
