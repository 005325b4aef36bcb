"""Follow a parcel through splits and mergers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from landuse.ledger.state import ParcelState

__all__ = ["ancestors", "descendants"]


def descendants(states: Mapping[str, ParcelState], parcel: str) -> tuple[str, ...]:
    """The parcels that came out of one, nearest first.

    Parameters
    ----------
    states : mapping of str to ParcelState
        By parcel id, such as ``Books.states()``.
    parcel : str
        Id.

    Returns
    -------
    tuple of str
        Each once; without the parcel itself.

    Examples
    --------
    >>> descendants({}, "P1")
    ()
    """
    return _walk(lambda name: states[name].children if name in states else (), parcel)


def ancestors(states: Mapping[str, ParcelState], parcel: str) -> tuple[str, ...]:
    """The parcels that one came out of, nearest first.

    Parameters
    ----------
    states : mapping of str to ParcelState
        By parcel id, such as ``Books.states()``.
    parcel : str
        Id.

    Returns
    -------
    tuple of str
        Each once; without the parcel itself.

    Examples
    --------
    >>> ancestors({}, "P1")
    ()
    """
    return _walk(lambda name: states[name].parents if name in states else (), parcel)


def _walk(next_of: Callable[[str], tuple[str, ...]], start: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(next_of(start))
    for name in waiting:
        if name not in found:
            found[name] = None
            waiting.extend(next_of(name))
    return tuple(found)
