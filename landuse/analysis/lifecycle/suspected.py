"""Promises not kept and steps not taken, of which no breach is on record.

Nobody has found a breach yet: it is a suspicion, shown beside the breaches and never
counted as one. A start that the authorities or force majeure hold up is none of the
holder's. A breach on record answers for what was due until it was found, and for
nothing that fell due later.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["suspected_plots"]

_EXIT, _START = "exited", "started"
#: Causes of a late start for which the holder does not answer.
_NOT_HIS = ("government", "force_majeure")
#: Kind of a breach -> indicators of the promises that it is about.
_INDICATORS = {
    "investment_short": ("investment_intensity",),
    "floor_area_ratio_short": ("floor_area_ratio",),
    "coverage_short": ("building_coverage", "building_density"),
    "office_share_over": ("office_share",),
    "tax_short": ("tax_per_mu",),
    "output_short": ("output_per_mu",),
    "energy_over": ("value_added_per_energy", "energy_per_value_added"),
    "emission_over": ("value_added_per_emission", "emission_per_value_added"),
}
#: Steps that are the holder's to take -> kind of the breach if he does not.
_LATE = {
    "started": "late_start",
    "completed": "late_completion",
    "producing": "late_production",
    "full_production": "late_production",
}


def suspected_plots(
    stages: pd.DataFrame,
    promises: pd.DataFrame | None,
    known: pd.DataFrame | None,
    day: pd.Timestamp,
) -> set[str]:
    """Plots with a broken promise or an overdue step that no breach answers for.

    Parameters
    ----------
    stages : DataFrame
        ``parcel_id``, ``lifecycle_stage``, ``is_overdue``, ``next_stage`` and
        ``next_due_date``; ``cause`` and ``cause_to`` of what keeps the holder from
        the start. Plots that were given up are not looked at.
    promises : DataFrame or None
        Commitments with ``state`` and ``origin_parcel_id``.
    known : DataFrame or None
        The breaches that are known on the day, with ``origin_parcel_id``.
    day : Timestamp
        The day; a breach of no day was found by then.

    Returns
    -------
    set of str
        Their ids.

    Examples
    --------
    >>> stages = pd.DataFrame({"parcel_id": ["P1"], "is_overdue": True,
    ...     "lifecycle_stage": "delivered", "next_stage": "started",
    ...     "next_due_date": pd.Timestamp("2022-01-01"),
    ...     "cause": None, "cause_to": pd.NaT})
    >>> suspected_plots(stages, None, None, pd.Timestamp("2022-09-30"))
    {'P1'}
    """
    late = stages[stages["is_overdue"].fillna(value=False)]
    late = late[late["next_stage"].isin(list(_LATE)) & ~_kept_from(late)]
    open_ = [
        pd.DataFrame(
            {
                "parcel_id": late["parcel_id"],
                "origin_parcel_id": late["parcel_id"],
                "about": late["next_stage"].map(_LATE),
                "due": late["next_due_date"],
            }
        )
    ]
    if promises is not None:
        broken = promises[promises["state"] == "breached"]
        broken = broken.rename(columns={"indicator": "about", "due_date": "due"})
        open_.append(broken[list(open_[0].columns)])
    parts = [part.astype({"about": "str"}) for part in open_]
    rows = pd.concat(parts, ignore_index=True)
    if known is not None and len(known):
        rows = rows[~_answered(rows, _answers(known, day))]
    ended = stages.loc[stages["lifecycle_stage"] == _EXIT, "parcel_id"]
    return set(rows["parcel_id"]) - set(ended)


def _kept_from(late: pd.DataFrame) -> pd.Series:
    """Starts that were due while something held that is not of the holder's making."""
    others = late["cause"].isin(_NOT_HIS) & (late["next_stage"] == _START)
    return others & ~(late["cause_to"] < late["next_due_date"])


def _answers(known: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """The last day until which breaches answer, by plot and what they are about."""
    found = known["found_date"].fillna(known["notice_date"]).fillna(day)
    about = [
        _about(kind, indicator)
        for kind, indicator in zip(known["kind"], known["indicator"], strict=True)
    ]
    rows = known.assign(about=pd.Series(about, known.index), until=found)
    both = [
        rows[["parcel_id", "about", "until"]],
        rows[["origin_parcel_id", "about", "until"]].set_axis(
            ["parcel_id", "about", "until"], axis=1
        ),
    ]
    listed = pd.concat(both).explode("about").dropna(subset="about")
    listed = listed.astype({"about": "str"})
    return listed.groupby(["parcel_id", "about"])["until"].max()


def _about(kind: object, indicator: object) -> tuple[str, ...]:
    if isinstance(indicator, str):
        return (indicator,)
    if kind in _LATE.values():
        return (str(kind),)
    return _INDICATORS.get(str(kind), ())


def _answered(rows: pd.DataFrame, answers: pd.Series) -> pd.Series:
    """Whether a breach of the plot, or of the one that it came of, answers."""
    found = pd.Series(data=False, index=rows.index)
    for column in ("parcel_id", "origin_parcel_id"):
        keys = pd.MultiIndex.from_arrays([rows[column], rows["about"]])
        found |= answers.reindex(keys).to_numpy() >= rows["due"].to_numpy()
    return found
