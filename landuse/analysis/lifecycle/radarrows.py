"""What can fall due on a plot, as rows: one function for each kind of thing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from landuse.lifefields import STAGES
from landuse.policy import Policy

__all__ = [
    "breach_rows",
    "commitment_rows",
    "ended_plots",
    "idle_rows",
    "milestone_rows",
    "payment_rows",
]

#: A step of a life that is still to come.
_OPEN = ("due", "overdue", "waiting", "undated")
_DONE = ("done", "done_on_time", "done_late")
_REVIEW = "supervised"
_EXIT = "exited"
_TO_MEASURE = ("not_yet_due", "no_measurement")
_SETTLED = ("closed", "recovered")
_RECTIFYING = ("rectifying", "rectification_overdue", "rectification_undated")
#: What is paid after a breach, and the columns in which it stands.
_PAYMENTS = ("penalty", "price_supplement")
_PAYMENT_DAYS = "lifecycle.payment_days"
#: Land that has begun to stand idle; that a start falls due is a milestone.
_IDLE = ("turns_idle", "recovery_years_full")


def milestone_rows(milestones: pd.DataFrame) -> pd.DataFrame:
    """Steps still to come: those with a day, and a next step without one.

    Parameters
    ----------
    milestones : DataFrame
        From :func:`landuse.analysis.lifecycle.milestones.life_milestones`.

    Returns
    -------
    DataFrame
        ``due_kind`` is ``review`` for a year's supervision, else ``milestone``.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "parcel_id": "P1", "stage": ["started", "completed"], "due_basis": None,
    ...     "planned_date": pd.to_datetime(["2022-10-30", None]),
    ...     "status": ["due", "undated"], "responsible_unit": "自然资源局"})
    >>> milestone_rows(table)[["due_kind", "due_item"]].values.tolist()
    [['milestone', 'started']]
    """
    still = milestones[milestones["status"].isin(_OPEN)]
    place = still["stage"].map({stage: n for n, stage in enumerate(STAGES)})
    first = place == place.groupby(still["parcel_id"]).transform("min")
    dated = still["planned_date"].notna()
    rows = still[dated | (first & (still["status"] == "undated"))]
    review = rows["stage"] == _REVIEW
    return pd.DataFrame(
        {
            "due_kind": review.map({True: "review", False: "milestone"}),
            "due_item": rows["stage"],
            "parcel_id": rows["parcel_id"],
            "responsible_unit": rows["responsible_unit"],
            "due_date": rows["planned_date"],
            "due_basis": rows["due_basis"],
            "item_status": rows["status"],
        }
    )


def commitment_rows(commitments: pd.DataFrame) -> pd.DataFrame:
    """Promises that are still to be measured.

    Parameters
    ----------
    commitments : DataFrame
        From :func:`landuse.analysis.lifecycle.commitments.commitment_table`.

    Returns
    -------
    DataFrame
        Those not yet due, also where a first measurement fell short, and those due
        and not measured. What was met or breached is decided.

    Examples
    --------
    >>> from landuse.testing import make_commitments
    >>> made = make_commitments(indicator="tax", committed=1.0, due_date="2022-10-30")
    >>> commitment_rows(made.assign(state="met")).empty
    True
    """
    rows = commitments[commitments["state"].isin(_TO_MEASURE)]
    dated = rows["due_date"].notna()
    return pd.DataFrame(
        {
            "due_kind": "commitment",
            "due_item": rows["indicator"],
            "parcel_id": rows["parcel_id"],
            "holder": rows.get("obligor"),
            "due_date": rows["due_date"],
            "due_basis": pd.Series("due_date", rows.index, dtype="str").where(dated),
            "item_status": rows["state"],
        }
    )


def breach_rows(breaches: pd.DataFrame) -> pd.DataFrame:
    """Ends of rectification periods that still run or have run out.

    Parameters
    ----------
    breaches : DataFrame
        From :func:`landuse.analysis.lifecycle.breaches.breach_table`.

    Returns
    -------
    DataFrame
        ``due_item`` is the kind of breach; without a known end ``due_date`` is
        missing. What is to be rectified is so too while a penalty is not paid.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.breaches import breach_table
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_breaches
    >>> made = make_breaches(kind="tax_short", notice_date="2022-09-01",
    ...                      rectify_by_date="2022-10-30")
    >>> table = breach_table(made, load_policy("national"), "2022-09-30")
    >>> breach_rows(table).due_item.tolist()
    ['tax_short']
    """
    going_on = breaches["breach_state"].isin(_RECTIFYING)
    rows = breaches[going_on | breaches["days_left"].notna()]
    return pd.DataFrame(
        {
            "due_kind": "rectification",
            "due_item": rows["breach_kind"],
            "parcel_id": rows["parcel_id"],
            "responsible_unit": rows["responsible_unit"],
            "holder": rows["obligor"],
            "due_date": rows["rectify_by_date"],
            "due_basis": rows["rectify_by_basis"],
            "item_status": rows["breach_state"],
            "subject_id": rows["breach_id"],
            "document_no": rows["notice_no"],
        }
    )


def payment_rows(
    breaches: pd.DataFrame, policy: Policy, day: pd.Timestamp
) -> pd.DataFrame:
    """Penalties and price supplements that were decided and not paid.

    Parameters
    ----------
    breaches : DataFrame
        From :func:`landuse.analysis.lifecycle.breaches.breach_table`.
    policy : Policy
        ``lifecycle.payment_days``: so many days after the decision they are due;
        where it is not configured the day is missing, not guessed.
    day : Timestamp
        What lies after it has not happened.

    Returns
    -------
    DataFrame
        ``due_item`` is ``penalty`` or ``price_supplement``.

    Examples
    --------
    >>> from landuse.analysis.lifecycle.breaches import breach_table
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_breaches
    >>> made = make_breaches(penalty_date="2022-09-01", penalty_yuan=500.0)
    >>> national, day = load_policy("national"), pd.Timestamp("2022-09-30")
    >>> rows = payment_rows(breach_table(made, national, "2022-09-30"), national, day)
    >>> rows.due_item.tolist(), rows.amount_yuan.tolist(), rows.due_date.isna().tolist()
    (['penalty'], [500.0], [True])
    """
    return pd.concat(list(_payments(breaches, policy, day)), ignore_index=True)


def _payments(
    breaches: pd.DataFrame, policy: Policy, day: pd.Timestamp
) -> Iterator[pd.DataFrame]:
    days = policy.value(_PAYMENT_DAYS) if policy.is_configured(_PAYMENT_DAYS) else None
    going_on = ~breaches["breach_state"].isin(_SETTLED)
    for name in _PAYMENTS:
        decided, paid = breaches[f"{name}_date"], breaches[f"{name}_paid_date"]
        owed = breaches[f"{name}_yuan"] != 0
        rows = breaches[(decided <= day) & ~(paid <= day) & going_on & owed]
        told = rows[f"{name}_date"]
        due = told + pd.Timedelta(days=days) if days else told.mask(told.notna())
        yield pd.DataFrame(
            {
                "due_kind": "payment",
                "due_item": name,
                "parcel_id": rows["parcel_id"],
                "responsible_unit": rows["responsible_unit"],
                "holder": rows["obligor"],
                "due_date": due,
                "due_basis": pd.Series(f"{name}_date", rows.index, dtype="str").where(
                    due.notna()
                ),
                "item_status": "unpaid",
                "subject_id": rows["breach_id"],
                "document_no": rows[f"{name}_no"],
                "amount_yuan": rows[f"{name}_yuan"],
            }
        )


def ended_plots(milestones: pd.DataFrame) -> pd.Series:
    """Plots that were given back and did not begin a new life.

    Parameters
    ----------
    milestones : DataFrame
        From :func:`landuse.analysis.lifecycle.milestones.life_milestones`.

    Returns
    -------
    Series
        Parcel ids: what was promised of them is not asked for any more.

    Examples
    --------
    >>> table = pd.DataFrame({"parcel_id": ["P1"], "stage": ["exited"],
    ...                       "status": ["done"]})
    >>> ended_plots(table).tolist()
    ['P1']
    """
    left = (milestones["stage"] == _EXIT) & milestones["status"].isin(_DONE)
    ended = milestones.loc[left, "parcel_id"]
    theirs = milestones[milestones["parcel_id"].isin(ended.tolist())]
    alive = theirs.loc[theirs["status"].isin(_OPEN), "parcel_id"]
    return ended[~ended.isin(alive.tolist())]


def idle_rows(forecast: pd.DataFrame, milestones: pd.DataFrame) -> pd.DataFrame:
    """Land that will stand idle if nothing happens.

    Parameters
    ----------
    forecast : DataFrame
        From :func:`landuse.analysis.idle.forecast.idle_forecast`.
    milestones : DataFrame
        The unit that answers for the start is asked.

    Returns
    -------
    DataFrame
        ``due_item`` is ``turns_idle`` or ``recovery_years_full``; ``subject_id`` names
        the phase where only a phase of the plot is meant.
    """
    rows = forecast[forecast["forecast"].isin(_IDLE)]
    starts = milestones[milestones["stage"] == "started"]
    units = starts.drop_duplicates("parcel_id").set_index("parcel_id")
    return pd.DataFrame(
        {
            "due_kind": "idle",
            "due_item": rows["forecast"],
            "parcel_id": rows["parcel_id"],
            "responsible_unit": rows["parcel_id"].map(units["responsible_unit"]),
            "due_date": rows["forecast_date"],
            "due_basis": rows["due_start_ground"],
            "item_status": "due",
            "subject_id": rows["phase"],
            "area_m2": rows["area_m2"],
        }
    )
