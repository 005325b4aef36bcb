"""The certificate as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from landuse.io.worksheet import SheetTable
from landuse.steps.goal import goal_frames
from landuse.steps.goallines import certificate_lines
from landuse.steps.ledgercertify import Certified
from landuse.units import round_half_up
from landuse.vocabulary import label

__all__ = ["certificate_parts"]

_SHOWN = 20  #: rows of a list; --json and the workbook of an audit have all
_TABLES = {
    "zones": ("zone", "union_mu", "naive_mu", "difference_mu", "reversed_mu"),
    "overlaps": ("earlier", "later", "zone", "area_mu"),
    "not_counted": ("event_id", "parcel_id", "valid_date", "method", "reason"),
}


def certificate_parts(made: Certified, lang: str) -> Iterator[str | Table]:
    """Lines and tables of a certificate, in their order.

    Parameters
    ----------
    made : Certified
        Of a ledger.
    lang : {"zh", "en"}
        Language.

    Yields
    ------
    str or Table
        To be printed one after the other.
    """
    title = label("ledger", "certificate", lang)
    yield f"[bold]{title}[/bold]  {escape(made.meta.title)}"
    yield f"{label('ledger', 'events', lang)}: {made.events:,}"
    yield f"{label('ledger', 'head', lang)}: {made.head}"
    for name, value in certificate_lines(made.certificate, lang):
        yield f"{escape(name)}: {escape(value)}"
    frames = goal_frames(made.certificate, made.zones, lang)
    for name, columns in _TABLES.items():
        yield from _list(frames[f"goal_{name}"], name, columns, lang)


def _list(
    frame: pd.DataFrame, name: str, columns: tuple[str, ...], lang: str
) -> Iterator[str | Table]:
    if frame.empty:
        return
    more = f" ({len(frame):,})" if len(frame) > _SHOWN else ""
    yield f"\n{label('ledger', name, lang)}{more}"
    kept = [c for c in columns if frame[c].notna().any()]
    sheet = SheetTable(name, frame[kept].head(_SHOWN), lang)
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for column, heading in zip(kept, sheet.headings(), strict=True):
        right = pd.api.types.is_numeric_dtype(frame[column])
        justify: Any = "right" if right else "left"
        table.add_column(heading, justify=justify, overflow="fold")
    for row in sheet.rows():
        table.add_row(*(escape(_shown(value)) for value in row))
    yield table


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{round_half_up(value):,.2f}" if isinstance(value, float) else str(value)
