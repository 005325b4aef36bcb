"""Who is credited with which ground on which day: every square metre once.

An event is credited with its land less that of the events before it that stand on
the day. So the credits of a day are disjoint and make the union; what changes from
day to day is written as plus and minus, and the quarters add up to the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.careful import careful_difference
from landuse.analysis.chunks import SILENT
from landuse.analysis.conservation import CERTIFIED_M2, prove_sum
from landuse.analysis.goal.standing import stands
from landuse.analysis.meetings import turns as members_of
from landuse.analysis.pairs import overlapping_pairs
from landuse.analysis.unions import union_on_grid, unions_of_groups

__all__ = ["EITHER", "NOISE_M2", "Attribution", "attribute", "event_overlaps"]

#: Name of the counter over all counted events: the goal figure.
EITHER = "either"
#: Changes below this are rounding of the overlay and no entry.
NOISE_M2 = 1e-6
_OVERLAPS = ["earlier", "later", "zone_id", "area_m2"]
_ENTRY = ["counter", "entry", "day", "event_id", "event", "parcel_id", "zone_id"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The credits of one counter on a day, and how they came about."""

    credits: GeoDataFrame  #: pieces that stand, with ``credited_area_m2``
    claims: np.ndarray  #: the whole land of each of them, credited before or not
    pairs: tuple[np.ndarray, np.ndarray]  #: those that share ground, sorted by later
    journal: pd.DataFrame  #: ``entry``, ``day``, signed ``area_m2``, of whom, where
    union_m2: float  #: of all pieces that stand, inside and outside the zones


@dataclass(frozen=True, slots=True)
class _States:
    """What each piece is credited with from a day on, in order of piece and day."""

    piece: np.ndarray
    day: np.ndarray
    on: np.ndarray  # whether the piece's event stands
    own: np.ndarray  # whether it turned on this day, not another's
    first: np.ndarray  # whether it is the piece's first day
    last: np.ndarray
    kept: np.ndarray
    area: np.ndarray


def attribute(
    pieces: GeoDataFrame, turns: np.ndarray, counter: str, as_of: pd.Timestamp
) -> Attribution:
    """Credit the pieces of a counter, those that come first before the others.

    Parameters
    ----------
    pieces : GeoDataFrame
        Result of :func:`landuse.analysis.goal.boundaries.cut_by_zones`.
    turns : ndarray of datetime64
        When the event of each piece stands.
    counter : str
        A kind of event, or :data:`EITHER` for all.
    as_of : Timestamp
        No turn is later.

    Returns
    -------
    Attribution
        ``credits`` in the order of the pieces, with the credited part as geometry,
        empty where all was credited before.

    Raises
    ------
    ConservationError
        If the credits are not the area of the union.
    """
    mine = (pieces["event"] == counter).to_numpy() | (counter == EITHER)
    pieces, turns = pieces[mine].reset_index(drop=True), turns[mine]
    shapes = pieces.geometry.to_numpy()
    pairs = overlapping_pairs(shapes)
    states = _states(shapes, turns, pairs, pieces.crs)
    on = stands(turns, as_of.to_datetime64())
    area, kept = states.area[states.last][on], states.kept[states.last][on]
    union = _union_area(shapes[on], pieces.crs, fsum(area))
    prove_sum(area, union, f"credits of {counter}", CERTIFIED_M2)
    made = pieces[on].assign(counter=counter, credited_area_m2=area)
    return Attribution(
        credits=made.set_geometry(kept, crs=pieces.crs).astype({"counter": "str"}),
        claims=shapes[on],
        pairs=_among(pairs, on),
        journal=_journal(pieces, states, counter),
        union_m2=union,
    )


def _union_area(shapes: np.ndarray, crs: object, credited_m2: float) -> float:
    """Area of the union; on a grid where it fails or does not meet the credits."""
    try:
        union = shapely.disjoint_subset_union_all(shapes)
        area = float(geometry_area(np.array([union], dtype=object), crs)[0])
        if abs(area - credited_m2) <= CERTIFIED_M2:
            return area
    except shapely.errors.GEOSException:
        pass
    union = union_on_grid(shapes)
    return float(geometry_area(np.array([union], dtype=object), crs)[0])


def _among(
    pairs: tuple[np.ndarray, np.ndarray], on: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs both of which stand, by their places among those that do."""
    earlier, later = pairs
    both, place = on[earlier] & on[later], np.cumsum(on) - 1
    return place[earlier[both]], place[later[both]]


def _states(
    shapes: np.ndarray,
    turns: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray],
    crs: object,
) -> _States:
    earlier, later = pairs
    piece, day = _moments(turns, earlier, later)
    on = stands(turns[piece], day)
    first_pair = np.searchsorted(later, np.arange(len(shapes) + 1))
    count = np.diff(first_pair)[piece]
    state, number = members_of(np.where(on, count, 0))
    member = earlier[first_pair[piece[state]] + number]
    there = stands(turns[member], day[state])
    taken, covers = unions_of_groups(shapes[member[there]], state[there])
    kept = shapes[piece]
    kept[~on] = shapely.Polygon()
    if len(taken):
        kept[taken] = careful_difference(kept[taken], covers)[0]
    changed = np.diff(piece, prepend=-1, append=-1) != 0
    return _States(
        piece,
        day,
        on=on,
        own=(turns[piece] == day[:, np.newaxis]).any(axis=1),
        first=changed[:-1],
        last=changed[1:],
        kept=kept,
        area=geometry_area(kept, crs),
    )


def _moments(
    turns: np.ndarray, earlier: np.ndarray, later: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The days on which the credit of each piece may change: its own and others'.

    What happens before a piece's first day does not touch it.
    """
    width = turns.shape[1]
    piece = np.concatenate([np.arange(len(turns)), later]).repeat(width)
    day = np.concatenate([turns, turns[earlier]]).ravel()
    kept = day >= turns[piece, 0]
    days, number = np.unique(day[kept], return_inverse=True)
    keys = np.unique(piece[kept] * max(len(days), 1) + number)
    piece, number = np.divmod(keys, max(len(days), 1))
    return piece, days[number]


def _journal(pieces: GeoDataFrame, states: _States, counter: str) -> pd.DataFrame:
    """Every plus and minus; an event that adds nothing has its entry too."""
    before = np.where(states.first, 0.0, np.roll(states.area, 1))
    change = states.area - before
    told = states.first | (np.abs(change) > NOISE_M2)
    entry = np.select(
        [states.first, states.own & states.on, states.own],
        ["credited", "restored", "reversed"],
        default="reattributed",
    )
    rows = pd.DataFrame(pieces.drop(columns="geometry")).iloc[states.piece[told]]
    made = rows.assign(
        counter=counter,
        entry=entry[told],
        day=states.day[told],
        area_m2=change[told],
        rank=rows.index,
    )
    made = made.sort_values(["day", "rank"], kind="stable", ignore_index=True)
    return made[[*_ENTRY, "area_m2"]].astype({"counter": "str", "entry": "str"})


def event_overlaps(part: Attribution) -> pd.DataFrame:
    """Pairs of events on the same ground: what a sum would count twice.

    Parameters
    ----------
    part : Attribution
        Of the goal counter.

    Returns
    -------
    DataFrame
        ``earlier`` and ``later`` event id, ``zone_id``, ``area_m2``.
    """
    (earlier, later), rows = part.pairs, part.credits
    shared = SILENT.run(shapely.intersection, part.claims[earlier], part.claims[later])
    names = rows["event_id"].to_numpy()
    pairs = pd.DataFrame(
        {
            "earlier": names[earlier],
            "later": names[later],
            "zone_id": rows["zone_id"].to_numpy()[earlier],
            "area_m2": geometry_area(shared, rows.crs),
        },
        columns=_OVERLAPS,
    )
    return pairs.astype({"earlier": "str", "later": "str", "zone_id": "str"})
