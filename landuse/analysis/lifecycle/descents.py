"""What a plot that came of others takes over from them: their life before that day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

__all__ = ["Descent", "descent_of", "names_of"]

_SPLIT, _MERGED = "split", "merged"
_BETWEEN = re.compile(r"[;；、\n]+")
_AREA = re.compile(r"[=＝:：]")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
#: What is about the land; promises, breaches and transfers stay with the plot that
#: they were made for, and are led to its heirs where they are judged.
_HANDED_ON = frozenset(
    (
        *("prepared", "announced", "supplied", "agreed", "extended", "delivered"),
        *("started", "suspended", "resumed", "completed", "produced"),
        *("full_production", "accepted", "determined_idle", "disposed", "exited"),
        *("filed", "planned", "milestone"),
    )
)


@dataclass
class Descent:
    """Plots that came of plots, and the events that they take over."""

    rows: list[np.ndarray] = field(default_factory=list)  #: places in the order
    heirs: list[str] = field(default_factory=list)  #: whose they are now
    born: dict[str, np.datetime64] = field(default_factory=dict)
    ended: dict[str, np.datetime64] = field(default_factory=dict)
    successors: dict[str, list[str]] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)  #: in m2, where stated


def names_of(text: str | None) -> list[str]:
    """The plots that a column of parents or children names, without their areas.

    Parameters
    ----------
    text : str or None
        As :func:`landuse.steps.ledgertexts.area_parts` reads it.

    Returns
    -------
    list of str
        In the order named.

    Examples
    --------
    >>> names_of("P1=1200.50;P2")
    ['P1', 'P2']
    """
    return [name for name, _ in _parts(text)]


def _parts(text: str | None) -> list[tuple[str, float | None]]:
    """Names and areas in m2; one with another unit is not read."""
    if text is None or pd.isna(text):
        return []
    parts = (_AREA.split(part, maxsplit=1) for part in _BETWEEN.split(text))
    found = [(name.strip(), *map(str.strip, area)) for name, *area in parts]
    return [
        (name, float(area[0]) if area and _NUMBER.fullmatch(area[0]) else None)
        for name, *area in found
        if name
    ]


def descent_of(events: pd.DataFrame) -> Descent:
    """What the children of splits and mergers take over.

    Parameters
    ----------
    events : DataFrame
        Canonical events that stand, in their order.

    Returns
    -------
    Descent
        The child of a split takes over all that happened to its parent before; that
        of a merger only what happened to all its parents alike (kind, day and facts),
        as the ledger does it: a fact on which they differ is not inherited.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> events = make_events(event=["started", "split", "completed"],
    ...                      parcel_id=["P", "P", "A"], children=[None, "A;B", None],
    ...                      valid_date=["2021-01-01", "2021-02-01", "2021-03-01"])
    >>> found = descent_of(events)
    >>> found.heirs, [rows.tolist() for rows in found.rows]
    (['A', 'B'], [[0], [0]])
    """
    found = Descent()
    places = np.flatnonzero(events["event"].isin([_SPLIT, _MERGED]).to_numpy())
    if not len(places):
        return found
    acts = events.iloc[places][["event", "parcel_id", "parents", "children"]]
    parties = [
        ([plot] if kind == _SPLIT else names_of(parents), _parts(children))
        for kind, plot, parents, children in acts.itertuples(index=False, name=None)
    ]
    own = _own(events, {name for parents, _ in parties for name in parents})
    taken: dict[str, np.ndarray] = {}
    days = events["valid_date"].to_numpy().astype("datetime64[D]")
    for place, (parents, children) in zip(places.tolist(), parties, strict=True):
        before = [_before(own, taken, name, place) for name in parents]
        rows = before[0] if len(before) == 1 else _common(events, before)
        for parent in parents:
            found.ended[parent] = days[place]
            found.successors[parent] = [child for child, _ in children]
        for child, area in children:
            if area is not None:
                found.areas[child] = area
            found.born[child] = days[place]
            found.rows.append(rows)
            found.heirs.append(child)
            taken[child] = rows
    return found


def _own(events: pd.DataFrame, names: Iterable[str]) -> Mapping[str, np.ndarray]:
    """The events of some plots that can be handed on."""
    wanted = events["parcel_id"].isin(list(names)) & events["event"].isin(_HANDED_ON)
    places = np.flatnonzero(wanted.to_numpy())
    plots = events["parcel_id"].to_numpy(dtype=object)[places]
    grouped = pd.Series(places).groupby(plots, sort=False)
    return {name: group.to_numpy() for name, group in grouped}


def _before(
    own: Mapping[str, np.ndarray],
    taken: Mapping[str, np.ndarray],
    name: str,
    place: int,
) -> np.ndarray:
    none = np.zeros(0, np.int64)
    mine = own.get(name, none)
    return np.union1d(taken.get(name, none), mine[mine < place])


def _common(events: pd.DataFrame, before: list[np.ndarray]) -> np.ndarray:
    """Of the first parent's events those that all others had alike."""
    alike = [_signatures(events, rows) for rows in before]
    shared = set(alike[0]).intersection(*alike[1:]) if alike else set()
    return np.array([row for sign, row in alike[0].items() if sign in shared], np.int64)


def _signatures(
    events: pd.DataFrame, rows: np.ndarray
) -> dict[tuple[object, ...], int]:
    told = events.iloc[rows][["event", "valid_date", "method", "details"]]
    said = told.astype(object).where(told.notna(), None)
    signs = said.itertuples(index=False, name=None)
    return dict(zip(signs, rows.tolist(), strict=True))
