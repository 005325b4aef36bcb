"""Scale, scale bar, grid and plane of a drawing: whole arithmetic, nothing drawn."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import geopandas as gpd
from pyproj import CRS, Proj, Transformer

from landuse.io.crscodes import gk_epsg
from landuse.resources import package_path

__all__ = [
    "Box",
    "bar_length",
    "drawing_settings",
    "grid_lines",
    "plane_of",
    "point_factor",
    "scale_denominator",
]

Box = tuple[float, float, float, float]
_DEGREES = 4326
_MM = 1000  # in a metre
_ZONE = 3  # degrees
_ROOM = 0.94  # share of the frame that the extent may take
_LEAST = 200.0  # metres: the extent of a single point
_PLANE = "Transverse Mercator"


@cache
def drawing_settings() -> Mapping[str, Any]:
    """The choices of ``drawing.toml``.

    Returns
    -------
    mapping
        Of its tables.

    Examples
    --------
    >>> drawing_settings()["papers"]["a4"]["width"]
    297
    """
    return tomllib.loads(package_path("drawing.toml").read_text("utf-8"))


def _steps(name: str, low: float) -> list[float]:
    """Round figures from a little below a figure to far above it."""
    decade = math.floor(math.log10(low)) - 1
    mantissas: Sequence[float] = drawing_settings()["steps"][name]
    return [m * 10.0**e for e in range(decade, decade + 4) for m in mantissas]


def scale_denominator(
    metres: tuple[float, float], millimetres: tuple[float, float]
) -> int:
    """The largest round scale at which an extent has room in a frame.

    Parameters
    ----------
    metres : tuple of float
        Width and height of the extent.
    millimetres : tuple of float
        Width and height of the frame.

    Returns
    -------
    int
        N of 1:N.

    Examples
    --------
    9,400 m on 94 % of 200 mm is 1:50,000; a metre more needs the next scale.

    >>> scale_denominator((9400, 100), (200, 150))
    50000
    >>> scale_denominator((9401, 100), (200, 150))
    60000
    """
    need = max(
        max(length, _LEAST) / (room * _ROOM / _MM)
        for length, room in zip(metres, millimetres, strict=True)
    )
    return round(next(s for s in _steps("scale", need) if s >= need * (1 - 1e-9)))


def bar_length(denominator: int, factor: float, most_mm: float) -> tuple[float, float]:
    """Length of a scale bar on the ground and on paper.

    Parameters
    ----------
    denominator : int
        N of the drawing's 1:N.
    factor : float
        Metres of the plane for one metre on the ground at the place.
    most_mm : float
        The longest bar that has room.

    Returns
    -------
    tuple of float
        Kilometres on the ground, millimetres on paper.

    Examples
    --------
    At 1:50,000 a kilometre is 20 mm; where the plane is drawn out by 0.03 % the bar
    is longer by as much.

    >>> bar_length(50_000, 1.0, 60)
    (2.0, 40.0)
    >>> round(bar_length(50_000, 1.0003, 60)[1], 3)
    40.012
    """
    per_km = 1000 * factor * _MM / denominator
    most = most_mm / per_km
    km = max(step for step in _steps("bar", most) if step <= most)
    return km, km * per_km


def grid_lines(low: float, high: float, denominator: int, gap_mm: float) -> list[float]:
    """Round coordinates within a range, far enough apart on paper.

    Parameters
    ----------
    low, high : float
        Ends of the range in metres.
    denominator : int
        N of 1:N.
    gap_mm : float
        The least distance on paper.

    Returns
    -------
    list of float
        Ascending.

    Examples
    --------
    >>> grid_lines(588_100, 592_900, 50_000, 35)
    [590000.0, 592000.0]
    """
    least = gap_mm / _MM * denominator
    step = next(s for s in _steps("grid", least) if s >= least)
    first = math.ceil(low / step)
    return [n * step for n in range(first, math.floor(high / step) + 1)]


def plane_of(frames: Sequence[gpd.GeoDataFrame]) -> CRS:
    """The plane to draw in: that of the data, never that of a web map.

    Parameters
    ----------
    frames : sequence of GeoDataFrame
        In a reference system each.

    Returns
    -------
    CRS
        The first Gauss-Krueger (or UTM) system among them; where there is none, the
        3-degree zone of CGCS2000 in which the first of them lies, else its UTM zone.

    Examples
    --------
    >>> from shapely import Point
    >>> web = gpd.GeoDataFrame(geometry=[Point(115.03, 35.76)], crs=4326).to_crs(3857)
    >>> plane_of([web]).to_epsg()
    4547
    """
    systems = [frame.crs for frame in frames if frame.crs is not None]
    for system in systems:
        operation = system.coordinate_operation
        if system.is_projected and operation and operation.method_name == _PLANE:
            return system
    west, _, east, _ = frames[0].to_crs(_DEGREES).total_bounds
    code = None
    if math.isfinite(west):
        code = _zone_code((west + east) / 2)
    return CRS.from_epsg(code) if code else frames[0].estimate_utm_crs()


def _zone_code(longitude: float) -> int | None:
    return gk_epsg("CGCS2000", round(longitude / _ZONE), prefix=False)


def point_factor(system: CRS, box: Box) -> float:
    """Metres of the plane for one metre on the ground in the middle of a box.

    Parameters
    ----------
    system : CRS
        Conformal, so that it is the same in every direction.
    box : tuple of float
        West, south, east, north in the plane.

    Returns
    -------
    float
        1 on the meridian of a Gauss-Krueger zone.

    Examples
    --------
    >>> round(point_factor(CRS.from_epsg(4547), (490e3, 3.9e6, 510e3, 4e6)), 8)
    1.0
    >>> round(point_factor(CRS.from_epsg(4547), (590e3, 3.9e6, 610e3, 4e6)), 6)
    1.000123
    """
    west, south, east, north = box
    geographic = system.geodetic_crs or CRS.from_epsg(_DEGREES)
    there = Transformer.from_crs(system, geographic, always_xy=True)
    middle = there.transform((west + east) / 2, (south + north) / 2)
    return float(Proj(system).get_factors(*middle).meridional_scale)
