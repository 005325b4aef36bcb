"""The ground of an event that has no outline of its own: that of what it names."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.disjoint import polygonal
from landuse.schema import empty_frame

__all__ = ["with_outlines"]

#: ``P1:1000.00;P2`` names two parcels, one of them with its area.
_BETWEEN, _AREA = re.compile(r"[;；、,，\s]+"), re.compile(r"[:：=].*$")
_SPLIT = "split"


def with_outlines(
    events: pd.DataFrame,
    parcels: GeoDataFrame | None = None,
    approvals: GeoDataFrame | None = None,
) -> GeoDataFrame:
    """Events without an outline of their own take that of the land they name.

    A parcel that is no longer in the data has the outlines of the parcels that it
    was split into, if all of them are known. An event that names a batch and no
    parcel has the outline of the batch.

    Parameters
    ----------
    events : DataFrame
        Canonical events; ``children`` of a split name its parts.
    parcels : GeoDataFrame, optional
        Canonical parcels, brought to the CRS of the events.
    approvals : GeoDataFrame, optional
        Canonical batches, likewise.

    Returns
    -------
    GeoDataFrame
        A new frame, the same rows.

    Examples
    --------
    >>> from landuse.testing import make_events, make_parcels
    >>> named = make_events(parcel_id=["P1", "P9"], valid_date="2021-06-01",
    ...                     geometry=None)
    >>> with_outlines(named, make_parcels()).geometry.notna().tolist()
    [True, False]
    """
    named = {"parcel_id": parcels, "batch_id": approvals}
    given = [frame.crs for frame in named.values() if frame is not None]
    crs = getattr(events, "crs", None)
    crs = [*given, empty_frame("events").crs][0] if crs is None else crs
    own = np.array(events["geometry"], dtype=object)
    parts = _parts(events)
    for column, frame in named.items():
        if frame is None or column not in events:
            continue
        known = _known(frame.to_crs(crs), column)
        names = events[column].astype(object).to_numpy()
        for row in np.flatnonzero(pd.isna(own) & ~pd.isna(names)).tolist():
            own[row] = _outline(names[row], known, parts)
    bare = pd.DataFrame(events.drop(columns="geometry"))
    return gpd.GeoDataFrame(bare, geometry=gpd.array.from_shapely(own), crs=crs)


def _known(frame: GeoDataFrame, column: str) -> dict[str, shapely.Geometry]:
    first = frame.drop_duplicates(column)
    first = first[first.geometry.notna()]
    return dict(zip(first[column], first.geometry, strict=True))


def _parts(events: pd.DataFrame) -> dict[str, list[str]]:
    """The parcels that each parcel was split into."""
    if "children" not in events:
        return {}
    split = events[(events["event"] == _SPLIT) & events["children"].notna()]
    return {
        parcel: _names(children)
        for parcel, children in zip(split["parcel_id"], split["children"], strict=True)
    }


def _names(children: object) -> list[str]:
    """Parcels named in a cell: a text, or pairs of parcel and area."""
    if isinstance(children, str):
        words = (_AREA.sub("", word) for word in _BETWEEN.split(children))
        return [word for word in words if word]
    if isinstance(children, list | tuple):
        return [str(c[0] if isinstance(c, list | tuple) else c) for c in children]
    return []


def _outline(
    name: str,
    known: dict[str, shapely.Geometry],
    parts: dict[str, list[str]],
) -> shapely.Geometry | None:
    """Outline of a parcel, or of all its descendants together; None if one lacks."""
    if name in known or name not in parts:
        return known.get(name)
    found, left, seen = [], [name], set()
    while left:
        name = left.pop()
        if name in known:
            found.append(known[name])
        elif name in parts and name not in seen:
            seen.add(name)
            left += parts[name]
        else:
            return None
    return shapely.union_all(polygonal(found)) if found else None
