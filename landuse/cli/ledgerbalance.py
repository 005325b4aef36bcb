"""``landuse ledger balance``: each account from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table

from landuse.analysis.balance import account_balance
from landuse.cli.ledgeroptions import KnownAt, LedgerPath, json_rows, moments, shown
from landuse.cli.options import Json, Lang, as_day, console, emit
from landuse.ledger.store import open_ledger
from landuse.units import round_half_up
from landuse.vocabulary import label

__all__ = ["balance"]

_PARTS = ("opening", "in", "out", "closing")


def balance(
    ledger: LedgerPath,
    start: Annotated[
        str, typer.Option("--from", callback=as_day, help="期初日。 Opening day.")
    ],
    end: Annotated[
        str, typer.Option("--to", callback=as_day, help="期末日。 Closing day.")
    ],
    known_at: KnownAt = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """期初＋转入－转出＝期末：各账户在两日之间的增减。  Accounts between two days."""
    if end <= start:
        msg = f"{end} is not after {start}"
        raise typer.BadParameter(msg, param_hint="--to")
    _, moment = moments(None, known_at)
    with open_ledger(ledger, readonly=True) as opened:
        days = (
            opened.balances(as_of=date.fromisoformat(day), known_at=moment)
            for day in (start, end)
        )
        found = account_balance(*days)
        head = opened.head
    if as_json:
        content = {"ledger": shown(ledger), "from": start, "to": end, "head": head}
        emit({**content, "known_at": known_at, "balance": json_rows(found)})
        return
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("book", "account"):
        table.add_column(label("ledger", name, lang))
    for part in _PARTS:
        table.add_column(label("ledger", part, lang), justify="right")
    moved = found[[f"{part}_m2" for part in _PARTS]].ne(0).any(axis="columns")
    for row in found[moved].to_dict("records"):
        table.add_row(
            label("ledger_book", row["book"], lang),
            label("ledger_account", row["account"], lang),
            *(f"{round_half_up(row[f'{part}_mu']):,.2f}" for part in _PARTS),
        )
    console().print(table)
    console().print(f"{label('ledger', 'head', lang)}: {head}", markup=False)
