"""Events that the layers of a project already tell: their dates, with documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.errors import SchemaError
from landuse.issues import Issue
from landuse.ledger.records import LedgerEvent, validated
from landuse.ledger.store import Ledger
from landuse.lifeevents import PLOT_FACTS, PlotFact
from landuse.steps.firstholders import with_first_holders
from landuse.steps.ledgerevents import to_dm2, to_wkb
from landuse.steps.ledgerimport import Entry, Imported, record_events
from landuse.steps.lifefacts import filed_events, life_events
from landuse.steps.undated import undated_facts

__all__ = ["Facts", "events_from_facts", "record_facts"]


@dataclass(frozen=True)
class Facts:
    """Events made from layers, and what could not be made into one."""

    events: tuple[LedgerEvent, ...]
    issues: tuple[Issue, ...]


_OF_BATCHES = (
    PlotFact("approved", "approval_date", "approval_no", "approved_area_m2"),
    PlotFact(
        "batch_withdrawn", "withdrawn_date", "withdrawn_document", "withdrawn_area_m2"
    ),
    PlotFact("batch_lapsed", "lapsed_date", "lapse_document"),
)
#: Only the event that brings land into the ledger brings its outline.
_WITH_OUTLINE = ("approved", "supplied")


def events_from_facts(frames: Mapping[str, pd.DataFrame]) -> Facts:
    """The dated facts of approvals, parcels and their whole life as events.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`: ``approvals``, ``parcels``,
        ``milestones``, ``commitments``, ``breaches`` and ``transfers``, those that
        there are.

    Returns
    -------
    Facts
        Each event has an id made of kind, subject, day and what distinguishes it: the
        same facts give the same events. A fact without what its kind needs is an
        issue; so is one of which no day is stated (``LEDGER_FACT_UNDATED``).

    Examples
    --------
    >>> from landuse.testing import make_parcels
    >>> parcels = make_parcels(supply_date="2019-01-01", start_date="2019-06-01",
    ...                        registered_area_m2=10_000.0)
    >>> [event.event for event in events_from_facts({"parcels": parcels}).events]
    ['supplied', 'started']
    """
    events: list[LedgerEvent] = []
    issues: list[Issue] = []
    plots = with_first_holders(frames.get("parcels"), frames.get("transfers"))
    for frame, facts, key in (
        (frames.get("approvals"), _OF_BATCHES, "batch_id"),
        (plots, PLOT_FACTS, "parcel_id"),
    ):
        for fact, row, epsg in _there(frame, facts):
            try:
                events.append(validated(_event(fact, row, key, epsg)))
            except SchemaError as error:
                issues.append(_issue(fact, row, key, error))
    made, refused = life_events(frames)
    filed = filed_events(frames.get("parcels"), [*events, *made])
    issues += [*refused, *undated_facts(frames)]
    return Facts((*events, *made, *filed), tuple(issues))


def _there(
    frame: pd.DataFrame | None, facts: tuple[PlotFact, ...]
) -> Iterator[tuple[PlotFact, Any, int | None]]:
    """Each fact of each record that has its date, or what stands for it."""
    if frame is None:
        return
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    epsg = None if crs is None else crs.to_epsg()
    for row in frame.itertuples(index=False):
        for fact in facts:
            if _value(row, fact.date) is not None or _holds_instead(fact, row):
                yield fact, row, epsg


def _holds_instead(fact: PlotFact, row: Any) -> bool:
    """Whether a paper of no known day sets something, and another day stands for it."""
    if _stand_in(fact, row) is None:
        return False
    return any(_value(row, column) is not None for column in fact.details)


def _stand_in(fact: PlotFact, row: Any) -> str | None:
    """The column whose day stands for one that is not stated."""
    named = (column for column in fact.instead if _value(row, column) is not None)
    return next(named, None)


def _value(row: Any, column: str | None) -> Any:
    value = None if column is None else getattr(row, column, None)
    return None if value is None or pd.isna(value) else value


def _event(fact: PlotFact, row: Any, key: str, epsg: int | None) -> LedgerEvent:
    own = _value(row, fact.date)
    dated_by = _stand_in(fact, row) if own is None else None
    day = _value(row, dated_by) if own is None else own
    area = _value(row, fact.area)
    outline = to_wkb(row.geometry) if fact.event in _WITH_OUTLINE else None
    subject = getattr(row, key)
    batch = _value(row, "batch_id") if fact.event == "supplied" else None
    return LedgerEvent(
        event=fact.event,
        event_id=_number(fact, subject, day.date()),
        valid_date=day.date(),
        parcel_id=subject if key == "parcel_id" else None,
        batch_id=subject if key == "batch_id" else batch,
        zone_id=_value(row, "zone_id"),
        enterprise_id=_value(row, "enterprise_id"),
        area_dm2=None if area is None else to_dm2(area),
        geometry=outline,
        epsg=None if outline is None else epsg,
        method=_value(row, fact.method),
        document_no=_value(row, fact.document),
        details=_details(fact, row, day, dated_by),
    )


def _number(fact: PlotFact, subject: str, day: Any) -> str:
    which = "" if fact.paper is None else f"-{fact.paper}"
    return f"FACT-{fact.event}-{subject}-{day}{which}"


def _details(
    fact: PlotFact, row: Any, day: pd.Timestamp, dated_by: str | None
) -> dict[str, str]:
    names = (*fact.details, *fact.along)
    found = ((name, _value(row, name)) for name in names)
    facts = {name: _text(value) for name, value in found if value is not None}
    if fact.paper is not None:
        facts["paper"] = fact.paper
    if dated_by is not None:
        facts["dated_by"] = dated_by
    contract = _value(row, "contract_date")
    if fact.is_on_contract and contract is not None and contract > day:
        facts["contract_date"] = _text(contract)
    return facts


def _text(value: Any) -> str:
    return str(value.date() if isinstance(value, pd.Timestamp) else value)


def _issue(fact: PlotFact, row: Any, key: str, error: SchemaError) -> Issue:
    return Issue(
        "LEDGER_EVENT_REFUSED",
        "error",
        error.args[0],
        file=_value(row, "source_file"),
        feature=str(getattr(row, key)),
        field=fact.date,
    )


def record_facts(
    ledger: Ledger, frames: Mapping[str, pd.DataFrame], entry: Entry
) -> Imported:
    """Record the dated facts of a project's layers.

    Parameters
    ----------
    ledger : Ledger
        Opened for writing.
    frames : mapping of str to DataFrame
        From :func:`landuse.steps.judge.placed_frames`.
    entry : Entry
        Who records, and when.

    Returns
    -------
    Imported
        The counts are those of the facts.
    """
    facts = events_from_facts(frames)
    done = record_events(ledger, facts.events, entry, source="facts")
    refused = sum(issue.severity == "error" for issue in facts.issues)
    counts = {
        "source": done.counts["source"] + refused,
        "loaded": done.counts["loaded"],
        "quarantined": done.counts["quarantined"] + refused,
    }
    return Imported(done.receipt, (*facts.issues, *done.issues), counts)
