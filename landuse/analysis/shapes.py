"""Faults of outlines that are each valid: too many vertices, far away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.issues import Issue
from landuse.messages import worded
from landuse.policy import Region

__all__ = ["MANY_VERTICES", "record_issues", "shape_issues"]

#: Above this an outline is more likely traced from a picture than surveyed.
MANY_VERTICES = 50_000
_MOST = 0.5
_MARGIN = 0.05  # degrees around the region's box
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
        ``MANY_VERTICES`` and ``OUT_OF_REGION``, one for each record that has it.

    Examples
    --------
    >>> from landuse.testing import make_parcels, square
    >>> parcels = make_parcels(geometry=[square(), square(), square(east=900_000)])
    >>> region = Region((114.0, 35.0, 116.0, 37.0), 4547)
    >>> [(i.code, i.feature) for i in shape_issues(parcels, region)]
    [('OUT_OF_REGION', 'P3')]
    """
    if not isinstance(frame, GeoDataFrame) or frame.empty or frame.crs is None:
        return []
    shapes = frame.geometry.to_numpy()
    there = frame[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return [*_many_vertices(there), *_outside(there, region)]


def _many_vertices(frame: GeoDataFrame) -> Iterator[Issue]:
    many = shapely.get_num_coordinates(frame.geometry.to_numpy()) > MANY_VERTICES
    yield from record_issues(
        frame[many],
        code="MANY_VERTICES",
        message=worded("many_vertices", most=MANY_VERTICES),
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
