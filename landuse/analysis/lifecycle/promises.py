"""What was promised with plots and what was measured of it, from events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.bounds import is_of_this_life
from landuse.analysis.lifecycle.stream import Places, Stream
from landuse.schema import conform

__all__ = ["commitments_of"]

_PROMISE = ["parcel_id", "indicator", "due_date"]
_WHOLE = [*_PROMISE, "operator", "item"]


def commitments_of(stream: Stream, bounds: np.ndarray) -> pd.DataFrame:
    """Promises of the present life of each plot, with their last measured value.

    Parameters
    ----------
    stream : Stream
        Of events.
    bounds : ndarray
        From :func:`landuse.analysis.lifecycle.bounds.bounds_of`.

    Returns
    -------
    DataFrame
        Canonical commitments in the order in which they were made. A measurement
        belongs to the promises of its indicator and due day (and operator, where it
        names one); one without a due day to the only promise of its indicator.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.bounds import bounds_of
    >>> from landuse.analysis.lifecycle.stream import stream_of
    >>> from landuse.testing import make_events
    >>> events = make_events(event=["committed", "measured"], parcel_id="P1", details=[
    ...     "indicator=tax; operator=>=; committed=20", "indicator=tax; measured=19"],
    ...     valid_date=["2021-06-01", "2022-06-01"])
    >>> stream = stream_of(events)
    >>> commitments_of(stream, bounds_of(stream))[["committed", "measured"]].values
    array([[20., 19.]])
    """
    made = _told(stream, bounds, "committed", "committed")
    measured = _told(stream, bounds, "measured", "measured")
    last = measured.rename(columns={"valid_date": "measured_date"})
    exact = last[last["operator"].notna()]
    loose = last[last["operator"].isna()]
    found = _joined(made, exact, _WHOLE)
    found = found.fillna(_joined(made, loose, _PROMISE))
    alone = ~made.duplicated(["parcel_id", "indicator"], keep=False)
    undated = last[last["due_date"].isna()]
    single = made.assign(indicator=made["indicator"].where(alone))
    found = found.fillna(_joined(single, undated, ["parcel_id", "indicator"]))
    kept = made.drop(columns=["valid_date", "item"]).assign(
        measured=found["measured"], measured_date=found["measured_date"]
    )
    return conform(kept, "commitments")


def _told(stream: Stream, bounds: np.ndarray, kind: str, number: str) -> pd.DataFrame:
    where: Places = stream.of(kind)
    where = where[is_of_this_life(stream, bounds, where)]
    texts = ("indicator", "unit", "operator", "item")
    told = {name: pd.Series(stream.told(name, where), dtype="str") for name in texts}
    plots = pd.Series(stream.names.take(stream.plot[where]), dtype="str")
    return pd.DataFrame(
        {
            "parcel_id": plots,
            **told,
            number: stream.told_numbers(number, where),
            "due_date": stream.told_days("due_date", where),
            "valid_date": stream.day[where],
        }
    )


def _joined(
    made: pd.DataFrame, measured: pd.DataFrame, keys: list[str]
) -> pd.DataFrame:
    """The last measured value of each promise by some keys."""
    names = ["measured", "measured_date"]
    last = measured[[*keys, *names]].drop_duplicates(keys, keep="last")
    return made[keys].merge(last, on=keys, how="left")[names]
