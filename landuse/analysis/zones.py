"""Which zone a parcel lies in: by polygon, never by an administrative code."""

from __future__ import annotations

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.overlay import overlap_areas

__all__ = ["zone_of"]


def zone_of(parcels: GeoDataFrame, zones: GeoDataFrame) -> pd.Series:
    """Zone of each parcel by the largest overlap.

    The blocks of a zone count together. A parcel across a border belongs to the
    zone with more of its area; an exact tie goes to the first ``zone_id``.

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
    pairs = overlap_areas(parcels.geometry, zones.geometry)
    pairs["zone_id"] = zones["zone_id"].to_numpy()[pairs["right"]]
    total = pairs.groupby(["left", "zone_id"], as_index=False)["area_m2"].sum()
    best = total.sort_values(
        ["left", "area_m2", "zone_id"], ascending=[True, False, True]
    ).drop_duplicates("left")
    found = pd.Series(best["zone_id"].to_numpy(), index=best["left"].to_numpy())
    by_place = found.reindex(range(len(parcels)))
    return pd.Series(by_place.to_numpy(), index=parcels.index, name="zone_id").astype(
        "str"
    )
