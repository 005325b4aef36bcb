"""Idle land in the audit: the state of each parcel, its consequence, what comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from landuse.analysis.idle.consequences import consequences_of
from landuse.analysis.idle.fees import fee_status
from landuse.analysis.idle.forecast import forecast_of, idle_forecast, next_quarter_end
from landuse.analysis.idle.machine import idle_account, states_of
from landuse.policy import Policy
from landuse.units import to_mu

__all__ = ["forecast_table", "forecast_until", "with_idle"]

_RULE = "not_started"


def with_idle(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> dict[str, pd.DataFrame]:
    """The same frames; parcels with state and consequence, and the forecast.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``parcels``; ``phases`` and ``causes`` where there are some.
    policy : Policy
        Rules; one without a rule on idle land adds nothing.
    as_of : date
        The day; the forecast reaches to the end of the next quarter.

    Returns
    -------
    dict of str to DataFrame
        With ``idle_forecast``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(due_start_date="2022-11-01")
    >>> known = with_idle({"parcels": parcels}, load_policy("puyang"),
    ...                   date(2022, 9, 30))
    >>> known["parcels"].idle_state[0], known["idle_forecast"].forecast.tolist()
    ('start_due_soon', ['start_due'])
    """
    known = dict(frames)
    if not _is_judged(policy, as_of):
        return known
    parcels = known["parcels"]
    others = {name: known.get(name) for name in ("phases", "causes")}
    account = idle_account(parcels, policy, as_of, **others)
    added = parcels.join(consequences_of(account)).assign(idle_state=states_of(account))
    added["fee_status"] = fee_status(added, as_of)
    added.attrs = parcels.attrs
    known["parcels"] = added
    known["idle_forecast"] = forecast_of(account, next_quarter_end(as_of))
    return known


def forecast_until(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date, until: date
) -> pd.DataFrame | None:
    """What comes until a day of the user's own.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``parcels``; ``phases`` and ``causes`` where there are some.
    policy : Policy
        Rules; None comes of one without a rule on idle land.
    as_of, until : date
        The day from which, and the last day for which is looked ahead.

    Returns
    -------
    DataFrame or None
        As of :func:`landuse.analysis.idle.forecast.idle_forecast`.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> frames = {"parcels": make_parcels(due_start_date="2022-11-01")}
    >>> found = forecast_until(frames, load_policy("puyang"), date(2022, 9, 30),
    ...                        date(2023, 11, 1))
    >>> found.forecast.tolist()
    ['start_due', 'turns_idle']
    """
    if not _is_judged(policy, as_of):
        return None
    others = {name: frames.get(name) for name in ("phases", "causes")}
    return idle_forecast(frames["parcels"], policy, as_of, until, **others)


def _is_judged(policy: Policy, as_of: date) -> bool:
    return any(rule.condition == _RULE for rule in policy.rules_on(as_of))


def forecast_table(forecast: pd.DataFrame | None) -> pd.DataFrame:
    """What comes by kind: how many, how much land, and when the first.

    Parameters
    ----------
    forecast : DataFrame or None
        From :func:`landuse.analysis.idle.forecast.idle_forecast`.

    Returns
    -------
    DataFrame
        ``forecast``, ``count``, ``area_mu``, ``forecast_date``; empty without rows.

    Examples
    --------
    >>> forecast_table(None).empty
    True
    """
    if forecast is None or forecast.empty:
        return pd.DataFrame()
    groups = forecast.groupby("forecast", sort=True)
    table = pd.DataFrame(
        {
            "count": groups.size(),
            "area_mu": to_mu(groups["area_m2"].sum()),
            "forecast_date": groups["forecast_date"].min(),
        }
    )
    return table.reset_index()
