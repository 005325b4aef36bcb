"""Milestones, promises, breaches and transfers of plots as events of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from landuse.errors import SchemaError
from landuse.issues import Issue
from landuse.ledger.records import LedgerEvent, validated
from landuse.lifeevents import BREACH_FACTS, BREACH_STEPS
from landuse.steps.ledgerevents import records_of
from landuse.steps.plotdays import agreement_days, zones_of_plots

__all__ = ["filed_events", "life_events"]

Row = dict[str, Any]
_FILED = ("is_standard_land", "responsible_unit")
#: What a transfer says beside its day and document.
_OF_TRANSFER = (
    *("transfer_kind", "from_holder", "to_holder", "to_enterprise_id"),
    *("until_date", "assumes_obligations"),
)
_PLAN = ("stage", "planned_date", "agreed_date", "responsible_unit", "item")
_PROMISE = ("indicator", "operator", "committed", "unit", "due_date", "item")
_MEASURED = ("indicator", "operator", "measured", "due_date", "item")


def life_events(
    frames: Mapping[str, pd.DataFrame],
) -> tuple[tuple[LedgerEvent, ...], tuple[Issue, ...]]:
    """The rows of a plot's life as events.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        ``milestones``, ``commitments``, ``breaches`` and ``transfers``, those that
        there are; ``parcels`` for the day of an agreement.

    Returns
    -------
    tuple
        Events, numbered by kind, parcel, day and what distinguishes them; and an issue
        for each that lacks what its kind needs.

    Examples
    --------
    >>> from landuse.testing import make_milestones
    >>> done = make_milestones(stage="completed", actual_date="2021-05-01",
    ...                        result="pass")
    >>> [event.event_id for event in life_events({"milestones": done})[0]]
    ['FACT-milestone-P1-2021-05-01-completed']
    """
    days = agreement_days(frames.get("parcels"))
    zones = zones_of_plots(frames.get("parcels"))
    events: list[LedgerEvent] = []
    issues: list[Issue] = []
    numbers: Counter[str] = Counter()
    for name, made in _MAKERS.items():
        frame = frames.get(name)
        rows = [] if frame is None else records_of(pd.DataFrame(frame))
        for row, event in made(rows, days):
            try:
                placed = replace(event, zone_id=zones.get(row["parcel_id"]))
                events.append(_numbered(validated(placed), numbers))
            except SchemaError as error:
                issues.append(_refused(row, error))
    return tuple(events), tuple(issues)


def _numbered(event: LedgerEvent, numbers: Counter[str]) -> LedgerEvent:
    """Of several with one number the second is marked as that."""
    number = event.event_id or ""
    numbers[number] += 1
    count = numbers[number]
    return event if count == 1 else replace(event, event_id=f"{number}-{count}")


def _milestones(
    rows: list[Row], days: Mapping[str, pd.Timestamp]
) -> Iterator[tuple[Row, LedgerEvent]]:
    for row in _itemed(rows, ("stage", "planned_date", "agreed_date")):
        own, instead = row.get("agreed_date"), days.get(row["parcel_id"])
        agreed = instead if own is None else own
        planned = row if own is not None else {**row, "dated_by": "agreement"}
        done = row.get("actual_date")
        is_plan = row.get("planned_date") or (done is None and _unit(row))
        if is_plan and agreed is not None:
            paper = row.get("document_no") if done is None else None
            names: tuple[str, ...] = (*_PLAN, "dated_by")
            made = _made("planned", row, agreed, planned, names, row["stage"])
            yield row, replace(made, document_no=paper)
        if done is not None:
            names = (*_PLAN, "result")
            yield row, _made("milestone", row, done, row, names, row["stage"])


def _unit(row: Row) -> Any:
    return row.get("responsible_unit")


def _commitments(
    rows: list[Row], days: Mapping[str, pd.Timestamp]
) -> Iterator[tuple[Row, LedgerEvent]]:
    for row in _itemed(rows, ("indicator", "operator", "due_date")):
        which = _joined(row["indicator"], row.get("due_date"))
        agreed, measured = days.get(row["parcel_id"]), row.get("measured_date")
        if agreed is not None:
            yield row, _made("committed", row, agreed, row, _PROMISE, which)
        if measured is not None and row.get("measured") is not None:
            yield row, _made("measured", row, measured, row, _MEASURED, which)


def _itemed(rows: list[Row], names: Iterable[str]) -> Iterator[Row]:
    """Rows that nothing else tells apart are told apart by their place."""
    places: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        key = (row["parcel_id"], *(row.get(name) for name in names))
        places[key] += 1
        yield row if places[key] == 1 else {**row, "item": places[key]}


def _breaches(
    rows: list[Row], _days: Mapping[str, pd.Timestamp]
) -> Iterator[tuple[Row, LedgerEvent]]:
    for row in rows:
        early = row.get("notice_date") is None
        for step in BREACH_STEPS:
            day = row.get(step.date)
            if day is None:
                continue
            facts = {**row, "step": step.name}
            names: tuple[str, ...] = ("breach_id", "step", *BREACH_FACTS, *step.details)
            if step.name == "found" and early:
                names = (*names, "rectify_by_date")
            which = _joined(row["breach_id"], step.name)
            made = _made("breach", row, day, facts, names, which)
            paper = None if step.document is None else row.get(step.document)
            yield row, replace(made, document_no=paper)


def _transfers(
    rows: list[Row], _days: Mapping[str, pd.Timestamp]
) -> Iterator[tuple[Row, LedgerEvent]]:
    for row in rows:
        kind = "leased" if row.get("transfer_kind") == "lease" else "transferred"
        which = row.get("to_holder")
        yield row, _made(kind, row, row["transfer_date"], row, _OF_TRANSFER, which)


_Maker = Callable[
    [list[Row], Mapping[str, pd.Timestamp]], Iterator[tuple[Row, LedgerEvent]]
]
_MAKERS: dict[str, _Maker] = {
    "milestones": _milestones,
    "commitments": _commitments,
    "breaches": _breaches,
    "transfers": _transfers,
}


def _made(
    kind: str,
    row: Row,
    day: pd.Timestamp,
    facts: Row,
    names: Iterable[str],
    which: str | None,
) -> LedgerEvent:
    valid = day.date()
    told = ((name, facts.get(name)) for name in names)
    return LedgerEvent(
        event=kind,
        event_id=_joined("FACT", kind, row["parcel_id"], valid, which),
        valid_date=valid,
        parcel_id=row["parcel_id"],
        document_no=row.get("document_no"),
        remark=row.get("remark"),
        details={name: _text(value) for name, value in told if value is not None},
    )


def _joined(*parts: Any) -> str:
    return "-".join(_text(part) for part in parts if part is not None)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _refused(row: Row, error: SchemaError) -> Issue:
    return Issue(
        "LEDGER_EVENT_REFUSED",
        "error",
        error.args[0],
        file=row.get("source_file"),
        layer=row.get("source_layer"),
        feature=row.get("breach_id") or row["parcel_id"],
    )


def filed_events(
    parcels: pd.DataFrame | None, events: Iterable[LedgerEvent]
) -> tuple[LedgerEvent, ...]:
    """What a plot is, on the day of the first event of it.

    Parameters
    ----------
    parcels : DataFrame or None
        Canonical parcels; of several records of a plot the first counts.
    events : iterable of LedgerEvent
        Of their facts.

    Returns
    -------
    tuple of LedgerEvent
        For each plot that has an event, and of which it is known whether it is
        standard land, or who is responsible.

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> plots = make_parcels(is_standard_land=[True, None])
    >>> days = [LedgerEvent(event="started", valid_date=date(2021, 6, 1),
    ...                     parcel_id=name) for name in ("P1", "P2")]
    >>> [(e.parcel_id, dict(e.details)) for e in filed_events(plots, days)]
    [('P1', {'is_standard_land': 'true'})]
    """
    first: dict[str, date] = {}
    for event in events:
        if event.parcel_id is not None:
            known = first.get(event.parcel_id, event.valid_date)
            first[event.parcel_id] = min(known, event.valid_date)
    if parcels is None:
        return ()
    plots = pd.DataFrame(parcels).drop(columns="geometry", errors="ignore")
    rows = records_of(plots.drop_duplicates("parcel_id"))
    made = [
        _filed(row, first[row["parcel_id"]]) for row in rows if _is_told(row, first)
    ]
    return tuple(validated(event) for event in made)


def _is_told(row: Row, first: Mapping[str, date]) -> bool:
    told = any(row.get(name) is not None for name in _FILED)
    return told and row["parcel_id"] in first


def _filed(row: Row, day: date) -> LedgerEvent:
    made = _made("filed", row, pd.Timestamp(day), row, _FILED, None)
    return replace(
        made,
        zone_id=row.get("zone_id"),
        enterprise_id=row.get("enterprise_id"),
        document_no=None,
        remark=None,
    )
