"""What is known of breaches on a day: a step of a later day has not been taken."""

from __future__ import annotations

import pandas as pd

from landuse.policy import Policy

__all__ = ["known_breaches", "with_deadline"]

_DAYS = "lifecycle.rectification_days"

#: Day of a step -> what that step says.
_SAID = {
    "notice_date": ("notice_no", "rectify_by_date"),
    "rectified_date": ("rectification_result",),
    "penalty_date": ("penalty_no", "penalty_yuan"),
    "penalty_paid_date": (),
    "price_supplement_date": ("price_supplement_no", "price_supplement_yuan"),
    "price_supplement_paid_date": (),
    "recovery_date": ("recovery_no",),
    "closed_date": (),
}


def known_breaches(breaches: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The breaches that are known on a day, as they are known on it.

    Parameters
    ----------
    breaches : DataFrame
        Canonical breaches; not changed.
    day : Timestamp
        The day.

    Returns
    -------
    DataFrame
        Without those of which every dated step is later; what a later step says
        is missing. A breach without any day is known, since when is not.

    Examples
    --------
    >>> from landuse.testing import make_breaches
    >>> found = make_breaches(found_date=["2022-01-10", "2022-01-11"],
    ...                       notice_date="2022-02-01", notice_no="1")
    >>> known_breaches(found, pd.Timestamp("2022-01-10")).notice_no.tolist()
    [nan]
    """
    known = breaches.copy()
    first = breaches[["found_date", *_SAID]].min(axis=1)
    for step, said in _SAID.items():
        later = breaches[step] > day
        for column in (step, *said):
            known[column] = known[column].mask(later)
    known["found_date"] = known["found_date"].mask(breaches["found_date"] > day)
    return known[~(first > day)]


def with_deadline(known: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Breaches with the last day of their rectification and what it rests on.

    Parameters
    ----------
    known : DataFrame
        From :func:`known_breaches`.
    policy : Policy
        ``lifecycle.rectification_days`` in force on the day of the notice, where
        the agreement or the notice names no day; the day of the notice itself is
        not counted.

    Returns
    -------
    DataFrame
        ``rectify_by_date`` filled in, and ``rectify_by_basis``: ``agreement``,
        ``policy`` or ``not_known``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_breaches
    >>> found = make_breaches(notice_date="2022-01-01",
    ...                       rectify_by_date=["2022-03-31", None])
    >>> with_deadline(found, load_policy("national")).rectify_by_basis.tolist()
    ['agreement', 'not_known']
    """
    agreed = known["rectify_by_date"]
    basis = pd.Series("not_known", known.index, dtype="str")
    by = agreed
    if _DAYS in policy.values:
        days = policy.values_by_date(_DAYS, known["notice_date"]).astype("float64")
        counted = known["notice_date"] + pd.to_timedelta(days, unit="D")
        by = agreed.fillna(counted.astype(agreed.dtype))
        basis = basis.mask(by.notna(), "policy")
    basis = basis.mask(agreed.notna(), "agreement")
    return known.assign(rectify_by_date=by, rectify_by_basis=basis)
