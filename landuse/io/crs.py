"""Which coordinate system a layer is in: said, stated, inferred or refused.

The order is: what the user or profile says > what the file states, checked
against its coordinates > inference with the box of the city's region > refusal.
Nothing is inferred without a box: an easting without zone prefix fits twenty
meridians.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from landuse.errors import SourceError
from landuse.io.crscodes import identify
from landuse.io.crsguess import (
    GEOGRAPHIC_NOTE,
    LONLAT,
    Box,
    Guess,
    in_domain,
    infer,
    share_inside,
    to_lonlat,
    zone_prefixes,
)
from landuse.messages import worded

__all__ = ["CrsDecision", "decide_crs", "lies_in", "standard_epsg"]

_NONE = "states no coordinate system (no .prj or the like)"
_HALF = 0.5  # share of vertices that must fit a stated system


@dataclass(frozen=True, slots=True)
class CrsDecision:
    """The system in which a layer's coordinates are read, and why."""

    epsg: int
    how: str  #: ``explicit``, ``.prj``, ``layer``, ``format``, ``header``, ``inferred``
    confidence: str  #: ``high``, ``medium`` or ``low``
    swapped: bool = False  #: the file has north first
    notes: tuple[str, ...] = ()


def decide_crs(
    xy: np.ndarray,
    explicit: int | None,
    declared: Any = None,
    how: str = ".prj",
    box: Box | None = None,
    *,
    guess: bool = True,
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
    guess : bool, default True
        Whether the box may stand in for a statement that is missing. A
        statement is held against the box either way.

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
        return _stated(xy, crs, how, box, guess)
    lacks = _NONE if declared is None else f"has a {how} that cannot be understood"
    return _inferred(xy, box, guess, lacks)


def standard_epsg(declared: Any) -> int | None:
    """The code of what a file states, if it is a standard system.

    Parameters
    ----------
    declared : object
        WKT, ``"EPSG:4526"``, a CRS or None.

    Returns
    -------
    int or None
        None for a system of one's own, or none.

    Examples
    --------
    >>> standard_epsg("EPSG:4526"), standard_epsg('LOCAL_CS["grid"]')
    (4526, None)
    """
    crs = _parsed(declared)
    return None if crs is None else identify(crs) or crs.to_epsg(min_confidence=70)


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
        msg = worded("epsg_unknown", epsg=epsg)
        raise SourceError(msg, code="CRS_UNKNOWN") from None
    if lies_in(xy, epsg, box):
        return CrsDecision(epsg, "explicit", "high")
    if lies_in(xy[:, ::-1], epsg, box):
        note = "north stands first in the file; X and Y were exchanged"
        return CrsDecision(epsg, "explicit", "medium", swapped=True, notes=(note,))
    _check_domain(xy, epsg, "the stated epsg", box)
    note = "the data lie outside the region's box"
    return CrsDecision(epsg, "explicit", "medium", notes=(note,))


def _stated(
    xy: np.ndarray, crs: CRS, how: str, box: Box | None, guess: bool
) -> CrsDecision:
    epsg = identify(crs) or crs.to_epsg(min_confidence=70)
    if epsg is None:
        msg = worded("crs_not_standard", name=crs.name, how=how)
        raise SourceError(msg, code="CRS_UNKNOWN")
    if lies_in(xy, epsg, box):
        notes = (GEOGRAPHIC_NOTE,) if how == "format" else ()
        confidence = "medium" if how == "format" else "high"
        return CrsDecision(epsg, how, confidence, notes=notes)
    guesses = infer(xy, box) if box else []
    if guesses:
        if how == "format" and guess:
            return _inferred(xy, box, guess)
        _contradiction(epsg, how, guesses[0])
    _check_domain(xy, epsg, f"its {how}", box)
    note = "the data lie outside the region's box"
    return CrsDecision(epsg, how, "medium", notes=(note,) if box else ())


def _contradiction(epsg: int, how: str, guess: Guess) -> None:
    reading = f"EPSG:{guess.epsg} ({guess.kind})"
    code = "CRS_COORD_CONFLICT"
    if guess.swapped:
        reading += " with X and Y exchanged (axes swapped)"
        same = epsg == guess.epsg or {epsg, guess.epsg} <= set(LONLAT)
        code = "AXES_SWAPPED" if same else code
    msg = worded("crs_conflict", how=how, epsg=epsg, reading=reading)
    raise SourceError(msg, code=code)


def _inferred(
    xy: np.ndarray, box: Box | None, guess: bool, lacks: str = _NONE
) -> CrsDecision:
    if box is None:
        msg = worded("crs_no_region", lacks=lacks)
        raise SourceError(msg, code="CRS_MISSING")
    guesses = infer(xy, box)
    if not guesses:
        _check_zones(xy)
    if len(guesses) != 1 or not guess:
        found = ", ".join(_reading(g) for g in guesses) or "none"
        unasked = "" if guess else worded("crs_unasked")
        msg = worded("crs_several", lacks=lacks, found=found, unasked=unasked)
        raise SourceError(msg, code="CRS_MISSING")
    one = guesses[0]
    notes = (one.kind, *one.notes)
    return CrsDecision(one.epsg, "inferred", one.confidence, one.swapped, notes)


def _reading(guess: Guess) -> str:
    return f"EPSG:{guess.epsg}" + (" with X and Y exchanged" if guess.swapped else "")


def _check_zones(xy: np.ndarray) -> None:
    zones = zone_prefixes(xy)
    if len(zones) > 1:
        named = " and ".join(str(zone) for zone in zones)
        msg = worded("two_zones", named=named)
        raise SourceError(msg, code="TWO_ZONES")


def lies_in(xy: np.ndarray, epsg: int, box: Box | None) -> bool:
    """Whether most vertices are in the box or, without one, in the area of use.

    Parameters
    ----------
    xy : array of shape (n, 2)
        A sample of vertices.
    epsg : int
        The system they are taken for.
    box : tuple or None
        West, south, east, north of the region in degrees.

    Returns
    -------
    bool
        Half of them are enough.

    Examples
    --------
    >>> lies_in(np.array([[38_593_000.0, 3_960_000.0]]), 4526, None)
    True
    """
    if not len(xy):
        return True
    if box is not None:
        lon, lat = to_lonlat(epsg, xy[:, 0], xy[:, 1])
        return share_inside(lon, lat, box) >= _HALF
    return bool(np.mean(in_domain(xy, epsg)) >= _HALF)


def _check_domain(xy: np.ndarray, epsg: int, what: str, box: Box | None) -> None:
    if np.mean(in_domain(xy, epsg)) >= _HALF:
        return
    _check_zones(xy)
    swapped = bool(np.mean(in_domain(xy[:, ::-1], epsg)) >= _HALF)
    hint = "X and Y look exchanged; " if swapped and box is None else ""
    x, y = np.median(xy, axis=0)
    msg = worded("coordinates_misfit", x=x, y=y, what=what, epsg=epsg, hint=hint)
    codes = {True: "AXES_SWAPPED", False: "OUT_OF_EXTENT"}
    raise SourceError(msg, code=codes[bool(hint)])
