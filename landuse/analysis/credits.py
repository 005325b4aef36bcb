"""Which ledger events count, and what land each of them is credited with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from landuse.analysis.areas import geometry_area
from landuse.analysis.conservation import prove_sum
from landuse.analysis.disjoint import (
    first_come,
    polygonal,
    split,
)
from landuse.analysis.pairs import overlapping_pairs
from landuse.errors import SchemaError
from landuse.policy import Policy
from landuse.schema import empty_frame

__all__ = [
    "EITHER",
    "Selection",
    "cut_by_zones",
    "event_overlaps",
    "first_credits",
    "select_events",
]

#: Name of the counter over all counted events: the goal figure.
EITHER = "either"
_REVERSED = "reversed"
_STANDS = "reversal"
_ABOUT = ["event_id", "event", "parcel_id", "valid_date", "method", "document_no"]
_OVERLAPS = ["earlier", "later", "zone_id", "area_m2"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Events of a day: those that count, in their order, and those that do not."""

    counted: GeoDataFrame  #: valid polygons, sorted by date, then id
    not_counted: pd.DataFrame  #: with ``reason``
    mended: int  #: outlines among the counted that had to be mended


def select_events(
    events: GeoDataFrame, policy: Policy, as_of: pd.Timestamp
) -> Selection:
    """The events that count toward the goal on a day.

    Parameters
    ----------
    events : GeoDataFrame
        Canonical events.
    policy : Policy
        ``revitalization.counters`` and ``revitalization.methods_not_counted``.
    as_of : Timestamp
        Events of later days have not happened.

    Returns
    -------
    Selection
        What is left out is listed with the first reason that holds.

    Raises
    ------
    SchemaError
        Reversals that reverse each other.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_events, square
    >>> made = make_events(valid_date="2021-06-01", geometry=[square(), None])
    >>> day = pd.Timestamp("2022-09-30")
    >>> select_events(made, load_policy("puyang"), day).not_counted.reason.tolist()
    ['no_geometry']
    """
    order = ["valid_date", "event_id"]
    valid = events[events["valid_date"] <= as_of].sort_values(order, kind="stable")
    shapes = polygonal(valid.geometry)
    reason = _reasons(valid, shapes, policy)
    counts = reason == ""
    crs = getattr(valid, "crs", None) or empty_frame("events").crs
    left = valid.loc[~counts & (reason != _STANDS), [*_ABOUT, "registered_area_m2"]]
    return Selection(
        counted=gpd.GeoDataFrame(
            valid.loc[counts, _ABOUT], geometry=shapes[counts], crs=crs
        ),
        not_counted=pd.DataFrame(left).assign(
            reason=reason[~counts & (reason != _STANDS)]
        ),
        mended=int((~shapely.is_valid(valid.geometry.to_numpy()[counts])).sum()),
    )


def _reasons(valid: pd.DataFrame, shapes: np.ndarray, policy: Policy) -> np.ndarray:
    """Why each event does not count; empty text where it does."""
    is_reversal = valid["event"] == _REVERSED
    known = valid["reverses"].isin(valid["event_id"])
    conditions = {
        "reverses_unknown_event": is_reversal & ~known,
        _STANDS: is_reversal,
        "reversed": valid["event_id"].isin(_reversed_ids(valid[is_reversal])),
        "counter_not_counted": ~valid["event"].isin(
            policy.value("revitalization.counters")
        ),
        "method_not_counted": valid["method"].isin(
            policy.value("revitalization.methods_not_counted")
        ),
        "no_geometry": ~(shapely.area(shapes) > 0),
    }
    holds = [np.asarray(condition, dtype=bool) for condition in conditions.values()]
    return np.select(holds, list(conditions), default="")


def _reversed_ids(reversals: pd.DataFrame) -> set[str]:
    """What the standing reversals take out; one that is reversed does not stand."""
    pairs = list(zip(reversals["event_id"], reversals["reverses"], strict=True))
    gone: set[str] = set()
    for _ in range(len(pairs) + 1):
        next_gone = {target for event, target in pairs if event not in gone}
        if next_gone == gone:
            return gone
        gone = next_gone
    named = ", ".join(sorted(event for event, _ in pairs))
    msg = f"reversals that reverse each other among {named}; correct the ledger"
    raise SchemaError(msg)


def cut_by_zones(
    counted: GeoDataFrame, zones: tuple[np.ndarray, np.ndarray] | None
) -> GeoDataFrame:
    """The land of each event, cut along the zones' boundaries.

    Parameters
    ----------
    counted : GeoDataFrame
        Of a :class:`Selection`.
    zones : tuple of arrays or None
        Ids and disjoint outlines in the frame's CRS; without them the land stays
        whole.

    Returns
    -------
    GeoDataFrame
        One row per event and zone, then outside; ``zone_id`` and
        ``event_area_m2`` added.

    Raises
    ------
    ConservationError
        If the cut loses area.
    """
    shapes = counted.geometry.to_numpy()
    if zones is None:
        place, zone = np.arange(len(shapes)), np.full(len(shapes), None, dtype=object)
    else:
        ids, outlines = zones
        place, other, shapes = split(shapes, outlines)
        zone = np.append(ids, [None])[other]  # -1, outside, takes the last
    about = pd.DataFrame(counted[_ABOUT]).iloc[place].reset_index(drop=True)
    area = geometry_area(shapes, counted.crs)
    whole = float(geometry_area(counted.geometry.to_numpy(), counted.crs).sum())
    prove_sum(area, whole, "events cut by zones")
    about = about.assign(zone_id=pd.Series(zone, dtype="str"), event_area_m2=area)
    return gpd.GeoDataFrame(about, geometry=shapes, crs=counted.crs)


def first_credits(pieces: GeoDataFrame, counter: str) -> GeoDataFrame:
    """The land that each event adds to a counter.

    Parameters
    ----------
    pieces : GeoDataFrame
        Result of :func:`cut_by_zones`.
    counter : str
        A kind of event, or :data:`EITHER` for all.

    Returns
    -------
    GeoDataFrame
        Pieces of the counter with ``counter``, ``credited_area_m2`` and the
        credited part as geometry, empty where all was credited before.

    Raises
    ------
    ConservationError
        If the credits are not the area of the union within the tolerance of a proof.
    """
    mine = pieces if counter == EITHER else pieces[pieces["event"] == counter]
    shapes = mine.geometry.to_numpy()
    parts = first_come(shapes)
    area = geometry_area(parts, pieces.crs)
    union = np.array([shapely.disjoint_subset_union_all(shapes)], dtype=object)
    whole = float(geometry_area(union, pieces.crs)[0])
    prove_sum(area, whole, f"credits of {counter}")
    made = mine.assign(counter=counter, credited_area_m2=area)
    return _in_order(made.set_geometry(parts, crs=pieces.crs))


def _in_order(frame: GeoDataFrame) -> GeoDataFrame:
    last = ["event_area_m2", "credited_area_m2", "geometry"]
    columns: list[Any] = ["counter", *_ABOUT, "zone_id", *last]
    return frame[columns].astype({"counter": "str"})


def event_overlaps(pieces: GeoDataFrame) -> pd.DataFrame:
    """Pairs of events on the same ground: what a sum would count twice.

    Parameters
    ----------
    pieces : GeoDataFrame
        Result of :func:`cut_by_zones`.

    Returns
    -------
    DataFrame
        ``earlier`` and ``later`` event id, ``zone_id``, ``area_m2``.
    """
    shapes = pieces.geometry.to_numpy()
    earlier, later = overlapping_pairs(shapes)
    shared = shapely.intersection(shapes[earlier], shapes[later])
    names = pieces["event_id"].to_numpy()
    pairs = pd.DataFrame(
        {
            "earlier": names[earlier],
            "later": names[later],
            "zone_id": pieces["zone_id"].to_numpy()[earlier],
            "area_m2": geometry_area(shared, pieces.crs),
        },
        columns=_OVERLAPS,
    )
    return pairs.astype({"earlier": "str", "later": "str", "zone_id": "str"})
