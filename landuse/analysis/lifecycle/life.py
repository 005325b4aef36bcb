"""The whole life of a plot as of a day: its stage, what is due next, what was promised.

A stage is reached by a dated fact, never by a deadline; being overdue is a property
beside the stage, not a stage.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd

from landuse.analysis.calendar import add_years, as_day
from landuse.analysis.lifecycle.commitments import commitment_counts
from landuse.policy import Policy

__all__ = ["STAGES", "lifecycle"]

#: In their order.
STAGES = (
    "granted",
    "delivered",
    "started",
    "completed",
    "producing",
    "full_production",
    "accepted",
)

#: The dated facts of a stage; the first that is there counts.
_FACTS = {
    "granted": ("contract_date", "supply_date"),
    "delivered": ("delivery_date",),
    "started": ("start_date",),
    "completed": ("completion_date",),
    "producing": ("production_date",),
    "full_production": ("full_production_date",),
    "accepted": ("acceptance_date",),
}
#: The agreed days of a stage; the first that is there counts.
_DUE = {
    "delivered": ("due_delivery_date",),
    "started": ("extended_start_date", "due_start_date"),
    "completed": ("due_completion_date",),
    "producing": ("due_production_date",),
    "full_production": ("due_full_production_date",),
}
#: Where nothing is agreed: so many years after a fact, if the policy says so.
_DUE_AFTER = {
    "started": ("delivery_date", "lifecycle.start_after_delivery_years"),
    "completed": ("start_date", "lifecycle.completion_after_start_years"),
}


def lifecycle(
    parcels: pd.DataFrame,
    commitments: pd.DataFrame | None,
    policy: Policy,
    as_of: date | str,
) -> pd.DataFrame:
    """Stage, next milestone and commitments of each parcel on a day.

    Parameters
    ----------
    parcels : DataFrame
        Canonical parcels.
    commitments : DataFrame or None
        Canonical commitments; without them their counts are missing.
    policy : Policy
        ``lifecycle.start_after_delivery_years``: when work is due where the
        contract does not say.
    as_of : date or str
        Facts of later days have not happened.

    Returns
    -------
    DataFrame
        On the parcels' index: ``lifecycle_stage`` (the furthest reached; missing
        when nothing is dated), ``next_stage``, ``next_due_date``, ``due_basis``
        (the column it comes from), ``is_overdue`` (missing where no day is
        known), ``days_overdue``, ``skipped_stages`` and ``impossible_order``
        (``;``-joined), ``commitments_met``, ``commitments_breached``,
        ``commitments_not_yet_due``, ``commitments_no_measurement``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_parcels
    >>> plot = make_parcels(delivery_date="2021-03-01")
    >>> states = lifecycle(plot, None, load_policy("puyang"), "2022-03-02")
    >>> states[["lifecycle_stage", "next_stage", "days_overdue"]].values.tolist()
    [['delivered', 'started', 1]]
    """
    day = as_day(as_of)
    facts = _facts(parcels, day)
    reached = _furthest(facts)
    result = pd.DataFrame(index=parcels.index)
    result["lifecycle_stage"] = _named(reached, parcels.index)
    has_next = reached < len(STAGES) - 1
    following = np.where(has_next, reached + 1, -1)
    result["next_stage"] = _named(following, parcels.index)
    due, basis = _next_due(parcels, facts, following, policy)
    result["next_due_date"], result["due_basis"] = due, basis
    overdue = (due < day).astype("boolean").mask(due.isna() & has_next)
    result["is_overdue"] = overdue
    days = (day - due).dt.days.where(due < day, 0).where(overdue.notna())
    result["days_overdue"] = days.astype("Int64")
    result["skipped_stages"] = _skipped(facts, reached)
    result["impossible_order"] = _impossible(facts)
    return result.join(commitment_counts(parcels, commitments, day))


def _facts(parcels: pd.DataFrame, day: pd.Timestamp) -> dict[str, pd.Series]:
    """The date of each stage; what lies after the day has not happened."""
    return {
        stage: _first([parcels[c].where(parcels[c] <= day) for c in columns])
        for stage, columns in _FACTS.items()
    }


def _first(columns: list[pd.Series]) -> pd.Series:
    first = columns[0]
    for column in columns[1:]:
        first = first.fillna(column)
    return first


def _furthest(facts: dict[str, pd.Series]) -> np.ndarray:
    """Place of the last stage that has a date; -1 without any."""
    dated = np.column_stack([facts[stage].notna() for stage in STAGES])
    places = np.where(dated, np.arange(len(STAGES)), -1)
    return places.max(axis=1, initial=-1)


def _named(places: np.ndarray, index: pd.Index) -> pd.Series:
    """Stage names of places; missing for -1."""
    names = np.array([*STAGES, None], dtype=object)[places]
    return pd.Series(names, index=index, dtype="str")


def _next_due(
    parcels: pd.DataFrame,
    facts: dict[str, pd.Series],
    following: np.ndarray,
    policy: Policy,
) -> tuple[pd.Series, pd.Series]:
    due = pd.Series(pd.NaT, index=parcels.index, dtype="datetime64[s]")
    basis = pd.Series(None, index=parcels.index, dtype="str")
    for place, stage in enumerate(STAGES):
        here = pd.Series(following == place, index=parcels.index)
        for column, dates in _due_dates(parcels, facts, stage, policy).items():
            use = here & due.isna() & dates.notna()
            due, basis = due.mask(use, dates), basis.mask(use, column)
    return due, basis


def _due_dates(
    parcels: pd.DataFrame, facts: dict[str, pd.Series], stage: str, policy: Policy
) -> dict[str, pd.Series]:
    """When a stage is due by each ground, the strongest first."""
    dates = {column: parcels[column] for column in _DUE.get(stage, ())}
    if stage in _DUE_AFTER:
        column, key = _DUE_AFTER[stage]
        if policy.is_configured(key):
            before = STAGES[STAGES.index(stage) - 1]
            dates[column] = add_years(facts[before], policy.value(key))
    return dates


def _skipped(facts: dict[str, pd.Series], reached: np.ndarray) -> pd.Series:
    """Earlier stages without a date."""
    gaps = {
        stage: facts[stage].isna() & (reached > place)
        for place, stage in enumerate(STAGES)
    }
    return _joined(gaps, facts[STAGES[0]].index)


def _impossible(facts: dict[str, pd.Series]) -> pd.Series:
    """Pairs of which the later stage is dated before the earlier one."""
    wrong = {
        f"{later}<{earlier}": facts[later] < facts[earlier]
        for earlier, later in combinations(STAGES, 2)
    }
    return _joined(wrong, facts[STAGES[0]].index)


def _joined(conditions: dict[str, pd.Series], index: pd.Index) -> pd.Series:
    """Names of the conditions that hold, joined; missing where none does."""
    text = pd.Series("", index=index, dtype="str")
    for name, condition in conditions.items():
        if condition.any():
            text = text.mask(condition, text + f";{name}")
    return text.str[1:].where(text != "")
