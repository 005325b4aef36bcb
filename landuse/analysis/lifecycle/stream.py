"""The events of plots in their order, with their facts, ready to be read by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.descents import Descent, descent_of
from landuse.analysis.lifecycle.standing import standing
from landuse.errors import SchemaError
from landuse.eventdetails import many_details
from landuse.messages import worded

__all__ = ["NO_DAY", "Places", "Stream", "stream_of"]

#: Places of events in a stream, in their order.
Places = np.ndarray
NO_DAY = np.datetime64("NaT", "D")
#: What descent and order are read from.
_READ = (
    *("event", "parcel_id", "valid_date", "method", "details"),
    *("parents", "children"),
)


@dataclass(frozen=True)
class Stream:
    """Events that stand, those that heirs took over among them, in their order."""

    events: pd.DataFrame
    names: pd.Index  #: of plots, sorted
    plot: np.ndarray  #: place in the names of each event
    row: np.ndarray  #: place in the frame of each event
    is_own: np.ndarray  #: false where the plot took the event over
    descent: Descent

    @cached_property
    def day(self) -> np.ndarray:
        """The day of each event."""
        days = self.events["valid_date"].to_numpy().astype("datetime64[D]")
        return np.asarray(days[self.row])

    @cached_property
    def _kinds(self) -> dict[str, Places]:
        codes, names = pd.factorize(self.events["event"])
        kinds = codes[self.row]
        order = np.argsort(kinds, kind="stable")
        ends = np.searchsorted(kinds[order], np.arange(len(names) + 1))
        bounds = zip(names, ends[:-1], ends[1:], strict=True)
        return {str(name): order[first:end] for name, first, end in bounds}

    @cached_property
    def _facts(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Place of what each row says, and what is said there, by name."""
        codes, texts = pd.factorize(self.events["details"])
        said: defaultdict[str, tuple[list[int], list[str]]]
        said = defaultdict(lambda: ([], []))
        for place, facts in enumerate(many_details(texts.astype(object).tolist())):
            for name, value in facts.items():
                places, values = said[name]
                places.append(place)
                values.append(value)
        columns = {}
        for name, (places, values) in said.items():
            columns[name] = np.full(len(texts) + 1, None, dtype=object)  # -1: nothing
            columns[name][places] = values
        return codes, columns

    def of(self, *kinds: str) -> Places:
        """The events of some kinds, in their order."""
        none = np.zeros(0, np.int64)
        return np.sort(np.concatenate([self._kinds.get(k, none) for k in kinds]))

    def column(self, name: str, where: Places) -> np.ndarray:
        """A column of the frame at some events; None where it is missing."""
        if name not in self.events:
            return np.full(len(where), None, dtype=object)
        values = self.events[name].iloc[self.row[where]]
        found = values.to_numpy(dtype=object, copy=True)
        found[values.isna().to_numpy()] = None
        return found

    def told(self, name: str, where: Places) -> np.ndarray:
        """A fact of some events as text; None where they do not say it."""
        codes, columns = self._facts
        if name not in columns:
            return np.full(len(where), None, dtype=object)
        return np.asarray(columns[name][codes[self.row[where]]])

    def told_days(self, name: str, where: Places) -> np.ndarray:
        """A fact that is a day.

        Raises
        ------
        SchemaError
            A text that is none, naming the event.
        """
        texts = self.told(name, where)
        found = np.full(len(where), NO_DAY)
        there = np.flatnonzero(texts != None)  # noqa: E711 (each of an array)
        try:
            found[there] = texts[there].astype("datetime64[D]")
        except ValueError as error:
            raise self._wrong(name, where[there], np.datetime64) from error
        return found

    def told_numbers(self, name: str, where: Places) -> np.ndarray:
        """A fact that is a number.

        Raises
        ------
        SchemaError
            A text that is none, naming the event.
        """
        texts = self.told(name, where)
        found = np.full(len(where), np.nan)
        there = np.flatnonzero(texts != None)  # noqa: E711 (each of an array)
        try:
            found[there] = texts[there].astype(np.float64)
        except ValueError as error:
            raise self._wrong(name, where[there], float) from error
        return found

    def told_yes_no(self, name: str, where: Places) -> np.ndarray:
        """A fact that is ``true`` or ``false``; None where it is neither."""
        known = {"true": True, "false": False}
        found = np.empty(len(where), dtype=object)
        found[:] = [known.get(text) for text in self.told(name, where)]
        return found

    def _wrong(
        self, name: str, where: Places, as_: Callable[[str], Any]
    ) -> SchemaError:
        """The first event whose fact cannot be read."""
        ids, texts = self.column("event_id", where), self.told(name, where)
        place = next(n for n, text in enumerate(texts) if not _is_read(text, as_))
        facts = {"event": ids[place], "field": name, "value": texts[place]}
        return SchemaError(worded("life_fact", **facts))


def _is_read(text: str, as_: Callable[[str], Any]) -> bool:
    try:
        as_(text)
    except ValueError:
        return False
    return True


def stream_of(events: pd.DataFrame, as_of: date | None = None) -> Stream:
    """The events of plots that stand on a day.

    Parameters
    ----------
    events : DataFrame
        Canonical events, of a ledger or of a table; not changed.
    as_of : date, optional
        Later ones have not happened.

    Returns
    -------
    Stream
        By day, then by number; heirs have those of their parents before theirs.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> stream = stream_of(make_events(event=["delivered", "started"], parcel_id="P1",
    ...                                valid_date=["2021-05-01", "2021-06-01"]))
    >>> stream.names.tolist(), stream.of("started").tolist()
    (['P1'], [1])
    """
    where = standing(events, as_of)
    ordered = events[list(_READ)].iloc[where]
    descent = descent_of(ordered)
    plots = ordered["parcel_id"].to_numpy(dtype=object)
    own = np.flatnonzero(ordered["parcel_id"].notna().to_numpy())
    counts = [len(rows) for rows in descent.rows]
    heirs = np.repeat(np.array(descent.heirs, dtype=object), counts)
    rank = np.concatenate([own, *descent.rows])
    whose = np.concatenate([plots[own], heirs])
    parties = np.array([*descent.ended, *descent.born], dtype=object)
    codes, names = pd.factorize(np.concatenate([whose, parties]), sort=True)
    order = np.argsort(rank, kind="stable")
    rank, mine = rank[order], np.arange(len(whose))[order] < len(own)
    return Stream(
        events=events,
        names=pd.Index(names, dtype="str"),
        plot=codes[: len(whose)][order],
        row=where[rank],
        is_own=mine,
        descent=descent,
    )
