"""Transformation parameters of a user for old datums and for local plane systems.

The parameters are secret. They are read from a small TOML file into an object that
shows, stores, compares and copies none of them; no message, issue, manifest or log
names a value, and no digest of them is taken, for a few numbers could be guessed
from it. What is recorded is the fact, the kind and the stated accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn, TypeAlias

import numpy as np
import shapely
from pyproj import CRS, Transformer

from landuse.errors import SourceError
from landuse.io.crscodes import GEOGRAPHIC, UNSHIFTED, counterpart, datum_of
from landuse.io.crsguess import meridian_of, to_lonlat
from landuse.io.helmert import shift_plane, shift_space
from landuse.issues import Issue
from landuse.messages import worded
from landuse.resources import defaults

__all__ = [
    "LOCAL",
    "NOT_FOR",
    "PLANE",
    "SPACE",
    "Move",
    "Transform",
    "in_plane",
    "in_space",
]

Move: TypeAlias = Callable[[np.ndarray], np.ndarray]
SPACE, PLANE = "bursa-wolf", "plane"
#: Datum of a plane that no register knows: a city's own system, a CAD origin.
LOCAL = "LOCAL"
_NAMES = {**UNSHIFTED, LOCAL: "a local plane system"}
_EARTH_M = 111_320.0  # metres in a degree
#: Code of parameters for another datum or plane than that of a layer.
NOT_FOR = "TRANSFORM_NOT_APPLICABLE"


class Transform:
    """A shift to CGCS2000 by parameters that it keeps to itself.

    Parameters
    ----------
    datum : {"XIAN80", "BEIJING54", "LOCAL"}
        That of the layers it is for.
    kind : {"bursa-wolf", "plane"}
        In space, or in the plane of one zone.
    move : callable
        Holds the parameters: degrees to degrees in space, eastings and northings
        in a plane.
    accuracy_m : float
        As the user states it.
    plane : tuple of int, optional
        Codes of the plane the parameters start from and of the one they lead to;
        a local plane has none and is written 0.
    idle : bool, default False
        Whether all parameters are zero.
    """

    __slots__ = ("_move", "accuracy_m", "checked", "datum", "idle", "kind", "plane")

    def __init__(
        self,
        datum: str,
        kind: str,
        move: Move,
        accuracy_m: float,
        *,
        plane: tuple[int, int] | None = None,
        idle: bool = False,
    ) -> None:
        self.datum, self.kind, self._move = datum, kind, move
        self.accuracy_m, self.plane, self.idle = accuracy_m, plane, idle
        self.checked = 0  #: check points that agree

    def __repr__(self) -> str:
        """Without the parameters."""
        return f"<Transform {self.kind} of {_NAMES[self.datum]}, user parameters>"

    def __reduce__(self) -> NoReturn:
        """Neither copied nor written to a file."""
        msg = "transformation parameters are not copied or stored"
        raise TypeError(msg)

    @property
    def is_local(self) -> bool:
        """Whether it is for coordinates of a plane that no register knows."""
        return self.datum == LOCAL

    def record(self, epsg: int | None, target: int) -> dict[str, Any]:
        """What may be told of it: the fact, the kind and the stated accuracy."""
        return {
            "parameters": "user",
            "kind": self.kind,
            "accuracy_m": self.accuracy_m,
            "applies_to": _NAMES[self.datum],
            "from_epsg": epsg,
            "to_epsg": target,
            "check_points": self.checked,
        }

    def issue(self, epsg: int | None, target: int) -> Issue:
        """That it was used, and how good it is said to be."""
        text = worded(
            "datum_transformed",
            datum=worded("local_plane") if self.is_local else _NAMES[self.datum],
            code="" if epsg is None else f" (EPSG:{epsg})",
            target=target,
            kind=self.kind,
            accuracy=self.accuracy_m,
            more=worded("all_zero") if self.idle else "",
        )
        if self.idle:
            hint = "ask for the parameters; zeros often stand where they are not known"
            return Issue("DATUM_TRANSFORMED", "warning", text, hint=hint)
        hint = "compare some points of known CGCS2000 coordinates"
        if self.checked:
            hint = "nothing to do: the check points of the file agree"
        return Issue("DATUM_TRANSFORMED", "info", text, hint=hint)

    def apply(
        self, geometry: np.ndarray, epsg: int, sound: np.ndarray | slice = slice(None)
    ) -> tuple[np.ndarray, int]:
        """Geometries of an old datum in CGCS2000.

        Parameters
        ----------
        geometry : array of shapely geometries
            In the system ``epsg``; None stays None.
        epsg : int
            Its code.
        sound : array of bool, optional
            The geometries that must not move far; others may lie anywhere.

        Returns
        -------
        geometry : array of shapely geometries
            Moved.
        target : int
            Code of their system: the same zone on CGCS2000 or, for a plane fit,
            the plane it leads to.

        Raises
        ------
        SourceError
            If the parameters are for another datum or plane, or would move the
            layer further than any datum shift does.
        """
        found = datum_of(CRS.from_epsg(epsg))
        if found != self.datum:
            msg = worded("transform_not_for", epsg=epsg, datum=_NAMES[self.datum])
            raise SourceError(msg, code=NOT_FOR)
        move, target = self._way(epsg)
        with np.errstate(all="ignore"):  # what is not finite is set aside anyway
            moved = shapely.transform(geometry, move)
            _check_distance(geometry[sound], moved[sound], epsg, target)
        return moved, target

    def from_local(
        self, geometry: np.ndarray, stated: int | None
    ) -> tuple[np.ndarray, int]:
        """Geometries of a local plane in the plane that the parameters lead to.

        Parameters
        ----------
        geometry : array of shapely geometries
            As they stand in the file; None stays None.
        stated : int or None
            Code of the standard system that the file or the user states.

        Returns
        -------
        geometry : array of shapely geometries
            Moved.
        target : int
            Code of their system.

        Raises
        ------
        SourceError
            If a standard system is stated.
        """
        if stated is not None or self.plane is None:
            msg = worded("transform_said", stated=stated, wanted=_NAMES[LOCAL])
            raise SourceError(msg, code=NOT_FOR)
        with np.errstate(all="ignore"):
            return shapely.transform(geometry, self._move), self.plane[1]

    def _way(self, epsg: int) -> tuple[Move, int]:
        if self.plane is not None:
            return self._in_plane(epsg, *self.plane)
        target = counterpart(epsg)
        if target is None:
            msg = worded("transform_no_zone", epsg=epsg)
            raise SourceError(msg, code=NOT_FOR)

        def move(xy: np.ndarray) -> np.ndarray:
            there = self._move(np.column_stack(to_lonlat(epsg, *xy.T)))
            return _moved(there, GEOGRAPHIC["CGCS2000"], target)

        return move, target

    def _in_plane(self, epsg: int, source: int, target: int) -> tuple[Move, int]:
        if meridian_of(epsg) != meridian_of(source):
            msg = worded("transform_plane", epsg=epsg, source=source)
            raise SourceError(msg, code=NOT_FOR)
        return (lambda xy: self._move(_moved(xy, epsg, source))), target


def in_space(parameters: list[float], convention: str, datum: str) -> Move:
    """The move by seven parameters, which only the function itself holds."""
    return lambda lonlat: shift_space(lonlat, parameters, convention, datum)


def in_plane(parameters: list[float], convention: str) -> Move:
    """The move by four parameters, which only the function itself holds."""
    return lambda xy: shift_plane(xy, parameters, convention)


def _moved(xy: np.ndarray, source: int, target: int) -> np.ndarray:
    """Coordinates in another system of the same datum."""
    if source == target:
        return xy
    return np.column_stack(_transformer(source, target).transform(*xy.T))


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _check_distance(
    before: np.ndarray, after: np.ndarray, epsg: int, target: int
) -> None:
    """Refuse what no datum shift does: a slip of sign, unit or convention."""
    most = defaults("transform")["displacement_m"]
    old = np.column_stack(to_lonlat(epsg, *shapely.get_coordinates(before).T))
    new = np.column_stack(to_lonlat(target, *shapely.get_coordinates(after).T))
    good = np.isfinite(old).all(axis=1)
    step = (new - old)[good] * _EARTH_M
    step[:, 0] *= np.cos(np.radians(old[good, 1]))
    if (np.hypot(*step.T) <= most).all():
        return
    msg = worded("transform_far", most=most)
    raise SourceError(msg, code="TRANSFORM_IMPLAUSIBLE")
