"""Facts of a plot's life of which no day is stated: no ledger can hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from landuse.issues import Issue
from landuse.lifeevents import BREACH_STEPS, PLOT_FACTS
from landuse.messages import worded
from landuse.steps.plotdays import agreement_days
from landuse.vocabulary import label
from landuse.wording import Worded

__all__ = ["undated_facts"]

_SHOWN = 3


def undated_facts(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    """What the frames state without its day, one issue for each column.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As for :func:`landuse.steps.ledgerfacts.events_from_facts`.

    Returns
    -------
    list of Issue
        ``LEDGER_FACT_UNDATED``: how many records, which column, which day is missing;
        ``LEDGER_LINEAGE_NOT_RECORDED`` where plots name their successors.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(extended_start_date=["2022-01-01", None])
    >>> [issue.field for issue in undated_facts({"parcels": plots})]
    ['extended_start_date']
    """
    found = [*_of_plots(frames), *_of_rows(frames)]
    told = [_issue(*one) for one in found if one[1].any()]
    return told + _of_lineage(frames.get("parcels"))


def _of_lineage(plots: pd.DataFrame | None) -> list[Issue]:
    """Plots that came of others: a table does not say by which split or merger."""
    if plots is None or not (rows := _has(plots, "successor")).any():
        return []
    count = int(rows.sum())
    message = worded("ledger_lineage", count=count, parcels=_named(plots, rows))
    return [
        Issue(
            "LEDGER_LINEAGE_NOT_RECORDED",
            "warning",
            message,
            layer="parcels",
            field="successor",
            value=str(count),
        )
    ]


_Found = tuple[pd.DataFrame, pd.Series, str, str, str]


def _of_plots(frames: Mapping[str, pd.DataFrame]) -> Iterator[_Found]:
    plots = frames.get("parcels")
    if plots is None:
        return
    for fact in PLOT_FACTS:
        if not fact.is_seen:
            continue
        days = [_has(plots, column) for column in (fact.date, *fact.instead)]
        never = ~pd.concat(days, axis=1).any(axis=1)
        for name in (*fact.details, fact.document, fact.method):
            if name is not None:
                yield plots, _has(plots, name) & never, "parcels", name, fact.date


def _of_rows(frames: Mapping[str, pd.DataFrame]) -> Iterator[_Found]:
    days = agreement_days(frames.get("parcels"))
    steps = frames.get("milestones")
    if steps is not None:
        open_ = ~_has(steps, "agreed_date") & ~steps["parcel_id"].isin(days.keys())
        plan = _has(steps, "planned_date") & open_
        yield steps, plan, "milestones", "planned_date", "agreed_date"
        undone = ~_has(steps, "actual_date") & _has(steps, "result")
        yield steps, undone, "milestones", "result", "actual_date"
    promises = frames.get("commitments")
    if promises is not None:
        never = ~promises["parcel_id"].isin(days.keys())
        yield promises, never, "commitments", "committed", "agreement_date"
        open_ = _has(promises, "measured") & ~_has(promises, "measured_date")
        yield promises, open_, "commitments", "measured", "measured_date"
    yield from _of_breaches(frames.get("breaches"))


def _of_breaches(rows: pd.DataFrame | None) -> Iterator[_Found]:
    if rows is None:
        return
    dated = pd.concat([_has(rows, step.date) for step in BREACH_STEPS], axis=1)
    never = ~dated.any(axis=1)
    yield rows, never, "breaches", "breach_id", "found_date"
    for step in BREACH_STEPS:
        missing = ~_has(rows, step.date) & ~never
        for name in (*step.details, step.document):
            if name is not None:
                open_ = missing & ~_told_with(rows, name)
                yield rows, open_ & _has(rows, name), "breaches", name, step.date


def _told_with(rows: pd.DataFrame, name: str) -> pd.Series:
    """A period without a notice holds from the day on which the breach was found."""
    return _has(rows, "found_date" if name == "rectify_by_date" else "")


def _has(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series(data=False, index=frame.index)
    return frame[column].notna()


def _issue(
    frame: pd.DataFrame, rows: pd.Series, kind: str, column: str, day: str
) -> Issue:
    message = worded(
        "ledger_undated",
        count=int(rows.sum()),
        frame=Worded(kind, label("sheet", kind)),
        field=column,
        day=day,
        parcels=_named(frame, rows),
    )
    return Issue(
        "LEDGER_FACT_UNDATED",
        "warning",
        message,
        layer=kind,
        field=column,
        value=str(int(rows.sum())),
    )


def _named(frame: pd.DataFrame, rows: pd.Series) -> str:
    """The first of the plots that some rows are about."""
    names = frame.loc[rows, "parcel_id"].drop_duplicates()
    more = "" if len(names) <= _SHOWN else ", ..."
    return ", ".join(names.head(_SHOWN)) + more
