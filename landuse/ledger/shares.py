"""Divide whole square decimetres among parcels so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["shared", "spread"]


def spread(amount: int, room: list[int]) -> list[int]:
    """An amount divided in proportion to the room of each part.

    Parameters
    ----------
    amount : int
        Not below zero.
    room : list of int
        What each part can still take; lowered by what it takes.

    Returns
    -------
    list of int
        They sum to the amount, or to all the room if that is less.

    Examples
    --------
    >>> spread(10, [30, 30, 30]), spread(10, [2, 2])
    ([3, 3, 4], [2, 2])
    """
    whole = sum(room)
    amount = min(amount, whole)
    pieces, reached, given = [], 0, 0
    for place, free in enumerate(room):
        reached += free
        upto = amount * reached // whole if whole else 0
        pieces.append(upto - given)
        room[place] = free - pieces[-1]
        given = upto
    return pieces


def shared(amounts: Mapping[str, int], parts: Sequence[int]) -> list[dict[str, int]]:
    """Land of several accounts divided among parcels of given areas.

    Parameters
    ----------
    amounts : mapping of str to int
        Area by account; the largest takes up what the parts have more or less.
    parts : sequence of int
        Area of each parcel.

    Returns
    -------
    list of dict
        Area by account of each parcel; those of a parcel sum to its area.

    Examples
    --------
    >>> shared({"building": 60, "supplied": 40}, [50, 49])
    [{'supplied': 20, 'building': 30}, {'supplied': 20, 'building': 29}]
    """
    main = max(amounts, key=lambda name: (amounts[name], name))
    room = list(parts)
    made: list[dict[str, int]] = [{} for _ in parts]
    for name in sorted(amounts):
        if name != main:
            for own, piece in zip(made, spread(amounts[name], room), strict=True):
                own[name] = piece
    for own, rest in zip(made, room, strict=True):
        own[main] = rest
    return [{name: dm2 for name, dm2 in own.items() if dm2} for own in made]
