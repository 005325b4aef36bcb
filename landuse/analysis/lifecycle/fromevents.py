"""The life of plots as canonical frames, made from the events of a ledger.

What the columns of a project say and what its ledger says is judged by the same
functions: events become the frames that they would have been as columns. They agree on
every day in what has a day. Where a column states something without one (issue
``LEDGER_FACT_UNDATED``), the columns know it always and the ledger never. Where another
day stands in (the supply for the contract, the agreement for a promise), the columns
know it always and the ledger from that day on.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.bounds import bounds_of
from landuse.analysis.lifecycle.eventrows import (
    breaches_of,
    milestones_of,
    transfers_of,
)
from landuse.analysis.lifecycle.plotcolumns import plots_of
from landuse.analysis.lifecycle.promises import commitments_of
from landuse.analysis.lifecycle.stream import stream_of
from landuse.pause import uncollected

__all__ = ["life_frames"]


def life_frames(
    events: pd.DataFrame, as_of: date | str | None = None
) -> dict[str, pd.DataFrame]:
    """Parcels, commitments, milestones, breaches and transfers, from events.

    Parameters
    ----------
    events : DataFrame or GeoDataFrame
        Canonical events, of :meth:`landuse.ledger.facade.Ledger.events` or of a table;
        not changed. Without a column ``seq`` they were recorded in their order.
    as_of : date or str, optional
        Events of later days have not happened, reversals among them; without it all
        have.

    Returns
    -------
    dict of str to DataFrame
        ``parcels``, ``commitments``, ``milestones``, ``breaches`` and ``transfers``.
        A reversed event has not happened; one whose reversal is reversed has. An event
        that was recorded late stands on its own day. The children of a split have the
        life of their parent up to that day; the parent names them as its successors
        and keeps its promises, breaches and transfers, which follow the successors
        where they are judged. A plot that is supplied anew after its exit, or after
        its land went to the reserve, begins a new life: columns, promises and
        transfers are those of it, the earlier life stands in the milestones.

    Raises
    ------
    SchemaError
        A fact that cannot be read, naming its event.

    Examples
    --------
    >>> from landuse.testing import make_events
    >>> events = make_events(event_id=["A", "B", "R"], parcel_id="P1",
    ...                      event=["started", "completed", "reversed"],
    ...                      reverses=[None, None, "B"],
    ...                      valid_date=["2021-05-01", "2022-05-01", "2022-08-01"])
    >>> for day in ("2022-07-31", "2022-08-01"):
    ...     plot = life_frames(events, day)["parcels"]
    ...     plot[["start_date", "completion_date"]].notna().values.tolist()
    [[True, True]]
    [[True, False]]
    """
    day = None if as_of is None else as_day(as_of).date()
    with uncollected():
        stream = stream_of(events, day)
        bounds = bounds_of(stream)
        return {
            "parcels": plots_of(stream, bounds),
            "commitments": commitments_of(stream, bounds),
            "milestones": milestones_of(stream, bounds),
            "breaches": breaches_of(stream),
            "transfers": transfers_of(stream, bounds),
        }
