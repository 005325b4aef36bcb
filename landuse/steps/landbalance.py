"""The land balance of the zones on a day: which parcels, batches and controls count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from landuse.analysis.batches.validity import batch_states
from landuse.analysis.calendar import as_day
from landuse.analysis.indicators import CITY
from landuse.analysis.landbalance import zone_land_balance
from landuse.analysis.quality.time import in_force
from landuse.policy import Policy
from landuse.vocabulary import label

__all__ = ["land_balance", "land_balance_table"]

_SHOWN = ("zone", "supplied", "unsupplied", "excluded", "unapproved", "residue")


def land_balance(
    frames: Mapping[str, pd.DataFrame], policy: Policy, as_of: date
) -> pd.DataFrame:
    """Where the land of each zone stands on a day.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Canonical ``zones``, and what there is of ``parcels``, ``approvals``,
        ``controls`` and ``built``.
    policy : Policy
        ``plan.binding_controls``: kinds of controls that exclude;
        ``unsupplied.public_land_use``: built land that needs no buyer.
    as_of : date
        Later supply, approval and building have not happened.

    Returns
    -------
    DataFrame
        See :func:`landuse.analysis.landbalance.zone_land_balance`; empty without
        zones.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> land_balance({}, load_policy("puyang"), date(2022, 9, 30)).empty
    True
    """
    zones = frames.get("zones")
    if not isinstance(zones, GeoDataFrame):
        return pd.DataFrame()
    day = as_day(as_of)
    return zone_land_balance(
        zones[in_force(zones, day)],
        _supplied(frames.get("parcels"), day),
        _approved(frames.get("approvals"), as_of),
        _binding(frames.get("controls"), policy, as_of),
        built=_public(frames.get("built"), policy, day),
    )


def _supplied(parcels: pd.DataFrame | None, day: pd.Timestamp) -> pd.DataFrame | None:
    if parcels is None:
        return None
    later = parcels["supply_date"].fillna(parcels["contract_date"]) > day
    return parcels[~later & in_force(parcels, day)]


def _approved(approvals: pd.DataFrame | None, as_of: date) -> pd.DataFrame | None:
    if approvals is None:
        return None
    gone = batch_states(approvals, as_of).isin(["later", "lapsed"])
    return approvals[~gone]


def _binding(
    controls: pd.DataFrame | None, policy: Policy, as_of: date
) -> pd.DataFrame | None:
    """The controls that bind, by the order of the policy."""
    if controls is None:
        return None
    kinds = policy.value("plan.binding_controls", as_of)
    mine = controls[controls["kind"].isin(kinds)]
    return mine.iloc[mine["kind"].map(kinds.index).argsort(kind="stable")]


def _public(
    built: pd.DataFrame | None, policy: Policy, day: pd.Timestamp
) -> pd.DataFrame | None:
    if built is None:
        return None
    uses = policy.value("unsupplied.public_land_use", day.date())
    return built[built["land_use"].isin(uses) & ~(built["built_date"] > day)]


def land_balance_table(
    balance: pd.DataFrame, names: Mapping[str, str], lang: str = "zh"
) -> pd.DataFrame:
    """The balance in words: the sheet of the workbook and the table of the page.

    Parameters
    ----------
    balance : DataFrame
        Result of :func:`land_balance`.
    names : mapping of str to str
        Names of the zones by id.
    lang : {"zh", "en"}, default "zh"
        Of the word for the city.

    Returns
    -------
    DataFrame
        ``zone`` and areas in mu: ``zone_mu`` = supplied + unsupplied + excluded +
        unapproved + residue; of the excluded each kind, and the conflict.
    """
    if balance.empty:
        return balance
    words = {CITY: label("subject", "city", lang), **names}
    main = [f"{name}_mu" for name in _SHOWN]
    areas = [name for name in balance if name.endswith("_mu")]
    rest = [name for name in areas if name not in main]
    zone = [words.get(scope, scope) for scope in balance["scope_id"]]
    renamed = {name: f"balance_{name}" for name in areas}
    shown = balance[[*main, *rest]].rename(columns=renamed)
    shown.insert(0, "zone", zone)
    return shown
