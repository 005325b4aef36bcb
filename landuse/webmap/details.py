"""How a definition asks for more than a map: time, a funnel, tables of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from landuse.webmap.reading import Table, pairs, text, texts, whole, words
from landuse.webmap.themes import Emphasis, Theme, Words

__all__ = [
    "FunnelSpec",
    "RasterSpec",
    "RowsSpec",
    "TimeSpec",
    "read_card",
    "read_funnel",
    "read_raster",
    "read_swipe",
    "read_table",
    "read_time",
]

#: Months after the reference date that a time slider shows, at most.
_LONGEST = 120
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class TimeSpec:
    """A frame of changes from which the theme of any day is drawn."""

    frame: str  #: a row for each change of a shape
    key: str  #: column of both frames that names the shape
    since: str  #: column of the day from which a row holds
    columns: Mapping[str, str]  #: column of the layer -> column of the changes
    until: int = 0  #: months after the reference date, if nothing happens


@dataclass(frozen=True, slots=True)
class FunnelSpec:
    """Bars of how many shapes are in a class or in a later one."""

    by: str  #: column by which they are told apart, such as the zone
    title: Words
    apart: tuple[str, ...] = ()  #: values that end the row and imply no earlier one


@dataclass(frozen=True, slots=True)
class RowsSpec:
    """Rows of a frame that belong to shapes: a table, or a part of the card."""

    frame: str
    title: Words
    key: str  #: column that names the shape
    columns: tuple[str, ...]
    words: Mapping[str, str]  #: column -> group of the vocabulary
    labels: Mapping[str, Words] = field(default_factory=dict)  #: instead of the field's
    layer: str | None = None  #: frame of the layer that has the shapes


@dataclass(frozen=True, slots=True)
class RasterSpec:
    """A picture below the shapes."""

    source: str  #: path of a raster, as the project states it
    title: Words


def read_raster(table: Table) -> RasterSpec:
    """The ``raster`` table of a map."""
    table.only(*RasterSpec.__slots__)
    return RasterSpec(text(table, "source"), words(table, "title"))


def read_time(table: Table, theme: Theme, emphasis: Emphasis | None) -> TimeSpec:
    """The ``time`` table of a layer; its changes must have what the layer draws."""
    table.only(*TimeSpec.__slots__)
    columns = pairs(table, "columns")
    for drawn in (theme, emphasis):
        if drawn is not None and drawn.column not in columns:
            table.fail("columns", f"does not say which column {drawn.column!r} is")
    return TimeSpec(
        frame=text(table, "frame"),
        key=text(table, "key"),
        since=text(table, "since"),
        columns=columns,
        until=whole(table, "until", 0, _LONGEST),
    )


def read_funnel(table: Table, theme: Theme) -> FunnelSpec:
    """The ``funnel`` table of a layer; values set apart must have a class."""
    table.only(*FunnelSpec.__slots__)
    spec = FunnelSpec(text(table, "by"), words(table, "title"), texts(table, "apart"))
    known = {word for entry in theme.classes for word in entry.words}
    for word in spec.apart:
        if word not in known:
            table.fail("apart", f"{word!r} is not a value of any class")
    return spec


def read_swipe(table: Table, layers: tuple[str, ...]) -> tuple[str, ...]:
    """The ``swipe`` of a map: two layers to compare, left and right of a line."""
    sides = texts(table, "swipe")
    if sides and (len(set(sides)) != len(_SIDES) or not set(sides) <= set(layers)):
        table.fail("swipe", f"name two of the frames {', '.join(layers)}")
    return sides


def read_card(table: Table) -> RowsSpec:
    """One ``card`` table of a layer: rows shown with the shape that they name."""
    table.only(*(name for name in RowsSpec.__slots__ if name != "layer"))
    return _rows(table, None)


def read_table(table: Table, layers: tuple[str, ...]) -> RowsSpec:
    """One of the ``tables`` of a map, whose rows lead to shapes of one layer."""
    table.only(*RowsSpec.__slots__)
    layer = text(table, "layer")
    if layer not in layers:
        table.fail("layer", f"{layer!r} is not a frame of {', '.join(layers)}")
    return _rows(table, layer)


def _rows(table: Table, layer: str | None) -> RowsSpec:
    columns = texts(table, "columns")
    if not columns:
        table.fail("columns", "must name at least one column")
    return RowsSpec(
        frame=text(table, "frame"),
        title=words(table, "title"),
        key=text(table, "key"),
        columns=columns,
        words=pairs(table, "words") if "words" in table else {},
        labels=_labels(table.table("labels")) if "labels" in table else {},
        layer=layer,
    )


def _labels(table: Table) -> dict[str, Words]:
    return {name: words(table, name) for name in table.names()}
