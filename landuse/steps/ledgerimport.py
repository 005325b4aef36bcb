"""Events into the ledger: read, given outlines, held against what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import geopandas as gpd
import pandas as pd

from landuse.errors import SchemaError
from landuse.eventdetails import details_of
from landuse.io.datum import reproject
from landuse.io.source import Source, read_source
from landuse.issues import Issue
from landuse.ledger.records import LedgerEvent
from landuse.ledger.store import Ledger, Receipt
from landuse.messages import worded
from landuse.policy import Region
from landuse.steps.ledgerevents import events_of
from landuse.steps.ledgertexts import details_text

__all__ = ["Entry", "Imported", "import_source", "record_events", "with_outlines"]

_OUTLINE_FROM = "outline_from"
#: What takes an entry back says nothing of land by itself.
_REVERSED = "reversed"
_COUNTERS = ("assembled", "revitalized")
#: May be decided for a day to come.
_AHEAD = ("zone_boundary",)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who records, and when."""

    by: str
    at: datetime  #: in the zone of the office, whose day is today

    @property
    def today(self) -> date:
        """The day of the office."""
        return self.at.date()


@dataclass(frozen=True)
class Imported:
    """What became of the rows of a file, or of events made from a project."""

    receipt: Receipt
    issues: tuple[Issue, ...]
    counts: Mapping[str, int]  #: source, loaded, quarantined: the rows

    @property
    def outcome(self) -> str:
        """``quarantine`` where a row was set aside, else ``flag`` or ``ok``."""
        if self.counts["quarantined"]:
            return "quarantine"
        doubts = any(issue.severity != "info" for issue in self.issues)
        return "flag" if doubts else "ok"


def import_source(
    ledger: Ledger,
    source: Source,
    entry: Entry,
    *,
    region: Region | None = None,
    parcels: gpd.GeoDataFrame | None = None,
) -> Imported:
    """Record the events of a file.

    Parameters
    ----------
    ledger : Ledger
        Opened for writing.
    source : Source
        Of kind ``events``.
    entry : Entry
        Who records, and when.
    region : Region, optional
        Where the city lies.
    parcels : GeoDataFrame, optional
        Gives an outline to each event that has none, by its parcel.

    Returns
    -------
    Imported
        Every row is recorded, there already, or set aside with its reason.

    Raises
    ------
    SourceError
        A file that cannot be used at all.
    LedgerError
        A ledger that cannot be written.
    """
    loaded = read_source(source, region)
    frame = with_outlines(loaded.frame, parcels)
    made = events_of(frame)
    known = None if parcels is None else set(parcels["parcel_id"].dropna())
    done = record_events(ledger, made.events, entry, source=source.name, known=known)
    aside = loaded.counts["quarantined"] + len(made.aside)
    counts = {
        "source": loaded.counts["source"],
        "loaded": done.counts["loaded"],
        "quarantined": aside + done.counts["quarantined"],
    }
    return Imported(
        done.receipt,
        tuple(_of_file([*loaded.issues, *made.issues, *done.issues], source.name)),
        counts,
    )


def _of_file(issues: Iterable[Issue], name: str) -> Iterator[Issue]:
    return (i if i.file is not None else replace(i, file=name) for i in issues)


def with_outlines(
    events: pd.DataFrame, parcels: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Events with the outline of their parcel where they have none of their own.

    Parameters
    ----------
    events : DataFrame or GeoDataFrame
        Canonical events; not changed.
    parcels : GeoDataFrame or None
        Canonical parcels; of several records of a parcel the first counts.

    Returns
    -------
    GeoDataFrame
        In the system of the parcels; ``outline_from`` in ``details`` names the file
        that the outline is from.

    Examples
    --------
    >>> from landuse.testing import make_events, make_parcels
    >>> events = make_events(parcel_id=["P1", "X"], valid_date="2021-06-01")
    >>> with_outlines(events, make_parcels()).geometry.notna().tolist()
    [True, False]
    """
    if parcels is None:
        return events
    own = _own_outlines(events, parcels)
    first = parcels.drop_duplicates("parcel_id").set_index("parcel_id")
    lent = own.isna() & events["parcel_id"].isin(first.index)
    lent &= events["event"] != _REVERSED
    ids = events.loc[lent, "parcel_id"]
    shapes = own.copy()
    shapes[lent] = first.geometry.reindex(ids).to_numpy()
    files = first.get("source_file", pd.Series("parcels", index=first.index))
    facts = events["details"].copy()
    facts[lent] = [
        _with_fact(text, str(file))
        for text, file in zip(facts[lent], files.reindex(ids), strict=True)
    ]
    plain = pd.DataFrame(events.drop(columns="geometry")).assign(details=facts)
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=parcels.crs)


def _own_outlines(events: pd.DataFrame, parcels: gpd.GeoDataFrame) -> gpd.GeoSeries:
    crs = getattr(events, "crs", None)
    if crs is not None and crs != parcels.crs:
        events = reproject(events, parcels.crs.to_epsg())
    own = events["geometry"].where(events["geometry"].notna(), None)
    return gpd.GeoSeries(own.tolist(), index=events.index, crs=parcels.crs)


def _with_fact(text: str | None, file: str) -> str:
    facts = details_of(None if pd.isna(text) else text)
    return str(details_text({**facts, _OUTLINE_FROM: file}))


def record_events(
    ledger: Ledger,
    events: Sequence[LedgerEvent],
    entry: Entry,
    *,
    source: str | None = None,
    known: set[str] | None = None,
    expected: Mapping[str, int] | None = None,
) -> Imported:
    """Record events; those that have not happened yet are set aside.

    Parameters
    ----------
    ledger : Ledger
        Opened for writing.
    events : sequence of LedgerEvent
        Validated.
    entry : Entry
        Who records, and when.
    source : str, optional
        What they come from; without it an event that cannot be recorded is an error.
    known : set of str, optional
        The parcels that there are; others are told.
    expected : mapping of str to int, optional
        Versions of subjects that the clerk saw.

    Returns
    -------
    Imported
        With the counts of the events.

    Raises
    ------
    SchemaError
        An event that cannot be recorded, without ``source``.
    """
    today = entry.today
    happened = [e for e in events if _has_happened(e, today)]
    ahead = [_future(e, today) for e in events if not _has_happened(e, today)]
    if ahead and source is None:
        raise SchemaError(ahead[0].message)
    doubts = [*_unknown(happened, ledger, known), *_without_outline(happened)]
    receipt = ledger.append(
        happened,
        by=entry.by,
        at=entry.at.astimezone(UTC),
        source=source,
        expected=expected,
    )
    refused = sum(issue.severity == "error" for issue in receipt.issues)
    counts = {
        "source": len(events),
        "loaded": receipt.added + receipt.already,
        "quarantined": len(ahead) + refused,
    }
    return Imported(receipt, (*ahead, *doubts, *receipt.issues), counts)


def _has_happened(event: LedgerEvent, today: date) -> bool:
    return event.valid_date <= today or event.event in _AHEAD


def _future(event: LedgerEvent, today: date) -> Issue:
    text = worded("ledger_future", day=event.valid_date, today=today)
    return Issue(
        "LEDGER_EVENT_IN_FUTURE",
        "error",
        text,
        feature=event.event_id,
        field="valid_date",
        value=event.valid_date.isoformat(),
    )


def _unknown(
    events: Sequence[LedgerEvent], ledger: Ledger, known: set[str] | None
) -> Iterator[Issue]:
    """Events of parcels that neither the project nor the ledger has."""
    if known is None:
        return
    made = {child for event in events for child, _ in event.children}
    there = known | made | set(ledger.state()["parcel_id"])
    for event in events:
        if event.parcel_id is not None and event.parcel_id not in there:
            yield Issue(
                "LEDGER_UNKNOWN_PARCEL",
                "warning",
                worded("ledger_unknown_parcel", parcel=event.parcel_id),
                feature=event.event_id,
                field="parcel_id",
                value=event.parcel_id,
            )


def _without_outline(events: Sequence[LedgerEvent]) -> Iterator[Issue]:
    for event in events:
        if event.event in _COUNTERS and event.geometry is None:
            yield Issue(
                "LEDGER_NO_OUTLINE",
                "warning",
                worded("ledger_no_outline"),
                feature=event.event_id,
                field="geometry",
            )
