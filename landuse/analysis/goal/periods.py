"""Credits by quarter and year: what a period claimed, what it added, what it lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from landuse.analysis.areas import geometry_area
from landuse.analysis.careful import careful_difference
from landuse.analysis.goal.attribution import Attribution
from landuse.analysis.indicators import CITY
from landuse.analysis.unions import unions_of_groups

__all__ = ["UNITS", "inside", "period_table", "with_city"]

#: Lengths of a period, by their letter in the calendar.
UNITS = {"quarter": "Q", "year": "Y"}
_KEYS = ["counter", "scope_id", "period"]
_TOLD = ["counter", "zone_id", "valid_date", "event_area_m2", "credited_area_m2"]
_CLAIMS = ["naive_m2", "union_m2", "earlier_counted_m2"]
_CHANGES = ["gained_m2", "reversed_m2", "credited_m2"]


def inside(rows: pd.DataFrame, zones: Sequence[str] | None) -> pd.Series:
    """Which rows count: those within a zone, or all where no zone is known."""
    counts = rows["zone_id"].notna()
    return counts | (zones is None)


def with_city(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows once for the city and once for their zone, by ``scope_id``."""
    zoned = rows[rows["zone_id"].notna()]
    city = rows.assign(scope_id=CITY)
    both = pd.concat([city, zoned.assign(scope_id=zoned["zone_id"])])
    return both.astype({"scope_id": "str"})


def period_table(
    parts: Mapping[str, Attribution],
    zones: Sequence[str] | None,
    first: pd.Timestamp,
    as_of: pd.Timestamp,
) -> pd.DataFrame:
    """The figures of every period from the first to that of the day.

    Parameters
    ----------
    parts : mapping of str to Attribution
        By counter.
    zones : sequence of str or None
        Ids; None where land counts wherever it lies.
    first, as_of : Timestamp
        In the first and in the last period; earlier entries open the table.

    Returns
    -------
    DataFrame
        By ``counter``, ``scope_id``, ``unit`` and ``period``: of the events of the
        period that stand on the day the sum ``naive_m2``, the ``union_m2`` and of
        that ``earlier_counted_m2``; of the entries of the period ``gained_m2``,
        ``reversed_m2`` (negative) and both, ``credited_m2``; ``cumulative_m2``.
    """
    changes, claims = _entries(parts, zones), _claims(parts, zones)
    earliest = changes["day"].min()
    start = first if pd.isna(earliest) else min(first, earliest)
    tables = []
    for unit, letter in UNITS.items():
        names = pd.period_range(start, as_of, freq=letter).astype(str)
        wanted = pd.MultiIndex.from_product(
            [list(parts), [CITY, *(zones or ())], names], names=_KEYS
        )
        sums = _in_period(changes, "day", letter).groupby(_KEYS)[_CHANGES].sum()
        made = sums.join(_unions(claims, unit), how="outer")
        made = made.reindex(wanted).fillna(0.0)[[*_CLAIMS, *_CHANGES]]
        running = made.groupby(_KEYS[:2])["credited_m2"].cumsum()
        made = made.assign(cumulative_m2=running, unit=unit)
        tables.append(made.reset_index())
    whole = pd.concat(tables, ignore_index=True)
    return whole[[*_KEYS[:2], "unit", "period", *_CLAIMS, *_CHANGES, "cumulative_m2"]]


def _in_period(rows: pd.DataFrame, day: str, letter: str) -> pd.DataFrame:
    return rows.assign(period=rows[day].dt.to_period(letter).astype("str"))


def _entries(
    parts: Mapping[str, Attribution], zones: Sequence[str] | None
) -> pd.DataFrame:
    """Plus and minus; what goes from one event to another is in both."""
    whole = pd.concat([part.journal for part in parts.values()], ignore_index=True)
    rows = with_city(whole[inside(whole, zones)])
    change, ended = rows["area_m2"], rows["entry"] == "reversed"
    return rows.assign(
        gained_m2=change.where(~ended, 0.0),
        reversed_m2=change.where(ended, 0.0),
        credited_m2=change,
    )


def _claims(
    parts: Mapping[str, Attribution], zones: Sequence[str] | None
) -> pd.DataFrame:
    """The land of the events that stand, and by unit what it adds to its period."""
    tables = []
    for part in parts.values():
        rows = pd.DataFrame(part.credits[_TOLD])
        zone = pd.factorize(rows["zone_id"])[0]
        for unit, letter in UNITS.items():
            period = pd.factorize(rows["valid_date"].dt.to_period(letter))[0]
            rows[unit] = _added(part, period, np.zeros_like(zone))
            rows[f"{unit}_zone"] = rows[unit]
            if (zone[part.pairs[0]] != zone[part.pairs[1]]).any():
                rows[f"{unit}_zone"] = _added(part, period, zone)
        tables.append(rows)
    whole = pd.concat(tables, ignore_index=True)
    made = with_city(whole[inside(whole, zones)])
    city = made["scope_id"] == CITY
    shown = {unit: made[unit].where(city, made[f"{unit}_zone"]) for unit in UNITS}
    return made.assign(**shown)


def _added(part: Attribution, period: np.ndarray, zone: np.ndarray) -> np.ndarray:
    """What each claim adds to those before it in its period and zone."""
    area = part.credits["event_area_m2"].to_numpy().copy()
    earlier, later = part.pairs
    same = (period[earlier] == period[later]) & (zone[earlier] == zone[later])
    earlier, later = earlier[same], later[same]
    places, covers = unions_of_groups(part.claims[earlier], later)
    if len(places):
        left = careful_difference(part.claims[places], covers)[0]
        area[places] = geometry_area(left, part.credits.crs)
    return area


def _unions(claims: pd.DataFrame, unit: str) -> pd.DataFrame:
    """What the events of each period cover, and how much of it is not new."""
    rows = _in_period(claims, "valid_date", UNITS[unit])
    sums = rows.groupby(_KEYS)[["event_area_m2", "credited_area_m2", unit]].sum()
    return pd.DataFrame(
        {
            "naive_m2": sums["event_area_m2"],
            "union_m2": sums[unit],
            "earlier_counted_m2": sums[unit] - sums["credited_area_m2"],
        },
        index=sums.index,
    )
