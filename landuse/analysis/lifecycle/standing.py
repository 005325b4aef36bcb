"""The events that stand on a day: a reversed one has not happened."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

__all__ = ["order_of", "standing"]

_REVERSED = "reversed"


def standing(events: pd.DataFrame, as_of: date | None = None) -> np.ndarray:
    """Which events have happened by a day and are not taken back, in their order.

    Parameters
    ----------
    events : DataFrame
        Canonical events.
    as_of : date, optional
        Events of later days, reversals among them, have not happened; without it
        all have.

    Returns
    -------
    ndarray of int
        Places of the rows by valid date and then by number; reversals themselves are
        left out. A reversal that is itself reversed takes nothing back.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> events = make_events(event_id=["A", "R", "Q"], parcel_id="P1",
    ...                      event=["started", "reversed", "reversed"],
    ...                      reverses=[None, "A", "R"],
    ...                      valid_date=["2021-01-01", "2021-02-01", "2021-03-01"])
    >>> [standing(events, date(2021, month, 1)).tolist() for month in (1, 2, 3)]
    [[0], [], [0]]
    """
    days = events["valid_date"].to_numpy().astype("datetime64[D]")
    numbers = order_of(events)
    if as_of is None:
        where = np.arange(len(events))
    else:
        where = np.flatnonzero(days <= np.datetime64(as_of, "D"))
    where = where[np.lexsort((numbers[where], days[where]))]
    is_reversal = (events["event"] == _REVERSED).to_numpy()
    reversals = where[is_reversal[where]]
    if not len(reversals):
        return where
    gone = _gone(events, reversals[np.argsort(-numbers[reversals], kind="stable")])
    left = ~(is_reversal | events["event_id"].isin(gone).to_numpy())
    return where[left[where]]


def order_of(events: pd.DataFrame) -> np.ndarray:
    """The number of each event: that of the ledger, else its place in the table."""
    if "seq" in events and events["seq"].notna().all():
        return events["seq"].to_numpy(np.int64)
    return np.arange(len(events))


def _gone(events: pd.DataFrame, reversals: np.ndarray) -> set[str]:
    """Ids that are taken out; a reversal stands if no later one undoes it."""
    gone: set[str] = set()
    named = events[["event_id", "reverses"]].iloc[reversals]
    for own, target in named.itertuples(index=False, name=None):
        if own not in gone:
            gone.add(target)
    return gone
