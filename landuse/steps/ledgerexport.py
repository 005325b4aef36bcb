"""The ledger as a workbook for staff, a GeoPackage, or a table for scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from landuse.errors import SchemaError, SourceError
from landuse.eventdetails import details_of
from landuse.io.geopackage import write_layers
from landuse.io.workbook import write_workbook
from landuse.io.write import write_table
from landuse.issues import Issue
from landuse.ledger.store import Ledger
from landuse.messages import worded
from landuse.steps.ledgercertify import about_frame
from landuse.steps.ledgershow import Moment
from landuse.units import to_mu

__all__ = ["export_ledger"]

#: Columns of the bureau's sheet, in its order; what the chain needs stands last.
_SHEET = (
    *("event_id", "event", "parcel_id", "batch_id", "zone_id", "enterprise_id"),
    *("valid_date", "recorded_date", "area_mu", "registered_area_m2", "method"),
    *("document_no", "document_date", "reverses", "parents", "children", "details"),
    *("remark", "recorded_at", "recorded_by", "evidence_sha256", "seq", "hash"),
)


def export_ledger(
    ledger: Ledger,
    out: Path,
    *,
    as_of: Moment = None,
    known_at: Moment = None,
    lang: str = "zh",
    overwrite: bool = False,
) -> tuple[int, tuple[Issue, ...]]:
    """Write a ledger as a file, by its ending.

    Parameters
    ----------
    ledger : Ledger
        Opened.
    out : Path
        ``.xlsx``: events, parcels, balances and where they are from; ``.gpkg``:
        the same as layers and tables; ``.parquet``: the events.
    as_of, known_at : date or datetime, optional
        Events of later days, or recorded later, are left out.
    lang : {"zh", "en"}, default "zh"
        Language of the workbook.
    overwrite : bool, default False
        Replace a file that is there.

    Returns
    -------
    tuple
        Count of the events, and what the format could not hold.

    Raises
    ------
    SourceError
        Another ending, or a file that is there.
    """
    writers: dict[str, Callable[[], tuple[Issue, ...]]] = {
        ".xlsx": lambda: write_workbook(sheets, out, lang=lang, stamp=stamp),
        ".gpkg": lambda: write_layers(layers, out, stamp=stamp),
        ".parquet": lambda: _table(events, out),
    }
    ending = out.suffix.lower()
    if ending not in writers:
        raise SourceError(worded("ledger_ending", endings=", ".join(writers)), out)
    if out.exists() and not overwrite:
        raise SourceError(worded("there_replace"), out)
    events = ledger.events(as_of=as_of, known_at=known_at).sort_values("seq")
    state = ledger.state(as_of=as_of, known_at=known_at)
    balances = ledger.balances(as_of=as_of, known_at=known_at)
    stamp = _stamp(events, as_of)
    about = _about(ledger, len(events), as_of, known_at)
    sheets = {
        "ledger_events": _sheet(events),
        "ledger_parcels": _with_mu(state).rename(columns={"batches": "batch_id"}),
        "ledger_balances": _with_mu(balances[balances["area_m2"] != 0]),
        "ledger_about": about,
    }
    layers = {
        "events": events,
        "parcels": _placed(state, events),
        "balances": balances,
        "about": about,
    }
    return len(events), writers[ending]()


def _table(events: pd.DataFrame, out: Path) -> tuple[Issue, ...]:
    write_table(events, out)
    return ()


def _stamp(events: pd.DataFrame, as_of: Moment) -> date:
    """The day that the file says it was made: never that of the clock."""
    if as_of is not None:
        return as_of
    last = pd.to_datetime(events["recorded_at"], utc=True).max()
    return date(1980, 1, 1) if pd.isna(last) else last.date()


def _sheet(events: pd.DataFrame) -> pd.DataFrame:
    """The bureau's columns; those that no event fills are left out."""
    added = events.assign(
        area_mu=to_mu(events["registered_area_m2"]),
        details=events["details"].map(_plain_facts, na_action="ignore").astype("str"),
    )
    plain = pd.DataFrame(added[[name for name in _SHEET if name in added]])
    return plain.dropna(axis="columns", how="all")


def _plain_facts(text: str) -> str:
    """Facts as a clerk reads them, where that says the same to a program."""
    facts = details_of(text)
    plain = "；".join(f"{name}={value}" for name, value in facts.items())
    try:
        return plain if details_of(plain) == facts else text
    except SchemaError:
        return text


def _with_mu(frame: pd.DataFrame) -> pd.DataFrame:
    """Areas in mu beside those in square metres."""
    result = frame.copy()
    for name in [n for n in frame.columns if str(n).endswith("_m2")]:
        place = int(result.columns.get_indexer([name])[0])
        result.insert(place, f"{str(name)[:-3]}_mu", to_mu(frame[name]))
    return result.dropna(axis="columns", how="all")


def _placed(state: pd.DataFrame, events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Parcels with the last outline that an event gave them."""
    shown = events[events.geometry.notna() & events["parcel_id"].notna()]
    last = shown.sort_values(["valid_date", "seq"], kind="stable")
    shapes = last.drop_duplicates("parcel_id", keep="last").set_index("parcel_id")
    found = shapes.geometry.reindex(state["parcel_id"]).to_numpy()
    return gpd.GeoDataFrame(state, geometry=found, crs=events.crs)


def _about(ledger: Ledger, count: int, as_of: Moment, known_at: Moment) -> pd.DataFrame:
    facts = {
        "title": ledger.meta.title,
        "policy": ledger.meta.policy,
        "as_of": as_of,
        "known_at": known_at,
        "events": count,
        "head": ledger.head,
    }
    return about_frame(facts)
