"""Which zone a parcel lies in: by polygon, never by an administrative code."""

from __future__ import annotations

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from landuse.analysis.overlay import contained, overlap_areas

__all__ = ["zone_of"]

_DIGITS = 6  # square millimetres


def zone_of(parcels: GeoDataFrame, zones: GeoDataFrame) -> pd.Series:
    """Zone of each parcel by the largest overlap.

    The blocks of a zone count together. A parcel across a border belongs to the
    zone with more of its area; a tie to the square millimetre goes to the first
    ``zone_id``.

    Parameters
    ----------
    parcels : GeoDataFrame
        Valid polygons, any index.
    zones : GeoDataFrame
        Canonical frame of zones; brought to the CRS of ``parcels``.

    Returns
    -------
    Series of str
        ``zone_id`` on the index of ``parcels``; missing outside every zone.

    Examples
    --------
    >>> from landuse.testing import make_parcels, make_zones, square
    >>> zones = make_zones(zone_id=["a", "b"],
    ...                    geometry=[square(side=130), square(east=130, side=130)])
    >>> zone_of(make_parcels(geometry=square(east=60)), zones).tolist()
    ['a']
    """
    names = zones["zone_id"].to_numpy()
    inside = contained(parcels.geometry, zones.geometry)
    settled = pd.Series(names[inside["right"]], index=inside["left"])
    settled = settled.groupby(level=0).min()
    rest = np.setdiff1d(np.arange(len(parcels)), settled.index)
    found = pd.concat([settled, _by_overlap(parcels.geometry, rest, zones)])
    by_place = found.reindex(range(len(parcels)))
    return pd.Series(
        by_place.to_numpy(), index=parcels.index, name="zone_id", dtype="str"
    )


def _by_overlap(
    shapes: GeoSeries, places: np.ndarray, zones: GeoDataFrame
) -> pd.Series:
    """Zone with the largest share of each of some parcels, by position."""
    pairs = overlap_areas(shapes.iloc[places], zones.geometry)
    pairs["zone_id"] = zones["zone_id"].to_numpy()[pairs["right"]]
    total = pairs.groupby(["left", "zone_id"], as_index=False)["area_m2"].sum()
    total["area_m2"] = total["area_m2"].round(_DIGITS)
    best = total.sort_values(
        ["left", "area_m2", "zone_id"], ascending=[True, False, True]
    ).drop_duplicates("left")
    return pd.Series(best["zone_id"].to_numpy(), index=places[best["left"]])
