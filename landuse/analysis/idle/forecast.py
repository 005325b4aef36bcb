"""What comes next if nothing happens: starts that fall due, land that turns idle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from landuse.analysis.calendar import add_years, as_day
from landuse.analysis.facts import Facts
from landuse.analysis.idle.clock import Clock
from landuse.analysis.idle.machine import Account, idle_account
from landuse.analysis.idle.phases import has_phases
from landuse.analysis.rules.applies import supplied
from landuse.policy import Policy

__all__ = ["FORECAST_COLUMNS", "forecast_of", "idle_forecast", "next_quarter_end"]

FORECAST_COLUMNS = (
    "parcel_id",
    "phase",
    "zone_id",
    "forecast",
    "forecast_date",
    "days_left",
    "due_start",
    "due_start_ground",
    "area_m2",
)


def next_quarter_end(as_of: date | str) -> date:
    """The last day of the quarter after that of a day.

    Parameters
    ----------
    as_of : date or str
        The day.

    Returns
    -------
    date
        A quarter's last day.

    Examples
    --------
    >>> next_quarter_end("2022-09-30").isoformat()
    '2022-12-31'
    """
    end = as_day(as_of) + pd.offsets.QuarterEnd(startingMonth=3, n=0)
    return (end + pd.offsets.QuarterEnd(startingMonth=3)).date()


def idle_forecast(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    until: date | str,
    *,
    phases: pd.DataFrame | None = None,
    causes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Dates that come until a day if nothing happens.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        From :func:`landuse.policy.load_policy`.
    as_of, until : date or str
        The day from which, and the last day for which is looked ahead.
    phases, causes : DataFrame, optional
        Canonical phases and causes.

    Returns
    -------
    DataFrame
        :data:`FORECAST_COLUMNS`, by date: ``start_due`` (the agreed start),
        ``turns_idle`` and ``recovery_years_full``. Land that has started, or of
        which it cannot be told, is not in it.

    Raises
    ------
    ValueError
        ``until`` is before ``as_of``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(due_start_date=["2022-11-01", "2021-12-31"])
    >>> found = idle_forecast(parcels, load_policy("puyang"), "2022-09-30",
    ...                       "2022-12-31")
    >>> found[["parcel_id", "forecast", "days_left"]].values.tolist()
    [['P1', 'start_due', 32], ['P2', 'turns_idle', 92]]
    """
    account = idle_account(parcels, policy, as_of, phases=phases, causes=causes)
    return forecast_of(account, until)


def forecast_of(account: Account, until: date | str) -> pd.DataFrame:
    """The forecast of an account.

    Parameters
    ----------
    account : Account
        From :func:`landuse.analysis.idle.machine.idle_account`.
    until : date or str
        The last day for which is looked ahead.

    Returns
    -------
    DataFrame
        As of :func:`idle_forecast`.

    Raises
    ------
    ValueError
        ``until`` is before the day of the account.
    """
    as_of, last = account.facts.as_of, as_day(until)
    if last < as_of:
        msg = f"until {last.date()} lies before {as_of.date()}; name a later day"
        raise ValueError(msg)
    parts = [
        _rows(facts, clock, name, days[open_ & (days >= first) & (days <= last)])
        for facts, clock in account.clocks
        for open_ in [_open(account, facts, clock)]
        for name, days, first in _dates(account, facts, clock)
    ]
    found = pd.concat(parts, ignore_index=True)
    order = ["forecast_date", "parcel_id", "phase", "forecast"]
    return found.sort_values(order, ignore_index=True)


def _dates(
    account: Account, facts: Facts, clock: Clock
) -> Iterator[tuple[str, pd.Series, pd.Timestamp]]:
    """Each kind of date, and the first day on which it is still to come."""
    tomorrow = facts.as_of + pd.Timedelta(days=1)
    years = account.policy.value("idle.recovery_years", facts.as_of.date())
    yield "start_due", clock.date, facts.as_of
    yield "turns_idle", clock.idle_on, tomorrow
    full = clock.time.moved(add_years(clock.date, years))
    yield "recovery_years_full", full, tomorrow


def _open(account: Account, facts: Facts, clock: Clock) -> pd.Series:
    """Land of which the start is waited for; parcels with phases by these alone."""
    waiting = (clock.waiting & clock.running).fillna(value=False).astype(bool)
    waiting &= supplied(facts).fillna(value=False).astype(bool)
    return waiting & ~has_phases(facts) if facts is account.facts else waiting


def _rows(facts: Facts, clock: Clock, name: str, days: pd.Series) -> pd.DataFrame:
    frame = facts.frame.loc[days.index]
    phase = frame.get("phase")
    rows = pd.DataFrame(
        {
            "parcel_id": frame["parcel_id"],
            "phase": pd.Series(phase, days.index, dtype="str"),
            "zone_id": frame["zone_id"],
            "forecast": name,
            "forecast_date": days,
            "days_left": (days - facts.as_of).dt.days,
            "due_start": clock.date[days.index],
            "due_start_ground": clock.due.ground[days.index],
            "area_m2": frame["area_m2"],
        }
    )
    return rows.astype({"forecast": "str"})[list(FORECAST_COLUMNS)]
