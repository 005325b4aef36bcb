"""What the law attaches to determined idle land, and why it often attaches nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from landuse.analysis.idle.machine import Account, idle_account
from landuse.analysis.idle.phases import has_phases
from landuse.analysis.idle.states import decided
from landuse.policy import Policy

__all__ = ["consequences_of", "idle_consequences", "idle_variant"]

_GENERAL = "general"
#: Variant -> what the law of it says: shall, up to, may.
_FEE = {_GENERAL: "idle_fee", "cultivated": "idle_fee", "real_estate": "idle_fee_up_to"}
_RECOVERY = {
    _GENERAL: "recovery",
    "cultivated": "recovery",
    "real_estate": "recovery_possible",
}


def idle_variant(frame: pd.DataFrame, policy: Policy, as_of: date) -> pd.Series:
    """Under which law a parcel stands: the general one, or one for its kind of land.

    Parameters
    ----------
    frame : DataFrame
        Canonical parcels.
    policy : Policy
        Gives ``idle.variants`` and the uses that are real estate.
    as_of : date
        The day.

    Returns
    -------
    Series of str
        ``general``, ``cultivated`` or ``real_estate``; what is not recorded is
        general.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(was_cultivated=[True, None], land_use="住宅用地")
    >>> idle_variant(parcels, load_policy("national"), date(2022, 9, 30)).tolist()
    ['cultivated', 'real_estate']
    """
    uses = policy.value("idle.real_estate_land_use", as_of)
    masks = {
        "cultivated": frame["was_cultivated"].fillna(value=False).astype(bool),
        "real_estate": frame["land_use"].isin(uses),
    }
    variant = pd.Series(_GENERAL, index=frame.index, dtype="object")
    for name in reversed(policy.value("idle.variants", as_of)):
        if name in masks:
            variant[masks[name].to_numpy(dtype=bool)] = name
    return variant.astype("str").rename("idle_variant")


def idle_consequences(
    parcels: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    phases: pd.DataFrame | None = None,
    causes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The consequence of each parcel, or why there is none to name.

    A consequence is named only for land that is determined idle, not started, by a
    cause of the holder. A fee whose base is not recorded is not said, never 0.

    Parameters
    ----------
    parcels : GeoDataFrame
        Canonical parcels; not changed.
    policy : Policy
        Years, shares, causes and variants, each with its basis.
    as_of : date or str
        The day.
    phases, causes : DataFrame, optional
        Canonical phases and causes.

    Returns
    -------
    DataFrame
        ``idle_consequence``, ``idle_consequence_reason``, ``idle_fee_yuan``,
        ``idle_consequence_basis``, ``idle_variant`` on the index of the parcels.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(due_start_date="2021-01-01", cause="enterprise",
    ...                        price_yuan=[1_000_000.0, None],
    ...                        determination_no="1", determination_date="2022-06-01")
    >>> found = idle_consequences(parcels, load_policy("national"), "2022-09-30")
    >>> found.idle_fee_yuan.tolist(), found.idle_consequence_reason.tolist()
    ([200000.0, nan], [nan, 'fee_base_missing'])
    """
    account = idle_account(parcels, policy, as_of, phases=phases, causes=causes)
    return consequences_of(account)


def consequences_of(account: Account) -> pd.DataFrame:
    """The consequences of an account.

    Parameters
    ----------
    account : Account
        From :func:`landuse.analysis.idle.machine.idle_account`.

    Returns
    -------
    DataFrame
        As of :func:`idle_consequences`.
    """
    facts, policy = account.facts, account.policy
    day = facts.as_of.date()
    variant = idle_variant(facts.frame, policy, day)
    reason = _reason(account)
    table = pd.DataFrame(
        {
            "idle_variant": variant,
            "idle_consequence": pd.Series(None, variant.index, dtype="object"),
            "idle_consequence_reason": reason,
            "idle_fee_yuan": np.nan,
            "idle_consequence_basis": pd.Series(None, variant.index, dtype="object"),
        }
    )
    for name in (_GENERAL, *policy.value("idle.variants", day)):
        _apply(table, account, name, reason.isna() & (variant == name))
    texts = table.columns.difference(["idle_fee_yuan"])
    return table.astype(dict.fromkeys(texts, "str"))


def _reason(account: Account) -> pd.Series:
    """Why no consequence is named; missing where one may be."""
    facts, policy = account.facts, account.policy
    causes = policy.value("idle.consequence_causes", facts.as_of.date())
    started = ~account.not_started.holds.fillna(value=False)
    steps = {
        "cause_other": ~account.cause.isin(causes),
        "cause_not_recorded": account.cause.isna(),
        "not_determined": ~decided(facts, "determination"),
        "branch_suspended": started & account.suspended.holds.fillna(value=False),
        "cannot_tell": account.is_idle.isna(),
        "not_idle": ~account.is_idle.fillna(value=True),
    }
    reason = pd.Series(None, index=facts.frame.index, dtype="object")
    for name, where in steps.items():
        reason[where.to_numpy(dtype=bool)] = name
    return reason


def _apply(
    table: pd.DataFrame, account: Account, variant: str, rows: pd.Series
) -> None:
    """Fee or recovery of one variant, by the years that are full."""
    policy, day = account.policy, account.facts.as_of.date()
    end = "" if variant == _GENERAL else f".{variant}"
    years = account.not_started.derived["years_full"].fillna(0)
    recovery, fee = f"idle.recovery_years{end}", f"idle.fee_share{end}"
    recovered = rows & (years >= policy.value(recovery, day))
    charged = rows & ~recovered & (years >= policy.value("idle.fee_from_years", day))
    _say(table, recovered, _RECOVERY.get(variant, "recovery"), policy, recovery, day)
    if not policy.is_configured(fee, day):
        table.loc[charged, "idle_consequence_reason"] = "fee_not_configured"
        return
    _say(table, charged, _FEE.get(variant, "idle_fee"), policy, fee, day)
    share = Fraction(str(policy.value(fee, day)))
    price = account.facts.frame["price_yuan"]
    base = price.mask(has_phases(account.facts) | ~(price > 0))
    amount = base * share.numerator / share.denominator
    table["idle_fee_yuan"] = table["idle_fee_yuan"].where(~charged, amount)
    table.loc[charged & base.isna(), "idle_consequence_reason"] = "fee_base_missing"


def _say(
    table: pd.DataFrame,
    rows: pd.Series,
    word: str,
    policy: Policy,
    key: str,
    day: date,
) -> None:
    table.loc[rows, "idle_consequence"] = word
    table.loc[rows, "idle_consequence_basis"] = policy.entry(key, day).basis
