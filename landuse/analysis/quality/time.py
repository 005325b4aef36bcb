"""When a record holds: what has ended does not disturb what came after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["at_one_time", "in_force", "successors"]

_FROM = ("valid_from", "approval_date")
_TO = ("valid_to", "lapsed_date")


def in_force(frame: pd.DataFrame, day: pd.Timestamp | None) -> pd.Series:
    """Whether each record holds on a day.

    Parameters
    ----------
    frame : DataFrame
        With ``valid_from`` and ``valid_to``, or the dates of a batch, or neither.
    day : Timestamp or None
        Without a day, records without an end hold.

    Returns
    -------
    Series of bool
        On the frame's index.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> zones = make_zones(valid_to=["2022-06-30", None])
    >>> in_force(zones, pd.Timestamp("2022-06-29")).tolist()
    [True, True]
    >>> in_force(zones, pd.Timestamp("2022-06-30")).tolist()
    [False, True]
    """
    start, end = _dates(frame, _FROM), _dates(frame, _TO)
    if day is None:
        return end.isna()
    return ~(start > day) & ~(end <= day)


def at_one_time(frame: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether two records ever hold on the same day, and neither succeeds the other.

    Parameters
    ----------
    frame : DataFrame
        As for :func:`in_force`; also with ``successor``.
    left, right : array of int
        Positions of the pairs.

    Returns
    -------
    ndarray of bool
        One for each pair.

    Examples
    --------
    >>> from landuse.testing import make_zones
    >>> zones = make_zones(zone_id=["old", "new", "other"],
    ...                    successor=["new", None, None])
    >>> at_one_time(zones, np.array([0, 0]), np.array([1, 2])).tolist()
    [False, True]
    """
    start, end = (_dates(frame, names).to_numpy() for names in (_FROM, _TO))
    apart = (end[left] <= start[right]) | (end[right] <= start[left])
    return ~apart & ~_succeed(frame, left, right)


def _succeed(frame: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    name = next((n for n in frame.columns if n.endswith("_id")), None)
    if name is None or "successor" not in frame.columns:
        return np.zeros(len(left), dtype=bool)
    ids = frame[name].to_numpy(object)
    after = successors(frame)
    known = pd.MultiIndex.from_arrays([ids[after.index], after.to_numpy(object)])
    there = pd.MultiIndex.from_arrays([ids[left], ids[right]])
    back = pd.MultiIndex.from_arrays([ids[right], ids[left]])
    return there.isin(known) | back.isin(known)


def successors(frame: pd.DataFrame) -> pd.Series:
    """The records that each record names as its successors, one a row.

    Parameters
    ----------
    frame : DataFrame
        With ``successor``; several, as after a division, are set apart by ``;``.

    Returns
    -------
    Series of str
        By the position of the record that names them; none for most.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> divided = make_parcels(parcel_id=["P1", "P2"], successor=["P2；P3", None])
    >>> successors(divided).to_dict(), successors(divided).tolist()
    ({0: 'P3'}, ['P2', 'P3'])
    """
    named = frame["successor"].reset_index(drop=True).dropna()
    parts = named.astype("str").str.split(r"[;；]", regex=True).explode().str.strip()
    return parts[parts != ""]


def _dates(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    known = [name for name in names if name in frame.columns]
    if known:
        return pd.to_datetime(frame[known[0]])
    return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
