"""How a definition asks for a dashboard: cards of figures, and bars that filter."""

from __future__ import annotations

from dataclasses import dataclass

from landuse.webmap.reading import Table, flag, text, words
from landuse.webmap.themes import Words

__all__ = ["BarsSpec", "KpiSpec", "read_bars", "read_kpi"]


@dataclass(frozen=True, slots=True)
class KpiSpec:
    """One card: an indicator, or how many rows of a frame are of each kind."""

    title: Words
    indicator: str | None = None  #: rows of the frame ``indicators``
    way: str | None = None  #: frame of quarters, drawn as a small line
    count: str | None = None  #: frame whose rows are counted
    by: str | None = None  #: column that tells the kinds apart
    area: str | None = None  #: column in mu, summed beside the count


@dataclass(frozen=True, slots=True)
class BarsSpec:
    """Bars of how many shapes have each value of a column; a bar filters."""

    by: str
    title: Words
    zoom: bool = False  #: a bar leads to its place and sets cards and zone to it


def read_kpi(table: Table) -> KpiSpec:
    """One ``kpi`` table of a map; it has an indicator or something to count."""
    table.only(*KpiSpec.__slots__)
    spec = KpiSpec(
        words(table, "title"),
        *(text(table, key, "") or None for key in KpiSpec.__slots__[1:]),
    )
    if (spec.indicator is None) == (spec.count is None):
        table.fail("indicator", "give either an indicator or a frame to count")
    if spec.count is not None and spec.by is None:
        table.fail("by", "is missing")
    needless = ("by", "area") if spec.indicator is not None else ("way",)
    for key in needless:
        if key in table:
            other = "count" if spec.indicator is not None else "indicator"
            table.fail(key, f"goes with {other!r} only")
    return spec


def read_bars(table: Table) -> BarsSpec:
    """One ``bars`` table of a layer."""
    table.only(*BarsSpec.__slots__)
    return BarsSpec(
        text(table, "by"), words(table, "title"), flag(table, "zoom", default=False)
    )
