"""Where a life of a plot ends and another begins, as its events tell it."""

from __future__ import annotations

import numpy as np

from landuse.analysis.lifecycle.stream import NO_DAY, Places, Stream
from landuse.eventfields import methods_to

__all__ = ["bounds_of", "is_of_this_life"]

_RESERVE = "reserve"
_FAIL = "fail"
_LONG_AGO = np.datetime64("0001-01-01", "D")


def bounds_of(stream: Stream) -> np.ndarray:
    """The day on which the life before the present one of each plot ended.

    Parameters
    ----------
    stream : Stream
        Of events.

    Returns
    -------
    ndarray of datetime64[D]
        By plot; missing where it has had one life. A plot has another one when it is
        granted (contract, supply, milestone) on a later day than an exit; what leads
        its land to the reserve is an exit then, too.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.stream import stream_of
    >>> from landuse.testing import make_events
    >>> events = make_events(event=["supplied", "disposed", "supplied"],
    ...                      parcel_id="P1", method=[None, "recover_free", None],
    ...                      valid_date=["2019-01-01", "2020-01-01", "2021-01-01"])
    >>> bounds_of(stream_of(events)).astype(str).tolist()
    ['2020-01-01']
    """
    grants = _grants(stream)
    last = np.full(len(stream.names), _LONG_AGO)
    np.maximum.at(last, stream.plot[grants], stream.day[grants])
    exits = _exits(stream)
    exits = exits[stream.day[exits] < last[stream.plot[exits]]]
    bounds = np.full(len(stream.names), _LONG_AGO)
    np.maximum.at(bounds, stream.plot[exits], stream.day[exits])
    bounds[bounds == _LONG_AGO] = NO_DAY
    return bounds


def is_of_this_life(stream: Stream, bounds: np.ndarray, where: Places) -> np.ndarray:
    """Whether events belong to the present life of their plot.

    Parameters
    ----------
    stream : Stream
        Of events.
    bounds : ndarray
        From :func:`bounds_of`.
    where : ndarray
        The events.

    Returns
    -------
    ndarray of bool
        A paper that names its contract belongs to the life of the contract.
    """
    bound = bounds[stream.plot[where]]
    found = np.isnat(bound)
    some = np.flatnonzero(~found)
    if len(some):
        cited = stream.told_days("contract_date", where[some])
        day = np.where(np.isnat(cited), stream.day[where[some]], cited)
        found[some] = day > bound[some]
    return found


def _grants(stream: Stream) -> Places:
    contracts = stream.of("agreed")
    is_own = stream.told("paper", contracts) == "contract"
    is_own &= stream.told("dated_by", contracts) == None  # noqa: E711 (of an array)
    return np.concatenate(
        [stream.of("supplied"), contracts[is_own], _reached(stream, "granted")]
    )


def _exits(stream: Stream) -> Places:
    disposed = stream.of("disposed")
    to_reserve = np.isin(stream.column("method", disposed), methods_to(_RESERVE))
    return np.concatenate(
        [stream.of("exited"), disposed[to_reserve], _reached(stream, "exited")]
    )


def _reached(stream: Stream, stage: str) -> Places:
    done = stream.of("milestone")
    is_stage = stream.told("stage", done) == stage
    return done[is_stage & (stream.told("result", done) != _FAIL)]
