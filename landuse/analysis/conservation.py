"""Proof that an overlay lost nothing: the parts add up to the whole, or it raises."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

import numpy as np

from landuse.errors import ConservationError

__all__ = [
    "ABSOLUTE_M2",
    "CERTIFIED_M2",
    "RELATIVE",
    "prove",
    "prove_sum",
    "sums_by_place",
]

#: Tolerance of a proof: square metres, and share of the whole; the larger counts.
ABSOLUTE_M2 = 1e-4
RELATIVE = 1e-9
#: Tolerance of a certificate and of a zone's balance: where edges nearly coincide an
#: overlay moves corners, and on thousands of outlines that adds up.
CERTIFIED_M2 = 1.0


def prove(
    whole_m2: np.ndarray,
    parts_m2: np.ndarray,
    what: str,
    absolute_m2: float = ABSOLUTE_M2,
) -> None:
    """Assert that parts add up to the whole, one by one.

    Parameters
    ----------
    whole_m2, parts_m2 : array of float
        Areas; the second is the sum of the parts.
    what : str
        What was cut, for the message.
    absolute_m2 : float, optional
        Tolerance of each whole.

    Raises
    ------
    ConservationError
        With the first place and the difference.

    Examples
    --------
    >>> prove(np.array([100.0]), np.array([99.99999]), "parcel")
    """
    difference = np.abs(np.asarray(whole_m2) - np.asarray(parts_m2))
    allowed = np.maximum(absolute_m2, RELATIVE * np.abs(whole_m2))
    wrong = np.flatnonzero(~(difference <= allowed))
    if len(wrong):
        place = int(wrong[0])
        msg = f"{what} {place}: parts and whole differ by {difference[place]:.6f} m2"
        raise ConservationError(msg)


def prove_sum(
    parts_m2: Iterable[float],
    whole_m2: float,
    what: str,
    absolute_m2: float = ABSOLUTE_M2,
) -> None:
    """Assert that all parts together are the whole.

    Parameters
    ----------
    parts_m2 : iterable of float
        Areas in square metres, added without rounding.
    whole_m2 : float
        Area in square metres.
    what : str
        Named in the message.
    absolute_m2 : float, optional
        Tolerance.

    Raises
    ------
    ConservationError
        With both figures.

    Examples
    --------
    >>> prove_sum([10_000.0, 5_000.0], 15_000.0, "credits")
    """
    total = fsum(parts_m2)
    if not abs(total - whole_m2) <= max(absolute_m2, RELATIVE * abs(whole_m2)):
        msg = (
            f"{what}: the parts are {total:.6f} m2, the whole {whole_m2:.6f} m2; "
            "check the layers for invalid outlines"
        )
        raise ConservationError(msg)


def sums_by_place(place: np.ndarray, area_m2: np.ndarray, count: int) -> np.ndarray:
    """Sum areas by their place, without rounding and whatever their order.

    Parameters
    ----------
    place : array of int
        To which of ``count`` sums each area belongs.
    area_m2 : array of float
        Areas.
    count : int
        Number of sums.

    Returns
    -------
    ndarray of float
        0 where nothing belongs.

    Examples
    --------
    >>> sums_by_place(np.array([0, 2, 0]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [4.0, 0.0, 2.0]
    """
    place, area_m2 = np.asarray(place), np.asarray(area_m2)
    members = np.bincount(place, minlength=count)
    result = np.zeros(count)
    single = members[place] == 1
    result[place[single]] = area_m2[single]
    order = np.flatnonzero(~single)
    order = order[np.argsort(place[order], kind="stable")]
    groups = np.flatnonzero(np.diff(place[order], prepend=-1))
    for values in np.split(order, groups[1:]):
        if len(values):
            result[place[values[0]]] = fsum(area_m2[values])
    return result
