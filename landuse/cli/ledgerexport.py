"""``landuse ledger export``: workbook, GeoPackage or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landuse.cli.ledgeroptions import KnownAt, LedgerPath, issue_rows, moments
from landuse.cli.options import AsOf, Json, Lang, Overwrite, emit, say
from landuse.cli.tables import print_issues
from landuse.issuewords import issues_in_words
from landuse.ledger.store import open_ledger
from landuse.steps.ledgerexport import export_ledger
from landuse.vocabulary import label

__all__ = ["export"]


def export(
    ledger: LedgerPath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=".xlsx .gpkg .parquet")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """导出台账表、图层或数据表。  Export as a workbook, layers or a table."""
    day, moment = moments(as_of, known_at)
    with open_ledger(ledger, readonly=True) as opened:
        count, issues = export_ledger(
            opened, out, as_of=day, known_at=moment, lang=lang, overwrite=overwrite
        )
        head = opened.head
    if as_json:
        emit({"out": out, "events": count, "head": head, "issues": issue_rows(issues)})
        return
    print_issues(issues_in_words(issues), lang)
    events = f"{label('ledger', 'events', lang)} {count:,}"
    say(f"{label('ledger', 'written', lang)}: {out} ({events})")
    say(f"{label('ledger', 'head', lang)}: {head}")
