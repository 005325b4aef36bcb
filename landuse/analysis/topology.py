"""Faults between the shapes of one layer: overlaps, duplicates, gaps.

A layer of parcels fits edge to edge within a block, and streets lie between the
blocks. What fits exactly is settled by numpy (:mod:`landuse.analysis.edges`); only
what remains is looked at with GEOS. The extent of an invalid shape is not known: its
overlaps are measured on the mended outline and say so, and there is no gap beside it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.chunks import Cancel, Progress, Watch
from landuse.analysis.disjoint import polygonal
from landuse.analysis.gaps import gaps
from landuse.analysis.pairs import overlapping_pairs
from landuse.analysis.same import same_shapes
from landuse.analysis.sound import mended_shapes

__all__ = ["duplicates", "gaps", "meeting_shapes", "overlaps"]

_INTERIORS_MEET = "T********"


def overlaps(
    frame: GeoDataFrame,
    *,
    tolerance_m2: float,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> GeoDataFrame:
    """Pairs of shapes on the same ground.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons, any index; duplicates overlap too.
    tolerance_m2 : float
        A shared area up to this is noise of the survey and not listed.
    progress, cancel : callable, optional
        See :class:`landuse.analysis.chunks.Watch`.

    Returns
    -------
    GeoDataFrame
        As :func:`meeting_shapes` gives them.

    Raises
    ------
    CancelledError
        If the caller stops it.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> parcels = make_parcels(geometry=[square(), square(east=90), square(east=190)])
    >>> overlaps(parcels, tolerance_m2=1)[["left", "right"]].values.tolist()
    [[0, 1]]
    """
    found = meeting_shapes(frame, progress=progress, cancel=cancel)
    return found[found["area_m2"] > tolerance_m2].reset_index(drop=True)


def meeting_shapes(
    frame: GeoDataFrame,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> GeoDataFrame:
    """Pairs of shapes whose interiors meet, however little they share.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons, any index.
    progress, cancel : callable, optional
        See :class:`landuse.analysis.chunks.Watch`.

    Returns
    -------
    GeoDataFrame
        ``left`` and ``right`` (positions, left first), ``area_m2`` (ellipsoidal;
        zero where only a line of an invalid outline runs into the other),
        ``mended`` (whether either outline is invalid and had to be mended to be
        measured) and the shared piece; sorted by left, then right.

    Raises
    ------
    CancelledError
        If the caller stops it.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> parcels = make_parcels(geometry=[square(), square(east=99.999)])
    >>> float(meeting_shapes(parcels).area_m2.round(2).item())
    0.1
    """
    watch = Watch(progress, cancel)
    shapes, owner, lines = mended_shapes(frame.geometry)
    pairs = np.stack(overlapping_pairs(shapes, watch))
    entered = _run_into(shapes, owner, lines)
    left, right = np.unique(np.hstack([pairs, entered]), axis=1)
    pieces = polygonal(watch.run(shapely.intersection, shapes[left], shapes[right]))
    area = geometry_area(pieces, frame.crs)
    as_given = shapes == frame.geometry.to_numpy()
    columns = {"left": left, "right": right, "area_m2": area}
    columns["mended"] = ~(as_given[left] & as_given[right])
    return GeoDataFrame(columns, geometry=pieces, crs=frame.crs)


def _run_into(shapes: np.ndarray, owner: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Pairs of which a line of one, which encloses nothing, runs into the other."""
    line, other = shapely.STRtree(shapes).query(lines)
    apart = owner[line] != other
    line, other = line[apart], other[apart]
    meet = shapely.relate_pattern(lines[line], shapes[other], _INTERIORS_MEET)
    return np.sort(np.stack([owner[line[meet]], other[meet]]), axis=0)


def duplicates(frame: GeoDataFrame) -> pd.DataFrame:
    """Shapes that are there twice, wherever their rings start and turn.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons, any index, valid or not.

    Returns
    -------
    DataFrame
        ``left`` (position of the first of them) and ``right`` (position of each
        later one), sorted by right.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> turned = square().reverse()
    >>> parcels = make_parcels(geometry=[square(), square(east=100), turned])
    >>> duplicates(parcels).values.tolist()
    [[0, 2]]
    """
    left, right = same_shapes(frame.geometry.to_numpy())
    return pd.DataFrame({"left": left, "right": right})
