"""What was promised with a plot, and whether it is kept on a day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.indicators import holds
from landuse.analysis.lifecycle.heirs import carried
from landuse.analysis.lifecycle.obligations import obligors
from landuse.analysis.lifecycle.tallies import tallied

__all__ = [
    "COMMITMENT_STATES",
    "commitment_counts",
    "commitment_states",
    "commitment_table",
]

_COLUMNS = (
    "parcel_id",
    "origin_parcel_id",
    "indicator",
    "operator",
    "committed",
    "unit",
    "due_date",
    "measured",
    "measured_date",
    "state",
    "deviation",
    "deviation_share",
    "days_left",
)
#: Figures are written in decimals; what binary fractions add to them is dropped.
_DECIMALS = 9
_ANSWER = ("obligor", "obligor_basis", "obligor_candidates")

COMMITMENT_STATES = ("met", "breached", "not_yet_due", "no_measurement")


def commitment_states(commitments: pd.DataFrame, as_of: date | str) -> pd.Series:
    """Whether each commitment is kept on a day.

    Parameters
    ----------
    commitments : DataFrame
        Canonical commitments.
    as_of : date or str
        What was measured on later days is not yet known.

    Returns
    -------
    Series
        ``state``: ``met``; ``breached`` (due, and the value fails);
        ``not_yet_due`` (also where no due date is known: nothing fails before
        it is due); ``no_measurement`` (due, and no value, or nothing that it could
        be held against).

    Examples
    --------
    >>> from landuse.testing import make_commitments
    >>> made = make_commitments(indicator="floor_area_ratio", committed=1.0,
    ...                         measured=[1.0, 0.9, None], due_date="2022-06-30")
    >>> commitment_states(made, "2022-06-30").tolist()
    ['met', 'breached', 'no_measurement']
    """
    day = as_day(as_of)
    told = commitments[["measured", "committed", "operator"]].notna().all(axis=1)
    known = told & ~(commitments["measured_date"] > day)
    due = commitments["due_date"] <= day
    states = {
        "met": known & _kept(commitments),
        "breached": known & due,
        "no_measurement": due,
    }
    chosen = np.select(list(states.values()), list(states), default="not_yet_due")
    return pd.Series(chosen, index=commitments.index, name="state", dtype="str")


def _kept(commitments: pd.DataFrame) -> pd.Series:
    kept = pd.Series(data=False, index=commitments.index)
    for comparison in sorted(commitments["operator"].dropna().unique()):
        rows = commitments["operator"] == comparison
        held = holds(commitments["measured"], comparison, commitments["committed"])
        kept |= rows & held
    return kept


def commitment_counts(
    parcels: pd.DataFrame, commitments: pd.DataFrame | None, day: pd.Timestamp
) -> pd.DataFrame:
    """How many commitments of each parcel are in each state on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.
    commitments : DataFrame or None
        Canonical commitments; without them the counts are missing.
    day : Timestamp
        The day.

    Returns
    -------
    DataFrame
        On the parcels' index, ``commitments_<state>`` for each state.

    Examples
    --------
    >>> from landuse.testing import make_commitments, make_parcels
    >>> made = make_commitments(parcel_id="P1", indicator="x", committed=1.0,
    ...                         operator=">=", measured=[1.0, 2.0])
    >>> counts = commitment_counts(make_parcels(), made, pd.Timestamp("2022-09-30"))
    >>> counts["commitments_met"].tolist()
    [2]
    """
    names = [f"commitments_{state}" for state in COMMITMENT_STATES]
    if commitments is None:
        return pd.DataFrame(pd.NA, index=parcels.index, columns=names, dtype="Int64")
    states = commitment_states(commitments, day.date())
    rows = commitments[["parcel_id"]].assign(state=states)
    counts = tallied(parcels["parcel_id"], rows, "state", COMMITMENT_STATES)
    return counts.set_axis(names, axis=1)


def commitment_table(
    commitments: pd.DataFrame,
    as_of: date | str,
    *,
    parcels: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Commitments with what was measured, how far off it is, and who answers.

    Parameters
    ----------
    commitments : DataFrame
        Canonical commitments; not changed. A yearly promise has a row a year.
    as_of : date or str
        What was measured on later days is missing.
    parcels : DataFrame, optional
        Canonical parcels, also those that have ended. What was promised with a plot
        that was divided is promised with each plot that came of it, but where that
        has a row of its own of the same indicator and day.
    transfers : DataFrame, optional
        Canonical transfers.

    Returns
    -------
    DataFrame
        ``parcel_id``, ``origin_parcel_id``, ``indicator``, ``operator``,
        ``committed``, ``unit``, ``due_date``, ``measured``, ``measured_date``,
        ``state``, ``deviation`` (in the unit of the indicator; below zero is short
        of the promise, whatever the operator; for ``==`` never above zero),
        ``deviation_share`` (of what was promised; missing where that is zero),
        ``days_left`` until it is due, below zero after it, and of the day on which
        it is due, or of ``as_of`` before it: ``obligor``, ``obligor_basis``,
        ``obligor_candidates`` (missing without parcels).

    Examples
    --------
    >>> from landuse.testing import make_commitments
    >>> made = make_commitments(indicator="energy_per_value_added", committed=0.5,
    ...                         operator="<=", measured=[0.25, 0.75],
    ...                         due_date="2022-06-30")
    >>> table = commitment_table(made, "2022-06-30")
    >>> table[["state", "deviation", "deviation_share"]].values.tolist()
    [['met', 0.25, 0.5], ['breached', -0.25, -0.5]]
    """
    day = as_day(as_of)
    if parcels is None:
        table = commitments.reset_index(drop=True)
        table = table.assign(origin_parcel_id=table["parcel_id"])
    else:
        table = carried(commitments, parcels, as_of, own=("indicator", "due_date"))
    later = table["measured_date"] > day
    table = table.assign(
        state=commitment_states(table, as_of),
        measured=table["measured"].mask(later),
        measured_date=table["measured_date"].mask(later),
    )
    deviation = _deviation(table)
    size = table["committed"].abs()
    table = table.assign(
        deviation=deviation,
        deviation_share=deviation / size.where(size > 0),
        days_left=(table["due_date"] - day).dt.days.astype("Int64"),
    )
    found = pd.DataFrame(None, table.index, list(_ANSWER), dtype="str")
    if parcels is not None:
        due = table["due_date"]
        on = due.where(due < day, day)
        found = obligors(table["parcel_id"], on, parcels, transfers)[list(_ANSWER)]
    return table[list(_COLUMNS)].join(found)


def _deviation(table: pd.DataFrame) -> pd.Series:
    """How much better than promised; exactly as promised is zero, without a sign."""
    over = (table["measured"] - table["committed"]).round(_DECIMALS)
    over = over.where(table["operator"].notna())
    over = over.mask(table["operator"].isin(["<=", "<"]), -over)
    return over.mask(table["operator"] == "==", -over.abs()) + 0.0
