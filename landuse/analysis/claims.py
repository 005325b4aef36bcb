"""Claims on land: their union, each square metre credited to one claim only."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
import shapely

from landuse.analysis.areas import geometry_area
from landuse.analysis.chunks import SILENT
from landuse.analysis.conservation import prove
from landuse.analysis.disjoint import less_earlier, polygonal
from landuse.analysis.pairs import overlapping_pairs
from landuse.analysis.same import same_shapes

__all__ = ["UnionArea", "union_area"]


@dataclass(frozen=True, slots=True)
class UnionArea:
    """The area that claims cover together.

    Examples
    --------
    >>> union_area(shapely.box([0, 50], 0, [100, 150], 100), "EPSG:4547").total_m2 > 0
    True
    """

    total_m2: float  #: of the union, ellipsoidal
    credited_m2: np.ndarray  #: of each claim, in the order given
    parts: np.ndarray  #: the credited ground of each claim, disjoint


def union_area(
    geometries: np.ndarray, crs: object, priority: np.ndarray | None = None
) -> UnionArea:
    """Area of a union, and what each claim adds to it.

    Parameters
    ----------
    geometries : array of polygons
        Claims; invalid outlines are mended, missing ones claim nothing.
    crs : object
        Anything that pyproj understands.
    priority : array, optional
        The claim with the lower value keeps ground that two share, then the
        earlier one; without it the earlier one.

    Returns
    -------
    UnionArea
        The union itself is not built: the credited parts are disjoint and make it.

    Raises
    ------
    ConservationError
        If a claim is not what it keeps and what it gives up.

    Examples
    --------
    >>> from landuse.testing import square
    >>> claims = np.array([square(), square(east=40)])
    >>> union_area(claims, "EPSG:4547", [2, 1]).credited_m2.round(-1).tolist()
    [4000.0, 10000.0]
    """
    shapes = polygonal(geometries)
    order = np.arange(len(shapes))
    if priority is not None:
        order = np.argsort(np.asarray(priority), kind="stable")
    ranked = shapes[order]
    ranked[same_shapes(ranked)[1]] = shapely.Polygon()  # claimed before, whole
    pairs = overlapping_pairs(ranked)
    kept, places, covered = less_earlier(ranked, pairs)
    credited = np.nan_to_num(geometry_area(kept, crs))
    given_up = SILENT.run(shapely.intersection, ranked[places], covered)
    _prove_credits(ranked, kept, pairs, (places, geometry_area(given_up, crs)), crs)
    parts, credits_m2 = np.empty(len(shapes), dtype=object), np.empty(len(shapes))
    parts[order], credits_m2[order] = kept, credited
    return UnionArea(fsum(credited), credits_m2, parts)


def _prove_credits(
    shapes: np.ndarray,
    kept: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray],
    given_up: tuple[np.ndarray, np.ndarray],
    crs: object,
) -> None:
    """Kept and given up make the claim, and what is kept overlaps nothing kept."""
    places, given_up_m2 = given_up
    whole, left = geometry_area(shapes[places], crs), geometry_area(kept[places], crs)
    prove(whole, left + given_up_m2, "claim")
    first, later = pairs
    shared = SILENT.run(shapely.intersection, kept[first], kept[later])
    areal = shapely.area(shared) > 0  # most only touch
    place = np.searchsorted(places, later[areal])
    twice_m2 = geometry_area(shared[areal], crs)
    twice = np.bincount(place, twice_m2, minlength=len(places))
    prove(left, left - twice, "claim")
