"""Plots as a canonical frame of parcels, from the events of their present life."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.bounds import is_of_this_life
from landuse.analysis.lifecycle.stream import NO_DAY, Places, Stream
from landuse.eventfields import method_words
from landuse.lifeevents import PLOT_FACTS, PlotFact
from landuse.schema import empty_frame, fields_of

__all__ = ["plots_of"]

_FIELDS = {field.name: field for field in fields_of("parcels")}
#: Facts of the plot itself, which one life hands on to the next.
_FILED = ("is_standard_land", "responsible_unit")
_ANY = ("zone_id", "enterprise_id")
_WITHOUT_DATE = frozenset(("batch_id", "registered_area_m2"))


def plots_of(stream: Stream, bounds: np.ndarray) -> pd.DataFrame:
    """One row for each plot that the events know.

    Parameters
    ----------
    stream : Stream
        Of events.
    bounds : ndarray
        From :func:`landuse.analysis.lifecycle.bounds.bounds_of`.

    Returns
    -------
    DataFrame or GeoDataFrame
        Canonical parcels by ``parcel_id``; with outlines where the events have them.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.bounds import bounds_of
    >>> from landuse.analysis.lifecycle.stream import stream_of
    >>> from landuse.testing import make_events
    >>> stream = stream_of(make_events(event="started", parcel_id="P1",
    ...                                document_no="许1号", valid_date="2021-06-01"))
    >>> plots = plots_of(stream, bounds_of(stream))
    >>> plots[["start_date", "permit_no"]].astype(str).values.tolist()
    [['2021-06-01', '许1号']]
    """
    columns: dict[str, np.ndarray] = {}
    for fact in PLOT_FACTS:
        where = _events_of(stream, fact)
        where = where[is_of_this_life(stream, bounds, where)]
        columns |= dict(_of_fact(stream, fact, where, columns))
    columns |= dict(_of_filed(stream))
    columns |= _of_lineage(stream)
    _extend_completion(stream, bounds, columns)
    _resume(stream, bounds, columns)
    _cite_contract(stream, bounds, columns)
    made = empty_frame("parcels")
    types = pd.DataFrame(made).drop(columns="geometry").dtypes.to_dict()
    index = pd.RangeIndex(len(stream.names))
    data = {name: pd.Series(columns.get(name), index) for name in types}
    data["parcel_id"] = pd.Series(stream.names.to_numpy())
    frame = pd.DataFrame(data).astype(types)
    frame.attrs = {"absent_columns": [n for n in types if n not in _told()]}
    return _with_outlines(stream, frame)


def _events_of(stream: Stream, fact: PlotFact) -> Places:
    where = stream.of(fact.event)
    if fact.paper is None:
        return where
    return where[stream.told("paper", where) == fact.paper]


def _of_fact(
    stream: Stream, fact: PlotFact, where: Places, known: dict[str, np.ndarray]
) -> Iterator[tuple[str, np.ndarray]]:
    days = stream.day[where].copy()
    if fact.instead:
        days[stream.told("dated_by", where) != None] = NO_DAY  # noqa: E711 (of an array)
    yield fact.date, _picked(stream, where, days, is_first=fact.first)
    if fact.document is not None:
        numbers = stream.column("document_no", where)
        found = _picked(stream, where, numbers, is_first=fact.first)
        yield fact.document, _over(known.get(fact.document), found)
    if fact.method is not None:
        yield fact.method, _picked(stream, where, _methods(stream, where))
    if fact.area is not None:
        yield fact.area, _areas(stream, where)
    if fact.event == "supplied":
        batches = stream.column("batch_id", where)
        yield "batch_id", _picked(stream, where, batches)
    for name in (*fact.details, *fact.along):
        found = _picked(stream, where, _told_as(stream, name, where))
        yield name, _over(known.get(name), found)


def _picked(
    stream: Stream, where: Places, values: np.ndarray, *, is_first: bool = False
) -> np.ndarray:
    """Of each plot the first or last value that is there."""
    missing = NO_DAY if values.dtype.kind == "M" else None
    kind = values.dtype if values.dtype.kind == "M" else object
    found = np.full(len(stream.names), missing, dtype=kind)
    there = ~pd.isna(values)
    plots, values = stream.plot[where[there]], values[there]
    step = -1 if is_first else 1
    found[plots[::step]] = values[::step]  # of several the one written last stays
    return found


def _over(weaker: np.ndarray | None, stronger: np.ndarray) -> np.ndarray:
    """The one where it says something, else the other."""
    return stronger if weaker is None else np.where(pd.isna(stronger), weaker, stronger)


def _told_as(stream: Stream, name: str, where: Places) -> np.ndarray:
    kind = _FIELDS[name].type
    if kind == "date":
        return stream.told_days(name, where)
    if kind == "bool":
        return stream.told_yes_no(name, where)
    return stream.told(name, where)


def _methods(stream: Stream, where: Places) -> np.ndarray:
    """Methods of the ledger as the words of the table of parcels."""
    words = method_words()
    choices = _FIELDS["disposal_method"].choices
    known = {words[c]: c for c in choices if c in words}
    codes = stream.column("method", where)
    found = np.empty(len(codes), dtype=object)
    found[:] = [None if c is None else known.get(c, "other") for c in codes]
    return found


def _areas(stream: Stream, where: Places) -> np.ndarray:
    """The area of the plot's own supply, else that with which it came of another."""
    own = where[stream.is_own[where]]
    given = stream.descent.areas
    born = np.full(len(stream.names), None, dtype=object)
    born[stream.names.get_indexer(list(given))] = list(given.values())
    return _over(born, _picked(stream, own, stream.column("registered_area_m2", own)))


def _of_filed(stream: Stream) -> Iterator[tuple[str, np.ndarray]]:
    where = stream.of("filed")
    for name in _FILED:
        yield name, _picked(stream, where, _told_as(stream, name, where))
    every = np.arange(len(stream.plot))
    for name in _ANY:
        yield name, _picked(stream, every, stream.column(name, every))


def _of_lineage(stream: Stream) -> dict[str, np.ndarray]:
    descent, count = stream.descent, len(stream.names)
    born, ended = np.full(count, NO_DAY), np.full(count, NO_DAY)
    named = np.full(count, None, dtype=object)
    for days, found in ((descent.born, born), (descent.ended, ended)):
        places = stream.names.get_indexer(list(days))
        found[places] = np.array(list(days.values()), dtype="datetime64[D]")
    for name, children in descent.successors.items():
        named[stream.names.get_loc(name)] = ";".join(children)
    return {"valid_from": born, "valid_to": ended, "successor": named}


def _extend_completion(
    stream: Stream, bounds: np.ndarray, columns: dict[str, np.ndarray]
) -> None:
    """A completion that was put off is due on the later agreed day."""
    where = stream.of("extended", "agreed")
    where = where[is_of_this_life(stream, bounds, where)]
    agreed = stream.told_days("due_completion_date", where)
    later = stream.told_days("extended_completion_date", where)
    days = np.where(np.isnat(later), agreed, later)
    columns["due_completion_date"] = _picked(stream, where, days)


def _resume(stream: Stream, bounds: np.ndarray, columns: dict[str, np.ndarray]) -> None:
    """Work that was taken up again is not suspended any more."""
    where = stream.of("suspended", "resumed")
    where = where[is_of_this_life(stream, bounds, where)]
    last = np.full(len(stream.names), -1)
    last[stream.plot[where]] = where
    goes_on = np.isin(last, stream.of("resumed"))
    columns["suspended_since"][goes_on] = NO_DAY


def _cite_contract(
    stream: Stream, bounds: np.ndarray, columns: dict[str, np.ndarray]
) -> None:
    """A contract that is not made yet, and that an earlier paper names by its day."""
    where = stream.of("extended", "agreed")
    where = where[is_of_this_life(stream, bounds, where)]
    cited = _picked(stream, where, stream.told_days("contract_date", where))
    columns["contract_date"] = _over(cited, columns["contract_date"])


def _told() -> frozenset[str]:
    """The columns of parcels that events can tell."""
    names = {"parcel_id", "valid_from", "valid_to", "successor", *_FILED, *_ANY}
    for fact in PLOT_FACTS:
        own = (fact.date, fact.document, fact.area, fact.method)
        names.update(name for name in own if name is not None)
        names.update((*fact.details, *fact.along))
    return frozenset(names | _WITHOUT_DATE)


def _with_outlines(stream: Stream, frame: pd.DataFrame) -> pd.DataFrame:
    """The last outline that an event of the plot itself brings."""
    crs = getattr(stream.events, "crs", None)
    if crs is None:
        return frame
    own = np.flatnonzero(stream.is_own)
    shapes = _picked(stream, own, stream.column("geometry", own))
    geometry = gpd.GeoSeries(list(shapes), crs=crs)
    made = gpd.GeoDataFrame(frame, geometry=geometry)
    made.attrs = frame.attrs
    return made
