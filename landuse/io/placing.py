"""Geometries of a layer checked and put on the ground: validity, CRS, axes, strays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely

from landuse.fields import LAYER
from landuse.io.crs import CrsDecision, decide_crs
from landuse.io.crsguess import in_domain
from landuse.io.geometry import check_geometry, sample_vertices
from landuse.io.profile import Profile
from landuse.io.raw import RawLayer, Reject
from landuse.issues import Issue
from landuse.policy import Region
from landuse.schema import fields_of

__all__ = ["Placed", "place"]


class Said(Protocol):
    """What placing needs to know of a source."""

    @property
    def kind(self) -> str:
        """Kind of data."""

    @property
    def epsg(self) -> int | None:
        """Stated system."""

    @property
    def repair(self) -> str | None:
        """Method of repair."""

    @property
    def profile(self) -> Profile:
        """How the source is written."""


@dataclass(frozen=True)
class Placed:
    """The geometries of a layer with their system."""

    geometry: np.ndarray | None = None
    crs: CrsDecision | None = None
    rejects: tuple[Reject, ...] = ()
    repairs: tuple[dict[str, Any], ...] = ()
    original: np.ndarray | None = None  #: before repair and exchange of axes

    def issues(self, features: Mapping[int, Any]) -> list[Issue]:
        """One issue per repaired geometry."""
        return [
            Issue(
                "GEOMETRY_REPAIRED",
                "warning",
                f"geometry was invalid ({r['reason']}) and repaired by "
                f"{r['method']}: area {r['area_before']:.2f} -> {r['area_after']:.2f}",
                feature=str(features[r["row"]]),
                field="geometry",
                hint="compare with the registered area",
            )
            for r in self.repairs
        ]


def place(raw: RawLayer, said: Said, region: Region | None) -> Placed:
    """Check the geometries of a layer and decide its system.

    Parameters
    ----------
    raw : RawLayer
        As read.
    said : Source
        Kind, stated system, repair.
    region : Region or None
        Where the city lies.

    Returns
    -------
    Placed
        Without geometry for a table, or a kind that has none.
    """
    wants = any(f.type == "geometry" for f in fields_of(said.kind))
    if raw.geometry is None or not wants:
        return Placed()
    checked = check_geometry(raw.geometry, raw.rows, said.kind, said.repair)
    known = {r.row for r in raw.rejects}
    found = tuple(r for r in checked.rejects if r.row not in known)
    out = np.isin(raw.rows, [*known, *(r.row for r in found)])
    if raw.count == 0:
        return Placed(
            raw.geometry, _empty_crs(raw, said, region), original=raw.geometry
        )
    stated = said.epsg or said.profile.epsg or raw.declared
    if said.kind == LAYER and stated is None and region is None:
        return Placed(checked.geometry, None, checked.rejects, checked.repairs)
    crs = decide_crs(
        sample_vertices(checked.geometry[~out]),
        said.epsg or said.profile.epsg,
        raw.declared,
        raw.declared_by or "file",
        region.box if region else None,
    )
    geometry = _exchanged(checked.geometry) if crs.swapped else checked.geometry
    strays = _strays(geometry, raw.rows, crs.epsg, out)
    rejects = (*found, *strays)
    return Placed(geometry, crs, rejects, checked.repairs, raw.geometry)


def _empty_crs(raw: RawLayer, said: Said, region: Region | None) -> CrsDecision:
    stated = said.epsg or said.profile.epsg
    if stated is None and raw.declared is None and region is not None:
        note = "the layer is empty; the region's working system stands in"
        return CrsDecision(region.working_epsg, "working", "low", notes=(note,))
    by = raw.declared_by or "file"
    return decide_crs(np.empty((0, 2)), stated, raw.declared, by)


def _exchanged(geometry: np.ndarray) -> np.ndarray:
    return shapely.transform(geometry, lambda xy: xy[:, ::-1])


def _strays(
    geometry: np.ndarray, rows: np.ndarray, epsg: int, out: np.ndarray
) -> list[Reject]:
    """Single records far from where the system is meant for, like a wrong prefix."""
    bounds = shapely.bounds(geometry)
    middle = np.column_stack(
        [(bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2]
    )
    seen = np.isfinite(middle).all(axis=1) & ~out
    far = np.zeros(len(rows), dtype=bool)
    far[seen] = ~in_domain(middle[seen], epsg)
    return [
        Reject(
            int(rows[i]),
            "OUT_OF_EXTENT",
            f"lies at ({middle[i, 0]:.1f}, {middle[i, 1]:.1f}), outside the area of "
            f"EPSG:{epsg}",
            "geometry",
            hint="look at the zone prefix and the order of X and Y",
        )
        for i in np.flatnonzero(far)
    ]
