"""Constants of the official area method, from ``ellipsoids.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from landuse.resources import package_path

__all__ = ["Ellipsoid", "Method", "survey_ellipsoids", "survey_method"]


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """An ellipsoid as the survey notice prints it."""

    name: str
    semi_major_m: float
    inverse_flattening: float
    semi_minor_m: float
    e2: float  #: first eccentricity squared
    e2_second: float  #: second eccentricity squared
    polar_radius_m: float
    k: tuple[float, ...]  #: constants K0 to K4 of the inverse projection


@dataclass(frozen=True, slots=True)
class Method:
    """How the notice cuts and rounds."""

    edge_m: float
    coordinate_digits: int
    second_digits: int
    area_digits: int
    basis: str
    confidence: str


@cache
def _tables() -> dict[str, Any]:
    with package_path("ellipsoids.toml").open("rb") as file:
        return tomllib.load(file)


def survey_method() -> Method:
    """Edge length and rounding of the official method.

    Returns
    -------
    Method
        With its basis.

    Examples
    --------
    >>> survey_method().edge_m
    70.0
    """
    return Method(**_tables()["method"])


def survey_ellipsoids() -> tuple[Ellipsoid, ...]:
    """Ellipsoids for which the notice gives constants.

    Returns
    -------
    tuple of Ellipsoid
        CGCS2000 first.

    Examples
    --------
    >>> [ellipsoid.name for ellipsoid in survey_ellipsoids()]
    ['CGCS2000', 'Xian 1980']
    """
    rows = _tables()["ellipsoid"]
    return tuple(Ellipsoid(**{**row, "k": tuple(row["k"])}) for row in rows)
