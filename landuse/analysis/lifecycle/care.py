"""What each plot owes on a day: promises, breaches, who answers, and the score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from landuse.analysis.calendar import as_day
from landuse.analysis.lifecycle.breaches import (
    BREACH_STATES,
    OPEN_STATES,
    breach_states,
)
from landuse.analysis.lifecycle.commitments import (
    commitment_counts,
    commitment_states,
)
from landuse.analysis.lifecycle.heirs import carried
from landuse.analysis.lifecycle.obligations import obligors
from landuse.analysis.lifecycle.score import performance, score_rule
from landuse.analysis.lifecycle.suspected import suspected_plots
from landuse.analysis.lifecycle.tallies import tallied
from landuse.policy import Policy

__all__ = ["Records", "care_columns"]

_ANSWER = ["lessee", "obligor", "obligor_basis"]
_SUSPECTED, _NONE = "suspected", "none"


@dataclass(frozen=True)
class Records:
    """What is on record of plots beside their own columns."""

    lineage: pd.DataFrame  #: canonical parcels, also those that have ended
    commitments: pd.DataFrame | None = None
    breaches: pd.DataFrame | None = None
    transfers: pd.DataFrame | None = None


def care_columns(
    plots: pd.DataFrame,
    records: Records,
    policy: Policy,
    as_of: date | str,
    steps: Callable[[], pd.DataFrame],
) -> pd.DataFrame:
    """The columns of each plot.

    Parameters
    ----------
    plots : DataFrame
        ``parcel_id``, ``lifecycle_stage``, ``is_overdue``, ``next_stage``,
        ``next_due_date``, ``cause`` and ``cause_to``.
    records : Records
        Promises, breaches and transfers. What was promised with a plot that was
        divided, and its open breaches, are those of what came of it.
    policy : Policy
        ``lifecycle.rectification_days`` and ``lifecycle.score``.
    as_of : date or str
        The day.
    steps : callable
        Gives the counts of :func:`landuse.analysis.lifecycle.punctual.punctual_steps`;
        only asked where there is a score.

    Returns
    -------
    DataFrame
        On the index of the plots: ``commitments_<state>``; ``breach_state``, the
        worst of the open breaches, ``suspected`` where there is none but a promise is
        broken or a step overdue that no breach on record answers for (never of a
        plot that was given up), else ``none`` (missing where there is no table of
        breaches); ``open_breaches`` and the nearest ``rectify_by_date`` of them;
        ``performance_score``, ``performance_basis``; ``lessee``, ``obligor``,
        ``obligor_basis``.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_breaches, make_parcels
    >>> plots = pd.DataFrame({"parcel_id": ["P1", "P2"], "is_overdue": False,
    ...     "lifecycle_stage": "delivered", "next_stage": "started",
    ...     "next_due_date": pd.NaT, "cause": None, "cause_to": pd.NaT})
    >>> records = Records(make_parcels(parcel_id=["P1", "P2"]),
    ...                   breaches=make_breaches(notice_date="2022-01-01"))
    >>> care_columns(plots, records, load_policy("national"), "2022-09-30",
    ...              pd.DataFrame).breach_state.tolist()
    ['rectification_undated', 'none']
    """
    day, index = as_day(as_of), plots.index
    plots = plots.reset_index(drop=True)  # an index may name several plots alike
    promises = _promises(records, day)
    known = _known(records, policy, day)
    counts = commitment_counts(plots, promises, day)
    found = counts.join(_breaches(plots, known))
    found["breach_state"] = _with_suspicion(
        plots, found["breach_state"], suspected_plots(plots, promises, known, day)
    )
    if score_rule(policy, day.date()) is None:
        kept = pd.DataFrame(index=plots.index)
    else:
        kept = steps().reset_index(drop=True).join(counts).join(_by_state(plots, known))
    found = found.join(performance(kept, policy, as_of))
    who = obligors(plots["parcel_id"], as_of, records.lineage, records.transfers)
    return found.join(who[_ANSWER]).set_axis(index)


def _promises(records: Records, day: pd.Timestamp) -> pd.DataFrame | None:
    """Commitments by the plots that have them on the day, with their state."""
    if records.commitments is None:
        return None
    own = ("indicator", "due_date")
    made = carried(records.commitments, records.lineage, day.date(), own=own)
    return made.assign(state=commitment_states(made, day.date()))


def _known(records: Records, policy: Policy, day: pd.Timestamp) -> pd.DataFrame | None:
    """Known breaches by the plots that have them: what is settled stays."""
    if records.breaches is None:
        return None
    known = breach_states(records.breaches, policy, day.date())
    known = known.assign(origin_parcel_id=known["parcel_id"])
    open_ = known["is_open"]
    moved = carried(known[open_], records.lineage, day.date())
    return pd.concat([known[~open_], moved], ignore_index=True)


def _breaches(plots: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """The worst open breach of each plot, how many there are, the nearest end."""
    ids, index = plots["parcel_id"], plots.index
    if known is None:
        made = {"breach_state": None, "open_breaches": pd.NA, "rectify_by_date": pd.NaT}
        empty = pd.DataFrame(made, index=index)
    else:
        open_ = known[known["is_open"]]
        rank = open_["breach_state"].map({n: i for i, n in enumerate(OPEN_STATES)})
        worst = rank.groupby(open_["parcel_id"]).max()
        ends = open_["rectify_by_date"].where(open_["days_left"].notna())
        empty = pd.DataFrame(
            {
                "breach_state": worst.map(dict(enumerate(OPEN_STATES))).reindex(ids),
                "open_breaches": open_["parcel_id"].value_counts().reindex(ids),
                "rectify_by_date": ends.groupby(open_["parcel_id"]).min().reindex(ids),
            }
        ).set_axis(index)
        empty["open_breaches"] = empty["open_breaches"].fillna(0)
        empty["breach_state"] = empty["breach_state"].astype("str").fillna(_NONE)
    types = {"breach_state": "str", "open_breaches": "Int64"}
    return empty.astype({**types, "rectify_by_date": "datetime64[s]"})


def _with_suspicion(
    plots: pd.DataFrame, state: pd.Series, suspected: set[str]
) -> pd.Series:
    """A suspicion stands where no breach is open."""
    free = state.isna() | (state == _NONE)
    return state.mask(free & plots["parcel_id"].isin(suspected), _SUSPECTED)


def _by_state(plots: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """How many breaches of each plot are in each state; settled ones as well."""
    names = [f"breaches_{state}" for state in BREACH_STATES]
    if known is None:
        return pd.DataFrame(pd.NA, index=plots.index, columns=names, dtype="Int64")
    counts = tallied(plots["parcel_id"], known, "breach_state", BREACH_STATES)
    return counts.set_axis(names, axis=1)
