"""Check points: what the parameters must do to places that are known in both systems.

A wrong convention, sign or unit is a valid set of parameters; only a point that was
surveyed in both systems shows it. The points are as secret as the parameters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import shapely

from landuse.errors import PolicyError, SourceError
from landuse.io.transform import Transform

__all__ = ["check_points"]

_KEYS = {"from", "to"}
_PAIR = 2


def check_points(
    transform: Transform, points: Any, systems: tuple[int, int], path: Path
) -> int:
    """Hold the parameters of a file against its check points.

    Parameters
    ----------
    transform : Transform
        The parameters.
    points : list of table
        Each with ``from`` and ``to``: east and north in either system.
    systems : tuple of int
        Codes of the two systems.
    path : Path
        The file, for messages.

    Returns
    -------
    int
        How many points agree: all of them.

    Raises
    ------
    PolicyError
        If a point is malformed, or comes to lie further from its place than the
        stated accuracy; the message does not say by how much.

    Examples
    --------
    >>> still = Transform("XIAN80", "plane", lambda xy: xy + 5.0, 0.1,
    ...                   plane=(2362, 4526))
    >>> point = {"from": [38_593_000, 3_960_000], "to": [38_593_005, 3_960_005]}
    >>> check_points(still, [point], (2362, 4526), Path("my.toml"))
    1
    """
    if not isinstance(points, list):
        _refuse(path, None, "must be written as [[transform.check]]")
    for place, point in enumerate(points, 1):
        start, end = _read(point, path, place)
        if np.hypot(*(_moved(transform, start, systems) - end)) > transform.accuracy_m:
            text = (
                "lies further from its place than accuracy_m once it is moved; check "
                "convention, signs and units of the parameters, and the point"
            )
            _refuse(path, place, text)
    return len(points)


def _moved(
    transform: Transform, start: np.ndarray, systems: tuple[int, int]
) -> np.ndarray:
    """Where the parameters put a point; nowhere, if they are of no use for it."""
    point = shapely.points([start])
    try:
        if transform.is_local:
            moved, target = transform.from_local(point, None)
        else:
            moved, target = transform.apply(point, systems[0])
    except SourceError:
        return np.full(_PAIR, np.inf)
    if target != systems[1]:
        return np.full(_PAIR, np.inf)
    return shapely.get_coordinates(moved)[0]


def _read(point: Any, path: Path, place: int) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(point, Mapping) or set(point) != _KEYS:
        _refuse(path, place, "must have from and to, and nothing else")
    if not all(_is_pair(point[key]) for key in _KEYS):
        _refuse(path, place, "must give east and north as two plain numbers each")
    return np.array(point["from"], float), np.array(point["to"], float)


def _is_pair(values: Any) -> bool:
    if not isinstance(values, list) or len(values) != _PAIR:
        return False
    return all(type(v) in (int, float) and math.isfinite(v) for v in values)


def _refuse(path: Path, place: int | None, text: str) -> NoReturn:
    at = "" if place is None else f"[{place}]"
    raise PolicyError(text, path, f"transform.check{at}")
