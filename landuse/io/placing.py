"""Geometries of a layer checked and put on the ground: validity, CRS, axes, strays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import shapely

from landuse.errors import SourceError
from landuse.fields import LAYER
from landuse.io.crs import CrsDecision, decide_crs, lies_in, standard_epsg
from landuse.io.crsguess import Box
from landuse.io.datum import check_datum, datum_issues
from landuse.io.geometry import OPTIONAL, check_geometry, sample_vertices
from landuse.io.profile import Profile
from landuse.io.raw import RawLayer, Reject
from landuse.io.recognise import recognise
from landuse.io.strays import find_strays
from landuse.io.transform import Transform
from landuse.io.zonewidth import zone_issues
from landuse.issues import Issue
from landuse.messages import geometry_reason, worded
from landuse.policy import Region
from landuse.resources import defaults
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
    def infer_crs(self) -> bool:
        """Whether the region may stand in for a missing statement."""

    @property
    def allow_ballpark(self) -> bool:
        """Whether old datums are read."""

    @property
    def transform(self) -> Transform | None:
        """The user's own way from an old datum to CGCS2000."""

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
    found: tuple[Issue, ...] = ()
    moved: dict[str, Any] | None = None  #: what may be told of a transformation

    @property
    def epsg(self) -> int | None:
        """Code of the system in which the geometries are now."""
        if self.crs is None or self.moved is None:
            return None if self.crs is None else self.crs.epsg
        return int(self.moved["to_epsg"])

    def issues(self, features: Mapping[int, Any]) -> list[Issue]:
        """What was found, and one issue per repaired geometry."""
        repaired = [
            Issue(
                "GEOMETRY_REPAIRED",
                "warning",
                worded(
                    "repaired",
                    reason=geometry_reason(r["reason"]),
                    method=r["method"],
                    before=r["area_before"],
                    after=r["area_after"],
                ),
                feature=str(features[r["row"]]),
                field="geometry",
                hint="compare with the registered area",
            )
            for r in self.repairs
        ]
        return [*self.found, *repaired]


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
    checked = check_geometry(raw.geometry, raw.rows, _held(raw, said), said.repair)
    known = {r.row for r in raw.rejects}
    found = tuple(r for r in checked.rejects if r.row not in known)
    out = np.isin(raw.rows, [*known, *(r.row for r in found)])
    if raw.count == 0:
        return Placed(
            raw.geometry, _empty_crs(raw, said, region), original=raw.geometry
        )
    _require_shapes(raw, said)
    stated = said.epsg or said.profile.epsg or raw.declared
    free = said.infer_crs and said.transform is None
    if said.kind == LAYER and stated is None and region is None and free:
        return Placed(checked.geometry, None, checked.rejects, checked.repairs)
    box = region.box if region else None
    local = said.transform if said.transform and said.transform.is_local else None
    if local is not None:
        geometry, crs = _of_local(local, checked.geometry, out, raw, said, box)
    else:
        geometry, crs = _of_standard(checked.geometry, out, raw, said, box)
    strays = find_strays(geometry, raw.rows, crs.epsg, out, box)
    rejects = (*found, *strays)
    out = out | np.isin(raw.rows, [r.row for r in strays])
    geometry, moved, told = _on_datum(geometry, ~out, crs.epsg, said.transform)
    placed = Placed(geometry, crs, rejects, checked.repairs, raw.geometry, moved=moved)
    beyond = zone_issues(geometry[~out], placed.epsg or crs.epsg)
    return replace(placed, found=(*told, *beyond))


def _of_standard(
    geometry: np.ndarray, out: np.ndarray, raw: RawLayer, said: Said, box: Box | None
) -> tuple[np.ndarray, CrsDecision]:
    """The geometries with east first, and their system."""
    crs = decide_crs(
        _sample(geometry, out),
        said.epsg or said.profile.epsg,
        raw.declared,
        raw.declared_by or "file",
        box,
        guess=said.infer_crs,
    )
    if said.transform is None:
        check_datum(crs.epsg, allow_ballpark=said.allow_ballpark)
    return _exchanged(geometry) if crs.swapped else geometry, crs


def _of_local(
    transform: Transform,
    geometry: np.ndarray,
    out: np.ndarray,
    raw: RawLayer,
    said: Said,
    box: Box | None,
) -> tuple[np.ndarray, CrsDecision]:
    """The geometries of a local plane in the plane that the parameters lead to."""
    stated = said.epsg or said.profile.epsg or standard_epsg(raw.declared)
    moved, target = transform.from_local(geometry, stated)
    if not lies_in(_sample(moved, out), target, box):
        msg = worded("transform_elsewhere", target=target)
        raise SourceError(msg, code="TRANSFORM_IMPLAUSIBLE")
    return moved, CrsDecision(target, "transformed", "medium")


def _on_datum(
    geometry: np.ndarray, good: np.ndarray, epsg: int, transform: Transform | None
) -> tuple[np.ndarray, dict[str, Any] | None, list[Issue]]:
    """All records by the user's parameters in CGCS2000, and what is told of it."""
    if transform is None:
        return geometry, None, datum_issues(epsg)
    if transform.is_local:
        return geometry, transform.record(None, epsg), [transform.issue(None, epsg)]
    moved, target = transform.apply(geometry, epsg, good)
    return moved, transform.record(epsg, target), [transform.issue(epsg, target)]


def _held(raw: RawLayer, said: Said) -> str:
    """The kind to whose shapes a layer is held: by its columns where it is plain."""
    if said.kind != LAYER or not said.profile.recognise:
        return said.kind
    known = recognise(list(raw.columns.columns), raw.units, "", cut=raw.cuts_names)
    return said.kind if known is None else known.kind


def _require_shapes(raw: RawLayer, said: Said) -> None:
    """A layer in which no record has a geometry is the wrong export."""
    if said.kind in OPTIONAL and said.kind != LAYER:
        return
    if shapely.is_missing(raw.geometry).all():
        msg = worded("no_geometry_at_all", count=raw.count)
        raise SourceError(msg, code="NULL_GEOMETRY")


def _sample(geometry: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Vertices by which the system is judged: of sound records, else of all."""
    xy = sample_vertices(geometry[~out])
    if not len(xy):
        xy = sample_vertices(geometry)
    return xy[np.isfinite(xy).all(axis=1)]


def _empty_crs(raw: RawLayer, said: Said, region: Region | None) -> CrsDecision:
    stated = said.epsg or said.profile.epsg
    if stated is None and raw.declared is None and region is not None:
        note = "the layer is empty; the region's working system stands in"
        epsg = region.working_epsg or defaults("working_system")["epsg"]
        return CrsDecision(epsg, "working", "low", notes=(note,))
    by = raw.declared_by or "file"
    return decide_crs(np.empty((0, 2)), stated, raw.declared, by)


def _exchanged(geometry: np.ndarray) -> np.ndarray:
    return shapely.transform(geometry, lambda xy: xy[:, ::-1])
