"""All rings of an array of polygons as one run of coordinates, for sums over edges."""

from __future__ import annotations

import numpy as np
import shapely

__all__ = ["Rings", "cut_edges"]

_AREA = 2
_POLYGON = 3


class Rings:
    """Rings of polygons, multipolygons and collections; the rest has none.

    Parameters
    ----------
    geometries : array of shapely geometries
        Missing and empty ones allowed.

    Attributes
    ----------
    xy : ndarray of shape (n, 2)
        Coordinates of all rings, one ring after the other, each closed.
    joined : ndarray of bool, n - 1 long
        Whether a coordinate and the next belong to one ring: an edge.
    ring : ndarray of int
        The ring of each coordinate.
    owner : ndarray of int
        The place of each ring's geometry.
    sign : ndarray of float
        1 for a shell, -1 for a hole.

    Examples
    --------
    >>> rings = Rings(np.array([shapely.box(0, 0, 2, 1)]))
    >>> x, y = rings.xy.T
    >>> edges = np.where(rings.joined, np.diff(y), 0) * (x[:-1] + x[1:]) / 2
    >>> rings.total(edges).tolist()
    [2.0]
    """

    def __init__(self, geometries: np.ndarray) -> None:
        self._count = len(geometries)
        plain = shapely.get_type_id(geometries) == _POLYGON
        plain &= shapely.get_num_interior_rings(geometries) == 0
        xy, ring = shapely.get_coordinates(geometries[plain], return_index=True)
        owner = np.flatnonzero(plain)
        rest = np.flatnonzero(~plain)
        more, part_ring, part_owner, part_sign = _of_parts(geometries[rest])
        self.xy = np.concatenate([xy, more])
        self.ring = np.concatenate([ring, part_ring + len(owner)])
        self.owner = np.concatenate([owner, rest[part_owner]])
        self.sign = np.concatenate([np.ones(len(owner)), part_sign])
        self.joined = self.ring[:-1] == self.ring[1:]

    def total(self, edges: np.ndarray) -> np.ndarray:
        """Sum edges by ring, rings by geometry: shells less holes.

        Parameters
        ----------
        edges : array of float, n - 1 long
            A figure for each pair of coordinates, 0 where they are not joined.

        Returns
        -------
        ndarray of float
            One for each geometry, whatever the orientation of its rings.
        """
        if not len(self.xy):
            return np.zeros(self._count)
        by_ring = np.bincount(self.ring[:-1], edges, minlength=len(self.sign))
        signed = self.sign * np.abs(by_ring)
        return np.bincount(self.owner, signed, minlength=self._count)


def _of_parts(
    geometries: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates, their ring, the owner of each ring, its sign (holes -1)."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    area = shapely.get_dimensions(parts) == _AREA
    parts, owner = parts[area], owner[area]
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.diff(part, prepend=-1) != 0
    return xy, ring, owner[part], np.where(first, 1.0, -1.0)


def cut_edges(geometries: np.ndarray, length: float) -> np.ndarray:
    """The same shapes with no edge longer than a length.

    Parameters
    ----------
    geometries : array of shapely geometries
        Missing ones stay missing.
    length : float
        In the unit of the coordinates.

    Returns
    -------
    ndarray of shapely geometries
        A ring whose vertices all lie in one place stays as it is: GEOS cuts none.

    Examples
    --------
    >>> point = shapely.Polygon([(1, 1)] * 4)
    >>> cut = cut_edges(np.array([shapely.box(0, 0, 2, 1), point]), 1)
    >>> shapely.get_num_coordinates(cut).tolist()
    [7, 4]
    """
    try:
        return shapely.segmentize(geometries, length)
    except shapely.errors.GEOSException:
        return np.array([_cut(each, length) for each in geometries], dtype=object)


def _cut(geometry: shapely.Geometry, length: float) -> shapely.Geometry:
    try:
        return shapely.segmentize(geometry, length)
    except shapely.errors.GEOSException:
        return geometry
