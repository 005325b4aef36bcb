"""What lies near what, by distance; a buffer lies inside its circle and misses some."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from pyproj import CRS

from landuse.errors import SchemaError

__all__ = ["in_metres", "nearest", "within_distance"]


def in_metres(shapes: GeoSeries) -> GeoSeries:
    """The same shapes in a plane whose unit is the metre.

    Parameters
    ----------
    shapes : GeoSeries
        With a CRS.

    Returns
    -------
    GeoSeries
        Unchanged in a projected CRS in metres; else in a transverse Mercator
        projection about the middle of the layer.

    Raises
    ------
    SchemaError
        Without a CRS.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> degrees = make_parcels().to_crs(4490).geometry
    >>> float(in_metres(degrees).length.round(0).iloc[0])
    400.0
    """
    crs = shapes.crs
    if crs is None:
        msg = "no distance without a CRS; set it with set_crs"
        raise SchemaError(msg)
    metre = crs.is_projected and crs.axis_info[0].unit_conversion_factor == 1.0
    if metre and "Pseudo" not in (crs.coordinate_operation.method_name or ""):
        return shapes
    bounds = shapes.to_crs(crs.geodetic_crs).total_bounds
    if not np.isfinite(bounds).all():
        return shapes
    body = crs.ellipsoid
    return shapes.to_crs(
        CRS.from_proj4(
            f"+proj=tmerc +lat_0=0 +lon_0={(bounds[0] + bounds[2]) / 2} +k=1 "
            f"+a={body.semi_major_metre} +rf={body.inverse_flattening} +type=crs"
        )
    )


def within_distance(
    left: GeoSeries, right: GeoSeries, distance_m: float
) -> pd.DataFrame:
    """All pairs no farther apart than a distance.

    Parameters
    ----------
    left, right : GeoSeries
        Any geometries; ``right`` is brought to the CRS of ``left``.
    distance_m : float
        Metres in the plane.

    Returns
    -------
    DataFrame
        ``left`` and ``right`` (positions), ``distance_m``, sorted; 0 where the
        two meet.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> plant = make_zones(geometry=square()).geometry
    >>> homes = make_zones(geometry=[square(east=150), square(east=900)]).geometry
    >>> within_distance(plant, homes, 100).values.tolist()
    [[0.0, 0.0, 50.0]]
    """
    near, far = _both(left, right)
    pairs = shapely.STRtree(far).query(near, predicate="dwithin", distance=distance_m)
    return _table(near, far, pairs)


def nearest(left: GeoSeries, right: GeoSeries) -> pd.DataFrame:
    """The nearest of a second layer to each shape.

    Parameters
    ----------
    left, right : GeoSeries
        Any geometries; ``right`` is brought to the CRS of ``left``.

    Returns
    -------
    DataFrame
        ``left`` and ``right`` (positions), ``distance_m``; of several at the same
        distance the first. Missing and empty shapes have none.

    Examples
    --------
    >>> from landuse.testing import make_zones, square
    >>> plant = make_zones(geometry=square()).geometry
    >>> homes = make_zones(geometry=[square(east=900), square(east=150)]).geometry
    >>> nearest(plant, homes).values.tolist()
    [[0.0, 1.0, 50.0]]
    """
    near, far = _both(left, right)
    pairs = shapely.STRtree(far).query_nearest(near)
    return _table(near, far, pairs).drop_duplicates("left", ignore_index=True)


def _both(left: GeoSeries, right: GeoSeries) -> tuple[np.ndarray, np.ndarray]:
    near = in_metres(left)
    return near.to_numpy(), right.to_crs(near.crs).to_numpy()


def _table(near: np.ndarray, far: np.ndarray, pairs: np.ndarray) -> pd.DataFrame:
    apart = shapely.distance(near[pairs[0]], far[pairs[1]])
    table = pd.DataFrame({"left": pairs[0], "right": pairs[1], "distance_m": apart})
    return table.sort_values(["left", "right"], ignore_index=True)
