"""How far each breach has come on a day: found, rectified or not, paid, closed.

A breach is a branch beside the stages of a plot. It never fails before its period
has ended; where no period is known it cannot be told whether it has. Only a dated
step makes it better; time alone only makes it worse.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.breachfacts import known_breaches, with_deadline
from landuse.analysis.lifecycle.heirs import carried
from landuse.analysis.lifecycle.obligations import obligors
from landuse.policy import Policy

__all__ = ["BREACH_STATES", "OPEN_STATES", "breach_states", "breach_table"]

#: The states of a breach that is not settled, from the mildest to the worst.
OPEN_STATES = (
    "found",
    "rectifying",
    "rectification_undated",
    "rectification_overdue",
    "penalised",
    "price_supplement_due",
)
BREACH_STATES = (*OPEN_STATES, "rectified", "rectified_late", "closed", "recovered")

#: How the breach stands, before the steps that were taken against it.
_STANDING = (
    "breach_kind",
    "indicator",
    "breach_state",
    "state_since",
    "is_open",
    "days_left",
    "rectify_by_date",
    "rectify_by_basis",
    "rectified_on_time",
)
_ANSWER = ("obligor", "obligor_basis", "obligor_candidates")
_FACTS = (
    "found_date",
    "notice_no",
    "notice_date",
    "rectified_date",
    "rectification_result",
    "penalty_no",
    "penalty_date",
    "penalty_yuan",
    "penalty_paid_date",
    "price_supplement_no",
    "price_supplement_date",
    "price_supplement_yuan",
    "price_supplement_paid_date",
    "recovery_no",
    "recovery_date",
    "closed_date",
    "responsible_unit",
    "remark",
)
_ORDER = ["parcel_id", "found_date", "notice_date", "breach_id"]


def breach_states(
    breaches: pd.DataFrame, policy: Policy, as_of: date | str
) -> pd.DataFrame:
    """Where each breach that is known on a day stands.

    Parameters
    ----------
    breaches : DataFrame
        Canonical breaches; not changed.
    policy : Policy
        ``lifecycle.rectification_days``, where it is configured.
    as_of : date or str
        The day; steps of later days have not been taken.

    Returns
    -------
    DataFrame
        The known breaches on their index, with ``rectify_by_date`` and
        ``rectify_by_basis``, ``breach_state`` (the first that holds: ``recovered``,
        ``closed``, ``price_supplement_due`` and ``penalised`` (decided, not paid),
        ``rectified_late``, ``rectified``, ``rectification_overdue``,
        ``rectifying``, ``rectification_undated`` (no period is known: it cannot be
        told whether it has ended), ``found``), ``is_open``, ``state_since``,
        ``rectified_on_time`` (missing where it is not rectified or no period is
        known) and ``days_left`` until the end of the period, below zero after it.
        A rectification that failed or was partial ends nothing; one that nobody
        judged does.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_breaches
    >>> found = make_breaches(notice_date="2022-01-01", rectify_by_date="2022-03-31",
    ...                       rectified_date=[None, "2022-03-31", "2022-04-01"])
    >>> states = breach_states(found, load_policy("national"), "2022-04-01")
    >>> states.breach_state.tolist()
    ['rectification_overdue', 'rectified', 'rectified_late']
    """
    day = as_day(as_of)
    known = with_deadline(known_breaches(breaches, day), policy)
    by, done = known["rectify_by_date"], _rectified(known)
    late = done & (known["rectified_date"] > by)
    steps = {  # the first that holds
        "recovered": known["recovery_date"].notna(),
        "closed": known["closed_date"].notna(),
        "price_supplement_due": _owed(known, "price_supplement"),
        "penalised": _owed(known, "penalty"),
        "rectified_late": late,
        "rectified": done,
        "rectification_overdue": by < day,
        "rectifying": by.notna(),
        "rectification_undated": known["notice_date"].notna(),
    }
    state = np.select(
        [where.to_numpy() for where in steps.values()], list(steps), "found"
    )
    known["breach_state"] = pd.Series(state, known.index, dtype="str")
    known["is_open"] = known["breach_state"].isin(OPEN_STATES)
    known["state_since"] = _since(known)
    on_time = (~late).astype("boolean")
    known["rectified_on_time"] = on_time.mask(~done | by.isna())
    left = (by - day).dt.days.where(known["is_open"] & ~done)
    known["days_left"] = left.astype("Int64")
    return known


def _rectified(known: pd.DataFrame) -> pd.Series:
    unfinished = known["rectification_result"].isin(["fail", "partial"])
    return known["rectified_date"].notna() & ~unfinished


def _owed(known: pd.DataFrame, what: str) -> pd.Series:
    """Whether money was decided and is not paid; of nothing, nothing is owed."""
    decided, paid = known[f"{what}_date"], known[f"{what}_paid_date"]
    return decided.notna() & paid.isna() & (known[f"{what}_yuan"] != 0)


def _since(known: pd.DataFrame) -> pd.Series:
    """The day of the step by which the state began."""
    days = {
        "recovered": known["recovery_date"],
        "closed": known["closed_date"],
        "price_supplement_due": known["price_supplement_date"],
        "penalised": known["penalty_date"],
        "rectified_late": known["rectified_date"],
        "rectified": known["rectified_date"],
        "rectification_overdue": known["rectify_by_date"] + pd.Timedelta(days=1),
        "rectifying": known["notice_date"].fillna(known["found_date"]),
        "rectification_undated": known["notice_date"],
    }
    since = known["found_date"]
    for state, day in days.items():
        since = since.mask(known["breach_state"] == state, day)
    return since.astype("datetime64[s]")


def breach_table(
    breaches: pd.DataFrame,
    policy: Policy,
    as_of: date | str,
    *,
    parcels: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The breaches that are known on a day, for people to work through.

    Parameters
    ----------
    breaches : DataFrame
        Canonical breaches; not changed.
    policy : Policy
        ``lifecycle.rectification_days``, where it is configured.
    as_of : date or str
        The day.
    parcels : DataFrame, optional
        Canonical parcels, also those that have ended. An open breach of a plot that
        was divided is one of each plot that came of it; a settled one stays.
    transfers : DataFrame, optional
        Canonical transfers: who answers on the day.

    Returns
    -------
    DataFrame
        By plot and day: ``breach_id``, ``parcel_id``, ``origin_parcel_id``,
        ``zone_id``, ``breach_kind``, ``indicator``, what :func:`breach_states` says,
        ``obligor``, ``obligor_basis``, ``obligor_candidates`` (missing without
        parcels), and the facts of the steps.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_breaches, make_parcels
    >>> plots = make_parcels(parcel_id=["P", "A", "B"], successor=["A;B", None, None],
    ...                      valid_to=["2021-01-01", None, None], holder="甲")
    >>> found = make_breaches(parcel_id="P", found_date="2020-01-01", kind="tax_short")
    >>> table = breach_table(found, load_policy("national"), "2022-09-30",
    ...                      parcels=plots)
    >>> table[["parcel_id", "origin_parcel_id", "obligor"]].values.tolist()
    [['A', 'P', '甲'], ['B', 'P', '甲']]
    """
    known = breach_states(breaches, policy, as_of)
    known = known.assign(origin_parcel_id=known["parcel_id"])
    if parcels is not None:
        open_ = known["is_open"]
        moved = carried(known[open_], parcels, as_of)
        known = pd.concat([known[~open_], moved], ignore_index=True)
    known = known.rename(columns={"kind": "breach_kind"})
    known = known.sort_values(_ORDER, kind="stable", ignore_index=True)
    table = known[["breach_id", "parcel_id", "origin_parcel_id"]]
    table = table.assign(zone_id=_zone(known["parcel_id"], parcels))
    answer = _answer(known, as_of, parcels, transfers)
    return pd.concat(
        [table, known[list(_STANDING)], answer, known[list(_FACTS)]], axis=1
    )


def _zone(plots: pd.Series, parcels: pd.DataFrame | None) -> pd.Series:
    if parcels is None:
        return pd.Series(None, plots.index, dtype="str")
    zones = parcels.drop_duplicates("parcel_id").set_index("parcel_id")["zone_id"]
    return zones.reindex(plots).set_axis(plots.index).astype("str")


def _answer(
    known: pd.DataFrame,
    as_of: date | str,
    parcels: pd.DataFrame | None,
    transfers: pd.DataFrame | None,
) -> pd.DataFrame:
    columns = list(_ANSWER)
    if parcels is None:
        return pd.DataFrame(None, known.index, columns, dtype="str")
    return obligors(known["parcel_id"], as_of, parcels, transfers)[columns]
