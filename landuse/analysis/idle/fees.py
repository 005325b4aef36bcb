"""How far the fee on idle land has come: due, decided, paid."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.units import to_mu

__all__ = ["fee_statistics", "fee_status"]

_FEES = ("idle_fee", "idle_fee_up_to")
_UNKNOWN = ("cannot_tell", "cause_not_recorded", "fee_not_configured")
_NO_ZONE = "none"


def fee_status(parcels: pd.DataFrame, as_of: date | str) -> pd.Series:
    """The state of the idle fee of each parcel on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels with ``idle_consequence`` and ``idle_consequence_reason``
        of :func:`landuse.analysis.idle.consequences.idle_consequences`.
    as_of : date or str
        The day; a decision or a payment of a later day has not happened.

    Returns
    -------
    Series of str
        ``paid``, ``partly_paid``, ``decided`` (nothing paid), ``to_decide`` (a fee
        follows in law, no decision is recorded), ``none`` (no fee follows and none
        is decided) or ``cannot_tell``: facts are missing on which one of these
        depends, as the sum of a payment.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(fee_decision_date=["2022-06-01", "2022-06-01", None],
    ...                        fee_decided_yuan=200_000, fee_paid_date="2022-07-01",
    ...                        fee_paid_yuan=[200_000, 199_999.99, None])
    >>> parcels = parcels.assign(idle_consequence="idle_fee",
    ...                          idle_consequence_reason=None)
    >>> fee_status(parcels, "2022-09-30").tolist()
    ['paid', 'partly_paid', 'cannot_tell']
    """
    day = as_day(as_of)
    decided = parcels["fee_decision_date"] <= day
    paid = parcels["fee_paid_date"] <= day
    due, sum_paid = parcels["fee_decided_yuan"], parcels["fee_paid_yuan"]
    known = due.notna() & sum_paid.notna()
    unknown = parcels["idle_consequence_reason"].isin(_UNKNOWN)
    steps = [  # the first that holds
        ("cannot_tell", paid & ~known),
        ("paid", paid & (sum_paid >= due)),
        ("partly_paid", paid & (sum_paid > 0)),
        ("decided", decided | paid),
        ("to_decide", parcels["idle_consequence"].isin(_FEES)),
        ("cannot_tell", unknown),
    ]
    holds = [where.fillna(value=False).to_numpy(dtype=bool) for _, where in steps]
    found = np.select(holds, [name for name, _ in steps], "none")
    return pd.Series(found, index=parcels.index, dtype="str", name="fee_status")


def fee_statistics(parcels: pd.DataFrame) -> pd.DataFrame:
    """Fees by zone and status: how many, how much land, how much money.

    Parameters
    ----------
    parcels : DataFrame
        With ``zone_id``, ``area_m2``, ``fee_status`` and the sums of money.

    Returns
    -------
    DataFrame
        ``zone_id``, ``fee_status``, ``count``, ``area_m2``, ``area_mu``,
        ``computed_yuan`` (as the law has it, where its base is known),
        ``decided_yuan``, ``paid_yuan``, ``outstanding_yuan`` (decided, not paid) and
        ``without_sum``: parcels with a fee of which no sum is known, neither
        computed nor decided, and so not in the money. Parcels without a fee are
        left out.

    Examples
    --------
    >>> parcels = pd.DataFrame({"zone_id": ["Z", "Z"], "area_m2": 10_000.0,
    ...     "fee_status": ["decided", "none"], "idle_fee_yuan": [200_000.0, None],
    ...     "fee_decided_yuan": [180_000.0, None], "fee_paid_yuan": [None, None]})
    >>> shown = ["count", "area_mu", "outstanding_yuan"]
    >>> fee_statistics(parcels)[shown].values.tolist()
    [[1.0, 15.0, 180000.0]]
    """
    with_fee = parcels[parcels["fee_status"] != "none"]
    decided_on = with_fee["fee_status"].isin(["decided", "partly_paid", "paid"])
    paid_on = with_fee["fee_status"].isin(["partly_paid", "paid"])
    decided = with_fee["fee_decided_yuan"].where(decided_on).astype(float)
    paid = with_fee["fee_paid_yuan"].where(paid_on).astype(float)
    computed = with_fee["idle_fee_yuan"].astype(float)
    rows = pd.DataFrame(
        {
            "zone_id": with_fee["zone_id"].astype("str").fillna(_NO_ZONE),
            "fee_status": with_fee["fee_status"],
            "count": 1,
            "area_m2": with_fee["area_m2"],
            "computed_yuan": computed,
            "decided_yuan": decided,
            "paid_yuan": paid,
            "outstanding_yuan": (decided - paid.fillna(0)).clip(lower=0),
            "without_sum": (computed.isna() & decided.isna()).astype(int),
        }
    )
    found = rows.groupby(["zone_id", "fee_status"], sort=True).sum().reset_index()
    found.insert(4, "area_mu", to_mu(found["area_m2"]))
    return found
