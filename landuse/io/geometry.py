"""Geometries held to what areas and overlays need; repaired only where asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from landuse.fields import LAYER
from landuse.io.raw import Reject
from landuse.messages import geometry_reason, worded

__all__ = ["REPAIRS", "Checked", "check_geometry", "sample_vertices"]

REPAIRS = ("structure", "linework")
#: Kinds whose geometry must be an area.
AREAS = ("zones", "approvals", "parcels", "plan", "counties")
#: Kinds whose geometry may be missing.
OPTIONAL = ("events", "phases", LAYER)
_POLYGONAL = (3, 6)
_SAMPLE = 20_000
_AT = re.compile(r"\[(\S+) (\S+?)(?: \S+)?\]$")


@dataclass(frozen=True)
class Checked:
    """Geometries after the check."""

    geometry: np.ndarray
    rejects: tuple[Reject, ...]
    repairs: tuple[dict[str, Any], ...] = ()  #: row, reason, area before and after


def check_geometry(
    geometry: np.ndarray, rows: np.ndarray, kind: str, repair: str | None = None
) -> Checked:
    """Find what cannot be used: null, empty, not finite, invalid, of a wrong type.

    Parameters
    ----------
    geometry : array of shapely geometries
        In the source's own coordinates.
    rows : array of int
        Row number of each.
    kind : str
        Kind of data; most need polygons.
    repair : {"structure", "linework"}, optional
        Method of ``make_valid`` for invalid polygons. Coordinates that are not
        finite are never repaired.

    Returns
    -------
    Checked
        Repaired geometries, and a reject for each record that stays unusable.

    Examples
    --------
    >>> bowtie = shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")
    >>> check_geometry(np.array([bowtie]), np.array([7]), "parcels").rejects[0].reason
    'geometry is invalid: Self-intersection[0.5 0.5]'
    """
    rejects: dict[int, Reject] = {}
    missing = shapely.is_missing(geometry)
    if kind not in OPTIONAL:
        _mark(
            rejects, rows, missing, "NULL_GEOMETRY", "has no geometry, or none readable"
        )
    _mark(
        rejects, rows, shapely.is_empty(geometry), "EMPTY_GEOMETRY", "geometry is empty"
    )
    endless = _not_finite(geometry)
    _mark(
        rejects,
        rows,
        endless,
        "NON_FINITE_COORD",
        "a coordinate is not a finite number",
    )
    for index in np.flatnonzero(endless):
        row = int(rows[index])
        rejects[row] = replace(rejects[row], at=_last_finite(geometry[index]))
    if kind in AREAS:
        _wrong_types(rejects, geometry, rows, missing)
    open_ = np.array([row not in rejects for row in rows], dtype=bool) & ~missing
    invalid = np.zeros(len(rows), dtype=bool)
    invalid[open_] = ~shapely.is_valid(geometry[open_])
    repairs: list[dict[str, Any]] = []
    if repair and invalid.any():
        geometry, invalid, repairs = _repaired(geometry, invalid, rows, repair)
    for index in np.flatnonzero(invalid):
        rejects[int(rows[index])] = _invalid(geometry[index], int(rows[index]))
    return Checked(geometry, tuple(rejects.values()), tuple(repairs))


def _mark(
    rejects: dict[int, Reject], rows: np.ndarray, mask: np.ndarray, code: str, why: str
) -> None:
    hint = "draw the outline again, or take the record out"
    for row in rows[mask]:
        rejects.setdefault(int(row), Reject(int(row), code, why, "geometry", hint=hint))


def _not_finite(geometry: np.ndarray) -> np.ndarray:
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    bad = np.zeros(len(geometry), dtype=bool)
    bad[owner[~np.isfinite(xy).all(axis=1)]] = True
    return bad


def _last_finite(geometry: Any) -> tuple[float, float] | None:
    """The last vertex before the fault, or after it: it shows where to look."""
    xy = shapely.get_coordinates(geometry)
    good = np.isfinite(xy).all(axis=1)
    if not good.any():
        return None
    before = np.flatnonzero(good[: np.argmin(good)])
    east, north = xy[before[-1] if len(before) else np.argmax(good)]
    return float(east), float(north)


def _wrong_types(
    rejects: dict[int, Reject],
    geometry: np.ndarray,
    rows: np.ndarray,
    missing: np.ndarray,
) -> None:
    wrong = ~missing & ~np.isin(shapely.get_type_id(geometry), _POLYGONAL)
    for index in np.flatnonzero(wrong):
        row = int(rows[index])
        why = worded("wrong_type", type=geometry[index].geom_type)
        hint = "close the lines to an outline in the drawing"
        rejects.setdefault(
            row, Reject(row, "GEOMETRY_TYPE", why, "geometry", hint=hint)
        )


def _invalid(geometry: Any, row: int) -> Reject:
    reason = shapely.is_valid_reason(geometry)
    return Reject(
        row,
        "INVALID_GEOMETRY",
        worded("is_invalid", reason=geometry_reason(reason)),
        "geometry",
        hint="mend the outline at that place, or read with repair = 'structure'",
        at=_place(reason),
    )


def _place(reason: str) -> tuple[float, float] | None:
    found = _AT.search(reason)
    return None if found is None else (float(found[1]), float(found[2]))


def _repaired(
    geometry: np.ndarray, invalid: np.ndarray, rows: np.ndarray, method: str
) -> tuple[np.ndarray, np.ndarray, list[dict[str, Any]]]:
    mended, still = geometry.copy(), invalid.copy()
    repairs = []
    keep = method == "linework"
    for index in np.flatnonzero(invalid):
        options = {} if keep else {"keep_collapsed": False}
        made = _areas(shapely.make_valid(geometry[index], method=method, **options))
        if made is None:
            continue
        mended[index], still[index] = made, False
        repairs.append(
            {
                "row": int(rows[index]),
                "method": method,
                "reason": shapely.is_valid_reason(geometry[index]),
                "area_before": float(shapely.area(geometry[index])),
                "area_after": float(made.area),
            }
        )
    return mended, still, repairs


def _areas(geometry: Any) -> Any:
    """The polygons of a repaired geometry; None if there is no area left."""
    parts = shapely.get_parts(geometry)
    parts = shapely.get_parts(parts)
    areas = parts[np.isin(shapely.get_type_id(parts), _POLYGONAL)]
    areas = areas[shapely.area(areas) > 0]
    if not len(areas):
        return None
    return areas[0] if len(areas) == 1 else shapely.multipolygons(areas)


def sample_vertices(geometry: np.ndarray) -> np.ndarray:
    """Vertices spread evenly over a layer, at most some thousands.

    Examples
    --------
    >>> sample_vertices(shapely.points([[1, 2]])).tolist()
    [[1.0, 2.0]]
    """
    xy = shapely.get_coordinates(geometry)
    return xy[:: max(1, len(xy) // _SAMPLE)]
