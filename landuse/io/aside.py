"""Records set aside, on the ground: where each fault is, and the outline that is left.

A record that cannot be used still lies somewhere. Its outline is kept apart from the
frame, for whoever looks for the fault on a map or for what lies on the same ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from landuse.io.raw import Reject
from landuse.issues import PlacedIssue

__all__ = ["outlines_aside", "placed_rejects"]


def placed_rejects(
    rejects: Sequence[Reject],
    whole: pd.DataFrame,
    features: Mapping[int, Any],
    *,
    swapped: bool = False,
) -> list[PlacedIssue]:
    """One issue for each fault that set a record aside, with its place.

    Parameters
    ----------
    rejects : sequence of Reject
        Of one source.
    whole : DataFrame
        All records of the source, with ``source_row`` and, for a layer, geometry.
    features : mapping of int to str
        What staff call each record, by row.
    swapped : bool, default False
        Whether the axes were exchanged after the faults had been found.

    Returns
    -------
    list of PlacedIssue
        The place is the point that the fault names, else the outline; None where
        neither is known. Without file and layer.

    Examples
    --------
    >>> whole = pd.DataFrame({"source_row": [7]})
    >>> rejects = [Reject(7, "MISSING_KEY", "is empty", at=(3.0, 4.0))]
    >>> placed_rejects(rejects, whole, {7: "P7"})[0].shape
    <POINT (3 4)>
    """
    crs = getattr(whole, "crs", None) if "geometry" in whole.columns else None
    rows = [reject.row for reject in rejects]
    shapes = _shapes(whole[whole["source_row"].isin(rows)])
    points = {r: _point(r.at, swapped=swapped) for r in rejects if r.at is not None}
    return [
        r.issue(str(features[r.row]), points.get(r) or shapes.get(r.row), crs)
        for r in rejects
    ]


def _point(at: tuple[float, float], *, swapped: bool) -> Any:
    east, north = at
    return shapely.Point((north, east) if swapped else at)


def outlines_aside(
    whole: pd.DataFrame, good: np.ndarray, features: np.ndarray
) -> pd.DataFrame | None:
    """The records of a layer that were set aside and have a finite outline.

    Parameters
    ----------
    whole : DataFrame
        All records of the source.
    good : array of bool
        Which of them were not set aside.
    features : array of str
        What staff call each record.

    Returns
    -------
    GeoDataFrame or None
        As far as they are known under canonical names, with ``feature``; None where
        there are none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> whole = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), None], crs=4547)
    >>> both = np.array([False, False])
    >>> outlines_aside(whole, both, np.array(["P1", "P2"])).feature.tolist()
    ['P1']
    """
    if "geometry" not in whole.columns or good.all():
        return None
    kept = ~good & _finite(whole["geometry"].to_numpy())
    return whole[kept].assign(feature=features[kept]) if kept.any() else None


def _shapes(whole: pd.DataFrame) -> dict[int, Any]:
    if "geometry" not in whole.columns:
        return {}
    shapes = whole["geometry"].to_numpy()
    there = np.flatnonzero(_finite(shapes))
    return dict(zip(whole["source_row"].iloc[there], shapes[there], strict=True))


def _finite(shapes: np.ndarray) -> np.ndarray:
    """Whether each has coordinates, and all of them are numbers."""
    there = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    there[owner[~np.isfinite(xy).all(axis=1)]] = False
    return there
