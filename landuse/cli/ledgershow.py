"""``landuse ledger show``: where the land is, the events, the file of a parcel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pandas as pd
import typer
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from landuse.cli.ledgeroptions import KnownAt, LedgerPath, json_rows, moments, shown
from landuse.cli.options import AsOf, Json, Lang, console, emit
from landuse.ledger.store import open_ledger
from landuse.steps.ledgershow import Overview, ParcelFile, overview, parcel_file
from landuse.units import round_half_up, to_mu
from landuse.vocabulary import has_label, label

__all__ = ["show"]

_HEADINGS = ("ledger", "field", "column")
_LAST = 50  #: events that a screen takes; an export has all
_EVENT = ("seq", "valid_date", "event", "subject", "method", "document_no", "area_mu")
_GROUPS = {
    "account": "ledger_account",
    "category": "category",
    "event": "event",
    "is_sealed": "bool",
    "method": "method",
}


def show(
    ledger: LedgerPath,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    parcel: Annotated[
        str | None, typer.Option("--parcel", help="一宗地的案卷。 File of a parcel.")
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="列出事项。 List the events.")
    ] = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """查看账户余额、宗地现状、事项。  Show balances, parcels and events."""
    day, moment = moments(as_of, known_at)
    with open_ledger(ledger, readonly=True) as opened:
        head = {"ledger": shown(ledger), "as_of": as_of, "known_at": known_at}
        if parcel is not None:
            found = parcel_file(opened, parcel, day, moment)
            parts = _file_parts(found, lang)
            content = {**head, "head": opened.head, **_file_content(found)}
        else:
            whole = overview(opened, day, moment)
            listed = opened.events(as_of=day, known_at=moment) if events else None
            parts = _overview_parts(whole, listed, lang)
            state = opened.state(as_of=day, known_at=moment) if as_json else None
            content = {**head, **_overview_content(whole, listed, state)}
    if as_json:
        emit(content)
        return
    screen = console()
    for part in parts:
        screen.print(part)


def _overview_content(
    found: Overview, events: pd.DataFrame | None, state: pd.DataFrame | None
) -> dict[str, Any]:
    content: dict[str, Any] = {
        "about": dict(found.about),
        "head": found.head,
        "events": found.events if events is None else json_rows(events),
        "balances": json_rows(found.balances),
        "parcels": [] if state is None else json_rows(state),
    }
    return content


def _file_content(found: ParcelFile) -> dict[str, Any]:
    state = None if found.state is None else json_rows(pd.DataFrame([found.state]))[0]
    return {
        "parcel_id": found.parcel_id,
        "state": state,
        "ancestors": found.ancestors,
        "descendants": found.descendants,
        "events": json_rows(found.events),
        "postings": json_rows(found.postings),
    }


def _overview_parts(
    found: Overview, events: pd.DataFrame | None, lang: str
) -> Iterator[str | Table]:
    title, policy = (escape(found.about[name]) for name in ("title", "policy"))
    yield f"[bold]{title}[/bold]  {policy}"
    yield f"{label('ledger', 'events', lang)}: {found.events:,}"
    yield f"{label('ledger', 'head', lang)}: {found.head}"
    yield _balances(found, lang)
    if events is not None:
        yield _events(events, lang)


def _balances(found: Overview, lang: str) -> Table:
    table = _table(
        [
            label("ledger", "book", lang),
            label("ledger", "account", lang),
            label("ledger", "parcels", lang),
            label("unit_name", "mu", lang),
        ],
        left=2,
    )
    for row in found.balances[found.balances["area_m2"] != 0].itertuples():
        count = found.parcels.get(row.account)
        table.add_row(
            label("ledger_book", row.book, lang),
            label("ledger_account", row.account, lang),
            "" if count is None else f"{count:,}",
            f"{round_half_up(to_mu(row.area_m2)):,.2f}",
        )
    return table


def _file_parts(found: ParcelFile, lang: str) -> Iterator[str | Table]:
    yield f"[bold]{escape(found.parcel_id)}[/bold]"
    yield from _state(found.state or {}, lang)
    for name, ids in (
        ("ancestors", found.ancestors),
        ("descendants", found.descendants),
    ):
        if ids:
            yield f"{label('ledger', name, lang)}: {escape('、'.join(ids))}"
    yield _events(found.events, lang)
    yield label("ledger", "postings", lang)
    yield _postings(found.postings, lang)


def _state(state: Mapping[str, Any], lang: str) -> Iterator[str]:
    for name, value in state.items():
        if name == "parcel_id" or _is_nothing(value):
            continue
        yield f"  {_heading(name, lang)}: {escape(_shown(name, value, lang))}"


def _is_nothing(value: Any) -> bool:
    if isinstance(value, list | tuple | dict):
        return not value
    return bool(pd.isna(value)) or value is False or value == ""


def _events(events: pd.DataFrame, lang: str) -> Table:
    named = events["parcel_id"].fillna(events["batch_id"]).fillna(events["zone_id"])
    shown = events.assign(subject=named, area_mu=to_mu(events["registered_area_m2"]))
    last = shown.sort_values("seq").tail(_LAST)
    table = _table([_heading(name, lang) for name in _EVENT], left=len(_EVENT) - 1)
    if len(last) < len(shown):
        table.caption = f"{len(last):,} / {len(shown):,}"
    for row in last[list(_EVENT)].itertuples(index=False):
        cells = zip(_EVENT, row, strict=True)
        table.add_row(*(escape(_shown(name, value, lang)) for name, value in cells))
    return table


def _postings(postings: pd.DataFrame, lang: str) -> Table:
    names = ["seq", "valid_date", "account", "area_mu"]
    shown = postings.assign(area_mu=to_mu(postings["area_m2"]))
    table = _table([_heading(name, lang) for name in names], left=3)
    for row in shown[names].itertuples(index=False):
        cells = zip(names, row, strict=True)
        table.add_row(*(escape(_shown(name, value, lang)) for name, value in cells))
    return table


def _table(headings: list[str], left: int) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in enumerate(headings):
        justify: Any = "left" if place < left else "right"
        table.add_column(heading, justify=justify, overflow="fold")
    return table


def _heading(name: str, lang: str) -> str:
    name = "batch_id" if name == "batches" else name
    group = next((g for g in _HEADINGS if has_label(g, name)), "")
    return label(group, name, lang)


def _shown(name: str, value: Any, lang: str) -> str:
    if _is_nothing(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, float):
        return f"{round_half_up(value):,.2f}"
    word = str(value).lower() if isinstance(value, bool) else str(value)
    return label(_GROUPS.get(name, ""), word, lang)
