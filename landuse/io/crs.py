"""Which coordinate system a layer is in: said, stated, inferred or refused.

The order is: what the user or profile says > what the file states, checked
against its coordinates > inference with the box of the city's region > refusal.
Nothing is inferred without a box: an easting without zone prefix fits twenty
meridians.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from landuse.errors import SourceError
from landuse.io.crscodes import GEOGRAPHIC, UNSHIFTED, datum_of, gk_epsg, identify

__all__ = ["CrsDecision", "Guess", "decide_crs", "infer", "reproject", "to_lonlat"]

Box = tuple[float, float, float, float]
_LONLAT = (4490, 4326)
_CHINA: Box = (73.0, 3.0, 136.0, 54.0)
_TOLERANCE = 0.05  # degrees around the box
_ENOUGH = 0.95  # share of vertices that must fit
_HALF = 0.5
_ZONE_HALF_WIDTH = 1.6  # degrees from the meridian of a 3-degree zone
_REACH = 4.5  # degrees from the box within which a meridian is tried
_MARGIN = 3.0  # degrees around a system's area of use
_NORTHING = (1.8e6, 6.1e6)
_GEOGRAPHIC_NOTE = (
    "degrees: CGCS2000, WGS84, GCJ-02 and BD-09 cannot be told apart by their numbers"
)


@dataclass(frozen=True, slots=True)
class CrsDecision:
    """The system in which a layer's coordinates are read, and why."""

    epsg: int
    how: str  #: ``explicit``, ``.prj``, ``layer``, ``format``, ``header``, ``inferred``
    confidence: str  #: ``high``, ``medium`` or ``low``
    swapped: bool = False  #: the file has north first
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """One system in which the coordinates fall into the region's box."""

    epsg: int
    swapped: bool
    kind: str
    confidence: str
    notes: tuple[str, ...] = ()


def infer(xy: np.ndarray, box: Box | None, datum: str = "CGCS2000") -> list[Guess]:
    """The systems in which coordinates fall into a box.

    Parameters
    ----------
    xy : array of shape (n, 2)
        A sample of vertices.
    box : tuple or None
        West, south, east, north in degrees; without it all of China is tried
        and the confidence is low if more than one system fits.
    datum : str, default "CGCS2000"
        The datum cannot be inferred from numbers.

    Returns
    -------
    list of Guess
        None, one, or several where it stays open.

    Examples
    --------
    >>> puyang = (114.8, 35.3, 116.2, 36.3)
    >>> [guess.epsg for guess in infer(np.array([[38593000, 3960000]]), puyang)]
    [4526]
    """
    xy = np.asarray(xy, float)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return []
    found = []
    for swapped in (False, True):
        x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        for epsg, kind in _candidates(
            float(np.median(x)), float(np.median(y)), box, datum
        ):
            guess = _tried(epsg, kind, (x, y), box, swapped)
            if guess is not None:
                found.append(guess)
    return found


def _candidates(
    x: float, y: float, box: Box | None, datum: str
) -> list[tuple[int, str]]:
    found: list[tuple[int | None, str]] = []
    west, south, east, north = _CHINA
    if west <= x <= east and south <= y <= north:
        found.append((GEOGRAPHIC[datum], "degrees"))
    if _NORTHING[0] <= y <= _NORTHING[1]:
        zone = int(x // 1e6)
        if 24e6 <= x < 46e6:  # noqa: PLR2004
            found.append((gk_epsg(datum, zone), "3-degree zone with prefix"))
        if 13e6 <= x < 24e6:  # noqa: PLR2004
            found.append((gk_epsg(datum, zone, width=6), "6-degree zone with prefix"))
        if 1e5 <= x < 1e6:  # noqa: PLR2004
            found += [
                (gk_epsg(datum, z, prefix=False), f"3-degree zone, meridian {3 * z}")
                for z in range(25, 46)
                if box is None or box[0] - _REACH <= 3 * z <= box[2] + _REACH
            ]
    if 8.1e6 <= x <= 15.1e6 and 3.5e5 <= y <= 7.1e6:  # noqa: PLR2004
        found.append((3857, "Web Mercator"))
    return [(epsg, kind) for epsg, kind in found if epsg is not None]


def _tried(
    epsg: int,
    kind: str,
    xy: tuple[np.ndarray, np.ndarray],
    box: Box | None,
    swapped: bool,
) -> Guess | None:
    lon, lat = to_lonlat(epsg, *xy)
    tolerance = _TOLERANCE if box else 0.0
    if _share_inside(lon, lat, box or _CHINA, tolerance) < _ENOUGH:
        return None
    confidence = "low" if box is None else "medium" if swapped else "high"
    return Guess(epsg, swapped, kind, confidence, tuple(_notes(epsg, kind, lon)))


def _notes(epsg: int, kind: str, lon: np.ndarray) -> list[str]:
    notes = []
    if epsg in _LONLAT:
        notes.append(_GEOGRAPHIC_NOTE)
    if kind == "3-degree zone, meridian 117":
        notes.append("same numbers as 6-degree zone 20; UTM 50N differs by 0.04 %")
    if kind.startswith("3-degree"):
        off = float(np.max(np.abs(lon - _meridian(epsg))))
        if off > _ZONE_HALF_WIDTH:
            notes.append(
                f"data reach {off:.2f} degrees from the meridian: extended zone"
            )
    return notes


@cache
def _meridian(epsg: int) -> float:
    operation = CRS.from_epsg(epsg).coordinate_operation
    params = operation.params if operation else []
    return next(p.value for p in params if p.name == "Longitude of natural origin")


@cache
def _transformer(epsg: int) -> Transformer:
    target = CRS.from_epsg(epsg).geodetic_crs
    return Transformer.from_crs(epsg, target, always_xy=True)


def to_lonlat(epsg: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates in degrees on the system's own datum.

    Examples
    --------
    >>> to_lonlat(4547, np.array([500000.0]), np.array([0.0]))[0].round(6)
    array([114.])
    """
    if CRS.from_epsg(epsg).is_geographic:
        return x, y
    return _transformer(epsg).transform(x, y)


def _share_inside(
    lon: np.ndarray, lat: np.ndarray, box: Box, tolerance: float
) -> float:
    west, south, east, north = box
    inside = (lon >= west - tolerance) & (lon <= east + tolerance)
    inside &= (lat >= south - tolerance) & (lat <= north + tolerance)
    return float(np.mean(inside))


def decide_crs(
    xy: np.ndarray,
    explicit: int | None,
    declared: Any = None,
    how: str = ".prj",
    box: Box | None = None,
) -> CrsDecision:
    """The system of a layer, in the order of this module's first lines.

    Parameters
    ----------
    xy : array of shape (n, 2)
        A sample of vertices, as they stand in the file.
    explicit : int, optional
        EPSG code that the user or the profile states.
    declared : object, optional
        What the file states: WKT, ``"EPSG:4526"`` or a CRS.
    how : str, default ".prj"
        Where the file states it.
    box : tuple, optional
        West, south, east, north of the region in degrees.

    Returns
    -------
    CrsDecision
        With its reason.

    Raises
    ------
    SourceError
        If nothing states it and nothing can be inferred, or if the statement
        and the coordinates contradict each other; both readings are named.
    """
    if explicit is not None:
        return _explicit(xy, explicit, box)
    crs = _parsed(declared)
    if crs is not None:
        return _stated(xy, crs, how, box)
    return _inferred(xy, box)


def _parsed(declared: Any) -> CRS | None:
    if declared is None:
        return None
    try:
        return CRS.from_user_input(declared)
    except CRSError:
        return None


def _explicit(xy: np.ndarray, epsg: int, box: Box | None) -> CrsDecision:
    try:
        CRS.from_epsg(epsg)
    except CRSError:
        msg = f"EPSG:{epsg} is not a known coordinate system; correct the code"
        raise SourceError(msg) from None
    if _fits(xy, epsg, box):
        return CrsDecision(epsg, "explicit", "high")
    if _fits(xy[:, ::-1], epsg, box):
        note = "north stands first in the file; X and Y were exchanged"
        return CrsDecision(epsg, "explicit", "medium", swapped=True, notes=(note,))
    _check_domain(xy, epsg, "the stated epsg", box)
    note = "the data lie outside the region's box"
    return CrsDecision(epsg, "explicit", "medium", notes=(note,))


def _stated(xy: np.ndarray, crs: CRS, how: str, box: Box | None) -> CrsDecision:
    epsg = identify(crs) or crs.to_epsg(min_confidence=70)
    if epsg is None:
        msg = (
            f"coordinate system {crs.name!r} of its {how} is not a standard one; "
            "state its EPSG code (epsg = ...)"
        )
        raise SourceError(msg)
    if _fits(xy, epsg, box):
        notes = (_GEOGRAPHIC_NOTE,) if how == "format" else ()
        confidence = "medium" if how == "format" else "high"
        return CrsDecision(epsg, how, confidence, notes=notes)
    guesses = infer(xy, box) if box else []
    if guesses:
        if how == "format":
            return _inferred(xy, box)
        _contradiction(epsg, how, guesses[0])
    _check_domain(xy, epsg, f"its {how}", box)
    note = "the data lie outside the region's box"
    return CrsDecision(epsg, how, "medium", notes=(note,) if box else ())


def _contradiction(epsg: int, how: str, guess: Guess) -> None:
    reading = f"EPSG:{guess.epsg} ({guess.kind})"
    if guess.swapped:
        reading += " with X and Y exchanged (axes swapped)"
    msg = (
        f"its {how} says EPSG:{epsg}, but the coordinates read as {reading}; "
        "correct the file or state epsg = ..."
    )
    raise SourceError(msg)


def _inferred(xy: np.ndarray, box: Box | None) -> CrsDecision:
    if box is None:
        msg = (
            "states no coordinate system (no .prj or the like) and there is no "
            "region to infer it from; state its EPSG code (epsg = ...)"
        )
        raise SourceError(msg)
    guesses = infer(xy, box)
    if len(guesses) != 1:
        found = ", ".join(f"EPSG:{g.epsg}" for g in guesses) or "none"
        msg = (
            "states no coordinate system (no .prj or the like); systems that put "
            f"it into the region: {found}; state its EPSG code (epsg = ...)"
        )
        raise SourceError(msg)
    guess = guesses[0]
    notes = (guess.kind, *guess.notes)
    return CrsDecision(guess.epsg, "inferred", guess.confidence, guess.swapped, notes)


def _fits(xy: np.ndarray, epsg: int, box: Box | None) -> bool:
    """Whether most vertices are where the system is meant for, and in the box."""
    if not len(xy):
        return True
    if box is not None:
        lon, lat = to_lonlat(epsg, xy[:, 0], xy[:, 1])
        return _share_inside(lon, lat, box, _TOLERANCE) >= _HALF
    return bool(np.mean(in_domain(xy, epsg)) >= _HALF)


def in_domain(xy: np.ndarray, epsg: int) -> np.ndarray:
    """Which points lie in the system's area of use, widened by some degrees.

    Examples
    --------
    >>> in_domain(np.array([[38593000.0, 3960000.0], [0.0, 0.0]]), 4526)
    array([ True, False])
    """
    area = CRS.from_epsg(epsg).area_of_use
    lon, lat = to_lonlat(epsg, xy[:, 0], xy[:, 1])
    if area is None:
        return np.isfinite(lon) & np.isfinite(lat)
    west, south, east, north = area.bounds
    good = (lon >= west - _MARGIN) & (lon <= east + _MARGIN)
    return good & (lat >= south - _MARGIN) & (lat <= north + _MARGIN)


def _check_domain(xy: np.ndarray, epsg: int, what: str, box: Box | None) -> None:
    if np.mean(in_domain(xy, epsg)) >= _HALF:
        return
    swapped = bool(np.mean(in_domain(xy[:, ::-1], epsg)) >= _HALF)
    hint = "X and Y look exchanged; " if swapped and box is None else ""
    x, y = np.median(xy, axis=0)
    msg = (
        f"coordinates like ({x:.1f}, {y:.1f}) do not fit {what}, EPSG:{epsg}; "
        f"{hint}state the right EPSG code (epsg = ...) or correct the file"
    )
    raise SourceError(msg)


def unshifted_datum(epsg: int) -> str | None:
    """Name of the datum if it has no published shift to CGCS2000.

    Examples
    --------
    >>> unshifted_datum(2362), unshifted_datum(4526)
    ('Xian 1980', None)
    """
    return UNSHIFTED.get(datum_of(CRS.from_epsg(epsg)) or "")


def reproject(frame: gpd.GeoDataFrame, epsg: int) -> gpd.GeoDataFrame:
    """A frame in another system, unless that would only pretend a datum shift.

    PROJ moves Xian 1980 and Beijing 1954 to CGCS2000 without any shift, tens of
    metres off and without a warning. CGCS2000 and WGS84 count as one.

    Parameters
    ----------
    frame : GeoDataFrame
        With a CRS.
    epsg : int
        Code of the target.

    Returns
    -------
    GeoDataFrame
        A new frame with the same ``attrs``.

    Raises
    ------
    SourceError
        If source and target differ in datum and one is Xian 1980 or Beijing 1954.
    """
    source, target = frame.crs, CRS.from_epsg(epsg)
    if source == target:
        return frame
    datums = {datum_of(source), datum_of(target)}
    bad = sorted(UNSHIFTED[d] for d in datums if d in UNSHIFTED)
    if bad and len(datums) > 1:
        msg = (
            f"{bad[0]} data cannot be moved to EPSG:{epsg}: the shift is not public; "
            "ask for the layer in CGCS2000"
        )
        raise SourceError(msg)
    return frame.to_crs(target)
