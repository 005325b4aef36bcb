"""What falls due next, by zone and by the unit that answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.radarrows import (
    breach_rows,
    commitment_rows,
    ended_plots,
    idle_rows,
    milestone_rows,
    payment_rows,
)
from landuse.policy import Policy

__all__ = ["DUE_STATES", "RADAR_COLUMNS", "radar", "radar_counts", "radar_windows"]

RADAR_COLUMNS = (
    "due_kind",
    "due_item",
    "parcel_id",
    "zone_id",
    "responsible_unit",
    "holder",
    "due_date",
    "days_left",
    "due_state",
    "within_days",
    "due_basis",
    "item_status",
    "subject_id",
    "document_no",
    "amount_yuan",
    "area_m2",
)
#: In the order in which they are looked after.
DUE_STATES = ("overdue", "due", "later", "undated")

_WINDOWS = "lifecycle.radar_days"
_KINDS = dict.fromkeys(RADAR_COLUMNS, "str") | {
    "due_date": "datetime64[s]",
    "days_left": "Int64",
    "within_days": "Int64",
    "amount_yuan": "float64",
    "area_m2": "float64",
}
#: Frames (the first that is there) and column of what a row lacks.
_PLOTS = ("life_plots", "parcels")
_FROM_PLOTS = (
    (_PLOTS, "zone_id", "zone_id"),
    (("life_milestones",), "zone_id", "zone_id"),
    (_PLOTS, "responsible_unit", "responsible_unit"),
    (_PLOTS, "next_unit", "responsible_unit"),
    (_PLOTS, "obligor", "holder"),
    (_PLOTS, "holder", "holder"),
    (_PLOTS, "area_m2", "area_m2"),
)
_COUNTED = {"within_days": "Int64", "count": "int64", "due_state": "str"}
_KEYS = ["zone_id", "responsible_unit"]
_ORDER = ["due_date", "parcel_id", "due_kind", "due_item", "subject_id"]


def radar_windows(policy: Policy, within_days: int | None = None) -> tuple[int, ...]:
    """The days ahead by which is counted.

    Parameters
    ----------
    policy : Policy
        ``lifecycle.radar_days``.
    within_days : int, optional
        How far is looked; the last window.

    Returns
    -------
    tuple of int
        Rising; empty where the policy has none and none is asked for.
    """
    known = policy.value(_WINDOWS) if policy.is_configured(_WINDOWS) else []
    if within_days is None:
        return tuple(sorted(known))
    return (*sorted(days for days in known if days < within_days), within_days)


def radar(
    frames: Mapping[str, pd.DataFrame],
    policy: Policy,
    as_of: date | str,
    within_days: int | None = None,
) -> pd.DataFrame:
    """All that falls due on plots, what is overdue first.

    A day that is today is due, not overdue. What has no day is listed at the end and
    counted by itself: it is neither due nor done.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``life_milestones``, and where they are there ``life_commitments``,
        ``life_breaches``, ``idle_forecast``, and ``life_plots``, else ``parcels``
        (zone, area, who answers now, and the responsible unit of what names none).
    policy : Policy
        ``lifecycle.radar_days`` and ``lifecycle.payment_days``.
    as_of : date or str
        The day.
    within_days : int, optional
        How far is looked; by default to the last window of the policy. What is
        overdue, and what has no day, stays.

    Returns
    -------
    DataFrame
        :data:`RADAR_COLUMNS`. ``within_days`` is the smallest window that holds the
        day; missing for what is overdue, later or undated.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> steps = pd.DataFrame({
    ...     "parcel_id": "P1", "zone_id": "Z1", "stage": ["completed"],
    ...     "planned_date": pd.to_datetime(["2022-09-29"]), "status": "overdue",
    ...     "due_basis": "due_completion_date", "responsible_unit": "自然资源局"})
    >>> found = radar({"life_milestones": steps}, load_policy("national"), "2022-09-30")
    >>> found[["due_item", "days_left", "due_state"]].values.tolist()
    [['completed', -1, 'overdue']]
    """
    day = as_day(as_of)
    windows = radar_windows(policy, within_days)
    rows = _of_plots(_stacked(list(_parts(frames, policy, day))), frames)
    rows = _reckoned(rows, day, windows)
    return _ordered(rows[rows["due_state"] != "later"] if windows else rows)


def radar_counts(found: pd.DataFrame, windows: Sequence[int]) -> pd.DataFrame:
    """How much falls due by zone and responsible unit in each window.

    Parameters
    ----------
    found : DataFrame
        From :func:`radar`.
    windows : sequence of int
        From :func:`radar_windows`.

    Returns
    -------
    DataFrame
        ``zone_id``, ``responsible_unit``, ``due_state``, ``within_days`` (of
        ``due`` only), ``count``: all that is due in so many days, a wider window
        with what is in the narrower ones; what is overdue or undated is in none.

    Examples
    --------
    >>> rows = pd.DataFrame({"zone_id": "Z1", "responsible_unit": "自然资源局",
    ...                      "due_state": "due", "days_left": [10, 40]})
    >>> radar_counts(rows, [30, 60])["count"].tolist()
    [0, 1, 2, 0]
    """
    parts = []
    for place, (state, days) in enumerate(_counted(windows)):
        held = found["due_state"] == state
        if days is not None:
            held &= found["days_left"] <= days
        table = held.groupby([found[key] for key in _KEYS], dropna=False).sum()
        part = table.rename("count").reset_index()
        parts.append(part.assign(due_state=state, within_days=days, place=place))
    counts = pd.concat([part.astype(_COUNTED) for part in parts], ignore_index=True)
    ordered = counts.sort_values([*_KEYS, "place"], ignore_index=True)
    return ordered[[*_KEYS, "due_state", "within_days", "count"]]


def _counted(windows: Sequence[int]) -> list[tuple[str, int | None]]:
    return [("overdue", None), *(("due", days) for days in windows), ("undated", None)]


def _parts(
    frames: Mapping[str, pd.DataFrame], policy: Policy, day: pd.Timestamp
) -> Iterator[pd.DataFrame]:
    milestones = frames["life_milestones"]
    yield milestone_rows(milestones)
    if "life_commitments" in frames:
        promises = frames["life_commitments"]
        ended = promises["parcel_id"].isin(ended_plots(milestones))
        yield commitment_rows(promises[~ended])
    if "life_breaches" in frames:
        yield breach_rows(frames["life_breaches"])
        yield payment_rows(frames["life_breaches"], policy, day)
    if "idle_forecast" in frames:
        yield idle_rows(frames["idle_forecast"], milestones)


def _stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The parts as one frame of all columns, each with its type."""
    names = list(RADAR_COLUMNS)
    alike = [part.reindex(columns=names).astype(_KINDS) for part in parts]
    return pd.concat(alike, ignore_index=True)


def _of_plots(rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """With zone, unit, holder and area of the plots, where the rows have none."""
    filled, places = rows.copy(), {}
    for names, column, name in _FROM_PLOTS:
        known = next((n for n in names if n in frames), None)
        if known is None or column not in frames[known]:
            continue
        if known not in places:
            plots = frames[known].dropna(subset=["parcel_id"])
            plots = plots.drop_duplicates("parcel_id").set_index("parcel_id")
            places[known] = plots, plots.index.get_indexer(rows["parcel_id"])
        plots, place = places[known]
        values = plots[column].astype(_KINDS[name]).array.take(place, allow_fill=True)
        filled[name] = filled[name].fillna(pd.Series(values, rows.index))
    return filled


def _reckoned(
    rows: pd.DataFrame, day: pd.Timestamp, windows: Sequence[int]
) -> pd.DataFrame:
    """With days left, state and window."""
    left = (rows["due_date"] - day).dt.days
    narrowest = np.searchsorted(np.array(windows), left.fillna(0))
    held = pd.Series([*windows, None], dtype="Int64").take(narrowest)
    within = held.set_axis(rows.index).mask(left.isna() | (left < 0))
    state = pd.Series("later", rows.index, dtype="str")
    state = state.mask(within.notna(), "due").mask(left < 0, "overdue")
    return rows.assign(
        days_left=left.astype("Int64"),
        due_state=state.mask(left.isna(), "undated"),
        within_days=within,
    )


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    rank = rows["due_state"].map({state: n for n, state in enumerate(DUE_STATES)})
    ordered = rows.assign(rank=rank).sort_values(["rank", *_ORDER], kind="stable")
    return ordered[list(RADAR_COLUMNS)].reset_index(drop=True)
