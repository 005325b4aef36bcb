"""Milestones, promises, breaches and transfers as canonical frames, from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from landuse.analysis.lifecycle.bounds import is_of_this_life
from landuse.analysis.lifecycle.stream import NO_DAY, Places, Stream
from landuse.lifeevents import BREACH_FACTS, BREACH_STEPS, PLOT_FACTS
from landuse.schema import conform

__all__ = ["breaches_of", "milestones_of", "transfers_of"]

_PLAN = ["parcel_id", "stage", "planned_date", "told_date", "item"]


def milestones_of(stream: Stream, bounds: np.ndarray) -> pd.DataFrame:
    """What was planned and done at plots, a row for each attempt.

    Parameters
    ----------
    stream : Stream
        Of events.
    bounds : ndarray
        From :func:`landuse.analysis.lifecycle.bounds.bounds_of`.

    Returns
    -------
    DataFrame
        Canonical milestones of all lives. A plan has a row of its own until what was
        planned is done. What parcels have columns for is a row where it belongs to a
        life that has ended: the columns are those of the present one.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.bounds import bounds_of
    >>> from landuse.analysis.lifecycle.stream import stream_of
    >>> from landuse.testing import make_events
    >>> stream = stream_of(make_events(event="milestone", parcel_id="P1",
    ...                                details='{"stage": "supervised"}',
    ...                                valid_date="2021-06-01"))
    >>> rows = milestones_of(stream, bounds_of(stream))
    >>> rows[["stage", "actual_date"]].astype(str).values.tolist()
    [['supervised', '2021-06-01']]
    """
    done = _done(stream)
    planned = _planned(stream)
    if len(planned) and len(done):
        both = pd.concat([done, planned], ignore_index=True)
        number = both.groupby(_PLAN, dropna=False, sort=False).ngroup().to_numpy()
        planned = planned[~np.isin(number[len(done) :], number[: len(done)])]
    rows = [done, planned, _ended(stream, bounds)]
    kept = [part for part in rows if len(part)] or [done]
    made = pd.concat(kept, ignore_index=True)
    return conform(made.drop(columns=["told_date", "item"]), "milestones")


def _done(stream: Stream) -> pd.DataFrame:
    where = stream.of("milestone")
    told = stream.told_days("agreed_date", where)
    return _milestones(stream, where, stream.day[where], told, told)


def _planned(stream: Stream) -> pd.DataFrame:
    """Plans; one without a day of its own was agreed on that of its event."""
    where = stream.of("planned")
    told = stream.told_days("agreed_date", where)
    stands_in = stream.told("dated_by", where) != None  # noqa: E711 (of an array)
    agreed = np.where(np.isnat(told) & ~stands_in, stream.day[where], told)
    never = np.full(len(where), NO_DAY)
    return _milestones(stream, where, never, agreed, told)


def _milestones(
    stream: Stream,
    where: Places,
    done: np.ndarray,
    agreed: np.ndarray,
    told: np.ndarray,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "parcel_id": _plots(stream, where),
            "stage": _text(stream.told("stage", where)),
            "planned_date": stream.told_days("planned_date", where),
            "agreed_date": agreed,
            "actual_date": done,
            "result": _text(stream.told("result", where)),
            "document_no": _text(stream.column("document_no", where)),
            "responsible_unit": _text(stream.told("responsible_unit", where)),
            "remark": _text(stream.column("remark", where)),
            "told_date": told,
            "item": _text(stream.told("item", where)),
        }
    )


def _ended(stream: Stream, bounds: np.ndarray) -> pd.DataFrame:
    """The facts of lives that have ended; also what led their land to the reserve."""
    stages = {fact.event: fact.stage for fact in PLOT_FACTS if fact.stage is not None}
    stages["disposed"] = "exited"
    where = stream.of(*stages)
    where = where[~np.isnat(bounds[stream.plot[where]])]
    where = where[~is_of_this_life(stream, bounds, where)]
    kinds = stream.column("event", where)
    papers = stream.told("paper", where)
    is_stage = (kinds != "agreed") | (papers == "contract")
    is_stage &= (kinds != "disposed") | _is_bound(stream, bounds, where)
    where = where[is_stage]
    made = _milestones(stream, where, stream.day[where], *[_no_days(where)] * 2)
    named = [stages[str(kind)] for kind in kinds[is_stage]]
    return made.assign(stage=pd.Series(named, dtype="str"))


def _is_bound(stream: Stream, bounds: np.ndarray, where: Places) -> np.ndarray:
    return np.asarray(stream.day[where] == bounds[stream.plot[where]])


def _no_days(where: Places) -> np.ndarray:
    return np.full(len(where), NO_DAY)


def breaches_of(stream: Stream) -> pd.DataFrame:
    """Breaches, a row for each, with the last word of each step.

    Parameters
    ----------
    stream : Stream
        Of events.

    Returns
    -------
    DataFrame
        Canonical breaches in the order in which they came to be known; one was found
        on the first day on which somebody says so.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.stream import stream_of
    >>> from landuse.testing import make_events
    >>> said = '{{"breach_id": "W1", "step": "{}"}}'
    >>> stream = stream_of(make_events(event="breach", parcel_id="P1", details=[
    ...     said.format("found"), said.format("closed")],
    ...     valid_date=["2021-06-01", "2021-07-01"]))
    >>> breaches_of(stream)[["found_date", "closed_date"]].astype(str).values.tolist()
    [['2021-06-01', '2021-07-01']]
    """
    where = stream.of("breach")
    ids = _text(stream.told("breach_id", where))
    frame = pd.DataFrame({"parcel_id": _plots(stream, where), "breach_id": ids})
    group = frame.groupby(["parcel_id", "breach_id"], sort=False).ngroup().to_numpy()
    first = frame.drop_duplicates().reset_index(drop=True)
    found: dict[str, Any] = {name: first[name] for name in first}
    count = len(first)
    steps = stream.told("step", where)
    for step in BREACH_STEPS:
        own = steps == step.name
        days = np.where(own, stream.day[where], NO_DAY)
        found[step.date] = _last(group, days, count, is_first=step.name == "found")
        for name in step.details:
            found[name] = _last(group, _breach_fact(stream, name, where), count)
        if step.document is not None:
            papers = stream.column("document_no", where)
            papers[~own] = None
            found[step.document] = _last(group, papers, count)
    for name in BREACH_FACTS:
        found[name] = _last(group, stream.told(name, where), count)
    found["remark"] = _last(group, stream.column("remark", where), count)
    return conform(pd.DataFrame(found), "breaches")


def _breach_fact(stream: Stream, name: str, where: Places) -> np.ndarray:
    if name.endswith("_date"):
        return stream.told_days(name, where)
    if name.endswith("_yuan"):
        return stream.told_numbers(name, where)
    return stream.told(name, where)


def _last(
    group: np.ndarray, values: np.ndarray, count: int, *, is_first: bool = False
) -> np.ndarray:
    """Of each group the last value that is there, or the first."""
    days = values.dtype.kind == "M"
    found = np.full(
        count, NO_DAY if days else None, dtype=values.dtype if days else "O"
    )
    there = ~pd.isna(values)
    step = -1 if is_first else 1
    found[group[there][::step]] = values[there][::step]
    return found


def transfers_of(stream: Stream, bounds: np.ndarray) -> pd.DataFrame:
    """Transfers and leases of the present life of each plot.

    Parameters
    ----------
    stream : Stream
        Of events.
    bounds : ndarray
        From :func:`landuse.analysis.lifecycle.bounds.bounds_of`.

    Returns
    -------
    DataFrame
        Canonical transfers by day; who held a plot before it was taken back has no
        part in its new life.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.bounds import bounds_of
    >>> from landuse.analysis.lifecycle.stream import stream_of
    >>> from landuse.testing import make_events
    >>> stream = stream_of(make_events(event="leased", parcel_id="P1",
    ...                                details='{"to_holder": "乙公司"}',
    ...                                valid_date="2021-06-01"))
    >>> transfers_of(stream, bounds_of(stream))[["transfer_kind", "to_holder"]].values
    array([['lease', '乙公司']], dtype=object)
    """
    where = stream.of("transferred", "leased")
    where = where[is_of_this_life(stream, bounds, where)]
    told = _texts(stream, where, ("from_holder", "to_holder", "to_enterprise_id"))
    is_lease = stream.column("event", where) == "leased"
    kinds = np.where(is_lease, "lease", stream.told("transfer_kind", where))
    assumed = stream.told_yes_no("assumes_obligations", where)
    made = pd.DataFrame(
        {
            "parcel_id": _plots(stream, where),
            "transfer_date": stream.day[where],
            "transfer_kind": _text(kinds),
            **told,
            "until_date": stream.told_days("until_date", where),
            "assumes_obligations": pd.Series(assumed, dtype="boolean"),
            "document_no": _text(stream.column("document_no", where)),
        }
    )
    return conform(made, "transfers")


def _texts(
    stream: Stream, where: Places, names: Iterable[str]
) -> Mapping[str, pd.Series]:
    return {name: _text(stream.told(name, where)) for name in names}


def _plots(stream: Stream, where: Places) -> pd.Series:
    return pd.Series(stream.names.take(stream.plot[where]), dtype="str")


def _text(values: np.ndarray) -> pd.Series:
    return pd.Series(values, dtype="str")
