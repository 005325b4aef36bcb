"""Why land lies idle: dated causes, each day of the idle time counted once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from landuse.analysis.facts import Facts
from landuse.analysis.idle.spans import covered_days, day_numbers, disjoint, moved_by
from landuse.policy import Policy

__all__ = ["CLASSES", "IdleTime", "idle_time"]

#: Classes of causes; days of each are figures of the finding.
CLASSES = ("government", "force_majeure", "judicial", "enterprise")
_COLUMNS = ("cause", "cause_from", "cause_to")


@dataclass(frozen=True)
class IdleTime:
    """The time from the day after the due start to the day of the audit."""

    due: pd.Series
    spans: pd.DataFrame  #: place, cause, first, last, dated: within the idle time
    as_of: pd.Timestamp
    excusing: tuple[str, ...]  #: classes that count before all others
    deducted: tuple[str, ...]  #: classes whose dated spans move the clock

    @cached_property
    def _moving(self) -> pd.DataFrame:
        spans = self.spans[self.spans["dated"]]
        spans = spans[spans["cause"].isin(self.deducted)]
        return disjoint(spans[["place", "first", "last"]])

    def moved(self, dates: pd.Series) -> pd.Series:
        """Days such as anniversaries, later by the spans that are deducted."""
        return moved_by(dates, self._moving) if len(self._moving) else dates

    @cached_property
    def total_days(self) -> pd.Series:
        """Days from the due start to the day; 0 where it is not yet due."""
        return (self.as_of - self.due).dt.days.clip(lower=0)

    @cached_property
    def deducted_days(self) -> pd.Series:
        """Days that the policy takes out."""
        days = covered_days(self._moving, len(self.due))
        return pd.Series(days, self.due.index).where(self.due.notna())

    @cached_property
    def split(self) -> pd.DataFrame:
        """Days by class and those that no cause explains; they add up to the total."""
        counted = pd.Series(0, self.due.index)
        taken = self.spans.iloc[:0]
        days = {}
        for name in dict.fromkeys((*self.excusing, "enterprise", *CLASSES)):
            own = self.spans["cause"] == name
            if own.any():
                taken = pd.concat([taken, self.spans[own]])
                covered = covered_days(taken, len(self.due))
                days[name] = covered - counted
                counted = pd.Series(covered, self.due.index)
            else:
                days[name] = 0
        table = pd.DataFrame(days, self.due.index)
        table["unexplained"] = self.total_days - counted
        return table.where(self.due.notna()).add_suffix("_days")

    def cause_class(self, stated: pd.Series) -> pd.Series:
        """Enterprise, government, force majeure, or mixed; missing where none."""
        held = self.split[[f"{name}_days" for name in CLASSES]].gt(0).to_numpy()
        names = np.array([*CLASSES, "mixed", None], dtype=object)
        many, none = len(CLASSES), len(CLASSES) + 1
        number = held.sum(axis=1)
        code = np.where(number == 1, held.argmax(axis=1), many)
        found = pd.Series(names[np.where(number == 0, none, code)], stated.index)
        return found.mask(stated == "mixed", "mixed").astype("str")


def idle_time(facts: Facts, due: pd.Series, policy: Policy) -> IdleTime:
    """The idle time of each parcel or phase with its causes.

    Parameters
    ----------
    facts : Facts
        Causes stand in the columns ``cause``, ``cause_from``, ``cause_to`` and in
        ``facts.causes``.
    due : Series of datetime64
        From when time is idle, on the index of the facts.
    policy : Policy
        Names the excusing classes and those that are deducted.

    Returns
    -------
    IdleTime
        A span without a first day begins with the idle time, one without a last
        day goes on; neither moves the clock.
    """
    day = facts.as_of.date()
    spans = _own(facts)
    if facts.causes is not None and len(facts.causes):
        spans = pd.concat([spans, _listed(facts, facts.causes)], ignore_index=True)
    return IdleTime(
        due=due,
        spans=_within(spans, due, facts.as_of),
        as_of=facts.as_of,
        excusing=tuple(policy.value("idle.excusing_causes", day)),
        deducted=tuple(policy.value("idle.deduct_periods", day)),
    )


def _own(facts: Facts) -> pd.DataFrame:
    """The cause that the parcel itself names; of a mixed one no days are known."""
    place = np.flatnonzero(facts.frame["cause"].isin(CLASSES))
    columns = {name: facts.frame[name].iloc[place] for name in _COLUMNS}
    return pd.DataFrame(columns).assign(place=place)


def _listed(facts: Facts, causes: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table of causes, for the whole parcel or for the phase named."""
    places = pd.DataFrame({"parcel_id": facts.frame["parcel_id"].to_numpy()})
    places["place"] = np.arange(len(places))
    if "phase" in facts.frame:
        places["own_phase"] = facts.frame["phase"].to_numpy()
    rows = causes.merge(places, on="parcel_id")
    if "own_phase" in rows:
        rows = rows[rows["phase"].isna() | (rows["phase"] == rows["own_phase"])]
    return rows[[*_COLUMNS, "place"]]


def _within(spans: pd.DataFrame, due: pd.Series, as_of: pd.Timestamp) -> pd.DataFrame:
    """Spans cut to the idle time: the day after the due start to the day."""
    begin = day_numbers(due)[spans["place"].to_numpy()] + 1
    end = day_numbers(pd.Series([as_of]))[0]
    first, last = day_numbers(spans["cause_from"]), day_numbers(spans["cause_to"])
    cut = pd.DataFrame(
        {
            "place": spans["place"].to_numpy(dtype="int64"),
            "cause": spans["cause"].to_numpy(dtype=object),
            "first": np.fmax(first, begin),
            "last": np.fmin(last, end),
            "dated": ~np.isnan(first) & ~np.isnan(last),
        }
    )
    return cut[(cut["first"] <= cut["last"]) & ~np.isnan(begin)].reset_index(drop=True)
