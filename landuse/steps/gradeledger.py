"""Grades in the ledger: added with the day from which they hold, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from landuse.analysis.calendar import add_months
from landuse.errors import PolicyError
from landuse.ledger.facade import Ledger
from landuse.ledger.reading import Moment
from landuse.ledger.records import LedgerEvent
from landuse.policy import Policy
from landuse.steps.grading import Grades

__all__ = ["effective_day", "grade_events", "recorded_grades"]

KIND = "graded"
_MONTHS = "grade.in_force_after_months"
#: Facts of the event, by the column of the grades that has them.
_FACTS = (
    *("grade", "year", "track", "composite", "composite_place", "evaluated"),
    *("decided_by", "computed_grade", "policy", "policy_hash"),
)
_WHOLE = ("year", "composite_place", "evaluated")


def effective_day(policy: Policy, year: int) -> date:
    """The day from which the grades of a year hold, as the policy has it.

    Parameters
    ----------
    policy : Policy
        ``grade.in_force_after_months``, counted from the end of the year.
    year : int
        Of the figures.

    Returns
    -------
    date
        First of a month.

    Raises
    ------
    PolicyError
        The policy does not say.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> effective_day(load_policy("puyang"), 2021)
    datetime.date(2022, 1, 1)
    """
    if not policy.is_configured(_MONTHS):
        msg = "not configured; give the day from which the grades hold"
        raise PolicyError(msg, policy.id, _MONTHS)
    first = pd.Series([pd.Timestamp(year + 1, 1, 1)])
    return add_months(first, int(policy.value(_MONTHS))).iloc[0].date()


def grade_events(
    found: Grades, effective: date, grades: Iterable[str]
) -> tuple[LedgerEvent, ...]:
    """Grades as events of the ledger.

    Parameters
    ----------
    found : Grades
        Of a year.
    effective : date
        The day from which they hold.
    grades : iterable of str
        The policy's grades; who has none of them is not recorded.

    Returns
    -------
    tuple of LedgerEvent
        By enterprise. The same grades again are the same events.

    Examples
    --------
    >>> row = {"enterprise_id": "E1", "zone_id": "Z1", "grade": "A", "year": 2021,
    ...        "composite": 98.5, "policy_hash": "ab"}
    >>> made = grade_events(Grades(2021, pd.DataFrame([row]), pd.DataFrame()),
    ...                     date(2022, 1, 1), ["A", "B", "C"])
    >>> dict(made[0].details)["composite"], made[0].valid_date.isoformat()
    ('98.5', '2022-01-01')
    """
    table = found.enterprises
    table = table[table["grade"].isin(list(grades))].sort_values("enterprise_id")
    plain = table.astype(object).where(table.notna(), None)
    return tuple(_event(row, effective) for row in plain.to_dict("records"))


def _event(row: Mapping[str, Any], effective: date) -> LedgerEvent:
    day = row.get("override_document_date")
    return LedgerEvent(
        event=KIND,
        valid_date=effective,
        enterprise_id=row["enterprise_id"],
        zone_id=row.get("zone_id"),
        document_no=row.get("override_document_no"),
        document_date=None if day is None else day.date(),
        remark=row.get("override_reason"),
        details={n: _text(n, row[n]) for n in _FACTS if row.get(n) is not None},
    )


def _text(name: str, value: Any) -> str:
    return str(int(value)) if name in _WHOLE else str(value)


def recorded_grades(
    ledger: Ledger, *, as_of: Moment | None = None, known_at: Moment | None = None
) -> pd.DataFrame:
    """The grade of each enterprise that holds on a day, as known at a time.

    Parameters
    ----------
    ledger : Ledger
        Open.
    as_of : date or str, optional
        The day; without it the last grade of all.
    known_at : date, datetime or str, optional
        Recorded by then.

    Returns
    -------
    DataFrame
        By ``enterprise_id``: ``valid_date``, ``document_no``, ``recorded_at``,
        ``recorded_by``, ``event_id`` and the facts of the event.
    """
    events = ledger.events(as_of=as_of, known_at=known_at)
    held = events[(events["event"] == KIND) & ~events["event_id"].isin(_gone(events))]
    last = held.sort_values(["valid_date", "seq"], kind="stable")
    last = last.drop_duplicates("enterprise_id", keep="last")
    last = last.sort_values("enterprise_id").reset_index(drop=True)
    facts = pd.DataFrame(
        [json.loads(text) for text in last["details"]], columns=list(_FACTS)
    )
    names = ["enterprise_id", "valid_date", "document_no", "event_id"]
    shown = pd.DataFrame(last[[*names, "recorded_at", "recorded_by"]])
    return shown.join(facts)


def _gone(events: pd.DataFrame) -> set[str]:
    """What is reversed, but not by an event that is itself reversed later."""
    reversals = events[events["event"] == "reversed"].sort_values("seq")
    gone: set[str] = set()
    for own, target in reversals[["event_id", "reverses"]].to_numpy()[::-1]:
        if own not in gone:
            gone.add(target)
    return gone
