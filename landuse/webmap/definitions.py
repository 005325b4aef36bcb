"""Map definitions: what one web map shows, read from ``maps/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from landuse.errors import PolicyError, SourceError
from landuse.messages import worded
from landuse.resources import data_path
from landuse.webmap.basemap import Basemap, read_basemap
from landuse.webmap.boardspec import BarsSpec, KpiSpec, read_bars, read_kpi
from landuse.webmap.details import (
    FunnelSpec,
    RasterSpec,
    RowsSpec,
    TimeSpec,
    read_card,
    read_funnel,
    read_raster,
    read_swipe,
    read_table,
    read_time,
)
from landuse.webmap.reading import Table, choice, flag, text, texts, words
from landuse.webmap.themes import (
    PATTERNS,
    ClassSpec,
    Emphasis,
    Style,
    Theme,
    Where,
    Words,
    read_emphasis,
    read_style,
    read_theme,
    read_where,
)

__all__ = [
    "PATTERNS",
    "ClassSpec",
    "Definition",
    "Emphasis",
    "LayerSpec",
    "Style",
    "Theme",
    "Where",
    "definition_names",
    "frame_of",
    "load_definition",
]

#: Names that a map had before.
_FORMER = {"lifecycle": "standard_land"}
SHAPES = ("area", "line", "zone")
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer: a frame, its theme, and what a reader may ask of it."""

    frame: str
    title: Words
    instead: str | None = None  #: frame that is drawn where there is no ``frame``
    shape: str = "area"  #: area, line or zone (outline with names)
    show: bool = True  #: drawn when the page opens
    label: str | None = None  #: column written on the map
    popup: tuple[str, ...] = ()  #: columns of the evidence card
    tooltip: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    area: str | None = None  #: column in mu, summed in the legend
    where: Where | None = None  #: other rows are left out
    style: Style | None = None
    theme: Theme | None = None
    themes: tuple[Theme, ...] = ()  #: others that the page may be coloured by
    emphasis: Emphasis | None = None
    time: TimeSpec | None = None  #: changes of the theme, for the time slider
    funnel: FunnelSpec | None = None  #: bars of the classes in their order
    card: tuple[RowsSpec, ...] = ()  #: rows of other frames in the evidence card
    bars: tuple[BarsSpec, ...] = ()  #: counts by a column, beside the map


@dataclass(frozen=True, slots=True)
class Definition:
    """One web map."""

    id: str
    title: Words
    layers: tuple[LayerSpec, ...]
    note: Words | None = None
    tables: tuple[RowsSpec, ...] = ()  #: below the map; a row leads to its shape
    mark: Words | None = None  #: number of approval (审图号), instead of 内部使用
    swipe: tuple[str, ...] = ()  #: frames of two layers under a line that is moved
    kpi: tuple[KpiSpec, ...] = ()  #: cards of figures above the map
    raster: RasterSpec | None = None  #: a picture below the shapes
    basemap: Basemap | None = None  #: ground below the layers; none by default


def frame_of(layer: LayerSpec, frames: Mapping[str, Any]) -> Any:
    """The frame that a layer draws: its own, or the one that stands in for it.

    Parameters
    ----------
    layer : LayerSpec
        One layer of a definition.
    frames : mapping of str to DataFrame
        By name.

    Returns
    -------
    DataFrame or None
        None where neither has a row.

    Examples
    --------
    >>> import pandas as pd
    >>> layer = load_definition("standard_land").layers[-1]
    >>> len(frame_of(layer, {"parcels": pd.DataFrame({"a": [1]})}))
    1
    """
    found = (frames.get(name) for name in (layer.frame, layer.instead) if name)
    return next((f for f in found if f is not None and not f.empty), None)


def definition_names() -> tuple[str, ...]:
    """Names of the shipped definitions.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> "status" in definition_names()
    True
    """
    return tuple(sorted(path.stem for path in data_path("maps").glob("*.toml")))


def load_definition(source: str | Path | Mapping[str, Any]) -> Definition:
    """Read and check a map definition.

    Parameters
    ----------
    source : str, Path or mapping
        A shipped name, a TOML file, or its content.

    Returns
    -------
    Definition
        The checked definition.

    Raises
    ------
    PolicyError
        With file and key, for anything unknown, missing or of a wrong form.

    Examples
    --------
    >>> load_definition("status").title["en"]
    'Stock construction land by problem'
    """
    if isinstance(source, Mapping):
        return _definition(Table(source, "<definition>"))
    path = _find(source)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"cannot be read as a map definition: {error}"
        raise PolicyError(msg, path) from error
    return _definition(Table(content, path))


def _find(source: str | Path) -> Path:
    name = _FORMER.get(str(source), str(source))
    if name in definition_names():
        return data_path("maps", f"{name}.toml")
    path = Path(source)
    if path.suffix == ".toml" and path.is_file():
        return path
    names = ", ".join(definition_names())
    msg = worded("map_unknown", names=names)
    raise PolicyError(msg, path)


def _definition(table: Table) -> Definition:
    table.only(*Definition.__slots__)
    name, title = text(table, "id"), words(table, "title")
    layers = tuple(_layer(t) for t in table.tables("layers"))
    frames = tuple(layer.frame for layer in layers)
    return Definition(
        id=name,
        title=title,
        layers=layers,
        note=words(table, "note") if "note" in table else None,
        tables=_several(table, "tables", lambda t: read_table(t, frames)),
        mark=words(table, "mark") if "mark" in table else None,
        swipe=read_swipe(table, frames),
        kpi=_several(table, "kpi", read_kpi),
        raster=read_raster(table.table("raster")) if "raster" in table else None,
        basemap=_ground(table),
    )


def _ground(table: Table) -> Basemap | None:
    if "basemap" not in table:
        return None
    try:
        return read_basemap(text(table, "basemap"))
    except SourceError as error:
        table.fail("basemap", str(error))


def _several(
    table: Table, key: str, read: Callable[[Table], _Part]
) -> tuple[_Part, ...]:
    return tuple(read(t) for t in table.tables(key)) if key in table else ()


def _layer(table: Table) -> LayerSpec:
    table.only(*LayerSpec.__slots__)
    theme, emphasis, style, where = (
        table.table(key) if key in table else None
        for key in ("theme", "emphasis", "style", "where")
    )
    if (theme is None) == (style is None):
        table.fail("theme", "give either a theme or one style")
    drawn = read_theme(theme) if theme else None
    marked = read_emphasis(emphasis) if emphasis else None
    others = _several(table, "themes", read_theme)
    if others and not all(one and one.title for one in (drawn, *others)):
        table.fail("themes", "the theme and each of the themes need a title")
    if others and ("time" in table or "funnel" in table):
        table.fail("themes", "cannot go with time or funnel")
    return LayerSpec(
        frame=text(table, "frame"),
        title=words(table, "title"),
        instead=text(table, "instead", "") or None,
        shape=choice(table, "shape", SHAPES, "area"),
        show=flag(table, "show", default=True),
        label=text(table, "label", "") or None,
        popup=texts(table, "popup"),
        tooltip=texts(table, "tooltip"),
        search=texts(table, "search"),
        area=text(table, "area", "") or None,
        where=read_where(where) if where else None,
        style=read_style(style) if style else None,
        theme=drawn,
        themes=others,
        emphasis=marked,
        time=_of_theme(table, "time", drawn, lambda t, d: read_time(t, d, marked)),
        funnel=_of_theme(table, "funnel", drawn, read_funnel),
        card=_several(table, "card", read_card),
        bars=_several(table, "bars", read_bars),
    )


def _of_theme(
    table: Table, key: str, theme: Theme | None, read: Callable[[Table, Theme], _Part]
) -> _Part | None:
    """A part that only a layer with a theme may have."""
    if key not in table:
        return None
    if theme is None:
        table.fail(key, "needs a theme")
    return read(table.table(key), theme)
