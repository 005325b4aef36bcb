"""Faults of outlines that are each valid: doubled, overlapping, slivers, far away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.pairs import overlapping_pairs
from landuse.issues import Issue
from landuse.policy import Region

__all__ = ["MANY_VERTICES", "normal_shapes", "record_issues", "shape_issues"]

#: Above this an outline is more likely traced from a picture than surveyed.
MANY_VERTICES = 50_000
#: Width in metres up to which an overlap or a gap is no land but inaccuracy.
SLIVER_M = 0.05
_DIGITS = {True: 9, False: 3}  # decimals of degrees and of metres: 0.1 and 1 mm
_MOST = 0.5
_MARGIN = 0.05  # degrees around the region's box
_AREAL = (3, 6)
_LONLAT = 4490


def shape_issues(frame: Any, region: Region | None = None) -> list[Issue]:
    """Faults of the outlines of one frame.

    Parameters
    ----------
    frame : GeoDataFrame or other
        Of any kind; what has no geometry, or no CRS, has no such faults.
    region : Region, optional
        Where the records should lie.

    Returns
    -------
    list of Issue
        ``DUPLICATE_GEOMETRY``, ``OVERLAP``, ``SLIVER``, ``MANY_VERTICES`` and
        ``OUT_OF_REGION``, one for each record that has it.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> twice = make_parcels(parcel_id=["P1", "P2"], geometry=[square(), square()])
    >>> [issue.code for issue in shape_issues(twice)]
    ['DUPLICATE_GEOMETRY', 'DUPLICATE_GEOMETRY']
    """
    if not isinstance(frame, GeoDataFrame) or frame.empty or frame.crs is None:
        return []
    shapes = frame.geometry.to_numpy()
    there = frame[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    found = [*_twins(there), *_many_vertices(there), *_outside(there, region)]
    if any(name.endswith("_id") for name in frame.columns):
        found += _neighbours(there)
    return found


def normal_shapes(frame: GeoDataFrame) -> np.ndarray:
    """A number for each record that is the same for the same outline.

    Start vertex, direction and order of parts do not matter, nor do differences
    below a millimetre.

    Parameters
    ----------
    frame : GeoDataFrame
        Without missing geometries.

    Returns
    -------
    array of int
        Group of each record.
    """
    digits = _DIGITS[bool(frame.crs.is_geographic)]
    rounded = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy.round(digits))
    return pd.factorize(shapely.to_wkb(shapely.normalize(rounded)))[0]


def _twins(frame: GeoDataFrame) -> Iterator[Issue]:
    groups = pd.Series(normal_shapes(frame), index=frame.index)
    twice = groups[groups.duplicated(keep=False)]
    names = _names(frame)
    for _, members in twice.groupby(twice):
        called = ", ".join(names[members.index])
        yield from record_issues(
            frame.loc[members.index],
            code="DUPLICATE_GEOMETRY",
            message=f"{len(members)} records have the same outline: {called[:160]}",
            hint="keep one of them, or correct the outline of the others",
        )


def _many_vertices(frame: GeoDataFrame) -> Iterator[Issue]:
    many = shapely.get_num_coordinates(frame.geometry.to_numpy()) > MANY_VERTICES
    yield from record_issues(
        frame[many],
        code="MANY_VERTICES",
        message=f"has more than {MANY_VERTICES} vertices",
        hint="ask whether it was traced from a picture; ask for the surveyed outline",
    )


def _outside(frame: GeoDataFrame, region: Region | None) -> Iterator[Issue]:
    """Records outside the region's box, where most of the layer is inside."""
    if region is None or region.box is None or frame.empty:
        return
    west, south, east, north = region.box
    bounds = frame.geometry.bounds.to_numpy()
    middle = shapely.points((bounds[:, :2] + bounds[:, 2:]) / 2)
    places = GeoDataFrame(geometry=middle, crs=frame.crs).to_crs(_LONLAT).geometry
    good = places.x.between(west - _MARGIN, east + _MARGIN)
    good = (good & places.y.between(south - _MARGIN, north + _MARGIN)).to_numpy()
    if good.mean() < _MOST:
        return
    yield from record_issues(
        frame[~good],
        code="OUT_OF_REGION",
        message="lies outside the region, unlike most of its layer",
        hint="compare its place with the document; correct its coordinates",
    )


def _neighbours(frame: GeoDataFrame) -> Iterator[Issue]:
    """Land that two records share, and gaps too narrow to be land."""
    areal = frame[np.isin(shapely.get_type_id(frame.geometry.to_numpy()), _AREAL)]
    if len(areal) < 2:  # noqa: PLR2004 - a pair
        return
    frame = areal.to_crs(areal.estimate_utm_crs()) if areal.crs.is_geographic else areal
    shapes = frame.geometry.to_numpy()
    one, other = overlapping_pairs(shapes)
    shared = shapely.intersection(shapes[one], shapes[other])
    width = _width(shared)
    whole = normal_shapes(frame)
    apart = (whole[one] != whole[other]) & (width > 0)
    names = _names(frame)
    for i in np.flatnonzero(apart):
        thin = width[i] <= SLIVER_M
        yield _pair(
            frame.iloc[[one[i]]],
            code="SLIVER" if thin else "OVERLAP",
            message=f"{names[frame.index[one[i]]]} and {names[frame.index[other[i]]]} "
            f"share {shared[i].area:.2f} m2, {width[i]:.3f} m wide",
            hint="let both follow one line",
        )
    yield from _gaps(frame, names)


def _gaps(frame: GeoDataFrame, names: pd.Series) -> Iterator[Issue]:
    shapes = frame.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=SLIVER_M)
    one, other = one[one < other], other[one < other]
    gap = shapely.distance(shapes[one], shapes[other])
    for i in np.flatnonzero(gap > 0):
        yield _pair(
            frame.iloc[[one[i]]],
            code="SLIVER",
            message=f"{names[frame.index[one[i]]]} and {names[frame.index[other[i]]]} "
            f"are {gap[i]:.3f} m apart",
            hint="let both follow one line",
        )


def _width(shared: np.ndarray) -> np.ndarray:
    """Width of a long and narrow polygon: twice its area over its outline."""
    length = shapely.length(shared)
    return np.divide(
        2 * shapely.area(shared), length, out=np.zeros(len(shared)), where=length > 0
    )


def _pair(rows: GeoDataFrame, **content: str) -> Issue:
    return next(iter(record_issues(rows, **content)))


def _names(frame: pd.DataFrame) -> pd.Series:
    """What staff call each record: its id, else its row in the source."""
    name = next((n for n in frame.columns if n.endswith("_id")), None)
    name = name or ("source_row" if "source_row" in frame.columns else None)
    known = frame.index.to_series() if name is None else frame[name]
    return known.astype("str").fillna("?")


def record_issues(rows: pd.DataFrame, **content: str) -> Iterator[Issue]:
    """A warning about the geometry of each of some records.

    Parameters
    ----------
    rows : DataFrame
        With ``source_file`` and ``source_layer`` where they are known.
    **content
        ``code``, ``message`` and ``hint``.

    Yields
    ------
    Issue
        In the order of the records.
    """
    names = _names(rows)
    nothing = pd.Series(None, index=rows.index, dtype="str")
    files, layers = (rows.get(n, nothing) for n in ("source_file", "source_layer"))
    for name, file, layer in zip(names, files, layers, strict=True):
        yield Issue(
            severity="warning",
            file=None if pd.isna(file) else str(file),
            layer=None if pd.isna(layer) else str(layer),
            feature=name,
            field="geometry",
            **content,
        )
