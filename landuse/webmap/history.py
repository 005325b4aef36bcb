"""Changes of a layer's theme by day, and the days that a time slider shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from landuse.webmap.classes import class_codes, marked
from landuse.webmap.definitions import LayerSpec
from landuse.webmap.rows import shape_pairs

__all__ = ["history_payload", "slider_days"]

_EPOCH = pd.Timestamp(1970, 1, 1)


def history_payload(
    shapes: pd.DataFrame, spec: LayerSpec, changes: pd.DataFrame, as_of: date
) -> dict[str, Any] | None:
    """Class and emphasis of each shape from each day on, small and in order.

    Parameters
    ----------
    shapes : DataFrame
        The rows that the layer draws.
    spec : LayerSpec
        With a ``time``; it names the columns of ``changes``.
    changes : DataFrame
        A row for each day on which a shape changes; of several rows of one day
        the last holds. Rows after ``as_of`` are what comes if nothing happens.
        Rows without a day or a shape are left out.
    as_of : date
        The reference date.

    Returns
    -------
    dict or None
        ``counts`` (changes of each shape), ``since`` (days after ``first``, then
        after the change before), ``states`` (twice the class, plus one where
        emphasized), ``first`` and ``until`` (day numbers), and ``unlike`` (shapes
        whose changes do not lead to what the layer says of the reference date).
        None without a usable change up to the reference date.

    Examples
    --------
    >>> from landuse.webmap.definitions import load_definition
    >>> spec = load_definition("standard_land").layers[-1]
    >>> shapes = pd.DataFrame({"parcel_id": ["P1"], "lifecycle_stage": ["granted"]})
    >>> changes = pd.DataFrame({
    ...     "parcel_id": "P1", "since": pd.to_datetime(["1970-01-03", "1970-01-05"]),
    ...     "stage": "granted", "is_overdue": [False, True],
    ... })
    >>> made = history_payload(shapes, spec, changes, date(1970, 1, 4))
    >>> made["counts"], made["first"], made["since"], made["states"], made["unlike"]
    ([2], 2, [0, 2], [4, 5], 0)
    """
    found = _changes(shapes, spec, changes)
    now = _number(as_of)
    if found.empty or int(found["day"].min()) > now:
        return None
    until = _number(pd.Timestamp(as_of) + pd.DateOffset(months=_until(spec)))
    found = found[found["day"] <= until]
    first = int(found["day"].min())
    steps = found["day"] - first
    same = found["row"] == found["row"].shift()
    return {
        "first": first,
        "until": until,
        "counts": np.bincount(found["row"], minlength=len(shapes)).tolist(),
        "since": steps.where(~same, steps.diff()).astype(int).tolist(),
        "states": found["state"].tolist(),
        "unlike": _unlike(shapes, spec, found[found["day"] <= now]),
    }


def _changes(
    shapes: pd.DataFrame, spec: LayerSpec, changes: pd.DataFrame
) -> pd.DataFrame:
    """Row, day number and state of each true change, in order."""
    time = spec.time
    if time is None or not {time.key, time.since} <= set(changes.columns):
        return pd.DataFrame({"row": [], "day": [], "state": []})
    rows, places = shape_pairs(shapes, changes[time.key], time.key)
    days = (pd.to_datetime(changes[time.since]) - _EPOCH).dt.days
    states = _states(_as_layer(changes, spec), spec)
    found = pd.DataFrame(
        {"row": places, "day": days.to_numpy()[rows], "state": states[rows]}
    )
    found = found[found["day"].notna()].astype("int64")
    found = found.sort_values(["row", "day"], kind="stable")
    found = found.drop_duplicates(["row", "day"], keep="last")
    before = found.groupby("row")["state"].shift()
    return found[before != found["state"]]


def _as_layer(changes: pd.DataFrame, spec: LayerSpec) -> pd.DataFrame:
    """The changes with the layer's names of columns."""
    columns = spec.time.columns if spec.time else {}
    known = {own: other for own, other in columns.items() if other in changes.columns}
    return pd.DataFrame({own: changes[other] for own, other in known.items()})


def _states(frame: pd.DataFrame, spec: LayerSpec) -> np.ndarray:
    codes = class_codes(frame, spec.theme)
    return 2 * codes + marked(frame, spec.emphasis)


def _unlike(shapes: pd.DataFrame, spec: LayerSpec, until_now: pd.DataFrame) -> int:
    latest = until_now.groupby("row")["state"].last()
    nothing = _states(pd.DataFrame(index=range(1)), spec)[0]
    led_to = latest.reindex(range(len(shapes))).fillna(nothing).to_numpy()
    return int((led_to != _states(shapes, spec)).sum())


def _until(spec: LayerSpec) -> int:
    return spec.time.until if spec.time else 0


def _number(day: date | pd.Timestamp) -> int:
    return int((pd.Timestamp(day) - _EPOCH).days)


def slider_days(
    histories: Iterable[dict[str, Any]], as_of: date
) -> dict[str, Any] | None:
    """The last days of the months from the first change on, and the reference date.

    Parameters
    ----------
    histories : iterable of dict
        As :func:`history_payload` gives them.
    as_of : date
        The reference date.

    Returns
    -------
    dict or None
        ``days`` (numbers since 1970) and ``now`` (place of the reference date
        among them); what comes after it is what happens if nothing is done.

    Examples
    --------
    >>> made = slider_days([{"first": 3, "until": 90}], date(1970, 3, 10))
    >>> made
    {'days': [30, 58, 68, 89], 'now': 2}
    """
    ranges = [(history["first"], history["until"]) for history in histories]
    if not ranges:
        return None
    first, last = min(r[0] for r in ranges), max(r[1] for r in ranges)
    months = pd.date_range(
        _EPOCH + pd.Timedelta(days=first), _EPOCH + pd.Timedelta(days=last), freq="ME"
    )
    now = _number(as_of)
    days = sorted({now, *((months - _EPOCH).days.tolist())})
    return {"days": days, "now": days.index(now)}
