"""Claims on land: their union, each square metre credited to one claim only."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
import shapely

from landuse.analysis.areas import geometry_area
from landuse.analysis.conservation import prove
from landuse.analysis.disjoint import first_come, polygonal
from landuse.analysis.pairs import overlapping_pairs

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
    parts = np.empty(len(shapes), dtype=object)
    parts[order] = first_come(ranked)
    credited = np.nan_to_num(geometry_area(parts, crs))
    _prove_credits(shapes, parts, credited, crs)
    return UnionArea(fsum(credited), credited, parts)


def _prove_credits(
    shapes: np.ndarray, parts: np.ndarray, credited: np.ndarray, crs: object
) -> None:
    """Claims that were cut: kept and given up make the whole; none overlap."""
    cut = np.flatnonzero(parts != shapes)
    given_up = shapely.difference(shapes[cut], parts[cut])
    whole = geometry_area(shapes[cut], crs)
    prove(whole, credited[cut] + geometry_area(given_up, crs), "claim")
    earlier, later = overlapping_pairs(parts)
    shared = shapely.intersection(parts[earlier], parts[later])
    overlap = np.bincount(later, geometry_area(shared, crs), minlength=len(parts))
    prove(credited, credited - overlap, "claim")
